"""What a convention is made of once everything is decided: blocks of formatted text that renderers only lay out.

>>> Bloc(Style.PUCE, "Le respect des clauses").style
<Style.PUCE: 'puce'>
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from enum import StrEnum

from dpid_xl.classes import dataclass
from dpid_xl.image import Image
from dpid_xl.lieu import SANS_CELLULE, Origine
from dpid_xl.modele import Ligne, Structure
from dpid_xl.periodes import Periode

A_LA_MAIN = "……"  # what is written by hand on the paper that is signed
COURT = len("01/07/2022 – 31/12/2022")  # the longest figure: a period
A_COMPLETER = "À COMPLÉTER"  # what stands for a datum that nobody has given yet; renderers set it off

# Of blocks of the model that make none of their own: the label of a row of the fiches, and what each fiche says in the row above.
STYLES_DE_FICHE = (RUBRIQUE, TEXTE_DE_FICHE) = ("rubrique", "texte de fiche")


class Style(StrEnum):
    """How a block is laid out; the first ones come from the convention model, the last ones are made by the program."""

    SERVICE = "service"
    REFERENCE = "reference"
    TITRE = "titre"
    OBJET = "objet"
    PARTIE = "partie"
    PARAGRAPHE = "paragraphe"
    VISA = "visa"
    ARTICLE = "article"
    SOUS_ARTICLE = "sous-article"
    PUCE = "puce"
    SOUS_PUCE = "sous-puce"  # of a list inside a list
    NUMERO = "numero"
    ANNEXE = "annexe"  # title of an annex: starts a page
    INTERTITRE = "intertitre"
    BANDEAU = "bandeau"  # « PROJET » banner at the top
    TABLEAU = "tableau"  # tableau: first row is the header
    FICHE = "fiche"  # rubriques: the body of an operation annex
    SIGNATURE = "signature"  # tableau: one row of two cells, lines separated by newlines
    ADRESSE = "adresse"  # tableau: rows of two cells, what a letter refers to and whom it is for, lines separated by newlines


@dataclass(frozen=True, slots=True)
class Rubrique:
    """One row of a fiche: its label and its paragraphs; a paragraph that starts with « • » is a bullet. ``cle`` tells which row it is."""

    libelle: str
    paragraphes: tuple[str, ...]
    cle: str = ""


@dataclass(frozen=True, slots=True)
class Bloc:
    """A block of a document. ``tableau`` rows are tuples of texts; ``montants`` are the columns set right.

    In the columns of ``mixtes``, only what is a figure is set right. ``legende`` tells what a table is to who cannot see it.
    """

    style: Style
    texte: str = ""
    rubriques: tuple[Rubrique, ...] = ()
    tableau: tuple[tuple[str, ...], ...] = ()
    montants: tuple[int, ...] = ()
    mixtes: tuple[int, ...] = ()
    legende: str = ""

    def is_a_droite(self, colonne: int, texte: str) -> bool:
        """Tell whether a text of the table is set right.

        >>> [Bloc(Style.TABLEAU, mixtes=(1,)).is_a_droite(1, texte) for texte in ("8 000,00 €", "Places de départ")]
        [True, False]
        """
        return colonne in self.montants or (colonne in self.mixtes and texte[:1].isdigit() and len(texte) <= COURT)


@dataclass(frozen=True, slots=True)
class Manque:
    """A datum that keeps a document a PROJET: its words, and the cell where it is typed, if one holds it."""

    quoi: str
    origine: Origine = SANS_CELLULE


@dataclass(frozen=True, slots=True, kw_only=True)
class Ebauche:
    """What is known of a document before its text is written; ``lacunes`` are what keeps it a PROJET."""

    titre: str  # also in its metadata
    lacunes: tuple[Manque, ...] = ()

    @property
    def manques(self) -> tuple[str, ...]:
        """The words of what is missing, each once."""
        return tuple(dict.fromkeys(manque.quoi for manque in self.lacunes))

    @property
    def projet(self) -> bool:
        """Tell whether the document must not be signed yet."""
        return bool(self.lacunes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Ebauche):
    """A document for one structure, ready to be laid out."""

    rang: int  # from 1, among the conventions of the campaign or those that change: it starts the names of the files
    structure: Structure
    pied: str  # left part of the footer: structure and reference
    blocs: tuple[Bloc, ...]
    logo: Image | None = None  # of the Département
    empreinte: list[str] = field(default_factory=list, init=False, compare=False, repr=False)  # once it was computed (``rendus.pdf``)

    @property
    def sigle(self) -> str:
        """Initial of the kind of document in the reference of its pages: « C » for a convention."""
        return type(self).__name__[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention(Document):
    """One convention; ``montant`` in euros."""

    lignes: tuple[Ligne, ...]
    montant: Decimal
    periode: Periode | None
    numero: str  # empty while not attributed
    thematiques: tuple[str, ...]
    operations: tuple[str, ...]
