"""Paragraphs of a Word document, as escaped XML text.

>>> write_texte("6 € & À COMPLÉTER")
'<w:r><w:t xml:space="preserve">6 € &amp; </w:t></w:r><w:r><w:rPr><w:rStyle w:val="ACompleter"/></w:rPr><w:t>À COMPLÉTER</w:t></w:r>'
>>> write_texte("1er mai").count("superscript")
1
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from xml.sax.saxutils import escape

from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.francais import split_ordinaux
from dpid_xl.rendus.noms import clean_signes

_MARQUE = f'<w:r><w:rPr><w:rStyle w:val="ACompleter"/></w:rPr><w:t>{A_COMPLETER}</w:t></w:r>'
_EXPOSANT = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


def write_texte(texte: str) -> str:
    """Write a text as Word runs: line ends are breaks, each À COMPLÉTER is set off, « er » of « 1er » is above the line."""
    return _MARQUE.join("".join(_list_suites(morceau)) for morceau in clean_signes(texte).split(A_COMPLETER))


def _list_suites(texte: str) -> Iterator[str]:
    for rang, morceau in enumerate(split_ordinaux(texte)):
        if morceau:
            lignes = (f'<w:t xml:space="preserve">{escape(ligne)}</w:t>' if ligne else "" for ligne in morceau.split("\n"))
            yield f"<w:r>{_EXPOSANT if rang % 2 else ''}{'<w:br/>'.join(lignes)}</w:r>"


def frame_paragraphe(style: str, contenu: str) -> str:
    """Write a paragraph of runs already written."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{contenu}</w:p>'


@lru_cache(4096)  # most paragraphs of a convention are those of the next one
def write_paragraphe(style: str, texte: str, *, lie: bool = False, saut: bool = False, liste: int = 0) -> str:
    """Write a paragraph: ``lie`` stays with the next one, ``saut`` starts a page, ``liste`` is the number of the list it is an item of."""
    suite = ("<w:keepNext/>" if lie else "") + ("<w:pageBreakBefore/>" if saut else "")
    haut = '<w:spacing w:before="0"/>' if saut else ""
    numero = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{liste}"/></w:numPr>' if liste else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{suite}{numero}{haut}</w:pPr>{write_texte(texte)}</w:p>'
