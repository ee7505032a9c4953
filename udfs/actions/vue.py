"""What a macro needs to know of the open workbook: its sheets, where its tables lie, what some cells hold.

A :class:`Vue` is made by the host (:func:`read_vue` for any engine of xlwings); the plans of the macros only ask it.

>>> from dpid_xl.schema import JOURNAL
>>> vue = Vue("C.xlsm", ("Journal",), {"tblJournal": Place("Journal", 6, 1, 7, 2)}, lambda *_bloc: [["Date", "Action"]])
>>> vue.find_colonne(JOURNAL, "action")
2
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dpid_xl.reperes import get_column_letter, range_boundaries
from dpid_xl.schema import Table
from udfs.actions.erreurs import MacroRefusee

RANGS = 1_048_576  # of a sheet
Valeurs = list[list[Any]]
Lecteur = Callable[[str, int, int, int, int], Valeurs]  # sheet, then top, left, bottom, right from 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table lies on a sheet: its header row is ``haut``, rows and columns count from 1, bounds included."""

    feuille: str
    haut: int
    gauche: int
    bas: int
    droite: int

    def write_adresse(self, rangs: int | None = None) -> str:
        """Return the address of the table, with as many rows of data as asked."""
        bas = self.bas if rangs is None else self.haut + max(rangs, 1)
        return f"{get_column_letter(self.gauche)}{self.haut}:{get_column_letter(self.droite)}{bas}"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected on the sheet in front: spans of rows (first, last), in the order of the sheet, hidden rows left out.

    >>> Selection("Annexe 5", ((7, 8), (12, 1048576))).list_rangs(Place("Annexe 5", 6, 1, 13, 17))
    [7, 8, 12, 13]
    """

    feuille: str
    plages: tuple[tuple[int, int], ...]

    def list_rangs(self, place: Place) -> list[int]:
        """Return the selected rows that are data of a table."""
        bornees = ((max(haut, place.haut + 1), min(bas, place.bas)) for haut, bas in self.plages if self.feuille == place.feuille)
        return sorted({rang for haut, bas in bornees for rang in range(haut, bas + 1)})


@dataclass(frozen=True, slots=True)
class Vue:
    """The open workbook as the plans see it; ``read`` gives the values of a block, row by row."""

    nom: str
    feuilles: tuple[str, ...]
    tables: Mapping[str, Place]
    read: Lecteur
    selection: Selection | None = None
    read_feuille: Callable[[str], Valeurs] = lambda _feuille: []  # a whole sheet, from A1

    def get_place(self, table: str) -> Place:
        """Return where a table lies; raises MacroRefusee."""
        if table not in self.tables:
            raise MacroRefusee(f"Le tableau {table} est absent du classeur : rétablissez-le ou repartez du classeur maître.")
        return self.tables[table]

    def read_entetes(self, table: str) -> Sequence[str]:
        """Return the headers of a table, in the order of the sheet."""
        place = self.get_place(table)
        return [str(entete or "") for entete in self.read(place.feuille, place.haut, place.gauche, place.haut, place.droite)[0]]

    def read_champs(self, table: Table) -> Sequence[str]:
        """Return the columns of a table in the order of the sheet, named as in ``schema``; one of the user's own by its header, in [ ]."""
        champs = {colonne.entete: colonne.champ for colonne in table.colonnes}
        return [champs.get(entete, f"[{entete}]") for entete in self.read_entetes(table.nom)]

    def find_colonne(self, table: Table, champ: str) -> int:
        """Return the number of a column on the sheet; raises MacroRefusee."""
        champs, place = self.read_champs(table), self.get_place(table.nom)
        if champ not in champs:
            raise MacroRefusee(
                f"La colonne « {table.entete(champ)} » est absente de la feuille « {place.feuille} » : rétablissez son en-tête."
            )
        return place.gauche + champs.index(champ)

    def read_rangees(self, table: Table) -> list[dict[str, Any]]:
        """Return the rows of a table by column, empty ones included."""
        place, champs = self.get_place(table.nom), self.read_champs(table)
        valeurs = self.read(place.feuille, place.haut + 1, place.gauche, place.bas, place.droite)
        return [dict(zip(champs, rangee, strict=True)) for rangee in valeurs]


def read_vue(book: Any, selection: Selection | None = None) -> Vue:
    """Make the view of an xlwings Book, on any engine; each host knows best what is selected."""

    def read(feuille: str, haut: int, gauche: int, bas: int, droite: int) -> Valeurs:
        plage = book.sheets[feuille].range((haut, gauche), (bas, droite))
        valeurs: Valeurs = plage.options(ndim=2, err_to_str=True).value
        return valeurs

    def read_feuille(feuille: str) -> Valeurs:
        derniere = book.sheets[feuille].used_range.last_cell
        return read(feuille, 1, 1, derniere.row, derniere.column)

    tables = {table.name: Place(feuille.name, *_parse(table.range.address)) for feuille in book.sheets for table in feuille.tables}
    return Vue(book.name, tuple(feuille.name for feuille in book.sheets), tables, read, selection, read_feuille)


def parse_rangs(adresse: str) -> tuple[int, int]:
    """Return the first and the last row of an address.

    >>> parse_rangs("$A$7:$C$9"), parse_rangs("12:13"), parse_rangs("A:B")
    ((7, 9), (12, 13), (1, 1048576))
    """
    _gauche, haut, _droite, bas = range_boundaries(adresse.replace("$", ""))
    return int(haut or 1), int(bas or RANGS)


def _parse(adresse: str) -> tuple[int, int, int, int]:
    gauche, haut, droite, bas = range_boundaries(adresse.replace("$", ""))
    return int(haut or 1), int(gauche or 1), int(bas or 1), int(droite or 1)
