"""The package of a Word model received from anyone: what it must be before a field is looked for, and its parts by kind.

Nothing that the package points to (attached template, linked image, data source) is ever opened.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from dpid_xl.classeurs.paquet.recu import MEGA_OCTET, TAILLE_MAXIMALE, TAILLE_SANS_SOUPCON, TAUX_MAXIMAL
from dpid_xl.refus import Refus

TYPES = "[Content_Types].xml"
ESPACE_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
CORPS = WORD + "document.main+xml"
LIEUX = {  # the parts that may hold fields, by kind, and how an officer calls them
    CORPS: "",
    WORD + "header+xml": "en-tête",
    WORD + "footer+xml": "pied de page",
    WORD + "footnotes+xml": "note de bas de page",
    WORD + "endnotes+xml": "note de fin",
}
_AUTRES_FORMATS = {  # what Word writes besides .docx, with its extension
    "application/vnd.ms-word.document.macroEnabled.main+xml": ".docm, avec des macros",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": ".dotm, avec des macros",
    WORD + "template.main+xml": ".dotx, un modèle au sens de Word",
}
_ENTETE_OLE, _ENTETE_ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")
_ABIMES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, NotImplementedError)
_DATE = (1980, 1, 1, 0, 0, 0)


class ModeleIllisible(Refus):
    """A file that is not a sound Word model; its text is one French sentence: what, where, what to do."""


@dataclass(frozen=True, slots=True)
class Paquet:
    """A sound package: the name of its file, its parts in order, the kind (content type) of each, the name of its body."""

    nom: str
    parties: Mapping[str, bytes]
    genres: Mapping[str, str]
    corps: str


def read_paquet(chemin: Path) -> Paquet:
    """Read a Word model; raises ModeleIllisible."""
    nom, octets = chemin.name, _read_octets(chemin)
    if octets.startswith(_ENTETE_OLE):
        raise ModeleIllisible(_describe_ole(nom, octets))
    if not octets.startswith(_ENTETE_ZIP):
        raise ModeleIllisible(_describe_autre(nom))
    try:
        parties = _read_parties(nom, octets)
    except _ABIMES as erreur:
        raise ModeleIllisible(f"Le modèle « {nom} » est tronqué ou abîmé : ouvrez-le dans Word et enregistrez-le à nouveau.") from erreur
    except RuntimeError as erreur:  # a zip with a password
        raise ModeleIllisible(_ask_mot_de_passe(nom)) from erreur
    genres = _read_genres(nom, parties)
    corps = next((partie for partie, genre in genres.items() if genre == CORPS), None)
    if corps is None:
        raise ModeleIllisible(_describe_autre(nom))
    if any(partie.lower().endswith("vbaproject.bin") for partie in parties):
        raise ModeleIllisible(f"Le modèle « {nom} » contient des macros : dans Word, enregistrez-le sous « Document Word (.docx) ».")
    return Paquet(nom, parties, genres, corps)


def parse_partie(nom: str, partie: str, contenu: bytes) -> Any:
    """Return the tree of a part; raises ModeleIllisible on what Word never writes."""
    analyseur = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        racine = etree.fromstring(contenu, analyseur)
    except (etree.XMLSyntaxError, ValueError) as erreur:
        raise ModeleIllisible(
            f"Le modèle « {nom} » est abîmé (partie {partie}) : ouvrez-le dans Word et enregistrez-le à nouveau."
        ) from erreur
    if racine.getroottree().docinfo.doctype:
        raise ModeleIllisible(
            f"Le modèle « {nom} » contient du XML que Word n'écrit jamais (partie {partie}) : "
            "n'ouvrez pas ce fichier et demandez-en un autre à son auteur."
        )
    return racine


def write_paquet(parties: Mapping[str, bytes]) -> bytes:
    """Zip parts in their order; the same parts give the same bytes."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            entree = zipfile.ZipInfo(nom, _DATE)
            entree.compress_type = zipfile.ZIP_DEFLATED
            entree.create_system = 0  # the same on every system
            archive.writestr(entree, contenu)
    return tampon.getvalue()


