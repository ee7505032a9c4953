"""The French sentences of the sheets, from ``textes.toml`` beside this file.

>>> load_textes().sommaire["Structures"]
'Le registre des organismes.'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dpid_xl.parametres.strict import load_toml

FICHIER = "textes.toml"


@dataclass(frozen=True, slots=True)
class Partie:
    """A part of the instructions: its title, its terms and what is said of each."""

    titre: str
    articles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Textes:
    """What each sheet is for (under its title, and in the contents of Accueil), first steps, instructions."""

    buts: Mapping[str, str]
    sommaire: Mapping[str, str]
    etapes: tuple[str, ...]
    mode_emploi: tuple[Partie, ...]
    fonctions: Mapping[str, str]


@cache
def load_textes() -> Textes:
    """Read the sentences."""
    donnees = load_toml(resources.files(__name__.rpartition(".")[0]) / FICHIER)
    return Textes(
        buts=donnees["but"],
        sommaire=donnees["sommaire"],
        etapes=tuple(donnees["accueil"]["etapes"]),
        mode_emploi=tuple(
            Partie(partie["titre"], tuple((terme, texte) for terme, texte in partie["articles"])) for partie in donnees["partie"]
        ),
        fonctions=donnees["fonctions"],
    )
