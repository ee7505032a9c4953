"""The styles of another workbook put after those of a package, so that sheets taken from it look as they did."""

from __future__ import annotations

import re
from html import escape
from xml.etree.ElementTree import Element

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.paquet import parse_xml, read_entier
from dpid_xl.classeurs.reprise.aspects import STYLES

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_POLICE = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
)
_PREMIER_NOMBRE = 164  # below are the formats that every Excel has


@dataclass(frozen=True, slots=True)
class Decalage:
    """How far the looks of cells and those of conditional formats were moved."""

    cellules: int = 0
    conditions: int = 0


def add_styles(parties: dict[str, bytes], autres: bytes) -> Decalage:
    """Add to the styles of a package those of another one; return by how much they were moved."""
    if not autres:
        return Decalage()
    texte, ancienne = parties[STYLES].decode(), parse_xml(autres)
    nombres = {nombre.get("numFmtId", ""): nombre.get("formatCode", "") for nombre in ancienne.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")}
    premier = max([_PREMIER_NOMBRE, *map(int, re.findall(r'<numFmt numFmtId="(\d+)"', texte))]) + 1
    deplaces = {numero: premier + rang for rang, numero in enumerate(nombres)}
    ajouts = [f'<numFmt numFmtId="{deplaces[numero]}" formatCode="{escape(format_)}"/>' for numero, format_ in nombres.items()]
    texte, _ = _add(texte, "numFmts", ajouts)
    bases = {}
    for liste in ("fonts", "fills", "borders"):
        racine = ancienne.find(_MAIN + liste)
        texte, bases[liste] = _add(texte, liste, [write_xml(element) for element in (racine if racine is not None else ())])
    xfs = [_move(xf, bases, deplaces) for xf in ancienne.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]
    texte, cellules = _add(texte, "cellXfs", xfs)
    texte, conditions = _add(texte, "dxfs", [write_xml(dxf) for dxf in ancienne.iterfind(f"{_MAIN}dxfs/{_MAIN}dxf")])
    parties[STYLES] = texte.encode()
    return Decalage(cellules, conditions)


def write_xml(element: Element) -> str:
    """Write an element of the spreadsheet's own namespace without prefix, what extends it left out."""
    if not element.tag.startswith(_MAIN) or element.tag == f"{_MAIN}extLst":
        return ""
    nom = element.tag.removeprefix(_MAIN)
    attributs = "".join(f' {cle}="{escape(valeur)}"' for cle, valeur in element.attrib.items() if not cle.startswith("{"))
    enfants = sorted(element, key=_rank) if nom == "font" else element
    contenu = "".join(map(write_xml, enfants)) or escape((element.text or "").strip(), quote=False)
    return f"<{nom}{attributs}>{contenu}</{nom}>" if contenu else f"<{nom}{attributs}/>"


def _rank(element: Element) -> int:
    """Return the place of a part of a font: the schema has an order that not every program follows."""
    nom = element.tag.removeprefix(_MAIN)
    return _POLICE.index(nom) if nom in _POLICE else len(_POLICE)


def _move(xf: Element, bases: dict[str, int], nombres: dict[str, int]) -> str:
    for attribut, liste in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
        xf.set(attribut, str(read_entier(xf.get(attribut)) + bases[liste]))
    numero = xf.get("numFmtId", "0")
    xf.set("numFmtId", str(nombres.get(numero, numero)))
    xf.set("xfId", "0")
    return write_xml(xf)


def _add(texte: str, liste: str, ajouts: list[str]) -> tuple[str, int]:
    """Add elements to a list of the styles; return the text and how many stood before them."""
    trouve = re.search(rf'<{liste} count="(\d+)"(?:/>|>(.*?)</{liste}>)', texte, re.DOTALL)
    if not trouve:
        return texte, 0
    avant = int(trouve[1])
    plein = f'<{liste} count="{avant + len(ajouts)}">{trouve[2] or ""}{"".join(ajouts)}</{liste}>'
    return (texte[: trouve.start()] + plein + texte[trouve.end() :] if ajouts else texte), avant
