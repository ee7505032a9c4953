"""Read what a spreadsheet hands to a function: one cell, an empty one, an error, a date as a serial number, a text.

Excel, the server and LibreOffice do not hand the same things over for the same cell; here they become the package's
types, or :class:`ErreurCellule`. Nothing is guessed.

>>> read_nombre("12\u202f220,00\xa0€", "montant"), read_nombre(80.0, "quantité"), read_nombre("\xa0", "quantité")
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
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from dpid_xl.montants import MAXIMUM, ZERO, MontantIllisible, parse_nombre, round_montant
from dpid_xl.periodes import parse_date
from dpid_xl.refus import Refus

T = TypeVar("T")
Cellule = Any  # whatever a host puts there; xlwings cannot convert a narrower annotation on every host

ERREUR = "#VALUE!"  # in a spilled column: the cell of a faulty row, which each host turns into its own error

CHIFFRES_EXCEL = 15  # significant digits that Excel keeps and shows; the rest is noise of binary computation
JOUR_ZERO = date(1899, 12, 30)  # Excel's serial 0, true from 1 March 1900 on
PREMIER_SERIE, DERNIER_SERIE = 61, 2_958_465  # 1 March 1900 and 31 December 9999
# Two started months: days over the days of their months, so a denominator of at most 30 × 31.
DENOMINATEUR_MOIS = 930
BRUIT_MOIS = 1e-9

_DEVISE = re.compile(r"\s*(?:€|eur|euros?)$", re.IGNORECASE)
_ERREURS = re.compile(r"#[A-ZÉ0-9/_ ]+[!?]?|Err:\d+")
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
        texte = valeur.strip(" \t\r\n\u00a0\u202f\u2009")
        if texte.startswith(("#", "Err:")) and _ERREURS.fullmatch(texte):
            raise ErreurCellule(f"{nom} : la cellule est en erreur ({texte})")
        return texte or None
    if isinstance(valeur, int) and valeur in _CODES_D_ERREUR:
        raise ErreurCellule(f"{nom} : la cellule est en erreur")
    if isinstance(valeur, float) and not math.isfinite(valeur):
        raise ErreurCellule(f"{nom} : la cellule est en erreur")
    return valeur


def read_nombre(valeur: Cellule, nom: str) -> Decimal | None:
    """Read a number, typed as such or as text; None when the cell is empty."""
    cellule = get_cellule(valeur, nom)
    if cellule is None:
        return None
    if isinstance(cellule, bool) or not isinstance(cellule, (float, int, Decimal, str)):
        raise ErreurCellule(f"{nom} : un nombre est attendu")
    nombre = _parse_nombre(cellule, nom) if isinstance(cellule, str) else _clean_nombre(cellule)
    if abs(nombre) >= MAXIMUM:
        raise ErreurCellule(f"{nom} : le nombre dépasse mille milliards")
    return nombre


def require_nombre(valeur: Cellule, nom: str) -> Decimal:
    """Read a number that may be neither missing nor negative."""
    nombre = require(read_nombre(valeur, nom), nom)
    if nombre < 0:
        raise ErreurCellule(f"{nom} : le nombre est négatif")
    return nombre


def require_montant(valeur: Cellule, nom: str) -> Decimal:
    """Read an amount in euros that may be neither missing nor negative, at the cent."""
    return round_montant(require_nombre(valeur, nom))


def read_part(valeur: Cellule, nom: str) -> Decimal | None:
    """Read a share between 0 and 1, also written as a percentage (« 60 % »); None when the cell is empty."""
    cellule = get_cellule(valeur, nom)
    if isinstance(cellule, str) and cellule.endswith("%"):
        part = _parse_nombre(cellule[:-1], nom) / 100
    else:
        lue = read_nombre(cellule, nom)
        if lue is None:
            return None
        part = lue
    if not 0 <= part <= 1:
        raise ErreurCellule(f"{nom} : une part entre 0 et 1 est attendue")
    return part


def read_mois(valeur: Cellule, nom: str) -> Fraction | None:
    """Read a number of months; 5,516129… computed by Excel is 5 + 16/31 again, so that amounts are exact."""
    nombre = read_nombre(valeur, nom)
    return None if nombre is None else _find_mois(nombre)


def read_texte(valeur: Cellule, nom: str) -> str:
    """Read a text; a whole number is its digits (a SIRET typed as a number), an empty cell is an empty text."""
    cellule = get_cellule(valeur, nom)
    if cellule is None:
        return ""
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    if isinstance(cellule, bool) or not isinstance(cellule, (str, int, float, Decimal)):
        raise ErreurCellule(f"{nom} : un texte est attendu")
    return str(cellule)


def require_texte(valeur: Cellule, nom: str) -> str:
    """Read a text that may not be missing."""
    return require(read_texte(valeur, nom) or None, nom)


def read_date(valeur: Cellule, nom: str) -> date | None:
    """Read a date: a date cell, its serial number, or a text such as 01/07/2022; None when the cell is empty."""
    cellule = get_cellule(valeur, nom)
    match cellule:
        case None:
            return None
        case datetime():
            return cellule.date()
        case date():
            return cellule
        case str():
            return parse_date(cellule)
        case bool():
            pass
        case int() | float() | Decimal() if PREMIER_SERIE <= cellule < DERNIER_SERIE + 1:
            return JOUR_ZERO + timedelta(days=int(cellule))
    raise ErreurCellule(f"{nom} : une date est attendue")


def require_date(valeur: Cellule, nom: str) -> date:
    """Read a date that may not be missing."""
    return require(read_date(valeur, nom), nom)


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


def write_date(jour: date) -> datetime:
    """Return what hosts take for a date: a datetime at midnight."""
    return datetime(jour.year, jour.month, jour.day)  # noqa: DTZ001 (a cell has no time zone)


def require(valeur: T | None, nom: str) -> T:
    """Return the value; raises ErreurCellule when it is None."""
    if valeur is None:
        raise ErreurCellule(f"{nom} : la valeur manque")
    return valeur


@lru_cache(maxsize=4096)
def _clean_nombre(nombre: float | Decimal) -> Decimal:
    if isinstance(nombre, float):
        return Decimal(int(nombre)) if nombre.is_integer() and abs(nombre) < 10**CHIFFRES_EXCEL else Decimal(f"{nombre:.{CHIFFRES_EXCEL}g}")
    return Decimal(nombre) or ZERO


@lru_cache(maxsize=4096)
def _find_mois(nombre: Decimal) -> Fraction:
    exacte = Fraction(nombre)
    proche = exacte.limit_denominator(DENOMINATEUR_MOIS)
    return proche if abs(float(proche - exacte)) < BRUIT_MOIS else exacte


def _parse_nombre(texte: str, nom: str) -> Decimal:
    try:
        return parse_nombre(_DEVISE.sub("", texte))
    except MontantIllisible as erreur:
        raise ErreurCellule(f"{nom} : {erreur}") from erreur
