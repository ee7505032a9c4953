"""The functions of cells as xlwings Server publishes them: ``DPID.PLACES``, with French names and help."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

from xlwings import server

from udfs import fonctions
from udfs.declaration import PLAGES, Fonction
from udfs.fonctions import FONCTIONS
from udfs.serveur.conversions import ArgumentRecu, ResultatEnvoye, forget_pyodide

Publiee = Callable[..., Any]


def publish() -> dict[str, Publiee]:
    """Return every function of cells under its Python name, ready for xlwings Server."""
    forget_pyodide()
    return {declaration.python: _publish(declaration) for declaration in FONCTIONS}


def _publish(declaration: Fonction) -> Publiee:
    calcul: Publiee = getattr(fonctions, declaration.python)

    def call(*arguments: Any) -> Any:
        return calcul(*arguments)

    call.__name__ = declaration.python
    call.__doc__ = declaration.resume
    # Excel shows the names of this signature while a formula is typed.
    call.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter(argument.libelle, Parameter.POSITIONAL_OR_KEYWORD, default=Parameter.empty if argument.obligatoire else None)
            for argument in declaration.arguments
        ]
    )
    publiee: Publiee = server.ret(ResultatEnvoye)(call)
    for argument in declaration.arguments:
        options = {"ndim": 2} if argument.sorte in PLAGES else {}
        publiee = server.arg(argument.libelle, ArgumentRecu, doc=argument.aide, **options)(publiee)
    return server.func(name=declaration.nom)(publiee)  # last: the others would take the name away
