"""The sheet « Import » of a workbook made from somebody's table: what became of each of its cells."""

from __future__ import annotations

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.tables import write_table
from dpid_xl.schema import IMPORT


def fill_import(atelier: Atelier) -> None:
    """Write what was guessed, refused, set aside, cell by cell, then what each column became."""
    atelier.write_bandeau(IMPORT.feuille, len(IMPORT.colonnes) - 1)
    write_table(atelier, IMPORT, atelier.traces)
