"""What the builder asks while it writes a workbook that takes over another: the rows of its tables, and where everything went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from math import inf
from typing import Any

from dpid_xl.cellules import is_vide
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import Brut
from dpid_xl.classeurs.lecture.cellules import convert
from dpid_xl.classeurs.lecture.enregistrements import CLES
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.reprise.formules import Suite
from dpid_xl.classeurs.reprise.modele import Constat, Place, RangeeReprise, Reprise, Saisie, TableReprise
from dpid_xl.noms import fold_titre
from dpid_xl.schema import FEUILLES, Table

Rangee = Mapping[str, Any]
_NOMS = {fold_titre(feuille.nom): feuille.nom for feuille in FEUILLES}


@dataclass(frozen=True, slots=True)
class Etendue:
    """Where a table stands in a workbook: its headers, its last row and column, from 1."""

    entetes: int
    derniere: int
    droite: int


@dataclass
class Chantier:
    """One construction: ``places`` says where the cells of the old workbook went, ``seules`` which rows no record of it stands for."""

    ancien: Classeur
    reprise: Reprise
    journal: Sequence[Rangee] = ()  # where the new workbook comes from
    places: dict[Place, Place] = field(default_factory=dict)
    constats: list[Constat] = field(default_factory=list)
    suite: Suite | None = None  # once every table has its place
    etendues: dict[str, Etendue] = field(default_factory=dict)  # of the tables of the new workbook
    _rangs: dict[tuple[str, int], int] = field(default_factory=dict)  # new row by table and old row
    seules: list[tuple[TableReprise, RangeeReprise]] = field(default_factory=list)
    calcules: dict[tuple[str, int, str], object] = field(default_factory=dict)  # what the builder gives, by table, old row and field
    attendues: dict[str, int] = field(default_factory=dict)  # rows that the builder adds, by table

    def list_plus(self, table: Table) -> Sequence[str]:
        """Return the headers of the officer's own columns of a table."""
        ancienne = self.reprise.tables.get(table.nom)
        return tuple(ancienne.plus) if ancienne else ()

    def merge(self, table: Table, rangees: Sequence[Rangee]) -> list[tuple[Rangee, RangeeReprise | None]]:
        """Return the rows that the builder makes, each with the old one that it stands for, and the old ones that it does not know.

        They stand in the order of the old workbook, those that it has not at the end.
        """
        ancienne = self.reprise.tables.get(table.nom)
        if ancienne is None:
            return [(rangee, None) for rangee in rangees]
        fusion: list[tuple[Rangee, RangeeReprise | None]] = [(rangee, None) for rangee in rangees]
        restantes = list(ancienne.rangees)
        # By all that was typed; then, where the builder writes a cell otherwise, by what a row cannot do without, or by its name.
        cles = _list_cles(table, ancienne)
        for champs in dict.fromkeys((_list_communes(table, ancienne), cles, cles[:1])):
            restantes = _match(table, champs, fusion, restantes)
        for rangee, vue in fusion:
            if vue:
                self.calcules |= {(table.nom, vue.rang, champ): valeur for champ, valeur in rangee.items()}
        saisies = [colonne.champ for colonne in table.colonnes if colonne.saisie]
        self.attendues[table.nom] = sum(1 for rangee, vue in fusion if vue is None and any(rangee.get(champ) for champ in saisies))
        orphelines = [vieille for vieille in restantes if _is_remplie(table, vieille)]
        for vieille in orphelines:
            fusion.append(({colonne.champ: "" for colonne in table.colonnes if colonne.formule}, vieille))
            self.seules.append((ancienne, vieille))
        return sorted(fusion, key=lambda paire: paire[1].rang if paire[1] else inf)

    def note_rangee(self, table: Table, vieille: RangeeReprise, rang: int, colonnes: Mapping[str, int]) -> None:
        """Note where the cells of an old row went; ``colonnes`` are the new numbers by field and by own header."""
        ancienne = self.reprise.tables[table.nom]
        self._rangs[table.nom, vieille.rang] = rang
        for nom, numero in (*ancienne.colonnes.items(), *ancienne.plus.items()):
            self.places[ancienne.feuille, vieille.rang, numero] = (table.feuille, rang, colonnes[nom])

    def find(self, place: Place) -> Place | None:
        """Return where a cell of the old workbook is now, if it has a place: in a table, beside it, above or below, on the same sheet."""
        if place in self.places:
            return self.places[place]
        feuille = _NOMS.get(fold_titre(place[0]))
        if feuille is None:
            return None
        anciennes = [une for une in self.reprise.tables.values() if une.feuille == place[0] and une.table.nom in self.etendues]
        dessus = max((une for une in anciennes if une.entetes <= place[1]), key=lambda une: une.entetes, default=None)
        return self._shift(dessus, feuille, place) if dessus else (feuille, *place[1:])

    def find_colonne(self, feuille: str, colonne: int) -> int:
        """Return where a whole column of a sheet is now, by the first table that has it."""
        anciennes = [
            une for une in self.reprise.tables.values() if une.feuille.casefold() == feuille.casefold() and une.table.nom in self.etendues
        ]
        for une in anciennes:
            noms = [nom for nom, numero in (*une.colonnes.items(), *une.plus.items()) if numero == colonne]
            if noms:
                return self._find_colonne(une.table, noms[0])
        droites = [(max((*une.colonnes.values(), *une.plus.values())), self.etendues[une.table.nom].droite) for une in anciennes]
        return next((colonne - droite + nouvelle for droite, nouvelle in droites if colonne > droite), colonne)

    def _shift(self, ancienne: TableReprise, feuille: str, place: Place) -> Place | None:
        _, rang, colonne = place
        etendue, numeros = self.etendues[ancienne.table.nom], {**ancienne.colonnes, **ancienne.plus}
        droite = max(numeros.values())
        if rang > ancienne.derniere:
            return feuille, rang - ancienne.derniere + etendue.derniere, colonne
        if colonne in numeros.values():
            if rang > ancienne.entetes:  # an empty row
                return None
            nom = next(nom for nom, numero in numeros.items() if numero == colonne)
            return feuille, etendue.entetes, self._find_colonne(ancienne.table, nom)
        nouveau = self._rangs.get((ancienne.table.nom, rang), rang - ancienne.entetes + etendue.entetes)
        return feuille, nouveau, colonne + etendue.droite - droite if colonne > droite else colonne

    def _find_colonne(self, table: Table, nom: str) -> int:
        noms = [*(colonne.champ for colonne in table.colonnes), *self.list_plus(table)]
        return self.etendues[table.nom].droite - len(noms) + 1 + noms.index(nom)

    def take_reglage(self, champ: str, place: Place) -> Saisie | None:
        """Return what the cell of a setting held, and note where it went."""
        ancienne = self.reprise.reglages.get(champ)
        if ancienne is None:
            return None
        self.places[ancienne[0]] = place
        return ancienne[1]


