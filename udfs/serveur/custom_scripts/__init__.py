"""The scripts that xlwings Server publishes: the macros of the registry, and no other.

The client calls one by its Python name with the open workbook; ``reponse`` is the officer's, « oui » or « non », once asked.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import xlwings as xw
from xlwings.server import script
from xlwings_server.models import CurrentUser

from udfs.actions.execution import run
from udfs.actions.registre import MACROS, Macro
from udfs.actions.serveur import REPONSES, Serveur


def _publish(rang: int, macro: Macro) -> Callable[..., Any]:
    def call(book: xw.Book, utilisateur: CurrentUser, reponse: str = "") -> None:
        run(macro, partial(Serveur, utilisateur=utilisateur.name or ""), book, confirme=REPONSES.get(reponse))

    call.__name__ = macro.nom
    call.__doc__ = macro.aide
    publiee: Callable[..., Any] = script(name=macro.libelle, aide=macro.aide, rang=rang, groupe=macro.groupe.value)(call)
    return publiee


globals().update({macro.nom: _publish(rang, macro) for rang, macro in enumerate(MACROS)})
