"""Heights of rows whose text wraps: Excel does not fit them to text that a program wrote.

>>> count_lignes("Un texte assez long pour tenir sur deux lignes", 30)
2
"""

from __future__ import annotations

from collections.abc import Iterable

LIGNE = 13.2  # points, one line of Arial 10
MARGE = 4.0
MAXIMUM = 405.0  # Excel stops at 409

# Widths of signs of Arial over that of a digit, in which Excel counts columns.
_ETROITS = frozenset("iIjl.,;:!'’|()[] ftr-·/\u00a0\u202f")
_LARGES = frozenset("mwMWœŒ%@…—")
_ETROIT, _MINUSCULE, _CAPITALE, _LARGE = 0.55, 1.0, 1.25, 1.6


def count_lignes(texte: str, largeur: float) -> int:
    """Return the number of lines a text takes in a column of ``largeur`` characters, words kept whole."""
    utile = max(largeur - 1.0, 1.0)
    return sum(_count_paragraphe(paragraphe, utile) for paragraphe in texte.split("\n"))


def compute_hauteur(cellules: Iterable[tuple[str, float]], minimum: float = 18.0) -> float:
    """Return the height in points of a row, given the text and the width of each of its cells."""
    lignes = max((count_lignes(texte, largeur) for texte, largeur in cellules if texte), default=1)
    return min(max(minimum, lignes * LIGNE + MARGE), MAXIMUM)


def _count_paragraphe(paragraphe: str, largeur: float) -> int:
    lignes, courante = 1, 0.0
    for mot in paragraphe.split(" "):
        longueur = sum(map(_measure, mot))
        if courante and courante + _ETROIT + longueur > largeur:
            lignes, courante = lignes + 1, 0.0
        coupes, reste = divmod(longueur, largeur)  # a word longer than the column is cut
        lignes += int(coupes)
        courante += (_ETROIT if courante else 0.0) + (reste if coupes else longueur)
    return lignes


def _measure(signe: str) -> float:
    if signe in _ETROITS:
        return _ETROIT
    if signe in _LARGES:
        return _LARGE
    return _CAPITALE if signe.isupper() else _MINUSCULE
