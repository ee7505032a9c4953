"""The officer's eye: what is on the screen on opening, what is read on paper, sheet by sheet, those to come included."""

import io
import re
import zipfile
from collections.abc import Mapping

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart
from dpid_xl.metriques import measure
from dpid_xl.schema import ANNEXE5, FEUILLES, TABLES, Nature
from tests.classeurs.gabarit.lignes import read_table
from tests.ecran import (
    BUREAU,
    COTES,
    LISIBLE,
    PORTABLE,
    RUBAN,
    Ecran,
    compute_echelle,
    count_rangs_vus,
    find_derniere,
    list_colonnes_vues,
    list_entetes,
    list_mots_coupes,
    measure_colonnes,
    measure_figees,
    measure_lecture,
)

ENSEMBLE = ("structure", "quantite", "quantite_simple", "debut", "fin", "montant_calcule", "montant", "ecart")
RANGS_VOULUS = 20
par_feuille = pytest.mark.parametrize("nom", [feuille.nom for feuille in FEUILLES])


@pytest.fixture(scope="session")
def zones(octets: bytes) -> Mapping[str, str]:
    """The print area of each sheet; openpyxl does not read those of whole columns."""
    classeur = zipfile.ZipFile(io.BytesIO(octets)).read("xl/workbook.xml").decode()
    trouvees = re.findall(r'name="_xlnm.Print_Area"[^>]*>([^<]*)!([^<!]*)<', classeur)
    return {nom.strip("'").replace("''", "'").replace("&apos;", "'"): zone for nom, zone in trouvees}


@pytest.mark.parametrize("ecran", [PORTABLE, BUREAU], ids=str)
def test_annexe5_shows_a_line_from_its_structure_to_its_ecart_on_opening(classeur: Workbook, ecran: Ecran):
    vues = list_colonnes_vues(classeur["Annexe 5"], ecran)
    assert {find_colonne(ANNEXE5, champ) + 1 for champ in ENSEMBLE} <= set(vues)


@pytest.mark.parametrize("ecran", [PORTABLE, BUREAU, Ecran(BUREAU.largeur, BUREAU.hauteur - RUBAN)], ids=str)
def test_annexe5_shows_twenty_lines_on_opening(classeur: Workbook, ecran: Ecran):
    assert count_rangs_vus(classeur["Annexe 5"], ecran, get_depart(ANNEXE5)[0] + 1) >= RANGS_VOULUS


@par_feuille
def test_what_stays_on_the_screen_leaves_room_for_the_rest(classeur: Workbook, nom: str):
    assert measure_figees(classeur[nom]) <= (PORTABLE.largeur - COTES) / 2


@par_feuille
def test_no_header_is_cut(classeur: Workbook, nom: str):
    assert list_mots_coupes(list_entetes(classeur[nom])) == []


@par_feuille
def test_nothing_prints_under_seven_points(classeur: Workbook, zones: Mapping[str, str], nom: str):
    onglet = classeur[nom]
    assert round(measure_lecture(onglet, find_derniere(onglet, zones)), 1) >= LISIBLE


@par_feuille
def test_a_scale_that_is_chosen_keeps_the_width_on_one_page(classeur: Workbook, zones: Mapping[str, str], nom: str):
    onglet = classeur[nom]
    droite, echelle = find_derniere(onglet, zones), onglet.page_setup.scale
    onglet.sheet_properties.pageSetUpPr.fitToPage = True
    try:
        assert echelle is None or echelle / 100 <= compute_echelle(onglet, droite)
    finally:
        onglet.sheet_properties.pageSetUpPr.fitToPage = echelle is None


@par_feuille
def test_what_stands_above_a_table_is_not_wider_than_what_prints(classeur: Workbook, valeurs: Workbook, zones: Mapping[str, str], nom: str):
    onglet = classeur[nom]
    if not onglet.tables:
        return
    largeurs, droite = measure_colonnes(onglet), find_derniere(onglet, zones)
    utile = sum(largeurs.get(rang, 0) for rang in range(1, droite + 1))
    for rang in range(1, 4):
        cellule = onglet.cell(rang, 1)
        texte = valeurs[nom].cell(rang, 1).value or ""
        assert measure(texte, cellule.font.sz, gras=bool(cellule.font.b)) / 0.75 <= utile, texte


def test_a_kind_of_number_has_one_alignment(classeur: Workbook):
    cadrages: dict[Nature, set[tuple[str | None, float]]] = {}
    for table in TABLES:
        for colonne in table.colonnes:
            alignement = read_table(classeur, table)[0][colonne.entete].alignment
            cadrages.setdefault(colonne.nature, set()).add((alignement.horizontal, alignement.indent))
    assert {nature: len(trouves) for nature, trouves in cadrages.items() if len(trouves) != 1} == {}
    for nature in (Nature.MONTANT, Nature.NOMBRE, Nature.ENTIER, Nature.VALEUR, Nature.TAUX):
        assert cadrages[nature] == {("right", 0)}
    for nature in (Nature.DATE, Nature.ANNEE):
        assert cadrages[nature] == {("center", 0)}


def test_sums_stand_as_the_amounts_that_they_add_up(classeur: Workbook):
    onglet = classeur["Annexe 5"]
    for champ in ("montant_calcule", "montant", "ecart"):
        cellules = [onglet.cell(rang, find_colonne(ANNEXE5, champ) + 1) for rang in (4, 5, 7)]
        assert {(cellule.alignment.horizontal, cellule.alignment.indent, cellule.number_format) for cellule in cellules} == {
            ("right", 0, cellules[-1].number_format)
        }


def test_a_row_is_as_high_as_the_text_that_prints(classeur: Workbook):
    onglet: Worksheet = classeur["Annexe 5"]
    hauteurs = {onglet.row_dimensions[rang].height for rang in range(7, 150)}
    assert min(hauteurs) == 12.0, "a line of nine points"
    assert max(hauteurs) <= 36.0, "the remarks, read on demand, make no row higher"
