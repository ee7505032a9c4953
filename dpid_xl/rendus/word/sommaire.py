"""The contents of a Word file that holds many documents: one line each, which leads to it.

A field of Word's own (TOC), already filled, that F9 makes again from the hidden entries (TC) at the head of each document. Pages are
not told: each document counts its own.

>>> write_sommaire(["CCAS de Lens"]).count("w:hyperlink w:anchor")
1
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from dpid_xl.rendus.noms import clean_signes
from dpid_xl.rendus.word.paragraphes import write_paragraphe, write_texte

_TITRE = "Sommaire"
_CHAMP = r" TOC \f d \h \n "  # the entries « d », as links, without pages


def write_sommaire(titres: Sequence[str]) -> str:
    """Write the contents: the name of each document, in order."""
    debut = f'{_borne("begin")}<w:r><w:instrText xml:space="preserve">{_CHAMP}</w:instrText></w:r>{_borne("separate")}'
    lignes = [_write_ligne(rang, titre, debut if rang == 1 else "") for rang, titre in enumerate(titres, 1)]
    fin = f'<w:p><w:pPr><w:pStyle w:val="Intervalle"/></w:pPr>{_borne("end")}</w:p>'
    return write_paragraphe("TitreSommaire", _TITRE) + "".join(lignes) + fin


def add_repere(corps: str, rang: int, titre: str) -> str:
    """Add, to the first paragraph of a document, what the contents lead to: its mark, and its entry, which is not shown."""
    entree = escape(clean_signes(titre).replace('"', "”"))
    champ = f'{_borne("begin")}<w:r><w:instrText xml:space="preserve"> TC "{entree}" \\f d \\l 1 </w:instrText></w:r>{_borne("end")}'
    marque = f'<w:bookmarkStart w:id="{rang}" w:name="{_name(rang)}"/>{champ}<w:bookmarkEnd w:id="{rang}"/>'
    return corps.replace("</w:pPr>", f"</w:pPr>{marque}", 1)


def _write_ligne(rang: int, titre: str, avant: str) -> str:
    lien = f'<w:hyperlink w:anchor="{_name(rang)}" w:history="1">{write_texte(titre)}</w:hyperlink>'
    return f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{avant}{lien}</w:p>'


def _borne(genre: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{genre}"/></w:r>'


def _name(rang: int) -> str:
    return f"_Toc{rang:06}"
