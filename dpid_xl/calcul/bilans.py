"""What a bilan asks of a structure for an operation, and what is known of it: the indicators of its fiche, and its qualitative part.

An indicator is one line of the sheet « Opérations », a number unless its end says otherwise.

Source: annexe 6 of the deliberation 2022-375, article 6-2 (bilan), and the bilans that its annexes 1 to 4 describe.

>>> get_genre("Part des femmes (%)"), get_genre("CER signés"), strip_genre("Part des femmes (%)")
(<Genre.PART: '(%)'>, <Genre.NOMBRE: ''>, 'Part des femmes')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from dpid_xl.calcul.paragraphes import select_paragraphes
from dpid_xl.modele import Dossier, Indicateur
from dpid_xl.noms import fold_nom


class Genre(StrEnum):
    """What the answer to an indicator is; its value is what ends the indicator."""

    PART = "(%)"
    EUROS = "(€)"
    TEXTE = "(texte)"
    NOMBRE = ""


# What every bilan has besides figures: its qualitative part, in the words of who writes it.
QUALITATIF = f"Bilan qualitatif et observations {Genre.TEXTE}"
# The column of « Indicateurs » that holds an answer of each kind.
CHAMPS: Mapping[Genre, str] = {Genre.PART: "part", Genre.EUROS: "nombre", Genre.TEXTE: "reponse", Genre.NOMBRE: "nombre"}


def get_genre(indicateur: str) -> Genre:
    """Return what the answer to an indicator is."""
    return next((genre for genre in Genre if indicateur.rstrip().endswith(genre)), Genre.NOMBRE)


def strip_genre(indicateur: str) -> str:
    """Return the words of an indicator."""
    return indicateur.rstrip().removesuffix(get_genre(indicateur)).rstrip()


def list_indicateurs(dossier: Dossier, structure: str, operation: str) -> tuple[str, ...]:
    """Return what an operation asks of a structure (its name in the register), each once: its indicators, then the qualitative bilan."""
    connue = dossier.operation_par_code.get(operation)
    gardes = select_paragraphes(dossier, dossier.find_structure(structure), (*connue.indicateurs, QUALITATIF)) if connue else ()
    return tuple({fold_nom(garde): garde for garde in reversed(gardes)}.values())[::-1]


def group_indicateurs(dossier: Dossier) -> Mapping[tuple[str, str], Sequence[Indicateur]]:
    """Return what is said of the indicators, by structure (its name in the register) and operation."""
    groupes: dict[tuple[str, str], list[Indicateur]] = {}
    for indicateur in dossier.indicateurs:
        groupes.setdefault((dossier.name_structure(indicateur.structure), indicateur.operation), []).append(indicateur)
    return groupes


def find_indicateur(dits: Sequence[Indicateur], demande: str) -> Indicateur | None:
    """Return what is said of an indicator, case and spaces aside; of several rows, the first."""
    return next((dit for dit in dits if fold_nom(dit.indicateur) == fold_nom(demande)), None)
