"""Rows of the master workbook's tables, as the actions that write them: the rows give values, the schema gives the formulas.

Excel makes one calculated column of the formulas written in a column of a table: given one per row, it ends with the first of them
everywhere. So a formula comes from here alone, the same on every row, and a text never becomes one.

>>> from dpid_xl.schema import JOURNAL
>>> from udfs.actions.vue import Place, Vue
>>> vue = Vue("C", ("J",), {"tblJournal": Place("J", 6, 1, 7, 2)}, lambda *_bloc: [["Date", "Action"]])
>>> [type(action).__name__ for action in fill_table(vue, JOURNAL, [{"action": "a"}, {"action": "b"}])]
['Taille', 'Ecriture']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from openpyxl.utils import get_column_letter

from dpid_xl.schema import Nature, Table
from udfs.actions.plan import Action, Ajout, Ecriture, Taille, Valeur, protect_texte
from udfs.actions.vue import Vue

Rangee = Mapping[str, Valeur]  # by column, named as in ``schema``
_REFERENCE = re.compile(r"(\w*)\[@?\[?((?:[^\[\]@#']|'.)+)\]")  # table (empty: that of the formula), column


def fill_table(vue: Vue, table: Table, rangees: Sequence[Rangee]) -> list[Action]:
    """Give a table these rows and no other; a column that a row leaves out is emptied, a column of the user's own too.

    Without rows the table keeps one, empty. Calculated columns take their formula, whatever the rows say of them.
    """
    place, champs, formules = vue.get_place(table.nom), vue.read_champs(table), choose_formules(vue, table)
    voulues = list(rangees) or [{}]
    bas = place.haut + len(voulues)
    abandonnee = ""
    if bas < place.bas:
        abandonnee = f"{get_column_letter(place.gauche)}{bas + 1}:{get_column_letter(place.droite)}{place.bas}"
    actions: list[Action] = []
    if bas != place.bas:
        actions.append(Taille(table.nom, place.feuille, place.write_adresse(len(voulues)), abandonnee))
    valeurs = tuple(tuple(formules.get(champ) or _write(table, champ, rangee.get(champ)) for champ in champs) for rangee in voulues)
    return [*actions, Ecriture(place.feuille, place.haut + 1, place.gauche, valeurs)]


def append_rangee(vue: Vue, table: Table, rangee: Rangee, *, vides: Collection[str] = ()) -> tuple[list[Action], int]:
    """Write a row on the last row of a table if it is free, else on a new one; return the actions and the row's number.

    A row is free when its cells in the columns ``vides`` (all by default) are empty. Only the columns of ``rangee`` are written.
    """
    place = vue.get_place(table.nom)
    derniere = vue.read_rangees(table)[-1]
    libre = all(derniere.get(champ) in (None, "") for champ in vides or derniere)
    rang = place.bas if libre else place.bas + 1
    actions: list[Action] = [] if libre else [Ajout(table.nom, place.feuille)]
    colonnes = {vue.find_colonne(table, champ): _write(table, champ, valeur) for champ, valeur in rangee.items()}
    actions += [Ecriture(place.feuille, rang, colonne, ((valeur,),)) for colonne, valeur in sorted(colonnes.items())]
    return actions, rang


def choose_formules(vue: Vue, table: Table) -> dict[str, str]:
    """Return the formula of each calculated column: the newest one that names no column that this workbook does not have."""
    choisies = {}
    for colonne in table.colonnes:
        possibles = (formule for formule in (colonne.formule, *colonne.anciennes) if formule and _has_references(vue, table, formule))
        if (formule := next(possibles, "")) and colonne.champ in vue.read_champs(table):
            choisies[colonne.champ] = formule
    return choisies


def _has_references(vue: Vue, table: Table, formule: str) -> bool:
    """Tell whether all the columns of tables that a formula names are there: Excel refuses to take in one that is not."""
    noms = [(nom or table.nom, re.sub("'(.)", r"\1", entete)) for nom, entete in _REFERENCE.findall(formule)]
    return all(nom in vue.tables and entete in vue.read_entetes(nom) for nom, entete in noms)


def _write(table: Table, champ: str, valeur: Valeur) -> Valeur:
    """Write a value for its column: in a column of identifiers, whose cells are of text, nothing is taken for something else."""
    natures = {colonne.champ: colonne.nature for colonne in table.colonnes}
    return protect_texte(valeur) if isinstance(valeur, str) and natures.get(champ) is not Nature.IDENTIFIANT else valeur
