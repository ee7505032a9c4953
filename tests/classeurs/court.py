"""Workbooks whose échéancier has a few rows to come, not three hundred: half of what small ones take to build, to open and to save."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from xlsxwriter.worksheet import Worksheet

from dpid_xl.classeurs.gabarit import suivi


@contextmanager
def shorten_echeancier(rangs: int) -> Iterator[None]:
    """Build, inside, workbooks with at least so many rows in the échéancier, half of them to come."""
    with pytest.MonkeyPatch.context() as contexte:
        contexte.setattr(suivi, "_LIGNES_COUVERTES", rangs)
        contexte.setattr(suivi, "_LIGNES_DE_RESERVE", rangs // 2)
        yield


@contextmanager
def shorten_for_calc(rangs: int) -> Iterator[None]:
    """Do so, and let no sheet repeat its headers on paper: to open a small workbook, LibreOffice takes half of its time for them."""
    with shorten_echeancier(rangs), pytest.MonkeyPatch.context() as contexte:
        contexte.setattr(Worksheet, "repeat_rows", lambda *_: None)
        yield


@contextmanager
def cut_echeancier(rangs: int) -> Iterator[None]:
    """Build, inside, workbooks whose échéancier stops at that row, as when lines were typed beyond its rows."""
    make = suivi.make_echeancier
    with pytest.MonkeyPatch.context() as contexte:
        contexte.setattr(suivi, "count_rangs", lambda _dossier: rangs)
        contexte.setattr(suivi, "make_echeancier", lambda dossier: make(dossier)[:rangs])
        yield
