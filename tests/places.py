"""Cells named as an officer sees them: by sheet and header; and the part of the file that holds a sheet."""

from __future__ import annotations

from dpid_xl.lieu import Lieu, Origine
from dpid_xl.schema import FEUILLES, TABLES, Table

CHAMPS = {(table.feuille, colonne.entete): colonne.champ for table in TABLES for colonne in table.colonnes}


def find_champ(table: Table, entete: str) -> str:
    """The name in the program of the column under a header."""
    return CHAMPS[table.feuille, entete]


def cell(lieu: Lieu, entete: str = "") -> Origine:
    """The cell of a row under a header; its first one without a header."""
    return lieu.origine(CHAMPS[lieu.feuille, entete] if entete else "")


def find_partie(feuille: str) -> str:
    """The part of a master workbook that holds one of its sheets."""
    return f"xl/worksheets/sheet{[connue.nom for connue in FEUILLES].index(feuille) + 1}.xml"
