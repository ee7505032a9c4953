"""Make a Python function a function of cells: its declaration, its conversions on the host, its errors.

xlwings binds ``func`` and ``arg`` to its COM route on Windows, to its server route on a server, to nothing elsewhere. It loads
this module itself: where it is not loaded (LibreOffice, the command line) a function stays a plain one, and nobody waits for
xlwings, which takes half a second with pandas.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from dpid_xl.refus import Refus
from udfs.cellules import ErreurCellule
from udfs.declaration import PLAGES, Exemple, Fonction, SorteDeValeur, read_declaration

F = TypeVar("F", bound=Callable[..., Any])


def udf(*exemples: Exemple) -> Callable[[F], F]:
    """Declare a function with its examples: refusals become ErreurCellule, or the sentence itself where a sentence is expected."""

    def declare(fonction: F) -> F:
        declaration = read_declaration(fonction, exemples)
        enveloppee = _write_refus(fonction) if declaration.resultat is SorteDeValeur.PHRASE else _raise_refus(fonction)
        enveloppee.__doc__, enveloppee.__annotations__ = declaration.resume, {}  # xlwings would take annotations for its own
        vars(enveloppee)["declaration"] = declaration
        return _bind(enveloppee, declaration)  # type: ignore[return-value]  # same signature

    return declare


def get_declaration(fonction: Callable[..., Any]) -> Fonction:
    """Return what ``udf`` read of a function."""
    declaration: Fonction = vars(fonction)["declaration"]
    return declaration


def write_refus(refus: Exception) -> str:
    """Write a refusal as a sentence."""
    texte = str(refus)
    return f"{texte[:1].upper()}{texte[1:]}."


def _bind(fonction: Callable[..., Any], declaration: Fonction) -> Callable[..., Any]:
    xw: Any = sys.modules.get("xlwings")
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
