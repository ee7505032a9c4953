"""Pieces of text that our VBA modules share.

>>> quote('Dire "oui" ou "non".')
'"Dire ""oui"" ou ""non""."'
"""

from __future__ import annotations

AVIS = "' Module produit par udfs/excel/generation.py : toute modification serait perdue à la prochaine construction."
SANS_PYTHON = "Python ne répond pas : lancez « dpid-xl diagnostic » sur ce poste."  # where a sentence is expected
# How the callbacks of the ribbon begin. The workbook and the add-in, open together, must not share one: see EstAiguillee.
RUBAN = "DPID_Ruban_"
RUBAN_COMPLEMENT = "DPID_Complement_"


def quote(texte: str) -> str:
    """Return a text as VBA writes it."""
    return '"' + texte.replace('"', '""') + '"'
