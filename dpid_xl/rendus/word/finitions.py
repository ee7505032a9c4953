"""What a filled model still needs to look like our own documents: where its styles are ours, they are put to use.

A value brings bullets typed at the head of its lines, « À COMPLÉTER » and « 1er »: in a model that has our styles « Puce de cellule »
and « À compléter », as the one that we deliver has, they become items of a list, a text set off, letters above the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from lxml import etree

from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.documents.fiche import PUCE
from dpid_xl.francais import split_ordinaux
from dpid_xl.rendus.word.balises import PARAGRAPHE, SUITE, TEXTE, W
from dpid_xl.rendus.word.gabarit import A_METTRE_EN_VALEUR, ESPACES, PUCE_DE_CELLULE

_BR, _PROPRIETES, _STYLE, _SUITE_PROPRIETES, _STYLE_DE_SUITE = (W + nom for nom in ("br", "pPr", "pStyle", "rPr", "rStyle"))
_ESPACE_GARDE = "{http://www.w3.org/XML/1998/namespace}space"
_MARQUES = {"": "", "manque": '<w:rStyle w:val="{style}"/>', "exposant": '<w:vertAlign w:val="superscript"/>'}


def finish(racine: Any, styles: Mapping[str, str]) -> None:
    """Finish a filled part; ``styles`` are the identifiers of the styles of its model, by name."""
    if puce := styles.get(PUCE_DE_CELLULE):
        for paragraphe in [noeud for noeud in racine.iter(PARAGRAPHE) if any(_is_puce(texte) for texte in noeud.iter(TEXTE))]:
            _split_puces(paragraphe, puce)
    if marque := styles.get(A_METTRE_EN_VALEUR):
        for suite in [suite for suite in racine.iter(SUITE) if _is_a_finir(suite)]:
            _finish_suite(suite, marque)


def _is_puce(texte: Any) -> bool:
    return bool((texte.text or "").startswith(PUCE))


def _split_puces(paragraphe: Any, puce: str) -> None:
    """Make a paragraph of each line of a value; those of a list are items."""
    suites = paragraphe.findall(SUITE)
    if len(suites) != 1:
        return
    for ligne in _list_lignes(suites[0]):
        neuf = etree.Element(PARAGRAPHE)
        if (proprietes := paragraphe.find(_PROPRIETES)) is not None:
            neuf.append(deepcopy(proprietes))
        suite = etree.SubElement(neuf, SUITE)
        suite.extend([deepcopy(noeud) for noeud in (suites[0].find(_SUITE_PROPRIETES),) if noeud is not None])
        suite.extend(ligne)
        if ligne and _is_puce(ligne[0]):
            ligne[0].text = ligne[0].text.removeprefix(PUCE)
            _set_style(neuf, puce)
        paragraphe.addprevious(neuf)
    paragraphe.getparent().remove(paragraphe)


def _list_lignes(suite: Any) -> list[list[Any]]:
    lignes: list[list[Any]] = [[]]
    for noeud in suite:
        if noeud.tag == _BR:
            lignes.append([])
        elif noeud.tag == TEXTE and noeud.text:
            lignes[-1].append(deepcopy(noeud))
    return lignes


def _set_style(paragraphe: Any, style: str) -> None:
    proprietes = paragraphe.find(_PROPRIETES)
    if proprietes is None:
        proprietes = etree.Element(_PROPRIETES)
        paragraphe.insert(0, proprietes)
    ancien = proprietes.find(_STYLE)
    if ancien is None:
        ancien = etree.Element(_STYLE)
        proprietes.insert(0, ancien)
    ancien.set(W + "val", style)


def _is_a_finir(suite: Any) -> bool:
    proprietes = suite.find(_SUITE_PROPRIETES)
    marquee = proprietes is not None and proprietes.find(_STYLE_DE_SUITE) is not None
    return not marquee and any(genre for texte in suite.iterchildren(TEXTE) for _, genre in _split(texte.text or ""))


def _split(texte: str) -> list[tuple[str, str]]:
    """Cut a text where its look changes: each piece, and « manque », « exposant » or nothing."""
    morceaux: list[tuple[str, str]] = []
    for rang, clair in enumerate(texte.split(A_COMPLETER)):
        morceaux += [(A_COMPLETER, "manque")] if rang else []
        morceaux += [(bout, "exposant" if place % 2 else "") for place, bout in enumerate(split_ordinaux(clair)) if bout]
    return morceaux or [("", "")]


def _finish_suite(suite: Any, style: str) -> None:
    """Put several runs in the place of one."""
    for noeud in suite.iterchildren():
        if noeud.tag == _SUITE_PROPRIETES:
            continue
        for texte, genre in _split(noeud.text or "") if noeud.tag == TEXTE else [("", "")]:
            suite.addprevious(_make_suite(suite, noeud, texte, _MARQUES[genre].format(style=style)))
    suite.getparent().remove(suite)


def _make_suite(suite: Any, noeud: Any, texte: str, marque: str) -> Any:
    neuve, contenu = etree.Element(SUITE), deepcopy(noeud)
    proprietes = deepcopy(suite.find(_SUITE_PROPRIETES))
    if marque:
        proprietes = etree.Element(_SUITE_PROPRIETES) if proprietes is None else proprietes
        ajout = etree.fromstring(f"<w:x {ESPACES}>{marque}</w:x>")[0]
        proprietes.insert(0 if ajout.tag == _STYLE_DE_SUITE else len(proprietes), ajout)
    if contenu.tag == TEXTE:
        contenu.text = texte
        contenu.set(_ESPACE_GARDE, "preserve")
    neuve.extend([element for element in (proprietes, contenu) if element is not None])
    return neuve
