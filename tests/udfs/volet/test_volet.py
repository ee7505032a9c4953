"""The pane in a real browser, with the real Pyodide and the real workbook; and every address that was asked for meanwhile."""

import base64
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import starmap

import pytest
from typer.testing import CliRunner

from dpid_xl.chaine import export_tableau, produce_conventions
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.cli import app
from dpid_xl.controles import group_anomalies, write_groupe
from dpid_xl.ecriture import replace_fichiers
from dpid_xl.examen import examine
from dpid_xl.production.choix import select_conventions
from dpid_xl.schema import CONTROLES, FEUILLES
from tests.typographie import unset
from tests.udfs.actions.classeur import CLASSEUR, PAR_AVENANT
from tests.udfs.serveur.demande import to_json
from tests.udfs.serveur.test_boutons import read_feuilles, read_formules
from tests.udfs.serveur.test_navigateur import ATTENDUS, COLONNE, EXEMPLES, FAUTES, _relocate
from tests.udfs.volet.chromium import list_adresses
from tests.udfs.volet.conftest import CHEMIN, LARGEUR, look, open_volet, press, wait_pret
from udfs.actions.copie import HORS_DE_PORTEE
from udfs.actions.feuilles import render
from udfs.actions.registre import MACROS, GroupeDeMacros
from udfs.actions.serveur import RETOUR
from udfs.extension import load_extension
from udfs.volet.site import CATALOGUE, seal

MONTANT = re.compile(r"est évalué au plus à ([\d ]+,\d\d) €")
NOMBRE, CHOISIES = 2, {"devant": "Conventions", "selection": "A7:A9"}  # one of the rows is hidden
STRUCTURES = ["CCAS de Libercourt", "PAGE"]
LIMITE, ETROITE = 5_000_000, 400_000  # of what Excel on the web takes at once, or gives
AILLEURS = ("http://127.0.0.1:9/", "https://exemple.invalid/?iban=FR76")
MAITRES = [feuille.nom for feuille in FEUILLES]
INSTANTANE = """
  const lire = (nom) => document.getElementById(nom).innerText;
  const liste = (nom) => [...document.querySelectorAll(`#${nom} button`)].map((bouton) => bouton.innerText);
  return { phrase: lire("phrase"), compte: lire("compte"), constats: liste("constats"), reste: lire("reste"),
           etat: lire("etat-manques"), manques: liste("manques") };
"""


@pytest.fixture(scope="module")
def petit(dossier, jour):
    """The workbook of a few lines, as saved: what a page makes of it takes less time."""
    lignes = tuple(ligne for ligne in dossier.lignes if ligne.structure == "PAGE")
    return build_classeur(locate_dossier(replace(dossier, lignes=lignes, decisions=(), attributions=())), (), jour, load_extension())


@pytest.fixture(scope="module")
def parcours(site, petit, tmp_path_factory):
    """What an officer does in the pane, from its first opening to a reload without the network; then what the browser asked for."""
    racine, adresse = site
    faits = {"jours": [today()], "adresse": adresse}
    faits |= {"fichiers": {c.relative_to(racine).as_posix() for c in racine.rglob("*") if c.is_file()}}
    with open_volet(site, tmp_path_factory.mktemp("navigateur")) as (page, stop):
        page.wait("document.getElementById('phrase').textContent")
        faits["avant"] = page.run(INSTANTANE)
        faits["regards"] = [look(page)]
        faits["boutons"] = page.run(
            "return [...document.querySelectorAll('#macros button, #macros h3')].map((e) => [e.tagName, e.textContent]);"
        )
        faits["cellules"] = page.run(f"return await essai.calculate_all({_write_appels([*EXEMPLES, *FAUTES, COLONNE])});")
        _play(page, faits, petit)
        faits["jours"].append(today())
        faits["journal"] = page.navigateur.journal
        faits["incidents"] = page.run("return essai.incidents;")
        faits["ailleurs"] = [page.run(f"return await fetch('{lieu}').then(() => 'parti', () => 'refusé');") for lieu in AILLEURS]
        page.run("await navigator.serviceWorker.ready;")
        faits["version"] = page.run("return document.getElementById('version').hidden;")
        renew(racine / CHEMIN)
        page.run("(await navigator.serviceWorker.getRegistration()).update();")
        page.wait("!document.getElementById('version').hidden")
        go_to_top(page)
        page.type_touche("Tab")
        faits["clavier"]["version"] = page.run("return document.activeElement.id;")
        stop()
        page.go(f"{adresse}/taskpane.html?_host_Info=Excel$Win32$16.01$fr-FR")
        wait_pret(page)
        faits["sans_reseau"] = {
            "cellule": page.run("return await essai.calculate({ nom: 'DPID_MONTANT', arguments: [[['T1-01']], [[80]], [[6]]] });"),
            "actualiser": press(page, "Actualiser"),
        }
        page.go(f"{adresse}/confidentialite.html")
        page.wait("document.title.startsWith('Volet DPID : ce qui reste')")
        faits["regards"].append(look(page))
    return faits | {"adresses": list_adresses(faits["journal"])}


