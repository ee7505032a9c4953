"""Rows of the master workbook's tables, as the actions that write them.

>>> from udfs.actions.vue import Place, Vue
>>> vue = Vue("C", ("J",), {"t": Place("J", 6, 1, 7, 2)}, lambda *_bloc: [["Date", "Action"]])
>>> [type(action).__name__ for action in fill_table(vue, "t", [{"Action": "a"}, {"Action": "b"}])]
['Taille', 'Ecriture']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter

from udfs.actions.plan import Action, Ajout, Ecriture, Taille, Valeur
from udfs.actions.vue import Vue

Rangee = Mapping[str, Valeur]


def fill_table(vue: Vue, table: str, rangees: Sequence[Rangee]) -> list[Action]:
    """Give a table these rows and no other; a header that a row leaves out is emptied, a column of the user's own too.

    Without rows the table keeps one, empty.
    """
    place = vue.get_place(table)
    entetes = vue.read_entetes(table)
    voulues = list(rangees) or [{}]
    bas = place.haut + len(voulues)
    abandonnee = ""
    if bas < place.bas:
        abandonnee = f"{get_column_letter(place.gauche)}{bas + 1}:{get_column_letter(place.droite)}{place.bas}"
    actions: list[Action] = []
    if bas != place.bas:
        actions.append(Taille(table, place.feuille, place.write_adresse(len(voulues)), abandonnee))
    valeurs = tuple(tuple(rangee.get(entete) for entete in entetes) for rangee in voulues)
    return [*actions, Ecriture(place.feuille, place.haut + 1, place.gauche, valeurs)]


def append_rangee(vue: Vue, table: str, rangee: Rangee, *, entetes_vides: Sequence[str] = ()) -> tuple[list[Action], int]:
    """Write a row on the last row of a table if it is free, else on a new one; return the actions and the row's number.

    A row is free when its cells under ``entetes_vides`` (all by default) are empty. Only the headers of ``rangee`` are written.
    """
    place = vue.get_place(table)
    derniere = vue.read_rangees(table)[-1]
    libre = all(derniere.get(entete) in (None, "") for entete in entetes_vides or derniere)
    rang = place.bas if libre else place.bas + 1
    actions: list[Action] = [] if libre else [Ajout(table, place.feuille)]
    colonnes = {vue.find_colonne(table, entete): valeur for entete, valeur in rangee.items()}
    actions += [Ecriture(place.feuille, rang, colonne, ((valeur,),)) for colonne, valeur in sorted(colonnes.items())]
    return actions, rang
