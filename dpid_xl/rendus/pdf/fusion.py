"""Many conventions in one PDF to print or to file, as archivable and accessible as each of them, a bookmark per structure.

Their pages take the place of the empty one of a file that typst writes with the properties of the whole. Pages, tags and
bookmarks are those of each document: nothing is laid out again.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from io import BytesIO
from itertools import pairwise

from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, Object, ObjectStreamMode, Pdf, PdfError, String

from dpid_xl.rendus.pdf import PdfIllisible, compile_pdf, replace_inaffichables

GABARIT = "volume.typ"
FIN = b"%%EOF"
HAUT_DE_PAGE = 842  # points: A4

_NIVEAU = re.compile(r"/H(\d+)")
_INSTANCE = "{http://ns.adobe.com/xap/1.0/mm/}InstanceID"
_PAGES = "{http://ns.adobe.com/xap/1.0/t/pg/}NPages"


class Fusion:
    """A PDF that grows: add the file of each document in its order, then render."""

    def __init__(self, titre: str, auteur: str, jour: date) -> None:
        self._tout = Pdf.open(BytesIO(compile_pdf(GABARIT, {"titre": titre, "auteur": auteur}, jour)))
        self._structure = self._tout.Root.StructTreeRoot
        (self._document,) = self._structure.K
        del self._tout.pages[0]
        self._signets: list[Object] = []
        self._branches: list[Object | int] = []  # from pages to tags
        self._cles = 0  # of that tree: a page has one, so has each of its links and fields
        self._nommees: dict[str, Object] = {}  # from names to headers of columns
        self._champs: list[Object] = []  # where people sign
        self._calcul = hashlib.sha256()

    def add(self, contenu: bytes, signet: str) -> None:
        """Copy the PDF file of a document, to which a bookmark leads; raises PdfIllisible."""
        try:
            self._copy(_open(contenu), replace_inaffichables(signet))
        except (PdfError, AttributeError, KeyError, TypeError, ValueError) as erreur:  # whatever a damaged file lacks
            raise PdfIllisible(
                f"Le PDF de « {signet} » est abîmé, ou n'a pas été écrit par dpid-xl : "
                "le PDF unique ne peut pas le réunir aux autres ; refaites-le."
            ) from erreur
        self._calcul.update(contenu)

    def render(self) -> bytes:
        """Return the whole, to which nothing can be added any more."""
        self._link_signets()
        if self._branches:
            self._structure.ParentTree = self._tout.make_indirect(Dictionary(Nums=Array(self._branches)))
            self._structure.ParentTreeNextKey = self._cles
        if self._nommees:
            noms = [feuille for nom, entete in sorted(self._nommees.items()) for feuille in (String(nom), entete)]
            self._structure.IDTree = self._tout.make_indirect(Dictionary(Names=Array(noms)))
        if self._champs:
            self._tout.Root.AcroForm = Dictionary(Fields=Array(self._champs), SigFlags=1)
        with self._tout.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as proprietes:
            proprietes[_PAGES] = str(len(self._tout.pages))
            proprietes[_INSTANCE] = base64.b64encode(self._calcul.digest()[:16]).decode()
        sortie = BytesIO()
        self._tout.save(sortie, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        return sortie.getvalue()

    def _copy(self, source: Pdf, signet: str) -> None:
        """Make of a document a part of the whole, then take its pages, its tags and its bookmarks: the latter refer to the former."""
        rang = len(self._tout.pages)
        prefixe = f"D{rang}"
        _announce(source, signet, _adapt(source, prefixe))
        for page in source.pages:
            _shift(page.obj, self._cles)
        champs = _take_champs(source, prefixe)
        _make_signet(source, signet)
        self._tout.pages.extend(source.pages)
        structure = self._tout.copy_foreign(source.Root.StructTreeRoot)
        (partie,) = structure.K
        partie.P = self._document
        self._document.K.append(partie)
        if Name.ParentTree in structure:
            for branche, feuille in NumberTree(structure.ParentTree).items():
                self._branches += [branche + self._cles, feuille]
            self._cles += int(structure.ParentTreeNextKey)
        if Name.IDTree in structure:
            self._nommees |= {prefixe + nom: entete for nom, entete in NameTree(structure.IDTree).items()}
        for place, champ in champs:
            self._add_champ(self._tout.pages[rang + place].obj, self._tout.copy_foreign(champ))
        self._signets.append(self._tout.copy_foreign(source.Root.Outlines))

    def _add_champ(self, page: Object, champ: Object) -> None:
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(champ)
        self._champs.append(champ)

    def _link_signets(self) -> None:
        racine = self._tout.Root.Outlines
        for signet in self._signets:
            signet.Parent = racine
        for avant, apres in pairwise(self._signets):
            avant.Next, apres.Prev = apres, avant
        racine.First, racine.Last, racine.Count = self._signets[0], self._signets[-1], len(self._signets)


def _open(contenu: bytes) -> Pdf:
    if not contenu.endswith(FIN):  # what is cut could still be read, without its fields: they are an update at its end
        raise ValueError("la fin du fichier manque")
    return Pdf.open(BytesIO(contenu), attempt_recovery=False)


def _shift(page: Object, cles: int) -> None:
    """Number what leads from a page to its tags, and from each of its links and fields to its own, after ``cles`` others."""
    if Name.StructParents in page:  # an empty page has no tags
        page.StructParents = int(page.StructParents) + cles
    for note in page.get(Name.Annots, ()):
        note.StructParent = int(note.StructParent) + cles


def _adapt(source: Pdf, prefixe: str) -> Object | None:
    """Name the headers of columns as no other document does, lower the headings by one level; return the first of them."""
    titres = []
    for objet in source.objects:
        if not isinstance(objet, Dictionary) or "/S" not in objet or "/K" not in objet:  # a tag, alone, says what it is and what it holds
            continue
        del objet["/Type"]  # that a tag may do without: a volume has a hundred thousand, all in memory until it is written
        sorte = str(objet.S)
        niveau = _NIVEAU.fullmatch(sorte)
        if niveau:
            objet.S = Name(f"/H{int(niveau[1]) + 1}")
        if niveau or sorte == "/Title":
            titres.append(objet)
        elif sorte in ("/TH", "/TD"):
            _rename(objet, prefixe)
    return titres[0] if titres else None


def _rename(case: Object, prefixe: str) -> None:
    if Name.ID in case:
        case.ID = String(prefixe + str(case.ID))
    for attributs in case.get(Name.A, ()):
        if Name.Headers in attributs:
            attributs.Headers = Array(String(prefixe + str(nom)) for nom in attributs.Headers)


def _take_champs(source: Pdf, prefixe: str) -> list[tuple[int, Object]]:
    """Take the fields out of the pages of a document, each with the rank of its own, named as no other document names its own.

    They are put back once the pages are copied: pikepdf takes fields that it copies with a page for lost.
    """
    champs = []
    for rang, page in enumerate(source.pages):
        notes = list(page.obj.get(Name.Annots, ()))
        siens = [note for note in notes if note.Subtype == Name.Widget]
        if siens:
            page.obj.Annots = Array(note for note in notes if note.Subtype != Name.Widget)
        for champ in siens:
            champ.T = String(f"{prefixe} {champ.T}")
            champs.append((rang, champ))
    if Name.AcroForm in source.Root:
        del source.Root.AcroForm
    return champs


def _announce(source: Pdf, signet: str, titre: Object | None) -> None:
    """Make of a document a part whose title is the heading that its bookmark is; without one, an empty heading stands before its text."""
    (partie,) = source.Root.StructTreeRoot.K
    partie.S = Name.Part
    if titre is None or Name.Title != titre.S:
        titre = source.make_indirect(Dictionary(Type=Name.StructElem, P=partie, K=Array()))
        partie.K.insert(0, titre)
    titre.S, titre.T = Name.H1, String(signet)


def _make_signet(source: Pdf, signet: str) -> None:
    """Make of the list of bookmarks of a document a bookmark that holds them, closed."""
    sommaire = source.Root.Outlines
    del sommaire.Type
    sommaire.Title, sommaire.Dest = String(signet), Array([source.pages[0].obj, Name.XYZ, 0, HAUT_DE_PAGE, 0])
    if Name.Count in sommaire:
        sommaire.Count = -int(sommaire.Count)
