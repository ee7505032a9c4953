"""The bytes of a workbook received from anyone: refused with one French sentence before openpyxl sees them if they are not sound.

What is refused: no file, a folder, an empty or cut file, a password, another format, a zip bomb, XML with a DTD, oversized merges.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path

from openpyxl.utils import range_boundaries

MEGA_OCTET = 1_000_000
TAILLE_MAXIMALE = 100 * MEGA_OCTET  # of the file, and of all that it unfolds to: about three million cells
TAUX_MAXIMAL = 200  # a sheet shrinks 10 to 60 times; deflate can do 1 000
TAILLE_SANS_SOUPCON = 10 * MEGA_OCTET  # a small part may shrink as much as it likes
CELLULES_GROUPEES_MAXIMUM = 500_000  # openpyxl makes one object per merged or linked cell

_ENTETE_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTETE_ZIP = b"PK"
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")
_CLASSEUR_OLE = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_ENCODAGE = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_ENCODAGES_LUS = (b"utf-8", b"utf8", b"us-ascii")
_PLAGE = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)")
_DTD = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_ERREURS_DE_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, NotImplementedError)
_STRICT = b"purl.oclc.org/ooxml"
_MEDIAS = "xl/media/"


class ClasseurIllisible(Exception):
    """A workbook that cannot be read; its text is one French sentence: what, where, what to do."""


def read_octets(chemin: Path) -> bytes:
    """Return the bytes of a workbook that openpyxl may be given; raises ClasseurIllisible."""
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
            raise ClasseurIllisible(_describe_demesure(chemin.name))
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


def _describe_demesure(nom: str) -> str:
    return (
        f"« {nom} » est démesuré (plus de {TAILLE_MAXIMALE // MEGA_OCTET} Mo décompressé, ou compressé plus qu'un vrai classeur) : "
        "supprimez-y les lignes, images et mises en forme inutiles, ou repartez du classeur maître."
    )


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
    entrees = archive.infolist()
    demesure = sum(entree.file_size for entree in entrees) > TAILLE_MAXIMALE or any(
        entree.file_size > TAILLE_SANS_SOUPCON and entree.file_size > TAUX_MAXIMAL * entree.compress_size for entree in entrees
    )
    if demesure:
        raise ClasseurIllisible(_describe_demesure(nom))


def _check_parties(nom: str, archive: zipfile.ZipFile) -> None:
    """Read every part once: checksums, DTDs, merges."""
    groupees = 0
    for entree in archive.infolist():
        contenu = _read_partie(archive, entree)
        if entree.filename.startswith(_MEDIAS) or not contenu.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
            continue
        if _DTD.search(contenu) or _has_encodage_inattendu(contenu):
            raise ClasseurIllisible(
                f"« {nom} » contient du XML qu'Excel n'écrit jamais (partie {entree.filename}) : "
                "n'ouvrez pas ce fichier et demandez-en un autre à son auteur."
            )
        if _STRICT in contenu[:4000] and entree.filename.endswith("workbook.xml"):
            raise ClasseurIllisible(
                f"« {nom} » est au format « Open XML Strict » : ouvrez-le dans Excel et enregistrez-le comme « Classeur Excel (.xlsx) »."
            )
        groupees += sum(_count_cellules(plage.decode("ascii", "replace")) for plage in _PLAGE.findall(contenu))
        if groupees > CELLULES_GROUPEES_MAXIMUM:
            raise ClasseurIllisible(
                f"« {nom} » fusionne trop de cellules (partie {entree.filename}) : défusionnez les lignes ou colonnes entières."
            )


def _read_partie(archive: zipfile.ZipFile, entree: zipfile.ZipInfo) -> bytes:
    """Return the content of a part, never more than its declared size; a size that lies ends in a wrong checksum."""
    if entree.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(entree.filename)
    with archive.open(entree) as flux:
        return flux.read(entree.file_size + 1)


def _has_encodage_inattendu(contenu: bytes) -> bool:
    """Tell whether a DTD could hide behind an encoding; Excel, LibreOffice and the libraries all write UTF-8."""
    declaration = _ENCODAGE.search(contenu[:200])
    return b"\x00" in contenu[:200] or (declaration is not None and declaration[1].lower() not in _ENCODAGES_LUS)


def _count_cellules(plage: str) -> int:
    try:
        bornes = range_boundaries(plage)
    except (ValueError, TypeError):
        return 0
    gauche, haut, droite, bas = bornes
    if gauche is None or haut is None or droite is None or bas is None:  # a whole row or column
        return CELLULES_GROUPEES_MAXIMUM + 1
    return (droite - gauche + 1) * (bas - haut + 1)
