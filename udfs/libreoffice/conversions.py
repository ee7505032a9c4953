"""What Calc hands to a function of cells and what it takes back.

Calc reads an empty cell given alone as 0 and lets nobody tell the two apart; in a range it is ''. A zero therefore counts as
empty wherever zero means nothing (a text, a date, a table, a duration, a rate), as on the other hosts; where both mean
something (the share of an advance) it is refused, not guessed. Dates are serial numbers, truth values 1 and 0. Calc answers
for a function by itself when an argument is in error.

>>> from udfs.fonctions import FONCTION_PAR_NOM
>>> read_arguments(FONCTION_PAR_NOM["PLACES"], (80.0, 0.0, None, None, 0.0))
[80.0, None, None, None, None]
>>> write_resultat([["Avance", datetime(2022, 10, 1), 3840.0]]), write_resultat(True)
((('Avance', 44835.0, 3840.0),), 1.0)
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from dpid_xl.cellules import JOUR_ZERO
from udfs.cellules import ERREUR, ErreurCellule
from udfs.declaration import Argument, Fonction, SorteDeValeur

# A share of 0 % exists, and an empty cell asks for the share of the deliberation.
NOMS_AMBIGUS = frozenset({"taux"})
# « vide : une année entière », also where the argument must be given.
NOM_DE_DUREE = "mois"

# How Calc holds an error inside a range: a double that is not a number, with the code of the error (519: #VALEUR!) in its low half.
VALEUR_EN_ERREUR: float = struct.unpack("<d", struct.pack("<II", 519, 0x7FF80000))[0]

TABLE_ENTIERE = "[#Tout]"  # Calc calls a whole table by its bare name, headers included

NOTE_ZERO = " Dans LibreOffice, 0 compte comme une cellule vide."
NOTE_AMBIGU = " Dans LibreOffice, 0 ou une cellule vide donne une erreur."


def read_arguments(fonction: Fonction, cellules: Sequence[Any]) -> list[Any]:
    """Return what ``udfs.fonctions`` takes for the arguments of a formula; raises ErreurCellule on an ambiguous zero."""
    return [_read_argument(argument, cellule) for argument, cellule in zip(fonction.arguments, cellules, strict=True)]


def write_resultat(resultat: Any) -> Any:
    """Return what Calc takes for a result: a cell, or rows of cells."""
    if isinstance(resultat, (list, tuple)):
        return tuple(tuple(_write_cellule(cellule) for cellule in rangee) for rangee in resultat)
    return _write_cellule(resultat)


def write_aide(argument: Argument) -> str:
    """Write the help of an argument, with what holds in Calc only."""
    aide = argument.aide.replace(TABLE_ENTIERE, "")
    if argument.nom in NOMS_AMBIGUS:
        return aide + NOTE_AMBIGU
    vide_utile = argument.sorte is SorteDeValeur.NOMBRE and _is_vide(argument)
    return aide + NOTE_ZERO if vide_utile else aide


def _read_argument(argument: Argument, cellule: Any) -> Any:
    if not isinstance(cellule, float) or cellule:
        return cellule
    if argument.nom in NOMS_AMBIGUS:
        raise ErreurCellule(f"{argument.libelle} : LibreOffice ne distingue pas 0 d'une cellule vide")
    return None if _is_vide(argument) else cellule


def _is_vide(argument: Argument) -> bool:
    """Tell whether a zero alone is taken for an empty cell."""
    match argument.sorte:
        case SorteDeValeur.NOMBRE:
            return not argument.obligatoire or argument.nom == NOM_DE_DUREE
        case SorteDeValeur.COLONNE:
            return argument.nom == NOM_DE_DUREE
        case _:
            return True


def _write_cellule(cellule: Any) -> Any:
    match cellule:
        case None:
            return ""
        case str():
            return VALEUR_EN_ERREUR if cellule == ERREUR else cellule
        case datetime():
            return float((cellule.date() - JOUR_ZERO).days)
        case date():
            return float((cellule - JOUR_ZERO).days)
        case _:
            return float(cellule)
