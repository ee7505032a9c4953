"""What a function of cells is made of: name, arguments, French texts, kinds, examples; and how they are written.

The functions themselves stand in ``udfs.fonctions``.

>>> montant = Argument(SorteDeValeur.NOMBRE, "Montant en euros.", "montant")
>>> avance = Fonction("AVANCE", "Avance.", (montant,), SorteDeValeur.NOMBRE, (Exemple((6400.5,), 3840.3),))
>>> avance.python, avance.excel, write_signature(avance), write_exemple(avance, avance.exemples[0])
('dpid_avance', 'DPID_AVANCE', 'AVANCE(montant)', '=DPID_AVANCE(6400,5)')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from inspect import signature
from typing import Any, get_args, get_type_hints

FAMILLE = "DPID"
PREFIXE = "DPID_"

Scalaire = str | float | bool | date | None
Rangees = tuple[tuple[Scalaire, ...], ...]
Valeur = Scalaire | Rangees


class SorteDeValeur(StrEnum):
    """What an argument takes, or what a function gives back."""

    NOMBRE = "nombre"
    TEXTE = "texte"
    DATE = "date"
    BOOLEEN = "booléen"
    COLONNE = "colonne"  # a range of one column
    TABLEAU = "tableau"  # a range; as an argument, with its headers in the first row; as a result, spilled
    PHRASE = "phrase"  # a text that also says what is wrong with the arguments, instead of an error


PLAGES = frozenset({SorteDeValeur.COLONNE, SorteDeValeur.TABLEAU})


@dataclass(frozen=True)
class Argument:
    """An argument: what it takes, help, name shown to the user; ``reference`` is what a workbook's formula gives for a range.

    The signature gives the rest: the Python name, also shown unless ``libelle`` is another, and whether it may be left out.
    """

    sorte: SorteDeValeur
    aide: str
    libelle: str = ""
    reference: str = ""
    nom: str = ""
    obligatoire: bool = True


@dataclass(frozen=True)
class Exemple:
    """Values of the cells given (None: an argument left out), and the value of the cell that answers."""

    arguments: tuple[Valeur, ...]
    resultat: Valeur


@dataclass(frozen=True)
class Fonction:
    """A function: name without prefix, summary, arguments in order, kind of the result, examples."""

    nom: str
    resume: str
    arguments: tuple[Argument, ...]
    resultat: SorteDeValeur
    exemples: tuple[Exemple, ...]
    famille: str = FAMILLE

    @property
    def python(self) -> str:
        """Name in ``udfs.fonctions``."""
        return f"{PREFIXE}{self.nom}".lower()

    @property
    def excel(self) -> str:
        """Name in Excel desktop."""
        return f"{PREFIXE}{self.nom}"


def read_declaration(fonction: Callable[..., Any], exemples: tuple[Exemple, ...]) -> Fonction:
    """Return what a Python function declares: its docstring, and the metadata of its annotations."""
    genres = get_type_hints(fonction, include_extras=True)
    return Fonction(
        nom=fonction.__name__.upper().removeprefix(PREFIXE),
        resume=" ".join((fonction.__doc__ or "").split()),
        arguments=tuple(
            _complete(_get_metadonnee(genres[nom]), nom, obligatoire=parametre.default is parametre.empty)
            for nom, parametre in signature(fonction).parameters.items()
        ),
        resultat=_get_metadonnee(genres["return"]),
        exemples=exemples,
    )


def write_signature(fonction: Fonction) -> str:
    """Write the name and the arguments as the help shows them, optional ones between brackets."""
    arguments = (argument.libelle if argument.obligatoire else f"[{argument.libelle}]" for argument in fonction.arguments)
    return f"{fonction.nom}({'; '.join(arguments)})"


def write_exemple(fonction: Fonction, exemple: Exemple) -> str:
    """Write an example as it is typed in a French Excel."""
    donnes = (_write_argument(argument, valeur) for argument, valeur in zip(fonction.arguments, exemple.arguments, strict=False))
    return f"={fonction.excel}({';'.join(donnes)})"


def write_litteral(valeur: Valeur) -> str:
    """Write a result as the README shows it: decimal comma, French date, rows of a range between braces.

    >>> write_litteral(6400.0), write_litteral((("Avance", 3840.0),)), write_litteral(True)
    ('6400', '{"Avance";3840}', 'VRAI')
    """
    if isinstance(valeur, tuple):
        return "{" + " / ".join(";".join(_write_cellule(cellule) for cellule in rangee) for rangee in valeur) + "}"
    return valeur if isinstance(valeur, str) else _write_cellule(valeur)


def _get_metadonnee(genre: Any) -> Any:
    return get_args(genre)[1]


def _complete(argument: Argument, nom: str, *, obligatoire: bool) -> Argument:
    return replace(argument, nom=nom, libelle=argument.libelle or nom, obligatoire=obligatoire)


def _write_argument(argument: Argument, valeur: Valeur) -> str:
    return argument.reference if isinstance(valeur, tuple) else _write_cellule(valeur)


def _write_cellule(valeur: Scalaire) -> str:
    match valeur:
        case None:
            return ""
        case bool():
            return "VRAI" if valeur else "FAUX"
        case str():
            return f'"{valeur}"'
        case date():
            return f"DATE({valeur.year};{valeur.month};{valeur.day})"
        case _:
            return f"{valeur:g}".replace(".", ",") if float(f"{valeur:g}") == valeur else str(valeur).replace(".", ",").removesuffix(",0")
