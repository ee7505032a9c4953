"""What the pane asks of Python, and what it answers: each a text of JSON, as between Excel's client and the server.

An answer has the status that the server would give it: 200, 400 for a refusal, 500 for what nobody expected.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from dpid_xl.refus import Refus
from udfs.actions.erreurs import tell_places
from udfs.enregistrement import write_refus

if TYPE_CHECKING:
    from udfs.actions.volet import Volet

IMPREVU = "Le volet DPID n'a pas pu calculer. Recopiez ce qui suit pour le service informatique : {ou}."
Json = str


@cache
def _publish() -> Any:
    from udfs.serveur.publication import publish

    return SimpleNamespace(**publish())


def prepare() -> None:
    """Load what the first cell would wait for."""
    from xlwings import server  # noqa: F401

    _publish()


async def call_fonction(corps: Json) -> Json:
    """Compute a function of cells, from the body that Excel's client sends."""
    try:
        from xlwings import server

        resultat = await server.custom_functions_call(json.loads(corps), _publish())
    except Refus as refus:
        return _answer(HTTPStatus.BAD_REQUEST, write_refus(refus))
    except Exception as erreur:  # noqa: BLE001 (the last wall before the cell: said, without a value)
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, IMPREVU.format(ou=tell_places(erreur)))
    return _answer(HTTPStatus.OK, {"result": resultat})


def call_script(nom: str, corps: Json, dire: Callable[[str], object], fichier: str = "", octets: Any = None) -> Json:
    """Press a button, on the workbook that Excel's client sends; ``fichier`` is the name of a file that goes with it, ``octets`` its bytes.

    The answer may be that a file is wanted first (``fichier``), or typst (``charger``): the button is then pressed again.
    """
    import xlwings as xw

    from udfs.actions.execution import run
    from udfs.actions.registre import MACRO_PAR_NOM
    from udfs.actions.serveur import REPONSES
    from udfs.actions.volet import Volet

    recu = json.loads(corps)
    (reponse,) = recu.pop("args", None) or [""]
    macro, hotes = MACRO_PAR_NOM[nom], []

    def make_hote(book: Any) -> Volet:
        hotes.append(Volet(book, macro, dire, donne))
        return hotes[-1]

    with TemporaryDirectory() as dossier:  # in the memory of the page
        donne = _save(Path(dossier), fichier, octets)
        book = xw.Book(json=recu)
        run(macro, make_hote, book, confirme=REPONSES.get(reponse))
    (hote,) = hotes
    if hote.attendu:
        return _answer(HTTPStatus.OK, {}, fichier=hote.attendu)
    if hote.absent:
        return _answer(HTTPStatus.OK, {}, charger=hote.absent)
    return _answer(HTTPStatus.OK, book.json())


def summarize(corps: Json) -> Json:
    """Say what the last control left in the workbook: its sentence, its findings, what is missing, each with its cell."""
    import xlwings as xw

    from udfs.volet.bilan import read_bilan

    try:
        return _answer(HTTPStatus.OK, read_bilan(xw.Book(json=json.loads(corps))))
    except Refus as refus:
        return _answer(HTTPStatus.BAD_REQUEST, write_refus(refus))


def _save(dossier: Path, fichier: str, octets: Any) -> Path | None:
    if octets is None:
        return None
    chemin = dossier / PurePath(fichier.replace("\\", "/")).name
    chemin.write_bytes(octets.to_bytes() if hasattr(octets, "to_bytes") else bytes(octets))
    return chemin


def _answer(statut: HTTPStatus, corps: Any, **plus: Any) -> Json:
    return json.dumps({"statut": int(statut), "corps": corps} | plus)
