"""The door: how much is announced, then the token, then what was sent; xlwings Server is given only what holds.

xlwings Server reads and parses what was sent before it looks at the token: 150 MB took 210 MB of its memory, only to be refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.routing import Match, Mount

from udfs.enregistrement import write_refus
from udfs.serveur.acces import AccesRefuse, authenticate, read_jetons
from udfs.serveur.demandes import TYPE, DemandeIllisible, check_appel, check_script
from udfs.serveur.erreurs import REQUETE_LOCALE

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What Excel and the pane ask for before they can send a token: pages, the add-in, the names and helps of functions and buttons.
PUBLIQUES = (
    "/",
    "/favicon.ico",
    "/manifest",
    "/manifest.xml",
    "/manifest/download",
    "/taskpane",
    "/taskpane.html",
    "/xlwings/alert",
    "/xlwings/custom-functions-code",
    "/xlwings/custom-functions-code.js",
    "/xlwings/custom-functions-meta",
    "/xlwings/custom-functions-meta.json",
    "/xlwings/custom-scripts-meta",
    "/xlwings/custom-scripts-meta.json",
)
DOSSIER_PUBLIC = "static"  # the name of the mounted folder, see statiques.py
LECTURES = ("GET", "HEAD")
APPEL = "/xlwings/custom-functions-call"
SCRIPT = "/xlwings/custom-scripts-call/"
TAILLE_MAXIMALE = 32 * 1024 * 1024  # the one limit of size; LISEZMOI.md says what it is measured on
TROP_GRAND = "Le classeur est trop grand pour le serveur : passez par Excel de bureau ou par la commande dpid-xl."


class Portier:
    """Answers 413 to what announces too much, 401 without a token, 413 to what turns out too big, 400 to what Excel does not send."""

    def __init__(self, app: ASGIApp, reglages: Any) -> None:
        self.app = app
        self.reglages = reglages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let it in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        entetes = dict(scope["headers"])  # their names are in lower case
        if _get_taille(entetes) > TAILLE_MAXIMALE:
            await _refuse_taille(scope, receive, send)
        elif self._is_publique(scope):
            await self.app(scope, receive, send)
        else:
            await self._let_in(entetes, scope, receive, send)

    async def _let_in(self, entetes: Mapping[bytes, bytes], scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._authenticate(entetes)
        except AccesRefuse as refus:
            await JSONResponse({"detail": str(refus)}, HTTPStatus.UNAUTHORIZED)(scope, receive, send)
            return
        recus = await _read(receive)
        if recus is None:
            await _refuse_taille(scope, receive, send)
            return
        try:
            self._check(scope, entetes, recus)
        except DemandeIllisible as refus:
            await PlainTextResponse(write_refus(refus), refus.statut)(scope, receive, send)
            return
        await self.app(scope, _give(recus, receive), send)

    def _authenticate(self, entetes: Mapping[bytes, bytes]) -> None:
        jeton = entetes.get(b"authorization", b"").decode("latin-1")
        authenticate(jeton, read_jetons(), environnement=self.reglages.environment, locale=REQUETE_LOCALE.get())

    def _check(self, scope: Scope, entetes: Mapping[bytes, bytes], recus: Iterable[Message]) -> None:
        """Raise DemandeIllisible for what Excel's client would not send."""
        chemin = scope["path"].removeprefix(self.reglages.app_path)
        if scope["method"] in LECTURES or not chemin.startswith((APPEL, SCRIPT)):
            return
        corps = b"".join(recu.get("body", b"") for recu in recus)
        if entetes.get(b"content-type", b"").partition(b";")[0].strip().lower() != TYPE:
            raise DemandeIllisible("La demande n'est pas lisible : son type n'est pas application/json")
        if chemin.startswith(SCRIPT):
            check_script(corps, chemin.removeprefix(SCRIPT))
        else:
            check_appel(corps)

    def _is_publique(self, scope: Scope) -> bool:
        """Tell whether the path is for everybody, or whether no route answers it: the application then says so."""
        chemin = scope["path"].removeprefix(self.reglages.app_path)
        if chemin in PUBLIQUES and scope["method"] in LECTURES:
            return True
        protegees = (route for route in scope["app"].routes if not (isinstance(route, Mount) and route.name == DOSSIER_PUBLIC))
        return all(route.matches(dict(scope))[0] is not Match.FULL for route in protegees)


def install(app: FastAPI, reglages: Any) -> None:
    """Put the door on xlwings Server's application."""
    app.add_middleware(Portier, reglages=reglages)


def is_installed(app: FastAPI) -> bool:
    """Tell whether :func:`install` was run on the application."""
    couches: list[Any] = [couche.cls for couche in app.user_middleware]
    return Portier in couches


def _get_taille(entetes: Mapping[bytes, bytes]) -> int:
    """Return the size that a request announces; one that comes piece by piece announces none."""
    return int(entetes.get(b"content-length", b"0"))


async def _refuse_taille(scope: Scope, receive: Receive, send: Send) -> None:
    """Say that it is too big, and take no more of it: the connection is closed."""
    await PlainTextResponse(TROP_GRAND, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"Connection": "close"})(scope, receive, send)


async def _read(receive: Receive) -> list[Message] | None:
    """Return all that is sent, None as soon as it is too big."""
    recus: list[Message] = []
    taille, suite = 0, True
    while suite:
        recus.append(await receive())
        taille += len(recus[-1].get("body", b""))
        if taille > TAILLE_MAXIMALE:
            return None
        suite = recus[-1].get("more_body", False)
    return recus


def _give(recus: list[Message], receive: Receive) -> Receive:
    """Give what was read, then what comes after it: the news that the caller has gone."""
    lus = iter(recus)

    async def give() -> Message:
        return next(lus, None) or await receive()

    return give
