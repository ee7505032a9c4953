"""The macros in a real LibreOffice with the extension installed, on the real workbook, called as the menu calls them."""

import getpass
import hashlib
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from dpid_xl import chaine
from dpid_xl.calcul.exercices import list_propositions
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.controles import group_anomalies, write_groupe
from dpid_xl.examen import examine
from dpid_xl.rendus.tableaux.exports import EXPORTS
from dpid_xl.schema import DOSSIER_DES_EXPORTS, FEUILLES, RANGS_DES_REGLAGES
from tests.classeurs.fabrique import build
from tests.parties import compare
from tests.typographie import unset
from tests.udfs.actions.alteration import CONSTATS, alter_fichier
from tests.udfs.actions.classeur import CLASSEUR
from tests.udfs.libreoffice.essai import Essai, call
from udfs.actions import importation, reconduction, remise
from udfs.actions.copie import A_ENREGISTRER
from udfs.actions.registre import MACROS, GroupeDeMacros
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import build_oxt, make_url

CONVENTION_TYPE = Path(__file__).parents[2] / "documents" / "texte_vote" / "convention_type.txt"
DOSSIER = f"B{RANGS_DES_REGLAGES[DOSSIER_DES_EXPORTS]}"
NOMBRE, CHOISIES = 89, (0, 2, 5)  # rows of the sheet « Conventions » that are selected and seen


@pytest.fixture(scope="module")
def essai(tmp_path_factory, oxt):
    return Essai(tmp_path_factory.mktemp("macros"), oxt)


@pytest.fixture(scope="module")
def original(essai):
    """What was answered on the .xlsm itself, by name of step."""
    etapes = {
        "feuilles": ["open", str(essai.original)],
        "avant": ["save", str(essai.dossier / "original_avant.xlsx")],
        "refus": call("controler"),
        "apres": ["save", str(essai.dossier / "original_apres.xlsx")],
    }
    return dict(zip(etapes, essai.play(*etapes.values()), strict=True))


@pytest.fixture(scope="module")
def copie(essai):
    """What was answered on the copy that LibreOffice computes, by name of step."""
    etapes = {
        "feuilles": ["open", str(essai.copie)],
        "avant": ["save", str(essai.dossier / "avant.xlsx")],
        "controler": call("controler"),
        "taille": ["find_table", "tblControles"],
        "controles": ["read", "Contrôles", "A13:J400"],
        "lien": ["read_formules", "Contrôles", "D15:D15"],
        "manques": ["read", "À compléter", f"F7:F{6 + len(examine(CLASSEUR).list_manques().attentes)}"],
        "protegees": ["list_protegees"],
        "masquees": ["hide", "Conventions", "A8:A8"],
        "choix": ["select", "Conventions", "A7:A9,C12:D12"],
        "pdf": call("exporter_pdf_selection"),
        "fichiers": ["read", "Conventions", "A7:G95"],
        "dossier": ["write", "Campagne", DOSSIER, "sorties"],
        "csv": call("exporter_lignes_csv"),
        "sans_dossier": ["write", "Campagne", DOSSIER, ""],
        "rapport": call("exporter_rapport"),
        "selection": call("generer_conventions_selection"),
        "indexees": ["read", "Conventions", "A7:I95"],
        "reprotegees": ["list_protegees"],
        "question": call("generer_conventions"),
        "posees": ["list_feuilles"],
        "generer": call("generer_conventions", "oui"),
        "inserees": ["list_feuilles"],
        "conventions": ["read", "Conventions", "A7:I95"],
        "apres": ["save", str(essai.dossier / "apres.xlsx")],
        "supprimer": call("supprimer_conventions", "oui"),
        "restees": ["list_feuilles"],
        "avenants": call("exporter_avenants"),
        "ligne": call("ajouter_ligne"),
        "ajoutee": ["read_formules", "Annexe 5", "A149:Q150"],
        "actualiser": call("actualiser"),
        "montants": ["read", "Annexe 5", "L7:M150"],
        "journal": ["read", "Journal", "A7:F30"],
        "sans_fichier": call("charger_texte_vote"),
        "demande": call("charger_texte_vote", str(CONVENTION_TYPE)),
        "charger": call("charger_texte_vote", str(CONVENTION_TYPE), "oui"),
        "modele": ["find_table", "tblModele"],
        "blocs": ["read", "Modèle convention", "A7:F400"],
        "proposer": call("accepter_propositions"),
        "accepter": call("accepter_propositions", "oui"),
        "parts": ["read", "Exercices", "A7:P118"],
        "proposees": ["find_table", "tblPropositions"],
        "importer": call("importer_tableau", str(CONVENTION_TYPE)),
        "remettre": call("remettre_a_neuf"),
        "reconduire": call("reconduire"),
    }
    return dict(zip(etapes, essai.play(*etapes.values()), strict=True))


