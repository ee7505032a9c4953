"""A formula is prepared once, and says what XlsxWriter says of it."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet, re_dynamic_function

from dpid_xl import chaine
from dpid_xl.classeurs.gabarit.onglet import Onglet
from dpid_xl.classeurs.paquet import list_parties

FORMULES = ("=SUM(A1:A3)", "{=UNIQUE(A1:A3)}", "=IFNA(A1,XLOOKUP(1,A1:A3,B1:B3))", "=_xlfn.IFNA(A1,0)", "=1+1")


def write(classe: type[Worksheet]) -> dict[str, bytes]:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon) as classeur:
        onglet = classeur.add_worksheet("Une", classe)
        for rang, formule in enumerate((*FORMULES, *FORMULES)):
            onglet.write_formula(rang, 0, formule, None, rang)
        onglet.add_table(0, 2, 2, 3, {"name": "t", "columns": [{"header": "a"}, {"header": "b", "formula": "=IFNA([@a],0)"}]})
        for rang in (1, 2):  # as every row of our tables: the formula with its value, over the one that XlsxWriter would have put there
            onglet.write_formula(rang, 3, "=IFNA(t[[#This Row],[a]],0)", None, rang)
    return dict(list_parties(tampon.getvalue()))


def test_same_bytes_as_xlsxwriter() -> None:
    sien, notre = write(Worksheet), write(Onglet)
    del sien["docProps/core.xml"], notre["docProps/core.xml"]
    assert notre == sien


def test_a_text_is_prepared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    preparees: list[tuple[str, bool]] = []
    d_origine = Worksheet._prepare_formula
    monkeypatch.setattr(
        Worksheet,
        "_prepare_formula",
        lambda onglet, formule, tout=False: preparees.append((formule, tout)) or d_origine(onglet, formule, tout),
    )
    write(Onglet)
    assert len(preparees) == len(set(preparees))
    assert {formule for formule, _ in preparees} >= {formule for formule in FORMULES if re_dynamic_function.search(formule)}


def test_the_formulas_of_the_workbook_are_those_that_xlsxwriter_would_write(monkeypatch: pytest.MonkeyPatch) -> None:
    siennes: dict[str, str] = {}
    notre = Onglet._prepare_formula

    def compare(onglet: Onglet, formule: str, *options: bool) -> str:
        siennes[formule] = Worksheet._prepare_formula(onglet, formule, *options)
        assert notre(onglet, formule, *options) == siennes[formule]
        return siennes[formule]

    monkeypatch.setattr(Onglet, "_prepare_formula", compare)
    chaine.make_classeur("2022_phase2", date(2022, 9, 27))
    assert len(siennes) > 100
