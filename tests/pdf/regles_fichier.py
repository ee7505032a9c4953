"""Rules on the file itself: bytes, trailer, limits, and what must not be in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from tests.pdf.lecture import Fichier
from tests.pdf.registre import regle

FILTRES = frozenset(
    (
        *("/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode", "/RunLengthDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode"),
        "/JPXDecode",
    )
)
ENTIER_MAX, REEL_MAX, CHAINE_MAX, NOM_MAX, COTE_MIN, COTE_MAX = 2**31 - 1, Decimal("3.403e38"), 32767, 127, 3, 14400
ACTIONS_INTERDITES = frozenset(
    (
        *("/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans"),
        *("/GoTo3DView", "/JavaScript"),
    )
)
ACTIONS_NOMMEES = frozenset(("/NextPage", "/PrevPage", "/FirstPage", "/LastPage"))
ANNOTATIONS = frozenset(
    (
        *("/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline", "/Squiggly"),
        *("/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/FileAttachment", "/Widget", "/PrinterMark", "/TrapNet", "/Watermark"),
        "/Redact",
    )
)
MASQUES, IMPRESSION = 1 | 2 | 32 | 256, 4  # Invisible, Hidden, NoView, ToggleNoView; Print


@regle("ISO 19005-2, 6.1.2")
def file_header(fichier: Fichier) -> Iterator[object]:
    """The file begins with %PDF-1.n, n from 0 to 7, and an end of line."""
    if not re.match(rb"%PDF-1\.[0-7](\r\n|\r|\n)", fichier.contenu):
        yield fichier.contenu[:10]


@regle("ISO 19005-2, 6.1.2")
def binary_comment(fichier: Fichier) -> Iterator[object]:
    """The second line is a comment of at least four bytes above 127: no tool takes the file for text."""
    if not re.match(rb"[^\r\n]*(\r\n|\r|\n)%[\x80-\xff]{4}", fichier.contenu):
        yield fichier.contenu[:20]


@regle("ISO 19005-2, 6.1.3")
def file_identifier(fichier: Fichier) -> Iterator[object]:
    """The trailer has two file identifiers that are not empty."""
    identifiants = fichier.pdf.trailer.get("/ID", Array([]))
    if [bool(bytes(identifiant)) for identifiant in identifiants] != [True, True]:
        yield list(identifiants)


@regle("ISO 19005-2, 6.1.3")
def no_encryption(fichier: Fichier) -> Iterator[object]:
    """The file is not encrypted."""
    if "/Encrypt" in fichier.pdf.trailer:
        yield "/Encrypt"


@regle("ISO 19005-2, 6.1.3")
def nothing_after_the_end(fichier: Fichier) -> Iterator[object]:
    """Nothing follows the last end-of-file marker but an end of line."""
    suite = fichier.contenu.rpartition(b"%%EOF")[2]
    if suite not in {b"", b"\r\n", b"\r", b"\n"}:
        yield suite[:20]


@regle("ISO 19005-2, 6.1.4 and 6.1.7.1")
def sound_syntax(fichier: Fichier) -> Iterator[object]:
    """The cross-references and the lengths of the streams are right, and every stream can be decoded."""
    yield from fichier.pdf.check_pdf_syntax()


@regle("ISO 19005-2, 6.1.7.1")
def streams_inside_the_file(fichier: Fichier) -> Iterator[object]:
    """No stream has its data in another file."""
    yield from _find_cles(fichier, Stream, "/F", "/FFilter", "/FDecodeParms")


@regle("ISO 19005-2, 6.1.7.2")
def stream_filters(fichier: Fichier) -> Iterator[object]:
    """Streams are compressed by the filters of ISO 32000-1 only, neither by LZW nor by Crypt."""
    for flux in (objet for objet in fichier.objets if isinstance(objet, Stream)):
        filtres = flux.get("/Filter", Array([]))
        yield from {str(filtre) for filtre in (filtres if isinstance(filtres, Array) else [filtres])} - FILTRES


@regle("ISO 19005-2, 6.1.13")
def limits_of_values(fichier: Fichier) -> Iterator[object]:
    """No number, string nor name is beyond what every reader accepts."""
    for objet in fichier.objets:
        for valeur in objet if isinstance(objet, Array) else (*objet.keys(), *objet.values()):
            if _is_excessive(valeur):
                yield str(valeur)[:40]


@regle("ISO 19005-2, 6.1.13")
def limits_of_pages(fichier: Fichier) -> Iterator[object]:
    """The sides of a page are of 3 to 14 400 units."""
    for rang, page in enumerate(fichier.pdf.pages, 1):
        gauche, bas, droite, haut = map(float, page.mediabox)
        if not all(COTE_MIN <= cote <= COTE_MAX for cote in (droite - gauche, haut - bas)):
            yield f"page {rang}: {page.mediabox}"


@regle("ISO 19005-2, 6.3.1")
def annotation_types(fichier: Fichier) -> Iterator[object]:
    """Annotations are of the types of ISO 32000-1, not films, sounds, screens nor 3D."""
    yield from {str(note.get("/Subtype")) for _, note in fichier.annotations} - ANNOTATIONS


@regle("ISO 19005-2, 6.3.2")
def annotations_are_printed(fichier: Fichier) -> Iterator[object]:
    """What is shown is printed: flag Print set, hiding flags not set."""
    for page, note in fichier.annotations:
        drapeaux = int(note.get("/F", 0))
        if note.get("/Subtype") != Name.Popup and (not drapeaux & IMPRESSION or drapeaux & MASQUES):
            yield f"page {page + 1}: /F {drapeaux}"


@regle("ISO 19005-2, 6.3.3")
def annotations_have_an_appearance(fichier: Fichier) -> Iterator[object]:
    """An annotation says how it looks, and in one state only; links and pop-ups have no look."""
    for page, note in fichier.annotations:
        apparence = note.get("/AP")
        attendue = note.get("/Subtype") not in {Name.Link, Name.Popup}
        if (apparence is None and attendue) or (apparence is not None and set(apparence.keys()) != {"/N"}):
            yield f"page {page + 1}: {note.get('/Subtype')}"


@regle("ISO 19005-2, 6.4.1 and 6.4.2")
def forms_are_static(fichier: Fichier) -> Iterator[object]:
    """No form is filled by a program: neither XFA, nor appearances to be made, nor actions in a field."""
    formulaire = fichier.racine.get("/AcroForm", Dictionary())
    yield from (cle for cle in ("/XFA",) if cle in formulaire)
    if formulaire.get("/NeedAppearances", False):
        yield "/NeedAppearances"
    champs = (note for _, note in fichier.annotations if note.get("/Subtype") == Name.Widget)
    yield from (cle for champ in champs for cle in ("/A", "/AA") if cle in champ)


@regle("ISO 19005-2, 6.5.1")
def no_programs(fichier: Fichier) -> Iterator[object]:
    """No action runs a program, a script, a film or a sound; named actions turn pages."""
    for objet in fichier.dictionnaires:
        action = str(objet.get("/S"))
        if action in ACTIONS_INTERDITES or (action == "/Named" and str(objet.get("/N")) not in ACTIONS_NOMMEES):
            yield action
    yield from (cle for cle in fichier.racine.get("/Names", Dictionary()).keys() if cle == "/JavaScript")  # noqa: SIM118


@regle("ISO 19005-2, 6.5.2, 6.10 and 6.11")
def no_triggers(fichier: Fichier) -> Iterator[object]:
    """Neither the document nor a page has automatic actions, alternate presentations, steps or requirements."""
    yield from (cle for cle in ("/AA", "/Requirements", "/NeedsRendering") if cle in fichier.racine)
    yield from (cle for cle in ("/AlternatePresentations",) if cle in fichier.racine.get("/Names", Dictionary()))
    yield from (cle for page in fichier.pdf.pages for cle in ("/AA", "/PresSteps") if cle in page.obj)


@regle("ISO 19005-2, 6.8")
def no_embedded_files(fichier: Fichier) -> Iterator[object]:
    """No file is embedded: ours need none, and it would have to be PDF/A too."""
    yield from _find_cles(fichier, Dictionary, "/EF", "/EmbeddedFiles")


@regle("ISO 19005-2, 6.9")
def optional_content(fichier: Fichier) -> Iterator[object]:
    """Each configuration of optional content has a name, and none switches itself."""
    calques = fichier.racine.get("/OCProperties", Dictionary())
    for configuration in (*([calques.D] if "/D" in calques else []), *calques.get("/Configs", [])):
        if not str(configuration.get("/Name", "")) or "/AS" in configuration:
            yield configuration.get("/Name", "")


def _find_cles(fichier: Fichier, sorte: type, *cles: str) -> Iterator[str]:
    return (cle for objet in fichier.objets if isinstance(objet, sorte) for cle in cles if cle in objet)


def _is_excessive(valeur: object) -> bool:
    if isinstance(valeur, bool):
        return False
    if isinstance(valeur, int):
        return not -ENTIER_MAX - 1 <= valeur <= ENTIER_MAX
    if isinstance(valeur, Decimal):
        return abs(valeur) > REEL_MAX
    if isinstance(valeur, str | Name):
        return len(str(valeur).encode()) > NOM_MAX + 1  # with its slash
    return isinstance(valeur, Object) and isinstance(valeur, String) and len(bytes(valeur)) > CHAINE_MAX
