"""An opened workbook: what its cells hold, by sheet, row and column, formulas replaced by their last computed value."""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.utils import range_boundaries

from dpid_xl.classeurs.lecture.paquet_recu import ClasseurIllisible, read_octets
from dpid_xl.classeurs.schema import FEUILLES
from dpid_xl.controles.noms import find_proche

# What an error cell shows to a French reader.
ERREURS_EN_FRANCAIS = {"#VALUE!": "#VALEUR!", "#NAME?": "#NOM?", "#NULL!": "#NUL!", "#NUM!": "#NOMBRE!"}

# How OOXML writes a control character, which XML cannot hold; openpyxl has already undone the escape of a typed « _x ».
_SIGNE_ECHAPPE = re.compile(r"_x00([01][0-9A-Fa-f])_")

ENTIER_MAXIMUM = 10**300


@dataclass(frozen=True, slots=True)
class ErreurExcel:
    """An error cell, as its French reader sees it (#VALEUR!, #N/A …)."""

    texte: str


@dataclass(frozen=True, slots=True)
class SansValeur:
    """A formula that no program ever calculated: not an empty cell."""

    texte: str = ""


Brut = None | str | bool | int | float | date | time | timedelta | ErreurExcel | SansValeur


@dataclass(frozen=True, slots=True)
class Bloc:
    """A rectangle of a sheet, bounds included, rows and columns from 1."""

    haut: int
    gauche: int
    bas: int
    droite: int


@dataclass(frozen=True, slots=True)
class Tableau:
    """An Excel table as it stands in the file: where it lies, with how many rows of headers and totals, whether a filter is on."""

    nom: str
    feuille: str
    bloc: Bloc
    rangs_entetes: int
    rangs_totaux: int
    filtre: bool


