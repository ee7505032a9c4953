"""Read a range with its headers: the barème, the lines of Annexe 5, the register of structures.

The same range comes with each of 143 formulas: what was read is kept and found again by its content.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache, wraps
from typing import NamedTuple, TypeVar

from dpid_xl.bareme import Assiette, Bareme, Tarif, load_bareme
from dpid_xl.refus import Refus
from udfs.cellules import Cellule, ErreurCellule, get_cellule, read_date, read_texte, require_date, require_nombre, require_texte

T = TypeVar("T")
Rangee = Mapping[str, Cellule]
Index = Mapping[str, tuple[str, ...]]  # official names by exact name and by simplified spelling

PLAGES_RETENUES = 8  # a few workbooks, each with its barème, its lines and its register

_ASSIETTES = {assiette.value: assiette for assiette in Assiette} | {"": None}
_OUI_NON = {"oui": True, "vrai": True, "true": True, "non": False, "faux": False, "false": False, "": False}


class LigneLue(NamedTuple):
    """What sums need of a line of Annexe 5; ``montant`` is None when the cell is empty."""

    operation: str
    thematique: str
    territoire: str
    structure: str
    montant: Decimal | None


def read_rangees(plage: Cellule, nom: str, *entetes: str) -> Iterator[tuple[int, Rangee]]:
    """Yield the rows under the headers with their number (from 2), empty ones left out; raises ErreurCellule when a header is missing."""
    if not isinstance(plage, (list, tuple)) or not plage or not isinstance(plage[0], (list, tuple)):
        raise ErreurCellule(f"{nom} : un tableau avec ses en-têtes est attendu")
    noms = [cellule.strip() if isinstance(cellule, str) else "" for cellule in plage[0]]
    for entete in entetes:
        if entete not in noms:
            raise ErreurCellule(f"{nom} : la colonne « {entete} » manque")
    for rang, cellules in enumerate(plage[1:], 2):
        if any(cellule is not None and cellule != "" for cellule in cellules):
            yield rang, dict(zip(noms, cellules, strict=False))


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
    return tuple(_read_ligne(rang, rangee) for rang, rangee in read_rangees(plage, "lignes", "Opération", "Montant retenu"))


@keep_by_content
def read_registre(plage: Cellule) -> Index:
    """Read the register: official names and variants (separated by « | ») of the structures."""
    return _index_noms(
        (
            require_texte(rangee["Structure"], f"registre, ligne {rang}"),
            tuple(variante.strip() for variante in read_texte(rangee.get("Variantes"), "registre").split("|") if variante.strip()),
        )
        for rang, rangee in read_rangees(plage, "registre", "Structure")
    )


@cache
def load_registre() -> Index:
    """Return the packaged register of structures."""
    from dpid_xl.campagnes import list_campagnes, load_campagne  # here: most formulas do not need it

    return _index_noms((structure.nom, structure.variantes) for structure in load_campagne(list_campagnes()[-1]).structures)


def _index_noms(structures: Iterable[tuple[str, tuple[str, ...]]]) -> Index:
    from dpid_xl.noms import simplify_nom  # here: most formulas do not need it

    exacts: dict[str, tuple[str, ...]] = {}
    simplifies: dict[str, dict[str, None]] = {}
    for nom, variantes in structures:
        exacts[nom] = (nom,)
        for graphie in (nom, *variantes):
            simplifies.setdefault(simplify_nom(graphie), {})[nom] = None
    return {cle: tuple(noms) for cle, noms in simplifies.items()} | exacts


_get_at = lru_cache(maxsize=64)(Bareme.at)  # few days, many cells: rates are grouped by code once a day


@keep_by_content
def _read_bareme(plage: Cellule) -> Bareme:
    tarifs: list[Tarif] = []
    illisibles: dict[str, str] = {}
    for rang, rangee in read_rangees(plage, "barème", "Code", "Valeur", "Opération", "Assiette", "Prorata", "Valable du"):
        try:
            tarifs.append(_read_tarif(rangee))
        except Refus as erreur:
            for cle in ("Code", "Opération"):
                illisibles[_read_cle(rangee[cle])] = f"barème, ligne {rang} : {erreur}"
    return Bareme(tuple(tarifs), illisibles={cle: raison for cle, raison in illisibles.items() if cle})


def _read_tarif(rangee: Rangee) -> Tarif:
    return Tarif(
        code=require_texte(rangee["Code"], "code"),
        libelle=read_texte(rangee.get("Libellé"), "libellé"),
        valeur=require_nombre(rangee["Valeur"], "valeur"),
        unite=read_texte(rangee.get("Unité"), "unité"),
        operation=read_texte(rangee["Opération"], "opération"),
        assiette=_choose(_ASSIETTES, rangee["Assiette"], "assiette"),
        prorata=_choose(_OUI_NON, rangee["Prorata"], "prorata"),
        valable_du=require_date(rangee["Valable du"], "valable du"),
        valable_au=read_date(rangee.get("Valable au"), "valable au"),
        source="",
    )


def _choose(choix: Mapping[str, T], cellule: Cellule, nom: str) -> T:
    texte = ("oui" if cellule else "non") if isinstance(cellule, bool) else read_texte(cellule, nom).casefold()
    if texte not in choix:
        raise ErreurCellule(f"{nom} : « {texte} » n'est pas un choix connu")
    return choix[texte]


def _read_ligne(rang: int, rangee: Rangee) -> LigneLue:
    ou = f"lignes, ligne {rang}"
    operation = read_texte(rangee["Opération"], ou)
    montant = get_cellule(rangee["Montant retenu"], f"{ou}, montant retenu")
    if montant is not None and not operation:
        raise ErreurCellule(f"{ou} : un montant n'a pas d'opération")
    return LigneLue(
        operation=operation,
        thematique=operation.partition("-")[0],
        territoire=read_texte(rangee.get("Territoire"), ou),
        structure=read_texte(rangee.get("Structure"), ou),
        montant=None if montant is None else require_nombre(montant, f"{ou}, montant retenu"),
    )


def _read_cle(cellule: Cellule) -> str:
    try:
        return read_texte(cellule, "")
    except ErreurCellule:
        return ""
