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
from unicodedata import normalize
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, fromstring

TYPES = "[Content_Types].xml"
PROFONDEUR_MAXIMALE = 256  # of the elements of a part: libxml2 and Word go no deeper
UNIX, DOS = 3, 0  # the system that an archive says it was made on: it decides nothing that Office looks at

CHIFFRES_D_UN_ENTIER = 18  # of an attribute: what is longer counts nothing that a workbook has
_BOOLEENS = dict.fromkeys(("1", "true", "on", "t", "vrai"), True) | dict.fromkeys(("0", "false", "off", "f", "faux", "none"), False)
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
    """Parse a part of a received package, whose DTDs were refused by the reader; raises ElementTree's ParseError.

    Also on elements one inside another deeper than any program writes, which a reader would follow without end.
    """
    racine = fromstring(contenu)  # noqa: S314
    profondeur, niveau = 0, [racine]
    while niveau:
        profondeur += 1
        niveau = [enfant for element in niveau for enfant in element]
        if profondeur > PROFONDEUR_MAXIMALE:
            raise ParseError("elements nested too deep")
    return racine


def normalize_nom(nom: str) -> str:
    r"""Write the name of a part as a path of the package, whatever the program that made it.

    >>> normalize_nom("\\xl\\.\\workbook.xml")
    'xl/workbook.xml'
    """
    return "/".join(morceau for morceau in nom.replace("\\", "/").split("/") if morceau not in ("", "."))


def make_cle(nom: str) -> str:
    """Reduce the name of a part to what two writings of it have in common: case and escaping do not count."""
    return normalize("NFC", unquote(normalize_nom(nom))).casefold()


def read_booleen(texte: str | None, *, sinon: bool = False) -> bool:
    """Read an attribute that is true or false, in all the writings that programs give it; ``sinon`` when it is absent or neither.

    >>> [read_booleen(texte) for texte in ("1", "True", " on ", "0", "FALSE", "off", "")], read_booleen(None, sinon=True)
    ([True, True, True, False, False, False, False], True)
    """
    return _BOOLEENS.get((texte or "").strip().casefold(), sinon)


def read_entier(texte: str | None, *, sinon: int = 0) -> int:
    """Read an attribute that is a whole number; ``sinon`` when it is absent or no number, as in a damaged part.

    >>> [read_entier(texte) for texte in ("3", " 12 ", "A1", "-1", "9" * 20, None)], read_entier("", sinon=1)
    ([3, 12, 0, 0, 0, 0], 1)
    """
    propre = (texte or "").strip()
    return int(propre) if propre.isascii() and propre.isdecimal() and len(propre) <= CHIFFRES_D_UN_ENTIER else sinon


class Types:
    """The kinds of the parts of a package, as its list of types says them."""

    def __init__(self, parties: Mapping[str, bytes]) -> None:
        self._parties: dict[str, str] = {}
        self._extensions: dict[str, str] = {}
        for element in parse_xml(parties[TYPES]):
            if "PartName" in element.attrib:
                self._parties[make_cle(element.attrib["PartName"])] = element.get("ContentType", "")
            else:
                self._extensions[element.get("Extension", "").casefold()] = element.get("ContentType", "")

    def get(self, nom: str) -> str:
        """Return the kind of a part: its own, else that of its extension; empty when none is said."""
        cle = make_cle(nom)
        return self._parties.get(cle) or self._extensions.get(cle.rpartition(".")[2], "")


def find_principale(parties: Mapping[str, bytes]) -> str:
    """Return the name of the main part of a package: the one that its relationships say, else the one that its types say; else empty."""
    dite = (cible for genre, cible in read_relations(parties, "").values() if genre.endswith("/officeDocument") and cible in parties)
    if principale := next(dite, ""):
        return principale
    types = Types(parties)
    return next((nom for nom in parties if types.get(nom).endswith(".main+xml")), "")


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
    liens = parties.get(name_relations(partie))
    return {
        lien.get("Id", ""): (lien.get("Type", ""), resolve_cible(partie, lien.get("Target", "")))
        for lien in (parse_xml(liens) if liens else ())
        if lien.get("TargetMode") != "External"
    }


def resolve_cible(partie: str, cible: str) -> str:
    """Return the name of the part that a relationship of another one leads to."""
    chemin = posixpath.join("/", posixpath.dirname(partie), cible.partition("#")[0].replace("\\", "/"))
    return posixpath.normpath(chemin).lstrip("/")
