"""The scripts that xlwings Server publishes: the macros of the registry, and no other.

The client calls one by its Python name with the open workbook; ``reponse`` is « oui » once the officer has agreed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import xlwings as xw
from xlwings.server import script
from xlwings_server.models import CurrentUser

from udfs.actions.execution import run
from udfs.actions.registre import MACROS, Macro
from udfs.actions.serveur import OUI, Serveur


def _publish(rang: int, macro: Macro) -> Callable[..., Any]:
    def call(book: xw.Book, utilisateur: CurrentUser, reponse: str = "") -> None:
        quand = datetime.now()  # noqa: DTZ005 (the server's own clock, as the desktop's)
        run(macro.nom, book, Serveur(book, utilisateur.name or ""), quand, confirme=reponse == OUI)

    call.__name__ = macro.nom
    call.__doc__ = macro.aide
    publiee: Callable[..., Any] = script(name=macro.libelle, aide=macro.aide, rang=rang)(call)
    return publiee


globals().update({macro.nom: _publish(rang, macro) for rang, macro in enumerate(MACROS)})
