"""Rules on the tags: what a reader who does not see the page is told, and in which order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from tests.pdf.lecture import Element, Fichier, squeeze
from tests.pdf.registre import regle

SANS_TEXTE = frozenset(("Table", "THead", "TBody", "TFoot", "TR", "L", "LI", "TOC"))
EN_LIGNE = frozenset(("Span", "Quote", "Reference", "BibEntry", "Code", "Link"))
GROUPES = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "NonStruct"))
NIVEAU = re.compile(r"H([1-6])")
NUMERO = re.compile(r"page(\d+)/(\d+)")


@regle("ISO 19005-2, 6.7.3.3; ISO 14289-1, 7.1")
def structure_tree(fichier: Fichier) -> Iterator[object]:
    """The tags make a tree, of one Document."""
    if [element.type for element in fichier.elements if element.parent is None] != ["Document"]:
        yield [element.type for element in fichier.elements if element.parent is None]


@regle("ISO 14289-1, 7.1")
def parents(fichier: Fichier) -> Iterator[object]:
    """Each element names as its parent the one that holds it."""
    for element in fichier.elements:
        attendu = element.parent.objet if element.parent else fichier.structure
        if attendu is None or "/P" not in element.objet or element.objet.P.objgen != attendu.objgen:
            yield element.type


@regle("ISO 32000-1, 14.7.4")
def marked_content_is_reached(fichier: Fichier) -> Iterator[object]:
    """Each tagged sequence of a page belongs to one element, which knows it, and each that an element knows is on the page."""
    connus = Counter(contenu for element in fichier.elements for contenu in element.contenus)
    poses = {(flux.page, mcid) for flux in fichier.flux for mcid in _list_mcid(flux.instructions)}
    yield from (f"page {page + 1}, {mcid}: in no element" for page, mcid in sorted(poses - connus.keys()))
    yield from (f"page {page + 1}, {mcid}: not on the page" for page, mcid in sorted(connus.keys() - poses))
    yield from (f"page {page + 1}, {mcid}: {nombre} times" for (page, mcid), nombre in connus.items() if nombre > 1)


@regle("ISO 32000-1, 14.7.4.4")
def parent_tree(fichier: Fichier) -> Iterator[object]:
    """From each tagged sequence of a page, the parent tree leads back to its element."""
    racine = fichier.structure if fichier.structure is not None else Dictionary()
    arbre = dict(pikepdf.NumberTree(racine.ParentTree).items()) if "/ParentTree" in racine else {}
    pages = [arbre.get(int(page.obj.get("/StructParents", -1)), Array([])) for page in fichier.pdf.pages]
    for element in fichier.elements:
        for page, mcid in element.contenus:
            if not 0 <= mcid < len(pages[page]) or pages[page][mcid].objgen != element.objet.objgen:
                yield f"page {page + 1}, {mcid}: {element.type}"


@regle("maison, of ISO 14289-1, 7.1")
def headings_are_read(fichier: Fichier) -> Iterator[object]:
    """A heading says something: its text, or its title where it is not shown."""
    yield from (niveau for niveau, element in _list_titres(fichier) if not _read_titre(fichier, element))


@regle("maison, beyond ISO 14289-1, 7.2")
def elements_in_their_place(fichier: Fichier) -> Iterator[object]:
    """Tables, rows and lists have no text but that of their cells and items."""
    yield from (f"{element.type} with text of its own" for element in fichier.elements if element.type in SANS_TEXTE and element.contenus)


@regle("ISO 14289-1, 7.5")
def table_headers(fichier: Fichier) -> Iterator[object]:
    """A header cell says of what it is the header; the headers that a cell names are header cells of its table."""
    for table in _select(fichier, "Table"):
        cellules = [cellule for rangee in _list_rangees(table) for cellule in rangee.enfants]
        entetes = {bytes(cellule.objet.ID) for cellule in cellules if cellule.type == "TH" and "/ID" in cellule.objet}
        for cellule in cellules:
            nommes = {bytes(nom) for nom in cellule.attributs.get("/Headers", [])}
            if nommes - entetes or (cellule.type == "TH" and "/Scope" not in cellule.attributs):
                yield f"{cellule.type} {nommes}"
            if cellule.type == "TD" and entetes and not nommes:
                yield f"{cellule.type} without header"


@regle("maison, of ISO 32000-1, 14.8.4.4")
def texts_are_paragraphs(fichier: Fichier) -> Iterator[object]:
    """A text stands in a paragraph, a heading, a cell or an item: what is two paragraphs on the page is not read as one."""
    for element in fichier.elements:
        if element.parent and element.parent.type in GROUPES and element.type in EN_LIGNE:
            yield f"{element.parent.type} > {element.type} {_read_texte(fichier, element)[:40]}"
        if element.type in GROUPES and element.contenus:
            yield f"{element.type} with text of its own"


@regle("maison, beyond ISO 14289-1, 7.18.3")
def tab_order(fichier: Fichier) -> Iterator[object]:
    """On each page, the key Tab follows the tags."""
    yield from (f"page {rang}" for rang, page in enumerate(fichier.pdf.pages, 1) if page.obj.get("/Tabs") != Name.S)


@regle("ISO 14289-1, 7.17")
def bookmarks_are_the_headings(fichier: Fichier) -> Iterator[object]:
    """The bookmarks are the headings: as many, in order, at the same level, on the same page, of the same words or title."""
    signets, titres = list(_list_signets(fichier)), _list_titres(fichier)
    if len(signets) != len(titres):
        yield f"{len(signets)} bookmarks, {len(titres)} headings"
    for (niveau, titre), (profondeur, page, signet) in zip(titres, signets, strict=False):
        dits = {_read_texte(fichier, titre), squeeze(str(titre.objet.get("/T", "")))}
        if niveau != profondeur or signet not in dits or _get_page(titre) not in {page, None}:
            yield f"{profondeur} {signet} – {niveau} {dits}"


@regle("maison")
def pages_are_numbered(fichier: Fichier) -> Iterator[object]:
    """The foot of each page says « page n / N », and each document of a volume has all its pages."""
    numeros = [NUMERO.findall(fichier.textes.get((rang, None), "")) for rang in range(len(fichier.pdf.pages))]
    lus = [tuple(map(int, trouves[-1])) if trouves else (0, 0) for trouves in numeros]
    attendus: list[tuple[int, int]] = []
    while len(attendus) < len(lus):
        total = max(lus[len(attendus)][1], 1)
        attendus += [(numero, total) for numero in range(1, total + 1)]
    if lus != attendus:
        yield lus


def _list_mcid(instructions: list[tuple[list[object], str]]) -> Iterator[int]:
    for operandes, operateur in instructions:
        if operateur == "BDC" and isinstance(operandes[1], Dictionary) and "/MCID" in operandes[1]:
            yield int(operandes[1].MCID)


def _select(fichier: Fichier, nom: str) -> list[Element]:
    return [element for element in fichier.elements if element.type == nom]


def _list_titres(fichier: Fichier) -> list[tuple[int, Element]]:
    trouves = ((NIVEAU.fullmatch(element.type), element) for element in fichier.elements)
    return [(int(trouve[1]), element) for trouve, element in trouves if trouve]


def _read_titre(fichier: Fichier, element: Element) -> str:
    return _read_texte(fichier, element) or squeeze(str(element.objet.get("/T", "")))


def _read_texte(fichier: Fichier, element: Element) -> str:
    dedans = "".join(fichier.textes.get(contenu, "") for contenu in element.contenus)
    return dedans + "".join(_read_texte(fichier, enfant) for enfant in element.enfants)


def _get_page(element: Element) -> int | None:
    pages = [page for page, _ in element.contenus] + [page for enfant in element.enfants if (page := _get_page(enfant)) is not None]
    return pages[0] if pages else None


def _list_signets(fichier: Fichier) -> Iterator[tuple[int, int, str]]:
    def walk(signet: Object | None, profondeur: int) -> Iterator[tuple[int, int, str]]:
        while signet is not None:
            yield profondeur, fichier.rangs.get(signet.Dest[0].objgen, -1), squeeze(str(signet.Title))
            yield from walk(signet.get("/First"), profondeur + 1)
            signet = signet.get("/Next")

    racine = fichier.racine.get("/Outlines", Dictionary())
    return walk(racine.get("/First"), 1)


def _list_rangees(table: Element) -> list[Element]:
    return [rangee for partie in table.enfants for rangee in ([partie] if partie.type == "TR" else partie.enfants) if rangee.type == "TR"]
