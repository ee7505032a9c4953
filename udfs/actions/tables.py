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

from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import Nature, Table
from udfs.actions.plan import Action, Ajout, Ecriture, Taille, Valeur, protect_texte
from udfs.actions.vue import Vue

Rangee = Mapping[str, Valeur]  # by column, named as in ``schema``
_REFERENCE = re.compile(r"(?:(\w+)\[\[?|\[@\[?)((?:[^\[\]@#']|'.)+)\]")  # table (empty: that of the formula), column


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


def append_rangees(vue: Vue, table: Table, rangees: Sequence[Rangee], *, vides: Collection[str] = ()) -> tuple[list[Action], int]:
    """Write rows from the last row of a table on if it is free, else on new ones; return the actions and the number of the first.

    A row is free when its cells in the columns ``vides`` (all by default) are empty. Only the columns of ``rangees`` are written.
    """
    place = vue.get_place(table.nom)
    derniere = vue.read_rangees(table)[-1]
    libre = all(derniere.get(champ) in (None, "") for champ in vides or derniere)
    rang = place.bas if libre else place.bas + 1
    neuves = len(rangees) - libre
    actions: list[Action] = [Ajout(table.nom, place.feuille, neuves)] if neuves else []
    colonnes = {vue.find_colonne(table, champ): champ for champ in rangees[0]}
    for colonne, champ in sorted(colonnes.items()):
        valeurs = tuple((_write(table, champ, rangee[champ]),) for rangee in rangees)
        actions.append(Ecriture(place.feuille, rang, colonne, valeurs))
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
