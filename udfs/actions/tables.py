"""Rows of the master workbook's tables, as the actions that write them.

>>> from dpid_xl.schema import JOURNAL
>>> from udfs.actions.vue import Place, Vue
>>> vue = Vue("C", ("J",), {"tblJournal": Place("J", 6, 1, 7, 2)}, lambda *_bloc: [["Date", "Action"]])
>>> [type(action).__name__ for action in fill_table(vue, JOURNAL, [{"action": "a"}, {"action": "b"}])]
['Taille', 'Ecriture']
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from openpyxl.utils import get_column_letter

from dpid_xl.schema import Table
from udfs.actions.plan import Action, Ajout, Ecriture, Taille, Valeur
from udfs.actions.vue import Vue

Rangee = Mapping[str, Valeur]  # by column, named as in ``schema``


def fill_table(vue: Vue, table: Table, rangees: Sequence[Rangee]) -> list[Action]:
    """Give a table these rows and no other; a column that a row leaves out is emptied, a column of the user's own too.

    Without rows the table keeps one, empty.
    """
    place, champs = vue.get_place(table.nom), vue.read_champs(table)
    voulues = list(rangees) or [{}]
    bas = place.haut + len(voulues)
    abandonnee = ""
    if bas < place.bas:
        abandonnee = f"{get_column_letter(place.gauche)}{bas + 1}:{get_column_letter(place.droite)}{place.bas}"
    actions: list[Action] = []
    if bas != place.bas:
        actions.append(Taille(table.nom, place.feuille, place.write_adresse(len(voulues)), abandonnee))
    valeurs = tuple(tuple(rangee.get(champ) for champ in champs) for rangee in voulues)
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
    colonnes = {vue.find_colonne(table, champ): valeur for champ, valeur in rangee.items()}
    actions += [Ecriture(place.feuille, rang, colonne, ((valeur,),)) for colonne, valeur in sorted(colonnes.items())]
    return actions, rang
