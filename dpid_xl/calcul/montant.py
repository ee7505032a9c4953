"""The amount of a line by the barème, and the computation as it is shown in a convention.

An operation's amount is the sum, over its unit rates, of rate × quantity [× months / 12], rounded once to the cent.
Operations without a unit rate (« montant arrêté ») have their amounts decided line by line: there is nothing to compute.

>>> from dpid_xl.bareme import load_bareme
>>> tarifs = load_bareme().find_tarifs("T1-01")
>>> compute_montant(tarifs, Decimal(80), Fraction(6))
Decimal('6400.00')
>>> write_calcul(tarifs, "place", Decimal(80), Fraction(6))
'80 places × 160\xa0€ × 6/12 = 6\u202f400,00\xa0€'
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from dpid_xl.bareme import Assiette, Tarif
from dpid_xl.francais import write_quantite
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.montants import ESPACE_INSECABLE, format_montant, format_nombre
from dpid_xl.periodes import MOIS_PAR_AN
from dpid_xl.refus import Refus


class CalculImpossible(Refus):
    """An amount cannot be computed: no rate applies, or a quantity that it needs is missing, negative or out of bounds."""


def compute_montant(
    tarifs: Sequence[Tarif],
    quantite: Decimal | None,
    mois: Fraction | None = None,
    quantite_simple: Decimal | None = None,
) -> Decimal:
    """Compute an amount in euros from the unit rates of one operation.

    ``quantite`` and ``quantite_simple`` are in the operation's unit, ``mois`` in months; a rate with prorata applies
    to a whole year when ``mois`` is None. Raises CalculImpossible when no quantity is given, or a negative one.

    >>> from dpid_xl.bareme import load_bareme
    >>> compute_montant(load_bareme().find_tarifs("T3-02"), Decimal(0), Fraction(12), Decimal(16))
    Decimal('40000.00')
    """
    return Decimal(compute_centimes(tarifs, quantite, mois, quantite_simple)).scaleb(-2)


def compute_centimes(
    tarifs: Sequence[Tarif], quantite: Decimal | None, mois: Fraction | None = None, quantite_simple: Decimal | None = None
) -> int:
    """Compute an amount in cents, rounded half up, as compute_montant in euros.

    In whole numbers: a column of 10 000 formulas cannot spend on each row the 30 microseconds that fractions take.
    """
    numerateur, denominateur, connu = 0, 1, False
    for tarif in tarifs:
        facteur = quantite_simple if tarif.assiette is Assiette.QUANTITE_SIMPLE else quantite
        if facteur is None:
            continue
        connu = True
        if facteur < 0:
            raise CalculImpossible("une quantité ou une durée est négative")
        (haut, bas), (prix, unites) = facteur.as_integer_ratio(), tarif.valeur.as_integer_ratio()
        if tarif.assiette is Assiette.FORFAIT:
            haut, bas = int(facteur > 0), 1
        haut, bas = haut * prix, bas * unites
        if tarif.prorata and mois is not None:
            haut, bas = haut * mois.numerator, bas * mois.denominator * MOIS_PAR_AN
        numerateur, denominateur = numerateur * bas + haut * denominateur, denominateur * bas
    if not connu:
        raise CalculImpossible("la quantité manque" if tarifs else "aucun tarif ne s'applique")
    if mois is not None and mois.numerator < 0:  # comparing a fraction takes as long as all the rest
        raise CalculImpossible("une quantité ou une durée est négative")
    return (200 * numerateur + denominateur) // (2 * denominateur)


def compute_montant_ligne(dossier: Dossier, ligne: Ligne) -> Decimal | None:
    """Compute the amount of a line by the barème; None when no unit rate exists (« montant arrêté »): there is nothing to compute.

    Raises CalculImpossible when a rate exists but its quantity does not, or the period that a rate by the year needs.
    """
    tarifs = dossier.bareme.find_tarifs(ligne.operation)
    if not tarifs:
        return None
    if is_sans_periode(tarifs, ligne):
        raise CalculImpossible("le tarif est annuel et la ligne n'a pas de période")
    return compute_montant(tarifs, ligne.quantite, ligne.mois, ligne.quantite_simple)


def is_sans_periode(tarifs: Sequence[Tarif], ligne: Ligne) -> bool:
    """Tell whether a line lacks the period that its rates ask for: a whole year is taken for granted of no line."""
    return ligne.mois is None and any(tarif.prorata for tarif in tarifs)


def write_calcul(
    tarifs: Sequence[Tarif],
    unite: str,
    quantite: Decimal | None,
    mois: Fraction | None = None,
    quantite_simple: Decimal | None = None,
) -> str:
    """Write a computation in one line, as the officer would on paper; raises CalculImpossible like compute_montant."""
    montant = compute_montant(tarifs, quantite, mois, quantite_simple)
    termes = [
        _write_terme(tarif, unite, facteur, mois)
        for tarif in tarifs
        if (facteur := _multiply(tarif, quantite, quantite_simple)) or (len(tarifs) == 1 and facteur is not None)
    ]
    return f"{' + '.join(termes) or '0'} = {format_montant(montant)}"


def write_tarif(tarif: Tarif) -> str:
    """Write a unit rate: whole euros without decimals.

    >>> from dpid_xl.bareme import load_bareme
    >>> write_tarif(load_bareme().get_tarif("PLACE_REFERENT_SOLIDARITE"))
    '160\xa0€'
    """
    entier = tarif.valeur == tarif.valeur.to_integral_value()
    return format_nombre(tarif.valeur, 0 if entier else 2) + ESPACE_INSECABLE + "€"


def _multiply(tarif: Tarif, quantite: Decimal | None, quantite_simple: Decimal | None) -> Decimal | None:
    match tarif.assiette:
        case Assiette.QUANTITE_SIMPLE:
            return quantite_simple
        case Assiette.FORFAIT:
            return None if quantite is None else Decimal(quantite > 0) if quantite >= 0 else quantite
        case _:
            return quantite


def _write_terme(tarif: Tarif, unite: str, facteur: Decimal, mois: Fraction | None) -> str:
    if tarif.assiette is Assiette.FORFAIT:
        terme = f"{write_tarif(tarif)} par structure" if facteur else "0"
    else:
        precision = " simples" if tarif.assiette is Assiette.QUANTITE_SIMPLE else ""
        terme = f"{write_quantite(facteur, unite)}{precision} × {write_tarif(tarif)}"
    if tarif.prorata and mois is not None:
        terme += f" × {_write_mois(mois)}/{MOIS_PAR_AN}"
    return terme


def _write_mois(mois: Fraction) -> str:
    if mois.denominator == 1:
        return str(mois.numerator)
    # Enough decimals for the computation shown to give the amount shown.
    return format_nombre((Decimal(mois.numerator) / mois.denominator).quantize(Decimal("0.000001")))
