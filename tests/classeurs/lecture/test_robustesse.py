"""Workbooks that other programs or hostile hands could write."""

import io
import warnings

import openpyxl
import pytest

from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from tests.classeurs.fabrique import Essai, build, list_constats, rewrite


def test_openpyxl_warnings_do_not_escape(lire):
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}"><a/></ext></extLst></worksheet>'
    paquet = rewrite(build(), "xl/worksheets/sheet1.xml", b"</worksheet>", extension)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert lire(paquet).anomalies == ()
    with pytest.warns(UserWarning, match="extension is not supported"):
        openpyxl.load_workbook(io.BytesIO(paquet))


def test_hostile_cells_are_told(lire):
    paquet = build(Essai().set("Montant retenu", 123456).set("Quantité", 654321))
    paquet = rewrite(paquet, "xl/worksheets/sheet1.xml", b"<v>123456</v>", b"<v>1e400</v>")
    paquet = rewrite(paquet, "xl/worksheets/sheet1.xml", b"<v>654321</v>", b"<v>" + b"9" * 400 + b"</v>")
    assert {dite[:2] for dite in list_constats(lire(paquet))} == {
        ("lecture_montant_illisible", "bloquante"),
        ("lecture_nombre_illisible", "bloquante"),
    }


def test_a_table_down_to_the_last_row_of_the_sheet_is_not_slow(lire):
    paquet = rewrite(build(), "xl/tables/table1.xml", b"A6:Q8", b"A6:Q1048576")
    assert len(lire(paquet).dossier.lignes) == 2


def test_table_without_a_place_is_found_by_its_headers(lire):
    lecture = lire(rewrite(build(), "xl/tables/table1.xml", b'ref="A6:Q8"', b'ref="A:Q"'))
    assert len(lecture.dossier.lignes) == 2


def test_merge_that_cannot_be_read_is_not_counted(lire):
    paquet = rewrite(build(), "xl/worksheets/sheet1.xml", b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="??"/></hyperlinks>')
    with pytest.raises(ClasseurIllisible, match="son contenu est abîmé"):
        lire(paquet)


def test_thousands_of_rows(lire):
    essai = Essai()
    essai.rangees["tblAnnexe5"] = [{"Opération": "T1-01", "Structure": f"Structure {rang}", "Montant retenu": rang} for rang in range(3000)]
    lecture = lire(essai)
    assert lecture.anomalies == ()
    assert [ligne.montant for ligne in lecture.dossier.lignes] == list(range(3000))