# Actions as Python sends them, cut by the client: too long, one row that is, too heavy a workbook; then on a computer.
COUPER = """
  const { cutActions } = await import('./static/js/blocs.js');
  const values = Array.from({ length: 60000 }, (_, rang) => [rang, 'é'.repeat(100)]);
  const longue = { func: 'setValues', values, args: [], start_row: 7, row_count: 60000 };
  const coupees = cutActions([{ func: 'setValues', values: [[1]], row_count: 1 }, longue]).slice(1);
  const lourd = { func: 'runMacro', args: ['dpidInserer', 'A'.repeat(5_000_001), []] };
  const cut = (actions) => { try { return cutActions(actions).length; } catch (erreur) { return erreur.message; } };
  const refus = cut([lourd]);
  Office.context.platform = 'PC';
  const poste = cut([lourd]);
  Office.context.platform = 'OfficeOnline';
  let debut = 7;
  return {
    refus, poste,
    rangees: coupees.map(({ row_count }) => row_count),
    lourdes: coupees.filter((action) => new Blob([JSON.stringify(action)]).size > 4e6).map(({ row_count }) => row_count),
    pareilles: coupees.every((action) => {
      const suit = action.start_row === debut && action.values.length === action.row_count && action.values[0][0] === debut - 7;
      debut += action.row_count;
      return suit;
    }),
  };
"""
FOYER = """
  const vu = document.activeElement;
  if (vu === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(vu);
  const { top, bottom, left, right } = vu.getBoundingClientRect();
  return {
    texte: vu.innerText || vu.id,
    marque: vu.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    dedans: top > -1 && left > -1 && bottom < innerHeight + 1 && right < innerWidth + 1,
  };
"""


def use_clavier(page, regards):
    """What an officer without a mouse does: through the page with Tab, a link with Entrée, a box opened with Espace and left with Échap."""
    page.send("Emulation.setDeviceMetricsOverride", width=LARGEUR, height=800, deviceScaleFactor=1, mobile=False)
    page.send("Emulation.setFocusEmulationEnabled", enabled=True)
    fait = {"promenade": [], "lus": {"page": page.list_accessibles()}, "revenus": []}
    go_to_top(page)
    for _ in range(200):
        page.type_touche("Tab")
        vu = page.run(FOYER)
        if vu is None or vu in fait["promenade"]:
            break
        fait["promenade"].append(vu)
    page.run("document.querySelector('footer a').focus();")
    page.type_touche("Tab", majuscule=True)
    fait["retour"] = [page.run(FOYER)]
    page.type_touche("Tab")
    fait["retour"].append(page.run(FOYER))

    page.run("document.querySelector('#constats button').focus();")
    page.type_touche("Enter")
    fait["mene"] = page.run("await essai.wait(() => essai.classeur.devant !== 'Contrôles'); return essai.classeur.devant;")

    open_par_clavier(page, "Importer un tableau", "Space")
    regards.append(look(page))
    fait["lus"]["boite"] = page.list_accessibles()
    fait["foyers"] = [page.run("return document.activeElement.id;")]
    page.type_touche("Tab")
    fait["foyers"].append(page.run("return document.activeElement.id;"))
    close_par_clavier(page, "Escape", fait)

    open_par_clavier(page, "Supprimer les conventions", "Enter")
    fait["dite"] = page.run("return document.getElementById('texte-boite').innerText;")
    close_par_clavier(page, "Space", fait)
    page.send("Emulation.clearDeviceMetricsOverride")
    return fait


def go_to_top(page):
    page.run("const titre = document.querySelector('h1'); titre.tabIndex = -1; titre.focus(); titre.removeAttribute('tabindex');")


