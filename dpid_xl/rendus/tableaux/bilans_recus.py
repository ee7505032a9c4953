"""The report of bilans that were read: what became of each file and of each answer.

>>> render_bilans_recus(()).decode("utf-8-sig").split(";")[:3]
['Devenir', 'Fichier', 'Place']
"""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.importation.bilans import Constat
from dpid_xl.rendus.tableaux import render_csv
from dpid_xl.schema import Colonne, Nature

_T = Nature.TEXTE
COLONNES = (
    Colonne("Devenir", "sort", _T, 14),
    Colonne("Fichier", "fichier", _T, 30),
    Colonne("Place", "place", _T, 14),
    Colonne("Structure", "structure", _T, 36),
    Colonne("Opération", "operation", _T, 10),
    Colonne("Quoi", "quoi", _T, 40),
    Colonne("Valeur", "valeur", _T, 40),
    Colonne("Remarque", "message", _T, 60),
)


def render_bilans_recus(constats: Iterable[Constat]) -> bytes:
    """Return the report as CSV."""
    return render_csv(COLONNES, [(c.sort.value, *(getattr(c, colonne.champ) for colonne in COLONNES[1:])) for c in constats])
