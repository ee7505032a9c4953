"""Read a table of a built workbook as rows by header, through openpyxl."""

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from dpid_xl.schema import Table


def read_table(classeur: Workbook, table: Table) -> list[Mapping[str, Any]]:
    onglet = classeur[table.feuille]
    entetes, *rangees = onglet[onglet.tables[table.nom].ref]
    noms = [cellule.value for cellule in entetes]
    return [dict(zip(noms, rangee, strict=True)) for rangee in rangees]


def read_valeurs(classeur: Workbook, table: Table) -> list[Mapping[str, Any]]:
    return [{entete: cellule.value for entete, cellule in rangee.items()} for rangee in read_table(classeur, table)]
