"""French for the words that the command-line library says by itself: help and usage errors.

>>> translate(ValueError("x")) is None
True
"""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_MOTS = (
    (r"Usage:", "Utilisation :"),
    (r"COMMAND \[ARGS\]\.\.\.", "COMMANDE [ARGUMENTS]…"),
    (r"\{([A-Z]+)\}", r"\1"),
    (r"Arguments:", "Arguments :"),
    (r"Options:", "Options :"),
    (r"Commands:", "Commandes :"),
    (r"\[required\]", "[obligatoire]"),
    (r"\[default:", "[par défaut :"),
    (r" <\w+>  ", "  "),
    (r"Show this message and exit\.", "Affiche cette aide et s'arrête."),
)


class _AideFrancaise:
    def get_help(self, ctx: Any) -> str:
        """Return the help text with the library's own words in French."""
        texte: str = super().get_help(ctx)  # type: ignore[misc]
        for anglais, francais in _MOTS:
            texte = re.sub(anglais, francais, texte)
        return texte


class CommandeFrancaise(_AideFrancaise, TyperCommand):
    """A command whose help is in French."""


class GroupeFrancais(_AideFrancaise, TyperGroup):
    """The group of commands, whose help is in French."""


# By class name: the library moved these classes between its versions.
_PHRASES = {
    "NoSuchOption": "L'option « {nom} » n'existe pas ; dpid-xl COMMANDE --help donne la liste.",
    "MissingParameter": "Il manque « {nom} » ; dpid-xl COMMANDE --help montre ce qui est attendu.",
    "BadParameter": "La valeur donnée à « {nom} » est refusée ; dpid-xl COMMANDE --help montre ce qui est attendu.",
    "BadOptionUsage": "L'option « {nom} » est mal employée ; dpid-xl COMMANDE --help montre ce qui est attendu.",
    "UsageError": "La commande est mal écrite ou n'existe pas ; dpid-xl --help donne la liste des commandes.",
    "NoArgsIsHelpError": "",
}


def translate(erreur: Exception) -> str | None:
    """Return the French sentence for a usage error of the command-line library; None for any other exception."""
    for classe in type(erreur).__mro__:
        if classe.__name__ in _PHRASES:
            if classe.__name__ == "NoArgsIsHelpError":
                return str(getattr(erreur, "message", ""))
            return _PHRASES[classe.__name__].format(nom=_get_nom(erreur))
    return None


def _get_nom(erreur: Exception) -> str:
    parametre = getattr(erreur, "param", None)
    if parametre is not None:
        options = [option for option in getattr(parametre, "opts", ()) if option.startswith("-")]
        return options[-1] if options else str(getattr(parametre, "metavar", None) or parametre.name)
    return str(getattr(erreur, "option_name", "") or getattr(erreur, "message", ""))