def open_par_clavier(page, libelle, touche):
    page.run(f"essai.getBouton({json.dumps(libelle)}).focus();")
    page.type_touche(touche)
    page.wait("document.getElementById('boite').open && essai.libre()")


def close_par_clavier(page, touche, fait):
    page.type_touche(touche)
    page.wait("!document.getElementById('boite').open && essai.libre()")
    fait["revenus"].append(page.run("return document.activeElement.textContent;"))


def today():
    """The day of this computer, which is the pane's."""
    return datetime.now().date()  # noqa: DTZ005


def renew(dossier):
    """Put a newer version of the site in the place of the one that is open."""
    fichiers = {chemin.relative_to(dossier).as_posix(): chemin.read_bytes() for chemin in dossier.rglob("*") if chemin.is_file()}
    fichiers["confidentialite.html"] += b"<!-- nouvelle -->"
    replace_fichiers(dossier, seal(fichiers).items())


def _write_appels(appels):
    return json.dumps([{"nom": nom, "arguments": [to_json(valeur) for valeur in valeurs]} for nom, valeurs in appels])


def _play(page, faits, petit):
    """The buttons, in an order in which each has what it needs."""
    classeur = {"nom": "petit.xlsm", "base64": base64.b64encode(petit).decode()}
    liste = {"nom": "subventions.csv", "base64": base64.b64encode(LISTE.encode()).decode()}
    faits["saisie"] = press(page, "Contrôler", saisie=True)
    page.run(f"essai.limite = {ETROITE};")
    faits["controler"] = press(page, "Contrôler")
    faits["charges"] = page.run(f"essai.limite = {LIMITE}; return essai.charges;")
    faits["apres"] = page.run(INSTANTANE)
    faits["regards"].append(look(page))
    faits["clavier"] = use_clavier(page, faits["regards"])
    faits["actions"] = page.run(COUPER)
    faits["json"] = press(page, "État en JSON")
    faits["csv"] = press(page, "Lignes en CSV")
    faits["scdl"] = press(page, "Données ouvertes")
    faits["word"] = press(page, "Sélection en Word", **CHOISIES)
    faits["pdf"] = press(page, "Annexe 5 en PDF")
    faits["pdf_choisis"] = press(page, "Sélection en PDF", **CHOISIES)
    faits["refus"] = press(page, "Générer la sélection", devant="Accueil", selection="A1")
    faits["annule"] = press(page, "Importer un tableau", "non")
    faits["importer"] = press(page, "Importer un tableau", liste)
    faits["reconduire"] = press(page, "Année suivante", classeur, "oui")
    faits["inseres"] = []
    page.navigateur.lecteur = lambda demande: faits["inseres"].append(demande) or read_feuilles(demande)
    faits["generer"] = press(page, "Générer la sélection", **CHOISIES)
    faits["non"] = press(page, "Générer la sélection", "non", **CHOISIES)
    faits["supprimer"] = press(page, "Supprimer les conventions", "oui")
    faits["ajouter"] = press(page, "Ajouter une ligne")
    faits["actualiser"] = press(page, "Actualiser")


LISTE = "Structure;SIRET;Montant\nPAGE;;\nÉtablissement témoin;;12 220,00 €\n"


def test_nothing_breaks_in_the_page(parcours):
    assert parcours["incidents"] == []


def test_every_example_of_the_registry_and_the_sentences_of_the_server(parcours):
    attendus = [{"valeur": _relocate(attendu)} for attendu in ATTENDUS]
    assert parcours["cellules"] == [
        *attendus,
        {"code": "#VALUE!", "message": "Quantité : « abc » n'est pas un nombre."},
        {"code": "#VALUE!", "message": "Etp : la cellule est en erreur (#DIV/0!)."},
        {"valeur": [[6400], [""], [{"type": "Error", "errorType": "Value"}]]},
    ]


def test_every_macro_stands_under_its_group(parcours):
    vus = {}
    for sorte, texte in parcours["boutons"]:
        if sorte == "H3":
            siens = vus[texte] = []
        else:
            siens.append(texte)
    assert vus == {groupe.value: [macro.libelle for macro in MACROS if macro.groupe is groupe] for groupe in GroupeDeMacros}


