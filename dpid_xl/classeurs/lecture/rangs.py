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

    @property
    def places(self) -> Mapping[int, int]:
        """Where each column is among the values: one object for all the rows that have the same columns."""
        return self._places

    @property
    def toutes(self) -> tuple[V, ...]:
        """The values alone."""
        return self._valeurs

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

    def __init__(self, valeurs: dict[int, Rangee[V]], formules: dict[int, Mapping[int, F]]) -> None:
        self.rang = 0
        self.valeurs: dict[int, V] = {}
        self.formules: dict[int, F] = {}
        self._toutes_valeurs, self._toutes_formules = valeurs, formules
        self._places: dict[tuple[int, ...], dict[int, int]] = {}
        self._memes: dict[tuple[tuple[int, F], ...], dict[int, F]] = {}

    def turn(self, rang: int) -> None:
        """Put the row away, and go to another; to one that was left, with what it had."""
        if self.valeurs:
            self._toutes_valeurs[self.rang] = Rangee(self.share_places(tuple(self.valeurs)), tuple(self.valeurs.values()))
        if self.formules:
            self._toutes_formules[self.rang] = self.share_formules(self.formules)
        self.rang = rang
        self.valeurs, self.formules = dict(self._toutes_valeurs.get(rang, {})), dict(self._toutes_formules.get(rang, {}))

    def put(self, rang: int, places: Mapping[int, int], valeurs: tuple[V, ...], formules: Mapping[int, F]) -> None:
        """Put away the row being read, then a whole one, by places and formulas that are shared; a row is then to be turned to."""
        if self.rang:
            self.turn(0)
        if valeurs:
            self._toutes_valeurs[rang] = Rangee(places, valeurs)
        if formules:
            self._toutes_formules[rang] = formules

    def share_places(self, colonnes: tuple[int, ...]) -> Mapping[int, int]:
        """Return the places of these columns, the same for all the rows that have them filled."""
        places = self._places.get(colonnes)
        if places is None:
            places = self._places[colonnes] = {colonne: place for place, colonne in enumerate(colonnes)}
        return places

    def share_formules(self, formules: dict[int, F]) -> Mapping[int, F]:
        """Return these formulas by column, the same for all the rows that have them."""
        return self._memes.setdefault(tuple(formules.items()), formules)
