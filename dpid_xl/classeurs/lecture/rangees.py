"""Rows of a table as values by field: empty rows skipped, rows typed under the table read too, nothing dropped silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from dpid_xl.anomalies import Gravite
from dpid_xl.cellules import get_vide, is_vide
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import Brut
from dpid_xl.classeurs.lecture.cellules import convert, write_brut
from dpid_xl.classeurs.lecture.entetes import Reperage, find_rang_des_entetes, find_table
from dpid_xl.classeurs.lecture.feuille import Rectangle
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.classeurs.lecture.sommes import Sommes
from dpid_xl.lieu import Lieu, Origine
from dpid_xl.schema import ANNEXE5, STRUCTURES, TABLES_AJOUTEES, Colonne, Table

RANGS_VIDES_MAXIMUM = 50  # a table ends there: what stands lower on the sheet is something else, but for whole rows of the table
# Fields by which such a row is known, two of them filled; the obligatory ones of the other tables.
REPERES: Mapping[Table, Sequence[str]] = {ANNEXE5: ("operation", "structure", "montant"), STRUCTURES: ("nom", "nature", "siret", "iban")}
REPERES_MINIMUM = 2
MEMOIRE = 4096  # cells of a column that are met again
TEXTES_CITES = 2  # of a row under its table, to recognise it


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row: the value of each field of its table (the empty one of its nature if need be), and which cells are filled."""

    valeurs: Mapping[str, Any]
    remplis: frozenset[str]
    lieu: Lieu


def read_rangees(classeur: Classeur, table: Table, cles: Sequence[str], releve: Releve) -> Iterator[Rangee]:
    """Yield the filled rows of a table; ``cles`` are the fields without which a row is incomplete."""
    emplacement = find_table(classeur, table, releve)
    lettres = emplacement.lettres
    vides = {colonne.champ: get_vide(colonne) for colonne in table.colonnes if colonne.saisie or colonne.gardee}
    # The same cells come again from row to row: each is converted once.
    lectures = {
        colonne.champ: lru_cache(MEMOIRE, typed=True)(partial(convert, colonne=colonne, jour_zero=classeur.epoque))
        for colonne, _numero in (*emplacement.saisies, *emplacement.gardees)
    }
    memes: dict[frozenset[str], frozenset[str]] = {}
    sommes = Sommes()
    _report_fusions(classeur, emplacement, releve)
    for rang, bruts in _list_rangs(classeur, emplacement, REPERES.get(table, cles)):
        lieu = Lieu(emplacement.feuille, rang, lettres)
        dans_le_tableau = not _is_hors_tableau(emplacement, rang)
        cellules = classeur.get_rang(emplacement.feuille, rang)
        if table is ANNEXE5 and sommes.take(lieu, cellules, bruts, dans_le_tableau=dans_le_tableau):
            continue
        if not dans_le_tableau:
            _report_hors_tableau(emplacement, bruts, lieu, releve)
        valeurs = dict(vides)
        for champ, brut in {**bruts, **_take_remplies(emplacement.gardees, cellules)}.items():
            lue = lectures[champ](brut)
            valeurs[champ] = lue.valeur
            if lue.constat:
                releve.add(lue.constat.code, lue.constat.gravite, lieu.origine(champ), **lue.constat.faits)
        remplis = frozenset(bruts)
        rangee = Rangee(valeurs, memes.setdefault(remplis, remplis), lieu)
        report_incomplete(table, rangee, cles, releve)
        if table is ANNEXE5:
            sommes.add(valeurs["montant"])
        yield rangee
    sommes.report(releve)


def report_incomplete(table: Table, rangee: Rangee, cles: Sequence[str], releve: Releve) -> None:
    """Note the fields of ``cles`` whose cells are empty on a row that is not."""
    manquants = [champ for champ in cles if champ not in rangee.remplis]
    if manquants:
        entetes = ", ".join(f"« {table.entete(champ)} »" for champ in manquants)
        releve.add("lecture_ligne_incomplete", Gravite.BLOQUANTE, rangee.lieu.origine(manquants[0]), entetes=entetes)


