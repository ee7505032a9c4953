"""A number is the day, the hour or the duration that openpyxl says; a format of number is one of days when it says so."""

from datetime import datetime

import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from dpid_xl.cellules import INSTANT_ZERO
from dpid_xl.classeurs.lecture import ossature
from dpid_xl.classeurs.lecture.bruts import INSTANT_ZERO_DE_1904, Lexique

NOMBRES = ("0", "0.5", "0.99999999", "1", "59", "60", "61", "44743", "44743.25", "44743.999999999", "1.5", "-1", "2950000", "0.04166666666")
FORMATS = (
    *BUILTIN_FORMATS.values(),
    *("dd/mm/yyyy", "[$-40C]d mmmm yyyy", '0 "jours"', "[Red]0.00", "[hh]:mm", "[h]:mm:ss.00", "[s]", "_d0", r"0\d", "0;dd", "DD/MM", "@"),
)


@pytest.mark.parametrize("epoque", [WINDOWS_EPOCH, MAC_EPOCH])
@pytest.mark.parametrize("nombre", NOMBRES)
def test_a_number_is_that_day(nombre, epoque):
    lu = Lexique((), frozenset({1, 2}), frozenset({2}), epoque)
    sien = from_excel(float(nombre) if "." in nombre else int(nombre), epoque)
    assert lu.read(None, "1", nombre) == (sien.date() if isinstance(sien, datetime) else sien)
    assert lu.read(None, "2", nombre) == from_excel(float(nombre), timedelta=True)


def test_the_first_days_are_the_same():
    assert (INSTANT_ZERO, INSTANT_ZERO_DE_1904) == (WINDOWS_EPOCH, MAC_EPOCH)


@pytest.mark.parametrize("ecriture", FORMATS)
def test_a_format_of_days_or_of_durations(ecriture):
    premier = ecriture.split(";")[0]
    jour = bool(ossature._DATE.search(ossature._HORS_FORMAT.sub("", premier)))
    assert jour == is_date_format(ecriture)
    assert bool(ossature._DUREE.search(premier)) == is_timedelta_format(ecriture)


def test_the_formats_that_a_file_need_not_write():
    assert set(ossature._FORMATS_DE_DATE) == {numero for numero, ecriture in BUILTIN_FORMATS.items() if is_date_format(ecriture)}
    assert {46} == {numero for numero, ecriture in ossature._FORMATS_DE_DATE.items() if ossature._DUREE.search(ecriture)}
