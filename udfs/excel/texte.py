"""Pieces of text that our VBA modules share.

>>> quote('Dire "oui" ou "non".')
'"Dire ""oui"" ou ""non""."'
"""

from __future__ import annotations

AVIS = "' Module produit par udfs/excel/generation.py : toute modification serait perdue à la prochaine construction."
SANS_PYTHON = "Python ne répond pas : lancez « dpid-xl diagnostic » sur ce poste."  # where a sentence is expected


def quote(texte: str) -> str:
    """Return a text as VBA writes it."""
    return '"' + texte.replace('"', '""') + '"'
