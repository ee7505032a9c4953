"""The buttons of a workbook as its file describes them: on which sheet and cell, with which caption, for which macro.

Excel keeps them in drawings that look like XML and need not be (an open ``<br>``): they are read as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from dpid_xl.classeurs.paquet import find_principale, parse_xml, read_relations
from dpid_xl.reperes import get_column_letter

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DESSIN = "/vmlDrawing"
_BALISE = re.compile(r"<[^<>]*>")
_COIN = re.compile(r"<x:Anchor>\s*(\d{1,5}),\s*\d+,\s*(\d{1,7}),")
_MACRO = re.compile(r"<x:FmlaMacro>([^<]*)<")
_BOUTON = 'ObjectType="Button"'
_CE_CLASSEUR = "[0]!"  # another index is another workbook's


def list_boutons(parties: Mapping[str, bytes]) -> Iterator[tuple[str, str, str, str]]:
    """Yield sheet, cell, caption and macro of each button of a package; raises ElementTree's ParseError."""
    classeur = find_principale(parties)
    relations = read_relations(parties, classeur)
    for feuille in parse_xml(parties[classeur]).iter():
        if feuille.tag.endswith("}sheet") and feuille.get(_ID) in relations:
            for sorte, dessin in read_relations(parties, relations[feuille.attrib[_ID]][1]).values():
                if sorte.endswith(_DESSIN) and dessin in parties:
                    for bouton in _read_dessin(parties[dessin].decode("utf-8", "replace")):
                        yield feuille.get("name", ""), *bouton


def _read_dessin(dessin: str) -> Iterator[tuple[str, str, str]]:
    for debut in dessin.split("<v:shape ")[1:]:
        forme = debut.partition("</v:shape>")[0]
        macro, coin = _MACRO.search(forme), _COIN.search(forme)
        if macro or _BOUTON in forme:
            yield _write_cellule(coin), _read_texte(forme), html.unescape(macro[1]).strip().removeprefix(_CE_CLASSEUR) if macro else ""


def _write_cellule(coin: re.Match[str] | None) -> str:
    if coin is None or int(coin[1]) >= 16384:  # noqa: PLR2004 (the columns of a sheet)
        return ""
    return f"{get_column_letter(int(coin[1]) + 1)}{int(coin[2]) + 1}"


def _read_texte(forme: str) -> str:
    texte = _BALISE.sub("", forme.partition("<v:textbox")[2].partition(">")[2].partition("</v:textbox>")[0])
    return " ".join(html.unescape(texte).split())
