"""The package (zip) of a workbook: the same parts always make the same bytes.

>>> list_parties(zip_parties({"a.xml": b"<a/>"}))
{'a.xml': b'<a/>'}
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from xml.etree.ElementTree import Element, fromstring

_INSTANT = (1980, 1, 1, 0, 0, 0)  # first instant a zip can write
_UNIX = 3
_POLICE_BOUTON = b'<font face="Calibri" size="220" color="#000000">'
_FORMULE_VIDE = re.compile(rb"<c r=\"([A-Z]+\d+)\"((?: s=\"\d+\")?)>(<f[ >][^<]*</f>)<v></v></c>")


def list_parties(paquet: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name, in its order."""
    with zipfile.ZipFile(io.BytesIO(paquet)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def zip_parties(parties: Mapping[str, bytes]) -> bytes:
    """Make a package of parts, in their order, without any trace of the machine or the hour."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for nom, contenu in parties.items():
            entree = zipfile.ZipInfo(nom, _INSTANT)
            entree.compress_type = zipfile.ZIP_DEFLATED
            entree.create_system = _UNIX
            entree.external_attr = 0o600 << 16
            archive.writestr(entree, contenu)
    return tampon.getvalue()


def parse_xml(contenu: bytes) -> Element:
    """Parse a part of a received package, whose DTDs were refused by the reader; raises ElementTree's ParseError."""
    return fromstring(contenu)  # noqa: S314


def read_relations(parties: Mapping[str, bytes], partie: str) -> dict[str, tuple[str, str]]:
    """Return type and target (a part's name) of the relationships of a part, by identifier; of the package when ``partie`` is empty.

    >>> liens = b'<Relationships><Relationship Id="r1" Type="t" Target="../drawings/d.vml"/></Relationships>'
    >>> read_relations({"xl/worksheets/_rels/sheet1.xml.rels": liens}, "xl/worksheets/sheet1.xml")
    {'r1': ('t', 'xl/drawings/d.vml')}
    """
    dossier, nom = posixpath.split(partie)
    liens = parties.get(posixpath.join(dossier, "_rels", f"{nom}.rels"))
    return {
        lien.get("Id", ""): (lien.get("Type", ""), posixpath.normpath(posixpath.join("/", dossier, lien.get("Target", "")))[1:])
        for lien in (parse_xml(liens) if liens else ())
        if lien.get("TargetMode") != "External"
    }


def mark_textes_vides(paquet: bytes) -> bytes:
    """Say that formulas whose result is an empty text are texts, as Excel does; XlsxWriter leaves them without a type."""
    return zip_parties(
        {
            nom: _FORMULE_VIDE.sub(rb'<c r="\1"\2 t="str">\3<v></v></c>', contenu) if nom.startswith("xl/worksheets/sheet") else contenu
            for nom, contenu in list_parties(paquet).items()
        }
    )


def set_police_boutons(paquet: bytes, police: str, taille: int, encre: str) -> bytes:
    """Give the buttons of a workbook the font of its sheets (points, ``#RRGGBB``); XlsxWriter writes them in Calibri 11, black."""
    voulue = f'<font face="{police}" size="{taille * 20}" color="{encre}">'.encode()
    return zip_parties(
        {nom: contenu.replace(_POLICE_BOUTON, voulue) if nom.endswith(".vml") else contenu for nom, contenu in list_parties(paquet).items()}
    )
