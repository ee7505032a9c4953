"""A formula is prepared once, a cell is one for all that are the same; the file is the one that XlsxWriter would write."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

import pytest
import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.worksheet import Worksheet, re_dynamic_function

from dpid_xl import chaine
from dpid_xl.classeurs.gabarit.cahier import Cahier
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


def write_cellules(classe: type[Worksheet]) -> dict[str, bytes]:
    """Every kind of cell, with a format and without, the same twice."""
    classeur = Cahier() if classe is Onglet else xlsxwriter.Workbook(tampon := io.BytesIO(), {"in_memory": True})
    styles = [None, classeur.add_format({"bold": True}), classeur.add_format({"num_format": "0.00"}), classeur.add_format({"bold": True})]
    for nom in ("Une", "L'été"):
        onglet = classeur.add_worksheet(nom, classe)
        onglet.set_column(0, 3, 12, styles[2])
        for rang, style in enumerate((*styles, *styles)):
            for colonne, valeur in enumerate((0, -0.0, 0.1 + 0.2, 1e21, "", "#N/A", 'a < b & "c"', "l’été 😀", True, 12)):
                onglet.write_formula(rang, colonne, '=IF(A1<>"é",1,2)', style, valeur)
                if not isinstance(valeur, str):
                    onglet.write(rang, 20 + colonne, valeur, style)
            onglet.write_string(rang, 40, "l\xa0< été", style)
            onglet.write_blank(rang, 41, None, style)
            onglet.write_datetime(rang, 42, datetime(2022, 9, 27), style)  # noqa: DTZ001
            onglet.write_array_formula(rang, 43, rang, 43, "{=SUM(A1:A3)}", style, 3)
    if classe is Onglet:
        return classeur.make_parties()
    classeur.close()
    return list_parties(tampon.getvalue())


def test_cells_are_those_of_xlsxwriter_but_empty_texts_which_are_texts() -> None:
    sien, notre = write_cellules(Worksheet), write_cellules(Onglet)
    del sien["docProps/core.xml"], notre["docProps/core.xml"]
    vide = rb'(<c r="E\d+" s="\d+")(><f>[^<]*</f><v></v></c>)'
    assert list(notre) == list(sien)
    assert notre == {nom: re.sub(vide, rb'\1 t="str"\2', contenu) for nom, contenu in sien.items()}
    assert any(b't="str"><f>IF(A1&lt;&gt;"\xc3\xa9",1,2)</f><v></v>' in contenu for contenu in notre.values())


def test_no_empty_text_of_the_workbook_is_without_its_type() -> None:
    parties = list_parties(chaine.make_classeur("2022_phase2", date(2022, 9, 27)))
    assert sum(contenu.count(b' t="str"><f>') for contenu in parties.values()) > 1000
    assert not [nom for nom, contenu in parties.items() if re.search(rb"<c [^>]*(?<!str\")><f>[^<]*</f><v></v>", contenu)]


def test_a_table_on_another_or_a_merge_in_one_is_refused() -> None:
    onglet = Cahier().add_worksheet("Une", Onglet)
    onglet.add_table(2, 2, 8, 4, {"columns": [{"header": "a"}, {"header": "b"}, {"header": "c"}]})
    onglet.add_table(2, 5, 8, 5, {"columns": [{"header": "d"}]})
    onglet.merge_range(0, 2, 1, 4, "")
    for ecrire in (onglet.add_table, onglet.merge_range):
        for plage in ((4, 3, 5, 3), (0, 0, 9, 9), (8, 4, 10, 6), (0, 3, 9, 3)):
            with pytest.raises(OverlappingRange):
                ecrire(*plage, {"columns": []} if ecrire == onglet.add_table else "")


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
