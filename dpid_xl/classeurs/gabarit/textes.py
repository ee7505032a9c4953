"""The French sentences of the sheets, from ``textes.toml`` beside this file.

>>> load_textes().sommaire["Structures"]
'Le registre des organismes.'
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from dpid_xl.classes import dataclass
from dpid_xl.strict import load_toml

FICHIER = "textes.toml"


@dataclass(frozen=True, slots=True)
class Partie:
    """A part of the instructions: its title, its terms and what is said of each."""

    titre: str
    articles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Etape:
    """A step of the work: its sheet, what one does there, and what where the workbook has buttons (empty: the same)."""

    feuille: str
    texte: str
    avec_boutons: str = ""


@dataclass(frozen=True, slots=True)
class Textes:
    """What each sheet is for (under its title, and in the contents of Accueil), first steps, instructions."""

    buts: Mapping[str, str]
    sommaire: Mapping[str, str]
    etapes: tuple[Etape, ...]
    parties: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]  # title, then term, text and text with buttons if it differs
    fonctions: Mapping[str, str]
    actions: Mapping[str, str]

    def list_etapes(self, *, boutons: bool) -> dict[str, str]:
        """Return what one does on the sheet of each step, in a workbook with or without buttons."""
        return {etape.feuille: (boutons and etape.avec_boutons) or etape.texte for etape in self.etapes}

    def list_mode_emploi(self, *, boutons: bool) -> tuple[Partie, ...]:
        """Return the instructions for a workbook with or without buttons."""
        return tuple(
            Partie(titre, tuple((terme, textes[-1] if boutons else textes[0]) for terme, *textes in articles))
            for titre, articles in self.parties
        )


@cache
def load_textes() -> Textes:
    """Read the sentences."""
    donnees = load_toml(resources.files(__name__.rpartition(".")[0]) / FICHIER)
    return Textes(
        buts=donnees["but"],
        sommaire=donnees["sommaire"],
        etapes=tuple(Etape(**etape) for etape in donnees["etape"]),
        parties=tuple((partie["titre"], tuple(tuple(article) for article in partie["articles"])) for partie in donnees["partie"]),
        fonctions=donnees["fonctions"],
        actions=donnees["actions"],
    )
