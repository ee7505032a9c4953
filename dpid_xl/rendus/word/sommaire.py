"""The contents of a Word file: of the documents that it holds, or of a long one; each line leads to its place.

A field of Word's own (TOC), already filled, that F9 makes again: from the hidden entries (TC) at the head of each document, or from the
titles of one. Pages are not told: only Word knows on which a title falls, and each document of several counts its own.

>>> write_sommaire(["CCAS de Lens"]).count("w:hyperlink w:anchor")
1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from dpid_xl.documents.document import Bloc, Style
from dpid_xl.rendus.noms import clean_signes
from dpid_xl.rendus.sommaire import TITRE, has_sommaire
from dpid_xl.rendus.word.paragraphes import write_paragraphe, write_texte

_DES_DOCUMENTS = r" TOC \f d \h \n "  # the entries « d », as links, without pages
_DES_TITRES = ' TOC \\o "1-1" \\u \\h \\n '  # the titles of the first level, by their style or by their level
_SANS: Mapping[int, tuple[str, str]] = {}
_OUVERTURE = frozenset({Style.BANDEAU, Style.SERVICE, Style.REFERENCE, Style.TITRE, Style.OBJET})


def write_sommaire(titres: Sequence[str], champ: str = _DES_DOCUMENTS, autour: Mapping[int, tuple[str, str]] = _SANS) -> str:
    """Write the contents: the name of each document, in order.

    ``autour``: what opens before a line and closes after it, by its rank; as it may be repeated, it leads nowhere.
    """
    debut = f'{_borne("begin")}<w:r><w:instrText xml:space="preserve">{champ}</w:instrText></w:r>{_borne("separate")}'
    fin, seule = _borne("end"), len(titres) in autour
    lignes = []
    for rang, titre in enumerate(titres, 1):
        avant, apres = autour.get(rang, ("", ""))
        bornes = (debut if rang == 1 else "", fin if rang == len(titres) and not seule else "")
        lignes.append(avant + _write_ligne(titre, "" if rang in autour else _name(rang), *bornes) + apres)
    derniere = _write_ligne("", "", "", fin) if seule else ""
    return write_paragraphe("TitreSommaire", TITRE) + "".join(lignes) + derniere


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
    sommaire, ecrits = write_titres(xmls, blocs)
    debut = find_ouverture(blocs)
    return [*ecrits[:debut], sommaire, *ecrits[debut:]]


def write_titres(xmls: Sequence[str], blocs: Sequence[Bloc], autour: Mapping[int, tuple[str, str]] = _SANS) -> tuple[str, list[str]]:
    """Write the contents of a document already written, and mark in it what they lead to; ``autour`` is by place of a block."""
    ecrits, places = list(xmls), list(_list_titres(blocs))
    for rang, place in enumerate(places, 1):
        if place not in autour:
            marque = f'<w:bookmarkStart w:id="{rang}" w:name="{_name(rang)}"/><w:bookmarkEnd w:id="{rang}"/>'
            ecrits[place] = ecrits[place].replace("</w:pPr>", f"</w:pPr>{marque}", 1)
    entours = {rang: autour[place] for rang, place in enumerate(places, 1) if place in autour}
    return write_sommaire([blocs[place].texte for place in places], _DES_TITRES, entours), ecrits


def find_ouverture(blocs: Sequence[Bloc]) -> int:
    """Return the place of the first block under the title and the object."""
    return next(place for place, bloc in enumerate(blocs) if bloc.style not in _OUVERTURE)


def _list_titres(blocs: Sequence[Bloc]) -> Iterator[int]:
    dans_article = False
    for place, bloc in enumerate(blocs):
        dans_article |= bloc.style in (Style.ARTICLE, Style.ANNEXE)
        if bloc.style in (Style.ARTICLE, Style.ANNEXE) or (bloc.style is Style.INTERTITRE and not dans_article):
            yield place


def _write_ligne(titre: str, cible: str, avant: str, apres: str) -> str:
    texte = f'<w:hyperlink w:anchor="{cible}" w:history="1">{write_texte(titre)}</w:hyperlink>' if cible else write_texte(titre)
    blanc = '<w:spacing w:after="320"/>' if apres else ""
    return f'<w:p><w:pPr><w:pStyle w:val="TOC1"/>{blanc}</w:pPr>{avant}{texte}{apres}</w:p>'


def _borne(genre: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{genre}"/></w:r>'


def _name(rang: int) -> str:
    return f"_Toc{rang:06}"
