"""The rows of a sheet in little room: those that have the same columns filled, or the same formulas, share what says so.

>>> valeurs, formules = {}, {}
>>> rangs = Rangs(valeurs, formules)
>>> for rang in (7, 8):
...     rangs.turn(rang)
...     rangs.valeurs[1], rangs.valeurs[13], rangs.formules[13] = "T1-01", rang * 100, "=[@Tarif]"
>>> rangs.turn(0)
>>> dict(valeurs[8]), formules[7] is formules[8]
({1: 'T1-01', 13: 800}, True)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Generic, TypeVar

V = TypeVar("V")
F = TypeVar("F", bound=Hashable)


class Rangee(Mapping[int, V]):
    """What the cells of a row hold, by column: the values alone, a fifth of a dict, beside places common to many rows."""

    __slots__ = ("_places", "_valeurs")

    def __init__(self, places: Mapping[int, int], valeurs: tuple[V, ...]) -> None:
        self._places, self._valeurs = places, valeurs

    def __getitem__(self, colonne: int) -> V:
        return self._valeurs[self._places[colonne]]

    def __contains__(self, colonne: object) -> bool:
        return colonne in self._places

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def get(self, colonne: int, defaut: Any = None) -> Any:
        """Return what a cell holds; ``defaut`` of one that is not filled."""
        place = self._places.get(colonne)
        return defaut if place is None else self._valeurs[place]


class Rangs(Generic[V, F]):
    """The row being read, whose ``valeurs`` and ``formules`` are filled by column; ``turn`` puts it away and goes to another."""

    def __init__(self, valeurs: dict[int, Mapping[int, V]], formules: dict[int, Mapping[int, F]]) -> None:
        self.rang = 0
        self.valeurs: dict[int, V] = {}
        self.formules: dict[int, F] = {}
        self._toutes_valeurs, self._toutes_formules = valeurs, formules
        self._places: dict[tuple[int, ...], dict[int, int]] = {}
        self._memes: dict[tuple[tuple[int, F], ...], dict[int, F]] = {}

    def turn(self, rang: int) -> None:
        """Put the row away, and go to another; to one that was left, with what it had."""
        if self.valeurs:
            colonnes = tuple(self.valeurs)
            places = self._places.get(colonnes)
            if places is None:
                places = self._places[colonnes] = {colonne: place for place, colonne in enumerate(colonnes)}
            self._toutes_valeurs[self.rang] = Rangee(places, tuple(self.valeurs.values()))
        if self.formules:
            self._toutes_formules[self.rang] = self._memes.setdefault(tuple(self.formules.items()), self.formules)
        self.rang = rang
        self.valeurs, self.formules = dict(self._toutes_valeurs.get(rang, {})), dict(self._toutes_formules.get(rang, {}))
