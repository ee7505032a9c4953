"""Payments of a convention: the avance at signature and the solde, which add up to the amount to the cent.

Source: annexe 6 article 5 (solde on results) and annexe 7 (avance of 60 % for the référent solidarité).

>>> compute_versements(Decimal("12220.00"), Decimal("0.60"))
Versements(avance=Decimal('7332.00'), solde=Decimal('4888.00'))
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dpid_xl.bareme import get_valeur
from dpid_xl.calcul.montant import get_jour_de_reference
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.montants import ZERO, split_montant


@dataclass(frozen=True, slots=True)
class Versements:
    """The two payments of an amount, in euros."""

    avance: Decimal
    solde: Decimal


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


@dataclass(frozen=True, slots=True)
class Echeance:
    """Avance and solde of one line; ``taux`` is the share paid at signature."""

    ligne: Ligne
    taux: Decimal
    versements: Versements


def compute_versements(montant: Decimal, taux_avance: Decimal) -> Versements:
    """Split an amount into avance (rounded half up) and solde (the difference); the rate is a share of 1."""
    return Versements(*split_montant(montant, (taux_avance, 1 - taux_avance)))


def compute_parts(montant: Decimal, partenariat: Decimal, parcours: Decimal) -> Parts:
    """Split an amount into its quantitative part and the two qualitative ones, given the qualitative shares of 1.

    >>> compute_parts(Decimal("2240.00"), Decimal("0.20"), Decimal("0.30"))
    Parts(quantitative=Decimal('1120.00'), partenariat=Decimal('448.00'), parcours=Decimal('672.00'))
    """
    return Parts(*split_montant(montant, (1 - partenariat - parcours, partenariat, parcours)))


def get_taux_avance(dossier: Dossier) -> Decimal:
    """Return the share paid at signature, from the barème of the dossier."""
    return get_valeur(dossier.bareme, "AVANCE", get_jour_de_reference(dossier))


def compute_echeancier(dossier: Dossier) -> tuple[Echeance, ...]:
    """Return avance and solde of every funded line, in the order of Annexe 5."""
    taux = get_taux_avance(dossier)
    return tuple(
        Echeance(ligne, taux, compute_versements(ligne.montant, taux))
        for ligne in dossier.lignes
        if ligne.montant is not None and ligne.montant > ZERO
    )
