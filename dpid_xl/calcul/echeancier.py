"""Payments of a convention: the avance at signature and the solde, which add up to the amount to the cent.

Source: annexe 6 article 5 (solde on results); it leaves the rate of the avance blank. Each operation has its own in the barème, or none:
then neither avance nor solde is known.

>>> compute_versements(Decimal("12220.00"), Decimal("0.60"))
Versements(avance=Decimal('7332.00'), solde=Decimal('4888.00'))
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dpid_xl.bareme import Bareme, ParametreAbsent
from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.montants import ZERO, split_montant, sum_connues

CODES_DES_PARTS = ("PART_QUANTITATIVE", "PART_PARTENARIAT", "PART_PARCOURS")


@dataclass(frozen=True, slots=True)
class Versements:
    """The two payments of an amount, in euros."""

    avance: Decimal
    solde: Decimal


@dataclass(frozen=True, slots=True)
class TauxDesParts:
    """The shares of the three parts of a référent solidarité amount: each of 1, together 1 (annexe 7)."""

    quantitative: Decimal
    partenariat: Decimal
    parcours: Decimal

    @property
    def qualitative(self) -> Decimal:
        """The share of the qualitative half."""
        return self.partenariat + self.parcours


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts of a référent solidarité amount, in euros (annexe 7)."""

    quantitative: Decimal
    partenariat: Decimal
    parcours: Decimal

    @property
    def qualitative(self) -> Decimal:
        """The qualitative half: partnership and pathways."""
        return self.partenariat + self.parcours


def compute_versements(montant: Decimal, taux_avance: Decimal) -> Versements:
    """Split an amount into avance (rounded half up) and solde (the difference); the rate is a share of 1."""
    return Versements(*split_montant(montant, (taux_avance, 1 - taux_avance)))


def read_taux_des_parts(bareme: Bareme) -> TauxDesParts:
    """Return the shares that a barème gives; raises ParametreAbsent when one is missing or when together they are not 1."""
    taux = TauxDesParts(*(bareme.get_valeur(code) for code in CODES_DES_PARTS))
    if taux.quantitative + taux.qualitative != 1:
        raise ParametreAbsent(f"les parts du barème ({', '.join(CODES_DES_PARTS)}) ne font pas 1 au total")
    return taux


def find_taux_des_parts(bareme: Bareme) -> TauxDesParts | None:
    """Return the shares that a barème gives; None when it does not give the three, or not 1 together, which the controls say."""
    try:
        return read_taux_des_parts(bareme)
    except ParametreAbsent:
        return None


def compute_parts(montant: Decimal, taux: TauxDesParts) -> Parts:
    """Split an amount into its quantitative part and the two qualitative ones.

    >>> compute_parts(Decimal("2240.00"), TauxDesParts(Decimal("0.50"), Decimal("0.20"), Decimal("0.30")))
    Parts(quantitative=Decimal('1120.00'), partenariat=Decimal('448.00'), parcours=Decimal('672.00'))
    """
    return Parts(*split_montant(montant, (taux.quantitative, taux.partenariat, taux.parcours)))


def compute_avance(dossier: Dossier, lignes: Iterable[Ligne]) -> Decimal | None:
    """Add up the avances of lines, each rounded as it is paid, in euros; None when the rate of one of their operations is not known."""
    versements = [compute_versements_ligne(dossier, ligne) for ligne in lignes]
    return sum_connues(None if paire is None else paire.avance for paire in versements)


def compute_versements_ligne(dossier: Dossier, ligne: Ligne) -> Versements | None:
    """Split the amount of a line by the rate of its operation, on the day of the campaign; None when that rate is not known."""
    taux = dossier.bareme.find_avance(ligne.operation)
    return None if taux is None else compute_versements(ligne.montant or ZERO, taux)
