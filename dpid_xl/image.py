"""A picture that an officer gives, such as the logo of the Département: looked over before any document carries it.

PNG (ISO/IEC 15948) or JPEG (ITU-T T.81), what Excel, Word and a PDF all show; not SVG, which Excel and older Words do not, nor a JPEG in
the colours of a printer (CMJN), which an archivable PDF refuses. Only what those two formats say of themselves is read here: Pillow
would be a library of 20 MB for two numbers.

>>> read_image(b"GIF89a")
Traceback (most recent call last):
    ...
dpid_xl.image.ImageIllisible: n'est pas une image PNG ou JPEG : enregistrez-la dans un de ces formats
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from dpid_xl.classes import dataclass
from dpid_xl.refus import Refus

TAILLE_MAXIMALE = 2_000_000  # octets: it goes in each document
COTE_MAXIMAL = 4_000  # pixels
_PNG, _JPEG, _FIN_JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"\xff\xd9"
_CADRES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers that give the size of a JPEG
_SUITE = 0xDA  # marker from which a JPEG is no longer cut in segments
_OCTETS_PAR_POINT = 8  # of a PNG, at most: four colours of two bytes
MORCEAU = 1 << 20
_COULEURS = (1, 3)  # grey, or red, green and blue


class ImageIllisible(Refus):
    """A picture that no document can carry; its text says why and what to do, after the name of the file."""


@dataclass(frozen=True, slots=True)
class Image:
    """A sound picture: its bytes, ``png`` or ``jpeg``, its size in pixels."""

    contenu: bytes
    format: str
    largeur: int
    hauteur: int

    def fit(self, largeur: float, hauteur: float) -> tuple[float, float]:
        """Return the width and the height of the picture in a frame, in the unit of the frame, its shape kept.

        >>> Image(b"", "png", 200, 100).fit(5, 5)
        (5.0, 2.5)
        """
        echelle = min(largeur / self.largeur, hauteur / self.hauteur)
        return self.largeur * echelle, self.hauteur * echelle


def load_image(dossier: Path, nom: str) -> Image:
    """Read the picture of that name in a folder; raises ImageIllisible."""
    if Path(nom).name != nom or "\\" in nom or nom in {".", ".."}:
        raise ImageIllisible("n'est pas un nom de fichier seul : mettez l'image à côté du classeur et n'écrivez que son nom")
    fichier = dossier / nom
    try:
        if not fichier.is_file():
            raise ImageIllisible("n'est pas à côté du classeur : copiez-l'y, ou corrigez son nom")
        if fichier.stat().st_size > TAILLE_MAXIMALE:
            raise ImageIllisible(f"dépasse {TAILLE_MAXIMALE // 1_000_000} Mo : enregistrez-la plus petite")
        return read_image(fichier.read_bytes())
    except OSError as erreur:
        raise ImageIllisible("ne peut pas être ouverte : fermez-la et vérifiez que vous avez le droit de la lire") from erreur


def read_image(contenu: bytes) -> Image:
    """Look a picture over; raises ImageIllisible."""
    try:
        if contenu.startswith(_PNG):
            image = Image(contenu, "png", *_measure_png(contenu))
        elif contenu.startswith(_JPEG):
            image = Image(contenu, "jpeg", *_measure_jpeg(contenu))
        else:
            raise ImageIllisible("n'est pas une image PNG ou JPEG : enregistrez-la dans un de ces formats")
    except (struct.error, zlib.error, IndexError, StopIteration) as erreur:
        raise ImageIllisible("est tronquée ou abîmée : reprenez-en une copie complète") from erreur
    if not (0 < image.largeur <= COTE_MAXIMAL and 0 < image.hauteur <= COTE_MAXIMAL):
        raise ImageIllisible(f"a plus de {COTE_MAXIMAL} pixels de côté, ou aucun : enregistrez-la à une autre taille")
    return image


def _measure_png(contenu: bytes) -> tuple[int, int]:
    morceaux = list(_iter_png(contenu))
    if morceaux[0][0] != b"IHDR" or morceaux[-1][0] != b"IEND":
        raise struct.error
    largeur, hauteur = struct.unpack(">II", morceaux[0][1][:8])
    _unfold(b"".join(donnees for nom, donnees in morceaux if nom == b"IDAT"), largeur * hauteur * _OCTETS_PAR_POINT + hauteur * 7)
    return largeur, hauteur


def _unfold(donnees: bytes, borne: int) -> None:
    """Check that compressed data are whole and hold no more than ``borne`` bytes; raises zlib.error."""
    pliees = zlib.decompressobj()
    taille = len(pliees.decompress(donnees, MORCEAU))
    while not pliees.eof:
        lus = len(pliees.decompress(pliees.unconsumed_tail, MORCEAU))
        taille += lus
        if not lus or taille > borne:
            raise zlib.error


def _iter_png(contenu: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(contenu):
        longueur, nom = struct.unpack(">I4s", contenu[place : place + 8])
        donnees = contenu[place + 8 : place + 8 + longueur]
        (somme,) = struct.unpack(">I", contenu[place + 8 + longueur : place + 12 + longueur])
        if zlib.crc32(nom + donnees) != somme:
            raise struct.error
        yield nom, donnees
        place += 12 + longueur


def _measure_jpeg(contenu: bytes) -> tuple[int, int]:
    if not contenu.rstrip(b"\0").endswith(_FIN_JPEG):
        raise struct.error
    cadre = next(donnees for marque, donnees in _iter_jpeg(contenu) if marque in _CADRES)
    hauteur, largeur, couleurs = struct.unpack(">xHHB", cadre[:6])
    if couleurs not in _COULEURS:
        raise ImageIllisible("est en couleurs d'imprimerie (CMJN) : enregistrez-la en rouge, vert et bleu (RVB)")
    return largeur, hauteur


def _iter_jpeg(contenu: bytes) -> Iterator[tuple[int, bytes]]:
    place = len(_JPEG)
    while contenu[place] == 0xFF:  # noqa: PLR2004 (what each marker starts with)
        marque, longueur = struct.unpack(">BH", contenu[place + 1 : place + 4])
        if marque == _SUITE:
            return
        yield marque, contenu[place + 4 : place + 2 + longueur]
        place += 2 + longueur
