"""What Excel's client may send: read once, strictly, before xlwings Server makes of it what it can.

xlwings Server takes what it needs as it goes: a name that nobody declared, a missing argument, a number without end were each a fault
of the server (500) with a page of traceback in its log. Here they are one sentence, and none of their content is logged.

>>> check_appel(b'{"client":"Office.js","func_name":"dpid_places","args":[[[80]],[[6]]],"runtime":"1.4"}')
>>> check_appel(b'{"func_name":"dpid_places"')
Traceback (most recent call last):
...
udfs.serveur.demandes.DemandeIllisible: La demande n'est pas lisible : rechargez le complément DPID, puis recommencez
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from itertools import chain
from types import NoneType
from typing import Annotated, Any, ClassVar, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dpid_xl.refus import Refus
from udfs.actions.registre import MACROS
from udfs.actions.serveur import NON, OUI
from udfs.declaration import Fonction
from udfs.fonctions import FONCTIONS

DEMANDE_ILLISIBLE = "La demande n'est pas lisible : rechargez le complément DPID, puis recommencez."
TYPE = b"application/json"
PLUS_GRAND_NOMBRE = 1e308  # Excel's own is a little less
PROFONDEUR_MAXIMALE = 16  # of a cell that holds a data type: a share, a place

_NOMBRES = frozenset({int, float})
_SORTES = _NOMBRES | {str, bool, NoneType, dict}
_PAR_NOM: Mapping[str, Fonction] = {fonction.python: fonction for fonction in FONCTIONS}
_MACROS = frozenset(macro.nom for macro in MACROS)
_DEMI_SIGNE = re.compile(r"\\u[dD][89a-fA-F]")  # half of a sign outside Unicode's first plane: a whole one is never written so
_ADRESSE = r"^\$?[A-Z]{0,3}\$?\d{0,7}(:\$?[A-Z]{0,3}\$?\d{0,7})?$"
_BLOC = r"^\$?[A-Z]{1,3}\$?[1-9]\d{0,6}(:\$?[A-Z]{1,3}\$?[1-9]\d{0,6})?$"


class DemandeIllisible(Refus):
    """What was sent is not what Excel's client sends."""

    statut: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST


class DemandeInconnue(DemandeIllisible):
    """It names a function or a button that the server does not have."""

    statut: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND


class _Recu(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Appel(_Recu):
    """The call of a function, as ``custom-functions-code.js`` of xlwings Server writes it."""

    client: Literal["Office.js"]
    func_name: str
    args: list[Any]
    runtime: Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,2})?$")]
    version: str = ""
    caller_address: str | None = None
    session_id: str | None = None
    culture_info_name: str | None = None
    date_format: str | None = None


class _Classeur(_Recu):
    name: Annotated[str, Field(min_length=1)]
    active_sheet_index: Annotated[int, Field(ge=0)]
    selection: Annotated[str, Field(pattern=r"^[$A-Z\d:,]*$")] | None
    calculation: str | None = None


class _Nom(_Recu):
    name: str
    refers_to: Any = None
    sheet_index: int | None
    address: str | None
    scope_sheet_name: str | None
    scope_sheet_index: int | None
    book_scope: bool


class _Table(_Recu):
    name: str
    range_address: Annotated[str, Field(pattern=_BLOC)]


class _Feuille(_Recu):
    name: Annotated[str, Field(min_length=1)]
    values: Annotated[list[list[Any]], Field(min_length=1)]
    tables: list[_Table]
    pictures: list[Any]
    used_range_address: Annotated[str, Field(pattern=_ADRESSE)] | None = None


class _Script(_Recu):
    """The click on a button, as ``index.js`` of xlwings Server and our ``macros.js`` write it: the workbook, and an answer."""

    client: Literal["Office.js"]
    version: str
    book: _Classeur
    names: list[_Nom]
    sheets: Annotated[list[_Feuille], Field(min_length=1)]
    args: Annotated[list[Annotated[str, Field(pattern=rf"^({OUI}|{NON})?$")]], Field(max_length=1)] = []


