"""Numbers of things in French sentences.

>>> count_accorde(1, "feuille", "gardée"), count_accorde(89, "feuille", "gardée"), count_accorde(0, "convention")
('1 feuille gardée', '89 feuilles gardées', '0 convention')
"""

from __future__ import annotations

PLURIEL = 2  # in French, from two on


def count_accorde(nombre: int, *mots: str) -> str:
    """Write a number, then words that agree with it."""
    return f"{nombre} " + " ".join(accorde(nombre, mot) for mot in mots)


def accorde(nombre: int, mot: str) -> str:
    """Write a word that agrees with a number."""
    return f"{mot}s" if nombre >= PLURIEL else mot
