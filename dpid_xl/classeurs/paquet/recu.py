"""The bytes of a workbook received from anyone: refused with one French sentence before they are read if they are not sound.

What is refused: no file, a folder, an empty or cut file, a password, another format, a zip bomb, XML with a DTD.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from dpid_xl.refus import Refus

MEGA_OCTET = 1_000_000
TAILLE_MAXIMALE = 100 * MEGA_OCTET  # of the file, and of all that it unfolds to but its sheets
TAILLE_DES_FEUILLES = 1_000 * MEGA_OCTET  # unfolded: 100 000 complete lines and their formulas make half of it
TAUX_MAXIMAL = 200  # a sheet shrinks 10 to 60 times; deflate can do 1 000
TAILLE_SANS_SOUPCON = 10 * MEGA_OCTET  # a small part may shrink as much as it likes
MORCEAU = 1 << 16

_ENTETE_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTETE_ZIP = b"PK"
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")
_CLASSEUR_OLE = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_ENCODAGE = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_ENCODAGES_LUS = (b"utf-8", b"utf8", b"us-ascii")
_DTD = b"<!DOCTYPE"  # XML knows no other writing of it, and no entity outside
_ERREURS_DE_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, NotImplementedError)
_STRICT = b"purl.oclc.org/ooxml"
_FEUILLES = "xl/worksheets/"
_MEDIAS = "xl/media/"
_EN_ARBRE = (".xml", ".rels")  # parsed into a tree, twenty times as great as its text


class ClasseurIllisible(Refus):
    """A workbook that cannot be read; its text is one French sentence: what, where, what to do."""


class Parties(Mapping[str, bytes]):
    """The parts of a sound package by name. One that is great may be opened, not read whole: that raises ClasseurIllisible."""

    def __init__(self, nom: str, octets: bytes) -> None:
        self.nom = nom
        self._archive = zipfile.ZipFile(io.BytesIO(octets))
        self._noms = dict.fromkeys(self._archive.namelist())

    def __getitem__(self, nom: str) -> bytes:
        if self._archive.getinfo(nom).file_size > (TAILLE_SANS_SOUPCON if nom.endswith(_EN_ARBRE) else TAILLE_MAXIMALE):
            raise ClasseurIllisible(describe_demesure(self.nom))
        return self._archive.read(nom)

    def __contains__(self, nom: object) -> bool:
        return nom in self._noms

    def __iter__(self) -> Iterator[str]:
        return iter(self._noms)

    def __len__(self) -> int:
        return len(self._noms)

    def open(self, nom: str) -> IO[bytes]:
        """Open a part, to read it as it comes."""
        return self._archive.open(nom)


def read_octets(chemin: Path) -> bytes:
    """Return the bytes of a workbook that may be read; raises ClasseurIllisible."""
    octets = _read_fichier(chemin)
    nom = chemin.name
    if octets.startswith(_ENTETE_OLE):
        raise ClasseurIllisible(_describe_ole(nom, octets))
    if not octets.startswith(_ENTETE_ZIP):
        raise ClasseurIllisible(f"« {nom} » n'est pas un classeur Excel : choisissez un fichier .xlsx ou .xlsm.")
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            _check_tailles(nom, archive)
            _check_format(nom, archive)
            _check_parties(nom, archive)
    except _ERREURS_DE_ZIP as erreur:
        raise ClasseurIllisible(
            f"« {nom} » est tronqué ou abîmé : reprenez une copie complète du fichier, ou ouvrez-le dans Excel et enregistrez-le à nouveau."
        ) from erreur
    except RuntimeError as erreur:  # a zip with a password
        raise ClasseurIllisible(_ask_mot_de_passe(nom)) from erreur
    return octets


def _read_fichier(chemin: Path) -> bytes:
    try:
        if chemin.is_dir():
            raise ClasseurIllisible(f"« {chemin} » est un dossier, pas un classeur : indiquez le fichier .xlsx ou .xlsm qu'il contient.")
        if not chemin.is_file():
            raise ClasseurIllisible(f"Le fichier « {chemin} » n'existe pas : vérifiez son nom et son dossier.")
        taille = chemin.stat().st_size
        if taille > TAILLE_MAXIMALE:
            raise ClasseurIllisible(describe_demesure(chemin.name))
        octets = chemin.read_bytes()
    except (OSError, ValueError) as erreur:  # ValueError: a null character in the path
        raise ClasseurIllisible(
            f"Le fichier « {chemin.name} » ne peut pas être ouvert : fermez-le dans Excel et vérifiez que vous avez le droit de le lire."
        ) from erreur
    if not octets:
        raise ClasseurIllisible(f"Le fichier « {chemin.name} » est vide (0 octet) : reprenez une copie du classeur.")
    return octets


def _describe_ole(nom: str, octets: bytes) -> str:
    if _CHIFFRE in octets:
        return _ask_mot_de_passe(nom)
    if any(marque in octets for marque in _CLASSEUR_OLE):
        return f"« {nom} » est à l'ancien format Excel (.xls) : ouvrez-le dans Excel et enregistrez-le au format .xlsx ou .xlsm."
    return f"« {nom} » n'est pas un classeur Excel : choisissez un fichier .xlsx ou .xlsm."


def _ask_mot_de_passe(nom: str) -> str:
    return f"« {nom} » est protégé par un mot de passe : ouvrez-le dans Excel, retirez le mot de passe et enregistrez-le."


def describe_demesure(nom: str) -> str:
    """Say that a workbook is greater than any that a person made."""
    return (
        f"« {nom} » est démesuré (plus de {TAILLE_DES_FEUILLES // MEGA_OCTET} Mo de feuilles décompressées ou de "
        f"{TAILLE_MAXIMALE // MEGA_OCTET} Mo du reste, trop de cellules ou de texte, ou compressé plus qu'un vrai classeur) : "
        "supprimez-y les lignes, images et mises en forme inutiles, ou repartez du classeur maître."
    )


def describe_fusions(nom: str, partie: str) -> str:
    """Say that a sheet merges whole rows or columns."""
    return f"« {nom} » fusionne trop de cellules (partie {partie}) : défusionnez les lignes ou colonnes entières."


def _check_format(nom: str, archive: zipfile.ZipFile) -> None:
    parties = set(archive.namelist())
    if "[Content_Types].xml" in parties and any(partie.endswith("workbook.xml") for partie in parties):
        return
    if "xl/workbook.bin" in parties:
        raise ClasseurIllisible(
            f"« {nom} » est un classeur binaire (.xlsb) : ouvrez-le dans Excel et enregistrez-le au format .xlsx ou .xlsm."
        )
    if "mimetype" in parties and b"opendocument.spreadsheet" in archive.read("mimetype")[:200]:
        raise ClasseurIllisible(f"« {nom} » est un classeur LibreOffice (.ods) : enregistrez-le au format .xlsx.")
    raise ClasseurIllisible(f"« {nom} » n'est pas un classeur Excel : choisissez un fichier .xlsx ou .xlsm.")


def _check_tailles(nom: str, archive: zipfile.ZipFile) -> None:
    feuilles = [entree for entree in archive.infolist() if entree.filename.startswith(_FEUILLES)]
    autres = [entree for entree in archive.infolist() if not entree.filename.startswith(_FEUILLES)]
    demesure = (
        sum(entree.file_size for entree in feuilles) > TAILLE_DES_FEUILLES
        or sum(entree.file_size for entree in autres) > TAILLE_MAXIMALE
        or any(
            entree.file_size > TAILLE_SANS_SOUPCON and entree.file_size > TAUX_MAXIMAL * entree.compress_size
            for entree in archive.infolist()
        )
    )
    if demesure:
        raise ClasseurIllisible(describe_demesure(nom))


def _check_parties(nom: str, archive: zipfile.ZipFile) -> None:
    """Read every part once: checksums, DTDs."""
    for entree in archive.infolist():
        if entree.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(entree.filename)
        with archive.open(entree) as flux:  # never more than its declared size; a size that lies ends in a wrong checksum
            debut = flux.read(MORCEAU)
            xml = debut.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<") and not entree.filename.startswith(_MEDIAS)
            if (_has_dtd(debut, flux) and xml) or (xml and _has_encodage_inattendu(debut)):
                raise ClasseurIllisible(
                    f"« {nom} » contient du XML qu'Excel n'écrit jamais (partie {entree.filename}) : "
                    "n'ouvrez pas ce fichier et demandez-en un autre à son auteur."
                )
        if xml and _STRICT in debut[:4000] and entree.filename.endswith("workbook.xml"):
            raise ClasseurIllisible(
                f"« {nom} » est au format « Open XML Strict » : ouvrez-le dans Excel et enregistrez-le comme « Classeur Excel (.xlsx) »."
            )


def _has_dtd(debut: bytes, flux: IO[bytes]) -> bool:
    """Tell whether a part has a DTD; reads it to its end."""
    trouvee, morceau, fin = False, debut, b""
    while morceau:
        trouvee = trouvee or _DTD in fin + morceau
        morceau, fin = flux.read(MORCEAU), morceau[-len(_DTD) :]
    return trouvee


def _has_encodage_inattendu(debut: bytes) -> bool:
    """Tell whether a DTD could hide behind an encoding; Excel, LibreOffice and the libraries all write UTF-8."""
    declaration = _ENCODAGE.search(debut[:200])
    return b"\x00" in debut[:200] or (declaration is not None and declaration[1].lower() not in _ENCODAGES_LUS)