def test_controler_writes_what_the_command_finds(parcours):
    fait, groupes = parcours["controler"], group_anomalies(examine(CLASSEUR).anomalies)
    controles = fait["suivies"]["Contrôles"]
    assert controles["tables"] == [{"nom": "tblControles", "adresse": f"A14:J{14 + len(groupes)}"}]
    assert [rangee[4] for rangee in controles["valeurs"][14 : 14 + len(groupes)]] == [write_groupe(groupe) for groupe in groupes]
    assert read_formules(fait, CONTROLES) == {f"D{rang}": CONTROLES.colonne("lien").formule for rang in range(15, 15 + len(groupes))}
    assert [unset(boite["texte"]) for boite in fait["boites"]] == [HORS_DE_PORTEE]
    assert fait["suivies"]["Journal"]["valeurs"][-1][1:3] == ["volet DPID", "Contrôler"]
    assert fait["occupe"]
    assert "lecture et contrôle du classeur…" in fait["etapes"]


def test_last_control_is_shown_with_links_to_its_cells(parcours):
    avant, apres = parcours["avant"], parcours["apres"]
    groupes = group_anomalies(examine(CLASSEUR).anomalies)
    assert avant["phrase"]
    assert apres["phrase"].startswith("Contrôle du ")
    assert apres["compte"].startswith("17 avertissements")
    assert len(apres["constats"]) == 30
    assert apres["reste"] == f"Et {len(groupes) - 30} de plus : feuille Contrôles."
    tete = groupes[0].tete
    assert apres["constats"][0].startswith(f"{tete.gravite} : ")
    assert apres["constats"][0].endswith(f"{tete.origine.feuille} {tete.origine.cellule}".strip())
    assert apres["etat"]
    assert apres["manques"]


def test_typing_in_a_cell_is_a_sentence_in_the_pane(parcours):
    phrase = "Excel n'a pas donné le classeur : terminez la saisie de la cellule en cours, puis recommencez."
    assert (parcours["saisie"]["travail"], parcours["saisie"]["changees"], parcours["saisie"]["boites"]) == (phrase, [], [])


def test_refusal_is_the_same_sentence_as_elsewhere(parcours):
    (boite,) = parcours["refus"]["boites"]
    phrase = "Aucune structure n'est sélectionnée : sélectionnez des lignes d'Annexe 5, Structures, Conventions ou Suivi."
    assert unset(boite["texte"]) == phrase
    assert parcours["refus"]["changees"] == ["Journal"]


def test_exports_are_downloaded_as_the_command_writes_them(parcours):
    nom, octets = parcours["csv"]["fichier"]
    assert nom == "lignes.csv"
    assert len(octets.decode("utf-8-sig").splitlines()) == 144
    nom, octets = parcours["word"]["fichier"]
    assert nom == "conventions.zip"
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert sum(nom.endswith(".docx") for nom in archive.namelist()) == NOMBRE
    nom, octets = parcours["scdl"]["fichier"]
    assert nom == "conventions.zip"


def test_the_state_of_the_controls_is_the_one_of_the_command_but_for_what_excel_did_not_give(parcours):
    nom, octets = parcours["json"]["fichier"]
    ecrit, dit = json.loads(octets), json.loads(CliRunner().invoke(app, ["controler", str(CLASSEUR), "--json"]).stdout)
    assert nom == "etat_des_controles.json"
    assert set(ecrit["non_verifiables"].values()) - set(dit["non_verifiables"].values()) == {HORS_DE_PORTEE}
    assert ecrit | {"non_verifiables": {}} == dit | {"non_verifiables": {}}


def test_pdfs_are_those_of_the_computer_to_the_byte(parcours):
    examen = examine(CLASSEUR)
    nom, annexe = parcours["pdf"]["fichier"]
    assert nom == "annexe5.pdf"
    assert annexe in [export_tableau(examen, "annexe5", ".pdf", jour) for jour in parcours["jours"]]
    with zipfile.ZipFile(io.BytesIO(parcours["pdf_choisis"]["fichier"][1])) as archive:
        recus = {nom.rpartition("/")[2]: archive.read(nom) for nom in archive.namelist() if nom.endswith(".pdf")}
    for jour in parcours["jours"]:
        production = produce_conventions(examen, ["pdf"], jour, STRUCTURES)
        attendus = {nom.removeprefix("pdf/"): octets for nom, octets in production.render() if nom.startswith("pdf/")}
        if attendus.items() <= recus.items():
            break
    assert len(attendus) == NOMBRE
    assert attendus.keys() <= recus.keys()
    assert [nom for nom, octets in attendus.items() if octets != recus[nom]] == []


