"""The report of a workbook made anew: what became of each thing of the older one.

>>> render_remise(()).decode("utf-8-sig").split(";")[:3]
['Devenir', 'Feuille', 'Cellule']
"""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.classeurs.reprise.modele import Constat
from dpid_xl.rendus.tableaux import render_csv
from dpid_xl.schema import Colonne, Nature

_T = Nature.TEXTE
COLONNES = (
    Colonne("Devenir", "sort", _T, 14),
    Colonne("Feuille", "feuille", _T, 20),
    Colonne("Cellule", "cellule", _T, 10),
    Colonne("Quoi", "quoi", _T, 40),
    Colonne("Valeur", "valeur", _T, 60),
    Colonne("Remarque", "raison", _T, 60),
)


def render_remise(constats: Iterable[Constat]) -> bytes:
    """Return the report as CSV."""
    return render_csv(COLONNES, [(c.sort.value, c.feuille, c.cellule, c.quoi, c.valeur, c.raison) for c in constats])
