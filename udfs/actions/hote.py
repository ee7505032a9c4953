"""What a macro asks of the program that runs it, beyond writing cells; one class per host.

``bureau`` is Excel on this computer, ``serveur`` is Excel's client of xlwings Server, ``udfs.libreoffice.hote`` is LibreOffice;
``poste`` holds what the first and the last have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from udfs.actions.copie import Copie
from udfs.actions.plan import Fichiers, Source
from udfs.actions.vue import Selection, Vue

TITRE = "DPID"  # of the boxes


class Hote(Protocol):
    """The host of one run, and the workbook that it runs on: an xlwings Book, or what has the few members of one that are used."""

    book: Any
    sur_disque: bool  # whether exported files stay on this computer, where the workbook can name them

    @property
    def utilisateur(self) -> str:
        """Who runs the macro, for the journal."""

    def now(self) -> datetime:
        """Return the officer's own time, which has no zone, as that of a workbook."""

    def read_selection(self) -> Selection | None:
        """Return the rows that are selected and seen; None when what is selected is not cells."""

    def copy_classeur(self, vue: Vue, dossier: Path) -> Copie:
        """Give the reader the open workbook as it is on the screen; a copy goes in ``dossier``."""

    def find_dossier(self) -> Path | None:
        """Return the folder of the workbook; None when it is in none of this computer."""

    def keep_copie(self, quand: datetime) -> Path | None:
        """Keep a dated copy beside the workbook before it changes; return where, None when the setting or the host keeps none."""

    def ask(self, macro: str, texte: str) -> bool | None:
        """Ask for a yes; None when the host starts the macro again once it has an answer."""

    def choose_fichier(self, titre: str, extensions: Sequence[str]) -> Path | None:
        """Ask for a file of one of these kinds; None when none is chosen. Raises MacroRefusee where none can be given."""

    def choose_dossier(self, titre: str) -> Path | None:
        """Ask for a folder; None when none is chosen. Raises MacroRefusee where none can be given."""

    def tell(self, texte: str, *, grave: bool = False) -> None:
        """Say a sentence to the officer."""

    def note_erreur(self, macro: str, erreur: BaseException, quand: datetime) -> str:
        """Note an unforeseen error; return what the officer gives whoever mends it, as the end of a sentence."""

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

    def add_rangees(self, table: Any, nombre: int) -> None:
        """Add rows at the end of a table of the workbook, with formulas and formats."""

    def insert_feuilles(self, sources: Sequence[Source]) -> None:
        """Put sheets of workbooks into the open one, in this order: all of them, or none when one cannot be put in."""

    def recalculate(self) -> None:
        """Compute every formula again."""

    def deliver(self, fichiers: Fichiers) -> str:
        """Hand files over; return the sentence that says where they are."""


def follow(fichiers: Fichiers, show_progres: Callable[[str], None]) -> Iterator[tuple[str, bytes]]:
    """Make files one by one, saying how far it is."""
    for rang, fichier in enumerate(fichiers.produire(), 1):
        show_progres(f"fichier {rang} / {fichiers.nombre}")
        yield fichier
