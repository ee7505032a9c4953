"""The identifiers of a Word part that may stand once, given anew to what a loop has repeated: Word says a file that repeats them damaged.

>>> from lxml import etree
>>> racine = etree.fromstring('<w:p xmlns:w="%s"><w:sdtPr><w:id w:val="3"/></w:sdtPr><w:sdtPr><w:id w:val="3"/></w:sdtPr></w:p>' % ESPACE)
>>> renumber(racine)
>>> racine.xpath("//@w:val", namespaces={"w": ESPACE})
['3', '4']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dpid_xl.rendus.word.gabarit import W as ESPACE

W = f"{{{ESPACE}}}"
_DESSIN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_VML, _OFFICE = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
_MARQUES = {f"{W}{nom}Start": f"{W}{nom}End" for nom in ("bookmark", "perm", "moveFromRange", "moveToRange")}
_PLUS_GRAND = 2**31 - 1


def renumber(racine: Any) -> None:
    """Give their own number to repeated drawings and content controls; take off the marks that would stand twice."""
    _renumber([(element, "id") for element in racine.iter(_DESSIN)])
    _renumber([(element, f"{W}val") for element in racine.iter(f"{W}id") if element.getparent().tag == f"{W}sdtPr"])
    _drop_marques(racine)
    _drop_attributs(racine.iter(f"{W}p", f"{W}tr"), f"{_WORD14}paraId")
    formes = [element for element in racine.iter() if isinstance(element.tag, str) and element.tag.startswith(_VML)]
    _drop_attributs(iter(formes), "id")
    _drop_attributs(iter(formes), f"{_OFFICE}spid")


def _renumber(places: list[tuple[Any, str]]) -> None:
    numeros = {element.get(attribut) for element, attribut in places}
    suivant = max((int(numero) for numero in numeros if numero and numero.isdecimal()), default=0)
    vus: set[str] = set()
    for element, attribut in places:
        numero = element.get(attribut, "")
        if numero in vus:
            suivant += 1
            while str(suivant % _PLUS_GRAND) in numeros:
                suivant += 1
            numero = str(suivant % _PLUS_GRAND)
            numeros.add(numero)
            element.set(attribut, numero)
        vus.add(numero)


def _drop_marques(racine: Any) -> None:
    """Take off the start of a mark that is there already, and the end of each that has no start of its own."""
    for debut, fin in _MARQUES.items():
        vus: set[str] = set()
        ouvertes: set[str] = set()
        for element in list(racine.iter(debut, fin)):
            cle = element.get(f"{W}id", "")
            if element.tag == debut and not {cle, element.get(f"{W}name", cle)} & vus:
                vus |= {cle, element.get(f"{W}name", cle)}
                ouvertes.add(cle)
            elif element.tag == fin and cle in ouvertes:
                ouvertes.discard(cle)
            else:
                element.getparent().remove(element)


def _drop_attributs(elements: Iterator[Any], attribut: str) -> None:
    vus: set[str] = set()
    for element in elements:
        valeur = element.get(attribut)
        if valeur in vus:
            del element.attrib[attribut]
        elif valeur:
            vus.add(valeur)
