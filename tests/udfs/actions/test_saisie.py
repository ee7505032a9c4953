"""Ajouter une ligne, une structure; actualiser; exporter: on the real workbook through xlwings' remote engine."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
import xlwings

from dpid_xl.examen import examine
from dpid_xl.rendus.tableaux.exports import EXPORTS
from dpid_xl.schema import FEUILLES
from tests.udfs.actions.classeur import CLASSEUR, load, make_json, read_octets
from tests.udfs.actions.client import apply, edit
from tests.udfs.actions.comparaison import AUTRE_FEUILLE_MONTREE, LIGNE_DU_JOURNAL, compare
from tests.udfs.actions.conftest import Serveur2022, launch_bureau
from udfs.actions import saisie
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM


def test_a_line_is_prepared_at_the_end_of_the_table(lancer):
    faite = lancer("ajouter_ligne", read_octets(), devant="Annexe 5", selection="D7")
    onglet = faite.classeur["Annexe 5"]
    assert onglet.tables["tblAnnexe5"].ref == "A6:AB150"
    assert onglet["B150"].value == onglet["B7"].value == "T1-01"
    assert onglet["F150"].value == onglet["F7"].value
    assert faite.selection == ("Annexe 5", 150, 4)
    assert faite.classeur["Échéancier"]["A150"].value == 144  # a spare row of the workbook was waiting for the line
    assert set(compare(read_octets(), faite.octets)) == {"Annexe 5", "tblAnnexe5"} | LIGNE_DU_JOURNAL | AUTRE_FEUILLE_MONTREE


def test_the_first_operation_without_a_line_is_proposed(lancer):
    classeur = load(read_octets())
    remplacees = [cellule.coordinate for cellule in classeur["Annexe 5"]["B"] if cellule.value == "T3-02"]
    faite = lancer("ajouter_ligne", edit(read_octets(), "Annexe 5", dict.fromkeys(remplacees, "T3-01")))
    assert faite.classeur["Annexe 5"]["B150"].value == "T3-02"
    debut = next(rangee for rangee in classeur["Opérations"].iter_rows(7, values_only=True) if rangee[0] == "T3-02")[8]
    assert faite.classeur["Annexe 5"]["I150"].value == debut
    assert debut is None or isinstance(debut, datetime)


def test_the_free_row_of_an_empty_workbook_is_used(lancer):
    octets = CLASSEUR.with_name("annexe5_modele.xlsm").read_bytes()
    faite = lancer("ajouter_ligne", octets)
    assert faite.classeur["Annexe 5"].tables["tblAnnexe5"].ref == load(octets)["Annexe 5"].tables["tblAnnexe5"].ref
    assert faite.classeur["Annexe 5"]["B7"].value == "T1-01"
    assert faite.classeur["Échéancier"].tables["tblEcheancier"].ref == load(octets)["Échéancier"].tables["tblEcheancier"].ref


def test_a_structure_is_prepared_at_the_end_of_the_register(lancer):
    faite = lancer("ajouter_structure", read_octets())
    derniere, dernier = re.fullmatch(r"A6:([A-Z]+)(\d+)", load(read_octets())["Structures"].tables["tblStructures"].ref).groups()
    dernier = int(dernier)
    assert faite.classeur["Structures"].tables["tblStructures"].ref == f"A6:{derniere}{dernier + 1}"
    assert faite.selection == ("Structures", dernier + 1, 1)


def test_refresh_recalculates(lancer, tmp_path):
    assert lancer("actualiser", read_octets()).recalculs == 1
    faite = launch_bureau("actualiser", read_octets(), tmp_path)
    assert set(compare(read_octets(), faite.octets)) == LIGNE_DU_JOURNAL | {"Accueil"}
    asked = faite.classeur.defined_names["Python_demande"].attr_text.replace("$", "").partition("!")[2]
    assert (load(read_octets())["Accueil"][asked].value, faite.classeur["Accueil"][asked].value) == ("non", "oui")


@pytest.mark.parametrize("extension", [".csv", ".xlsx"])
def test_lines_are_those_of_the_command_line(lancer, extension):
    faite = lancer(f"exporter_lignes_{extension[1:]}", read_octets())
    ((nom, contenu),) = faite.telechargements
    assert nom == f"lignes{extension}"
    assert contenu == EXPORTS["lignes"][extension](examine(CLASSEUR).dossier, datetime(2022, 9, 27).date())  # noqa: DTZ001
    assert set(compare(read_octets(), faite.octets)) == LIGNE_DU_JOURNAL


def test_the_report_is_a_pdf(lancer):
    ((nom, contenu),) = lancer("exporter_rapport", read_octets()).telechargements
    assert nom == "etat_des_controles.pdf"
    assert contenu.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("macro", "extension", "ensemble"),
    [
        ("exporter_pdf_selection", "pdf", ["bordereau.pdf"]),
        ("exporter_word_selection", "docx", []),
        ("exporter_word_unique_selection", "docx", ["conventions.docx"]),
    ],
)
def test_conventions_of_the_selected_rows(lancer, macro, extension, ensemble):
    faite = lancer(macro, read_octets(), devant="Conventions", selection="A7:A8")
    ((nom, contenu),) = faite.telechargements
    assert nom == "conventions.zip"
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        noms = [re.sub(r"/0+", "/", nom.removeprefix("selection_2022-09-27_140500/")) for nom in archive.namelist()]
    documents = [f"{extension}/1_ccas-de-libercourt.{extension}", f"{extension}/2_ccas-du-touquet.{extension}"]
    assert noms == [*documents, *ensemble, f"manifeste_{extension}.json"]
    assert faite.alertes[0][0] == (
        "2 conventions de la sélection (« CCAS de Libercourt », « CCAS du Touquet ») : "
        f"{len(noms)} fichiers dans le téléchargement « conventions.zip »."
    )
    assert set(compare(read_octets(), faite.octets)) == LIGNE_DU_JOURNAL, "files that leave this computer are not named in the index"


def test_refresh_in_another_workbook_says_nothing_and_writes_nothing(autre_classeur):
    run(MACRO_PAR_NOM["actualiser"], Serveur2022, autre_classeur)
    assert [action["args"] for action in autre_classeur.json()["actions"]] == [["dpidRecalculer"]]


@pytest.fixture
def autre_classeur():
    """A workbook of the officer's own, which the add-in serves too."""
    recu = make_json(read_octets())
    feuille = recu["sheets"][0] | {"name": "Feuil1", "tables": [], "values": [["x"]], "used_range_address": "A1"}
    book = xlwings.Book(json=recu | {"names": [], "sheets": [feuille]})
    yield book
    book.close()


def test_the_sheets_of_the_year_are_shown(lancer, monkeypatch):
    monkeypatch.setattr(saisie, "FEUILLES", [replace(f, a_la_demande=f.nom in ("Remarques", "Journal")) for f in FEUILLES])
    noms = load(read_octets()).sheetnames
    gestes = [{"func": "setSheetVisibility", "args": ["Hidden"], "sheet_position": noms.index(nom)} for nom in ("Remarques", "Journal")]
    masque = apply(read_octets(), gestes)
    caches = {onglet.title for onglet in masque.classeur.worksheets if onglet.sheet_state != "visible"}
    assert caches > {"Remarques", "Journal"}
    faite = lancer("montrer_feuilles", masque.octets)
    assert {onglet.title for onglet in faite.classeur.worksheets if onglet.sheet_state != "visible"} == caches - {"Remarques", "Journal"}
    assert faite.selection == ("Remarques", 1, 1)


def test_a_workbook_older_than_the_sheets_of_the_year_says_what_to_do(lancer, monkeypatch):
    monkeypatch.setattr(saisie, "FEUILLES", ())
    assert lancer("montrer_feuilles", read_octets()).alertes[0][0] == saisie.SANS_FEUILLES