def _match(
    table: Table, champs: Sequence[str], fusion: list[tuple[Rangee, RangeeReprise | None]], restantes: Sequence[RangeeReprise]
) -> list[RangeeReprise]:
    """Give the rows that have none the first old one that says the same in these fields; return those that are left.

    A row that says something does not take one that only waits, unless it says no more than that: it would say nothing in its place.
    """
    par_cle: dict[tuple[Any, ...], list[RangeeReprise]] = {}
    for vieille in restantes:
        par_cle.setdefault(_make_cle(table, champs, {champ: saisie.brut for champ, saisie in vieille.cellules.items()}), []).append(vieille)
    for numero, (rangee, vue) in enumerate(fusion):
        trouvees = par_cle.get(_make_cle(table, champs, rangee)) if vue is None else None
        if trouvees and not (_waits(table, trouvees[0]) and _says_more(table, rangee)):
            fusion[numero] = (rangee, trouvees.pop(0))
    return sorted((vieille for vieilles in par_cle.values() for vieille in vieilles), key=lambda vieille: vieille.rang)


def _waits(table: Table, vieille: RangeeReprise) -> bool:
    """Tell whether an old row holds nothing beyond the fields of a row that waits."""
    if not table.en_attente or vieille.plus:
        return False
    return all(is_vide(saisie.brut) for champ, saisie in vieille.cellules.items() if champ in _list_autres(table))


def _says_more(table: Table, rangee: Rangee) -> bool:
    return any(rangee.get(champ) not in (None, "") for champ in _list_autres(table))


def _list_autres(table: Table) -> list[str]:
    return [colonne.champ for colonne in table.colonnes if colonne.saisie and colonne.champ not in table.en_attente]


def _make_cle(table: Table, champs: Sequence[str], valeurs: Mapping[str, Any]) -> tuple[Any, ...]:
    lues = (convert(valeurs.get(champ), table.colonne(champ)).valeur for champ in champs)
    return tuple(None if valeur in ("", ()) else valeur for valeur in lues)


def _list_communes(table: Table, ancienne: TableReprise) -> tuple[str, ...]:
    return tuple(colonne.champ for colonne in table.colonnes if colonne.saisie and colonne.champ in ancienne.colonnes) or _list_cles(
        table, ancienne
    )


def _list_cles(table: Table, ancienne: TableReprise) -> tuple[str, ...]:
    cles = CLES.get(table) or (table.colonnes[0].champ,)
    return tuple(champ for champ in cles if champ in ancienne.colonnes)


def _is_remplie(table: Table, vieille: RangeeReprise) -> bool:
    champs = [colonne.champ for colonne in table.colonnes if colonne.saisie or colonne.gardee]
    saisies = [*(vieille.cellules[champ] for champ in champs if champ in vieille.cellules), *vieille.plus.values()]
    return any(not is_vide(saisie.brut) or saisie.formule for saisie in saisies)


def is_same(valeur: object, brut: Brut) -> bool:
    """Tell whether what the builder would write is what the cell held.

    >>> is_same(80.0, 80), is_same(None, ""), is_same(80.0, "80"), is_same("oui", True)
    (True, True, False, False)
    """
    if valeur in (None, "") or brut in (None, ""):
        return valeur in (None, "") and brut in (None, "")
    if isinstance(valeur, bool) or isinstance(brut, bool):
        return valeur is brut
    if isinstance(valeur, (int, float)) and isinstance(brut, (int, float)):
        return float(valeur) == float(brut)
    return type(valeur) is type(brut) and valeur == brut if isinstance(valeur, (str, date)) else False
