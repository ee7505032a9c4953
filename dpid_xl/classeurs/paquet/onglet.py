"""XlsxWriter's sheet, whose rows, cells and merges are written in one go: the library spells each attribute of each of them again.

>>> import io, xlsxwriter
>>> classeur = xlsxwriter.Workbook(io.BytesIO())
>>> _ = classeur.add_worksheet("Accueil", OngletVif).write(0, 0, 1)
>>> classeur.close()
"""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from dpid_xl.reperes import get_column_letter

_SORTES = frozenset({CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple})
_ERREURS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class OngletVif(Worksheet):
    """A sheet with the same bytes, but for formulas that give an empty text: they are texts, as Excel says and the library does not."""

    def __init__(self) -> None:
        super().__init__()
        self.fh: Any  # what the sheet is written into
        self.str_table: Any  # texts of the workbook
        self._attributs: dict[Format, str] = {}  # of a cell of each format, as they are in the file
        self._echappees: dict[str, str] = {}  # formulas, as they are in the file
        self._rangees: dict[tuple[Any, ...], str] = {}  # what follows the number of a row, by what it is like
        self._hauteurs: dict[float, tuple[Any, Any]] = {}  # what the library keeps of a row that has nothing but a height

    def set_row(self, row: int, height: float | None = None, *proprietes: Any) -> int:  # type: ignore[override]
        """Set a row as the library does; the rows of a sheet have some tens of heights."""
        if height is None or proprietes:
            return int(super().set_row(row, height, *proprietes))
        if height not in self._hauteurs:
            code = int(super().set_row(row, height))
            if not code:
                self._hauteurs[height] = self.row_info[row], self.row_sizes[row]
            return code
        if self._check_dimensions(row, self.dim_colmin or 0):
            return -1
        self.row_info[row], self.row_sizes[row] = self._hauteurs[height]
        return 0

    def write_blank(self, row: int, col: int, blank: Any, cell_format: Format | None = None) -> int:  # type: ignore[override]
        """Write an empty cell, whose place is given by numbers."""
        return int(self._write_blank(row, col, blank, cell_format))

    def write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:  # type: ignore[override]
        """Write a text, whose place is given by numbers."""
        return int(self._write_string(row, col, string, cell_format))

    def _write_rich_string(self, row: int, col: int, *parts: Any) -> int:
        """Write a text in several types: the same ones stand in most sheets of a workbook."""
        *morceaux, style = parts
        connues = vars(self.str_table).setdefault("riches", {})
        connue = connues.get(tuple(morceaux)) if isinstance(style, Format) else None
        if connue is None:
            code = int(super()._write_rich_string(row, col, *parts))
            if not code and isinstance(style, Format):
                connues[tuple(morceaux)] = self.table[row][col]
            return code
        if self._check_dimensions(row, col):
            return -1
        self.str_table.count += 1
        self.table[row][col] = connue._replace(format=style)
        return 0

    def _assemble_xml_file(self) -> None:
        """Write the sheet, and let go of its cells: a million small objects, which Python would look through for cycles."""
        super()._assemble_xml_file()
        self.table.clear()

    def _calculate_spans(self) -> None:
        """Tell of sixteen rows between which columns they have something."""
        blocs: dict[int, set[int]] = {}
        for places in (self.table, self.comments):
            for rang, cellules in places.items():
                if cellules:
                    blocs.setdefault(rang // 16, set()).update(cellules)
        self.row_spans = {bloc: f"{min(colonnes) + 1}:{max(colonnes) + 1}" for bloc, colonnes in blocs.items()}

    def _write_rows(self) -> None:
        """Write what the sheet has, row by row, the cells from the left."""
        self._calculate_spans()
        for rang in range(self.dim_rowmin or 0, (self.dim_rowmax or 0) + 1):
            cellules, details, portee = self.table.get(rang), self.row_info.get(rang), self.row_spans.get(rang // 16)
            if cellules:
                self._write_row(rang, portee, details)
                for colonne in sorted(cellules):
                    self._write_cell(rang, colonne, cellules[colonne])
                self.fh.write("</row>")
            elif details or rang in self.comments:
                self._write_row(rang, portee, details, empty_row=True)

    def _write_row(self, row: int, spans: str | None, row_info: Any = None, empty_row: bool = False) -> None:  # noqa: FBT001, FBT002 - its words
        """Begin a row as the library does, its words kept."""
        semblable = (spans, id(row_info), empty_row)
        suite = self._rangees.get(semblable)
        if suite is None:
            fichier, self.fh = self.fh, io.StringIO()
            super()._write_row(row, spans, row_info, empty_row)
            suite = self._rangees[semblable] = self.fh.getvalue().removeprefix(f'<row r="{row + 1}"')
            self.fh = fichier
        self.fh.write(f'<row r="{row + 1}"{suite}')

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a cell as the library does, its words kept."""
        valeur, style, sorte = getattr(cell, "value", None), cell.format, type(cell)
        if style is None or sorte not in _SORTES or isinstance(valeur, bool):
            super()._write_cell(row, col, cell)
            return
        debut = f'<c r="{get_column_letter(col + 1)}{row + 1}"{self._attributs.get(style) or self._keep_attributs(style)}'
        if sorte is CellBlankTuple:
            self.fh.write(f"{debut}/>")
        elif sorte is CellStringTuple:
            self.fh.write(f'{debut} t="s"><v>{cell.string}</v></c>')
        elif sorte is CellNumberTuple:
            self.fh.write(f"{debut}><v>{cell.number:.16G}</v></c>")
        else:
            if isinstance(valeur, str):
                debut += ' t="e"' if valeur in _ERREURS else ' t="str"'
                valeur = self._escape_data(valeur)  # type: ignore[no-untyped-call]
            formule = self._echappees.get(cell.formula) or self._keep_echappee(cell.formula)
            self.fh.write(f"{debut}><f>{formule}</f><v>{valeur}</v></c>")

    def _write_merge_cell(self, merged_range: Any) -> None:
        """Write what a merge covers."""
        haut, gauche, bas, droite = merged_range
        self.fh.write(f'<mergeCell ref="{get_column_letter(gauche + 1)}{haut + 1}:{get_column_letter(droite + 1)}{bas + 1}"/>')

    def _keep_attributs(self, style: Format) -> str:
        return self._attributs.setdefault(style, f' s="{style._get_xf_index()}"')  # type: ignore[no-untyped-call]  # noqa: SLF001

    def _keep_echappee(self, formule: str) -> str:
        return self._echappees.setdefault(formule, self._escape_data(formule))  # type: ignore[no-untyped-call]
