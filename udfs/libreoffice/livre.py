"""A Calc document with the few members of an xlwings ``Book`` that the macros use.

Calc's tables are database ranges. A protected sheet is opened for the time of one write by taking its protection off and undoing
just that: Calc's own « protect » would forget what the protection allows (sort, filter).

>>> to_formule_calc('=SUMIFS(tblE[A],tblE[B],[@B])&HYPERLINK("a,b","c")', "tblC")
'=SUMIFS(tblE[A];tblE[B];tblC[[#This Row];[B]])&HYPERLINK("a,b";"c")'
>>> to_formule_calc("=[@[Montant décidé]]*2", "tblC")
'=tblC[[#This Row];[Montant décidé]]*2'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dpid_xl.cellules import INSTANT_ZERO
from dpid_xl.reperes import get_column_letter, range_boundaries

# com.sun.star.sheet.CellFlags and com.sun.star.util.NumberFormat
VALEUR, DATE, TEXTE, FORMULE = 1, 2, 4, 16
FORMAT_DATE, FORMAT_LOGIQUE = 2, 1024
EN_ERREUR = 4  # com.sun.star.sheet.FormulaResult
FORMATS = {"General": 0}
ERREURS = {501: "#VALUE!", 502: "#VALUE!", 503: "#NUM!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}

_MORCEAU = re.compile(r'"(?:[^"]|"")*"|\[@(?:\[[^\]]*\]|[^\]]*)\]|\[[^\]]*\]|,')


def to_formule_calc(formule: str, table: str) -> str:
    """Write an Excel formula as Calc's own interface reads it; ``table`` is that of its cell, which « [@…] » means."""

    def rewrite(trouve: re.Match[str]) -> str:
        morceau = trouve[0]
        if morceau == ",":
            return ";"
        return f"{table}[[#This Row];[{morceau[2:-1].strip('[]')}]]" if morceau.startswith("[@") else morceau

    return _MORCEAU.sub(rewrite, formule)


class Livre:
    """The document; what it gives has the names and the meanings of xlwings."""

    def __init__(self, document: Any) -> None:
        self.document = document

    @property
    def app(self) -> SimpleNamespace:
        """When formulas are computed, as xlwings says it."""
        return SimpleNamespace(calculation="automatic" if self.document.isAutomaticCalculationEnabled() else "manual")

    @property
    def fullname(self) -> str:
        """Its path; an URL when it is not a file of this computer, empty when it was never saved."""
        url = str(self.document.URL)
        if not url.startswith("file:"):
            return url
        import uno

        return str(uno.fileUrlToSystemPath(url))

    @property
    def name(self) -> str:
        """The name of its file, else its title."""
        return Path(self.fullname).name or str(self.document.Title)

    @property
    def sheets(self) -> _Feuilles:
        """Its sheets, by name or one after the other."""
        return _Feuilles(self)

    @property
    def names(self) -> list[SimpleNamespace]:
        """The cells that have a name, as Excel writes them."""
        cellules = {str(nom.Name): nom.getReferredCells() for nom in _list_elements(self.document.NamedRanges)}
        return [SimpleNamespace(name=nom, refers_to=_write_reference(plage)) for nom, plage in cellules.items() if plage is not None]

    def list_bases(self) -> list[Any]:
        """Return the tables: what UNO calls database ranges."""
        return _list_elements(self.document.DatabaseRanges)


class _Feuilles:
    def __init__(self, livre: Livre) -> None:
        self._livre = livre

    def __getitem__(self, nom: str) -> _Feuille:
        return _Feuille(self._livre, self._livre.document.Sheets.getByName(nom))

    def __iter__(self) -> Iterator[_Feuille]:
        return (_Feuille(self._livre, feuille) for feuille in _list_elements(self._livre.document.Sheets))


