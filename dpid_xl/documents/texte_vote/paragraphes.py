"""The lines of a text as the paragraphs that they make, and the convention type cut out of a deliberation that holds it.

A text drawn from a PDF cuts its paragraphs into lines, and sometimes puts an empty line inside one; a line that only has a space ends
a paragraph.

>>> lignes = enumerate(["Le bilan est remis", "au service.", " ", "Article 2 : Durée"], 1)
>>> [paragraphe.texte for paragraphe in join_lignes(list(lignes))]
['Le bilan est remis au service.', 'Article 2 : Durée']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dpid_xl.classes import dataclass

LIGNE_MAXIMALE = 160  # signs: with a longer line, a text has one line per paragraph
RETRAIT_MAXIMAL = 4  # spaces before a bullet that was lost; more is a line set in the middle
PART_PLEINE = 0.78  # a line is full from this part of the longest ones on: its paragraph goes on below
_PUCE = re.compile(r"(?:[\uf000-\uf0ff•▪–]|[o-](?=\s))\s*")
_REPERE = re.compile(
    r"(?:[\uf000-\uf0ff•▪]|[o–-]\s|\d{1,2}\s?[-/.)]\s?\S|\d+-\d+\s?:|[a-z]\)\s|[IVX]+\.\s|Article\s+\d+\s*:|(?:ANNEXE|Annexe)\s+(?:N°\s*)?[\dX]"
    r"|Vu\b|(?:Option|OPTION)\s+\w\b|Objet\s?:|Choisir |Au choix|Entre |Et$|Quelle que soit|Fait en|Ce document|[AÀ] \w+, le\b)"
)
_TITRE = re.compile(r"(?:article\s+\d+\s?:|\d+-\d+\s?:|[IVX]+\.\s|option\s+\w\b|choisir l.une|préambule$)", re.IGNORECASE)
_COUPE = re.compile(r"\w-$")  # a compound word, cut at its hyphen
_INVISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FIN = re.compile(r"[.;:!?…»]$")
_LIEN = re.compile(r"(?:mailto:|https?://)\S+$")
_MONTANT = re.compile(r"€\s*$")
_OBJET = re.compile(r"\s*objet\s?:", re.IGNORECASE)
_ANNEXE = re.compile(r"\s*annexe\s+(?:n°\s*)?(\d+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """A paragraph of the source: its text, the line or paragraph where it starts (from 1), whether a list gave it a bullet."""

    texte: str
    rang: int
    puce: bool = False
    tableau: bool = False


def join_lignes(lignes: Sequence[tuple[int, str]]) -> tuple[Paragraphe, ...]:
    """Make paragraphs of the numbered lines of a text."""
    longueurs = sorted(len(ligne.rstrip()) for _, ligne in lignes if ligne.strip())
    coupees = not longueurs or longueurs[-1] <= LIGNE_MAXIMALE
    pleine = longueurs[int(0.97 * (len(longueurs) - 1))] * PART_PLEINE if longueurs else 0.0
    paragraphes: list[Paragraphe] = []
    dernier, vide, ferme = "", False, True
    for rang, ligne in lignes:
        texte = " ".join(ligne.split())
        if not texte:
            vide, ferme = True, ferme or bool(ligne.strip("\r\n\f"))
            continue
        puce = bool(paragraphes) and _is_puce(paragraphes[-1], ligne, vide=vide, ferme=ferme)
        if coupees and not ferme and not puce and _continues(dernier, texte, pleine, vide=vide):
            paragraphes[-1] = _extend(paragraphes[-1], texte)
        else:
            paragraphes.append(make_paragraphe(texte, rang, puce=puce))
        dernier, vide, ferme = texte, False, False
    return tuple(paragraphes)


def _is_puce(precedent: Paragraphe, ligne: str, *, vide: bool, ferme: bool) -> bool:
    """Tell whether a line starts an item of a list whose bullet was lost on the way: a space is left of it.

    So it is of a page that starts, right after a full line; hence the space counts in a list only: after « : » or another item.
    """
    retrait = len(ligne) - len(ligne.lstrip(" "))
    dans_une_liste = precedent.texte.endswith(":") or (precedent.puce and not (ferme and precedent.texte.endswith(".")))
    return dans_une_liste and (1 < retrait <= RETRAIT_MAXIMAL or (retrait == 1 and vide))


def _extend(precedent: Paragraphe, texte: str) -> Paragraphe:
    entre = "" if _COUPE.search(precedent.texte) else " "
    return replace(precedent, texte=f"{precedent.texte}{entre}{texte}")


def make_paragraphe(texte: str, rang: int, *, puce: bool = False, tableau: bool = False) -> Paragraphe:
    """Make a paragraph: a bullet typed in the text is taken out of it, and the signs that no workbook holds."""
    texte = _INVISIBLES.sub("", texte)
    sans = _PUCE.sub("", texte, count=1) if _PUCE.match(texte) else ""
    return Paragraphe(sans or texte, rang, puce or bool(sans), tableau)


def _continues(dernier: str, texte: str, pleine: float, *, vide: bool) -> bool:
    """Tell whether a line goes on with the paragraph of the line before; ``vide``: an empty line of layout stands between them."""
    if texte[0] in "»;,)" or (texte[0] == "(" and texte[1:2].islower()) or (texte[0].islower() and not _REPERE.match(texte)):
        return True
    if _REPERE.match(texte) or _LIEN.match(dernier):
        return False
    if dernier.isupper() and texte.isupper():
        return True
    if texte[0].isupper() and (_TITRE.match(dernier) or (vide and _REPERE.match(dernier))):
        return False
    complet = len(dernier) + len(texte.split(maxsplit=1)[0]) >= pleine
    return complet and not (vide and _FIN.search(dernier))


def cut_convention(lignes: Sequence[str]) -> Sequence[tuple[int, str]]:
    """Return the lines of the convention type, numbered from 1: the whole of a text, or that part of the deliberation that votes it.

    There it has no heading: it starts after the table of amounts before its object, and ends at an annexe that it does not list.
    """
    numerotees = list(enumerate(lignes, 1))
    objet = next((rang for rang, ligne in numerotees if _OBJET.match(ligne)), 0)
    debut = max((rang for rang, ligne in numerotees[: max(objet - 1, 0)] if _MONTANT.search(ligne)), default=0)
    listees = _list_annexes(lignes[debut:])
    fin = len(lignes)
    for rang, ligne in numerotees[debut:]:
        trouve = _ANNEXE.match(ligne)
        if debut and trouve and listees and trouve[1] not in listees:
            fin = rang - 1
            break
    return numerotees[debut:fin]


def _list_annexes(lignes: Iterable[str]) -> set[str]:
    """Return the numbers that the first run of lines « Annexe n » gives: the list that the convention makes of its annexes."""
    listees: set[str] = set()
    silence = 0
    for ligne in lignes:
        if trouve := _ANNEXE.match(ligne):
            listees.add(trouve[1])
            silence = 0
        elif listees and ligne.strip():
            silence += 1
            if silence > 1:
                break
    return listees


def drop_liens(lignes: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, bool]]:
    """Yield each line, its number, and whether it is but the address of a link that the PDF repeats at the end of a page."""
    for place, (rang, ligne) in enumerate(lignes):
        suivante = lignes[place + 1][1] if place + 1 < len(lignes) else ""
        nu = ligne.strip()
        page = suivante.startswith(" ") and bool(suivante.strip())
        yield rang, ligne, bool(_LIEN.match(nu)) and (nu.startswith("mailto:") or page)
