"""The list that goes with the PDF conventions or avenants of a production: what is sent, how many pages, for how much, to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.documents.avenants import Avenant
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.francais import write_quantite
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.periodes import write_date
from dpid_xl.production.liasse import LES_CONVENTIONS, Acte, Liasse
from dpid_xl.rendus.pdf import MENTION, compile_pdf, compute_empreinte
from dpid_xl.version import __version__

GABARIT = "bordereau.typ"
COMPLET = "complet"


def render_bordereau(
    dossier: Dossier, envois: Sequence[tuple[Acte, str, int]], jour: date, suite: str = "", liasse: Liasse = LES_CONVENTIONS
) -> bytes:
    """Write the list as a PDF; each document comes with the name of its file and its number of pages.

    ``suite`` ends the title: which volume of the production this is. That of a whole campaign says what goes by avenant instead.
    """
    projets = sum(document.projet for document, _, _ in envois)
    donnees = {
        "titre": f"Bordereau d'envoi des {liasse.nom}{suite}",
        "liasse": liasse.nom.capitalize(),
        "incomplets": liasse.incomplets,
        "montant": liasse.montant,
        "hors": _write_hors(dossier) if liasse.entiere else "",
        "campagne": dossier.campagne.nom,
        "deliberation": dossier.campagne.deliberation_numero,
        "direction": dossier.campagne.direction,
        "jour": write_date(jour),
        "version": __version__,
        "mention": MENTION,
        "projets": str(projets) if projets else "",
        "nombre": str(len(envois)),
        "total": format_montant(sum((document.montant for document, _, _ in envois), ZERO)),
        "pages": str(sum(pages for _, _, pages in envois)),
        "envois": [_describe(*envoi) for envoi in envois],
    }
    return compile_pdf(GABARIT, donnees, jour)


def _write_hors(dossier: Dossier) -> str:
    par_avenant = list_par_avenant(dossier)
    if not par_avenant:
        return ""
    hors = f"{write_quantite(len(par_avenant), 'ligne')} par avenant à une convention antérieure"
    total, somme = sum_montants(dossier.lignes), sum_montants(par_avenant)
    return (
        f"Annexe 5\xa0: {format_montant(total)}, soit {format_montant(total - somme)} en conventions et {format_montant(somme)} en {hors}."
    )


def _describe(document: Acte, fichier: str, pages: int) -> list[str]:
    return [
        str(document.rang),
        document.structure.nom,
        ", ".join(document.operations),
        A_COMPLETER if isinstance(document, Avenant) and document.remplace else format_montant(document.montant),
        str(pages),
        fichier,
        compute_empreinte(document),
        MENTION if document.projet else COMPLET,
    ]
