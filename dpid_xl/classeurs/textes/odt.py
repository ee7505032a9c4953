"""The paragraphs of an OpenDocument text: text, database fields by their names, bullets of lists."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from dpid_xl.classeurs.paquet.parties import Parties
from dpid_xl.classeurs.textes.ecartes import IMAGE, NOTE, OBJET, Ecarte, list_cadres
from dpid_xl.classeurs.textes.garde import MARQUES, TexteIllisible, parse_partie
from dpid_xl.documents.texte_vote.paragraphes import Paragraphe, make_paragraphe

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_NOTE, _ZONE = f"{TEXT}note", f"{DRAW}text-box"
_CADRES = [f"{STYLE}{nom}{page}" for nom in ("header", "footer") for page in ("", "-left", "-first")]
_MARQUES = frozenset((f"{TEXT}changed-region", f"{OFFICE}annotation"))


def read_odt(nom: str, parties: Parties) -> tuple[tuple[Paragraphe, ...], tuple[Ecarte, ...]]:
    """Return the paragraphs of a text and what they leave out: notes, images, headers; raises TexteIllisible."""
    racine = parse_partie(nom, parties, "content.xml")
    corps = racine.find(f"{OFFICE}body/{OFFICE}text")
    if corps is None:
        raise TexteIllisible(f"« {nom} » n'est pas un texte : donnez la convention type, pas un tableau ou un dessin.")
    if any(element.tag in _MARQUES for element in corps.iter()):
        raise TexteIllisible(
            MARQUES.format(nom=nom, quoi="révisions ou commentaires", faire="dans LibreOffice, acceptez ou refusez-les, puis enregistrez")
        )
    formats = _list_formats(racine)
    paragraphes: list[Paragraphe] = []
    ecartes: list[Ecarte] = []
    for rang, (element, puce, numero) in enumerate(_walk(corps, formats), 1):
        texte = " ".join(_read_texte(element).split())
        ecartes += ((Paragraphe(ecarte, rang), raison) for ecarte, raison in _list_ecartes(element))
        if texte:
            paragraphes.append(make_paragraphe(f"{numero} {texte}".strip(), rang, puce=puce))
    cadres = parse_partie(nom, parties, "styles.xml") if "styles.xml" in parties else None
    elements = (
        () if cadres is None else (element for balise in _CADRES for cadre in cadres.iter(balise) for element in cadre.iter(f"{TEXT}p"))
    )
    return tuple(paragraphes), (*ecartes, *list_cadres(map(_read_texte, elements)))


def _list_ecartes(element: Element) -> Iterator[tuple[str, str]]:
    """Yield what a paragraph holds beside its text, each with the reason why it is left out."""
    for enfant in element:
        if enfant.tag == _NOTE:
            corps = enfant.find(f"{TEXT}note-body")
            yield " ".join("" if corps is None else " ".join(map(_read_texte, corps)).split()), NOTE
        elif enfant.tag.startswith(DRAW) and next(enfant.iter(_ZONE), None) is None:
            raison = OBJET if next(enfant.iter(f"{DRAW}object"), None) is not None else IMAGE
            yield enfant.get(f"{DRAW}name", "") or raison, raison
        else:
            yield from _list_ecartes(enfant)


def _list_formats(racine: Element) -> dict[str, tuple[str, str]]:
    """Return, by style of list, the format and the suffix of its numbers; none for bullets."""
    formats = {}
    for style in racine.iter(f"{TEXT}list-style"):
        for niveau in style:
            if niveau.tag == f"{TEXT}list-level-style-number" and niveau.get(f"{TEXT}level") == "1":
                formats[style.get(f"{STYLE}name", "")] = (niveau.get(f"{STYLE}num-format", "1"), niveau.get(f"{STYLE}num-suffix", ""))
    return formats


def _walk(element: Element, formats: dict[str, tuple[str, str]]) -> Iterator[tuple[Element, bool, str]]:
    for enfant in element:
        if enfant.tag in (f"{TEXT}p", f"{TEXT}h"):
            yield enfant, False, ""
        elif enfant.tag == f"{TEXT}list":
            yield from _walk_liste(enfant, formats)
        else:
            yield from _walk(enfant, formats)


def _walk_liste(liste: Element, formats: dict[str, tuple[str, str]]) -> Iterator[tuple[Element, bool, str]]:
    genre, suffixe = formats.get(liste.get(f"{TEXT}style-name", ""), ("", ""))
    for rang, item in enumerate(liste.findall(f"{TEXT}list-item"), 1):
        numero = f"{chr(ord('a') + rang - 1) if genre == 'a' else rang}{suffixe}" if genre else ""
        for place, (element, _, dedans) in enumerate(_walk(item, formats)):
            premier = place == 0
            yield element, premier and not numero and not dedans, dedans or (numero if premier else "")


def _read_texte(element: Element) -> str:
    if element.tag == f"{TEXT}database-display":
        return f"«{element.get(f'{TEXT}column-name', '')}»"
    if element.tag in (f"{TEXT}tab", f"{TEXT}line-break", f"{TEXT}s"):
        return " "
    if element.tag in (_NOTE, f"{TEXT}tracked-changes"):
        return ""
    if element.tag.startswith(DRAW) and element.tag != _ZONE:  # the title of an image, or its bytes, are no words of the text
        return " ".join(map(_read_texte, (enfant for enfant in element if enfant.tag.startswith(DRAW))))
    return (element.text or "") + "".join(_read_texte(enfant) + (enfant.tail or "") for enfant in element)
