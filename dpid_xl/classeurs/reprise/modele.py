"""What is taken over of a workbook, and what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from typing import Any

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import Brut
from dpid_xl.schema import Table

Place = tuple[str, int, int]  # sheet, row, column, from 1


class Sort(StrEnum):
    """What became of a thing of the old workbook."""

    GARDE = "gardé"
    REFAIT = "remis à neuf"
    AJOUTE = "ajouté"
    PERDU = "non repris"
    VIDE = "vidé"  # of the campaign before, by the one that follows
    A_REVOIR = "à revoir"


@dataclass(frozen=True, slots=True)
class Constat:
    """One line of the report: what became of what, where it stood, what it held, why."""

    sort: Sort
    feuille: str
    cellule: str
    quoi: str
    valeur: str = ""
    raison: str = ""


@dataclass(frozen=True, slots=True)
class Saisie:
    """What a cell holds: its value, its formula if it is one, what its look has of its own (properties of XlsxWriter)."""

    brut: Brut
    formule: str = ""
    aspect: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RangeeReprise:
    """A row of a table: its number, its cells by field, those of the officer's own columns by header."""

    rang: int
    cellules: Mapping[str, Saisie]
    plus: Mapping[str, Saisie]


@dataclass(frozen=True, slots=True)
class TableReprise:
    """A table as it stands in the old workbook; ``plus`` are the officer's own columns, all columns by their number."""

    table: Table
    feuille: str
    entetes: int
    derniere: int  # row of the Excel table, or of the last filled one
    colonnes: Mapping[str, int]
    plus: Mapping[str, int]
    rangees: Sequence[RangeeReprise]


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a cell, with who wrote it."""

    texte: str
    auteur: str


@dataclass(frozen=True, slots=True)
class Libre:
    """A cell that stands in no table, and where the new workbook takes it."""

    ancienne: Place
    nouvelle: Place
    saisie: Saisie


@dataclass(frozen=True, slots=True)
class Reprise:
    """All that is taken over; ``libres`` are known once the new workbook was built a first time."""

    nom: str
    tables: Mapping[str, TableReprise]
    reglages: Mapping[str, tuple[Place, Saisie]]
    configuration: Sequence[tuple[str, str]]
    notes: Mapping[Place, Note]
    noms: Sequence[tuple[str, str]]  # those of the officer's own
    feuilles_en_plus: Sequence[str]
    tables_en_plus: Mapping[str, Collection[str]]  # headers of the tables on these sheets, all without case
    libres: Sequence[Libre] = ()
    ecartees: Collection[Place] = ()  # cells that are left where they are, and said already


def release(reprise: Reprise, cellules: Collection[tuple[str, int, str]]) -> Reprise:
    """Return what is taken over without some cells of its tables (sheet, row, field), which take another value."""
    return replace(reprise, tables={nom: _release(table, cellules) for nom, table in reprise.tables.items()})


def _release(table: TableReprise, cellules: Collection[tuple[str, int, str]]) -> TableReprise:
    rangees = [
        replace(rangee, cellules={champ: s for champ, s in rangee.cellules.items() if (table.feuille, rangee.rang, champ) not in cellules})
        for rangee in table.rangees
    ]
    return replace(table, rangees=rangees)
