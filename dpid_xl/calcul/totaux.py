"""Totals of a campaign along every axis, recomputed from the lines (never read from a total cell).

>>> from dpid_xl.calcul.totaux import Axe
>>> [axe.value for axe in Axe]
['opération', 'thématique', 'structure', 'territoire', 'budget']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from dpid_xl.classes import dataclass
from dpid_xl.modele import Campagne, Dossier, Ligne
from dpid_xl.montants import ZERO


class Axe(StrEnum):
    """What lines are grouped by."""

    OPERATION = "opération"
    THEMATIQUE = "thématique"
    STRUCTURE = "structure"
    TERRITOIRE = "territoire"
    BUDGET = "budget"


REUNION = "/,;("  # signs of a cell Territoire that names several


@dataclass(frozen=True, slots=True)
class Total:
    """What a group of lines adds up to: number of lines, distinct structures, sum of quantities, euros."""

    cle: str
    lignes: int
    structures: int
    quantite: Decimal
    montant: Decimal


def get_cle(dossier: Dossier, ligne: Ligne, axe: Axe) -> str:
    """Return the group of a line along an axis; empty text when the line does not say (unknown operation, no territoire)."""
    match axe:
        case Axe.STRUCTURE:
            return dossier.name_structure(ligne.structure)
        case Axe.OPERATION:
            return ligne.operation
        case Axe.TERRITOIRE:
            return ligne.territoire
    operation = dossier.operation_par_code.get(ligne.operation)
    if operation is None:
        return ""
    return operation.thematique if axe is Axe.THEMATIQUE else operation.budget


def group_lignes(dossier: Dossier, axe: Axe) -> Mapping[str, tuple[Ligne, ...]]:
    """Group the lines along an axis, groups and lines in the order of Annexe 5."""
    groupes: dict[str, list[Ligne]] = {}
    for ligne in dossier.lignes:
        groupes.setdefault(get_cle(dossier, ligne, axe), []).append(ligne)
    return {cle: tuple(lignes) for cle, lignes in groupes.items()}


def compute_totaux(dossier: Dossier, axe: Axe) -> Mapping[str, Total]:
    """Add the lines up along an axis; distinct bodies are counted by canonical name, 0 € lines included."""
    return {
        cle: Total(
            cle=cle,
            lignes=len(lignes),
            structures=len({get_cle(dossier, ligne, Axe.STRUCTURE) for ligne in lignes}),
            quantite=sum((ligne.quantite for ligne in lignes if ligne.quantite is not None), Decimal(0)),
            montant=sum_montants(lignes),
        )
        for cle, lignes in group_lignes(dossier, axe).items()
    }


def get_montant(totaux: Mapping[str, Total], cle: str) -> Decimal:
    """Return the euros of a group; nothing of one that has no line."""
    return totaux[cle].montant if cle in totaux else ZERO


def sum_montants(lignes: Iterable[Ligne]) -> Decimal:
    """Add up the decided amounts of lines, in euros; an empty amount counts for nothing (a control points it out)."""
    return sum((ligne.montant for ligne in lignes if ligne.montant is not None), ZERO)


def is_territoire(campagne: Campagne, nom: str) -> bool:
    """Tell whether a cell Territoire names one of the campaign's territoires, and not several, the whole Département or another place.

    A campaign that lists none (``territoires``) takes each that stands alone for one.
    """
    return nom in campagne.territoires if campagne.territoires else not any(signe in nom for signe in REUNION)


def list_territoires(dossier: Dossier) -> tuple[str, ...]:
    """Return what the cells Territoire may hold: the campaign's own, then what else its lines say, several together at the end."""
    autres = {ligne.territoire for ligne in dossier.lignes if ligne.territoire} - {*dossier.campagne.territoires}
    ordre = sorted(autres, key=lambda nom: (not is_territoire(dossier.campagne, nom), nom.count("/") + nom.count(","), nom))
    return (*dossier.campagne.territoires, *ordre)