@pytest.fixture(scope="module")
def fichier_altere(essai):
    fichier = essai.dossier / "annexe5_altere.xlsx"
    fichier.write_bytes(adapt_classeur(alter_fichier(CLASSEUR.read_bytes())))
    return fichier


@pytest.fixture(scope="module")
def altere(essai, fichier_altere, copie):  # noqa: ARG001 (whose report this one replaces)
    """What was answered on a workbook whose formulas, rows and calculation were touched, then saved by LibreOffice."""
    etapes = {
        "feuilles": ["open", str(fichier_altere)],
        "controler": call("controler"),
        "controles": ["read_formules", "Contrôles", "A15:H400"],
        "enregistrer": ["store"],
        "rapport": call("exporter_rapport"),
    }
    return dict(zip(etapes, essai.play(*etapes.values()), strict=True))


@pytest.mark.libreoffice
def test_controler_finds_what_the_engine_finds(copie):
    groupes = group_anomalies(examine(CLASSEUR).anomalies)
    assert copie["controler"] == ""
    attendus = [[g.gravite.value, g.tete.origine.feuille, "aller", write_groupe(g), g.tete.code, len(g.constats)] for g in groupes]
    (bilan, *_), _entetes, *rangees = copie["controles"]
    assert [[r[0], r[1], r[3], r[4], r[7], int(r[8])] for r in rangees if r[0]] == attendus
    assert bilan.endswith("constats réunis)"), "no reserve: the file itself was controlled"
    assert copie["taille"][1] - copie["taille"][0] == len(groupes)
    assert 'HYPERLINK("#' in copie["lien"][0][0]
    attentes = examine(CLASSEUR).list_manques().attentes
    assert copie["manques"] == [["aller" if attente.origine.feuille else ""] for attente in attentes]
    assert copie["protegees"] == [feuille.nom for feuille in FEUILLES if feuille.protegee]


@pytest.mark.libreoffice
def test_a_workbook_changed_since_it_was_saved_has_only_its_values_controlled(copie):
    assert A_ENREGISTRER in unset(copie["rapport"])


@pytest.mark.libreoffice
def test_what_was_done_to_the_workbook_is_found_in_the_saved_file(altere):
    trouvees = {(code, feuille, cellule) for _gravite, feuille, cellule, *_, code in altere["controles"] if code}
    assert set(CONSTATS) <= trouvees
    assert altere["controler"] == ""


@pytest.mark.libreoffice
def test_the_report_of_a_saved_workbook_has_its_name_its_hash_and_the_officer(altere, fichier_altere, essai):
    assert altere["rapport"].startswith("1 fichier écrit dans le dossier")
    assert A_ENREGISTRER not in unset(altere["rapport"])
    premiere = re.sub(r"\s+", " ", PdfReader(essai.dossier / "conventions" / "etat_des_controles.pdf").pages[0].extract_text())
    assert f"Classeur contrôlé : {fichier_altere.name}, le " in premiere
    assert f", par {getpass.getuser()} " in premiere
    assert hashlib.sha256(fichier_altere.read_bytes()).hexdigest() in re.sub(r"[\s\u00ad\u200b-]", "", premiere)
    assert "Réserve" not in premiere


