"""Read package data strictly: an unknown key, a missing one or a wrong type names the file and the key.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True)
... class Point:
...     nom: str
...     valeur: Decimal
>>> build_record(Point, {"nom": "a", "valeur": 3}, "points.toml, point 1")
Point(nom='a', valeur=Decimal('3'))
"""

from __future__ import annotations

import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from dpid_xl.refus import Refus

_T = typing.TypeVar("_T")


class DonneesInvalides(Refus):
    """Package data that does not follow its format."""


def load_toml(chemin: Traversable) -> dict[str, Any]:
    """Parse a TOML file, numbers with a point as Decimal."""
    try:
        texte = chemin.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError) as erreur:
        raise DonneesInvalides(f"{chemin.name} : {erreur}") from erreur
    return parse_toml(texte, chemin.name)


def parse_toml(texte: str, ou: str) -> dict[str, Any]:
    """Parse a text in TOML, numbers with a point as Decimal."""
    try:
        return tomllib.loads(texte, parse_float=Decimal)
    except tomllib.TOMLDecodeError as erreur:
        raise DonneesInvalides(f"{ou} : {erreur}") from erreur


def read_tables(donnees: Mapping[str, Any], cle: str, ou: str) -> list[dict[str, Any]]:
    """Return the array of tables ``cle``, which must be the only key of the file."""
    inconnues = set(donnees) - {cle}
    if inconnues or not isinstance(donnees.get(cle), list):
        raise DonneesInvalides(f"{ou} : attendu une liste « {cle} » et rien d'autre (trouvé : {', '.join(sorted(donnees)) or 'rien'})")
    tables: list[dict[str, Any]] = donnees[cle]
    return tables


def build_record(classe: type[_T], table: Mapping[str, Any], ou: str, *, facultatifs: frozenset[str] = frozenset(), **fixes: Any) -> _T:
    """Make a record of a dataclass from a TOML table.

    ``facultatifs`` are the keys that may be missing (then empty text, empty tuple, False or None by type);
    ``fixes`` are fields given by the caller that the table may not hold.
    """
    types_ = _field_types(classe)  # type: ignore[arg-type]  # a class is hashable
    inconnues = set(table) - (set(types_) - set(fixes))
    if inconnues:
        raise DonneesInvalides(f"{ou} : clé inconnue « {min(inconnues)} »")
    valeurs = dict(fixes)
    for nom, attendu in types_.items():
        if nom in fixes:
            continue
        if nom in table:
            valeurs[nom] = _convert(table[nom], attendu, f"{ou}, clé « {nom} »")
        elif nom in facultatifs:
            valeurs[nom] = _empty(attendu)
        else:
            raise DonneesInvalides(f"{ou} : clé absente « {nom} »")
    return classe(**valeurs)


@cache
def _field_types(classe: type) -> dict[str, Any]:
    annotations = typing.get_type_hints(classe)
    return {champ.name: annotations[champ.name] for champ in fields(classe)}


def _empty(attendu: Any) -> Any:
    if attendu is str:
        return ""
    if attendu is bool:
        return False
    if typing.get_origin(attendu) is tuple:
        return ()
    return None


def _convert(valeur: Any, attendu: Any, ou: str) -> Any:
    if isinstance(attendu, types.UnionType):
        attendu = next(possible for possible in typing.get_args(attendu) if possible is not types.NoneType)
    if typing.get_origin(attendu) is tuple and isinstance(valeur, list):
        element = typing.get_args(attendu)[0]
        return tuple(_convert(item, element, ou) for item in valeur)
    if isinstance(attendu, type):
        if issubclass(attendu, StrEnum) and isinstance(valeur, str) and valeur in list(attendu):
            return attendu(valeur)
        if attendu is Decimal and isinstance(valeur, (int, Decimal)) and not isinstance(valeur, bool):
            return Decimal(valeur)
        if attendu is int and isinstance(valeur, int) and not isinstance(valeur, bool):
            return valeur
        if attendu is date and isinstance(valeur, date) and not isinstance(valeur, datetime):
            return valeur
        if attendu in (str, bool) and isinstance(valeur, attendu):
            return valeur
    raise DonneesInvalides(f"{ou} : valeur refusée {valeur!r}")
