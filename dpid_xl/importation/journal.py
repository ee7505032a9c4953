"""What became of every cell of a table that was imported: read, guessed, refused, set aside; nothing is dropped unsaid.

A cell read as it stands is counted under its column; any other has a line of its own.

>>> journal = Journal()
>>> journal.add(Etat.REFUSE, Place("Feuil1", 4, 6), "Montant retenu", "N 82 584,28", "une lettre est collée au nombre")
>>> journal.traces[0].cellule, journal.count(Etat.REFUSE)
('F4', 1)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum

from dpid_xl.cellules import Cellule, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.francais import write_quantite
from dpid_xl.identifiants import mask_numero
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import STRUCTURES

_SIRET = STRUCTURES.entete("siret")


class Etat(StrEnum):
    """What became of a cell."""

    LU = "lu"
    DEVINE = "deviné"
    REFUSE = "refusé"
    ECARTE = "écarté"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the source: its sheet, its row and its column, from 1; row 0 is the file itself, column 0 a whole row."""

    feuille: str
    rang: int
    colonne: int = 0

    @property
    def cellule(self) -> str:
        """Its name in a spreadsheet (« F4 »), of a row its number, of the file nothing."""
        if not self.rang:
            return ""
        return f"{get_column_letter(self.colonne)}{self.rang}" if self.colonne else str(self.rang)


@dataclass(frozen=True, slots=True)
class Trace:
    """One cell, row or column of the source: what it held, under which column of ours, what it became, and why."""

    etat: Etat
    feuille: str
    cellule: str
    colonne: str
    valeur: str
    message: str
    lu: str = ""

    def mask(self) -> Trace:
        """Return what is told outside of the workbook, whose sheet « Import » holds it: of a SIRET that was refused, its two ends.

        >>> Trace(Etat.REFUSE, "Feuil1", "F4", "SIRET", "509 023 974 00018", "clé fausse").mask().valeur
        '5090 **** **** 0018'
        """
        refuse = self.etat is Etat.REFUSE and self.colonne == _SIRET
        return replace(self, valeur=mask_numero(self.valeur)) if refuse else self


@dataclass(frozen=True, slots=True)
class ColonneLue:
    """A column of the source: its header, the column of ours that it fills if any, and how many cells were read as they stand."""

    feuille: str
    cellule: str
    entete: str
    colonne: str
    cellules: int


@dataclass
class Journal:
    """The traces of an import, in the order of the source."""

    traces: list[Trace] = field(default_factory=list)
    colonnes: list[ColonneLue] = field(default_factory=list)

    def add(self, etat: Etat, place: Place, colonne: str, valeur: Cellule, message: str, lu: Cellule = "") -> None:
        """Note what became of a cell."""
        self.traces.append(Trace(etat, place.feuille, place.cellule, colonne, write_cellule(valeur), message, write_cellule(lu)))

    def count(self, etat: Etat) -> int:
        """Count the cells that became so."""
        if etat is Etat.LU:
            return sum(colonne.cellules for colonne in self.colonnes)
        return sum(trace.etat is etat for trace in self.traces)

    def write_comptes(self, *etats: Etat) -> str:
        """Say how many cells became so, of each state; of all without any.

        >>> Journal().write_comptes(Etat.REFUSE, Etat.ECARTE)
        '0 cellule refusée, 0 cellule écartée'
        """
        return ", ".join(write_quantite(self.count(etat), "cellule", f"{etat.value}e") for etat in etats or Etat)

    def select(self, etat: Etat) -> Sequence[Trace]:
        """Return the traces of a state."""
        return [trace for trace in self.traces if trace.etat is etat]

    def list_rangees(self) -> list[dict[str, str]]:
        """Return the journal as rows of the sheet « Import »: refused cells first, then guessed, then set aside, then the columns read."""
        ordre = (Etat.REFUSE, Etat.DEVINE, Etat.ECARTE)
        rangees = [
            {
                "etat": trace.etat.value,
                "feuille": trace.feuille,
                "cellule": trace.cellule,
                "colonne": trace.colonne,
                "valeur": trace.valeur,
                "lu": trace.lu,
                "message": trace.message,
            }
            for etat in ordre
            for trace in self.select(etat)
        ]
        return rangees + [_describe_colonne(colonne) for colonne in self.colonnes if colonne.colonne]

    @property
    def comptes(self) -> Mapping[str, int]:
        """How many cells became what."""
        return {etat.value: self.count(etat) for etat in Etat}


def _describe_colonne(colonne: ColonneLue) -> dict[str, str]:
    return {
        "etat": Etat.LU.value,
        "feuille": colonne.feuille,
        "cellule": colonne.cellule,
        "colonne": colonne.colonne,
        "valeur": colonne.entete,
        "lu": colonne.colonne,
        "message": write_quantite(colonne.cellules, "cellule", "lue") + (" telles quelles" if colonne.cellules > 1 else " telle quelle"),
    }