@pytest.mark.libreoffice
def test_the_files_are_those_of_the_command_line(copie, essai):
    examen = examine(CLASSEUR)
    jour = datetime.strptime(copie["journal"][0][0][:10], "%d/%m/%Y").date()  # noqa: DTZ007 (the journal's own day)
    dossier = essai.dossier / "conventions"
    assert (essai.dossier / "sorties" / "lignes.csv").read_bytes() == EXPORTS["lignes"][".csv"](examen.dossier, jour)
    structures = [copie["fichiers"][rang][0] for rang in CHOISIES]
    attendus = dict(replace(chaine.produce_conventions(examen, ["pdf"], jour, structures), selection=False).render())
    pdfs = {nom for nom in attendus if nom.startswith("pdf/")}
    (selection,) = dossier.glob("selection_*")
    assert {f"pdf/{fichier.name}" for fichier in (selection / "pdf").iterdir()} == pdfs
    assert [nom for nom in sorted(pdfs) if (selection / nom).read_bytes() != attendus[nom]] == []
    assert (dossier / "etat_des_controles.pdf").read_bytes().startswith(b"%PDF")
    noms = ", ".join(f"« {nom} »" for nom in sorted(structures))
    assert unset(copie["pdf"]) == f"3 conventions de la sélection ({noms}) : {len(attendus)} fichiers écrits dans le dossier « {dossier} »."
    index = {rangee[0]: rangee[6] for rangee in copie["fichiers"] if rangee[6]}
    assert list(index) == structures
    assert {chemin.removeprefix(f"{selection.name}/") for chemin in index.values()} == pdfs


@pytest.mark.libreoffice
def test_what_would_break_excels_formulas_is_refused(original, essai):
    assert original["refus"].startswith("« Contrôler » mettrait en erreur les formules de ce classeur")
    avant, apres = ((essai.dossier / f"original_{nom}.xlsx").read_bytes() for nom in ("avant", "apres"))
    assert compare(avant, apres) == {}


@pytest.mark.libreoffice
def test_every_convention_is_inserted_and_taken_out(copie):
    assert copie["selection"].startswith("3 conventions de la sélection écrites à la fin du classeur.")
    indexees = {rangee[0]: rangee[5] for rangee in copie["indexees"] if rangee[5]}
    assert list(indexees) == [copie["fichiers"][rang][0] for rang in CHOISIES], "what is written on a protected sheet stays"
    assert sorted(indexees.values()) == sorted(copie["posees"][-len(CHOISIES) :])
    assert copie["reprotegees"] == copie["protegees"]
    assert copie["posees"] == [*copie["feuilles"], *(nom for nom in copie["inserees"] if nom in copie["posees"][-3:])]
    assert unset(copie["question"]).startswith("Remplacer 3 conventions générées ?")
    assert copie["generer"].startswith(f"{NOMBRE} conventions écrites à la fin du classeur.")
    assert copie["inserees"][: len(copie["feuilles"])] == copie["feuilles"]
    assert len(copie["inserees"]) == len(copie["feuilles"]) + NOMBRE
    assert {rangee[7] for rangee in copie["conventions"]} <= {"projet", "générée"}
    assert [rangee[5] for rangee in copie["conventions"] if rangee[5] not in copie["inserees"]] == []
    assert all(isinstance(rangee[2], float) and rangee[2] > 0 for rangee in copie["conventions"])
    assert copie["restees"] == copie["feuilles"], "no sheet was taken for one edited by hand"


@pytest.mark.libreoffice
@pytest.mark.usefixtures("copie")
def test_nothing_else_in_the_workbook_changes(essai):
    avant, apres = ((essai.dossier / f"{nom}.xlsx").read_bytes() for nom in ("avant", "apres"))
    ecarts = compare(avant, apres)
    neuves = {nom for nom in ecarts if nom.startswith("+")}
    assert len(neuves) == NOMBRE
    assert ecarts.keys() - neuves == {"Accueil", "Contrôles", "Conventions", "Journal"}, ecarts  # Accueil tells what was done


@pytest.mark.libreoffice
def test_a_row_is_added_with_its_formulas(copie):
    derniere, ajoutee = copie["ajoutee"]
    calculees = [rang for rang, cellule in enumerate(derniere) if str(cellule).startswith("=")]
    assert [ajoutee[rang] for rang in calculees] == [derniere[rang] for rang in calculees]
    assert "150" in copie["journal"][9][3]
    assert {calcule for calcule, _retenu in copie["montants"][:-1] if not isinstance(calcule, float)} == {"arrêté"}


