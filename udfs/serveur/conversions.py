"""Cells as Excel's client writes them in JSON, to and from what the functions take and give.

xlwings' own conversion asks, for each of the 40 000 cells of a column formula, whether it comes from Pyodide (a failed import,
90 µs in 0.37.8) and, for each result, whether pandas takes it for missing. Here a cell is known by its exact type.

>>> read_cellule(80), read_cellule(""), read_cellule({"type": "Error", "errorType": "Div0", "basicValue": "#DIV/0!"})
(80.0, None, '#DIV/0!')
>>> make_resultat(6400.0, {"runtime": "1.4"}), make_resultat("#VALUE!", {"runtime": "1.4"})
(6400.0, {'type': 'Error', 'errorType': 'Value'})
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from xlwings.conversion import Accessor, Pipeline

from dpid_xl.cellules import JOUR_ZERO, Cellule
from udfs.cellules import ERREUR, ErreurCellule

Json = Any  # what ``json.loads`` gives for a cell

VERSION_DES_TYPES = (1, 4)  # version of Excel's custom functions from which a cell's error or date can be sent as such


class ArgumentRecu(Accessor):
    """Reads an argument: an error is its text and never an empty cell, a whole number is a float as in desktop Excel."""

    @classmethod
    def reader(cls, options: Mapping[str, Any]) -> Pipeline:
        """Return xlwings' pipeline for the options of an argument."""
        return Pipeline([_read_plage if options.get("ndim") else _read_argument])


class ResultatEnvoye(Accessor):
    """Writes a result: a spilled error is an error and never a text that a sum would skip."""

    @classmethod
    def writer(cls, options: Mapping[str, Any]) -> Pipeline:
        """Return xlwings' pipeline for the options of a result, which hold the client's version and date format."""

        def write(contexte: Any) -> None:
            valeur = contexte.value
            rangees = valeur if isinstance(valeur, (list, tuple)) else [[valeur]]
            contexte.value = [[make_resultat(cellule, options) for cellule in rangee] for rangee in rangees]

        return Pipeline([write])


def read_cellule(cellule: Json) -> Cellule:
    """Return the value of a cell; a cell with a format or a data type is its basic value."""
    if type(cellule) is str:
        return cellule or None
    if type(cellule) is int:
        return float(cellule)
    if isinstance(cellule, dict):
        return read_cellule(cellule.get("basicValue", ERREUR))
    return cellule


def make_resultat(cellule: Cellule, options: Mapping[str, Any]) -> Json:
    """Return the JSON of a cell; raises ErreurCellule when this Excel cannot show an error in one cell of a column."""
    if type(cellule) is float:
        return cellule if math.isfinite(cellule) else _write_erreur(options)
    if cellule is None:
        return ""
    if cellule == ERREUR:
        return _write_erreur(options)
    return _write_date(cellule, options) if isinstance(cellule, date) else cellule


def forget_pyodide() -> None:
    """Make ``from pyodide.ffi import …``, which xlwings tries for each argument, fail at once outside a browser.

    ``None`` in ``sys.modules`` is Python's own way to say that a module is not there: xlwings gets the ImportError it expects.
    """
    if sys.platform != "emscripten":
        sys.modules.setdefault("pyodide.ffi", None)  # type: ignore[arg-type]  # typeshed leaves None out


def _read_argument(contexte: Any) -> None:
    valeur = contexte.value  # xlwings has already taken a single cell out of its range
    contexte.value = _read_rangees(valeur) if isinstance(valeur, list) else read_cellule(valeur)


def _read_plage(contexte: Any) -> None:
    valeur = contexte.value
    contexte.value = _read_rangees(valeur if isinstance(valeur, list) else [valeur])


def _read_rangees(valeur: list[Json]) -> list[list[Cellule]]:
    rangees = valeur if isinstance(valeur[0], list) else [valeur]
    # Most of the 40 000 cells of a column formula are numbers, which JavaScript writes without their decimals.
    return [[float(cellule) if type(cellule) is int else read_cellule(cellule) for cellule in rangee] for rangee in rangees]


def _write_erreur(options: Mapping[str, Any]) -> Json:
    if not _has_types(options):
        raise ErreurCellule("au moins une ligne est fautive, et cette version d'Excel ne sait pas dire laquelle")
    return {"type": "Error", "errorType": "Value"}


def _write_date(jour: date, options: Mapping[str, Any]) -> Json:
    serie = float(jour.toordinal() - JOUR_ZERO.toordinal())
    if options.get("date_format") is None or not _has_types(options):
        return serie
    return {"type": "FormattedNumber", "basicValue": serie, "numberFormat": options["date_format"]}


def _has_types(options: Mapping[str, Any]) -> bool:
    majeure, _, mineure = str(options["runtime"]).partition(".")
    return (int(majeure), int(mineure or 0)) >= VERSION_DES_TYPES
