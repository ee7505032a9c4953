"""A file of the open workbook's values, where the host cannot save a copy: what the one reader of workbooks is then given.

Sheets, tables and names stand where they stand in the workbook, so that every finding names the right cell. Formulas are their
values: the reader never trusts them anyway.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dpid_xl.classeurs.schema import FEUILLES, TABLES_LUES
from udfs.actions.vue import Vue

_ERREURS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_LUES = frozenset(feuille.nom.casefold() for feuille in FEUILLES)
_NOM = re.compile(r"^[^\W\d]\w*$")


def write_copie(book: Any, vue: Vue) -> bytes:
    """Return an .xlsx with the values, tables and names of an xlwings Book."""
    memoire = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memoire, options) as classeur:
        classeur.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 (same workbook, same bytes, same hash)
        jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        onglets = {feuille: classeur.add_worksheet(feuille) for feuille in vue.feuilles}
        a_tables = {place.feuille for place in vue.tables.values()}
        for feuille, onglet in onglets.items():
            if feuille.strip().casefold() in _LUES or feuille in a_tables:
                _write_valeurs(onglet, vue.read_feuille(feuille), jour)
        _add_tables(onglets, vue)
        for nom in book.names:
            cible = str(nom.refers_to or "")
            if _NOM.match(nom.name) and "!" in cible and "#REF!" not in cible:
                classeur.define_name(nom.name, cible if cible.startswith("=") else f"={cible}")
    return memoire.getvalue()


def _write_valeurs(onglet: Worksheet, valeurs: list[list[Any]], jour: Format) -> None:
    for rang, rangee in enumerate(valeurs):
        for colonne, valeur in enumerate(rangee):
            if valeur is None or valeur == "":
                continue
            if isinstance(valeur, datetime):
                onglet.write_datetime(rang, colonne, valeur, jour)
            elif isinstance(valeur, bool):
                onglet.write_boolean(rang, colonne, valeur)
            elif isinstance(valeur, (int, float)):
                onglet.write_number(rang, colonne, valeur)
            elif valeur in _ERREURS:
                onglet.write_formula(rang, colonne, f"={valeur}", None, valeur)
            else:
                onglet.write_string(rang, colonne, str(valeur))


def _add_tables(onglets: dict[str, Worksheet], vue: Vue) -> None:
    """Declare the tables that the reader looks for, with the headers they have."""
    lues = {table.nom.casefold() for table in TABLES_LUES}
    for nom, place in vue.tables.items():
        entetes = vue.read_entetes(nom)
        distincts = {entete.casefold() for entete in entetes if entete}
        if nom.casefold() in lues and len(distincts) == len(entetes):  # else the reader finds the headers by itself
            onglets[place.feuille].add_table(
                place.haut - 1,
                place.gauche - 1,
                place.bas - 1,
                place.droite - 1,
                {"name": nom, "autofilter": False, "columns": [{"header": entete} for entete in entetes]},
            )
