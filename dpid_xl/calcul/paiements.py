"""One row of a list of what was paid, and whether it is a payment that is known already.

The number of a mandat starts again every year, and a plain list has none: a number alone makes no payment the same, its absence makes
none another. What can be said neither the same nor another is for somebody to say.

>>> premier = Paiement("2", Decimal("1000"), mandat="n° 01002", exercice=2022)
>>> is_repeated(premier, Paiement("3", Decimal("1000"), mandat="1002.0", exercice=2022))
True
>>> is_repeated(premier, Paiement("3", Decimal("1000"), mandat="1002", exercice=2023))
False
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from dpid_xl.classes import dataclass
from dpid_xl.modele import Versement
from dpid_xl.noms import fold_nom, fold_numero

_ENTIER = re.compile(r"0*(\d+?)(?:[.,]0+)?")  # as a spreadsheet pads it, or makes a number of it


@dataclass(frozen=True, slots=True)
class Paiement:
    """A row of a list of payments; ``montant`` in euros, below zero for what is paid back."""

    place: str
    montant: Decimal
    siret: str = ""
    structure: str = ""
    convention: str = ""
    operation: str = ""
    engagement: str = ""
    mandat: str = ""
    exercice: int | None = None
    jour: date | None = None
    objet: str = ""


class Meme(Enum):
    """Whether a row of the list is a payment that « Versements » has."""

    OUI = auto()
    NON = auto()
    DOUTE = auto()


def fold_mandat(mandat: str) -> str:
    """Reduce the number of a mandat to what does not depend on the way it is typed.

    >>> fold_mandat("N° 01002") == fold_mandat("1002.0") == "1002"
    True
    """
    numero = fold_numero(mandat)
    return entier[1] if (entier := _ENTIER.fullmatch(numero)) else numero


def fold_operation(operation: str) -> str:
    """Reduce the code of an operation to what does not depend on case or on the kind of its hyphen.

    >>> fold_operation("t1\u201101") == fold_operation("T1-01")
    True
    """
    return fold_nom(operation).upper()


def compare_versement(paiement: Paiement, versement: Versement) -> Meme:
    """Tell whether a row of the list is this payment of the same structure, which « Versements » says was made."""
    autre_operation = paiement.operation and fold_operation(paiement.operation) != fold_operation(versement.operation)
    if versement.compte != paiement.montant or autre_operation:
        return Meme.NON
    if paiement.jour and paiement.jour == versement.verse_le and not (paiement.mandat and versement.mandat):
        return Meme.OUI
    meme_mandat = fold_mandat(paiement.mandat) == fold_mandat(versement.mandat)
    if paiement.mandat and versement.mandat and not meme_mandat:
        return Meme.NON
    meme_annee = len({annee for annee in (_find_annee(paiement), find_annee_du_versement(versement)) if annee}) <= 1
    if paiement.mandat and meme_mandat:
        return Meme.OUI if meme_annee or paiement.jour == versement.verse_le else Meme.DOUTE
    return Meme.DOUTE if meme_annee else Meme.NON


def is_repeated(premier: Paiement, second: Paiement) -> bool:
    """Tell whether two rows of the list that are of the same structure say the same payment: nothing tells them apart."""
    if not (second.mandat or second.jour):
        return False  # a plain list of amounts: two alike are two
    return _get_marques(premier) == _get_marques(second)


def _get_marques(paiement: Paiement) -> tuple[object, ...]:
    return (
        paiement.montant,
        fold_mandat(paiement.mandat),
        paiement.jour,
        paiement.exercice,
        fold_operation(paiement.operation),
        fold_nom(paiement.engagement),
        fold_nom(paiement.objet),
    )


def _find_annee(paiement: Paiement) -> int | None:
    return paiement.exercice or (paiement.jour.year if paiement.jour else None)


def find_annee_du_versement(versement: Versement) -> int | None:
    """Return the year that bears a payment: its exercice, else that of its day; None: nobody said it."""
    return versement.exercice or (versement.verse_le.year if versement.verse_le else None)