def check_appel(corps: bytes) -> None:
    """Raise DemandeIllisible unless a body is the call of one of our functions, with the arguments that it takes."""
    recu = _read(corps)
    try:
        appel = _Appel.model_validate(recu)
    except ValidationError:
        _refuse()
    fonction = _PAR_NOM.get(appel.func_name)
    if fonction is None:
        raise DemandeInconnue("Le serveur DPID n'a pas cette fonction : rechargez le complément DPID, puis recommencez")
    _check_nombre(fonction, len(appel.args))
    for argument in appel.args:
        _check_plage(argument)


def check_script(corps: bytes, nom: str) -> None:
    """Raise DemandeIllisible unless a body is a workbook sent to one of our buttons."""
    if nom not in _MACROS:
        raise DemandeInconnue("Le serveur DPID n'a pas ce bouton : rechargez le complément DPID, puis recommencez")
    recu = _read(corps)
    try:
        script = _Script.model_validate(recu)
    except ValidationError:
        _refuse()
    if script.book.active_sheet_index >= len(script.sheets):
        _refuse()
    for feuille in script.sheets:
        _check_rangees(feuille.values)


def _read(corps: bytes) -> Any:
    try:
        texte = corps.decode("utf-8")
        recu = json.loads(texte, object_pairs_hook=_make_objet, parse_constant=_refuse)
        if _DEMI_SIGNE.search(texte):
            json.dumps(recu, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):  # of which errors of JSON and of encoding, numbers of more than 4 300 digits
        _refuse()
    return recu


def _make_objet(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) != len(paires):  # a key that stands twice says two things
        _refuse()
    return objet


def _check_nombre(fonction: Fonction, recus: int) -> None:
    if recus > len(fonction.arguments):
        raise DemandeIllisible(f"DPID.{fonction.nom} a reçu trop d'arguments : il en prend {len(fonction.arguments)} au plus")
    for argument in fonction.arguments[recus:]:
        if argument.obligatoire:
            raise DemandeIllisible(f"DPID.{fonction.nom} : l'argument « {argument.libelle} » manque")


def _check_plage(plage: Any) -> None:
    """An argument: rows of cells; one row or one cell as xlwings' client puts it in the place of a data type; none if left out."""
    if not isinstance(plage, list):
        _check_cellules([plage])
    elif list not in map(type, plage):
        _check_cellules(plage or [plage])  # a range has a cell at least
    elif set(map(type, plage)) == {list} and plage[0]:
        _check_rangees(plage)
    else:
        _refuse()


def _check_rangees(rangees: list[list[Any]]) -> None:
    if len(set(map(len, rangees))) != 1:
        _refuse()
    _check_cellules(list(chain.from_iterable(rangees)))


def _check_cellules(cellules: list[Any]) -> None:
    """Look at all the cells of a range at once: a column formula of 10 000 rows sends 40 000 of them."""
    sortes = set(map(type, cellules))
    if not sortes <= _SORTES:
        _refuse()
    if sortes & _NOMBRES:
        nombres = [cellule for cellule in cellules if type(cellule) in _NOMBRES]
        if not -PLUS_GRAND_NOMBRE < min(nombres) <= max(nombres) < PLUS_GRAND_NOMBRE:
            _refuse()
    if dict in sortes:
        for cellule in cellules:
            if type(cellule) is dict:
                _check_donnee(cellule)


def _check_donnee(cellule: Mapping[str, Any]) -> None:
    """A cell with a data type has a kind, and a value that a function can be given."""
    valeur = cellule.get("basicValue", "")
    if not isinstance(cellule.get("type"), str) or isinstance(valeur, dict) or _measure(cellule) > PROFONDEUR_MAXIMALE:
        _refuse()
    _check_cellules([valeur])


def _measure(objet: Any, profondeur: int = 0) -> int:
    """Return how deep an object goes, no further than what is refused."""
    contenus = objet.values() if isinstance(objet, dict) else objet if isinstance(objet, list) else ()
    if profondeur > PROFONDEUR_MAXIMALE:
        return profondeur
    return max((_measure(contenu, profondeur + 1) for contenu in contenus), default=profondeur)


def _refuse(_constante: str = "") -> NoReturn:
    """Say the same of whatever cannot be read: nothing of it is told, here nor in the log."""
    raise DemandeIllisible(DEMANDE_ILLISIBLE.rstrip(".")) from None
