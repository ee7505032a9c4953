"""Annexe 5 as an archivable PDF: landscape, headers repeated, the operation merged over its lines."""

from __future__ import annotations

from datetime import date

from dpid_xl.documents.annexe5 import COLONNES, TOTAL, Annexe5
from dpid_xl.montants import format_montant
from dpid_xl.rendus.pdf import compile_pdf

GABARIT = "annexe5.typ"


def render_annexe5_pdf(annexe: Annexe5, auteur: str, jour: date) -> bytes:
    """Lay the table out; the same table and day give the same bytes."""
    donnees = {
        "titre": annexe.titre,
        "sous_titre": annexe.sous_titre,
        "auteur": auteur,
        "colonnes": COLONNES,
        "chapitres": [
            {
                "titre": chapitre.titre,
                "total": (f"{TOTAL} {chapitre.code}".rstrip(), format_montant(chapitre.total)),
                "blocs": [
                    {
                        "titre": bloc.titre,
                        "total": (f"{TOTAL} {bloc.code}".rstrip(), format_montant(bloc.total)),
                        "rangees": [
                            (
                                rangee.territoire,
                                rangee.structure,
                                rangee.description,
                                "" if rangee.montant is None else format_montant(rangee.montant),
                            )
                            for rangee in bloc.rangees
                        ],
                    }
                    for bloc in chapitre.blocs
                ],
            }
            for chapitre in annexe.chapitres
        ],
        "total": (annexe.libelle_total, format_montant(annexe.total)),
    }
    return compile_pdf(GABARIT, donnees, jour)
