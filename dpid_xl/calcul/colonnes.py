"""The amount of a line in whole numbers: the same cents as :func:`dpid_xl.calcul.montant.compute_montant`, ten times faster.

A column of 10 000 formulas cannot spend 30 microseconds on each row. A test compares the two on drawn cases.

>>> from dpid_xl.calcul.tarifs import find_tarifs_operation
>>> from dpid_xl.bareme import load_bareme
>>> compute_centimes(prepare_termes(find_tarifs_operation(load_bareme(), "T1-01")), Decimal(80), Fraction(6))
640000
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from dpid_xl.calcul.montant import CalculImpossible
from dpid_xl.modele import Assiette, Tarif
from dpid_xl.periodes import MOIS_PAR_AN


class Terme(NamedTuple):
    """A unit rate as a ratio of whole numbers."""

    assiette: Assiette | None
    prorata: bool
    numerateur: int
    denominateur: int


def prepare_termes(tarifs: Sequence[Tarif]) -> tuple[Terme, ...]:
    """Make the unit rates of one operation ready for many lines; raises CalculImpossible when there is none."""
    if not tarifs:
        raise CalculImpossible("aucun tarif ne s'applique")
    return tuple(Terme(tarif.assiette, tarif.prorata, *tarif.valeur.as_integer_ratio()) for tarif in tarifs)


def compute_centimes(
    termes: Sequence[Terme], quantite: Decimal | None, mois: Fraction | None = None, quantite_simple: Decimal | None = None
) -> int:
    """Compute the amount of a line in cents, rounded half up; raises CalculImpossible as compute_montant does."""
    numerateur, denominateur, connu = 0, 1, False
    for terme in termes:
        facteur = quantite_simple if terme.assiette is Assiette.QUANTITE_SIMPLE else quantite
        if facteur is None:
            continue
        connu = True
        if facteur < 0:
            raise CalculImpossible("une quantité ou une durée est négative")
        haut, bas = facteur.as_integer_ratio()
        if terme.assiette is Assiette.FORFAIT:
            haut, bas = int(facteur > 0), 1
        haut, bas = haut * terme.numerateur, bas * terme.denominateur
        if terme.prorata and mois is not None:
            haut, bas = haut * mois.numerator, bas * mois.denominator * MOIS_PAR_AN
        numerateur, denominateur = numerateur * bas + haut * denominateur, denominateur * bas
    if not connu:
        raise CalculImpossible("la quantité manque")
    if mois is not None and mois < 0:
        raise CalculImpossible("une quantité ou une durée est négative")
    return (200 * numerateur + denominateur) // (2 * denominateur)
