"""French for the words that the command-line library says by itself: help and usage errors.

>>> translate(ValueError("x")) is None
True
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from typer.core import TyperCommand, TyperGroup

from dpid_xl.noms import fold_nom
from dpid_xl.refus import Refus

EXEMPLE = "Exemple : "
_Choix = TypeVar("_Choix", bound=StrEnum)

_MOTS = (
    (r"Usage:", "Utilisation :"),
    (r"COMMAND \[ARGS\]\.\.\.", "COMMANDE [ARGUMENTS]…"),
    (r"\{([A-Z]+)\}", r"\1"),
    (r"Arguments:", "Arguments :"),
    (r"Options:", "Options :"),
    (r"Commands:", "Commandes :"),
    (r"\[required\]", "[obligatoire]"),
    (r"\[default:", "[par défaut :"),
    (r" <[\w|-]+>(?=\s)", ""),
    (r"Show this message and exit\.", "Affiche cette aide et s'arrête."),
)


class _SansValidateur:
    """What the library does with what is not given, a text or a path, without its validator: loading it takes longer than some commands.

    Anything else, or what it could refuse, is left to the library.
    """

    def coerce(self, valeur: Any, param: Any, ctx: Any) -> Any:
        if valeur is None:
            return () if param.multiple or param.nargs == -1 else None
        sorte, lecteur = param.type_descriptor.annotation, param.type_descriptor.parameter_info.parser
        if lecteur and not param.multiple:
            try:
                return lecteur(valeur)
            except ValueError:  # the library makes a refusal of it
                pass
        elif isinstance(valeur, sorte) if sorte is str else sorte is Path and _is_lisible(valeur):
            return sorte(valeur)
        param._runtime_param = None  # noqa: SLF001 - as it was: the library makes its own
        return param.get_runtime_param().coerce(valeur, param=param, ctx=ctx)


def _is_lisible(chemin: Any) -> bool:
    try:
        Path(chemin).stat()
    except OSError:  # there is nothing to read yet
        return True
    except ValueError:
        return False
    return os.access(chemin, os.R_OK)


class _AideFrancaise:
    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters of the library, ``--help`` among them, read without its validator."""
        parametres: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parametre in parametres:
            parametre._runtime_param = _SansValidateur()  # noqa: SLF001 - it has no other door; versions without a validator ignore it
        return parametres

    def get_help(self, ctx: Any) -> str:
        """Return the help text with the library's own words in French."""
        texte: str = super().get_help(ctx)  # type: ignore[misc]
        for anglais, francais in _MOTS:
            texte = re.sub(anglais, francais, texte)
        return texte

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        """Write the example as it is typed, never cut."""
        if self.epilog:  # type: ignore[attr-defined]
            formatter.write(f"\n{self.epilog}\n")  # type: ignore[attr-defined]


class CommandeFrancaise(_AideFrancaise, TyperCommand):
    """A command whose help is in French."""


class GroupeFrancais(_AideFrancaise, TyperGroup):
    """The group of commands, whose help is in French; accents and capitals of a command do not count."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is typed; raises Refus with the list of those that there are."""
        nom, *suite = args
        if nom.startswith("-"):
            return super().resolve_command(ctx, args)
        return super().resolve_command(ctx, [find_choix(nom, self.list_commands(ctx), "La commande"), *suite])


def choose(sorte: type[_Choix], quoi: str) -> Callable[[str], _Choix]:
    """Return what reads a choice of a command line, as :func:`find_choix` does."""
    return lambda texte: sorte(find_choix(texte, [choix.value for choix in sorte], quoi))


def find_choix(texte: str, choix: Iterable[str], quoi: str) -> str:
    """Return the choice that is typed, whatever its accents, capitals and hyphens; raises Refus, which lists them.

    >>> find_choix("Contrôler", ["controler"], "La commande"), find_choix("demande-de-bilan", ["demande_de_bilan"], "SORTE")
    ('controler', 'demande_de_bilan')
    """
    connus = {_fold(connu): connu for connu in choix}
    if _fold(texte) in connus:
        return connus[_fold(texte)]
    raise Refus(f"{quoi} « {texte} » n'existe pas : choisissez parmi {', '.join(connus.values())}.")


def _fold(texte: str) -> str:
    return re.sub(r"[\s_-]+", "-", fold_nom(texte))


# By class name: the library moved these classes between its versions.
_PHRASES = {
    "NoSuchOption": "L'option « {nom} » n'existe pas : choisissez parmi {options}.",
    "MissingParameter": "Il manque « {nom} »{exemple}.",
    "BadParameter": "La valeur donnée à « {nom} » est refusée{exemple}.",
    "BadOptionUsage": "L'option « {nom} » {valeur}.",
    "UsageError": "La commande est mal écrite{trop}{exemple}.",
    "NoArgsIsHelpError": "",
}
_EN_TROP = re.compile(r"extra arguments?(?:\(s\))? \((.+)\)")
_ATTENDUE, _REFUSEE = "attend une valeur : écrivez-la juste après", "ne prend pas de valeur : écrivez-la seule"
_AIDE = " ; dpid-xl --help donne la liste des commandes"


def translate(erreur: Exception) -> str | None:
    """Return the French sentence for a usage error of the command-line library; None for any other exception."""
    for classe in type(erreur).__mro__:
        if classe.__name__ in _PHRASES:
            if classe.__name__ == "NoArgsIsHelpError":
                return str(getattr(erreur, "message", ""))
            commande = getattr(getattr(erreur, "ctx", None), "command", None)
            return _PHRASES[classe.__name__].format(
                nom=_get_nom(erreur),
                options=_list_options(commande),
                exemple=_get_exemple(commande),
                trop=_get_en_trop(erreur),
                valeur=_ATTENDUE if "requires" in str(getattr(erreur, "message", "")) else _REFUSEE,
            )
    return None


def _list_options(commande: Any) -> str:
    options = [max(parametre.opts, key=len) for parametre in getattr(commande, "params", ()) if parametre.opts[0].startswith("-")]
    return ", ".join([*options, "--help"])


def _get_exemple(commande: Any) -> str:
    exemple = getattr(commande, "epilog", None)
    return f" ; exemple : « {exemple.removeprefix(EXEMPLE)} »" if exemple else _AIDE


def _get_en_trop(erreur: Exception) -> str:
    trouve = _EN_TROP.search(str(getattr(erreur, "message", "")))
    return f", « {trouve[1]} » est en trop" if trouve else ""


def _get_nom(erreur: Exception) -> str:
    parametre = getattr(erreur, "param", None)
    if parametre is not None:
        options = [option for option in getattr(parametre, "opts", ()) if option.startswith("-")]
        return options[-1] if options else str(getattr(parametre, "metavar", None) or parametre.name)
    return str(getattr(erreur, "option_name", "") or getattr(erreur, "message", ""))
