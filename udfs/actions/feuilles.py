"""The sheets of the conventions: written by the command line's own renderer, linked back to the sheet « Conventions ».

The hash of what a sheet holds is kept when it is put in; when it differs later, the officer has edited the sheet by hand.

>>> hash_valeurs([["Convention", None], [2.0, "a\\r\\nb"]]) == hash_valeurs([["Convention"], [2, "a\\nb"], [""]])
True
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from dpid_xl.documents.document import Convention
from dpid_xl.rendus.feuilles import render_feuilles
from dpid_xl.rendus.feuilles.index import INDEX
from dpid_xl.rendus.noms import make_noms_de_feuille
from dpid_xl.schema import CONVENTIONS, FEUILLES
from udfs.actions.erreurs import MacroRefusee

LONGUEUR_EMPREINTE = 16
_LIEN, _RETOUR = (f"location=\"'{feuille}'!A1\"".encode() for feuille in (INDEX, CONVENTIONS.feuille))


@dataclass(frozen=True, slots=True)
class Rendu:
    """A workbook of convention sheets; names and hashes by structure, and the names of all the sheets in their order."""

    contenu: bytes
    feuilles: dict[str, str]
    empreintes: dict[str, str]
    ordre: tuple[str, ...]


def render(conventions: Sequence[Convention], titre: str, jour: date, voulues: Collection[str]) -> Rendu:
    """Write the sheets, grouped by thématique, and the hash of those of the structures wanted.

    Raises MacroRefusee when a name is one of the workbook's own sheets.
    """
    toutes = sorted(conventions, key=lambda convention: convention.thematiques[:1])
    groupees = _restrict(toutes, voulues)
    contenu = _link_conventions(render_feuilles(groupees, titre, jour))
    classeur = load_workbook(io.BytesIO(contenu), read_only=True)
    onglets = [onglet for onglet in classeur.worksheets if onglet.title != INDEX]
    noms = [convention.structure.nom for convention in groupees]
    reservees = {feuille.nom.casefold() for feuille in FEUILLES}
    for nom, onglet in zip(noms, onglets, strict=True):
        if onglet.title.casefold() in reservees:
            raise MacroRefusee(
                f"La structure « {nom} » porte le nom d'une feuille du classeur : complétez son nom (feuille Structures) puis recommencez."
            )
    onglet_par_nom = dict(zip(noms, onglets, strict=True))
    empreintes = {nom: hash_valeurs(onglet.iter_rows(values_only=True)) for nom, onglet in onglet_par_nom.items() if nom in voulues}
    return Rendu(contenu, {nom: onglet.title for nom, onglet in onglet_par_nom.items()}, empreintes, tuple(_name(toutes).values()))


def hash_valeurs(rangees: Iterable[Sequence[Any]]) -> str:
    """Return the hash of what the cells of a sheet hold, the same from a file as from any host."""
    calcul = hashlib.sha256()
    for rang, rangee in enumerate(rangees):
        for colonne, valeur in enumerate(rangee):
            if valeur not in (None, ""):
                calcul.update(f"{rang}\t{colonne}\t{_write(valeur)}\0".encode())
    return calcul.hexdigest()[:LONGUEUR_EMPREINTE]


def _restrict(conventions: Sequence[Convention], voulues: Collection[str]) -> Sequence[Convention]:
    """Leave out what is not wanted, unless a sheet would then get another name or another colour than among all."""
    vues: set[str] = set()
    gardees = []
    for convention in conventions:
        if convention.structure.nom in voulues or set(convention.thematiques) - vues:
            gardees.append(convention)
            vues |= set(convention.thematiques)
    return gardees if _name(gardees).items() <= _name(conventions).items() else conventions


def _name(conventions: Sequence[Convention]) -> dict[str, str]:
    noms = [convention.structure.nom for convention in conventions]
    return dict(zip(noms, make_noms_de_feuille([INDEX, *noms])[1:], strict=True))


def _write(valeur: Any) -> str:
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    if isinstance(valeur, (int, float)):
        return f"{float(valeur):.10g}"
    return str(valeur).replace("\r\n", "\n").replace("\r", "\n")


def _link_conventions(contenu: bytes) -> bytes:
    """Lead the link back of each sheet to the sheet « Conventions », which is the index inside the officer's workbook."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as source, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as cible:
        for partie in source.infolist():
            cible.writestr(partie, source.read(partie).replace(_LIEN, _RETOUR), zipfile.ZIP_DEFLATED)
    return sortie.getvalue()
