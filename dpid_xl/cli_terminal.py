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
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, TypeVar

import typer

from dpid_xl.classes import dataclass
from dpid_xl.typographie import compose_typographie

_CADRE, _ENTRE = 1, 3  # what a table draws at its left, then around the text of each column
_HAUT, _SOUS_LA_TETE, _BAS = tuple("┏━┳┓"), tuple("┡━╇┩"), tuple("└─┴┘")  # the rules of a table: left, line, crossing, right
_TETE, _CORPS = "┃", "│"  # what stands around the columns, of its headers and of its rows
_GRAS, ROUGE = MappingProxyType({"bold": True}), MappingProxyType({"fg": "red", "bold": True})
JAUNE, VERT = MappingProxyType({"fg": "yellow"}), MappingProxyType({"fg": "green"})
_SANS_COULEUR = ("dumb", "unknown")  # terminals that have none, and say so
_LARGEUR_MINIMALE = 30  # of the column that takes the room that is left: narrower, a table is no longer read
_LARGEUR_D_UN_FICHIER = 80  # of what is printed where no terminal is
_LARGEUR_MAXIMALE = 120  # of a sentence: the eye loses a longer line
_RETRAIT = "  "
SORTIE = "Ce que dit la commande ne peut pas être écrit"
_T = TypeVar("_T")


@dataclass(frozen=True)
class _Tableau:
    entetes: Sequence[str]
    rangees: Sequence[Sequence[str]]
    souple: int
    droite: Collection[int] = ()
    couleurs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def compute_reste(self, largeur: int) -> int:
        """Return the room that the other columns leave to the one that takes what is left; 0 when its longest word has not enough."""
        fixes = [max(map(len, colonne)) for colonne in zip(self.entetes, *self.rangees, strict=True)]
        reste = largeur - _CADRE - _ENTRE * len(fixes) - sum(fixes) + fixes[self.souple]
        mots = (mot for rangee in self.rangees for mot in rangee[self.souple].split(" "))
        return reste if max(_LARGEUR_MINIMALE, *map(len, mots)) <= reste else 0

    def write_table(self, reste: int) -> str:
        """Write the rows side by side under their headers, in the frame of the library that draws the commands' help."""
        entetes, *rangees = [
            [(wrap(texte, reste) if rang == self.souple else texte).split("\n") for rang, texte in enumerate(rangee)]
            for rangee in (self.entetes, *self.rangees)
        ]
        largeurs = [max(_measure(ligne) for cellule in colonne for ligne in cellule) for colonne in zip(entetes, *rangees, strict=True)]
        poses = [str.rjust if rang in self.droite else str.ljust for rang in range(len(largeurs))]

        def write_bord(bord: tuple[str, ...]) -> str:
            gauche, trait, croix, fin = bord
            return gauche + croix.join(trait * (largeur + 2) for largeur in largeurs) + fin

        def write_rangee(rangee: Sequence[Sequence[str]], bord: str, *styles: Mapping[str, Any]) -> Iterator[str]:
            for mots in zip_longest(*rangee, fillvalue=""):
                cases = zip_longest(map(_fill, poses, mots, largeurs), styles)
                yield bord + bord.join(_color(case, style) for case, style in cases) + bord

        lignes = [write_bord(_HAUT), *write_rangee(entetes, _TETE, *[_GRAS] * len(largeurs)), write_bord(_SOUS_LA_TETE)]
        for rangee, (premier, *_autres) in zip(rangees, self.rangees, strict=True):
            lignes += write_rangee(rangee, _CORPS, self.couleurs.get(premier, {}))
        return "\n".join([*lignes, write_bord(_BAS)])

    def write_fiches(self, largeur: int) -> Iterator[str]:
        """Write each row on its own: what stands before the long text, the text, then the other columns by name."""
        for rangee in self.rangees:
            titre, texte = " · ".join(filter(None, rangee[: self.souple])), rangee[self.souple]
            suite = [f"{self.entetes[rang]}\xa0: {rangee[rang]}" for rang in range(self.souple + 1, len(rangee)) if rangee[rang]]
            if titre:
                mot = rangee[0]
                titre = wrap(titre, largeur)
                yield _color(titre[: len(mot)], self.couleurs.get(mot)) + titre[len(mot) :]
            yield wrap(texte, min(largeur, _LARGEUR_MAXIMALE), _RETRAIT if titre else "")
            yield from (_RETRAIT + ligne for ligne in suite)


