"""The buttons of the task pane clicked in a real browser, on the real workbook: what becomes of it, what the officer reads."""

import base64
import io
import zipfile
from functools import cache

import pytest
from openpyxl import load_workbook

from dpid_xl.classeurs.gabarit.formules import find_colonne
from dpid_xl.controles import group_anomalies, write_groupe
from dpid_xl.examen import examine
from dpid_xl.schema import CONTROLES, CONVENTIONS, FEUILLES
from tests.typographie import unset
from tests.udfs.actions.classeur import CLASSEUR, PAR_AVENANT, make_json, read_octets
from tests.udfs.serveur.demande import to_json
from tests.udfs.serveur.page import open_page
from udfs.actions.copie import HORS_DE_PORTEE
from udfs.actions.registre import MACROS
from udfs.actions.serveur import RETOUR

NOMBRE, CHOISIES = 89, 3
MASQUEES = {"Conventions": [8]}  # between the rows that are selected
MAITRES = [feuille.nom for feuille in FEUILLES]
OPTIONS = {"allowAutoFilter": True, "allowFormatColumns": True, "allowFormatRows": True}
WEB = "ouvrez le classeur dans Excel sur le web"
SCRIPTS = ["office.js", "classeur.js", "boutons.js"]


@pytest.fixture(scope="module")
def rapport(tmp_path_factory):
    """What each click did, then what one did once the server was stopped."""
    with open_page(tmp_path_factory.mktemp("boutons"), SCRIPTS, {"classeur": describe_classeur()}, read_feuilles) as (
        receive,
        stop,
        _serveur,
    ):
        premier = receive()
        if "etapes" not in premier:
            pytest.fail("\n".join(premier["incidents"]))
        stop()
        dernier = receive()
        return {**premier, **dernier}


@pytest.fixture
def etapes(rapport):
    return rapport["etapes"]


def describe_classeur(octets=None):
    """The real workbook, or another, as the stand-in holds it: dates are numbers with a format, as in Excel."""
    octets = octets or read_octets()
    recu = make_json(octets)
    classeur = load_workbook(io.BytesIO(octets), data_only=True)
    feuilles = []
    for onglet, attendue in zip(classeur.worksheets, recu["sheets"], strict=True):
        feuille = describe_feuille(onglet)
        feuille["tables"] = [{"nom": table["name"], "adresse": table["range_address"]} for table in attendue["tables"]]
        feuille["masquees"] = MASQUEES.get(onglet.title, [])
        feuille["protegee"] = onglet.protection.sheet
        feuille["liens"] = [cellule.coordinate for rangee in onglet.iter_rows() for cellule in rangee if cellule.hyperlink]
        feuilles.append(feuille)
    return {"feuilles": feuilles, "noms": recu["names"]}


def describe_feuille(onglet):
    rangees = list(onglet.iter_rows())
    return {
        "nom": onglet.title,
        "valeurs": to_json([[cellule.value for cellule in rangee] for rangee in rangees]),
        "formats": [[cellule.number_format for cellule in rangee] for rangee in rangees],
        "tables": [],
        "protegee": False,
        "masquees": [],
        "liens": [],
    }


def read_feuilles(demande):
    """What Excel does with the file that is handed to it: the sheets asked for, in their order in the file."""
    return [feuille for feuille in _read_fichier(demande["contenu"]) if feuille["nom"] in demande["feuilles"]]


def read_formules(fait, table):
    """The formulas that a click left on the sheet of a table, by cell."""
    feuille = f"{table.feuille}!"
    return {cle.removeprefix(feuille): formule for cle, formule in fait["formules"].items() if cle.startswith(feuille)}


@cache
def _read_fichier(contenu):
    classeur = load_workbook(io.BytesIO(base64.b64decode(contenu)), read_only=True)
    return [describe_feuille(onglet) for onglet in classeur.worksheets]


def test_nothing_breaks_in_the_pages(rapport):
    assert rapport["incidents"] == []


def test_the_pane_offers_every_macro(rapport):
    assert rapport["boutons"] == [macro.libelle for macro in MACROS]


def test_buttons_wait_while_one_works(etapes):
    assert all(etape["occupe"] for etape in etapes.values())


