"""A package of Office in memory: its parts by name, in their order. Unzipped once, edited as a dict, zipped once.

The same parts always make the same bytes. Word's documents and LibreOffice's extension are zipped here too.

>>> list_parties(zip_parties({"a.xml": b"<a/>"}))
{'a.xml': b'<a/>'}
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from xml.etree.ElementTree import Element, fromstring

TYPES = "[Content_Types].xml"
UNIX, DOS = 3, 0  # the system that an archive says it was made on: it decides nothing that Office looks at

_INSTANT = (1980, 1, 1, 0, 0, 0)  # first instant a zip can write
_DROITS = 0o600 << 16


def list_parties(paquet: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name, in its order."""
    with zipfile.ZipFile(io.BytesIO(paquet)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def zip_parties(parties: Mapping[str, bytes], systeme: int = UNIX) -> bytes:
    """Make a package of parts, in their order, without any trace of the machine or the hour."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for nom, contenu in parties.items():
            entree = zipfile.ZipInfo(nom, _INSTANT)
            entree.compress_type = zipfile.ZIP_DEFLATED
            entree.create_system = systeme
            entree.external_attr = _DROITS
            archive.writestr(entree, contenu)
    return tampon.getvalue()


def parse_xml(contenu: bytes) -> Element:
    """Parse a part of a received package, whose DTDs were refused by the reader; raises ElementTree's ParseError."""
    return fromstring(contenu)  # noqa: S314


def name_relations(partie: str) -> str:
    """Return the name of the part that holds the relations of another; of the package when ``partie`` is empty.

    >>> name_relations("word/document.xml"), name_relations("")
    ('word/_rels/document.xml.rels', '_rels/.rels')
    """
    dossier, nom = posixpath.split(partie)
    return posixpath.join(dossier, "_rels", f"{nom}.rels")


def read_relations(parties: Mapping[str, bytes], partie: str) -> dict[str, tuple[str, str]]:
    """Return type and target (a part's name) of the relationships of a part, by identifier; of the package when ``partie`` is empty.

    >>> liens = b'<Relationships><Relationship Id="r1" Type="t" Target="../drawings/d.vml"/></Relationships>'
    >>> read_relations({"xl/worksheets/_rels/sheet1.xml.rels": liens}, "xl/worksheets/sheet1.xml")
    {'r1': ('t', 'xl/drawings/d.vml')}
    """
    dossier = posixpath.dirname(partie)
    liens = parties.get(name_relations(partie))
    return {
        lien.get("Id", ""): (lien.get("Type", ""), posixpath.normpath(posixpath.join("/", dossier, lien.get("Target", "")))[1:])
        for lien in (parse_xml(liens) if liens else ())
        if lien.get("TargetMode") != "External"
    }
