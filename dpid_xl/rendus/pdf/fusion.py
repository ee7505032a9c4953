"""Many conventions in one PDF to print or to file, as archivable and accessible as each of them, a bookmark per structure.

Their files are grafted, object by object, on an empty one that typst writes with the properties of the whole. Pages, tags and
bookmarks are those of each file: nothing is laid out again, and the memory is little more than what is written.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from dpid_xl.rendus.pdf import compile_pdf, count_pages, replace_inaffichables
from dpid_xl.rendus.pdf.objets import Objets, get_reference, list_references, read_objets, renumber, write_objets, write_texte

GABARIT = "volume.typ"
# What a file says of itself is said once for the whole.
_PROPRES = ("Root", "Info", "Metadata", "OutputIntents", "OutputIntent", "StructTreeRoot")

_PAGE = b"<</Type/Page/"
_TITRE = b"<</Type/StructElem/S/Title/"
_NIVEAU = re.compile(rb"(?<=^<</Type/StructElem/S/H)\d+(?=/)")
_RANG = re.compile(rb"(?<=/StructParents )\d+")  # of a page, in the tree from pages to tags
_BRANCHE = re.compile(rb"(\d+) (\d+ 0 R)")
_CASES = (b"<</Type/StructElem/S/TH/", b"<</Type/StructElem/S/TD/")
_NOM = re.compile(rb"(?<=\()U\w+(?=\))")  # of the header of a column, which its cells refer to
_NOMMEE = re.compile(rb"\(U\w+\)\d+ 0 R")
_INSTANCE = re.compile(rb"<xmpMM:InstanceID>([^<]+)<")
_OCTETS = re.compile(rb"(?<=^<</Length )\d+")


class Fusion:
    """A PDF that grows: add the file of each document in its order, then render."""

    def __init__(self, titre: str, auteur: str, jour: date) -> None:
        vide = read_objets(compile_pdf(GABARIT, {"titre": titre, "auteur": auteur}, jour))
        places = _survey(vide)
        (page,) = list_references(vide.corps[places["Pages"]], "Kids")
        blanche = (page, *(get_reference(vide.corps[page], cle) for cle in ("Resources", "Contents")))
        self._corps: dict[int, bytes] = {}
        self._pages = 0
        numeros = self._graft(vide, blanche)
        self._places = {cle: numeros[numero] for cle, numero in places.items()}
        self._entete, self._fin = vide.entete, renumber(vide.fin, numeros)
        self._cahiers: list[int] = []  # of each document: the node of its pages,
        self._parties: list[int] = []  # the root of its tags,
        self._signets: list[int] = []  # its bookmark
        self._branches: list[bytes] = []  # from pages to tags
        self._nommees: list[bytes] = []  # from names to headers of columns
        self._calcul = hashlib.sha256()

    def add(self, contenu: bytes, signet: str) -> None:
        """Graft the PDF file of a document, to which a bookmark leads."""
        source = read_objets(contenu)
        places = _survey(source)
        numeros = self._graft(source, [places[cle] for cle in _PROPRES])
        cahier, partie, sommaire = (numeros[places[cle]] for cle in ("Pages", "Document", "Outlines"))
        self._edit(cahier, b"<<", b"<</Parent %d 0 R" % self._places["Pages"])
        self._edit(partie, b"/S/Document/P 0 0 R", b"/S/Part/P %d 0 R" % self._places["Document"])
        nom, page = write_texte(replace_inaffichables(signet)), list_references(self._corps[cahier], "Kids")[0]
        self._corps[sommaire] = self._corps[sommaire].replace(b"/Count ", b"/Count -")  # closed, when it has something below
        self._edit(sommaire, b"/Type/Outlines", b"/Title%b/Dest[%d 0 R/XYZ 0 842 0]" % (nom, page))
        self._announce(sorted(numeros.values()), partie, nom)
        self._cahiers.append(cahier)
        self._parties.append(partie)
        self._signets.append(sommaire)
        self._link(renumber(source.corps[places["StructTreeRoot"]], numeros))
        self._pages += count_pages(contenu)
        self._calcul.update(contenu)

    def render(self) -> bytes:
        """Return the whole, to which nothing can be added any more."""
        self._corps[self._places["Pages"]] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (self._pages, _refer(self._cahiers))
        self._write_signets()
        self._edit(self._places["Document"], b"/K[]", b"/K[%b]" % _refer(self._parties))
        feuilles = b"/ParentTree<</Nums[%b]>>/ParentTreeNextKey %d" % (b" ".join(self._branches), self._pages) if self._branches else b""
        noms = b"/IDTree<</Names[%b]>>" % b"".join(sorted(self._nommees)) if self._nommees else b""
        self._edit(self._places["StructTreeRoot"], b"/K[", b"%b%b/K[" % (feuilles, noms))
        fin = self._identify()  # it also edits an object
        # Each object is let go as soon as it is written.
        return write_objets(self._entete, (self._corps.pop(numero) for numero in sorted(self._corps)), fin)

    def _graft(self, source: Objets, exclus: Iterable[int]) -> dict[int, int]:
        """Take the objects of a file but some; return the new number of each, 0 for those left out."""
        numeros = dict.fromkeys(source.corps, 0)
        gardes = sorted(numeros.keys() - set(exclus))
        numeros |= {numero: rang for rang, numero in enumerate(gardes, len(self._corps) + 1)}
        self._corps |= {numeros[numero]: self._adapt(renumber(source.corps[numero], numeros)) for numero in gardes}
        return numeros

    def _adapt(self, corps: bytes) -> bytes:
        # A page gets its rank in the whole, a header of column a name that no other document gives, a heading a level for the titles.
        if corps.startswith(_PAGE):
            return _RANG.sub(self._shift, corps)
        if corps.startswith(_CASES):
            return _NOM.sub(self._name, corps)
        return _NIVEAU.sub(lambda niveau: b"%d" % (int(niveau[0]) + 1), corps)

    def _announce(self, numeros: Iterable[int], partie: int, nom: bytes) -> None:
        """Make the title of a document the heading that its bookmark is; without a title, an empty heading stands before its text."""
        titres = (numero for numero in numeros if numero and _is_titre(self._corps[numero]))
        premier, titre = next(titres, 0), b"/S/H1/T%b" % nom
        if premier and self._corps[premier].startswith(_TITRE):
            self._edit(premier, b"/S/Title", titre)
            return
        vide = len(self._corps) + 1
        self._corps[vide] = b"<</Type/StructElem%b/P %d 0 R/K[]>>" % (titre, partie)
        self._edit(partie, b"/K[", b"/K[%d 0 R " % vide)

    def _link(self, structure: bytes) -> None:
        """Add the leaves of the trees of a document to those of the whole."""
        branches = structure.partition(b"/Nums[")[2].partition(b"]")[0]
        self._branches += [b"%d %b" % (int(rang) + self._pages, feuille) for rang, feuille in _BRANCHE.findall(branches)]
        noms = structure.partition(b"/Names[")[2].partition(b"]")[0]
        self._nommees += [_NOM.sub(self._name, nommee) for nommee in _NOMMEE.findall(noms)]

    def _shift(self, rang: re.Match[bytes]) -> bytes:
        return b"%d" % (int(rang[0]) + self._pages)

    def _name(self, nom: re.Match[bytes]) -> bytes:
        return b"D%d%b" % (self._pages, nom[0])

    def _write_signets(self) -> None:
        racine = self._places["Outlines"]
        voisins = dict.fromkeys(self._signets, b"/Parent %d 0 R" % racine)
        for avant, apres in pairwise(self._signets):
            voisins[avant] += b"/Next %d 0 R" % apres
            voisins[apres] += b"/Prev %d 0 R" % avant
        for numero, liens in voisins.items():
            self._edit(numero, b"<<", b"<<" + liens)
        bouts = (self._signets[0], self._signets[-1], len(self._signets))
        self._edit(racine, b"/Type/Outlines", b"/Type/Outlines/First %d 0 R/Last %d 0 R/Count %d" % bouts)

    def _identify(self) -> bytes:
        """Write what the properties must say of the content: pages, an identifier that changes with it; return the trailer."""
        donnees, flux, xmp = self._corps[self._places["Metadata"]].partition(b"stream\n")
        trouve = _INSTANCE.search(xmp)
        if trouve is None:
            raise ValueError("ce PDF n'a pas été écrit par typst : son identifiant manque")
        instance = base64.b64encode(self._calcul.digest()[:16])
        xmp = xmp.replace(trouve[1], instance).replace(b"NPages>1<", b"NPages>%d<" % self._pages)
        donnees = _OCTETS.sub(b"%d" % len(xmp.removesuffix(b"\nendstream")), donnees)
        self._corps[self._places["Metadata"]] = donnees + flux + xmp
        return re.sub(rb"/Size \d+", b"/Size %d" % (len(self._corps) + 1), self._fin.replace(trouve[1], instance))

    def _edit(self, numero: int, avant: bytes, apres: bytes) -> None:
        if avant not in self._corps[numero]:
            raise ValueError(f"ce PDF n'a pas été écrit par typst : {avant!r} manque")
        self._corps[numero] = self._corps[numero].replace(avant, apres, 1)


def _survey(source: Objets) -> dict[str, int]:
    """Find the objects that a file has one of, by the key that leads to each."""
    racine = get_reference(source.fin, "Root")
    places = {"Root": racine, "Info": get_reference(source.fin, "Info")}
    cles = ("Pages", "Metadata", "OutputIntents", "StructTreeRoot", "Outlines")
    places |= {cle: get_reference(source.corps[racine], cle) for cle in cles}
    (places["OutputIntent"],) = map(int, re.findall(rb"\d+(?= 0 R)", source.corps[places["OutputIntents"]]))
    (places["Document"],) = list_references(source.corps[places["StructTreeRoot"]], "K")
    return places


def _is_titre(corps: bytes) -> bool:
    return corps.startswith(_TITRE) or _NIVEAU.search(corps) is not None


def _refer(numeros: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % numero for numero in numeros)
