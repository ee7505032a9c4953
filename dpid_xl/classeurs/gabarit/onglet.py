"""A sheet of the master workbook, which prepares each text of formula once.

XlsxWriter passes some hundred regular expressions over every formula that it is given; the ten thousand of a workbook are a hundred
texts, each given twice (by its table, then with its value). What it answers depends on the text alone, so it is kept.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

__all__ = ["Onglet"]


class Onglet(Worksheet):
    """XlsxWriter's sheet; what it makes of a formula is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._preparees: dict[tuple[str, tuple[bool, ...]], str] = {}

    def _prepare_formula(self, formula: str, *options: bool) -> str:
        demande = formula, options
        if demande not in self._preparees:
            self._preparees[demande] = super()._prepare_formula(formula, *options)  # type: ignore[no-untyped-call]
        return self._preparees[demande]
