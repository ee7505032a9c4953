"""The history of a convention as an archivable PDF: a page to put in its dossier."""

from __future__ import annotations

from datetime import date

from dpid_xl.documents.historique import Historique
from dpid_xl.modele import Campagne
from dpid_xl.periodes import write_date
from dpid_xl.rendus.pdf import compile_pdf

GABARIT = "historique.typ"


def render_historique_pdf(historique: Historique, campagne: Campagne, jour: date) -> bytes:
    """Lay a history out; the same one and the same day give the same bytes."""
    donnees = {
        "titre": f"Historique – {historique.structure.nom}",
        "campagne": campagne.nom,
        "direction": campagne.direction,
        "numero": historique.numero,
        "siret": historique.structure.siret,
        "deliberation": historique.deliberation,
        "jour": write_date(jour),
        "vides": ", ".join(historique.vides),
        "tableaux": [
            {
                "titre": tableau.titre,
                "entetes": tableau.entetes,
                "rangees": tableau.rangees,
                "larges": tableau.larges,
                "droites": tableau.droites,
                "total": tableau.total,
            }
            for tableau in historique.tableaux
        ],
    }
    return compile_pdf(GABARIT, donnees, jour)