@pytest.mark.parametrize(
    ("etape", "phrase"),
    [
        ("anonyme", "Accès refusé : ouvrez le volet DPID et saisissez le jeton de votre bureau."),
        ("inconnu", "Jeton inconnu : vérifiez le jeton de votre bureau dans le volet DPID."),
        ("saisie", "Excel n'a pas donné le classeur : terminez la saisie de la cellule en cours, puis recommencez."),
        ("ancien", f"Cet Excel est trop ancien pour recevoir des feuilles : mettez-le à jour, ou {WEB}."),
        ("mac", f"Excel sur Mac ne laisse pas un complément enregistrer un fichier : {WEB}, puis recommencez."),
    ],
)
def test_what_cannot_be_done_is_a_sentence_in_the_pane_and_nothing_changes(etapes, etape, phrase):
    assert (etapes[etape]["travail"], etapes[etape]["changees"], etapes[etape]["boites"]) == (phrase, [], [])
    assert etapes[etape].get("fichier") is None


def test_a_refusal_is_a_box_in_french_and_only_the_journal_changes(etapes):
    phrase = "Aucune structure n'est sélectionnée : sélectionnez des lignes d'Annexe 5, Structures, Conventions ou Suivi."
    (boite,) = etapes["refus"]["boites"]
    assert boite | {"texte": unset(boite["texte"])} == {"titre": "DPID", "texte": phrase, "langue": "fr", "boutons": ["OK"]}
    assert (etapes["refus"]["travail"], etapes["refus"]["changees"]) == ("", ["Journal"])


def test_controler_fills_its_sheet(etapes):
    groupes = group_anomalies(examine(CLASSEUR).anomalies)
    fait = etapes["controler"]
    controles = fait["suivies"]["Contrôles"]
    assert controles["tables"] == [{"nom": "tblControles", "adresse": f"A14:J{14 + len(groupes)}"}]
    assert unset(controles["valeurs"][12][0]).endswith(f". {HORS_DE_PORTEE}")
    gravite, feuille, cellule, message, code = (find_colonne(CONTROLES, c) for c in ("gravite", "feuille", "cellule", "message", "code"))
    assert [(r[gravite], r[code], r[feuille], r[cellule], r[message]) for r in controles["valeurs"][14 : 14 + len(groupes)]] == [
        (g.gravite.value, g.tete.code, g.tete.origine.feuille, g.tete.origine.cellule, write_groupe(g)) for g in groupes
    ]
    assert not [lien for lien in controles["liens"] if lien.startswith("C") and int(lien[1:]) > 14], "an older link would lead elsewhere"
    assert read_formules(fait, CONTROLES) == {f"D{rang}": CONTROLES.colonne("lien").formule for rang in range(15, 15 + len(groupes))}
    assert fait["devant"] == "Contrôles"
    assert [rangee[1:3] for rangee in fait["suivies"]["Journal"]["valeurs"][6:]] == [["arras", "Contrôler"]]
    assert (fait["travail"], [unset(boite["texte"]) for boite in fait["boites"]]) == ("", [HORS_DE_PORTEE])


def test_protection_is_lifted_then_put_back(etapes):
    fait = etapes["controler"]
    assert fait["levees"] == ["Contrôles", "Journal", "Propositions", "À compléter"]
    assert {nom: options for nom, options in fait["protegees"] if nom in fait["levees"]} == dict.fromkeys(fait["levees"], OPTIONS)
    assert [nom for nom, _options in fait["protegees"]] == [feuille.nom for feuille in FEUILLES if feuille.protegee]


def test_protection_is_put_back_when_excel_refuses_half_way(etapes):
    panne = etapes["panne"]
    assert panne["levees"] == ["Contrôles", "Journal", "Propositions", "À compléter"]
    assert panne["protegees"] == etapes["controler"]["protegees"]
    assert panne["travail"].startswith("Excel a refusé une partie du travail")
    assert panne["boites"] == []


