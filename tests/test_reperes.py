"""Cells and ranges are named as openpyxl names them."""

import itertools

import pytest
from openpyxl.utils import cell as openpyxl

from dpid_xl import reperes

LETTRES = ("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD", "ZZZ")
# Each end of a range: nothing, a column, a row, a cell, with its « $ » or without, in small letters, of no sheet.
BOUTS = ("", "B", "$B", "7", "$7", "B7", "$B$7", "xfd9", "ZZZZ1", "7B", "B-7", "$")


def answer(appel, *arguments):
    try:
        return appel(*arguments)
    except (ValueError, openpyxl.CellCoordinatesException):
        return "refus"


def test_columns_there_and_back():
    for numero in (*range(1, 800), *map(openpyxl.column_index_from_string, LETTRES)):
        assert reperes.get_column_letter(numero) == openpyxl.get_column_letter(numero)
        assert reperes.column_index_from_string(reperes.get_column_letter(numero)) == numero


@pytest.mark.parametrize("lettres", ["", "a", "xfd", "ZZZZ", "É", "A1", "$A"])
def test_letters_of_a_column(lettres):
    assert answer(reperes.column_index_from_string, lettres) == answer(openpyxl.column_index_from_string, lettres)


@pytest.mark.parametrize("numero", [0, -1, 18_279])
def test_a_column_that_no_three_letters_name(numero):
    with pytest.raises(ValueError, match="n'existe pas"):
        reperes.get_column_letter(numero)


@pytest.mark.parametrize("cellule", [*BOUTS, "B0", "$M$12"])
def test_a_cell(cellule):
    assert answer(reperes.coordinate_from_string, cellule) == answer(openpyxl.coordinate_from_string, cellule)


def test_the_bounds_of_a_range():
    plages = (*BOUTS, *(f"{debut}:{fin}" for debut, fin in itertools.product(BOUTS, BOUTS) if debut.strip("$") or fin.strip("$")))
    for plage in plages:
        assert answer(reperes.range_boundaries, plage) == answer(openpyxl.range_boundaries, plage), plage
