"""Widths and heights as Excel draws them: it does not fit a row to text that a program wrote.

A column is counted in digits of the default font (Arial 10, seven pixels at 96 dpi) and five pixels of margin; a row in points.

>>> count_lignes("Un texte assez long pour tenir sur deux lignes", 30)
2
>>> compute_pixels(12), compute_hauteur([("Un texte assez long pour tenir sur deux lignes", 30.0)])
(89, 27.0)
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from dpid_xl.metriques import wrap

PIXELS_PAR_CHIFFRE, MARGE_DE_COLONNE = 7, 5
POINTS_PAR_PIXEL = 0.75
TAILLE, TAILLE_DES_TABLES = 10, 9  # of the font, in points
BOUTON = 18  # pixels, of a filter
MARGE = 1.5  # points above and below the text of a row
MAXIMUM = 405.0  # Excel stops at 409
_INTERLIGNE = 1.275  # of a line, over the size of its font: what Excel gives to Arial, before it rounds to a pixel


def compute_pixels(largeur: float) -> int:
    """Return the width in pixels of a column of ``largeur`` characters."""
    return int(largeur * PIXELS_PAR_CHIFFRE + MARGE_DE_COLONNE)


def count_lignes(texte: str, largeur: float, taille: float = TAILLE, *, gras: bool = False) -> int:
    """Return the number of lines a text takes in a column of ``largeur`` characters, words kept whole."""
    utile = (compute_pixels(largeur) - MARGE_DE_COLONNE) * POINTS_PAR_PIXEL
    return len(wrap(texte, utile, taille, gras=gras))


def compute_hauteur(
    cellules: Iterable[tuple[str, float]], minimum: float = 0.0, *, taille: float = TAILLE, gras: bool = False, marge: float = MARGE
) -> float:
    """Return the height in points of a row, given the text and the width of each of its cells, and the size of their font."""
    lignes = max((count_lignes(texte, largeur, taille, gras=gras) for texte, largeur in cellules if texte), default=1)
    return min(max(minimum, lignes * get_interligne(taille) + marge), MAXIMUM)


def compute_hauteur_entetes(entetes: Iterable[tuple[str, float]]) -> float:
    """Return the height in points of a row of headers, given each with its width.

    One that does not hold on a line leaves the button of the filter its place: LibreOffice wraps it so, Excel draws over its last line.

    >>> compute_hauteur_entetes([("Fin", 10.0)]), compute_hauteur_entetes([("Montant décidé à ce jour", 11.0)])
    (25.5, 37.5)
    """
    lignes = max(len(wrap_entete(entete, largeur)) for entete, largeur in entetes)
    return max(2, lignes) * get_interligne(TAILLE_DES_TABLES) + MARGE


def wrap_entete(entete: str, largeur: float) -> tuple[str, ...]:
    """Cut a header into its lines, in a column of ``largeur`` characters."""
    utile = (compute_pixels(largeur) - MARGE_DE_COLONNE) * POINTS_PAR_PIXEL
    seule = wrap(entete, utile, TAILLE_DES_TABLES, gras=True)
    return seule if len(seule) == 1 else wrap(entete, utile - BOUTON * POINTS_PAR_PIXEL, TAILLE_DES_TABLES, gras=True)


def get_interligne(taille: float) -> float:
    """Return the height in points of a line of text, a whole number of pixels."""
    return math.ceil(taille * _INTERLIGNE / POINTS_PAR_PIXEL) * POINTS_PAR_PIXEL