def name_relations(partie: str) -> str:
    """Return the name of the part that holds the relations of another.

    >>> name_relations("word/document.xml")
    'word/_rels/document.xml.rels'
    """
    dossier, nom = posixpath.split(partie)
    return posixpath.join(dossier, "_rels", f"{nom}.rels")


def _read_octets(chemin: Path) -> bytes:
    try:
        if not chemin.is_file():
            raise ModeleIllisible(f"Le modèle « {chemin} » n'existe pas : vérifiez son nom et son dossier.")
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise ModeleIllisible(_describe_demesure(chemin.name))
        octets = chemin.read_bytes()
    except (OSError, ValueError) as erreur:  # ValueError: a null character in the path
        raise ModeleIllisible(
            f"Le modèle « {chemin.name} » ne peut pas être ouvert : fermez-le dans Word et vérifiez que vous avez le droit de le lire."
        ) from erreur
    return octets


def _read_parties(nom: str, octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        entrees = [entree for entree in archive.infolist() if not entree.is_dir()]
        if sum(entree.file_size for entree in entrees) > TAILLE_MAXIMALE or any(map(_is_bombe, entrees)):
            raise ModeleIllisible(_describe_demesure(nom))
        return {entree.filename: _read_partie(archive, entree) for entree in entrees}


def _is_bombe(entree: zipfile.ZipInfo) -> bool:
    return entree.file_size > TAILLE_SANS_SOUPCON and entree.file_size > TAUX_MAXIMAL * entree.compress_size


def _read_partie(archive: zipfile.ZipFile, entree: zipfile.ZipInfo) -> bytes:
    # Never more than the declared size: one that lies ends in a wrong checksum.
    if entree.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(entree.filename)
    with archive.open(entree) as flux:
        return flux.read(entree.file_size + 1)


def _read_genres(nom: str, parties: Mapping[str, bytes]) -> dict[str, str]:
    if TYPES not in parties:
        raise ModeleIllisible(_describe_autre(nom))
    racine = parse_partie(nom, TYPES, parties[TYPES])
    genres = {element.get("PartName", "").lstrip("/"): element.get("ContentType", "") for element in racine.iter(ESPACE_TYPES + "Override")}
    for genre in genres.values():
        if genre in _AUTRES_FORMATS:
            raise ModeleIllisible(
                f"Le modèle « {nom} » est au format {_AUTRES_FORMATS[genre]} : "
                "dans Word, enregistrez-le sous « Document Word (.docx) », puis recommencez."
            )
    textuelles = {partie: genre for partie, genre in genres.items() if partie in parties}
    for partie, genre in textuelles.items():
        if genre in LIEUX and len(parties[partie]) > TAILLE_SANS_SOUPCON:
            raise ModeleIllisible(_describe_demesure(nom))
    return textuelles


def _describe_ole(nom: str, octets: bytes) -> str:
    if _CHIFFRE in octets:
        return _ask_mot_de_passe(nom)
    return f"Le modèle « {nom} » est à l'ancien format de Word (.doc) : ouvrez-le dans Word et enregistrez-le au format .docx."


def _describe_autre(nom: str) -> str:
    return f"Le modèle « {nom} » n'est pas un document Word : choisissez un fichier .docx."


def _ask_mot_de_passe(nom: str) -> str:
    return f"Le modèle « {nom} » est protégé par un mot de passe : ouvrez-le dans Word, retirez le mot de passe et enregistrez-le."


def _describe_demesure(nom: str) -> str:
    return (
        f"Le modèle « {nom} » est démesuré (plus de {TAILLE_MAXIMALE // MEGA_OCTET} Mo décompressé, "
        "ou compressé plus qu'un vrai document) : retirez-en les images inutiles, ou repartez d'un document neuf."
    )
