"""What a macro asks of the program that runs it, beyond writing cells; one class per host.

``bureau`` is Excel on this computer, ``serveur`` is Excel's client of xlwings Server.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from udfs.actions.plan import Fichiers
from udfs.actions.vue import Vue


class Hote(Protocol):
    """The host of one run."""

    @property
    def utilisateur(self) -> str:
        """Who runs the macro, for the journal."""

    def copy_classeur(self, vue: Vue, dossier: Path) -> Path:
        """Write a copy of the open workbook, as it is on the screen, for the reader; return its path."""

    def keep_copie(self, quand: datetime) -> None:
        """Keep a dated copy beside the workbook before it changes."""

    def ask(self, macro: str, texte: str) -> bool | None:
        """Ask for a yes; None when the host starts the macro again once it has it."""

    def tell(self, texte: str, *, grave: bool = False) -> None:
        """Say a sentence to the officer."""

    def work(self) -> AbstractContextManager[None]:
        """Keep the screen still while the workbook changes; put everything back whatever happens."""

    def show_progres(self, texte: str) -> None:
        """Say how far the work is."""

    def protect(self, feuille: str, *, oui: bool) -> None:
        """Lift the protection of a sheet that people do not type on, or put it back."""

    def clear_liens(self, feuille: str, adresse: str) -> None:
        """Take away the links that hang on cells."""

    def clear_contenu(self, feuille: str, adresse: str) -> None:
        """Empty cells, not their look, whatever follows them."""

    def insert_feuilles(self, contenu: bytes, feuilles: Iterable[str]) -> None:
        """Put sheets of a workbook at the end of the open one, in this order."""

    def recalculate(self) -> None:
        """Compute every formula again."""

    def deliver(self, fichiers: Fichiers) -> str:
        """Hand files over; return the sentence that says where they are."""
