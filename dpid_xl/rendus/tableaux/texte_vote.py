"""The report of a voted text: what each of its paragraphes was read as, what was proposed, what was not understood, what is not printed.

>>> render_rapport_du_texte(()).decode("utf-8-sig").split(";")[:3]
['Rang', 'Texte de la source', 'Lecture']
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dpid_xl.documents.texte_vote import Constat
from dpid_xl.rendus.tableaux import render_csv
from dpid_xl.schema import Colonne, Nature

_T = Nature.TEXTE
COLONNES = (
    Colonne("Rang", "rang", Nature.NOMBRE, 8),
    Colonne("Texte de la source", "source", _T, 80),
    Colonne("Lecture", "statut", _T, 14),
    Colonne("Bloc", "bloc", _T, 20),
    Colonne("Style", "style", _T, 14),
    Colonne("Si", "si", _T, 20),
    Colonne("Texte lu", "texte", _T, 80),
    Colonne("Remarque", "remarque", _T, 60),
)


def render_rapport_du_texte(rapport: Iterable[Constat]) -> bytes:
    """Return the report as CSV, a row per paragraph of the source."""
    return render_csv(
        COLONNES,
        [(Decimal(c.rang) if c.rang else None, c.source, c.statut.value, c.bloc, c.style, c.si, c.texte, c.remarque) for c in rapport],
    )
