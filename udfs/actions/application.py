"""Carry a plan out on the xlwings Book of a host, on any of its engines: the same actions for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from dpid_xl.schema import FEUILLES
from udfs.actions.hote import Hote
from udfs.actions.plan import (
    Action,
    Affichage,
    Ajout,
    Ajustement,
    Ecriture,
    Insertion,
    Liens,
    Montrer,
    Recalcul,
    Retrait,
    Taille,
    Valeur,
)

PROTEGEES = frozenset(feuille.nom for feuille in FEUILLES if feuille.protegee)


def apply(hote: Hote, actions: Sequence[Action]) -> None:
    """Carry actions out on the workbook of a host, protected sheets opened for the time it takes."""
    ouvertes = sorted({feuille for action in actions if (feuille := getattr(action, "feuille", "")) in PROTEGEES and _writes(action)})
    for feuille in ouvertes:
        hote.protect(feuille, oui=False)
    try:
        for action in actions:
            _apply(hote, action)
    finally:
        for feuille in ouvertes:
            hote.protect(feuille, oui=True)


def _writes(action: Action) -> bool:
    return not isinstance(action, Montrer | Affichage | Retrait)


def _apply(hote: Hote, action: Action) -> None:
    match action:
        case Insertion(sources):
            hote.insert_feuilles(sources)
        case Recalcul():
            hote.recalculate()
        case _:
            _apply_sur(hote.book.sheets[action.feuille], hote, action)


def _apply_sur(onglet: Any, hote: Hote, action: Action) -> None:
    """Carry out what is done on one sheet."""
    match action:
        case Ecriture(_, rang, colonne, valeurs):
            _write(onglet, rang, colonne, valeurs)
        case Taille(table, feuille, adresse, abandonnee):
            onglet.tables[table].resize(onglet.range(adresse))
            if abandonnee:
                hote.clear_contenu(feuille, abandonnee)
        case Ajout(table, _, nombre):
            hote.add_rangees(onglet.tables[table], nombre)
        case Liens(feuille, adresse):
            hote.clear_liens(feuille, adresse)
        case Ajustement(_, adresse):
            onglet.range(adresse).rows.autofit()
        case Retrait():
            onglet.delete()
        case Affichage():
            onglet.visible = True
        case Montrer(_, cellule):
            onglet.activate()
            onglet.range(cellule).select()


def _write(onglet: Any, rang: int, colonne: int, valeurs: tuple[tuple[Valeur, ...], ...]) -> None:
    hauteur, largeur = len(valeurs), len(valeurs[0])
    plage = onglet.range((rang, colonne), (rang + hauteur - 1, colonne + largeur - 1))
    plage.value = [[_to_instant(valeur) for valeur in rangee] for rangee in valeurs]


def _to_instant(valeur: Valeur) -> Valeur:
    if isinstance(valeur, date) and not isinstance(valeur, datetime):
        return datetime.combine(valeur, time())
    return valeur
