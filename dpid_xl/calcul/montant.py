"""The amount of a line by the barème, and the computation as it is shown in a convention.

An operation's amount is the sum, over its unit rates, of rate × quantity [× months / 12], rounded once to the cent.
Operations without a unit rate (« montant arrêté ») have their amounts decided line by line: there is nothing to compute.

>>> from datetime import date
>>> from dpid_xl.bareme import find_tarifs, load_bareme
>>> tarifs = find_tarifs(load_bareme(), "T1-01", date(2022, 7, 1))
>>> compute_montant(tarifs, Decimal(80), Fraction(6))
Decimal('6400.00')
>>> write_calcul(tarifs, "place", Decimal(80), Fraction(6))
'80 places × 160\xa0€ × 6/12 = 6\u202f400,00\xa0€'
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dpid_xl.bareme import find_tarifs
from dpid_xl.modele import Assiette, Dossier, Ligne, Tarif
from dpid_xl.montants import ESPACE_INSECABLE, PLURIEL, format_montant, format_nombre, round_montant
from dpid_xl.periodes import MOIS_PAR_AN
from dpid_xl.refus import Refus

_INVARIABLES = frozenset({"ETP"})


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
    >>> mesures = find_tarifs(load_bareme(), "T3-02", date(2022, 10, 1))
    >>> compute_montant(mesures, Decimal(0), Fraction(12), Decimal(16))
    Decimal('40000.00')
    """
    if not tarifs:
        raise CalculImpossible("aucun tarif ne s'applique")
    facteurs = [_multiply(tarif, quantite, quantite_simple) for tarif in tarifs]
    if all(facteur is None for facteur in facteurs):
        raise CalculImpossible("la quantité manque")
    if any(facteur is not None and facteur < 0 for facteur in facteurs) or (mois is not None and mois < 0):
        raise CalculImpossible("une quantité ou une durée est négative")
    total = sum(
        (
            Fraction(tarif.valeur) * Fraction(facteur or 0) * compute_part_annuelle(tarif, mois)
            for tarif, facteur in zip(tarifs, facteurs, strict=True)
        ),
        Fraction(0),
    )
    return round_montant(total)


def compute_part_annuelle(tarif: Tarif, mois: Fraction | None) -> Fraction:
    """Return the share of a yearly rate that ``mois`` months buy; 1 for a rate without prorata."""
    return mois / MOIS_PAR_AN if tarif.prorata and mois is not None else Fraction(1)


def find_tarifs_ligne(dossier: Dossier, ligne: Ligne) -> tuple[Tarif, ...]:
    """Return the unit rates that apply to a line; empty for an operation whose amounts are decided line by line."""
    return find_tarifs(dossier.bareme, ligne.operation, get_jour_de_reference(dossier))


def get_jour_de_reference(dossier: Dossier) -> date:
    """Return the day whose rates the campaign follows: the deliberation's, else the campaign's first day, else the last known."""
    return dossier.campagne.deliberation_date or dossier.campagne.debut or date.max


def compute_montant_ligne(dossier: Dossier, ligne: Ligne) -> Decimal | None:
    """Compute the amount of a line by the barème; its decided amount when no unit rate exists (« montant arrêté »).

    None when neither is known. Raises CalculImpossible when a rate exists but its quantity does not.
    """
    tarifs = find_tarifs_ligne(dossier, ligne)
    if not tarifs:
        return ligne.montant
    return compute_montant(tarifs, ligne.quantite, ligne.mois, ligne.quantite_simple)


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


def write_quantite(quantite: Decimal, unite: str) -> str:
    """Write a quantity with its unit in the plural when it takes one (from 2, as French counts).

    >>> write_quantite(Decimal("4.5"), "mesure"), write_quantite(Decimal("0.5"), "ETP"), write_quantite(Decimal(25), "solution logement")
    ('4,5 mesures', '0,5 ETP', '25 solutions logement')
    """
    if not unite:
        return format_nombre(quantite)
    premier, *suite = unite.split(" ")
    if abs(quantite) >= PLURIEL and premier not in _INVARIABLES and not premier.endswith(("s", "x", "z")):
        premier += "s"
    return " ".join([format_nombre(quantite), premier, *suite]).rstrip()


def write_tarif(tarif: Tarif) -> str:
    """Write a unit rate: whole euros without decimals.

    >>> from dpid_xl.bareme import load_bareme
    >>> write_tarif(find_tarifs(load_bareme(), "T1-01", date(2022, 7, 1))[0])
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
