"""The sheets of the conventions: written by the command line's own renderer, linked back to the sheet « Conventions ».

The hash of what a sheet holds is kept when it is put in; when it differs later, the officer has edited the sheet by hand.

>>> hash_valeurs([["Convention", None], [2.0, "a\\r\\nb"]]) == hash_valeurs([["Convention"], [Decimal(2), "a\\nb"], [""]])
True
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dpid_xl.documents.convention import Redaction, group_conventions
from dpid_xl.documents.document import Convention
from dpid_xl.examen import Examen
from dpid_xl.modele import Dossier
from dpid_xl.production.choix import select_conventions
from dpid_xl.rendus.feuilles import render_a_inserer
from dpid_xl.rendus.feuilles.index import INDEX
from dpid_xl.rendus.noms import make_noms_de_feuille
from dpid_xl.schema import CONVENTIONS, FEUILLES
from udfs.actions.erreurs import MacroRefusee

LONGUEUR_EMPREINTE = 16
Thematiques = Mapping[str, Sequence[str]]  # by structure


@dataclass(frozen=True, slots=True)
class Classeur:
    """A workbook (.xlsx) of convention sheets, and their names."""

    contenu: bytes
    feuilles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rendu:
    """Workbooks of convention sheets; names and hashes by structure wanted, and the names of the sheets of all in their order."""

    classeurs: tuple[Classeur, ...]
    feuilles: dict[str, str]
    empreintes: dict[str, str]
    ordre: tuple[str, ...]


def render(examen: Examen, conventions: Mapping[str, Convention], jour: date) -> Rendu:
    """Write the sheets of these conventions (by structure), grouped by thématique, named and coloured as among all.

    Raises MacroRefusee when a name is one of the workbook's own sheets.
    """
    toutes = list_thematiques(examen.dossier)
    noms = _restrict(toutes, conventions)
    autres = [nom for nom in noms if nom not in conventions]
    ecrites = {**conventions, **{autre.structure.nom: autre for autre in (select_conventions(examen.dossier, autres) if autres else ())}}
    reservees = {feuille.nom.casefold() for feuille in FEUILLES}
    classeurs: list[Classeur] = []
    calculees: dict[str, str] = {}
    for contenu, textes in render_a_inserer([ecrites[nom] for nom in noms], examen.dossier.campagne.nom, jour, CONVENTIONS.feuille):
        classeurs.append(Classeur(contenu, frozenset(textes)))
        calculees |= {feuille: _hash(sorted(siens.items())) for feuille, siens in textes.items()}
    feuilles = dict(zip(noms, calculees, strict=True))
    for nom, feuille in feuilles.items():
        if feuille.casefold() in reservees:
            raise MacroRefusee(
                f"La structure « {nom} » porte le nom d'une feuille du classeur : complétez son nom (feuille Structures) puis recommencez."
            )
    voulues = {nom: feuille for nom, feuille in feuilles.items() if nom in conventions}
    empreintes = {nom: calculees[feuille] for nom, feuille in voulues.items()}
    return Rendu(tuple(classeurs), voulues, empreintes, tuple(_name(toutes).values()))


def list_thematiques(dossier: Dossier) -> Thematiques:
    """Return the structures that have a convention and what it deals with, grouped by the first thématique."""
    par_nom = {
        structure.nom: list(dict.fromkeys(operation.thematique for operation in Redaction(dossier, structure, lignes).operations))
        for structure, lignes in group_conventions(dossier)
    }
    return dict(sorted(par_nom.items(), key=lambda item: item[1][:1]))


def hash_valeurs(rangees: Iterable[Sequence[Any]]) -> str:
    """Return the hash of what the cells of a sheet hold, the same from what was written as from any host."""
    return _hash(((rang, colonne), valeur) for rang, rangee in enumerate(rangees) for colonne, valeur in enumerate(rangee))


def _hash(cellules: Iterable[tuple[tuple[int, int], Any]]) -> str:
    calcul = hashlib.sha256()
    for (rang, colonne), valeur in cellules:
        if valeur not in (None, ""):
            calcul.update(f"{rang}\t{colonne}\t{_write(valeur)}\0".encode())
    return calcul.hexdigest()[:LONGUEUR_EMPREINTE]


def _restrict(thematiques: Thematiques, voulues: Collection[str]) -> list[str]:
    """Leave out what is not wanted, unless a sheet would then get another name or another colour than among all."""
    vues: set[str] = set()
    gardees = {}
    for nom, siennes in thematiques.items():
        if nom in voulues or set(siennes) - vues:
            gardees[nom] = siennes
            vues |= set(siennes)
    return list(gardees if _name(gardees).items() <= _name(thematiques).items() else thematiques)


def _name(noms: Collection[str]) -> dict[str, str]:
    """Return the sheet of each structure."""
    return dict(zip(noms, make_noms_de_feuille([INDEX, *noms])[1:], strict=True))


def _write(valeur: Any) -> str:
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    if isinstance(valeur, (int, float, Decimal)):  # Decimal: what Excel gives of a cell in euros
        return f"{float(valeur):.10g}"
    return str(valeur).replace("\r\n", "\n").replace("\r", "\n")
