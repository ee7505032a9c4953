"""The form of a bilan in Excel: what can be typed, what each cell takes, how it prints; in Word, controls to be filled in."""

import io

import docx
import openpyxl
import pytest

from dpid_xl.calcul.bilans import Genre
from dpid_xl.documents.bilans import A_ECRIRE, DEMANDE, REPONSE, compose_bilans
from dpid_xl.rendus.tableaux.bilan import SAISIE, render_bilan_xlsx
from dpid_xl.rendus.word.bilan import render_bilan_docx
from tests.libreoffice import convert_tous
from tests.pdf.tailles import measure_tailles

SEPT_POINTS = 7
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def un_par_operation(dossier):
    return list({bilan.operations: bilan for bilan in reversed(compose_bilans(dossier))}.values())


def open_form(bilan, jour):
    feuille = openpyxl.load_workbook(io.BytesIO(render_bilan_xlsx(bilan, jour))).active
    textes = {cellule.value: cellule for rangee in feuille.iter_rows() for cellule in rangee if isinstance(cellule.value, str)}
    return feuille, textes


def test_answers_alone_can_be_typed(un_par_operation, jour):
    for bilan in un_par_operation:
        feuille, textes = open_form(bilan, jour)
        assert feuille.protection.sheet
        ouvertes = {c.coordinate for rangee in feuille.iter_rows() for c in rangee if not c.protection.locked}
        colonne = textes[REPONSE].column_letter
        assert ouvertes == {f"{colonne}{textes[question.libelle].row}" for question in bilan.questions}
        assert {feuille[cellule].fill.fgColor.rgb for cellule in ouvertes} == {f"FF{SAISIE.removeprefix('#')}"}
        assert {feuille[cellule].value for cellule in ouvertes} == {None}


def test_each_answer_takes_what_it_can_be(un_par_operation, jour):
    attendus = {
        Genre.NOMBRE: ("decimal", "greaterThanOrEqual", "0"),
        Genre.EUROS: ("decimal", "greaterThanOrEqual", "0"),
        Genre.PART: ("decimal", "between", "0"),
        Genre.TEXTE: ("textLength", "lessThanOrEqual", "5000"),
    }
    for bilan in un_par_operation:
        feuille, textes = open_form(bilan, jour)
        regles = {str(regle.sqref): regle for regle in feuille.data_validations.dataValidation}
        for question in bilan.questions:
            regle = regles[f"{textes[REPONSE].column_letter}{textes[question.libelle].row}"]
            dite = (regle.type, regle.operator or "between", regle.formula1)
            assert dite == (("whole", "greaterThanOrEqual", "0") if question.entiere else attendus[question.genre])
            assert max(len(regle.prompt), len(regle.error)) <= 255


def test_a_form_is_the_same_to_the_byte(un_par_operation, jour):
    bilan = un_par_operation[0]
    assert render_bilan_xlsx(bilan, jour) == render_bilan_xlsx(bilan, jour)
    assert render_bilan_docx(bilan, jour) == render_bilan_docx(bilan, jour)


def test_printed_nothing_is_under_seven_points(un_par_operation, tmp_path, jour):
    fichiers = []
    for bilan in un_par_operation:
        fichiers.append(tmp_path / f"{bilan.operations[0]}.xlsx")
        fichiers[-1].write_bytes(render_bilan_xlsx(bilan, jour))
    for pdf in convert_tous(fichiers, "pdf"):
        assert min(measure_tailles(pdf.read_bytes())) >= SEPT_POINTS - 0.01, pdf.name


def test_each_answer_of_the_word_form_is_a_control_that_stays(un_par_operation, jour):
    for bilan in un_par_operation:
        document = docx.Document(io.BytesIO(render_bilan_docx(bilan, jour)))
        (table,) = [table for table in document.tables if table.rows[0].cells[0].text == DEMANDE]
        assert [rangee.cells[0].text for rangee in table.rows[1:]] == [question.libelle for question in bilan.questions]
        controles = list(document.element.iter(f"{W}sdt"))
        assert len(controles) == len(bilan.questions)
        assert {next(controle.iter(f"{W}t")).text for controle in controles} == {A_ECRIRE}
        assert {next(controle.iter(f"{W}lock")).get(f"{W}val") for controle in controles} == {"sdtLocked"}
        assert bilan.identifiant in "\n".join(paragraphe.text for paragraphe in document.paragraphs)
