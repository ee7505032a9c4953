"""The report of the results of a campaign as a Word document.

>>> from datetime import date
>>> from dpid_xl.campagnes import load_campagne
>>> render_resultats_docx(load_campagne("2022_phase2"), date(2023, 6, 30))[:2]
b'PK'
"""

from __future__ import annotations

from datetime import date

from dpid_xl.documents.resultats import compose_resultats
from dpid_xl.modele import Dossier
from dpid_xl.rendus.word.docx import render_blocs


def render_resultats_docx(dossier: Dossier, jour: date) -> bytes:
    """Lay the report out; the same campaign and day give the same bytes."""
    nom = dossier.campagne.nom
    return render_blocs(compose_resultats(dossier), f"{nom} – résultats", f"Résultats – {nom}", dossier.campagne.direction, jour)