def test_excel_on_the_web_gives_the_workbook_in_parts(parcours):
    """The control was read under a limit ten times lower than the real one, and found what the command finds."""
    charges = parcours["charges"]
    assert charges["refus"] > 0
    assert 0 < charges["reponse"] <= LIMITE


def test_what_is_written_is_cut_for_excel_on_the_web_or_refused_before_anything_is_changed(parcours):
    fait = parcours["actions"]
    assert fait["pareilles"]
    assert len(fait["rangees"]) > 1
    assert sum(fait["rangees"]) == 60_000
    assert fait["lourdes"] == []
    assert fait["refus"].startswith("Excel sur le web ne reçoit pas plus de 5 Mo à la fois")
    assert fait["poste"] == 1


def test_a_file_is_asked_for_in_the_pane(parcours):
    (boite,) = parcours["annule"]["boites"]
    assert unset(boite["fichier"]["titre"]) == "Le tableau à importer (annexe 5, liste de subventions, registre)"
    assert boite["fichier"]["accepte"] == ".xlsx,.xls,.ods,.csv,.txt"
    assert (boite["boutons"], boite["foyer"]) == (["Continuer", "Annuler"], "fichier")
    assert parcours["annule"]["changees"] == []
    assert parcours["importer"]["fichier"][0] == "importe_subventions.xlsm"


def test_the_year_after_is_made_of_the_file_that_is_dropped(parcours):
    fait = parcours["reconduire"]
    fichier, question, fin = fait["boites"]
    assert unset(fichier["fichier"]["titre"]) == f"Ce classeur, enregistré : « {CLASSEUR.name} »"
    assert unset(question["texte"]).startswith("Écrire à côté le classeur de 2023")
    assert question["texte"].endswith(RETOUR)
    assert "à revoir" in fin["texte"]
    assert fait["fichier"][0] == "conventions.zip"
    with zipfile.ZipFile(io.BytesIO(fait["fichier"][1])) as archive:
        assert sorted(nom.rpartition(".")[2] for nom in archive.namelist()) == ["csv", "xlsm"]
    assert fait["changees"] == ["Journal"]


def test_sheets_of_conventions_come_and_go(parcours):
    fait = parcours["generer"]
    assert [len(insertion) for insertion in fait["insertions"]] == [NOMBRE]
    assert fait["feuilles"] == [*MAITRES, *fait["insertions"][0]]
    phrase = f"{NOMBRE} conventions de la sélection écrites à la fin du classeur. {PAR_AVENANT}"
    assert [unset(boite["texte"]) for boite in fait["boites"]] == [phrase]
    (question,) = parcours["non"]["boites"]
    assert unset(question["texte"]) == f"Remplacer {NOMBRE} conventions générées ?\n\n{RETOUR}"
    assert parcours["non"]["changees"] == ["Journal"]
    assert parcours["supprimer"]["feuilles"] == MAITRES


def test_sheets_are_those_of_the_computer_to_the_cent(parcours):
    assert sum_feuilles(parcours["inseres"], parcours["jours"], STRUCTURES) == [Decimal("16400.00"), Decimal("30740.66")]


def sum_feuilles(inseres, jours, structures):
    """The amounts of the sheets put in, which must be what the computer writes on one of these days, part by part."""
    examen = examine(CLASSEUR)
    conventions = {convention.structure.nom: convention for convention in select_conventions(examen.dossier, structures)}
    attendus = [render(examen, conventions, jour).classeurs for jour in dict.fromkeys(jours)]
    recus = [list_parties(base64.b64decode(insere["contenu"])) for insere in inseres]
    assert recus in [[list_parties(classeur.contenu) for classeur in classeurs] for classeurs in attendus]
    feuilles = [feuille for insere in inseres for feuille in read_feuilles(insere)]
    textes = ["\n".join(str(valeur) for rangee in feuille["valeurs"] for valeur in rangee) for feuille in feuilles]
    return [Decimal(MONTANT.findall(unset(texte))[0].replace(" ", "").replace(",", ".")) for texte in textes]


def test_add_and_recalculate(parcours):
    assert parcours["ajouter"]["changees"] == ["Annexe 5", "Journal"]
    assert parcours["actualiser"]["calculs"] == ["Full"]


