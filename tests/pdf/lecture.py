"""A PDF read for the rules: its objects, its XMP, its structure elements, what each page draws and under which tag.

Nothing here comes from the library that writes our PDF files: a fault of one is not repeated by the other.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String, parse_content_stream

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TEXTES = frozenset(("Tj", "TJ", "'", '"'))
STANDARDS = frozenset(
    (
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private"),
        *("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody"),
        *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"),
        *("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP"),
        *("Figure", "Formula", "Form"),
    )
)


@dataclass(eq=False)
class Element:
    """A structure element: its standard type, its place in the tree, the marked content that it holds."""

    objet: Object
    type: str
    parent: Element | None
    enfants: list[Element] = field(default_factory=list)
    contenus: list[tuple[int, int]] = field(default_factory=list)  # (page, MCID)

    @property
    def attributs(self) -> dict[str, Any]:
        """All the attributes, whoever their owner is."""
        listes = self.objet.get("/A", Array([]))
        dictionnaires = listes if isinstance(listes, Array) else [listes]
        return {cle: valeur for attribut in dictionnaires if isinstance(attribut, Dictionary) for cle, valeur in attribut.items()}


@dataclass(frozen=True)
class Flux:
    """A content stream with the resources that its names are looked up in."""

    page: int
    ressources: Object
    instructions: list[tuple[list[Any], str]]


@dataclass(frozen=True)
class Marque:
    """A marked content sequence: its tag, and what its property list says."""

    tag: str
    mcid: int | None


@dataclass(frozen=True)
class Dessin:
    """A text drawn on a page, within which marked content: what each code means (None: not known)."""

    page: int
    marques: tuple[Marque, ...]
    lettres: tuple[str | None, ...]

    @property
    def mcid(self) -> int | None:
        """The identifier of the innermost tagged sequence."""
        return next((marque.mcid for marque in reversed(self.marques) if marque.mcid is not None), None)

    @property
    def is_artefact(self) -> bool:
        return any(marque.tag == "Artifact" for marque in self.marques)


class Fichier:
    """A PDF file, parsed once."""

    def __init__(self, contenu: bytes) -> None:
        self.pdf = Pdf.open(io.BytesIO(contenu))
        self.racine = self.pdf.Root
        self.rangs = {page.obj.objgen: rang for rang, page in enumerate(self.pdf.pages)}

    @cached_property
    def objets(self) -> list[Object]:
        """Every dictionary, array and stream of the file, however deep."""
        return [objet for premier in (*self.pdf.objects, self.pdf.trailer) for objet in _walk(premier)]

    @cached_property
    def dictionnaires(self) -> list[Object]:
        return [objet for objet in self.objets if isinstance(objet, Dictionary | Stream)]

    # --- XMP ---

    @cached_property
    def xmp(self) -> etree._Element | None:
        """The XMP packet; None if there is none, or if it is not XML."""
        flux = self.racine.get("/Metadata")
        try:
            return etree.fromstring(flux.read_bytes()) if isinstance(flux, Stream) else None
        except etree.XMLSyntaxError:
            return None

    @cached_property
    def proprietes(self) -> dict[str, list[str]]:
        """The properties of the packet by « {namespace}name »; the texts of each."""
        if self.xmp is None:
            return {}
        descriptions = self.xmp.iter(f"{{{RDF}}}Description")
        return {str(p.tag): [texte for texte in p.itertext() if texte.strip()] for description in descriptions for p in description}

    # --- Structure ---

    @cached_property
    def structure(self) -> Object | None:
        return self.racine.get("/StructTreeRoot")

    @cached_property
    def roles(self) -> dict[str, str]:
        carte = self.structure.get("/RoleMap", Dictionary()) if self.structure is not None else {}
        return {nom.lstrip("/"): str(role).lstrip("/") for nom, role in carte.items()}

    @cached_property
    def elements(self) -> list[Element]:
        """The structure elements, in reading order."""
        return [] if self.structure is None else list(self._walk_structure(self.structure, None))

    def get_type(self, brut: str) -> str:
        """Follow the role map down to a standard type; a type that leads to none, or in circles, is returned as it is."""
        vus = {brut}
        suivant = brut
        while suivant not in STANDARDS and suivant in self.roles and self.roles[suivant] not in vus:
            suivant = self.roles[suivant]
            vus.add(suivant)
        return suivant

    def _walk_structure(self, objet: Object, parent: Element | None) -> Iterator[Element]:
        enfants = objet.get("/K", Array([]))
        for enfant in enfants if isinstance(enfants, Array) else [enfants]:
            if isinstance(enfant, Dictionary) and "/S" in enfant:
                element = Element(enfant, self.get_type(str(enfant.S).lstrip("/")), parent)
                if parent:
                    parent.enfants.append(element)
                yield element
                yield from self._walk_structure(enfant, element)
            elif parent:
                self._add_contenu(parent, enfant)

    def _add_contenu(self, element: Element, enfant: Any) -> None:
        if isinstance(enfant, Dictionary) and enfant.get("/Type") == Name.OBJR:
            return  # an annotation
        mcid = enfant.MCID if isinstance(enfant, Dictionary) else enfant
        page = enfant.get("/Pg", element.objet.get("/Pg")) if isinstance(enfant, Dictionary) else element.objet.get("/Pg")
        element.contenus.append((self.rangs.get(page.objgen, -1) if page is not None else -1, int(mcid)))

    # --- Pages ---

    @cached_property
    def flux(self) -> list[Flux]:
        """The content stream of each page; not those of forms, since a rule wants none."""
        return [
            Flux(rang, page.obj.get("/Resources", Dictionary()), [(list(i.operands), str(i.operator)) for i in parse_content_stream(page)])
            for rang, page in enumerate(self.pdf.pages)
        ]

    @cached_property
    def dessins(self) -> list[Dessin]:
        """All the texts, page by page."""
        return [dessin for flux in self.flux for dessin in _list_dessins(flux, self._tables)]

    @cached_property
    def polices(self) -> list[Object]:
        """The fonts of the resources, each once."""
        toutes = [police for flux in self.flux for police in flux.ressources.get("/Font", {}).values()]
        return list({police.objgen: police for police in toutes}.values())

    @cached_property
    def _tables(self) -> dict[tuple[int, int], dict[int, str]]:
        return {police.objgen: read_tounicode(police) for police in self.polices}

    @cached_property
    def textes(self) -> dict[tuple[int, int | None], str]:
        """What is written on each page under each MCID (None: as an artifact), without its spaces."""
        textes: dict[tuple[int, int | None], str] = {}
        for dessin in self.dessins:
            cle = (dessin.page, None if dessin.is_artefact else dessin.mcid)
            textes[cle] = textes.get(cle, "") + squeeze("".join(lettre or "\ufffd" for lettre in dessin.lettres))
        return textes


def squeeze(texte: str) -> str:
    """Leave out the spaces, and the places where a word may be cut: lines may break anywhere."""
    return re.sub("[\\s\u200b\u00ad]", "", texte)


def read_tounicode(police: Object) -> dict[int, str]:
    """Return what each code of a font means, as its ToUnicode map says."""
    flux = police.get("/ToUnicode")
    if not isinstance(flux, Stream):
        return {}
    texte, table = flux.read_bytes().decode("latin-1"), {}
    for bloc in re.findall(r"beginbfchar(.*?)endbfchar", texte, re.DOTALL):
        for code, lettres in re.findall(r"<(\w+)>\s*<(\w*)>", bloc):
            table[int(code, 16)] = _decode(lettres)
    return table


def _decode(hexadecimal: str) -> str:
    return bytes.fromhex(hexadecimal).decode("utf-16-be", "replace")


def _walk(objet: Any) -> Iterator[Object]:
    # An object and those written inside it; an object with a number of its own comes by itself.
    if not isinstance(objet, Dictionary | Stream | Array):
        return
    yield objet
    for enfant in objet if isinstance(objet, Array) else objet.values():
        if isinstance(enfant, Object) and not enfant.is_indirect:
            yield from _walk(enfant)


def _list_dessins(flux: Flux, tables: dict[tuple[int, int], dict[int, str]]) -> Iterator[Dessin]:
    marques: list[Marque] = []
    police, pile = None, []
    polices = flux.ressources.get("/Font", Dictionary())
    for operandes, operateur in flux.instructions:
        if operateur in {"BMC", "BDC"}:
            marques.append(_read_marque(operandes))
        elif operateur == "EMC":
            marques = marques[:-1]
        elif operateur == "Tf":
            police = polices.get(str(operandes[0]))
        elif operateur == "q":
            pile.append(police)
        elif operateur == "Q":
            police = pile.pop() if pile else None
        elif operateur in TEXTES and police is not None:
            table = tables[police.objgen]
            yield Dessin(flux.page, tuple(marques), tuple(table.get(code) for code in _list_codes(police, operandes[-1])))


def _read_marque(operandes: list[Any]) -> Marque:
    proprietes = operandes[1] if len(operandes) > 1 and isinstance(operandes[1], Dictionary) else Dictionary()
    mcid = proprietes.get("/MCID")
    return Marque(str(operandes[0]).lstrip("/"), None if mcid is None else int(mcid))


def _list_codes(police: Object, operande: Any) -> Iterator[int]:
    largeur = 2 if police.get("/Subtype") == Name.Type0 else 1
    for morceau in operande if isinstance(operande, Array) else [operande]:
        if isinstance(morceau, String):
            octets = bytes(morceau)
            yield from (int.from_bytes(octets[rang : rang + largeur], "big") for rang in range(0, len(octets), largeur))
