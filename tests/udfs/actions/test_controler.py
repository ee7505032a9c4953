"""Contrôler, on the real workbook through xlwings' remote engine."""

import pytest

from dpid_xl.anomalies import Gravite
from dpid_xl.chaine import examine
from dpid_xl.classeurs.gabarit.styles import FOND_SAISIE
from dpid_xl.classeurs.gabarit.suivi import COULEURS_DES_GRAVITES
from dpid_xl.controles import get_message
from tests.udfs.actions.classeur import CLASSEUR, calculate_liens, load, read_octets, save
from tests.udfs.actions.comparaison import compare
from tests.udfs.actions.conftest import launch
from udfs.actions.controle import summarize

ORANGE = "FF" + COULEURS_DES_GRAVITES[Gravite.AVERTISSEMENT]["bg_color"][1:]


@pytest.fixture(scope="module")
def anomalies():
    return examine(CLASSEUR).anomalies


@pytest.fixture(scope="module")
def controlee(moteur):  # noqa: ARG001
    return launch("controler", read_octets())


def test_the_sheet_says_what_the_command_line_says(controlee, anomalies):
    onglet = controlee.classeur["Contrôles"]
    rangees = [[cellule.value for cellule in rangee] for rangee in onglet["A15" : f"E{14 + len(anomalies)}"]]
    assert [(r[0], r[1], r[2], r[4]) for r in rangees] == [(a.gravite.value, a.code, a.origine.feuille, get_message(a)) for a in anomalies]
    assert onglet.tables["tblControles"].ref == f"A14:E{14 + len(anomalies)}"
    assert onglet["A13"].value == f"Contrôle du 27/09/2022 : {summarize(anomalies)}"


def test_each_row_jumps_to_its_cell(controlee, anomalies):
    onglet = controlee.classeur["Contrôles"]
    for rang, anomalie in enumerate(anomalies, 15):
        cellule = onglet.cell(rang, 4)
        origine = anomalie.origine
        assert cellule.value == f'=HYPERLINK("#\'{origine.feuille}\'!{origine.cellule}","{origine.cellule}")'
        assert cellule.number_format == "General", "a formula in a text cell stays a text"
        assert cellule.hyperlink is None, "an older link would win over the formula"


def test_cells_concerned_are_coloured(controlee, anomalies):
    for anomalie in anomalies:
        if anomalie.gravite is Gravite.AVERTISSEMENT:
            cellule = controlee.classeur[anomalie.origine.feuille][anomalie.origine.cellule]
            assert cellule.fill.fgColor.rgb == ORANGE, anomalie


def test_nothing_else_changes(controlee):
    assert set(compare(read_octets(), controlee.classeur)) == {"Contrôles", "Journal"}
    assert controlee.protections == [("Contrôles", False), ("Journal", False), ("Contrôles", True), ("Journal", True)]


def test_the_journal_says_who_what_when_on_which_workbook(controlee, anomalies):
    rangee = [cellule.value for cellule in controlee.classeur["Journal"][7]]
    assert rangee[:4] == ["27/09/2022 14:05", "arras", "Contrôler", summarize(anomalies)]
    assert len(rangee[4]) == 16
    assert rangee[5].startswith("b-")


def test_a_second_run_adds_a_row_and_clears_what_is_mended(controlee, lancer):
    classeur = load(calculate_liens(controlee.read_octets()))
    signalee = next(
        rangee for rangee in classeur["Contrôles"].iter_rows(15, 126, values_only=True) if rangee[:2] == ("avertissement", "ligne_a_zero")
    )
    classeur["Annexe 5"][signalee[3]].value = 1500
    seconde = lancer("controler", save(classeur))
    assert seconde.classeur["Journal"]["C8"].value == "Contrôler"
    assert seconde.classeur["Journal"].tables["tblJournal"].ref == "A6:F8"
    messages = [rangee[4] for rangee in seconde.classeur["Contrôles"].iter_rows(15, 140, values_only=True) if rangee[4]]
    assert signalee[4] not in messages
    colorees = {
        rangee[3].split('"')[3]
        for rangee in seconde.classeur["Contrôles"].iter_rows(15, 140, values_only=True)
        if rangee[0] == "avertissement"
    }
    attendue = ORANGE if signalee[3] in colorees else f"FF{FOND_SAISIE[1:]}"
    assert seconde.classeur["Annexe 5"][signalee[3]].fill.fgColor.rgb == attendue
