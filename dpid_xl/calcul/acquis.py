"""What the results of an operation earn its structure, by the objectives of its lines and within what its source caps.

Sources: annexe 6 article 4 (the contribution does not exceed the cost of the action) and article 5 (in proportion of the objectives
reached, never above the amount); annexe 7 (three parts); annexe 3 operation 2 (a mesure simple counts for what the barème pays for it).

>>> prevu, realise, demi = Quantites(Decimal(8), None), Quantites(Decimal(0), Decimal(8)), Fraction(1, 2)
>>> compute_part(prevu, realise, demi), compute_part(prevu, Quantites(Decimal(8), None), demi)
(Fraction(1, 2), None)
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from dpid_xl.bareme import Assiette, Bareme
from dpid_xl.calcul.echeancier import Parts, compute_parts, find_taux_des_parts
from dpid_xl.calcul.realisation import compute_solde_realise
from dpid_xl.modele import Suivi
from dpid_xl.montants import ZERO

ENTIERE = Fraction(1)


class Quantites(NamedTuple):
    """How many are planned, or done: mesures renforcées, or the one kind there is, and mesures simples; None: not told."""

    principale: Decimal | None
    simple: Decimal | None


def find_poids(bareme: Bareme, operation: str) -> Fraction | None:
    """Return what a mesure simple is worth in renforcées, by the rates of the barème; None where an operation has not both."""
    renforcee, simple = find_tarifs_des_mesures(bareme, operation)
    return Fraction(simple) / Fraction(renforcee) if renforcee and simple else None


def find_tarifs_des_mesures(bareme: Bareme, operation: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the unit rate of an operation for its quantity, and for the mesures simples, in euros; None: the barème has none."""
    tarifs = {tarif.assiette: tarif.valeur for tarif in bareme.find_tarifs(operation)}
    return tarifs.get(Assiette.QUANTITE), tarifs.get(Assiette.QUANTITE_SIMPLE)


def compute_part(prevu: Quantites, realise: Quantites, poids: Fraction | None) -> Fraction | None:
    """Return the share of what was planned that was done, above 1 if more was; None when it cannot be told.

    Where there are two kinds of mesures both have to be told of what was done; where there is one, a simple one has no worth.
    """
    attendu, compte = _count(prevu._replace(simple=prevu.simple or ZERO), poids), _count(realise, poids)
    return compte / attendu if attendu and compte is not None else None


def compute_acquis_des_resultats(montant: Decimal, part: Fraction, suivi: Suivi, bareme: Bareme, *, en_parts: bool) -> Decimal | None:
    """Return what the results earn of an amount, at most the amount; in three parts, None until both notes and the three shares are there.

    That a share is missing is said by a control.
    """
    realisation = min(part, ENTIERE)
    if not en_parts:
        return compute_solde_realise(Parts(montant, ZERO, ZERO), ZERO, realisation, ZERO, ZERO)
    if suivi.note_partenariat is None or suivi.note_parcours is None:
        return None
    taux = find_taux_des_parts(bareme)
    if taux is None:
        return None
    parts = compute_parts(montant, taux)
    return compute_solde_realise(parts, ZERO, realisation, suivi.note_partenariat, suivi.note_parcours)


def cap_acquis(acquis: Decimal | None, plafond: str, depenses: Decimal | None) -> Decimal | None:
    """Keep what is earned within the expenses; where the source of an operation caps by them (``plafond``), None until they are told."""
    if acquis is None or (plafond and depenses is None):
        return None
    return acquis if depenses is None else min(acquis, depenses)


def retain_acquis(au_plus: Decimal | None, suivi: Suivi, *, sans_objectif: bool) -> Decimal | None:
    """Return what is earned: what somebody decided, for a reason and within what can be; else, where objectives have figures, all of it."""
    arrete = suivi.acquis_arrete
    if au_plus is None or arrete is None:
        return None if sans_objectif else au_plus
    return arrete if suivi.motif and ZERO <= arrete <= au_plus else None


def _count(quantites: Quantites, poids: Fraction | None) -> Fraction | None:
    principale, simple = quantites
    if principale is None or (poids is None and simple):
        return None
    if poids is None:
        return Fraction(principale)
    return None if simple is None else Fraction(principale) + Fraction(simple) * poids