class _Feuille:
    def __init__(self, livre: Livre, uno_feuille: Any) -> None:
        self.livre = livre
        self.uno = uno_feuille

    @property
    def name(self) -> str:
        return str(self.uno.Name)

    @property
    def tables(self) -> _Tables:
        return _Tables(self)

    @property
    def used_range(self) -> _Plage:
        curseur = self.uno.createCursor()
        curseur.gotoEndOfUsedArea(False)  # noqa: FBT003 (UNO has no keywords)
        return self.range((1, 1), (curseur.RangeAddress.EndRow + 1, curseur.RangeAddress.EndColumn + 1))

    def range(self, haut_gauche: str | tuple[int, int], bas_droite: tuple[int, int] | None = None) -> _Plage:
        """Return cells, by address or by row and column from 1."""
        if isinstance(haut_gauche, str):
            bornes = range_boundaries(haut_gauche.replace("$", ""))
        else:
            (haut, gauche), (bas, droite) = haut_gauche, bas_droite or haut_gauche
            bornes = (gauche, haut, droite, bas)
        gauche, haut, droite, bas = (int(borne or 1) - 1 for borne in bornes)
        return _Plage(self, self.uno.getCellRangeByPosition(gauche, haut, droite, bas))

    def activate(self) -> None:
        self.livre.document.CurrentController.setActiveSheet(self.uno)

    @property
    def visible(self) -> bool:
        """Whether its tab is seen."""
        return bool(self.uno.IsVisible)

    @visible.setter
    def visible(self, oui: bool) -> None:
        self.uno.IsVisible = oui

    def delete(self) -> None:
        self.livre.document.Sheets.removeByName(self.name)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let a protected sheet be written on; its protection comes back with all that it allows: Calc keeps it aside.

        What is written is not noted to be undone, as far as Calc holds to it: the first computing after a workbook is opened may.
        """
        if not self.uno.isProtected():
            yield
            return
        annulations = self.livre.document.UndoManager
        annulations.lock()
        self.uno.unprotect("")
        try:
            yield
        finally:
            self.uno.protect("")
            annulations.unlock()


class _Tables:
    def __init__(self, feuille: _Feuille) -> None:
        rang = feuille.uno.RangeAddress.Sheet
        bases = [base for base in feuille.livre.list_bases() if base.DataArea.Sheet == rang]
        self._tables = {str(base.Name): _Table(feuille, base) for base in bases}

    def __iter__(self) -> Iterator[_Table]:
        return iter(self._tables.values())

    def __getitem__(self, nom: str) -> _Table:
        return self._tables[nom]


class _Table:
    """A table, headers included."""

    def __init__(self, feuille: _Feuille, base: Any) -> None:
        self._feuille = feuille
        self._base = base
        self.name = str(base.Name)

    @property
    def range(self) -> _Plage:
        zone = self._base.DataArea
        return self._feuille.range((zone.StartRow + 1, zone.StartColumn + 1), (zone.EndRow + 1, zone.EndColumn + 1))

    def resize(self, plage: _Plage) -> None:
        """Give it other cells; below its last row, the new ones look like it."""
        avant, apres = self._base.DataArea, plage.uno.RangeAddress
        self._base.DataArea = apres
        if apres.EndRow > avant.EndRow:
            self._fill(avant.EndRow, apres.EndRow, FORMULE | VALEUR | DATE | TEXTE)

    def add(self, nombre: int) -> None:
        """Add rows: the formulas and the look of the last one, its inputs left out."""
        zone = self._base.DataArea
        dernier, zone.EndRow = zone.EndRow, zone.EndRow + nombre
        self._base.DataArea = zone
        self._fill(dernier, zone.EndRow, VALEUR | DATE | TEXTE)

    def _fill(self, modele: int, jusqua: int, vides: int) -> None:
        zone = self._base.DataArea
        cellules = self._feuille.uno.getCellRangeByPosition

        with self._feuille.open():
            source = cellules(zone.StartColumn, modele, zone.EndColumn, modele).RangeAddress
            for rang in range(modele + 1, jusqua + 1):
                self._feuille.uno.copyRange(self._feuille.uno.getCellByPosition(zone.StartColumn, rang).CellAddress, source)
            cellules(zone.StartColumn, modele + 1, zone.EndColumn, jusqua).clearContents(vides)


class _Plage:
    def __init__(self, feuille: _Feuille, uno_plage: Any) -> None:
        self._feuille = feuille
        self.uno = uno_plage
        self.row, self.column = int(uno_plage.RangeAddress.StartRow) + 1, int(uno_plage.RangeAddress.StartColumn) + 1

    @property
    def last_cell(self) -> _Plage:
        zone = self.uno.RangeAddress
        return self._feuille.range((zone.EndRow + 1, zone.EndColumn + 1))

    @property
    def address(self) -> str:
        return _write_adresse(self.uno.RangeAddress)

    def options(self, **_options: Any) -> _Plage:
        """Do nothing: values are always rows, errors always texts."""
        return self

    @property
    def value(self) -> list[list[Any]]:
        """Values row by row: numbers, texts, dates, truth values; None for an empty cell."""
        valeurs: list[list[Any]] = [[None if cellule == "" else cellule for cellule in rangee] for rangee in self.uno.getDataArray()]
        for zone, type_ in self._list_formats():
            for rang, colonne in _walk(zone, self.uno.RangeAddress):
                nombre = valeurs[rang][colonne]
                if isinstance(nombre, float):
                    valeurs[rang][colonne] = _to_python(nombre, type_)
        for zone in self.uno.queryFormulaCells(EN_ERREUR).RangeAddresses:
            for rang, colonne in _walk(zone, self.uno.RangeAddress):
                valeurs[rang][colonne] = ERREURS.get(self.uno.getCellByPosition(colonne, rang).getError(), "#VALUE!")
        return valeurs

    @value.setter
    def value(self, valeurs: list[list[Any]]) -> None:
        with self._feuille.open():
            self.uno.setDataArray(tuple(tuple(_to_calc(valeur) for valeur in rangee) for rangee in valeurs))
            for colonne in range(len(valeurs[0])):
                for rang, bas in _list_suites([rangee[colonne] for rangee in valeurs]):
                    table = self._find_table(self.uno.getCellByPosition(colonne, rang).CellAddress)
                    formules = tuple((to_formule_calc(rangee[colonne], table),) for rangee in valeurs[rang : bas + 1])
                    self.uno.getCellRangeByPosition(colonne, rang, colonne, bas).setFormulaArray(formules)

    def _set_format(self, nom: str) -> None:
        with self._feuille.open():
            self.uno.NumberFormat = FORMATS[nom]

    number_format = property(fset=_set_format)  # the macros read none

    def clear_contents(self) -> None:
        """Empty the cells, not their look nor their notes."""
        with self._feuille.open():
            self.uno.clearContents(VALEUR | DATE | TEXTE | FORMULE)

    @property
    def rows(self) -> _Plage:
        """Itself, as far as the macros go."""
        return self

    def autofit(self) -> None:
        """Give its rows the height of what they hold."""
        with self._feuille.open():
            self.uno.Rows.OptimalHeight = True

    def select(self) -> None:
        self._feuille.livre.document.CurrentController.select(self.uno)

    def _list_formats(self) -> Iterator[tuple[Any, int]]:
        """Yield the ranges whose numbers are dates or truth values, with the type of their format."""
        formats = self._feuille.livre.document.NumberFormats
        for plages in _list_elements(self.uno.getUniqueCellFormatRanges()):
            type_ = formats.getByKey(plages.NumberFormat).Type
            if type_ & (FORMAT_DATE | FORMAT_LOGIQUE):
                yield from ((zone, type_) for zone in plages.RangeAddresses)

    def _find_table(self, cellule: Any) -> str:
        for base in self._feuille.livre.list_bases():
            zone = base.DataArea
            dedans = zone.StartRow <= cellule.Row <= zone.EndRow and zone.StartColumn <= cellule.Column <= zone.EndColumn
            if zone.Sheet == cellule.Sheet and dedans:
                return str(base.Name)
        return ""


def _list_suites(valeurs: list[Any]) -> Iterator[tuple[int, int]]:
    """Yield the first and last places of each run of formulas."""
    formules = [isinstance(valeur, str) and valeur.startswith("=") for valeur in valeurs]
    for est_formule, suite in groupby(range(len(valeurs)), key=formules.__getitem__):
        rangs = list(suite)
        if est_formule:
            yield rangs[0], rangs[-1]


def _list_elements(groupe: Any) -> list[Any]:
    """Return the elements of what UNO indexes."""
    return [groupe.getByIndex(rang) for rang in range(groupe.Count)]


def _write_adresse(zone: Any) -> str:
    """Write a UNO address as Excel does."""
    debut, fin = (
        f"${get_column_letter(colonne + 1)}${rang + 1}"
        for colonne, rang in ((zone.StartColumn, zone.StartRow), (zone.EndColumn, zone.EndRow))
    )
    return debut if debut == fin else f"{debut}:{fin}"


def _write_reference(plage: Any) -> str:
    feuille = str(plage.getSpreadsheet().Name).replace("'", "''")
    return f"='{feuille}'!{_write_adresse(plage.RangeAddress)}"


def _walk(zone: Any, cadre: Any) -> Iterator[tuple[int, int]]:
    for rang in range(zone.StartRow - cadre.StartRow, zone.EndRow - cadre.StartRow + 1):
        for colonne in range(zone.StartColumn - cadre.StartColumn, zone.EndColumn - cadre.StartColumn + 1):
            yield rang, colonne


def _to_python(valeur: float, type_: int) -> Any:
    return bool(valeur) if type_ & FORMAT_LOGIQUE else INSTANT_ZERO + timedelta(days=valeur)


def _to_calc(valeur: Any) -> Any:
    match valeur:
        case None:
            return ""
        case str():
            return "" if valeur.startswith("=") else valeur.removeprefix("'")
        case datetime():
            return (valeur - INSTANT_ZERO) / timedelta(days=1)
        case _:
            return float(valeur)
