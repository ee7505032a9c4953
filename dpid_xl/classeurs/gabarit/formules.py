"""Formulas as the file format wants them: structured references in full, column letters, cell names.

>>> write_formule("=[@Montant]*[@[Taux d'avance]]", "tblEcheancier")
"=tblEcheancier[[#This Row],[Montant]]*tblEcheancier[[#This Row],[Taux d''avance]]"
"""

from __future__ import annotations

import re

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from dpid_xl.schema import Table

_CETTE_LIGNE = re.compile(r"\[@(?:\[([^\]]+)\]|([^\[\]]+))\]")


def write_formule(formule: str, table: str) -> str:
    """Expand ``[@Colonne]``, which only the Excel editor understands, and escape apostrophes in column names."""
    return _CETTE_LIGNE.sub(lambda trouve: f"{table}[[#This Row],[{_escape(trouve[1] or trouve[2])}]]", formule)


def write_reference(table: Table, champ: str) -> str:
    """Return the structured reference to a column of a table."""
    return f"{table.nom}[{_escape(table.entete(champ))}]"


def get_depart(table: Table) -> tuple[int, int]:
    """Return row and column (from 0) of the first header of a table."""
    rang, colonne = xl_cell_to_rowcol(table.depart)
    return int(rang), int(colonne)


def find_colonne(table: Table, champ: str) -> int:
    """Return where a column of a table stands in the sheet (from 0)."""
    return get_depart(table)[1] + table.rang(champ)


def get_lettre(table: Table, champ: str) -> str:
    """Return the letters of a column of a table in the sheet."""
    return str(xl_col_to_name(find_colonne(table, champ)))


def _escape(entete: str) -> str:
    # In a structured reference the apostrophe escapes itself and [ ] #.
    return re.sub(r"(['\[\]#])", r"'\1", entete)
