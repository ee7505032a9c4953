"""What the commands print, readable on a terminal of 60 columns as on one of 200: no amount, cell or code is ever cut.

>>> from io import StringIO
>>> sortie = StringIO()
>>> print_tableau(("Cellule", "Constat"), [("M7", "Ce montant est à corriger.")], 1, largeur=24, fichier=sortie)
>>> print(sortie.getvalue(), end="")
M7
  Ce montant est à
  corriger.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import zip_longest
from typing import IO, TYPE_CHECKING

from dpid_xl.classes import dataclass
from dpid_xl.typographie import compose_typographie

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_CADRE, _ENTRE = 1, 3  # what a table draws at its left, then around the text of each column
_LARGEUR_MINIMALE = 30  # of the column that takes the room that is left: narrower, a table is no longer read
_LARGEUR_MAXIMALE = 120  # of a sentence: the eye loses a longer line
_RETRAIT = "  "


@dataclass(frozen=True)
class _Tableau:
    entetes: Sequence[str]
    rangees: Sequence[Sequence[str]]
    souple: int
    droite: Collection[int] = ()
    couleurs: Mapping[str, str] = field(default_factory=dict)

    def compute_reste(self, largeur: int) -> int:
        """Return the room that the other columns leave to the one that takes what is left; 0 when its longest word has not enough."""
        fixes = [max(map(len, colonne)) for colonne in zip(self.entetes, *self.rangees, strict=True)]
        reste = largeur - _CADRE - _ENTRE * len(fixes) - sum(fixes) + fixes[self.souple]
        mots = (mot for rangee in self.rangees for mot in rangee[self.souple].split(" "))
        return reste if max(_LARGEUR_MINIMALE, *map(len, mots)) <= reste else 0

    def print_table(self, console: Console, reste: int) -> None:
        """Print the rows side by side under their headers.

        The library lends its signs: left to draw the table, it would measure and cut once more what is measured and cut here.
        """
        from rich.box import HEAVY_HEAD
        from rich.cells import cell_len
        from rich.text import Text

        cadre = HEAVY_HEAD.substitute(console.options, safe=console.safe_box)
        entetes, *rangees = [
            [(wrap(texte, reste) if rang == self.souple else texte).split("\n") for rang, texte in enumerate(rangee)]
            for rangee in (self.entetes, *self.rangees)
        ]
        largeurs = [max(cell_len(ligne) for cellule in colonne for ligne in cellule) for colonne in zip(entetes, *rangees, strict=True)]
        pleines = [largeur + 2 for largeur in largeurs]

        def write_rangee(rangee: Sequence[Sequence[str]], bord: str, *styles: str) -> Iterator[tuple[str, str]]:
            for mots in zip_longest(*rangee, fillvalue=""):
                for rang, (mot, largeur, style) in enumerate(zip(mots, largeurs, styles, strict=True)):
                    blancs = " " * (largeur - cell_len(mot))
                    yield bord, ""
                    yield (f" {blancs}{mot} " if rang in self.droite else f" {mot}{blancs} "), style
                yield f"{bord}\n", ""

        sans_style = [""] * (len(largeurs) - 1)
        morceaux: list[tuple[str, str]] = [(f"{cadre.get_top(pleines)}\n", "")]
        morceaux += write_rangee(entetes, cadre.head_left, *["table.header"] * len(largeurs))
        morceaux.append((f"{cadre.get_row(pleines, 'head')}\n", ""))
        for rangee, (premier, *_autres) in zip(rangees, self.rangees, strict=True):
            morceaux += write_rangee(rangee, cadre.mid_left, self.couleurs.get(premier, ""), *sans_style)
        console.print(Text.assemble(*morceaux, cadre.get_bottom(pleines)), soft_wrap=True)

    def print_fiches(self, console: Console) -> None:
        """Print each row on its own: what stands before the long text, the text, then the other columns by name."""
        for rangee in self.rangees:
            titre, texte = " · ".join(filter(None, rangee[: self.souple])), rangee[self.souple]
            suite = [f"{self.entetes[rang]}\xa0: {rangee[rang]}" for rang in range(self.souple + 1, len(rangee)) if rangee[rang]]
            marge = _RETRAIT if titre else ""
            if titre:
                console.print(self._color(wrap(titre, console.width), rangee[0]))
            for ligne in (*wrap(texte, min(console.width, _LARGEUR_MAXIMALE), marge).splitlines(), *(_RETRAIT + ligne for ligne in suite)):
                console.print(ligne, markup=False, soft_wrap=True)

    def _color(self, texte: str, mot: str) -> Text:
        """Colour the first word of a row."""
        from rich.text import Text

        montre = Text(texte)
        montre.stylize(self.couleurs.get(mot, ""), 0, len(mot))
        return montre


def print_tableau(
    entetes: Sequence[str],
    rangees: Iterable[Sequence[str]],
    souple: int,
    *,
    droite: Collection[int] = (),
    couleurs: Mapping[str, str] | None = None,
    largeur: int | None = None,
    fichier: IO[str] | None = None,
) -> None:
    """Print rows as a table whose column ``souple`` takes the room that is left, or one under the other where there is not enough.

    ``droite``: the columns of figures; ``couleurs``: those of the words of the first column; ``largeur``: None for the terminal's.
    """
    from rich.console import Console  # here: the help has no need of it

    tableau = _Tableau(entetes, [tuple(map(compose_typographie, rangee)) for rangee in rangees], souple, droite, couleurs or {})
    console = Console(file=fichier, width=largeur, highlight=False)
    if not tableau.rangees:
        return
    if reste := tableau.compute_reste(console.width):
        tableau.print_table(console, min(reste, _LARGEUR_MAXIMALE))
    else:
        tableau.print_fiches(console)


def say(texte: str, *, erreur: bool = False) -> None:
    """Print a sentence: cut between words on a terminal, in one piece where a program reads it."""
    flux = sys.stderr if erreur else sys.stdout
    flux.write((wrap(texte, shutil.get_terminal_size().columns) if flux.isatty() else compose_typographie(texte)) + "\n")


def echo(texte: str, *, erreur: bool = False) -> None:
    """Print a sentence in one piece even on a terminal: it names a file, which somebody may copy."""
    (sys.stderr if erreur else sys.stdout).write(compose_typographie(texte) + "\n")


def wrap(texte: str, largeur: int, marge: str = "") -> str:
    """Cut a text into lines at its ordinary spaces: rich cuts at the no-break ones too, in the middle of an amount.

    Lines of its own stay; a sign that goes with the word beside it stays with it.
    """
    lignes = (
        textwrap.wrap(ligne, largeur, break_on_hyphens=False, break_long_words=False, initial_indent=marge, subsequent_indent=marge)
        for ligne in compose_typographie(texte).splitlines()
    )
    return "\n".join("\n".join(ligne) for ligne in lignes)


class _Flux(io.FileIO):
    """The standard output, when it is not a terminal: what reads it may stop (« | head »), and the command goes on to its end."""

    def write(self, octets: object) -> int:
        try:
            return super().write(octets)  # type: ignore[arg-type]
        except OSError as erreur:
            if erreur.errno not in (errno.EPIPE, errno.EINVAL):  # what Windows calls a broken pipe
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return len(octets)  # type: ignore[arg-type]


def open_sorties() -> None:
    """Make the two outputs write any letter, and the first one outlive whatever reads it."""
    sortie = sys.stdout
    if isinstance(sortie, io.TextIOWrapper) and sortie is sys.__stdout__ and not sortie.isatty():
        sortie.flush()
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Flux(sortie.fileno(), "wb", closefd=False)))
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may be cp1252
