"""XlsxWriter's sheet, whose cells and merges are written in one go: the library spells each attribute of each of them again.

>>> import io, xlsxwriter
>>> classeur = xlsxwriter.Workbook(io.BytesIO())
>>> _ = classeur.add_worksheet("Accueil", OngletVif).write(0, 0, 1)
>>> classeur.close()
"""

from __future__ import annotations

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
        self._attributs: dict[Format, str] = {}  # of a cell of each format, as they are in the file
        self._echappees: dict[str, str] = {}  # formulas, as they are in the file

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
