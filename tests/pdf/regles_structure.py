"""Rules on the tags: what a reader who does not see the page is told, and in which order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from tests.pdf.lecture import STANDARDS, Element, Fichier, squeeze
from tests.pdf.registre import regle

ENFANTS = {  # what these may hold; the others may hold anything
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    **dict.fromkeys(("THead", "TBody", "TFoot"), frozenset(("TR",))),
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
}
PARENTS = {  # what these must stand in
    **dict.fromkeys(("THead", "TBody", "TFoot"), frozenset(("Table",))),
    "TR": {"Table", "THead", "TBody", "TFoot"},
    **dict.fromkeys(("TH", "TD"), frozenset(("TR",))),
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
}
EN_LIGNE = frozenset(("Span", "Quote", "Reference", "BibEntry", "Code", "Link"))
GROUPES = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "NonStruct"))
A_DECRIRE = frozenset(("Figure", "Formula"))
NIVEAU = re.compile(r"H([1-6])")
NUMERO = re.compile(r"page(\d+)/(\d+)")


@regle("ISO 19005-2, 6.7.2.2; ISO 14289-1, 6.2 and 7.1")
def marked(fichier: Fichier) -> Iterator[object]:
    """The file says that it is tagged, and does not doubt it."""
    marques = fichier.racine.get("/MarkInfo", Dictionary())
    if marques.get("/Marked") is not True or marques.get("/Suspects", False):
        yield str(marques)


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


@regle("ISO 19005-2, 6.7.3.4; ISO 14289-1, 7.1")
def standard_types(fichier: Fichier) -> Iterator[object]:
    """Each type is of the standard or leads to one, without turning in circles; none of the standard means something else."""
    yield from {element.type for element in fichier.elements} - STANDARDS
    yield from STANDARDS & fichier.roles.keys()
    yield from (nom for nom in fichier.roles if fichier.get_type(nom) not in STANDARDS)


@regle("ISO 14289-1, 7.1")
def everything_is_tagged(fichier: Fichier) -> Iterator[object]:
    """All that is drawn is either told by a tag or an artifact, never both."""
    for dessin in fichier.dessins:
        if (dessin.mcid is None) != dessin.is_artefact:
            yield f"page {dessin.page + 1}: {dessin.operateur} {dessin.marques}"


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
    """From each tagged sequence of a page, and from each annotation, the parent tree leads back to its element."""
    racine = fichier.structure if fichier.structure is not None else Dictionary()
    arbre = dict(pikepdf.NumberTree(racine.ParentTree).items()) if "/ParentTree" in racine else {}
    pages = [arbre.get(int(page.obj.get("/StructParents", -1)), Array([])) for page in fichier.pdf.pages]
    for element in fichier.elements:
        for page, mcid in element.contenus:
            if not 0 <= mcid < len(pages[page]) or pages[page][mcid].objgen != element.objet.objgen:
                yield f"page {page + 1}, {mcid}: {element.type}"
    tenues = {annotation: element.objet.objgen for element in fichier.elements for annotation in element.annotations}
    for page, note in fichier.annotations:
        cle = int(note.get("/StructParent", -1))
        if note.objgen in tenues and (cle not in arbre or arbre[cle].objgen != tenues[note.objgen]):
            yield f"page {page + 1}: {note.get('/Subtype')}"


@regle("ISO 14289-1, 7.4.2")
def heading_levels(fichier: Fichier) -> Iterator[object]:
    """Headings begin at level 1 and never skip a level going down."""
    niveaux = [0, *(niveau for niveau, _ in _list_titres(fichier))]
    yield from (f"H{avant} then H{apres}" for avant, apres in pairwise(niveaux) if apres > avant + 1)


@regle("ISO 14289-1, 7.4.4")
def numbered_headings(fichier: Fichier) -> Iterator[object]:
    """Headings have their level, none is a bare H."""
    yield from (element.type for element in fichier.elements if element.type == "H")


@regle("maison, of ISO 14289-1, 7.1")
def headings_are_read(fichier: Fichier) -> Iterator[object]:
    """A heading says something: its text, or its title where it is not shown."""
    yield from (niveau for niveau, element in _list_titres(fichier) if not _read_titre(fichier, element))


@regle("ISO 14289-1, 7.3 and 7.7")
def figures_are_described(fichier: Fichier) -> Iterator[object]:
    """A figure or a formula says in words what it shows."""
    for element in fichier.elements:
        if element.type in A_DECRIRE and not str(element.objet.get("/Alt", "")).strip() and "/ActualText" not in element.objet:
            yield element.type


@regle("ISO 14289-1, 7.2")
def elements_in_their_place(fichier: Fichier) -> Iterator[object]:
    """Tables hold rows, rows hold cells, lists hold items, items hold a label and a body, and nothing else."""
    for element in fichier.elements:
        dedans = {enfant.type for enfant in element.enfants}
        dessus = element.parent.type if element.parent else ""
        if dedans - ENFANTS.get(element.type, dedans) or dessus not in PARENTS.get(element.type, {dessus}):
            yield f"{dessus} > {element.type} > {sorted(dedans)}"
        if element.type in ENFANTS and element.contenus:
            yield f"{element.type} with text of its own"


@regle("ISO 14289-1, 7.2")
def table_parts(fichier: Fichier) -> Iterator[object]:
    """A table has at most one head and one foot, and a body if it has either."""
    for table in _select(fichier, "Table"):
        types = [enfant.type for enfant in table.enfants]
        sans_corps = {"THead", "TFoot"} & set(types) and "TBody" not in types
        if sans_corps or max(types.count(nom) for nom in ("THead", "TFoot")) > 1:
            yield types


@regle("ISO 14289-1, 7.2")
def captions(fichier: Fichier) -> Iterator[object]:
    """A caption opens its table or its list; that of a table may close it."""
    for element in fichier.elements:
        types = [enfant.type for enfant in element.enfants]
        fin = len(types) - (element.type == "Table" and types[:1] != ["Caption"])
        if element.type in ENFANTS and "Caption" in types[1:fin]:
            yield f"{element.type} {types}"


@regle("ISO 14289-1, 7.2")
def table_grid(fichier: Fichier) -> Iterator[object]:
    """Cells fill the table: as many columns in each row, spans counted, no cell over another."""
    for table in _select(fichier, "Table"):
        cases = Counter(_list_cases(table))
        largeur = max((colonne for _, colonne in cases), default=-1) + 1
        if set(cases.values()) - {1} or len(cases) != largeur * len(_list_rangees(table)):
            yield f"{len(cases)} cells, {largeur} columns, {len(_list_rangees(table))} rows"


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


@regle("ISO 14289-1, 7.9")
def notes_are_found(fichier: Fichier) -> Iterator[object]:
    """Each note has an identifier of its own."""
    identifiants = Counter(str(element.objet.get("/ID", "")) for element in _select(fichier, "Note"))
    yield from (identifiant for identifiant, nombre in identifiants.items() if nombre > 1 or not identifiant)


@regle("ISO 14289-1, 7.18.1 and 7.18.5")
def annotations_are_tagged(fichier: Fichier) -> Iterator[object]:
    """A link stands in a Link, another annotation in an Annot, and says in words what it is."""
    parents = {annotation: element.type for element in fichier.elements for annotation in element.annotations}
    for page, note in fichier.annotations:
        attendu = {Name.Link: "Link", Name.Widget: "Form"}.get(note.get("/Subtype"), "Annot")
        if parents.get(note.objgen) != attendu or not str(note.get("/Contents", "")).strip():
            yield f"page {page + 1}: {note.get('/Subtype')} in {parents.get(note.objgen)}"


@regle("ISO 14289-1, 7.18.3")
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


def _list_cases(table: Element) -> Iterator[tuple[int, int]]:
    # The places that the cells take, row by row, each in the first column left free by those above and before.
    prises: set[tuple[int, int]] = set()
    for rang, rangee in enumerate(_list_rangees(table)):
        colonne = 0
        for cellule in rangee.enfants:
            while (rang, colonne) in prises:
                colonne += 1
            hauteur, largeur = (int(cellule.attributs.get(cle, 1)) for cle in ("/RowSpan", "/ColSpan"))
            cases = [(rang + bas, colonne + droite) for bas in range(hauteur) for droite in range(largeur)]
            prises.update(cases)
            yield from cases
            colonne += largeur
