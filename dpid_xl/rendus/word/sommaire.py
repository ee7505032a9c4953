"""The contents of a Word file: of the documents that it holds, or of a long one; each line leads to its place.

A field of Word's own (TOC), already filled, that F9 makes again: from the hidden entries (TC) at the head of each document, or from the
titles of one. Pages are not told: only Word knows on which a title falls, and each document of several counts its own.

>>> write_sommaire(["CCAS de Lens"]).count("w:hyperlink w:anchor")
1
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.noms import clean_signes
from dpid_xl.rendus.sommaire import TITRE, has_sommaire
from dpid_xl.rendus.word.paragraphes import write_paragraphe, write_texte

_DES_DOCUMENTS = r" TOC \f d \h \n "  # the entries « d », as links, without pages
_DES_TITRES = ' TOC \\o "1-1" \\u \\h \\n '  # the titles of the first level, by their style or by their level
_OUVERTURE = frozenset({Style.BANDEAU, Style.SERVICE, Style.REFERENCE, Style.TITRE, Style.OBJET})


def write_sommaire(titres: Sequence[str], champ: str = _DES_DOCUMENTS) -> str:
    """Write the contents: the name of each document, in order."""
    debut = f'{_borne("begin")}<w:r><w:instrText xml:space="preserve">{champ}</w:instrText></w:r>{_borne("separate")}'
    lignes = [
        _write_ligne(rang, titre, debut if rang == 1 else "", _borne("end") if rang == len(titres) else "")
        for rang, titre in enumerate(titres, 1)
    ]
    return write_paragraphe("TitreSommaire", TITRE) + "".join(lignes)


def add_repere(corps: str, rang: int, titre: str) -> str:
    """Add, to the first paragraph of a document, what the contents lead to: its mark, and its entry, which is not shown."""
    entree = escape(clean_signes(titre).replace('"', "”"))
    champ = f'{_borne("begin")}<w:r><w:instrText xml:space="preserve"> TC "{entree}" \\f d \\l 1 </w:instrText></w:r>{_borne("end")}'
    marque = f'<w:bookmarkStart w:id="{rang}" w:name="{_name(rang)}"/>{champ}<w:bookmarkEnd w:id="{rang}"/>'
    return corps.replace("</w:pPr>", f"</w:pPr>{marque}", 1)


def add_sommaire(xmls: Sequence[str], blocs: Sequence[Bloc]) -> list[str]:
    """Add its contents to a long document already written, one text for each block: under its title and its object."""
    if not has_sommaire(blocs):
        return list(xmls)
    ecrits, places = list(xmls), list(_list_titres(blocs))
    for rang, place in enumerate(places, 1):
        marque = f'<w:bookmarkStart w:id="{rang}" w:name="{_name(rang)}"/><w:bookmarkEnd w:id="{rang}"/>'
        ecrits[place] = ecrits[place].replace("</w:pPr>", f"</w:pPr>{marque}", 1)
    debut = next(place for place, bloc in enumerate(blocs) if bloc.style not in _OUVERTURE)
    ecrits[debut] = write_sommaire([blocs[place].texte for place in places], _DES_TITRES) + ecrits[debut]
    return ecrits


def _list_titres(blocs: Sequence[Bloc]) -> Iterator[int]:
    dans_article = False
    for place, bloc in enumerate(blocs):
        dans_article |= bloc.style in (Style.ARTICLE, Style.ANNEXE)
        if bloc.style in (Style.ARTICLE, Style.ANNEXE) or (bloc.style is Style.INTERTITRE and not dans_article):
            yield place


def _write_ligne(rang: int, titre: str, avant: str, apres: str) -> str:
    lien = f'<w:hyperlink w:anchor="{_name(rang)}" w:history="1">{write_texte(titre)}</w:hyperlink>'
    blanc = '<w:spacing w:after="320"/>' if apres else ""
    return f'<w:p><w:pPr><w:pStyle w:val="TOC1"/>{blanc}</w:pPr>{avant}{lien}{apres}</w:p>'


def _borne(genre: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{genre}"/></w:r>'


def _name(rang: int) -> str:
    return f"_Toc{rang:06}"
