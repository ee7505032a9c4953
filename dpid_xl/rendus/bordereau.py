"""The list that goes with the PDF conventions of a production: what is sent, how many pages, for how much, to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dpid_xl import __version__
from dpid_xl.conventions.document import Convention
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.periodes import write_date
from dpid_xl.rendus.pdf import MENTION, compile_pdf, compute_empreinte

GABARIT = "bordereau.typ"
COMPLET = "complet"


def render_bordereau(dossier: Dossier, conventions: Sequence[tuple[Convention, str, int]], jour: date) -> bytes:
    """Write the list as a PDF; each convention comes with the name of its file and its number of pages."""
    projets = sum(convention.projet for convention, _, _ in conventions)
    donnees = {
        "titre": "Bordereau d'envoi des conventions",
        "campagne": dossier.campagne.nom,
        "deliberation": dossier.campagne.deliberation_numero,
        "direction": dossier.campagne.direction,
        "jour": write_date(jour),
        "version": __version__,
        "mention": MENTION,
        "projets": str(projets) if projets else "",
        "nombre": str(len(conventions)),
        "total": format_montant(sum((convention.montant for convention, _, _ in conventions), ZERO)),
        "pages": str(sum(pages for _, _, pages in conventions)),
        "conventions": [_describe(*envoi) for envoi in conventions],
    }
    return compile_pdf(GABARIT, donnees, jour)


def _describe(convention: Convention, fichier: str, pages: int) -> list[str]:
    return [
        str(convention.rang),
        convention.structure.nom,
        ", ".join(convention.operations),
        format_montant(convention.montant),
        str(pages),
        fichier,
        compute_empreinte(convention),
        MENTION if convention.projet else COMPLET,
    ]
