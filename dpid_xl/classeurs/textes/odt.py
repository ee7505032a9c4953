"""The paragraphs of an OpenDocument text: text, database fields by their names, bullets of lists."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from dpid_xl.classeurs.textes.garde import MARQUES, TexteIllisible, parse_partie
from dpid_xl.documents.texte_vote.paragraphes import Paragraphe, make_paragraphe

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MARQUES = frozenset((f"{TEXT}changed-region", f"{OFFICE}annotation"))


def read_odt(nom: str, parties: dict[str, bytes]) -> tuple[tuple[Paragraphe, ...], tuple[str, ...]]:
    """Return the paragraphs of a text and what its headers and footers say; raises TexteIllisible."""
    racine = parse_partie(nom, parties, "content.xml")
    corps = racine.find(f"{OFFICE}body/{OFFICE}text")
    if corps is None:
        raise TexteIllisible(f"« {nom} » n'est pas un texte : donnez la convention type, pas un tableau ou un dessin.")
    if any(element.tag in _MARQUES for element in corps.iter()):
        raise TexteIllisible(
            MARQUES.format(nom=nom, quoi="révisions ou commentaires", faire="dans LibreOffice, acceptez ou refusez-les, puis enregistrez")
        )
    formats = _list_formats(racine)
    lus = ((" ".join(_read_texte(element).split()), puce, numero) for element, puce, numero in _walk(corps, formats))
    paragraphes = [
        make_paragraphe(f"{numero} {texte}".strip(), rang, puce=puce) for rang, (texte, puce, numero) in enumerate(lus, 1) if texte
    ]
    cadres = parse_partie(nom, parties, "styles.xml") if "styles.xml" in parties else None
    textes = [] if cadres is None else [_read_texte(element) for cadre in _list_cadres(cadres) for element in cadre.iter(f"{TEXT}p")]
    return tuple(paragraphes), tuple(dict.fromkeys(texte for texte in (" ".join(texte.split()) for texte in textes) if texte))


def _list_cadres(racine: Element) -> Iterator[Element]:
    for nom in ("header", "footer"):
        yield from racine.iter(f"{STYLE}{nom}")


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
    if element.tag in (f"{TEXT}note", f"{TEXT}tracked-changes"):
        return ""
    return (element.text or "") + "".join(_read_texte(enfant) + (enfant.tail or "") for enfant in element)