@pytest.mark.parametrize("rang", range(4), ids=["à l'ouverture", "après un contrôle", "un fichier demandé", "la page du DPO"])
def test_each_state_is_accessible_and_fits_the_narrowest_pane(parcours, rang):
    assert parcours["regards"][rang] == {"fautes": [], "deborde": False, "langue": "fr"}


def test_another_place_is_refused(parcours):
    assert parcours["ailleurs"] == ["refusé"] * len(AILLEURS)


def test_a_newer_version_is_told(parcours):
    assert parcours["version"] is True, "hidden until there is one; the run waits for it to show"


def test_tab_reaches_every_control_in_the_order_of_the_page_and_shows_where_it_is(parcours):
    vus, apres = parcours["clavier"]["promenade"], parcours["apres"]
    groupes = dict.fromkeys(macro.groupe for macro in MACROS)
    libelles = [macro.libelle for groupe in groupes for macro in MACROS if macro.groupe is groupe]
    assert [vu["texte"] for vu in vus] == [*apres["constats"], *apres["manques"], *libelles, "Ce qui reste ici, ce qui ne sort pas"]
    assert [vu["texte"] for vu in vus if not (vu["marque"] and vu["dedans"])] == []
    assert [vu["texte"] for vu in parcours["clavier"]["retour"]] == [vus[-2]["texte"], vus[-1]["texte"]], "and back, with Maj"


def test_enter_and_space_press_and_escape_leaves_a_box(parcours):
    fait = parcours["clavier"]
    assert fait["mene"] == group_anomalies(examine(CLASSEUR).anomalies)[0].tete.origine.feuille
    assert fait["foyers"] == ["fichier", "non"], "of the box, and of nothing behind it"
    assert fait["dite"].startswith("Il n’y a pas de feuille de convention à retirer"), fait["dite"]
    assert fait["version"] == "recharger"


def test_the_focus_comes_back_to_the_button_that_opened_the_box(parcours):
    assert parcours["clavier"]["revenus"] == ["Importer un tableau", "Supprimer les conventions"]


def test_a_screen_reader_is_told_what_each_control_is(parcours):
    lus = parcours["clavier"]["lus"]
    controles = [lu for lu in lus["page"] if lu["foyer"] and lu["role"] != "RootWebArea"]
    assert {lu["role"] for lu in controles} == {"button", "link"}
    assert [lu for lu in controles if not lu["nom"].strip()] == []
    assert {lu["nom"]: lu["aide"] for lu in controles if lu["aide"]} == {macro.libelle: macro.aide for macro in MACROS}
    titres = [lu["nom"] for lu in lus["page"] if lu["role"] == "heading"]
    assert titres[:4] == ["Volet DPID", "Dernier contrôle", "Ce qui manque", "Actions"]
    assert ("dialog", "DPID") in {(lu["role"], lu["nom"]) for lu in lus["boite"]}
    # « Continuer » waits for a file; what is behind a box is not told.
    dans = [unset(lu["nom"]) for lu in lus["boite"] if lu["foyer"] and lu["role"] == "button"]
    assert sorted(dans) == ["Annuler", "Le tableau à importer (annexe 5, liste de subventions, registre)"]


def test_it_works_without_the_network_after_the_first_opening(parcours):
    hors = parcours["sans_reseau"]
    assert hors["cellule"] == {"valeur": [[6400]]}
    assert (hors["actualiser"]["calculs"], hors["actualiser"]["travail"]) == (["Full"], "")


def test_nothing_is_asked_but_the_files_of_the_site(parcours):
    """The browser's own journal of its network: pages, workers and service worker."""
    permises = {f"{parcours['adresse'].removesuffix('/dpid')}/{nom}" for nom in parcours["fichiers"]}
    autres = list(starmap("{} {}".format, {(m, u) for m, u in parcours["adresses"] if not _is_permise(m, u, permises)}))
    assert autres == []
    assert f"{parcours['adresse']}/{CATALOGUE}" in {adresse for _methode, adresse in parcours["adresses"]}, "the recorder records"


def _is_permise(methode, adresse, permises):
    sans, _, plus = adresse.partition("?")
    sienne = sans in permises or adresse.startswith(("blob:", "data:"))
    return methode == "GET" and sienne and (not plus or plus.startswith("_host_Info="))
