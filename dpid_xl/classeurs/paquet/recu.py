"""The bytes of a workbook received from anyone: refused with one French sentence before they are read if they are not sound.

Beside what every package is guarded against: other kinds of workbooks, XML with a DTD.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from dpid_xl.classeurs.paquet import TYPES, find_principale, parse_xml
from dpid_xl.classeurs.paquet.garde import MEGA_OCTET, TAILLE_MAXIMALE, Garde, open_partie
from dpid_xl.classeurs.paquet.parties import MORCEAU, Parties
from dpid_xl.refus import Refus

_TAILLE_DES_FEUILLES = 2_000 * MEGA_OCTET  # unfolded: 100 000 complete lines, with their échéancier, make 1 580
_CLASSEUR = re.compile(rb"<(?:\w+:)?workbook[\s>]")
_STRICT = b"purl.oclc.org/ooxml"


class ClasseurIllisible(Refus):
    """A workbook that cannot be read; its text is one French sentence: what, where, what to do."""


GARDE = Garde(
    refus=ClasseurIllisible,
    absent="Le fichier « {chemin} » n'existe pas : vérifiez son nom et son dossier.",
    dossier="« {chemin} » est un dossier, pas un classeur : indiquez le fichier .xlsx ou .xlsm qu'il contient.",
    ferme="Le fichier « {nom} » ne peut pas être ouvert : fermez-le dans Excel et vérifiez que vous avez le droit de le lire.",
    vide="Le fichier « {nom} » est vide (0 octet) : reprenez une copie du classeur.",
    autre="« {nom} » n'est pas un classeur Excel : choisissez un fichier .xlsx ou .xlsm.",
    ancien="« {nom} » est à l'ancien format Excel (.xls) : ouvrez-le dans Excel et enregistrez-le au format .xlsx ou .xlsm.",
    anciennes=("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le")),
    mot_de_passe="« {nom} » est protégé par un mot de passe : ouvrez-le dans Excel, retirez le mot de passe et enregistrez-le.",
    abime="« {nom} » est tronqué ou abîmé : reprenez une copie complète du fichier, ou ouvrez-le dans Excel et enregistrez-le à nouveau.",
    demesure=(
        f"« {{nom}} » est démesuré (plus de {_TAILLE_DES_FEUILLES // MEGA_OCTET} Mo de feuilles décompressées ou de "
        f"{TAILLE_MAXIMALE // MEGA_OCTET} Mo du reste, trop de cellules ou de texte, ou compressé plus qu'un vrai classeur) : "
        "supprimez-y les lignes, images et mises en forme inutiles, ou repartez du classeur maître."
    ),
    grandes="xl/worksheets/",
    taille_des_grandes=_TAILLE_DES_FEUILLES,
)


# Kinds of relationships to what is never parsed here, nor by Excel as a part of the workbook: it may be anything.
_LAISSEES = (
    *("customXml", "customXmlProps", "core-properties", "extended-properties", "custom-properties", "thumbnail", "image", "oleObject"),
    *("package", "customProperty", "printerSettings", "vbaProject", "font", "control", "activeXControlBinary", "ctrlProp"),
)
# Kinds of relationships to what is parsed here into a tree; the rest is read as it comes, as text, or not at all, however great.
_EN_ARBRE = ("relations", "officeDocument", "table", "comments", "drawing", "theme", "extensibility")


def open_parties(nom: str, octets: bytes) -> Parties:
    """Open the parts of a workbook."""
    return Parties(octets, ClasseurIllisible(describe_demesure(nom)))


def read_octets(chemin: Path, lus: bytes | None = None) -> bytes:
    """Return the bytes of a workbook that may be read; raises ClasseurIllisible.

    ``lus``: they were read already, or never were a file. A file is read once: whoever saves it meanwhile changes nothing of a run.
    """
    octets = GARDE.read(chemin, lus)
    with GARDE.open(chemin, octets) as archive:
        for entree in archive.infolist():  # to its end: its checksum
            with open_partie(archive, entree) as flux:
                while flux.read(MORCEAU):
                    pass
        parties = open_parties(chemin.name, octets)
        _check_format(chemin, parties)
        _check_parties(chemin.name, parties)
    return octets


def describe_demesure(nom: str) -> str:
    """Say that a workbook is greater than any that a person made."""
    return GARDE.demesure.format(nom=nom)


def describe_fusions(nom: str, partie: str) -> str:
    """Say that a sheet merges whole rows or columns."""
    return f"« {nom} » fusionne trop de cellules (partie {partie}) : défusionnez les lignes ou colonnes entières."


def _check_format(chemin: Path, parties: Parties) -> None:
    principale = find_principale(parties) if TYPES in parties else ""
    if principale.endswith(".bin") or "xl/workbook.bin" in parties:
        raise ClasseurIllisible(
            f"« {chemin.name} » est un classeur binaire (.xlsb) : ouvrez-le dans Excel et enregistrez-le au format .xlsx ou .xlsm."
        )
    if "mimetype" in parties and b"opendocument.spreadsheet" in parties["mimetype"][:200]:
        raise ClasseurIllisible(f"« {chemin.name} » est un classeur LibreOffice (.ods) : enregistrez-le au format .xlsx.")
    with parties.open(principale) if principale else io.BytesIO() as flux:
        debut = flux.read(MORCEAU)
    if not _CLASSEUR.search(debut):
        raise GARDE.refuse(GARDE.autre, chemin)
    if _STRICT in debut:
        raise ClasseurIllisible(
            f"« {chemin.name} » est au format « Open XML Strict » : ouvrez-le dans Excel et enregistrez-le comme "
            "« Classeur Excel (.xlsx) »."
        )


def _check_parties(nom: str, parties: Parties) -> None:
    """Refuse a DTD in what is read, and the damage of what is read when the workbook itself is already open."""
    partie = parties.find_dtd(_LAISSEES)
    if partie:
        raise ClasseurIllisible(
            f"« {nom} » contient du XML qu'Excel n'écrit jamais (partie {partie}) : ouvrez-le dans Excel et enregistrez-le à nouveau."
        )
    for partie in dict.fromkeys((TYPES, *(nom for genre, nom in parties.liens if genre in _EN_ARBRE))):
        if partie in parties and partie.lower().endswith((".xml", ".rels")):
            parse_xml(parties[partie])
