"""Rules on what a file says of itself: XMP, title, language, colours announced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from pikepdf import Array, Dictionary, Name, Stream

from tests.pdf.lecture import Fichier
from tests.pdf.registre import regle

DC, XMP, PDF = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/}", "{http://ns.adobe.com/pdf/1.3/}"
INFO = {  # the same thing said in both places
    "/Title": f"{DC}title",
    "/Author": f"{DC}creator",
    "/Subject": f"{DC}description",
    "/Keywords": f"{PDF}Keywords",
    "/Creator": f"{XMP}CreatorTool",
    "/Producer": f"{PDF}Producer",
    "/CreationDate": f"{XMP}CreateDate",
    "/ModDate": f"{XMP}ModifyDate",
}
PROFILS = {b"RGB ": 3, b"CMYK": 4, b"GRAY": 1}
CLASSES_DE_SORTIE = (b"prtr", b"mntr")
VERSION_ICC_MAX = 4


@regle("maison, beyond ISO 19005-2, 6.6.2.1")
def xmp_packet(fichier: Fichier) -> Iterator[object]:
    """The packet is readable without a decoder."""
    if "/Filter" in fichier.racine.get("/Metadata", Dictionary()):
        yield "/Filter"


@regle("ISO 14289-1, 7.1")
def title_is_told(fichier: Fichier) -> Iterator[object]:
    """The packet has a title."""
    if not "".join(fichier.proprietes.get(f"{DC}title", [])).strip():
        yield "dc:title"


@regle("ISO 19005-2, 6.6.3")
def info_agrees(fichier: Fichier) -> Iterator[object]:
    """What the information dictionary says, the packet says too."""
    info = fichier.pdf.trailer.get("/Info", Dictionary())
    for cle, propriete in INFO.items():
        if cle in info and _read_info(cle, str(info[cle])) != _read_xmp(cle, fichier.proprietes.get(propriete, [])):
            yield f"{cle} {info[cle]} – {fichier.proprietes.get(propriete)}"


@regle("maison")
def who_and_what(fichier: Fichier) -> Iterator[object]:
    """The packet also names the author and the language, and the dates are there."""
    for nom in (f"{DC}creator", f"{DC}language", f"{XMP}CreateDate", f"{XMP}ModifyDate"):
        if not fichier.proprietes.get(nom):
            yield nom


@regle("maison, of ISO 14289-1, 7.2")
def in_french(fichier: Fichier) -> Iterator[object]:
    """The document says that it is in French."""
    if str(fichier.racine.get("/Lang", "")) != "fr-FR":
        yield f"/Lang {fichier.racine.get('/Lang')}"


@regle("ISO 19005-2, 6.2.3")
def output_intent(fichier: Fichier) -> Iterator[object]:
    """The file says which colours its own are meant for: one profile of a printer or a screen."""
    intentions = [i for i in fichier.racine.get("/OutputIntents", Array([])) if i.get("/S") == Name.GTS_PDFA1]
    if len(intentions) != 1 or not isinstance(intentions[0].get("/DestOutputProfile"), Stream):
        yield f"{len(intentions)} intents"
        return
    yield from check_profil(intentions[0].DestOutputProfile, CLASSES_DE_SORTIE)


def check_profil(profil: Stream, classes: tuple[bytes, ...]) -> Iterator[object]:
    """Tell what is wrong with the head of an ICC profile."""
    tete = profil.read_bytes()[:128]
    if tete[36:40] != b"acsp" or tete[12:16] not in classes or tete[8] > VERSION_ICC_MAX:
        yield f"profile {tete[12:16]!r} {tete[36:40]!r}"
    if PROFILS.get(tete[16:20]) != profil.get("/N"):
        yield f"profile {tete[16:20]!r} /N {profil.get('/N')}"


def _read_info(cle: str, texte: str) -> object:
    if not cle.endswith("Date"):
        return texte
    return datetime.strptime(re.sub(r"Z.*", "+0000", texte.removeprefix("D:").replace("'", "")), "%Y%m%d%H%M%S%z")


def _read_xmp(cle: str, textes: list[str]) -> object:
    if not cle.endswith("Date"):
        return ", ".join(textes)
    return datetime.fromisoformat(textes[0]) if textes else None
