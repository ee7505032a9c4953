"""The parts of a package received from anyone, under the names and in the encoding that the standard gives them.

Whatever program wrote it: names are compared without case, « \\ » is « / », an entry that leads out of the package is none, the names
shown are those by which relationships call the parts (ECMA-376 part 2); XML is read in UTF-8, and never has a DTD.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from typing import IO
from xml.parsers import expat

from dpid_xl.classeurs.paquet import TYPES, make_cle, name_relations, normalize_nom, read_relations
from dpid_xl.classeurs.paquet.garde import TAILLE_MAXIMALE, TAILLE_SANS_SOUPCON, open_partie
from dpid_xl.refus import Refus

MORCEAU = 1 << 16
TEXTE_MAXIMAL = 20_000_000  # of a part that is edited as a text, in bytes: it is held three or four times
_EN_ARBRE = (".xml", ".rels")  # parsed into a tree, twenty times as great as its text
_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\?>")
_ENCODAGE = re.compile(r"(<\?xml\s[^>]*?encoding\s*=\s*)([\"'])([\w.:-]+)\2")
_MARQUES = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SANS_MARQUE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_MARQUE_UTF8 = b"\xef\xbb\xbf"
_EN_OCTETS = {"iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15"}


class Parties(Mapping[str, bytes]):
    """The parts of a sound package by name. One that is great may be opened, not read whole: that raises ``demesure``.

    Raises what a damaged zip or XML raises: ``Garde.open`` makes a sentence of it.
    """

    def __init__(self, octets: bytes, demesure: Refus) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(octets))
        self._demesure = demesure
        self._entrees = _index(self._archive)
        self._noms = {cle: normalize_nom(entree.filename) for cle, entree in self._entrees.items()}
        self.liens = tuple(self._walk())

    def __getitem__(self, nom: str) -> bytes:
        entree = self._entrees[make_cle(nom)]
        if entree.file_size > (TAILLE_SANS_SOUPCON if nom.lower().endswith(_EN_ARBRE) else TAILLE_MAXIMALE):
            raise self._demesure
        return recode(self._archive.read(entree))

    def __contains__(self, nom: object) -> bool:
        return isinstance(nom, str) and make_cle(nom) in self._entrees

    def __iter__(self) -> Iterator[str]:
        return iter(self._noms.values())

    def __len__(self) -> int:
        return len(self._noms)

    def open(self, nom: str) -> IO[bytes]:
        """Open a part, to read it as it comes."""
        entree = self._entrees[make_cle(nom)]
        with open_partie(self._archive, entree) as fichier:
            debut = fichier.read(MORCEAU)
        if find_encodage(debut) is None:
            return self._archive.open(entree)
        if entree.file_size > TAILLE_MAXIMALE:
            raise self._demesure
        return io.BytesIO(recode(self._archive.read(entree)))

    def read_texte(self, nom: str) -> str:
        """Return a part of XML as a text, which no tree is made of: it may be as great as any other; empty when there is none."""
        if nom not in self:
            return ""
        entree = self._entrees[make_cle(nom)]
        if entree.file_size > TEXTE_MAXIMAL:
            raise self._demesure
        return recode(self._archive.read(entree)).decode("utf-8-sig")

    def find_dtd(self, laissees: Collection[str]) -> str:
        """Return the name of a part that has a DTD, among those that relationships lead to, of other kinds than these; else empty."""
        for partie in dict.fromkeys((TYPES, *(nom for genre, nom in self.liens if genre not in laissees))):
            if partie in self:
                with self.open(partie) as fichier:
                    if has_dtd(fichier):
                        return partie
        return ""

    def _walk(self) -> Iterator[tuple[str, str]]:
        """Yield kind and name of each part that relationships lead to, and name it as they do."""
        if TYPES in self:
            self._noms[make_cle(TYPES)] = TYPES
        vues: set[str] = set()
        reste = [""]
        while reste:
            partie = reste.pop()
            liens = name_relations(partie)
            if liens not in self:
                continue
            self._noms[make_cle(liens)] = liens
            yield "relations", liens
            for genre, cible in read_relations(self, partie).values():
                cle = make_cle(cible)
                if cle in self._entrees:
                    yield genre.rpartition("/")[2], cible
                    if cle not in vues:
                        vues.add(cle)
                        self._noms[cle] = cible
                        reste.append(cible)


def find_encodage(debut: bytes) -> str | None:
    """Return the encoding of an XML part that is not UTF-8 nor said to be, as Python calls it; None of all others.

    >>> find_encodage("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16")), find_encodage(b"\\xff\\xd8\\xff")
    ('utf-16', None)
    """
    for tete, encodage in (*_MARQUES, *_SANS_MARQUE):
        if debut.startswith(tete):
            texte = debut[: len(debut) // 4 * 4].decode(encodage, "ignore").lstrip("\ufeff \t\r\n")
            return encodage if texte.startswith("<") else None
    declaration = _DECLARATION.match(debut.removeprefix(_MARQUE_UTF8).lstrip())
    dite = _ENCODAGE.match(declaration[0].decode("latin-1")) if declaration else None
    if dite is None or dite[3].lower() in ("utf-8", "utf8", "us-ascii", "ascii"):
        return None
    # Bytes that begin as ASCII are no UTF-16, whatever is written there: a text was declared before it was encoded.
    return _EN_OCTETS.get(dite[3].lower(), "utf-8-sig" if dite[3].lower().startswith(("utf-16", "utf-32", "ucs-")) else "inconnu")


def recode(contenu: bytes) -> bytes:
    """Return a part in UTF-8 if it is XML in another encoding; raises ValueError or LookupError on one that cannot be."""
    encodage = find_encodage(contenu[:MORCEAU])
    if encodage is None:
        return contenu
    texte = contenu.decode(encodage).lstrip("\ufeff")
    return _ENCODAGE.sub(r"\1\2UTF-8\2", texte, count=1).encode()


def has_dtd(fichier: IO[bytes]) -> bool:
    """Tell whether a part has a DTD, which can only stand before its first element; damaged XML has none."""

    def stop(trouvee: bool) -> None:  # noqa: FBT001 (of expat's handlers)
        raise _Vu(trouvee)

    lecteur = expat.ParserCreate()
    lecteur.StartDoctypeDeclHandler = lambda *_: stop(True)  # noqa: FBT003
    lecteur.StartElementHandler = lambda *_: stop(False)  # noqa: FBT003
    try:
        while morceau := fichier.read(MORCEAU):
            lecteur.Parse(morceau)
    except _Vu as vu:
        return bool(vu.args[0])
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return False


class _Vu(Exception):
    """What was met first."""


def _index(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the entries that are parts, by what their names have in common; two of one name must be the same."""
    entrees: dict[str, zipfile.ZipInfo] = {}
    for entree in archive.infolist():
        nom = normalize_nom(entree.filename)
        if entree.filename.endswith(("/", "\\")) or not nom or ".." in nom.split("/"):
            continue
        connue = entrees.setdefault(make_cle(nom), entree)
        if (connue.CRC, connue.file_size) != (entree.CRC, entree.file_size):
            raise zipfile.BadZipFile(f"two parts named {nom}")
    return entrees