class Classeur:
    """A workbook that was loaded from its bytes; never written."""

    def __init__(self, nom: str, octets: bytes) -> None:
        self.nom = nom
        self._octets = octets
        self._openpyxl = _load(nom, octets, valeurs=False)
        # ws.cell() makes the cells it is asked for: the mapping itself is read.
        self._cellules = {feuille.title: feuille._cells for feuille in self._openpyxl.worksheets}  # noqa: SLF001
        self._colonnes_par_rang: dict[str, Mapping[int, Sequence[int]]] = {}

    @property
    def feuilles(self) -> Sequence[str]:
        """Names of the sheets, in the order of the tabs."""
        return tuple(self._cellules)

    @property
    def epoque(self) -> datetime:
        """Day 0 of the date numbers of this file (1900 or 1904)."""
        epoque: datetime = self._openpyxl.epoch
        return epoque

    @cached_property
    def tableaux(self) -> Mapping[str, Tableau]:
        """Excel tables by name without case; a table whose place is unreadable is left out."""
        trouves = {}
        for feuille in self._openpyxl.worksheets:
            for table in feuille.tables.values():
                bloc = _parse_bloc(table.ref)
                if bloc:
                    entetes = 1 if table.headerRowCount is None else table.headerRowCount
                    nom = table.displayName or table.name
                    filtre = _is_filtre(table.autoFilter) or _is_filtre(feuille.auto_filter)
                    trouves[nom.casefold()] = Tableau(nom, feuille.title, bloc, entetes, table.totalsRowCount or 0, filtre)
        return trouves

    @property
    def calcul_manuel(self) -> bool:
        """Tell whether the file asks that nothing be recalculated before someone says so."""
        return bool(self._openpyxl.calculation.calcMode == "manual")

    @cached_property
    def noms_des_parties(self) -> Sequence[str]:
        """Names of the parts of the package."""
        with zipfile.ZipFile(io.BytesIO(self._octets)) as archive:
            return archive.namelist()

    def read_partie(self, nom: str) -> bytes:
        """Return the content of a part of the package; nothing when there is no such part."""
        if nom not in self.noms_des_parties:
            return b""
        with zipfile.ZipFile(io.BytesIO(self._octets)) as archive:
            return archive.read(nom)

    def refuse(self, texte: str) -> ClasseurIllisible:
        """Make the error that says why this workbook cannot be read."""
        return ClasseurIllisible(f"Classeur « {self.nom} » : {texte}.")

    def has_table(self, nom: str, feuille: str) -> bool:
        """Tell whether a table, or the sheet that should hold it, is there."""
        return nom.casefold() in self.tableaux or feuille.casefold() in {nom.strip().casefold() for nom in self.feuilles}

    def get_feuille(self, attendue: str) -> str:
        """Return the real name of a sheet (case and outer spaces aside); raises ClasseurIllisible with the nearest one."""
        for feuille in self.feuilles:
            if feuille.strip().casefold() == attendue.casefold():
                return feuille
        connues = {feuille.nom for feuille in FEUILLES}
        proche = find_proche(attendue, (feuille for feuille in self.feuilles if feuille not in connues))
        conseil = f"une feuille « {proche} » existe : renommez-la" if proche else "rétablissez-la ou repartez du classeur maître"
        raise self.refuse(f"la feuille « {attendue} » est absente ; {conseil}")

    def list_rangs(self, feuille: str) -> Sequence[int]:
        """Return the numbers of the rows of a sheet that have cells, in order."""
        return tuple(self._colonnes(feuille))

    def list_colonnes(self, feuille: str, rang: int) -> Sequence[int]:
        """Return the numbers of the columns that have a cell on a row, in order."""
        return self._colonnes(feuille).get(rang, ())

    def list_fusions(self, feuille: str) -> Sequence[tuple[str, Bloc]]:
        """Return the merged ranges of a sheet, as written and as bounds."""
        plages = (str(plage) for plage in self._openpyxl[feuille].merged_cells.ranges)
        return [(plage, bloc) for plage in sorted(plages) if (bloc := _parse_bloc(plage))]

    def list_rangs_masques(self, feuille: str) -> frozenset[int]:
        """Return the numbers of the rows that a sheet does not show, by hand or by a filter."""
        return frozenset(rang for rang, aspect in self._openpyxl[feuille].row_dimensions.items() if aspect.hidden)

    def is_colonne_masquee(self, feuille: str, colonne: int) -> bool:
        """Tell whether a sheet does not show a column."""
        aspects = self._openpyxl[feuille].column_dimensions.values()
        return any(aspect.hidden and (aspect.min or 0) <= colonne <= (aspect.max or 0) for aspect in aspects)

    def list_noms(self) -> Sequence[tuple[str, str]]:
        """Return the defined names of the workbook, with what they stand for."""
        return [(nom, str(defini.value or "")) for nom, defini in self._openpyxl.defined_names.items()]

    def list_formules(self) -> Iterator[tuple[str, int, int, str]]:
        """Yield sheet, row, column and text of every formula."""
        for feuille, cellules in self._cellules.items():
            for (rang, colonne), cellule in cellules.items():
                if cellule.data_type == "f":
                    yield feuille, rang, colonne, _write_formule(cellule.value)

    def get_formule(self, feuille: str, rang: int, colonne: int) -> str:
        """Return the formula of a cell as the file writes it, « = » first; empty when it holds none."""
        cellule = self._cellules[feuille].get((rang, colonne))
        return _write_formule(cellule.value) if cellule is not None and cellule.data_type == "f" else ""

    def find_nom(self, nom: str) -> tuple[str, int, int] | None:
        """Return sheet, row and column of the cell that a defined name points at; None when it points nowhere."""
        for connu, defini in self._openpyxl.defined_names.items():
            if connu.casefold() == nom.casefold():
                for feuille, plage in _list_destinations(defini):
                    bloc = _parse_bloc(plage.replace("$", ""))
                    if bloc and feuille in self._cellules:
                        return feuille, bloc.haut, bloc.gauche
        return None

    def get_saisi(self, feuille: str, rang: int, colonne: int) -> Brut:
        """Return what was typed in a cell, as a header or a label; nothing of a formula, which would need a second load."""
        cellule = self._cellules[feuille].get((rang, colonne))
        return None if cellule is None or cellule.data_type == "f" else _clean(cellule.value, cellule.data_type)

    def get_brut(self, feuille: str, rang: int, colonne: int) -> Brut:
        """Return what a cell holds; of a formula, its value when the file was last calculated."""
        cellule = self._cellules[feuille].get((rang, colonne))
        if cellule is None:
            return None
        if cellule.data_type != "f":
            return _clean(cellule.value, cellule.data_type)
        calculee = self._valeurs[feuille].get((rang, colonne))
        # An empty text is a value (t="str"), no value at all is not.
        if calculee is None or (calculee.value is None and calculee.data_type != "str"):
            return SansValeur()
        return _clean(calculee.value, calculee.data_type)

    def _colonnes(self, feuille: str) -> Mapping[int, Sequence[int]]:
        if feuille not in self._colonnes_par_rang:
            par_rang: dict[int, list[int]] = {}
            for rang, colonne in sorted(self._cellules[feuille]):
                par_rang.setdefault(rang, []).append(colonne)
            self._colonnes_par_rang[feuille] = par_rang
        return self._colonnes_par_rang[feuille]

    @cached_property
    def _valeurs(self) -> Mapping[str, Mapping[tuple[int, int], Any]]:
        """Cells with computed values: a second load, made only when an input column holds a formula."""
        return {feuille.title: feuille._cells for feuille in _load(self.nom, self._octets, valeurs=True).worksheets}  # noqa: SLF001