def _read_bruts(classeur: Classeur, emplacement: Reperage, rang: int) -> dict[str, Brut]:
    """Return what the cells of a row hold that are not empty, by field."""
    return _take_remplies(emplacement.saisies, classeur.get_rang(emplacement.feuille, rang))


def _take_remplies(colonnes: Sequence[tuple[Colonne, int]], cellules: Mapping[int, Brut]) -> dict[str, Brut]:
    return {colonne.champ: brut for colonne, numero in colonnes if numero in cellules and not is_vide(brut := cellules[numero])}


def _list_rangs(classeur: Classeur, emplacement: Reperage, reperes: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Brut]]]:
    """Yield the filled rows and what they hold, from under the headers to fifty empty rows below the table or to the next table.

    Lower still, only the rows that have two of the fields ``reperes``: a word noted there is no row.
    """
    dernier = emplacement.dernier or emplacement.rang_entetes
    totaux = range(dernier - emplacement.rangs_totaux + 1, dernier + 1)
    fin = min((*(bloc.haut for bloc in _list_autres_tableaux(classeur, emplacement)), *_list_titres(classeur, emplacement)), default=None)
    precedent = dernier
    for rang in classeur.list_rangs(emplacement.feuille):
        if rang <= emplacement.rang_entetes or rang in totaux:
            continue
        if fin is not None and rang >= fin:
            return
        bruts = _read_bruts(classeur, emplacement, rang)
        loin = rang - max(precedent, dernier) > RANGS_VIDES_MAXIMUM
        if bruts and not loin:
            precedent = rang
        if bruts and (not loin or sum(champ in bruts for champ in reperes) >= REPERES_MINIMUM):
            yield rang, bruts


def _list_autres_tableaux(classeur: Classeur, emplacement: Reperage) -> Iterator[Rectangle]:
    """Yield the other tables of the sheet that stand below this one, on some of its columns."""
    numeros = emplacement.colonnes.values()
    for tableau in classeur.tableaux.values():
        bloc = tableau.bloc
        dessous = tableau.feuille == emplacement.feuille and bloc.haut > (emplacement.dernier or emplacement.rang_entetes)
        if dessous and any(bloc.gauche <= numero <= bloc.droite for numero in numeros):
            yield bloc


def _list_titres(classeur: Classeur, emplacement: Reperage) -> Iterator[int]:
    """Yield the rows of the titles of the tables that were added to the sheet below this one: they are no rows of it."""
    for table in TABLES_AJOUTEES:
        if table.feuille == emplacement.table.feuille and table is not emplacement.table:
            rang = find_rang_des_entetes(classeur, table)
            if rang and rang > emplacement.rang_entetes:
                yield rang - 1


def _is_hors_tableau(emplacement: Reperage, rang: int) -> bool:
    return emplacement.dernier is not None and rang > emplacement.dernier


def _report_hors_tableau(emplacement: Reperage, bruts: Mapping[str, Brut], lieu: Lieu, releve: Releve) -> None:
    remplis = [texte for brut in bruts.values() if (texte := write_brut(brut))]
    releve.add(
        "lecture_ligne_hors_tableau",
        Gravite.AVERTISSEMENT,
        lieu.origine(),
        feuille=emplacement.feuille,
        table=emplacement.table.nom,
        contenu=", ".join(remplis[:TEXTES_CITES]),
    )


def _report_fusions(classeur: Classeur, emplacement: Reperage, releve: Releve) -> None:
    numeros = [numero for _colonne, numero in emplacement.saisies]
    for plage, bloc in classeur.list_fusions(emplacement.feuille):
        dans_les_rangs = bloc.bas > emplacement.rang_entetes and (emplacement.dernier is None or bloc.haut <= emplacement.dernier)
        if dans_les_rangs and any(bloc.gauche <= numero <= bloc.droite for numero in numeros):
            cellule = plage.split(":", maxsplit=1)[0]
            releve.add("lecture_cellule_fusionnee", Gravite.AVERTISSEMENT, Origine(emplacement.feuille, cellule), plage=plage)
