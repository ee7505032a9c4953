"""What a package received from anyone must be before it is read; each kind of file gives its limits and its sentences.

What is refused: no file, a folder, an empty or cut file, a password, another format, a zip bomb.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.paquet import normalize_nom
from dpid_xl.refus import Refus

MEGA_OCTET = 1_000_000
TAILLE_MAXIMALE = 100 * MEGA_OCTET  # of the file, and of all that it unfolds to but what has a limit of its own
TAUX_MAXIMAL = 200  # a sheet shrinks 10 to 60 times; deflate can do 1 000
TAILLE_SANS_SOUPCON = 10 * MEGA_OCTET  # a small part may shrink as much as it likes

_ENTETE_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTETE_ZIP = b"PK"
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")
_ERREURS_DE_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, NotImplementedError)
_ERREURS_DE_XML = (ParseError, ExpatError, LookupError)  # met on what binds the parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Garde:
    """The guard of one kind of file: what it raises, and its French sentences, where {nom} is the file and {chemin} its path.

    An old file (OLE) is said so when it holds one of ``anciennes``, or whatever it holds without any. The parts under ``grandes``
    have their own limit in bytes, all together.
    """

    refus: type[Refus]
    absent: str
    ferme: str
    autre: str
    ancien: str
    mot_de_passe: str
    abime: str
    demesure: str
    dossier: str = ""  # as an absent file
    vide: str = ""  # as another format
    anciennes: tuple[bytes, ...] = ()
    grandes: str = ""
    taille_des_grandes: int = 0

    def refuse(self, phrase: str, chemin: Path) -> Refus:
        """Make the error that says a sentence of a file."""
        return self.refus(phrase.format(nom=chemin.name, chemin=chemin))

    def read(self, chemin: Path, octets: bytes | None = None) -> bytes:
        """Return the bytes of a file that is a zip of bearable size, those that were already read if any; raises ``refus``."""
        octets = self.read_fichier(chemin) if octets is None else octets
        if octets.startswith(_ENTETE_OLE):
            ancien = not self.anciennes or any(marque in octets for marque in self.anciennes)
            raise self.refuse(self.mot_de_passe if _CHIFFRE in octets else self.ancien if ancien else self.autre, chemin)
        if not octets.startswith(_ENTETE_ZIP):
            raise self.refuse(self.autre if octets else self.vide or self.autre, chemin)
        return octets

    @contextmanager
    def open(self, chemin: Path, octets: bytes) -> Iterator[zipfile.ZipFile]:
        """Open the zip of a file, its sizes checked; whatever damage is met before it is closed raises ``refus``."""
        try:
            with zipfile.ZipFile(io.BytesIO(octets)) as archive:
                if self._is_demesuree(archive.infolist()):
                    raise self.refuse(self.demesure, chemin)
                yield archive
        except (*_ERREURS_DE_ZIP, *_ERREURS_DE_XML) as erreur:
            raise self.refuse(self.abime, chemin) from erreur
        except RuntimeError as erreur:  # a zip with a password
            raise self.refuse(self.mot_de_passe, chemin) from erreur

    def read_fichier(self, chemin: Path) -> bytes:
        """Return the bytes of a file of bearable size, whatever it is; raises ``refus``."""
        try:
            if chemin.is_dir():
                raise self.refuse(self.dossier or self.absent, chemin)
            if not chemin.is_file():
                raise self.refuse(self.absent, chemin)
            if chemin.stat().st_size > TAILLE_MAXIMALE:
                raise self.refuse(self.demesure, chemin)
            return chemin.read_bytes()
        except (OSError, ValueError) as erreur:  # ValueError: a null character in the path
            raise self.refuse(self.ferme, chemin) from erreur

    def _is_demesuree(self, entrees: list[zipfile.ZipInfo]) -> bool:
        grandes = [entree for entree in entrees if self.grandes and normalize_nom(entree.filename).lower().startswith(self.grandes)]
        total = sum(entree.file_size for entree in entrees)
        a_part = sum(entree.file_size for entree in grandes)
        return a_part > self.taille_des_grandes or total - a_part > TAILLE_MAXIMALE or any(map(_is_bombe, entrees))


def open_partie(archive: zipfile.ZipFile, entree: zipfile.ZipInfo) -> IO[bytes]:
    """Open a part; a reading of a given length meets no more than the declared size: one that lies ends in a wrong checksum."""
    if entree.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(entree.filename)
    return archive.open(entree)


def _is_bombe(entree: zipfile.ZipInfo) -> bool:
    return entree.file_size > TAILLE_SANS_SOUPCON and entree.file_size > TAUX_MAXIMAL * entree.compress_size
