"""The bytes of a workbook received from anyone: refused with one French sentence before they are read if they are not sound.

Beside what every package is guarded against: other kinds of workbooks, XML with a DTD.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from dpid_xl.classeurs.paquet import TYPES
from dpid_xl.classeurs.paquet.garde import MEGA_OCTET, TAILLE_MAXIMALE, TAILLE_SANS_SOUPCON, Garde, open_partie
from dpid_xl.refus import Refus

MORCEAU = 1 << 16

_TAILLE_DES_FEUILLES = 1_000 * MEGA_OCTET  # unfolded: 100 000 complete lines and their formulas make half of it
_ENCODAGE = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_ENCODAGES_LUS = (b"utf-8", b"utf8", b"us-ascii")
_DTD = b"<!DOCTYPE"  # XML knows no other writing of it, and no entity outside
_STRICT = b"purl.oclc.org/ooxml"
_MEDIAS = "xl/media/"
_EN_ARBRE = (".xml", ".rels")  # parsed into a tree, twenty times as great as its text


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
    octets = GARDE.read(chemin)
    with GARDE.open(chemin, octets) as archive:
        _check_format(chemin, archive)
        _check_parties(chemin.name, archive)
    return octets


def describe_demesure(nom: str) -> str:
    """Say that a workbook is greater than any that a person made."""
    return GARDE.demesure.format(nom=nom)


def describe_fusions(nom: str, partie: str) -> str:
    """Say that a sheet merges whole rows or columns."""
    return f"« {nom} » fusionne trop de cellules (partie {partie}) : défusionnez les lignes ou colonnes entières."


def _check_format(chemin: Path, archive: zipfile.ZipFile) -> None:
    parties = set(archive.namelist())
    if TYPES in parties and any(partie.endswith("workbook.xml") for partie in parties):
        return
    if "xl/workbook.bin" in parties:
        raise ClasseurIllisible(
            f"« {chemin.name} » est un classeur binaire (.xlsb) : ouvrez-le dans Excel et enregistrez-le au format .xlsx ou .xlsm."
        )
    if "mimetype" in parties and b"opendocument.spreadsheet" in archive.read("mimetype")[:200]:
        raise ClasseurIllisible(f"« {chemin.name} » est un classeur LibreOffice (.ods) : enregistrez-le au format .xlsx.")
    raise GARDE.refuse(GARDE.autre, chemin)


def _check_parties(nom: str, archive: zipfile.ZipFile) -> None:
    """Read every part once: checksums, DTDs."""
    for entree in archive.infolist():
        with open_partie(archive, entree) as flux:
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
