"""Read a range with its headers: the barème, the lines of Annexe 5, the register of structures.

Headers and cells are read as in a workbook, by the columns of the schema. The same range comes with each of 143 formulas: what was
read is kept and found again by its content.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache, partial, wraps
from typing import Any, NamedTuple, TypeVar

from dpid_xl.bareme import Bareme, Tarif, load_bareme
from dpid_xl.cellules import Cellule, get_vide, is_vide, match_entetes, read_champ, write_cellule
from dpid_xl.noms import group_graphies, simplify_nom
from dpid_xl.refus import Refus
from dpid_xl.schema import ANNEXE5, BAREME, STRUCTURES, Colonne, Table
from udfs.cellules import ErreurCellule, read, read_date

T = TypeVar("T")
Bruts = Mapping[str, tuple[Colonne, Cellule]]  # column and cell by field
Index = Mapping[str, tuple[str, ...]]  # official names by exact name and by simplified spelling

PLAGES_RETENUES = 8  # a few workbooks, each with its barème, its lines and its register

_TARIF = ("code", "valeur", "unite", "operation", "assiette", "prorata", "valable_du", "valable_au", "avance_de")
_EN_TETES_DU_BAREME = ("code", "valeur", "operation", "assiette", "prorata", "valable_du")
_CLES_DU_BAREME = ("code", "valeur")
_LIGNE = ("operation", "territoire", "structure", "montant")


class LigneLue(NamedTuple):
    """What sums need of a line of Annexe 5; ``montant`` is None when the cell is empty."""

    operation: str
    territoire: str
    structure: str
    montant: Decimal | None

    @property
    def thematique(self) -> str:
        """Code of the thématique, which begins that of the operation."""
        return self.operation.partition("-")[0]


def read_plage(plage: Cellule, nom: str, table: Table, champs: Sequence[str]) -> Iterator[tuple[str, Bruts]]:
    """Yield place and input cells of the filled rows under the headers of a table.

    Raises ErreurCellule when the header of one of ``champs`` is missing.
    """
    if not isinstance(plage, (list, tuple)) or not plage or not isinstance(plage[0], (list, tuple)):
        raise ErreurCellule(f"{nom} : un tableau avec ses en-têtes est attendu")
    numeros = match_entetes(table, {numero: write_cellule(cellule) for numero, cellule in enumerate(plage[0])})
    for champ in champs:
        if champ not in numeros:
            raise ErreurCellule(f"{nom} : la colonne « {table.entete(champ)} » manque")
    saisies = [(colonne, numeros.get(colonne.champ)) for colonne in table.colonnes if colonne.saisie]
    for rang, cellules in enumerate(plage[1:], 2):
        bruts = {
            colonne.champ: (colonne, cellules[numero] if numero is not None and numero < len(cellules) else None)
            for colonne, numero in saisies
        }
        if not all(is_vide(cellule) for _colonne, cellule in bruts.values()):
            yield f"{nom}, ligne {rang}", bruts


def read_valeurs(bruts: Bruts, champs: Iterable[str], lieu: str) -> dict[str, Any]:
    """Read the cells of a row, by field; raises ErreurCellule, which says where."""
    valeurs = {}
    for colonne, cellule in map(bruts.__getitem__, champs):
        lue = read(partial(read_champ, colonne=colonne), cellule, f"{lieu} : {colonne.entete.lower()}")
        valeurs[colonne.champ] = get_vide(colonne) if lue is None else lue
    return valeurs


def keep_by_content(read: Callable[[Cellule], T]) -> Callable[[Cellule], T]:
    """Keep the last ranges read and find them again by comparing cells, which is ten times faster than reading them again."""
    connues: deque[tuple[Cellule, T]] = deque(maxlen=PLAGES_RETENUES)

    @wraps(read)
    def get(plage: Cellule) -> T:
        for connue, lue in tuple(connues):
            if plage == connue:
                return lue
        lue = read(plage)
        connues.appendleft((plage, lue))
        return lue

    return get


def read_bareme(plage: Cellule, jour: Cellule) -> Bareme:
    """Read the barème of a workbook, asked for on a day; the packaged one when the range is left out, the last rates without a day."""
    bareme = load_bareme() if plage is None or plage == [[None]] else _read_bareme(plage)
    return bareme if jour is None else _get_at(bareme, read_date(jour, "date"))


@keep_by_content
def read_lignes(plage: Cellule) -> tuple[LigneLue, ...]:
    """Read the lines of Annexe 5; raises ErreurCellule on a faulty amount or on an amount without an operation."""
    return tuple(_read_ligne(lieu, bruts) for lieu, bruts in read_plage(plage, "lignes", ANNEXE5, ("operation", "montant")))


@keep_by_content
def read_registre(plage: Cellule) -> Index:
    """Read the register: official names and variants of the structures."""
    rangees = [read_valeurs(bruts, ("nom", "variantes"), lieu) for lieu, bruts in read_plage(plage, "registre", STRUCTURES, ("nom",))]
    return _index_noms((rangee["nom"], rangee["variantes"]) for rangee in rangees if rangee["nom"])


@cache
def load_registre() -> Index:
    """Return the packaged register of structures."""
    from dpid_xl.campagnes import list_campagnes, load_campagne  # here: most formulas do not need it

    return _index_noms((structure.nom, structure.variantes) for structure in load_campagne(list_campagnes()[-1]).structures)


def _index_noms(structures: Iterable[tuple[str, tuple[str, ...]]]) -> Index:
    graphies = [(graphie, nom) for nom, variantes in structures for graphie in (nom, *variantes)]
    return {**group_graphies(graphies, simplify_nom), **{nom: (nom,) for _graphie, nom in graphies}}


_get_at = lru_cache(maxsize=64)(Bareme.at)  # few days, many cells: rates are grouped by code once a day


@keep_by_content
def _read_bareme(plage: Cellule) -> Bareme:
    tarifs: list[Tarif] = []
    illisibles: dict[str, str] = {}
    for lieu, bruts in read_plage(plage, "barème", BAREME, _EN_TETES_DU_BAREME):
        try:
            tarifs.append(_read_tarif(lieu, bruts))
        except ErreurCellule as erreur:
            illisibles.update(dict.fromkeys(filter(None, (_read_cle(bruts, champ) for champ in ("code", "operation"))), str(erreur)))
    return Bareme(tuple(tarifs), illisibles=illisibles)


def _read_tarif(lieu: str, bruts: Bruts) -> Tarif:
    valeurs = read_valeurs(bruts, _TARIF, lieu)
    for champ in _CLES_DU_BAREME:
        if valeurs[champ] in (None, ""):
            raise ErreurCellule(f"{lieu} : {BAREME.entete(champ).lower()} : la valeur manque")
    if valeurs["valeur"] < 0:
        raise ErreurCellule(f"{lieu} : le tarif est négatif")
    return Tarif(libelle="", source="", **valeurs)


def _read_cle(bruts: Bruts, champ: str) -> str:
    try:
        return str(read_valeurs(bruts, (champ,), "")[champ])
    except Refus:
        return ""


def _read_ligne(lieu: str, bruts: Bruts) -> LigneLue:
    ligne = LigneLue(**read_valeurs(bruts, _LIGNE, lieu))
    if ligne.montant is not None and not ligne.operation:
        raise ErreurCellule(f"{lieu} : un montant n'a pas d'opération")
    return ligne
