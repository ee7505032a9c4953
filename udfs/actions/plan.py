"""What a macro does to the open workbook, as data: the same list for every host, and one the tests can read.

Order matters to the hosts that carry it out: cells first, then sheets taken out, then sheets put in, then the journal.

>>> protect_texte("=1+1"), protect_texte("T1-01")
("'=1+1", 'T1-01')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dpid_xl.examen import Examen
from udfs.actions.copie import Copie
from udfs.actions.vue import Vue

Valeur = None | str | int | float | date

_REINTERPRETE = re.compile(r"[=+\-@'\d]|(?:true|false|vrai|faux)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ecriture:
    """A block of values to write from a cell; a text that starts with « = » is a formula, see :func:`protect_texte`."""

    feuille: str
    rang: int
    colonne: int
    valeurs: tuple[tuple[Valeur, ...], ...]


@dataclass(frozen=True, slots=True)
class Taille:
    """A table that takes as many rows of data as given; cells that leave it are emptied."""

    table: str
    feuille: str
    adresse: str
    abandonnee: str = ""  # address of the rows that leave the table


@dataclass(frozen=True, slots=True)
class Ajout:
    """Rows added at the end of a table: the host fills formulas, formats and lists."""

    table: str
    feuille: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Liens:
    """Cells whose text names a place: the links that hang on them, which may lead elsewhere, go."""

    feuille: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Ajustement:
    """Rows that take the height of what they now hold."""

    feuille: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Retrait:
    """A sheet that is taken out."""

    feuille: str


@dataclass(frozen=True, slots=True)
class FeuilleAPlacer:
    """A sheet to be put in, and the one that it follows: already there, or put in before it."""

    nom: str
    apres: str


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook (.xlsx), and those of its sheets that are to be put in, in this order."""

    contenu: bytes
    places: tuple[FeuilleAPlacer, ...]


@dataclass(frozen=True, slots=True)
class Insertion:
    """Sheets to be put in, workbook after workbook: all of them, or none."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Montrer:
    """The cell that the officer is taken to."""

    feuille: str
    cellule: str


@dataclass(frozen=True, slots=True)
class Affichage:
    """A sheet that was hidden, and is shown."""

    feuille: str


@dataclass(frozen=True, slots=True)
class Recalcul:
    """Every formula is computed again."""


Action = Ecriture | Taille | Ajout | Liens | Ajustement | Retrait | Insertion | Montrer | Affichage | Recalcul


@dataclass(frozen=True, slots=True)
class Fichiers:
    """Files (relative name, content) for the folder of exports; made one by one as they are written.

    ``portee`` is what they cover, said before where they are; ``seuls``: no manifest tells what stood there before them;
    ``a_cote``: they go beside the workbook where it is on this computer. ``choose`` gives the files for a folder where what stands there
    matters, ``dit`` being what to tell of it.
    """

    produire: Callable[[], Iterable[tuple[str, bytes]]]
    nombre: int
    portee: str = ""
    seuls: bool = False
    a_cote: bool = False
    choose: Callable[[Path], Fichiers] | None = None
    dit: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a macro does to the workbook, what the journal says of it, what the officer is told (nothing when it shows).

    ``fichiers`` are handed over before the workbook changes: what cannot be written is noted nowhere.
    """

    actions: tuple[Action, ...]
    resultat: str
    message: str = ""
    fichiers: Fichiers | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What the officer must say yes to, and what makes the plan once it is said."""

    texte: str
    suite: Callable[[], Plan]


@dataclass(frozen=True, slots=True)
class Contexte:
    """What a plan is made from. ``examine`` reads and controls the workbook, once; ``quand`` is the host's clock.

    ``utilisateur`` is who runs the macro, as the journal says it; ``sur_disque``: exported files stay on this computer.
    ``choose_fichier`` asks for a file of one of some kinds (title of the box, extensions); None when none is chosen;
    ``choose_dossier`` asks for a folder likewise. ``copy`` gives the workbook as its reader takes it, once.
    """

    vue: Vue
    examine: Callable[[], Examen]
    quand: datetime
    utilisateur: str
    sur_disque: bool
    choose_fichier: Callable[[str, Sequence[str]], Path | None]
    choose_dossier: Callable[[str], Path | None]
    copy: Callable[[], Copie]


def protect_texte(texte: str) -> str:
    """Keep the spreadsheet from taking a text for a formula, a number or a date."""
    return f"'{texte}" if _REINTERPRETE.match(texte) else texte
