"""Where each convention is on its way: what the sheet « Signature » says, and what is no longer made anew.

>>> from dpid_xl.campagnes import load_campagne
>>> list_engagees(load_campagne("2022_phase2"))
{}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier, Signature
from dpid_xl.noms import fold_numero

MOMENTS = ("preparee", "envoyee", "retournee", "signee", "transmise", "notifiee", "publiee")  # in their order
Cle = tuple[str, str, int | None]  # structure, earlier convention (folded), rank of an avenant


@dataclass(frozen=True, slots=True)
class Engagee:
    """A convention or an avenant that left the office: since when, and whether both sides signed it."""

    depuis: date
    signee: bool


def get_cle(dossier: Dossier, signature: Signature) -> Cle:
    """Return the act that a row is about; neither earlier convention nor rank: the structure's own convention."""
    return dossier.name_structure(signature.structure), fold_numero(signature.avenant_a), signature.avenant


def write_acte(signature: Signature) -> str:
    """Name the act of a row as the sheet does: empty for the structure's own convention, else « n° 2022-02942 » or « avenant n° 1 ».

    An earlier convention is named as :attr:`dpid_xl.modele.Ligne.avenant_a` names it.
    """
    if signature.avenant_a:
        return signature.avenant_a if signature.avenant_a[:1].casefold() == "n" else f"n° {signature.avenant_a}"
    return "" if signature.avenant is None else f"avenant n° {signature.avenant}"


def list_actes(dossier: Dossier) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return the acts that Annexe 5 calls for, in its order: structure and number of the earlier convention, if an avenant adds to one.

    By structure and that number, folded.
    """
    lignes = [ligne for ligne in dossier.lignes if ligne.financee and ligne.structure]
    actes = [(dossier.name_structure(ligne.structure), ligne.numero_convention if ligne.par_avenant else "") for ligne in lignes]
    uniques: dict[tuple[str, str], tuple[str, str]] = {}
    for structure, numero in actes:
        uniques.setdefault((structure, fold_numero(numero)), (structure, numero))
    return uniques


def index_signatures(dossier: Dossier) -> Mapping[Cle, Signature]:
    """Return the row of each act; the first wins when an act stands twice (a control says so)."""
    return {get_cle(dossier, signature): signature for signature in reversed(dossier.signatures)}


def find_moment(signature: Signature) -> str:
    """Return the last moment whose day is known, by its field; empty before the first."""
    return next((champ for champ in reversed(MOMENTS) if getattr(signature, champ)), "")


def compute_relance(dossier: Dossier, signature: Signature) -> date | None:
    """Return the day from which to remind a body of what it was sent; None without a delay typed, or once it came back."""
    delai, depart = dossier.campagne.delai_de_retour, signature.envoyee
    if delai is None or depart is None or signature.retournee or signature.signee:
        return None
    return max(depart, signature.relancee or depart) + timedelta(days=delai)


def list_engagees(dossier: Dossier) -> Mapping[str, Engagee]:
    """Return, by structure, the campaign's own conventions that were sent or signed: they are never made anew."""
    actes = index_engages(dossier).items()
    return {structure: engagee for (structure, avenant_a, avenant), engagee in actes if not avenant_a and avenant is None}


def index_engages(dossier: Dossier) -> Mapping[Cle, Engagee]:
    """Return the acts, conventions and avenants, that were sent or signed."""
    actes = index_signatures(dossier).items()
    return {cle: Engagee(depart, acte.signee is not None) for cle, acte in actes if (depart := acte.envoyee or acte.signee)}