def print_tableau(
    entetes: Sequence[str],
    rangees: Iterable[Sequence[str]],
    souple: int,
    *,
    droite: Collection[int] = (),
    couleurs: Mapping[str, Mapping[str, Any]] | None = None,
    largeur: int | None = None,
    fichier: IO[str] | None = None,
) -> None:
    """Print rows as a table whose column ``souple`` takes the room that is left, or one under the other where there is not enough.

    ``droite``: the columns of figures; ``couleurs``: those of the words of the first column; ``largeur``: None for the terminal's.
    """
    tableau = _Tableau(entetes, [tuple(map(compose_typographie, rangee)) for rangee in rangees], souple, droite, couleurs or {})
    if not tableau.rangees:
        return
    largeur = largeur or _find_largeur()
    reste = tableau.compute_reste(largeur)
    lignes = [tableau.write_table(min(reste, _LARGEUR_MAXIMALE))] if reste else tableau.write_fiches(largeur)
    typer.echo("\n".join(lignes), fichier, color=_find_couleur())


def _fill(pose: Callable[[str, int], str], texte: str, largeur: int) -> str:
    return f" {pose(texte, largeur - _measure(texte) + len(texte))} "


def _measure(texte: str) -> int:
    """Count the places that a text takes on a terminal: two for an ideogram, none for an accent that stands alone."""
    return len(texte) if texte.isascii() else sum(map(_measure_signe, texte))


@cache
def _measure_signe(signe: str) -> int:
    return 0 if unicodedata.combining(signe) else 1 + (unicodedata.east_asian_width(signe) in "WF")


def _color(texte: str, style: Mapping[str, Any] | None) -> str:
    return typer.style(texte, **style) if style else texte


def _find_largeur() -> int:
    """Find the width of the terminal, even where what is shown on it is not the standard output, which goes to a file."""
    secours = 0
    for canal in (2, 0):  # the errors, the keyboard
        with suppress(OSError):
            secours = secours or os.get_terminal_size(canal).columns
    return shutil.get_terminal_size((secours or _LARGEUR_D_UN_FICHIER, 0)).columns


def _find_couleur() -> bool | None:
    """Tell whether colours are asked for or refused; None: where the output is a terminal (https://no-color.org, https://force-color.org)."""
    if os.environ.get("FORCE_COLOR"):
        return True
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") in _SANS_COULEUR else None


def say(texte: str, *, erreur: bool = False) -> None:
    """Print a sentence: cut between words on a terminal, in one piece where a program reads it."""
    flux = sys.stderr if erreur else sys.stdout
    flux.write((wrap(texte, _find_largeur()) if flux.isatty() else compose_typographie(texte)) + "\n")


def echo(texte: str, *, erreur: bool = False) -> None:
    """Print a sentence in one piece even on a terminal: it names a file, which somebody may copy."""
    (sys.stderr if erreur else sys.stdout).write(compose_typographie(texte) + "\n")


@contextmanager
def attend(quoi: str) -> Iterator[None]:
    """Show on the terminal what is being done, until it is; where nobody looks, the library that draws it is not loaded."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(quoi):
        yield


def follow(elements: Iterable[_T], nombre: int, libelle: str) -> Iterator[_T]:
    """Yield elements, and show on the terminal how many of ``nombre`` are made."""
    if not sys.stderr.isatty():
        yield from elements
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    colonnes = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*colonnes, console=Console(stderr=True), transient=True) as progression:
        yield from progression.track(elements, total=nombre, description=libelle)


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
    """The standard output, when it is not a terminal: what reads it may stop (« | head »), and the command goes on to its end.

    The file that it goes to may find no room: EcritureImpossible, once.
    """

    def write(self, octets: object) -> int:
        try:
            return super().write(octets)  # type: ignore[arg-type]
        except OSError as erreur:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            if erreur.errno not in (errno.EPIPE, errno.EINVAL):  # what Windows calls a broken pipe
                from dpid_xl.ecriture.pannes import explain

                raise explain(Path(), erreur, SORTIE) from erreur
            return len(octets)  # type: ignore[arg-type]


def open_sorties() -> None:
    """Make the two outputs write any letter, and the first one outlive whatever reads it; one that is closed goes to nothing."""
    for nom in ("stdout", "stderr"):
        if getattr(sys, nom) is None:
            setattr(sys, nom, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the command ends
    sortie = sys.stdout
    if isinstance(sortie, io.TextIOWrapper) and sortie is sys.__stdout__ and not sortie.isatty():
        sortie.flush()
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Flux(sortie.fileno(), "wb", closefd=False)))
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may be cp1252
