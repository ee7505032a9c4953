"""Cells and ranges as a spreadsheet names them: « AB » is column 28, « B2:C7 » four bounds.

Why not openpyxl's own: these few lines would bring the whole of it, and numpy where there is one, to every command and every click.

>>> get_column_letter(28), column_index_from_string("AB"), coordinate_from_string("$M$7"), range_boundaries("B2:C7")
('AB', 28, ('M', 7), (2, 2, 3, 7))
"""

from __future__ import annotations

import re
from functools import cache

COLONNES_MAXIMUM = 18_278  # « ZZZ »: three letters at most
_ALPHABET = 26
_CELLULE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)")
_PLAGE = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d+)?(:\$?([A-Za-z]{1,3})?\$?(\d+)?)?")


@cache
def get_column_letter(numero: int) -> str:
    """Return the letters of a column (from 1); raises ValueError past three of them."""
    if not 1 <= numero <= COLONNES_MAXIMUM:
        raise ValueError(f"la colonne {numero} n'existe pas")
    lettres = ""
    while numero:
        numero, rang = divmod(numero - 1, _ALPHABET)
        lettres = chr(ord("A") + rang) + lettres
    return lettres


@cache
def column_index_from_string(lettres: str) -> int:
    """Return the number of a column (from 1) from its letters; raises ValueError on anything else."""
    hautes = lettres.upper()
    if not re.fullmatch("[A-Z]{1,3}", hautes):
        raise ValueError(f"« {lettres} » n'est pas une colonne")
    numero = 0
    for lettre in hautes:
        numero = numero * _ALPHABET + ord(lettre) - ord("A") + 1
    return numero


def coordinate_from_string(cellule: str) -> tuple[str, int]:
    """Return the letters of the column and the row of a cell; raises ValueError on anything else."""
    trouve = _CELLULE.fullmatch(cellule)
    if not trouve or not int(trouve[2]):
        raise ValueError(f"« {cellule} » n'est pas une cellule")
    return trouve[1], int(trouve[2])


def range_boundaries(plage: str) -> tuple[int | None, int | None, int | None, int | None]:
    """Return the bounds of a range, left, top, right, bottom, from 1; None for those that whole rows or columns do not have.

    Raises ValueError on what is no range.
    """
    trouve = _PLAGE.fullmatch(plage)
    if not trouve:
        raise ValueError(f"« {plage} » n'est pas une plage")
    lettres, rangs = (trouve[1], trouve[4]), (trouve[2], trouve[5])
    # Two cells, two whole columns or two whole rows.
    if trouve[3] and (any(lettres) != all(lettres) or any(rangs) != all(rangs) or not any(lettres + rangs)):
        raise ValueError(f"« {plage} » n'est pas une plage")
    gauche, droite = (column_index_from_string(lettre) if lettre else None for lettre in (lettres[0], lettres[1] or lettres[0]))
    haut, bas = (int(rang) if rang else None for rang in (rangs[0], rangs[1] or rangs[0]))
    return gauche, haut, droite, bas
