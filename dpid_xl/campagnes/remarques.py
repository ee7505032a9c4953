"""The remarks on the source of a campaign, from the one text that people keep (``REMARQUES.md``) to the rows that officers read.

A row is a bullet, a paragraph or a row of a table. The lines of the extracted text (« l. 12 »), which officers do not have, are left out.

>>> [remarque.texte for remarque in parse_remarques("## Silences\\n\\n- SIRET (l. 12, 14-15) :\\n  un seul (annexe 7, l. 9).")]
['SIRET : un seul (annexe 7).']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dpid_xl.lieu import Lieu
from dpid_xl.modele import Remarque

FICHIER = "REMARQUES.md"
_NOTE = re.compile(r"<!--.*?-->", re.DOTALL)
_LIGNES = r"l\.\s\d[\d-]*(?:,\s\d[\d-]*)*"
_RENVOI = re.compile(rf"\s*\({_LIGNES}\)|,\s{_LIGNES}(?=\s?[;)])")
_RUBRIQUE, _PUCE, _RANGEE = "## ", "- ", "|"


def parse_remarques(texte: str) -> Iterator[Remarque]:
    """Yield the remarks, in order, each under the heading that it stands below."""
    rubrique, rang, entetes = "", 0, list[str]()
    for bloc in _split(_NOTE.sub("", texte)):
        if bloc.startswith(_RUBRIQUE):
            rubrique, entetes = bloc.removeprefix(_RUBRIQUE), []
        elif rubrique and bloc.startswith(_RANGEE):
            cellules = [_clean(cellule) for cellule in bloc.removeprefix(_RANGEE).removesuffix(_RANGEE).split(_RANGEE)]
            if entetes and not set(bloc) <= set("|- "):
                rang += 1
                yield Remarque(rubrique, _write_rangee(entetes, cellules), Lieu(FICHIER, rang))
            entetes = entetes or cellules
        elif rubrique:
            rang += 1
            entetes = []
            yield Remarque(rubrique, _clean(bloc.removeprefix(_PUCE)), Lieu(FICHIER, rang))


def _split(texte: str) -> Iterator[str]:
    """Yield headings, bullets, rows of tables and paragraphs, each on one line."""
    bloc: list[str] = []
    for ligne in (*(ligne.strip() for ligne in texte.split("\n")), ""):
        if bloc and (not ligne or ligne.startswith((_RUBRIQUE, _PUCE, _RANGEE)) or bloc[0].startswith(_RANGEE)):
            yield " ".join(bloc)
            bloc = []
        if ligne:
            bloc.append(ligne)


def _write_rangee(entetes: Sequence[str], cellules: Sequence[str]) -> str:
    """Write a row of a table: what it is about, then what each column says of it."""
    premiere, *autres = cellules
    return f"{premiere} – " + " ; ".join(f"{entete} : {cellule}" for entete, cellule in zip(entetes[1:], autres, strict=True) if cellule)


def _clean(texte: str) -> str:
    return _RENVOI.sub("", f" {texte.strip()}").strip()
