"""A sheet of the file read in one pass: values and formulas of its filled cells, what it hides, what it merges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from sys import getsizeof
from typing import IO, Any
from unicodedata import normalize
from xml.etree.ElementTree import Element

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.lecture.bruts import Brut, ErreurExcel, Lexique, SansValeur
from dpid_xl.classeurs.lecture.flux import ESPACE, LIENS, Flux, list_textes
from dpid_xl.classeurs.lecture.moules import Moulage, Moule
from dpid_xl.classeurs.lecture.rangs import Rangee, Rangs
from dpid_xl.classeurs.paquet import read_booleen
from dpid_xl.reperes import column_index_from_string, get_column_letter, range_boundaries

# Of a workbook, blank ones included: 100 000 complete lines make seven millions, a quarter of a gigabyte of memory.
CELLULES_MAXIMUM = 10_000_000
CELLULES_PAR_RANG = 3  # what a row weighs by itself, in cells
OCTETS_PAR_CELLULE = 100  # of text in memory: past that, a text weighs more than its cell
RANGS_MAXIMUM = 1_048_576  # of a sheet of Excel
MEMOIRE = 1 << 14  # values of cells that are met again
FORMULE_MAXIMUM = 8192  # characters of a formula of Excel
CELLULES_GROUPEES_MAXIMUM = 500_000  # merged or linked in one go: other programs make an object of each
# What a filter asks of a column; without any of these, only its button is there.
CRITERES = ("filters", "customFilters", "top10", "dynamicFilter", "colorFilter", "iconFilter")
_CELLULE, _FORMULE, _VALEUR, _TEXTE_EN_PLACE = (f"{ESPACE}{nom}" for nom in ("c", "f", "v", "is"))
_SANS_VALEUR = SansValeur()


class TropDeCellules(Exception):
    """A sheet that holds more cells than any workbook of ours; ``ouverture``, which knows the file, makes a refusal of it."""


class TropDeCellulesGroupees(Exception):
    """A sheet that merges whole rows or columns; ``ouverture``, which knows the file, makes a refusal of it."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle of a sheet, bounds included, rows and columns from 1."""

    haut: int
    gauche: int
    bas: int
    droite: int


@dataclass(frozen=True, slots=True)
class Partagee:
    """A formula that several cells share, written at the first one; moved to another only for who asks: that is slow."""

    texte: str
    place: str

    def shift(self, rang: int, colonne: int) -> str:
        """Return the formula as it is in another cell; as it was written when it is longer than any that Excel holds."""
        if len(self.texte) > FORMULE_MAXIMUM:
            return self.texte
        from openpyxl.formula.tokenizer import TokenizerError  # here: most workbooks share no formula
        from openpyxl.formula.translate import TranslatorError

        try:
            return str(_make_translator(self.texte, self.place).translate_formula(f"{get_column_letter(colonne)}{rang}"))
        except (TokenizerError, TranslatorError):
            return self.texte


@lru_cache(4)  # of one formula after another, thousands of cells
def _make_translator(formule: str, place: str) -> Any:
    from openpyxl.formula.translate import Translator

    return Translator(formule, place)


@dataclass(slots=True)
class FeuilleLue:
    """What a sheet holds: values and formulas by row then column, both from 1.

    A formula cell has its last value among the values, a :class:`SansValeur` when it was never calculated; blank cells are not there.
    """

    valeurs: dict[int, Rangee[Brut]] = field(default_factory=dict)
    formules: dict[int, Mapping[int, str | Partagee]] = field(default_factory=dict)
    rangs_en_erreur: set[int] = field(default_factory=set)
    rangs_masques: set[int] = field(default_factory=set)
    colonnes_masquees: list[tuple[int, int]] = field(default_factory=list)
    fusions: list[tuple[str, Rectangle]] = field(default_factory=list)  # as written and as bounds
    filtres: list[Rectangle] = field(default_factory=list)  # ranges that a filter of the sheet hides rows of
    tables: list[str] = field(default_factory=list)  # identifiers of their relationships
    rangees: int = 0  # that the file has, those that hold nothing included


def read_feuille(fichier: IO[bytes], lexique: Lexique, reste: int = CELLULES_MAXIMUM) -> tuple[FeuilleLue, int]:
    """Read a sheet and count its cells, ``reste`` at most; raises TropDeCellules, TropDeCellulesGroupees, or ValueError and its like."""
    lecteur = _Lecteur(lexique, reste)
    Flux((_CELLULE,), lecteur.open, lecteur.take).read(fichier, Moulage(lecteur).cut)
    lecteur.end()
    return lecteur.feuille, lecteur.cellules


def parse_rectangle(plage: str) -> Rectangle | None:
    """Return the bounds of a range; None when it is none, or a whole row or column.

    >>> parse_rectangle("B2:C7")
    Rectangle(haut=2, gauche=2, bas=7, droite=3)
    """
    try:
        gauche, haut, droite, bas = range_boundaries(plage)
    except (ValueError, TypeError):
        return None
    if gauche is None or haut is None or droite is None or bas is None:
        return None
    return Rectangle(haut, gauche, bas, droite)


