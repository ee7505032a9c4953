"""What a cell accepts: lists, dates, numbers; help shown beside the cell while it is selected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

from dpid_xl.cellules import ANNEES
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart
from dpid_xl.schema import LISTE_STRUCTURES, LISTE_TERRITOIRES, TABLES, UNITES, Colonne, Nature, Table
from dpid_xl.typographie import compose_typographie

TITRE = 1  # row of the title above the headers of a table that stands below another one
RANGS_A_VENIR = 500  # rows below a table that are ready for what will be typed or pasted there
_PREMIER_JOUR, _DERNIER_JOUR = datetime(ANNEES[0], 1, 1), datetime(ANNEES[-1], 12, 31)  # noqa: DTZ001 (a cell has no zone)
# A new structure, territoire or unité is not a mistake: it is asked to be confirmed, and a control says it.
_OUVERTES = (LISTE_STRUCTURES, LISTE_TERRITOIRES, UNITES)
_NOTRES = ("_title", "_message")  # what is said to the officer
_TITRE_MAXIMUM, _MESSAGE_MAXIMUM = 32, 255  # limits of Excel

_NOMBRES = frozenset({Nature.NOMBRE, Nature.MONTANT, Nature.VALEUR, Nature.ENTIER})


def add_validations(onglet: Worksheet, table: Table, rangs: int) -> None:
    """Set the validation of every input column of a table of ``rangs`` rows, and of the rows to come, down to the next table."""
    premier = get_depart(table)[0] + 1
    suivants = (get_depart(autre)[0] - TITRE for autre in TABLES if autre.feuille == table.feuille)
    dernier = min((premier + rangs - 1 + RANGS_A_VENIR, *(suivant - 1 for suivant in suivants if suivant > premier)))
    for colonne in table.colonnes:
        if colonne.saisie and (regle := make_regle(colonne)):
            rang = find_colonne(table, colonne.champ)
            onglet.data_validation(premier, rang, dernier, rang, regle)


def make_regle(colonne: Colonne) -> dict[str, Any]:
    """Return the XlsxWriter validation of a column; empty when it accepts anything and has no help."""
    regle = {nom: compose_typographie(valeur) if nom.endswith(_NOTRES) else valeur for nom, valeur in _make_critere(colonne).items()}
    if colonne.aide:
        aide = {"input_title": colonne.entete[:_TITRE_MAXIMUM], "input_message": colonne.aide[:_MESSAGE_MAXIMUM]}
        regle = {"validate": "any"} | regle | {nom: compose_typographie(texte) for nom, texte in aide.items()}
    return regle


def _make_critere(colonne: Colonne) -> dict[str, Any]:
    if colonne.liste:
        source = f"={colonne.liste}" if isinstance(colonne.liste, str) else list(colonne.liste)
        if colonne.liste in _OUVERTES:
            return {
                "validate": "list",
                "source": source,
                "error_type": "warning",
                "error_title": "Hors de la liste",
                "error_message": "Cette valeur n'est pas dans la liste. Garder quand même ?",
            }
        return {"validate": "list", "source": source, "error_title": "Hors de la liste", "error_message": "Choisir une valeur de la liste."}
    if colonne.nature is Nature.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": _PREMIER_JOUR,
            "maximum": _DERNIER_JOUR,
            "error_title": "Date attendue",
            "error_message": "Saisir une date, jour/mois/année, par exemple 01/07/2022.",
        }
    if colonne.nature is Nature.ANNEE:
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": ANNEES[0],
            "maximum": ANNEES[-1],
            "error_title": "Année attendue",
            "error_message": "Saisir une année civile, par exemple 2022.",
        }
    if colonne.nature in _NOMBRES:
        return {
            "validate": "integer" if colonne.nature is Nature.ENTIER else "decimal",
            "criteria": ">=",
            "value": 0,
            "error_title": "Nombre attendu",
            "error_message": "Saisir un nombre positif ou nul, sans unité.",
        }
    return {}
