"""What Excel is told when a function cannot answer: a refusal's French sentence, or a neutral one and a reference to the log.

A status of 400 or 500 is never sent again by Excel's client (``custom_functions_retry_codes`` in ``pyproject.toml``): the same
formula would fail the same way. The client makes #VALEUR! of it, with the text in its bubble.
"""

from __future__ import annotations

import logging
import secrets
from contextvars import ContextVar
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse

from dpid_xl.refus import Refus
from udfs.actions.erreurs import describe_erreur
from udfs.enregistrement import write_refus
from udfs.serveur.acces import is_locale
from udfs.serveur.demandes import DEMANDE_ILLISIBLE

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Whether the request being answered comes from this machine; False where the guard below does not stand.
REQUETE_LOCALE: ContextVar[bool] = ContextVar("requete_locale", default=False)

_journal = logging.getLogger(__name__)


class FiltreDesErreurs:
    """Outermost part of the project: notes where a request comes from, and answers for what nobody expected."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        entetes = [(nom.decode("latin-1"), valeur.decode("latin-1")) for nom, valeur in scope["headers"]]
        REQUETE_LOCALE.set(is_locale(client[0] if client else None, entetes))
        commencee = False

        async def note(message: Message) -> None:
            nonlocal commencee
            commencee = True
            await send(message)

        try:
            await self.app(scope, receive, note)
        except Exception as erreur:
            if commencee:  # half an answer is out: nothing can be added to it
                raise
            await _answer_imprevu(erreur)(scope, receive, send)


def install_filtre(app: FastAPI) -> None:
    """Put the guard and the handlers on xlwings Server's application."""
    app.add_middleware(FiltreDesErreurs)
    app.add_exception_handler(Refus, _answer_refus)
    app.add_exception_handler(RequestValidationError, _answer_illisible)


def is_filtre_installed(app: FastAPI) -> bool:
    """Tell whether :func:`install_filtre` was run on the application."""
    couches: list[Any] = [couche.cls for couche in app.user_middleware]
    return FiltreDesErreurs in couches and app.exception_handlers.get(Refus) is _answer_refus


async def _answer_refus(_request: Request, refus: Exception) -> PlainTextResponse:
    return PlainTextResponse(write_refus(refus), HTTPStatus.BAD_REQUEST)


async def _answer_illisible(_request: Request, _erreur: Exception) -> PlainTextResponse:
    return PlainTextResponse(DEMANDE_ILLISIBLE, HTTPStatus.BAD_REQUEST)


def _answer_imprevu(erreur: Exception) -> PlainTextResponse:
    reference = secrets.token_hex(4)
    _journal.error("Erreur imprévue, référence %s\n%s", reference, describe_erreur(erreur))
    texte = f"Le serveur DPID n'a pas pu calculer. Signalez la référence {reference} au service informatique."
    return PlainTextResponse(texte, HTTPStatus.INTERNAL_SERVER_ERROR)
