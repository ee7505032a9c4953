"""Where a value was read: a row of a table, a cell of a workbook, so that a control can name a sheet and a cell.

>>> lieu = Lieu("Annexe 5", 7, {"montant": "M"})
>>> lieu.origine("montant")
Origine(feuille='Annexe 5', cellule='M7')
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from dpid_xl.classes import dataclass

_CELLULE = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Origine:
    """A cell of a workbook; ``cellule`` is empty when the whole sheet is meant."""

    feuille: str
    cellule: str = ""

    @property
    def place(self) -> tuple[int, int, str]:
        """Row and column, to sort cells as they are read: row by row, column Z before AA; 0 and empty for a whole sheet."""
        trouve = _CELLULE.fullmatch(self.cellule)
        return (int(trouve[2]), len(trouve[1]), trouve[1]) if trouve else (0, 0, "")

    def __str__(self) -> str:
        return f"{self.feuille}!{self.cellule}" if self.cellule else self.feuille


SANS_CELLULE = Origine("")  # of what no cell holds


@dataclass(frozen=True, slots=True)
class Lieu:
    """A row of a table: sheet, row number (from 1) and the letter of each of its columns (shared by all rows)."""

    feuille: str
    rang: int
    colonnes: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def origine(self, champ: str = "") -> Origine:
        """Return the cell of a column, named as in ``schema``; the first one when the sheet has not that column."""
        return Origine(self.feuille, f"{self.colonnes.get(champ) or next(iter(self.colonnes.values()), 'A')}{self.rang}")


@dataclass(frozen=True, slots=True)
class Cases:
    """Cells that stand alone on a sheet, by the name of what they hold: the settings of a campaign."""

    feuille: str
    cellules: Mapping[str, str] = field(default_factory=dict)

    def origine(self, champ: str) -> Origine:
        """Return the cell of a setting; the whole sheet when its place is not known."""
        return Origine(self.feuille, self.cellules.get(champ, ""))
