"""Read what a spreadsheet hands to a function: :mod:`dpid_xl.cellules` reads the cell; here are what hosts do with it and the refusal.

Excel, the server and LibreOffice do not hand the same things over for the same cell: a range of one, an error as a text, a number or
not a number at all. Here they become one cell, its value by the same reading as the controls', or :class:`ErreurCellule`.

>>> read_euros("12\u202f220,00\xa0€", "montant"), read_nombre(80.0, "quantité"), read_nombre("\xa0", "quantité")
(Decimal('12220.00'), Decimal('80'), None)
>>> read_date(44743.0, "début")
datetime.date(2022, 7, 1)
>>> read_nombre("#DIV/0!", "quantité")
Traceback (most recent call last):
...
udfs.cellules.ErreurCellule: quantité : la cellule est en erreur (#DIV/0!)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from dpid_xl import cellules
from dpid_xl.cellules import Cellule, clean_texte, is_erreur
from dpid_xl.montants import MontantIllisible, round_montant
from dpid_xl.refus import Refus

T = TypeVar("T")

ERREUR = "#VALUE!"  # in a spilled column: the cell of a faulty row, which each host turns into its own error

_CODES_D_ERREUR = range(-2146826300, -2146826200)  # HRESULT of #NULL! … #BUSY!: xlwings names the seven oldest only


class ErreurCellule(Refus):
    """An argument that is not what the function needs; the text is a French sentence for the user."""


def get_cellule(valeur: Cellule, nom: str) -> Cellule:
    """Return the value of the only cell of an argument, None when it is empty; raises ErreurCellule on an error or a range."""
    while isinstance(valeur, (list, tuple)):
        if len(valeur) != 1:
            raise ErreurCellule(f"{nom} : une seule cellule est attendue, pas une plage")
        valeur = valeur[0]
    if isinstance(valeur, str):
        texte = clean_texte(valeur)
        if is_erreur(texte):
            raise ErreurCellule(f"{nom} : la cellule est en erreur ({texte})")
        return texte or None
    if isinstance(valeur, int) and valeur in _CODES_D_ERREUR:
        raise ErreurCellule(f"{nom} : la cellule est en erreur")
    if isinstance(valeur, float) and not math.isfinite(valeur):
        raise ErreurCellule(f"{nom} : la cellule est en erreur")
    return valeur


def read(lecture: Callable[[Cellule], T], valeur: Cellule, nom: str) -> T | None:
    """Read the only cell of an argument by one of the readings of ``dpid_xl.cellules``; None when it is empty."""
    cellule = get_cellule(valeur, nom)
    if cellule is None:
        return None
    try:
        return lecture(cellule)
    except MontantIllisible as refus:
        autre = isinstance(cellule, (bool, date))
        raise ErreurCellule(f"{nom} : {'un nombre est attendu' if autre else refus}") from refus
    except Refus as refus:
        raise ErreurCellule(f"{nom} : {refus}") from refus


def read_nombre(valeur: Cellule, nom: str) -> Decimal | None:
    """Read a number without a unit; None when the cell is empty."""
    return read(cellules.read_nombre, valeur, nom)


def read_euros(valeur: Cellule, nom: str) -> Decimal | None:
    """Read a number of euros, of any precision: a formula may have computed it; None when the cell is empty."""
    return read(cellules.read_valeur, valeur, nom)


def read_mois(valeur: Cellule, nom: str) -> Fraction | None:
    """Read a number of months, exact again when Excel computed it; None when the cell is empty."""
    return read(cellules.read_mois, valeur, nom)


def read_part(valeur: Cellule, nom: str) -> Decimal | None:
    """Read a share between 0 and 1, also written as a percentage (« 60 % »); None when the cell is empty."""
    part = read(cellules.read_taux, valeur, nom)
    if part is not None and not 0 <= part <= 1:
        raise ErreurCellule(f"{nom} : une part entre 0 et 1 est attendue")
    return part


def read_date(valeur: Cellule, nom: str) -> date | None:
    """Read a date: a date cell, its serial number, or a text such as 01/07/2022; None when the cell is empty."""
    return read(cellules.read_date, valeur, nom)


def read_texte(valeur: Cellule, nom: str) -> str:
    """Read a name or a code; a whole number is its digits (a SIRET typed as a number), an empty cell is an empty text."""
    return read(cellules.read_nom, valeur, nom) or ""


def require_nombre(valeur: Cellule, nom: str) -> Decimal:
    """Read a number that may be neither missing nor negative."""
    return require_positif(read_nombre(valeur, nom), nom)


def require_euros(valeur: Cellule, nom: str) -> Decimal:
    """Read a number of euros that may be neither missing nor negative."""
    return require_positif(read_euros(valeur, nom), nom)


def require_montant(valeur: Cellule, nom: str) -> Decimal:
    """Read an amount in euros that may be neither missing nor negative, at the cent."""
    return round_montant(require_euros(valeur, nom))


def require_texte(valeur: Cellule, nom: str) -> str:
    """Read a text that may not be missing."""
    return require(read_texte(valeur, nom) or None, nom)


def require_date(valeur: Cellule, nom: str) -> date:
    """Read a date that may not be missing."""
    return require(read_date(valeur, nom), nom)


def require_positif(nombre: Decimal | None, nom: str) -> Decimal:
    """Return the number; raises ErreurCellule when it is None or negative."""
    if require(nombre, nom) < 0:
        raise ErreurCellule(f"{nom} : le nombre est négatif")
    return require(nombre, nom)


def read_colonne(valeur: Cellule, nom: str) -> list[Cellule]:
    """Read a range of one column, or of one row, as the list of its raw cells; one cell is a list of one."""
    if not isinstance(valeur, (list, tuple)):
        return [valeur]
    rangees = [rangee if isinstance(rangee, (list, tuple)) else [rangee] for rangee in valeur]
    if all(len(rangee) == 1 for rangee in rangees):
        return [rangee[0] for rangee in rangees]
    if len(rangees) == 1:
        return list(rangees[0])
    raise ErreurCellule(f"{nom} : une seule colonne est attendue")


def write_nombre(nombre: Decimal | Fraction) -> float:
    """Return the number a cell holds: the double nearest to the exact value."""
    return float(nombre)


def to_instant_de_cellule(jour: date) -> datetime:
    """Return what hosts take for a date: a datetime at midnight."""
    return datetime(jour.year, jour.month, jour.day)  # noqa: DTZ001 (a cell has no time zone)


def require(valeur: T | None, nom: str) -> T:
    """Return the value; raises ErreurCellule when it is None."""
    if valeur is None:
        raise ErreurCellule(f"{nom} : la valeur manque")
    return valeur