def test_generate_inserts_every_sheet_in_one_go_at_the_end(etapes):
    fait = etapes["generer"]
    assert [len(insertion) for insertion in fait["insertions"]] == [NOMBRE]
    assert fait["feuilles"] == [*MAITRES, *fait["insertions"][0]]
    assert [unset(boite["texte"]) for boite in fait["boites"]] == [f"89 conventions écrites à la fin du classeur. {PAR_AVENANT}"]
    conventions = fait["suivies"]["Conventions"]
    assert sorted(rangee[5] for rangee in conventions["valeurs"][6 : 6 + NOMBRE]) == sorted(fait["insertions"][0])
    assert set(fait["changees"]) == {"Conventions", "Journal", *fait["insertions"][0]}
    ecrites = read_formules(fait, CONVENTIONS)
    for lettre, champ in (("C", "montant"), ("J", "lien")):
        formules = [formule for cellule, formule in ecrites.items() if cellule.startswith(lettre)]
        assert formules == [CONVENTIONS.colonne(champ).formule] * NOMBRE, "a column of a table has one formula"


def test_no_leaves_everything_and_is_noted(etapes):
    (boite,) = etapes["non"]["boites"]
    assert unset(boite["texte"]) == f"Remplacer {NOMBRE} conventions générées ?\n\n{RETOUR}"
    assert (boite["boutons"], boite["langue"]) == (["Oui", "Non"], "fr")
    assert (etapes["non"]["changees"], etapes["non"]["travail"]) == (["Journal"], "")
    assert etapes["non"]["suivies"]["Journal"]["valeurs"][-1][2:4] == ["Générer les conventions", "abandonné"]


def test_yes_replaces_the_sheets_and_no_other(etapes):
    fait, avant = etapes["oui"], etapes["generer"]["feuilles"]
    assert [unset(boite["texte"]).splitlines()[0] for boite in fait["boites"]] == [
        f"Remplacer {CHOISIES} conventions générées ?",
        f"{CHOISIES} conventions de la sélection écrites à la fin du classeur. {PAR_AVENANT}",
    ]
    assert sum(map(len, fait["insertions"])) == CHOISIES
    assert fait["feuilles"] == avant, "each sheet is back in its place"
    assert fait["suivies"]["Journal"]["valeurs"][-1][2] == "Générer la sélection"


def test_delete_asks_then_takes_the_sheets_out(etapes):
    fait = etapes["supprimer"]
    assert [unset(boite["texte"]).splitlines()[0] for boite in fait["boites"]] == [
        f"Retirer du classeur {NOMBRE} feuilles de convention ?",
        f"{NOMBRE} conventions retirées du classeur.",
    ]
    assert fait["feuilles"] == MAITRES


def test_conventions_of_the_selection_are_downloaded(etapes):
    fait = etapes["pdf"]
    assert fait["fichier"]["nom"] == "conventions.zip"
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(fait["fichier"]["octets"]))) as archive:
        pdf = [nom for nom in archive.namelist() if nom.endswith(".pdf")]
        assert len([nom for nom in pdf if nom.split("/")[1] == "pdf"]) == CHOISIES
        assert all(archive.read(nom).startswith(b"%PDF-") for nom in pdf)
    (boite,) = fait["boites"]
    assert unset(boite["texte"]).startswith(f"{CHOISIES} conventions de la sélection (« CCAS de Libercourt », « ")
    assert unset(boite["texte"]).endswith(" : 5 fichiers dans le téléchargement « conventions.zip ».")
    assert "PAGE" in boite["texte"]
    assert "CCAS du Touquet" not in unset(boite["texte"]), "its row is hidden"


def test_a_graphic_that_is_selected_is_no_row(etapes):
    (boite,) = etapes["graphique"]["boites"]
    assert unset(boite["texte"]).startswith("Aucune structure n'est sélectionnée")


def test_one_file_is_downloaded_as_it_is(etapes):
    fichier = etapes["rapport"]["fichier"]
    assert fichier["nom"].endswith(".pdf")
    assert base64.b64decode(fichier["octets"]).startswith(b"%PDF-")


def test_actualiser_recalculates(etapes):
    assert etapes["actualiser"]["calculs"] == ["Full"]


def test_a_stopped_server_is_a_sentence_in_the_pane(rapport):
    arret = rapport["arret"]
    assert (arret["travail"], arret["changees"], arret["boites"]) == ("Le serveur ne répond pas. Réessayez dans un instant.", [], [])