def _is_masque(attributs: Mapping[str, str], dimension: str) -> bool:
    """Tell whether a row or a column is hidden, by name or because it was given no height or width."""
    return read_booleen(attributs.get("hidden")) or not attributs.get(dimension, "1").strip("0.")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the rows made of the same moulds share; ``net``: no column stands twice."""

    places: Mapping[int, int]
    formules: Mapping[int, str | Partagee]
    net: bool


class _Lecteur:
    """Receives the elements of a sheet: ``take`` is called for each cell, ``take_rang`` for the rows that are written as others."""

    def __init__(self, lexique: Lexique, reste: int) -> None:
        self.feuille = FeuilleLue()
        self.cellules = 0
        self._lexique, self._reste = lexique, reste
        self._groupees = 0
        self._plage_filtree: Rectangle | None = None
        self._rang = self._colonne = 0
        self._fin = ""  # what the places of the row end with
        self._lettres: dict[str, int] = {}
        self._formules: dict[str, str] = {}  # one text for all the cells that hold it
        self._partagees: dict[str, Partagee] = {}
        self._read = lru_cache(MEMOIRE)(lexique.read)  # one value too
        self._rangs = Rangs(self.feuille.valeurs, self.feuille.formules)
        self._poids = 0  # of the long texts of a row, in cells
        self._plans: dict[tuple[Moule, ...], _Plan] = {}
        self._ouvertures: Mapping[str, Callable[[Element], None]] = {
            f"{ESPACE}{nom}": ouvrir
            for nom, ouvrir in {
                "row": self._open_rang,
                "col": self._open_colonne,
                "mergeCell": self._open_fusion,
                "hyperlink": self._open_lien,
                "autoFilter": self._open_filtre,
                **dict.fromkeys(CRITERES, self._open_critere),
                "tablePart": self._open_table,
            }.items()
        }

    def open(self, element: Element) -> None:
        """Receive the beginning of an element."""
        ouvrir = self._ouvertures.get(element.tag)
        if ouvrir:
            ouvrir(element)

    def take(self, cellules: Sequence[Element]) -> None:
        """Receive cells of a row, one beside the other."""
        self._count(len(cellules))
        for cellule in cellules:
            self._place(cellule.get("r"))
            if len(cellule):  # all but a blank one
                self._take_remplie(cellule)

    def _take_remplie(self, cellule: Element) -> None:
        formule: Element | None = None
        texte = ""
        for enfant in cellule:
            if enfant.tag == _VALEUR:
                texte = enfant.text or ""
            elif enfant.tag == _FORMULE:
                formule = enfant
            elif enfant.tag == _TEXTE_EN_PLACE:
                texte += "".join(list_textes(enfant))
        if not texte and formule is None:
            return
        rangs = self._rangs
        if self._rang != rangs.rang:
            self._turn()
        read = self._read if 0 < len(texte) <= OCTETS_PAR_CELLULE else self._read_autre
        rangs.valeurs[self._colonne] = valeur = read(cellule.get("t"), cellule.get("s"), texte)
        if isinstance(valeur, ErreurExcel):
            self.feuille.rangs_en_erreur.add(self._rang)
        if formule is not None:
            connue = None if formule.get("t") else self._formules.get(formule.text or "")
            rangs.formules[self._colonne] = connue or self._read_formule(formule)

    def end(self) -> None:
        """Receive the end of the sheet."""
        self._count(0)
        self._rangs.turn(0)

    def _place(self, place: str | None) -> None:
        """Find row and column: without a place, a cell stands after the one before."""
        if place is None:
            self._colonne += 1
            return
        colonne = self._lettres.get(place.removesuffix(self._fin))
        if colonne is None:  # a column that is new, or another row
            lettres = place.rstrip("0123456789")
            colonne = self.find_colonne(lettres)
            self._fin = place[len(lettres) :]
            self._rang = int(self._fin)
        self._colonne = colonne

    def find_colonne(self, lettres: str) -> int:
        """Return the number of a column; raises ValueError."""
        colonne = self._lettres[lettres] = column_index_from_string(lettres)
        return colonne

    def _read_autre(self, genre: str | None, style: str | None, texte: str) -> Brut:
        """Read a value that is not remembered: none, or a long one, which seldom comes twice."""
        if not texte:  # of a formula: an empty text is a value, no value at all is not
            return self.read_vide(genre)
        self._count_octets(texte)
        return self._lexique.read(genre, style, texte)

    def read_vide(self, genre: str | None) -> Brut:
        """Return the value of a formula whose cell has none: an empty text is one."""
        return None if genre == "str" else _SANS_VALEUR

    def read_moulee(self, genre: str | None, style: str | None, texte: str) -> Brut:
        """Read a value of a row that ``take_rang`` may receive."""
        if len(texte) <= OCTETS_PAR_CELLULE:
            return self._read(genre, style, texte)
        self._poids += getsizeof(texte) // OCTETS_PAR_CELLULE
        return self._lexique.read(genre, style, texte)

    def find_formule(self, element: Element) -> str | Partagee | None:
        """Return a formula that any cell may have as it is written."""
        partagee = element.get("t") == "shared" and element.get("si") in self._partagees and not element.text
        if partagee or element.get("t", "normal") == "normal":
            element.tag = _FORMULE
            return self._read_formule(element)
        return None

    def is_masque(self, attributs: Mapping[str, str]) -> bool:
        """Tell whether a row is hidden."""
        return _is_masque(attributs, "ht")

    def take_rang(self, rang: int, cellules: int, moules: Sequence[Moule], valeurs: Sequence[Brut], *, masque: bool) -> bool:
        """Receive a row whose cells all have a mould, if it is no row of those that were read."""
        poids, self._poids = self._poids, 0
        cle = tuple(moules)
        plan = self._plans.get(cle)
        if plan is None:
            plan = self._plans[cle] = self._make_plan(cle)
        feuille = self.feuille
        if not plan.net or not 0 < rang <= RANGS_MAXIMUM or rang in (self._rangs.rang, self._rang) or rang in feuille.valeurs:
            return False
        self._count(cellules + poids + masque + (CELLULES_PAR_RANG if moules else 0))
        feuille.rangees += 1
        if masque:
            feuille.rangs_masques.add(rang)
        self._rang, self._fin, self._colonne = rang, str(rang), 0
        if any(isinstance(valeur, ErreurExcel) for valeur in valeurs):
            feuille.rangs_en_erreur.add(rang)
        if moules:
            self._rangs.put(rang, plan.places, tuple(valeurs), plan.formules)
        return True

    def _make_plan(self, moules: Sequence[Moule]) -> _Plan:
        colonnes = tuple(moule.colonne for moule in moules)
        if len(self._plans) > MEMOIRE:
            self._plans.clear()
        formules = {moule.colonne: moule.formule for moule in moules if moule.formule is not None}
        return _Plan(self._rangs.share_places(colonnes), self._rangs.share_formules(formules), net=len(set(colonnes)) == len(colonnes))

    def _turn(self) -> None:
        if not 0 < self._rang <= RANGS_MAXIMUM:
            raise ValueError("a row outside the sheet")
        if self._rang not in self.feuille.valeurs:
            self._count(CELLULES_PAR_RANG)
        self._rangs.turn(self._rang)

    def _count(self, nombre: int) -> None:
        self.cellules += nombre
        if self.cellules > self._reste:
            raise TropDeCellules

    def _count_octets(self, texte: str) -> None:
        if len(texte) > OCTETS_PAR_CELLULE:
            self._count(getsizeof(texte) // OCTETS_PAR_CELLULE)

    def _read_formule(self, element: Element) -> str | Partagee:
        texte, genre = element.text or "", element.get("t")
        if genre == "dataTable":  # « what if »: it has no text
            return "="
        connue = self._formules.get(texte)
        if connue is None:
            connue = self._formules[texte] = f"={normalize('NFC', texte)}"
            self._count_octets(texte)
        if genre == "shared" and (numero := element.get("si")) is not None:
            if numero not in self._partagees and texte:
                self._partagees[numero] = Partagee(connue, f"{get_column_letter(self._colonne)}{self._rang}")
            return self._partagees.get(numero, connue)
        return connue

    def _open_rang(self, element: Element) -> None:
        attributs = element.attrib
        self._count(0)
        self._rang = int(attributs["r"]) if "r" in attributs else self._rang + 1
        self._fin = str(self._rang)
        self._colonne = self._poids = 0
        self.feuille.rangees += 1
        if _is_masque(attributs, "ht"):
            self._count(1)
            self.feuille.rangs_masques.add(self._rang)

    def _open_colonne(self, element: Element) -> None:
        attributs = element.attrib
        if _is_masque(attributs, "width"):
            self._count(1)
            self.feuille.colonnes_masquees.append((int(attributs["min"]), int(attributs["max"])))

    def _open_fusion(self, element: Element) -> None:
        attributs = element.attrib
        plage = attributs["ref"]
        self.feuille.fusions.append((plage, self._read_groupees(plage)))

    def _open_lien(self, element: Element) -> None:
        self._read_groupees(element.attrib["ref"])

    def _read_groupees(self, plage: str) -> Rectangle:
        range_boundaries(plage)  # raises ValueError on what is no range
        bloc = parse_rectangle(plage)
        self._groupees += (bloc.droite - bloc.gauche + 1) * (bloc.bas - bloc.haut + 1) if bloc else 0
        if bloc is None or self._groupees > CELLULES_GROUPEES_MAXIMUM:
            raise TropDeCellulesGroupees
        return bloc

    def _open_filtre(self, element: Element) -> None:
        self._plage_filtree = parse_rectangle(element.get("ref", ""))

    def _open_critere(self, _element: Element) -> None:
        if self._plage_filtree:
            self.feuille.filtres.append(self._plage_filtree)
            self._plage_filtree = None

    def _open_table(self, element: Element) -> None:
        self.feuille.tables.append(element.attrib[f"{LIENS}id"])
