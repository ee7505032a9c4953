"""A sheet of the master workbook, which sets our texts in type and prepares each text of formula once.

XlsxWriter passes thirty regular expressions over every formula that it is given, and a hundred more over those of a table, each for a
function that it would prefix; the fifteen thousand of a workbook are a thousand texts, that a table would write a first time, without
their values. What it answers depends on the text alone, so it is kept; of a text that names none but functions of old, it takes the
leading sign away. A cell keeps one place whatever the rows that have the same, and goes once it is written.
"""

from __future__ import annotations

import io
import re
from typing import Any

from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple

from dpid_xl.classeurs.paquet.onglet import OngletVif
from dpid_xl.typographie import compose_typographie

__all__ = ["Onglet"]

_FONCTION = re.compile(r"[\w.]+(?=\()")
# Those of Excel before 2010, which no program prefixes; a formula that names another is left to the library.
_ANCIENNES = frozenset(
    {
        *("ABS", "ADDRESS", "AND", "COLUMN", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "DATE", "DATEVALUE", "DAY", "EDATE"),
        *("EOMONTH", "EXACT", "FIND", "HYPERLINK", "IF", "IFERROR", "INDEX", "INDIRECT", "INT", "ISBLANK", "ISERROR", "ISNA", "ISNUMBER"),
        *("ISTEXT", "LARGE", "LEFT", "LEN", "LOOKUP", "LOWER", "MATCH", "MAX", "MID", "MIN", "MOD", "MONTH", "N", "NA", "NOT", "OFFSET"),
        *("OR", "REPT", "RIGHT", "ROUND", "ROUNDDOWN", "ROUNDUP", "ROW", "ROWS", "SEARCH", "SMALL", "SUBSTITUTE", "SUBTOTAL", "SUM"),
        *("SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT", "TODAY", "TRIM", "UPPER", "VALUE", "VLOOKUP", "YEAR"),
        *("CHAR", "CHOOSE", "DPID_MONTANT", "DPID_REALISE", "DPID_SOLDE_REALISE", "DPID_VERSION"),
    }
)


# Signs that no XML holds, or that it takes for others, and a text that would be read as one of them by its number.
_A_NUMEROTER = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def _numerote(signe: re.Match[str]) -> str:
    """Write a sign by its number, as Excel does: the library does it of texts, not of what a formula gave."""
    return f"_x{ord(signe[0]):04X}_"


class _Oubli(dict[Any, Any]):
    """What the library would note of each cell of a table, to refuse another there: half a million notes, for a few tables."""

    def __setitem__(self, _cellule: Any, _plage: Any) -> None:
        pass


class Onglet(OngletVif):
    """What XlsxWriter makes of a formula is kept. ``write_string`` is for our words, ``write_saisie`` for people's own."""

    def __init__(self) -> None:
        super().__init__()
        self._preparees: dict[tuple[str, tuple[bool, ...]], str] = {}
        self._simples: dict[str, str] = {}  # of those that name none but functions of old, as they are in the file
        self._vides: dict[Any, Any] = {}  # cells that show nothing: hundreds of thousands, which are some hundreds
        self._declare = False
        self._tables: list[tuple[int, ...]] = []  # first row and column, last row and column of each
        self.table_cells = _Oubli()

    def assemble(self) -> io.BytesIO:
        """Write the sheet as a part, and let go of its cells."""
        octets = io.BytesIO()
        self.fh = io.TextIOWrapper(octets, encoding="utf-8", newline="")
        self._assemble_xml_file()
        self.fh.flush()
        self.fh.detach()
        return octets

    def write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:  # type: ignore[override]
        """Write one of our texts, set in type; headers, which readers compare, do not pass here."""
        return int(super().write_string(row, col, compose_typographie(string), cell_format))

    def merge_range(self, *plage_texte_format: Any) -> int:  # type: ignore[override]
        """Write one of our texts over several cells, set in type."""
        self._refuse_table(plage_texte_format[:4])
        composes: list[Any] = [compose_typographie(mot) if isinstance(mot, str) else mot for mot in plage_texte_format]
        return int(super().merge_range(*composes))

    def write_saisie(self, rang: int, colonne: int, texte: str, style: Format) -> None:
        """Write a text as it was typed, or as it will be compared with what is."""
        super().write_string(rang, colonne, texte, style)

    def add_table(self, *plage_options: Any) -> int:  # type: ignore[override]
        """Declare a table: its rows are written by who calls, the formulas with their values."""
        self._refuse_table(plage_options[:4])
        self._tables.append(plage_options[:4])
        self._declare = True
        try:
            return int(super().add_table(*plage_options))
        finally:
            self._declare = False

    def _refuse_table(self, plage: tuple[int, ...]) -> None:
        haut, gauche, bas, droite = plage
        for table in self._tables:
            if haut <= table[2] and table[0] <= bas and gauche <= table[3] and table[1] <= droite:
                raise OverlappingRange(f"{plage} : {table}")

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Format | None = None, value: Any = 0) -> int:  # type: ignore[override]
        """Write a formula, unless a table that is being declared does: that one would have no value.

        The library looks in each for functions that fill several cells: those of old, which are known, have none.
        """
        if self._declare:
            return 0
        if isinstance(value, str):
            value = _A_NUMEROTER.sub(_numerote, value)
        if formula not in self._simples or self._check_dimensions(row, col):
            return int(super()._write_formula(row, col, formula, cell_format, value))
        cellule = CellFormulaTuple(self._simples[formula], cell_format, value)
        self.table[row][col] = self._vides.setdefault(cellule, cellule) if value == "" else cellule
        return 0

    def _write_blank(self, row: int, col: int, _: Any, cell_format: Format | None = None) -> int:  # type: ignore[override]
        """Write an empty cell."""
        if cell_format is None or self._check_dimensions(row, col):
            return int(super()._write_blank(row, col, _, cell_format))
        cellule = CellBlankTuple(cell_format)
        self.table[row][col] = self._vides.setdefault(cellule, cellule)
        return 0

    def _prepare_formula(self, formula: str, *options: bool) -> str:
        demande = formula, options
        if demande not in self._preparees:
            simple = not formula.startswith("{") and not formula.endswith("}") and _ANCIENNES.issuperset(_FONCTION.findall(formula))
            if simple:
                self._simples[formula] = formula.removeprefix("=")
            self._preparees[demande] = self._simples[formula] if simple else super()._prepare_formula(formula, *options)  # type: ignore[no-untyped-call]
        return self._preparees[demande]
