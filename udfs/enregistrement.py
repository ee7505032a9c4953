"""Make a Python function one of the registry's: its texts, its conversions on the host, its errors.

xlwings binds ``func`` and ``arg`` to its COM route on Windows, to its server route on a server, to nothing elsewhere;
without xlwings (LibreOffice) a function stays a plain one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any, TypeVar

from dpid_xl.refus import Refus
from udfs.cellules import ErreurCellule
from udfs.declaration import PLAGES, Fonction, Sorte
from udfs.registre import FONCTION_PAR_NOM

xw: ModuleType | None
try:
    import xlwings as xw
except ModuleNotFoundError:
    xw = None

F = TypeVar("F", bound=Callable[..., Any])


def udf(fonction: F) -> F:
    """Register a function under its name: refusals become ErreurCellule (or the sentence itself), texts come from the registry."""
    declaration = FONCTION_PAR_NOM[fonction.__name__.removeprefix("dpid_").upper()]
    enveloppee = _write_refus(fonction) if declaration.resultat is Sorte.PHRASE else _raise_refus(fonction)
    enveloppee.__doc__ = declaration.resume
    return _declare(enveloppee, declaration)  # type: ignore[return-value]  # same signature


def write_refus(refus: Exception) -> str:
    """Write a refusal as a sentence."""
    texte = str(refus)
    return f"{texte[:1].upper()}{texte[1:]}."


def _declare(fonction: Callable[..., Any], declaration: Fonction) -> Callable[..., Any]:
    if xw is None:
        return fonction
    for argument in declaration.arguments:
        options: dict[str, Any] = {"doc": argument.aide, "err_to_str": True}  # an error must not look like an empty cell
        if argument.sorte in PLAGES:
            options["ndim"] = 2
        fonction = xw.arg(argument.nom, **options)(fonction)
    declaree: Callable[..., Any] = xw.func(category=declaration.famille)(fonction)
    return declaree


def _raise_refus(fonction: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(fonction)
    def call(*arguments: Any, **nommes: Any) -> Any:
        try:
            return fonction(*arguments, **nommes)
        except ErreurCellule:
            raise
        except Refus as erreur:
            raise ErreurCellule(write_refus(erreur).rstrip(".")) from erreur

    return call


def _write_refus(fonction: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(fonction)
    def call(*arguments: Any, **nommes: Any) -> Any:
        try:
            return fonction(*arguments, **nommes)
        except Refus as erreur:
            return write_refus(erreur)

    return call
