"""What a function of cells is made of: name, arguments, French texts, kinds, examples; and how they are written.

The functions themselves stand in ``udfs.registre``.

>>> montant = Argument("montant", "montant", "Montant en euros.", Sorte.NOMBRE)
>>> avance = Fonction("AVANCE", "Avance.", (montant,), Sorte.NOMBRE, (Exemple((6400.5,), 3840.3),))
>>> avance.python, avance.excel, write_signature(avance), write_formule(avance, avance.exemples[0])
('dpid_avance', 'DPID_AVANCE', 'AVANCE(montant)', '=DPID_AVANCE(6400,5)')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FAMILLE = "DPID"
PREFIXE = "DPID_"

Scalaire = str | float | bool | date | None
Rangees = tuple[tuple[Scalaire, ...], ...]
Valeur = Scalaire | Rangees


class Sorte(StrEnum):
    """What an argument takes, or what a function gives back."""

    NOMBRE = "nombre"
    TEXTE = "texte"
    DATE = "date"
    BOOLEEN = "booléen"
    COLONNE = "colonne"  # a range of one column
    TABLEAU = "tableau"  # a range; as an argument, with its headers in the first row; as a result, spilled
    PHRASE = "phrase"  # a text that also says what is wrong with the arguments, instead of an error


PLAGES = frozenset({Sorte.COLONNE, Sorte.TABLEAU})


@dataclass(frozen=True)
class Argument:
    """An argument: Python name, name shown to the user, help; ``reference`` is what a workbook's formula gives for a range."""

    nom: str
    libelle: str
    aide: str
    sorte: Sorte
    obligatoire: bool = True
    reference: str = ""


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
    resultat: Sorte
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


def write_signature(fonction: Fonction) -> str:
    """Write the name and the arguments as the help shows them, optional ones between brackets."""
    arguments = (argument.libelle if argument.obligatoire else f"[{argument.libelle}]" for argument in fonction.arguments)
    return f"{fonction.nom}({'; '.join(arguments)})"


def write_formule(fonction: Fonction, exemple: Exemple) -> str:
    """Write an example as it is typed in a French Excel."""
    donnes = (_write_argument(argument, valeur) for argument, valeur in zip(fonction.arguments, exemple.arguments, strict=False))
    return f"={fonction.excel}({';'.join(donnes)})"


def write_valeur(valeur: Valeur) -> str:
    """Write a result as the README shows it: decimal comma, French date, rows of a range between braces.

    >>> write_valeur(6400.0), write_valeur((("Avance", 3840.0),)), write_valeur(True)
    ('6400', '{"Avance";3840}', 'VRAI')
    """
    if isinstance(valeur, tuple):
        return "{" + " / ".join(";".join(_write_cellule(cellule) for cellule in rangee) for rangee in valeur) + "}"
    return valeur if isinstance(valeur, str) else _write_cellule(valeur)


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