def open_classeur(chemin: Path) -> tuple[Classeur, bytes]:
    """Open a workbook for reading and return its bytes too; raises ClasseurIllisible."""
    octets = read_octets(chemin)
    return Classeur(chemin.name, octets), octets


def _load(nom: str, octets: bytes, *, valeurs: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of all it would lose in writing; nothing is written here
            return load_workbook(io.BytesIO(octets), data_only=valeurs, keep_links=False)
    except Exception as erreur:  # on a damaged file openpyxl raises anything from KeyError to AttributeError
        raise ClasseurIllisible(
            f"Classeur « {nom} » : son contenu est abîmé ; ouvrez-le dans Excel, acceptez la réparation et enregistrez-le à nouveau."
        ) from erreur


def _is_filtre(filtre: Any) -> bool:
    return filtre is not None and bool(filtre.filterColumn)


def _write_formule(valeur: Any) -> str:
    # An array formula is an object; a data table (« what if ») has no text.
    return str(valeur if isinstance(valeur, str) else getattr(valeur, "text", None) or "=")


def _list_destinations(nom: Any) -> Sequence[tuple[str, str]]:
    try:
        return tuple(nom.destinations)
    except (AttributeError, TokenizerError):  # openpyxl, of a name that is neither a range nor a constant
        return ()


def _parse_bloc(plage: str) -> Bloc | None:
    try:
        bornes = range_boundaries(plage)
    except (ValueError, TypeError):
        return None
    gauche, haut, droite, bas = bornes
    if gauche is None or haut is None or droite is None or bas is None:  # a whole row or column
        return None
    return Bloc(haut, gauche, bas, droite)


def _clean(valeur: Any, genre: str) -> Brut:
    if genre == "e":
        return ErreurExcel(ERREURS_EN_FRANCAIS.get(str(valeur), str(valeur)))
    if isinstance(valeur, str):
        return _SIGNE_ECHAPPE.sub(lambda trouve: chr(int(trouve[1], 16)), valeur) if "_x" in valeur else valeur
    if isinstance(valeur, datetime):
        return valeur.date()
    if isinstance(valeur, int) and abs(valeur) > ENTIER_MAXIMUM:
        return math.inf  # no spreadsheet holds it, only a hostile file
    brut: Brut = valeur
    return brut