@pytest.mark.libreoffice
def test_the_voted_text_is_loaded(copie, essai):
    blocs = chaine.read_vote(CONVENTION_TYPE).blocs
    assert copie["sans_fichier"] == ""
    assert copie["demande"].startswith(
        f"Remplacer les {len(examine(CLASSEUR).dossier.modele)} blocs de la feuille Modèle convention par les {len(blocs)} lus"
    )
    dossier = essai.dossier / "conventions"
    assert unset(copie["charger"]).startswith(f"1 fichier écrit dans le dossier « {dossier} ». {len(blocs)} blocs chargés")
    assert copie["modele"] == [6, 6 + len(blocs)]
    attendus = [[bloc.code, str(bloc.style), bloc.si, bloc.texte, bloc.origine.value, bloc.texte_vote] for bloc in blocs]
    assert [rangee for rangee in copie["blocs"] if rangee[0]] == attendus
    assert (dossier / "texte_vote.csv").is_file()


@pytest.mark.libreoffice
def test_proposals_become_parts_with_their_formulas(copie):
    assert copie["proposer"].startswith("Accepter le partage au prorata des mois pour 56 lignes, ")
    assert copie["accepter"].startswith("56 lignes, ")
    propositions = list_propositions(examine(CLASSEUR).dossier)
    assert [(rangee[0], rangee[1], rangee[4], rangee[5]) for rangee in copie["parts"]] == [
        (un.part.structure, un.part.operation, un.part.exercice, float(un.part.montant)) for un in propositions
    ]
    # One line each, and all of it is split.
    assert [(rangee[11], rangee[7]) for rangee in copie["parts"]] == [(1, 0)] * len(propositions)
    assert copie["proposees"] == [6, 7]


@pytest.mark.libreoffice
def test_what_would_write_a_workbook_with_macros_says_the_command(copie):
    assert (unset(copie["importer"]), unset(copie["remettre"])) == (importation.PAR_LA_COMMANDE, remise.PAR_LA_COMMANDE)
    assert unset(copie["reconduire"]) == reconduction.PAR_LA_COMMANDE


@pytest.mark.libreoffice
def test_drafts_of_avenants_are_written(copie, essai):
    assert unset(copie["avenants"]).startswith("1 projet d'avenant (« PAGE »), à compléter : ")
    assert len(list((essai.dossier / "conventions").glob("avenants_*/docx/*.docx"))) == 1


@pytest.mark.libreoffice
@pytest.mark.usefixtures("copie", "altere", "original")
def test_an_engine_of_another_python_is_a_sentence(essai):
    essai.write_note("3.99")
    petit = essai.dossier / "petit.xlsx"
    petit.write_bytes(build())
    _, absence = essai.play(["open", str(petit)], call("controler"))
    assert re.match(r"dpid_xl est installé dans Python 3\.99, et LibreOffice a Python 3\.\d+ : installez", absence)


def test_the_menu_has_every_macro_once(oxt):
    menu = ET.fromstring(list_parties(oxt)["Addons.xcu"])  # noqa: S314 (our own file)
    valeurs = [valeur.text for valeur in menu.iter("value")]
    assert [valeur for valeur in valeurs if valeur.startswith("vnd.sun.star.script:")] == [
        make_url(macro) for groupe in GroupeDeMacros for macro in MACROS if macro.groupe is groupe
    ]
    assert {macro.libelle for macro in MACROS} | set(GroupeDeMacros) | {"DPID"} <= set(valeurs)
    assert b"autre.oxt|macros" in list_parties(build_oxt("autre.oxt"))["Addons.xcu"]


def test_the_script_has_every_macro(oxt):
    source = list_parties(oxt)["macros/dpid_macros.py"].decode()
    compile(source, "dpid_macros.py", "exec")
    assert re.findall(r"^def ([a-z]\w*)\(\*arguments\)", source, re.MULTILINE) == [macro.nom for macro in MACROS]
