"""The macros of the workbook: what buttons and ribbon start, on Excel's own host or on xlwings Server's.

``RunPython "import xlwings as xw, udfs.macros as m; m.controler(xw.Book.caller())"`` runs one on the desktop. They are declared in
``udfs.actions.registre``; what they do is in ``udfs.actions``.

>>> from udfs.actions.registre import MACROS
>>> set(__all__) == {macro.nom for macro in MACROS}
True
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from udfs.actions.bureau import Bureau
from udfs.actions.execution import run

__all__ = [
    "actualiser",
    "ajouter_ligne",
    "ajouter_structure",
    "controler",
    "exporter_calendrier",
    "exporter_echeancier",
    "exporter_lignes_csv",
    "exporter_lignes_xlsx",
    "exporter_pdf",
    "exporter_pdf_selection",
    "exporter_rapport",
    "exporter_word",
    "exporter_word_selection",
    "generer_conventions",
    "generer_conventions_selection",
    "supprimer_conventions",
]

Book = Any  # xlwings.Book, on any engine


def controler(book: Book) -> None:
    """Run all the controls, fill « Contrôles », colour the cells concerned."""
    _run("controler", book)


def generer_conventions(book: Book) -> None:
    """Write a sheet per convention at the end of the workbook."""
    _run("generer_conventions", book)


def generer_conventions_selection(book: Book) -> None:
    """Write the sheets of the structures whose rows are selected."""
    _run("generer_conventions_selection", book)


def supprimer_conventions(book: Book) -> None:
    """Take the generated sheets out again."""
    _run("supprimer_conventions", book)


def exporter_pdf(book: Book) -> None:
    """Write the conventions as PDF."""
    _run("exporter_pdf", book)


def exporter_word(book: Book) -> None:
    """Write the conventions as Word documents."""
    _run("exporter_word", book)


def exporter_pdf_selection(book: Book) -> None:
    """Write as PDF the conventions of the structures whose rows are selected."""
    _run("exporter_pdf_selection", book)


def exporter_word_selection(book: Book) -> None:
    """Write as Word documents the conventions of the structures whose rows are selected."""
    _run("exporter_word_selection", book)


def exporter_lignes_csv(book: Book) -> None:
    """Write the lines as CSV."""
    _run("exporter_lignes_csv", book)


def exporter_lignes_xlsx(book: Book) -> None:
    """Write the lines as a plain workbook."""
    _run("exporter_lignes_xlsx", book)


def exporter_echeancier(book: Book) -> None:
    """Write the payments as a plain workbook."""
    _run("exporter_echeancier", book)


def exporter_calendrier(book: Book) -> None:
    """Write what falls due as a calendar."""
    _run("exporter_calendrier", book)


def exporter_rapport(book: Book) -> None:
    """Write the state of the controls."""
    _run("exporter_rapport", book)


def ajouter_ligne(book: Book) -> None:
    """Prepare a row of Annexe 5."""
    _run("ajouter_ligne", book)


def ajouter_structure(book: Book) -> None:
    """Prepare a row of the register."""
    _run("ajouter_structure", book)


def actualiser(book: Book) -> None:
    """Compute every formula again."""
    _run("actualiser", book)


def _run(nom: str, book: Book) -> None:
    run(nom, book, Bureau(book), datetime.now())  # noqa: DTZ005 (the officer's own clock; the only place it is read)
