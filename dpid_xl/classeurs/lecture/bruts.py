"""What a cell holds, from its type and its text in the file: a number, a text, a day or an error.

>>> lexique = Lexique(("Arras",), frozenset({4}))
>>> lexique.read("s", None, "0"), lexique.read(None, "4", "44743"), lexique.read("e", None, "#NAME?")
('Arras', datetime.date(2022, 7, 1), ErreurExcel(texte='#NOM?'))
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, time, timedelta

from dpid_xl.cellules import INSTANT_ZERO
from dpid_xl.classes import dataclass

INSTANT_ZERO_DE_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 (a cell has no zone)
_MILLISECONDES_PAR_JOUR = 86_400_000
_FEVRIER_1900 = 60  # before this number, days of the calendar of 1900 are one less: Excel counts a 29 February that was not

# What an error cell shows to a French reader.
ERREURS_EN_FRANCAIS = {"#VALUE!": "#VALEUR!", "#NAME?": "#NOM?", "#NULL!": "#NUL!", "#NUM!": "#NOMBRE!"}

ENTIER_MAXIMUM = 10**300
LONGUEUR_MAXIMUM = 32_767  # characters of a cell of Excel
_BOOLEENS = {"1": True, "true": True, "vrai": True, "0": False, "false": False, "faux": False}  # xsd:boolean, whatever its case

# How OOXML writes a character that XML cannot hold, or any other, and the underscore of a text that looks like one (22.9.2.19).
_SIGNE_ECHAPPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class ErreurExcel:
    """An error cell, as its French reader sees it (#VALEUR!, #N/A …)."""

    texte: str


@dataclass(frozen=True, slots=True)
class Illisible(ErreurExcel):
    """A cell whose content no program can show: it condemns itself alone; ``texte`` says what it is."""


@dataclass(frozen=True, slots=True)
class SansValeur:
    """A formula that no program ever calculated: not an empty cell."""

    texte: str = ""


Brut = None | str | bool | int | float | date | time | timedelta | ErreurExcel | SansValeur


@dataclass(frozen=True, slots=True)
class Lexique:
    """What the cells of a file refer to: its shared texts, which of its styles are of days or of durations, its day 0.

    What no program writes in a cell is :class:`Illisible`; a file without any text of those it refers to raises IndexError.
    """

    textes: Sequence[str]
    dates: frozenset[int] = frozenset()
    durees: frozenset[int] = frozenset()
    epoque: datetime = INSTANT_ZERO
    _jours: dict[tuple[str, bool], Brut] = field(default_factory=dict)  # few days, many cells

    def read(self, genre: str | None, style: str | None, texte: str) -> Brut:
        """Return the value of a cell that has one; ``genre`` and ``style`` are its attributes « t » and « s »."""
        try:
            return self._read(genre, style, texte)
        except (ValueError, KeyError, OverflowError):
            return Illisible("une valeur qu'aucun tableur ne sait lire")
        except IndexError:
            if not self.textes:
                raise
            return Illisible("un texte que le fichier ne contient pas")

    def _read(self, genre: str | None, style: str | None, texte: str) -> Brut:
        if genre == "s":
            return _check_longueur(self.textes[int(texte)])
        if genre not in (None, "n"):
            return _LECTEURS.get(genre, _read_texte)(texte)
        if style is not None and self.dates and int(style) in self.dates:
            return self._read_jour(texte, duree=int(style) in self.durees)
        return _read_nombre(texte)

    def _read_jour(self, texte: str, *, duree: bool) -> Brut:
        if (texte, duree) not in self._jours:
            try:
                nombre = _read_nombre(texte)
                jour = _make_duree(nombre) if duree else _cut_heure(_make_instant(nombre, self.epoque))
            except (OverflowError, ValueError):  # outside the calendar
                jour = ErreurExcel(ERREURS_EN_FRANCAIS["#VALUE!"])
            self._jours[texte, duree] = jour
        return self._jours[texte, duree]


def unescape(texte: str) -> str:
    """Put back the characters that are written by their number; two halves of a great one make it, a half alone is no character.

    >>> unescape("a_x000D_b_x005F_x000D_"), unescape("Aide_x0020__xD83D__xDE42_"), unescape("_xD83D_")
    ('a\\rb_x000D_', 'Aide \U0001f642', '\ufffd')
    """
    if "_x" not in texte:
        return texte
    remis = _SIGNE_ECHAPPE.sub(lambda trouve: chr(int(trouve[1], 16)), texte)
    return remis if remis.isprintable() else remis.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _read_texte(texte: str) -> Brut:
    return _check_longueur(unescape(texte))


def _check_longueur(texte: str) -> Brut:
    return (
        texte
        if len(texte) <= LONGUEUR_MAXIMUM
        else Illisible(f"un texte de {len(texte)} signes, quand une cellule en admet {LONGUEUR_MAXIMUM}")
    )


def _read_nombre(texte: str) -> int | float:
    if "." in texte or "E" in texte or "e" in texte:
        return float(texte)
    entier = int(texte)
    return math.inf if abs(entier) > ENTIER_MAXIMUM else entier  # no spreadsheet holds it, only a hostile file


def _make_instant(nombre: float, epoque: datetime) -> datetime | time:
    """Return the day and the hour that a number is, or the hour alone of one that has no day; to the millisecond."""
    jours, fraction = divmod(nombre, 1)
    heure = timedelta(milliseconds=round(fraction * _MILLISECONDES_PAR_JOUR))
    if 0 <= nombre < 1 and not heure.days:
        return (INSTANT_ZERO + heure).time()
    if 0 < nombre < _FEVRIER_1900 and epoque == INSTANT_ZERO:
        jours += 1
    return epoque + timedelta(days=jours) + heure


def _make_duree(nombre: float) -> timedelta:
    duree = timedelta(days=nombre)
    if not duree.microseconds:
        return duree
    return timedelta(seconds=duree.total_seconds() // 1, microseconds=round(duree.microseconds, -3))


def _read_iso(texte: str) -> Brut:
    from openpyxl.utils.datetime import from_ISO8601  # here: no spreadsheet writes a day so unless asked to

    return _cut_heure(from_ISO8601(texte.strip()))  # type: ignore[no-untyped-call]


def _cut_heure(instant: object) -> Brut:
    jour: Brut = instant.date() if isinstance(instant, datetime) else instant  # type: ignore[assignment]
    return jour


_LECTEURS: Mapping[str | None, Callable[[str], Brut]] = {
    "b": lambda texte: _BOOLEENS[texte.strip().casefold()],
    "e": lambda texte: ErreurExcel(ERREURS_EN_FRANCAIS.get(texte, texte)),
    "d": _read_iso,
}
