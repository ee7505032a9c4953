"""The tables of a Word document, row by row, as texts: what a form that comes back is read from.

Nothing is run, nothing is followed; revisions that are still open are refused, as they say two things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from dpid_xl.classeurs.paquet.parties import Parties
from dpid_xl.classeurs.textes.docx import W
from dpid_xl.classeurs.textes.garde import MARQUES, TexteIllisible, find_corps, parse_partie, read_liens

_REVISIONS = frozenset(f"{W}{nom}" for nom in ("ins", "del", "moveFrom", "moveTo"))
_ENVELOPPES = frozenset(f"{W}{nom}" for nom in ("sdt", "sdtContent", "smartTag", "customXml"))
_BLANCS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def read_tableaux(nom: str, parties: Parties) -> tuple[Sequence[Sequence[Sequence[str]]], str, Sequence[str]]:
    """Return the tables of a document, each a list of rows of texts; all that it says, feet of pages included; its lines out of tables.

    Raises TexteIllisible.
    """
    principale = find_corps(nom, parties)
    corps = parse_partie(nom, parties, principale)
    if any(element.tag in _REVISIONS for element in corps.iter()):
        raise TexteIllisible(MARQUES.format(nom=nom, quoi="révisions", faire="dans Word, acceptez ou refusez-les, puis enregistrez"))
    pieds = [partie for genre, partie in read_liens(nom, parties, principale).values() if genre.endswith("/footer") and partie in parties]
    tout = "\n".join(_read_texte(racine) for racine in (corps, *(parse_partie(nom, parties, partie) for partie in pieds)))
    tableaux = [[[_read_texte(cellule) for cellule in _list(rangee, "tc")] for rangee in _list(table, "tr")] for table in _find(corps)]
    libres = [_read_texte(paragraphe) for enfant in corps if enfant.tag == f"{W}body" for paragraphe in _list(enfant, "p")]
    return tableaux, tout, [ligne for ligne in libres if ligne]


def _find(corps: Element) -> Iterator[Element]:
    return corps.iter(f"{W}tbl")


def _list(parent: Element, nom: str) -> Iterator[Element]:
    """Yield the children of a kind, those in a content control too."""
    for enfant in parent:
        if enfant.tag == f"{W}{nom}":
            yield enfant
        elif enfant.tag in _ENVELOPPES:
            yield from _list(enfant, nom)


def _read_texte(racine: Element) -> str:
    """Return the text of an element, a line per paragraph."""
    lignes = []
    for paragraphe in racine.iter(f"{W}p"):
        morceaux = (element.text or "" if element.tag == f"{W}t" else _BLANCS.get(element.tag, "") for element in paragraphe.iter())
        lignes.append("".join(morceaux).strip())
    return "\n".join(lignes).strip()
