"""The sheet that is written in one go: the very bytes of the library's, whatever it holds."""

from datetime import datetime
from io import BytesIO

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl.classeurs.paquet.onglet import OngletVif

MERGES = [[3, 0, 4, 2], [6, 1, 6, 30]]


def _write(remplir, sorte):
    memoire = BytesIO()
    with Workbook(memoire, {"in_memory": True}) as classeur:
        classeur.set_properties({"created": datetime(2022, 9, 27)})  # noqa: DTZ001 - the library's own
        formats = [classeur.add_format(propriete) for propriete in ({"bold": True}, {"font_script": 1}, {"bg_color": "#FFEE00"})]
        for nom in ("Un", "Deux"):  # the second one has what the first one has taught
            remplir(classeur.add_worksheet(nom, sorte), *formats)
    return memoire.getvalue()


def _rows(feuille, gras, exposant, fond):
    feuille.set_row(0, 30)
    feuille.set_row(1, 30)
    feuille.set_row(2, 30, fond)
    feuille.set_row(4, None, fond, {"level": 1, "hidden": True, "collapsed": True})
    feuille.set_row(5, 0)
    feuille.set_row(6, 0)
    feuille.set_row(40, 15)  # the usual height, on a row that has nothing
    feuille.write_string(1, 5, "à droite", gras)
    feuille.write_string(1, 2, "à gauche, écrit après", gras)
    feuille.write_string(33, 60, "loin", fond)
    feuille.write_blank(33, 3, None, exposant)
    feuille.write_blank(34, 3, None)  # nothing without a format
    feuille.write_number(35, 1, 12.5, fond)
    feuille.write_boolean(36, 1, True, fond)  # noqa: FBT003 - the library's own
    feuille.write_formula(37, 1, "=1+1", fond, 2)
    feuille.merge.extend(MERGES)


def _default_rows(feuille, gras, _exposant, _fond):
    feuille.set_default_row(24)
    feuille.set_row(2, 24)
    feuille.set_row(3, 15)
    feuille.write_string(3, 0, "au-dessus", gras)


def _rich_strings(feuille, gras, exposant, fond):
    for rang in range(3):
        feuille.write_rich_string(rang, 1, gras, "1", exposant, "er", gras, " janvier", fond)
        feuille.write_rich_string(rang, 2, gras, "1", exposant, "er", gras, " janvier", gras)
        feuille.write_rich_string(rang, 3, "sans ", gras, "format ")
        feuille.write_rich_string(rang, 4, " sans ", gras, "format", fond)


def _comments(feuille, gras, _exposant, _fond):
    feuille.write_string(18, 4, "texte", gras)
    feuille.write_comment(17, 2, "note sans case")
    feuille.write_comment(18, 9, "note à droite")
    feuille.write_comment(50, 0, "note toute seule")


def _nothing(_feuille, *_formats):
    pass


@pytest.mark.parametrize("remplir", [_rows, _default_rows, _rich_strings, _comments, _nothing])
def test_same_bytes_as_the_library(remplir):
    assert _write(remplir, OngletVif) == _write(remplir, Worksheet)


@pytest.mark.parametrize("place", [(-1, 0), (1_048_576, 0), (0, 16_384)])
def test_what_stands_out_of_the_sheet_is_refused_as_by_the_library(place):
    codes = []
    for sorte in (OngletVif, Worksheet):
        classeur = Workbook(BytesIO())
        gras = classeur.add_format({"bold": True})
        feuille = classeur.add_worksheet("Un", sorte)
        feuille.write_rich_string(0, 0, gras, "1", "er", gras)
        feuille.set_row(0, 20)
        codes.append(
            (
                feuille.write_rich_string(*place, gras, "1", "er", gras),
                feuille.write_string(*place, "texte"),
                feuille.write_blank(*place, None, gras),
                feuille.set_row(place[0], 20),
            )
        )
        classeur.close()
    assert codes[0] == codes[1]


def test_cells_are_let_go_once_they_are_written():
    classeur = Workbook(BytesIO(), {"in_memory": True})
    feuille = classeur.add_worksheet("Un", OngletVif)
    feuille.write_number(0, 0, 1)
    classeur.close()
    assert not feuille.table
