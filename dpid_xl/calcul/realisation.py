"""What remains to be paid once the results are known, and what part of a period's amount has been earned.

Source: annexe 6 article 5 and annexe 7 (half on quantity, a fifth on partnership, three tenths on pathways).

>>> parts = Parts(Decimal(3200), Decimal(1280), Decimal(1920))
>>> compute_solde_realise(parts, Decimal(3840), Fraction(40, 80), Decimal(1), Decimal(0))
Decimal('-960.00')
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from dpid_xl.calcul.echeancier import Parts, compute_versements
from dpid_xl.calcul.montant import CalculImpossible
from dpid_xl.montants import round_montant
from dpid_xl.periodes import MOIS_PAR_AN, Periode, PeriodeInversee, compute_prorata, format_date


class Versement(NamedTuple):
    """A payment: its name, the day it falls due, its amount in euros."""

    libelle: str
    jour: date
    montant: Decimal


def compute_realisation(prevu: Decimal, realise: Decimal) -> Fraction:
    """Return the share of the planned quantity that was done, 1 at most; raises CalculImpossible when nothing was planned."""
    if prevu <= 0:
        raise CalculImpossible("la quantité prévue doit être positive")
    if realise >= prevu:
        return Fraction(1)
    (haut, bas), (haut_prevu, bas_prevu) = realise.as_integer_ratio(), prevu.as_integer_ratio()
    return Fraction(haut * bas_prevu, bas * haut_prevu)


def compute_solde_realise(parts: Parts, avance: Decimal, realisation: Fraction, partenariat: Decimal, parcours: Decimal) -> Decimal:
    """Return what is still due once the results are known; negative: the body pays back (titre de recettes).

    Each part is earned in proportion of its result (a share of 1) and rounded, so that full results earn the amount exactly.
    """
    acquis = (
        round_montant(Fraction(parts.quantitative) * realisation)
        + round_montant(parts.partenariat * partenariat)
        + round_montant(parts.parcours * parcours)
    )
    return acquis - avance


def compute_montant_prorata(montant: Decimal, periode: Periode, jusqu_au: date | None) -> Decimal:
    """Bring a yearly amount to the months of a period; with a day, return the part of the period's amount that has run by then.

    >>> semestre = Periode(date(2022, 7, 1), date(2022, 12, 31))
    >>> compute_montant_prorata(Decimal(160), semestre, None), compute_montant_prorata(Decimal(6400), semestre, date(2022, 9, 30))
    (Decimal('80.00'), Decimal('3200.00'))
    """
    part = periode.mois / MOIS_PAR_AN if jusqu_au is None else compute_prorata(periode, jusqu_au)
    return round_montant(Fraction(montant) * part)


def plan_versements(montant: Decimal, signature: date, fin: date, taux_avance: Decimal) -> tuple[Versement, ...]:
    """Return avance and solde with the days they fall due: the signature, and the end of the period (paid after the bilan).

    Raises PeriodeInversee when the period ends before the signature.
    """
    if fin < signature:
        raise PeriodeInversee(f"la période finit le {format_date(fin)}, avant la signature ({format_date(signature)})")
    versements = compute_versements(montant, taux_avance)
    return (Versement("Avance", signature, versements.avance), Versement("Solde", fin, versements.solde))
