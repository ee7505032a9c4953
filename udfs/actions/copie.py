"""The file that the one reader of workbooks is given of the open one: its own, or its values where the host cannot give that.

In a file of values, sheets, tables and names stand where they stand in the workbook, so that every finding names the right cell.
Formulas are their values: no amount comes from them anyway, but what looks at the formulas themselves, at hidden rows, at links or at
macros finds nothing there, and a :class:`Copie` says so.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dpid_xl.schema import FEUILLES
from udfs.actions.vue import Vue

_ERREURS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_LUES = tuple(feuille.nom.casefold() for feuille in FEUILLES)
_NOM = re.compile(r"^[^\W\d]\w*$")
_ECARTES = "Formules, totaux, lignes et colonnes masquées, liens et macros"
HORS_DE_PORTEE = f"{_ECARTES} : non contrôlés depuis cet hôte ; contrôlez le fichier enregistré par « dpid-xl controler »."
A_ENREGISTRER = f"{_ECARTES} : non contrôlés, car le classeur n'est pas enregistré (en .xlsx) ; enregistrez-le puis recommencez."


@dataclass(frozen=True, slots=True)
class Copie:
    """What the reader is given of the open workbook.

    ``empreinte`` is the SHA-256 of the saved file when that is what is on the screen. ``reserve`` is what is said of a copy that
    holds values only; empty when it holds the whole workbook.
    """

    chemin: Path
    empreinte: str = ""
    reserve: str = ""


def copy_valeurs(book: Any, vue: Vue, dossier: Path, reserve: str) -> Copie:
    """Write the values of an xlwings Book in a folder, under its own name, which the sentences of the reader cite."""
    chemin = dossier / Path(vue.nom).name
    chemin.write_bytes(write_copie(book, vue))
    return Copie(chemin, reserve=reserve)


def write_copie(book: Any, vue: Vue) -> bytes:
    """Return an .xlsx with the values, tables, names and mode of calculation of an xlwings Book."""
    memoire = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memoire, options) as classeur:
        classeur.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 (same workbook, same bytes, same hash)
        if book.app.calculation == "manual":
            classeur.set_calc_mode("manual")
        jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        onglets = {feuille: classeur.add_worksheet(feuille) for feuille in vue.feuilles}
        a_tables = {place.feuille for place in vue.tables.values()}
        for feuille, onglet in onglets.items():
            if feuille.strip().casefold().startswith(_LUES) or feuille in a_tables:  # a copy of a sheet is « Annexe 5 (2) »
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
    """Declare the tables with the headers they have: those that the reader looks for, and any copy of one."""
    for nom, place in vue.tables.items():
        entetes = vue.read_entetes(nom)
        distincts = {entete.casefold() for entete in entetes if entete}
        if len(distincts) == len(entetes):  # else the reader finds the headers by itself
            onglets[place.feuille].add_table(
                place.haut - 1,
                place.gauche - 1,
                place.bas - 1,
                place.droite - 1,
                {"name": nom, "autofilter": False, "columns": [{"header": entete} for entete in entetes]},
            )
