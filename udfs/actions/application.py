"""Carry a plan out on an xlwings Book, on any of its engines: the same actions for every host."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from dpid_xl.schema import FEUILLES
from udfs.actions.hote import Hote
from udfs.actions.plan import (
    Action,
    Ajout,
    Ecriture,
    Fichiers,
    Insertion,
    Liens,
    Montrer,
    Recalcul,
    Retrait,
    Taille,
    Valeur,
)

PROTEGEES = frozenset(feuille.nom for feuille in FEUILLES if feuille.protegee)


def apply(book: Any, hote: Hote, actions: Sequence[Action]) -> list[str]:
    """Carry actions out, protected sheets opened for the time it takes; return what the officer must be told of the files."""
    ouvertes = sorted({feuille for action in actions if (feuille := getattr(action, "feuille", "")) in PROTEGEES and _writes(action)})
    phrases: list[str] = []
    for feuille in ouvertes:
        hote.protect(feuille, oui=False)
    try:
        for action in actions:
            phrase = _apply(book, hote, action)
            if phrase:
                phrases.append(phrase)
    finally:
        for feuille in ouvertes:
            hote.protect(feuille, oui=True)
    return phrases


def _writes(action: Action) -> bool:
    return not isinstance(action, Montrer | Retrait)


def _apply(book: Any, hote: Hote, action: Action) -> str:  # noqa: C901 (one branch per kind of action)
    match action:
        case Ecriture(feuille, rang, colonne, valeurs):
            _write(book.sheets[feuille], rang, colonne, valeurs)
        case Taille(table, feuille, adresse, abandonnee):
            onglet = book.sheets[feuille]
            onglet.tables[table].resize(onglet.range(adresse))
            if abandonnee:
                hote.clear_contenu(feuille, abandonnee)
        case Ajout(table, feuille):
            book.sheets[feuille].tables[table].rows.add()
        case Liens(feuille, adresse):
            hote.clear_liens(feuille, adresse)
            book.sheets[feuille].range(adresse).number_format = "General"
        case Retrait(feuille):
            book.sheets[feuille].delete()
        case Insertion(contenu, places):
            hote.insert_feuilles(contenu, places)
        case Fichiers():
            return action.portee + hote.deliver(action)
        case Montrer(feuille, cellule):
            book.sheets[feuille].activate()
            book.sheets[feuille].range(cellule).select()
        case Recalcul():
            hote.recalculate()
    return ""


def _write(onglet: Any, rang: int, colonne: int, valeurs: tuple[tuple[Valeur, ...], ...]) -> None:
    hauteur, largeur = len(valeurs), len(valeurs[0])
    plage = onglet.range((rang, colonne), (rang + hauteur - 1, colonne + largeur - 1))
    plage.value = [[_to_instant(valeur) for valeur in rangee] for rangee in valeurs]


def _to_instant(valeur: Valeur) -> Valeur:
    if isinstance(valeur, date) and not isinstance(valeur, datetime):
        return datetime.combine(valeur, time())
    return valeur
