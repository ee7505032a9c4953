"""The official table in Excel, Word and PDF: the same lines and totals, ready to print."""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from dpid_xl.documents.annexe5 import compose_annexe5
from dpid_xl.rendus.tableaux.annexe5 import render_annexe5_docx, render_annexe5_pdf, render_annexe5_xlsx, render_deliberation_docx
from dpid_xl.rendus.tableaux.budget import list_colonnes, list_valeurs
from tests.libreoffice import convert

JOUR = date(2022, 9, 27)
POINTS_LISIBLES = 8


@pytest.fixture(scope="module")
def feuille(dossier):
    return load_workbook(io.BytesIO(render_annexe5_xlsx(dossier, JOUR)))["Annexe 5"]


def test_operations_are_merged_over_their_lines(feuille, dossier):
    noms = {
        plage.min_row: (plage.max_row, feuille.cell(plage.min_row, 1).value) for plage in feuille.merged_cells.ranges if plage.max_col == 1
    }
    operations = {bloc.titre: len(bloc.rangees) for chapitre in compose_annexe5(dossier).chapitres for bloc in chapitre.blocs}
    seules = {titre for titre, lignes in operations.items() if lignes == 1}
    assert {nom.removesuffix(" (suite)") for _, nom in noms.values()} == operations.keys() - seules
    fusionnees = Counter(nom.removesuffix(" (suite)") for haut, (bas, nom) in noms.items() for _ in range(haut, bas + 1))
    assert fusionnees == {titre: lignes for titre, lignes in operations.items() if lignes > 1}
    assert [cellule.value for cellule in feuille[4]] == [
        "OPÉRATION",
        "TERRITOIRE(S)",
        "STRUCTURE",
        "DESCRIPTION / PLACES",
        "MONTANT RETENU",
    ]


def test_pages_begin_with_the_name_of_an_operation_and_none_with_a_total(feuille):
    debuts = [feuille.cell(saut.id + 1, 1).value for saut in feuille.row_breaks.brk]
    assert len(debuts) > 5
    assert all(re.match(r"T\d-\d\d – |\d\. ", debut) for debut in debuts)
    assert sum(debut.endswith(" (suite)") for debut in debuts) == 3  # two operations are longer than a page


def test_totals_are_formulas_that_libreoffice_finds_right(dossier, tmp_path):
    fichier = tmp_path / "annexe5.xlsx"
    fichier.write_bytes(render_annexe5_xlsx(dossier, JOUR))
    calcule = load_workbook(convert(fichier, "xlsx"), data_only=True)["Annexe 5"]
    totaux = {rangee[0].value: Decimal(str(rangee[4].value)) for rangee in calcule.iter_rows() if str(rangee[0].value).startswith("TOTAL")}
    assert totaux["TOTAL GÉNÉRAL"] == Decimal("6198687.52")
    assert totaux["TOTAL T2"] == Decimal("3410772.19")
    assert totaux["TOTAL T1-01"] == Decimal(22460)
    assert len(totaux) == 27 + 4 + 1


def test_it_prints_in_landscape_titles_repeated_and_legible(feuille):
    assert (feuille.page_setup.orientation, feuille.page_setup.paperSize) == ("landscape", 9)
    assert feuille.print_title_rows == "$4:$4"
    largeur = sum(feuille.column_dimensions[lettre].width for lettre in "ABCDE") * 7 / 96  # inches, 7 pixels a character
    echelle = feuille.page_setup.scale / 100
    assert largeur * echelle <= 11.69 - 0.8
    assert feuille["B6"].font.size * echelle >= POINTS_LISIBLES


def test_word_and_pdf_say_the_same(dossier):
    tableau = docx.Document(io.BytesIO(render_annexe5_docx(dossier, JOUR))).tables[0]
    rangees = [[cellule.text for cellule in rangee.cells] for rangee in tableau.rows]
    assert len(rangees) == 1 + 143 + 27 + 4 + 4 + 1
    assert rangees[-1][-1] == "6\u202f198\u202f687,52\xa0€"
    assert rangees[2][0] == rangees[3][0] == "T1-01 – Dispositif référent solidarité"  # merged downwards
    pdf = PdfReader(io.BytesIO(render_annexe5_pdf(dossier, JOUR)))
    texte = " ".join(page.extract_text() for page in pdf.pages)
    assert texte.replace("\xa0", " ").count("TOTAL") == 27 + 4 + 1
    assert all(page.extract_text().startswith("OPÉRATION") or rang == 0 for rang, page in enumerate(pdf.pages))


def test_the_same_bytes(dossier):
    for render in (render_annexe5_xlsx, render_annexe5_docx, render_annexe5_pdf, render_deliberation_docx):
        assert render(dossier, JOUR) == render(dossier, JOUR)


def test_the_budget_adds_up(dossier):
    *lignes, total = list_valeurs(dossier)
    assert sum(ligne[5] for ligne in lignes) == total[5] == Decimal("6198687.52")
    assert [ligne[6] for ligne in lignes] == [ligne[4] - ligne[5] for ligne in lignes]
    assert total[4] - total[5] == total[6]


def test_credits_of_each_exercice_and_what_is_not_split_make_the_proposition(dossier):
    colonnes = [colonne.entete for colonne in list_colonnes(dossier)]
    premier = colonnes.index("Reste") + 1
    assert [colonne.removeprefix("CP ").isdigit() for colonne in colonnes[premier:-1]] == [True] * (len(colonnes) - premier - 1)
    assert colonnes[premier] == "CP 2022"
    assert colonnes[-1] == "Non réparti"
    *lignes, total = list_valeurs(dossier)
    for ligne in (*lignes, total):
        assert len(ligne) == len(colonnes)
        assert sum(ligne[premier:]) == ligne[5]
    assert total[-1] > 0


def test_the_budget_of_what_no_line_of_credits_carries_is_split_too(dossier):
    sans = replace(dossier, budget=())
    (orphelines, total) = list_valeurs(sans)
    assert orphelines[0] == "Sans ligne budgétaire"
    assert orphelines[7:] == total[7:]
    assert sum(orphelines[7:]) == orphelines[5] == Decimal("6198687.52")
