"""What came back signed: scanned files, whose pages say by their code which document they are of, and of which text.

Reading pictures takes libraries of their own (``pip install dpid-xl[numerisation]``), loaded here only. A file that cannot be read is
told in its place, and those that follow are read.

>>> parse_code("DPID1:003:0123456789AB:C0012-CCAS-DE-LIBERCOURT")
Code(page=3, empreinte='0123456789AB', reference='C0012-CCAS-DE-LIBERCOURT')
>>> parse_code("DPID1:001:0123456789AB:A2-0001-PAGE").reference
'A2-0001-PAGE'
>>> parse_code("https://example.org") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from dpid_xl.calcul.signature import Cle
from dpid_xl.chargement import silence
from dpid_xl.classes import dataclass
from dpid_xl.documents.document import Document
from dpid_xl.francais import write_quantite
from dpid_xl.refus import BLOQUE, ILLISIBLE, Refus
from dpid_xl.rendus.pdf import compute_empreinte, make_reference

IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
EXTENSIONS = (".pdf", *IMAGES)
ECHELLE = 150 / 72  # of a page of PDF: 150 points per inch, at which a code of 15 mm is read
PIXELS_MAXIMUM = 100_000_000  # of a picture: an A3 page at 600 points per inch has 70 million
_PROVISOIRES = ("~$", ".")  # how the names of what systems leave beside a file begin
_REDUITE = 254, 1  # of a TIFF: the tag and the bit of a small copy of another of its pages
# An avenant also says its number among those of its convention: « A1-0012-PAGE » (:attr:`Document.sigle`).
_CODE = re.compile(r"DPID1:(\d{3}):([0-9A-F]{12}):((?:A\d+-|[A-Z])\d{4,}-[A-Z0-9-]*)")
_RANG = re.compile(r"^(A\d+-|[A-Z])\d{4,}(?=-)")
SANS_CODE = "aucun code lu : page blanche, annexe de l'organisme, ou à numériser à nouveau"
INCONNUE = "ce classeur n'a ni convention ni avenant de cette référence"
AUTRE_TEXTE = "le texte a changé depuis, ou c'est un autre document"
ABSENT = "Le fichier « {chemin} » n'existe pas : vérifiez son nom et son dossier."
SANS_FICHIER = (
    "Le dossier « {chemin} » n'a aucun fichier numérisé ({extensions}) : indiquez celui qui les contient (ses sous-dossiers ne sont pas "
    "lus)."
)
DOSSIER_FERME = "Le dossier « {chemin} » ne peut pas être lu : vérifiez que vous en avez le droit."
NON_LU = "« {nom} » ne peut pas être lu{ou} : numérisez-le à nouveau, en PDF."
TROP_GRAND = "« {nom} » ne peut pas être lu{ou}, trop grand : numérisez-le à nouveau, à 300 points par pouce."
SANS_LECTEUR = "Lire des pages numérisées demande un complément : tapez « python -m pip install dpid-xl[numerisation] », puis recommencez."


class NumerisationIllisible(Refus):
    """A scanned file that cannot be read."""

    code = ILLISIBLE


class LecteurAbsent(Refus):
    """The libraries that read pictures are not there."""

    code = BLOQUE


class Code(NamedTuple):
    """What the code of a page says."""

    page: int
    empreinte: str
    reference: str


class PageLue(NamedTuple):
    """A page of a scanned file, from 1, and its code; None: no code of ours was read on it.

    ``panne``: why neither this page nor those that follow could be read.
    """

    fichier: Path
    rang: int
    code: Code | None
    panne: str = ""


@dataclass(frozen=True, slots=True)
class Retour:
    """Pages of one document found side by side in a scanned file; ``a_jour``: their text is the one that would be written today.

    ``acte`` is the one of « Signature », None for a document that this workbook does not make.
    """

    fichier: Path
    rangs: tuple[int, ...]
    reference: str
    pages: tuple[int, ...]
    acte: Cle | None
    a_jour: bool


def parse_code(texte: str) -> Code | None:
    """Read the code of a page; None when it is not one of ours."""
    lu = _CODE.fullmatch(texte)
    return Code(int(lu[1]), lu[2], lu[3]) if lu else None


def list_numerisations(chemins: Iterable[Path]) -> tuple[Path, ...]:
    """Return scanned files, those of a folder in their order; raises NumerisationIllisible on what holds none."""
    trouves: list[Path] = []
    for chemin in chemins:
        if chemin.is_dir():
            trouves += _list_dossier(chemin)
        elif chemin.suffix.lower() not in EXTENSIONS:
            raise NumerisationIllisible(f"« {chemin.name} » n'est pas un fichier numérisé : donnez {', '.join(EXTENSIONS)}, ou un dossier.")
        elif not chemin.exists():
            raise NumerisationIllisible(ABSENT.format(chemin=chemin))
        else:
            trouves.append(chemin)
    return tuple(dict.fromkeys(trouves))


def _list_dossier(dossier: Path) -> list[Path]:
    try:
        fichiers = [fichier for fichier in dossier.iterdir() if fichier.suffix.lower() in EXTENSIONS and fichier.is_file()]
    except OSError as erreur:
        raise NumerisationIllisible(DOSSIER_FERME.format(chemin=dossier)) from erreur
    fichiers = [fichier for fichier in fichiers if not fichier.name.startswith(_PROVISOIRES)]
    if not fichiers:
        raise NumerisationIllisible(SANS_FICHIER.format(chemin=dossier, extensions=", ".join(EXTENSIONS)))
    return sorted(fichiers)


def read_numerisations(fichiers: Iterable[Path]) -> Iterator[PageLue]:
    """Yield the pages of scanned files; of a file that cannot be read, its first pages, then why. Raises LecteurAbsent."""
    for fichier in fichiers:
        lues = 0
        try:
            for page in read_pages(fichier):
                yield page
                lues = page.rang
        except NumerisationIllisible as refus:
            yield PageLue(fichier, lues + 1, None, str(refus))


def read_pages(fichier: Path) -> Iterator[PageLue]:
    """Yield the pages of a scanned file with their codes, one picture in memory; raises LecteurAbsent, NumerisationIllisible."""
    try:
        import zxingcpp
        from PIL.Image import DecompressionBombError as trop_grande  # noqa: N813 - the library's own limit, above ours

        images = _list_images(fichier)
    except ImportError as erreur:
        raise LecteurAbsent(SANS_LECTEUR) from erreur
    for rang in count(1):
        ou = f" à partir de sa page {rang}" if rang > 1 else ""
        try:
            with silence():
                image = next(images, None)
                code = None if image is None else _read_code(zxingcpp, image)
        except (_TropGrand, trop_grande) as erreur:
            raise NumerisationIllisible(TROP_GRAND.format(nom=fichier.name, ou=ou)) from erreur
        except Exception as erreur:  # a damaged file: the libraries raise anything
            raise NumerisationIllisible(NON_LU.format(nom=fichier.name, ou=ou)) from erreur
        if image is None:
            return
        yield PageLue(fichier, rang, code)


class _TropGrand(Exception):
    """A picture that would take all the memory; :func:`read_pages` makes a refusal of it."""


def _list_images(fichier: Path) -> Iterator[Any]:
    """Return the pages of a file as pictures, made one by one; raises ImportError, then anything."""
    from PIL import Image
    from pypdfium2 import PdfDocument  # type: ignore[attr-defined]

    def list_pages() -> Iterator[Any]:
        # Opened here: pdfium would look for its name in UTF-8, whatever the names of this machine are written in.
        with fichier.open("rb") as flux, PdfDocument(flux) as document:
            for rang in range(len(document)):
                page = document[rang]
                largeur, hauteur = page.get_size()
                _require_bornee(largeur * ECHELLE, hauteur * ECHELLE)
                yield page.render(scale=ECHELLE, grayscale=True).to_pil()

    def list_photos() -> Iterator[Any]:
        with Image.open(fichier) as image:
            for rang in count():
                try:
                    image.seek(rang)
                except EOFError:
                    return
                balise, bit = _REDUITE
                if image.format != "TIFF" or not image.tag_v2.get(balise, 0) & bit:  # type: ignore[attr-defined]
                    _require_bornee(image.width, image.height)
                    yield image.convert("L")
                if image.format != "TIFF":  # a telephone adds other pictures to its own: they are no pages
                    return

    return list_photos() if fichier.suffix.lower() in IMAGES else list_pages()


def _require_bornee(largeur: float, hauteur: float) -> None:
    if largeur * hauteur > PIXELS_MAXIMUM:
        raise _TropGrand


def list_rangees(retours: Sequence[Retour], muettes: Sequence[PageLue]) -> list[tuple[str, ...]]:
    """Return what to show of what came back: file, its pages, structure, act, the pages of that act, reference, remark."""
    rangees = [
        (r.fichier.name, write_suite(r.rangs), r.acte[0] if r.acte else "", _name(r.acte), write_suite(r.pages), r.reference, _remark(r))
        for r in retours
    ]
    par_fichier = groupby(muettes, key=attrgetter("fichier", "panne"))
    return rangees + [
        (fichier.name, "" if panne else write_suite([page.rang for page in pages]), "", "", "", "", panne or SANS_CODE)
        for (fichier, panne), pages in par_fichier
    ]


def name_acte(acte: Cle) -> str:
    """Name an act in a list: the structure, and the avenant if it is one.

    >>> name_acte(("PAGE", "", None)), name_acte(("PAGE", "", 1)), name_acte(("PAGE", "2022-02942", None))
    ('PAGE', 'PAGE, avenant n° 1', 'PAGE, avenant à la convention n° 2022-02942')
    """
    return acte[0] if acte[1:] == ("", None) else f"{acte[0]}, {_name(acte)}"


def tell_lecture(retours: Iterable[Retour], muettes: Sequence[PageLue]) -> str:
    """Say how many conventions and avenants came back, how many pages have no code, how many files could not be read.

    >>> tell_lecture([], [PageLue(Path("a.pdf"), 1, None), PageLue(Path("a.pdf"), 2, None, "« a.pdf » ne peut pas être lu…")])
    '0 convention retrouvée, 1 page sans code, 1 fichier illisible'
    """
    pannes = sum(bool(page.panne) for page in muettes)
    dits = (_tell_actes(retours), f"{write_quantite(len(muettes) - pannes, 'page')} sans code")
    return ", ".join((*dits, write_quantite(pannes, "fichier", "illisible")) if pannes else dits)


def _tell_actes(retours: Iterable[Retour]) -> str:
    actes = {retour.acte for retour in retours if retour.acte}
    conventions = write_quantite(sum(acte[1:] == ("", None) for acte in actes), "convention", "retrouvée")
    avenants = sum(acte[1:] != ("", None) for acte in actes)
    return f"{conventions}, {write_quantite(avenants, 'avenant', 'retrouvé')}" if avenants else conventions


def write_suite(numeros: Sequence[int]) -> str:
    """Write numbers of pages, those that follow each other as one.

    >>> write_suite([1, 2, 3, 7, 9, 10])
    '1-3, 7, 9-10'
    """
    suites: list[list[int]] = []
    for numero in numeros:
        if suites and numero == suites[-1][-1] + 1:
            suites[-1].append(numero)
        else:
            suites.append([numero])
    return ", ".join(str(suite[0]) if len(suite) == 1 else f"{suite[0]}-{suite[-1]}" for suite in suites)


def _name(acte: Cle | None) -> str:
    if acte is None:
        return ""
    _structure, ailleurs, rang = acte
    if not ailleurs and rang is None:
        return "convention"
    numero = "" if rang is None else f" n° {rang}"
    return f"avenant{numero}" + (f" à la convention n° {ailleurs}" if ailleurs else "")


def _remark(retour: Retour) -> str:
    if not retour.acte:
        return INCONNUE
    return "" if retour.a_jour else AUTRE_TEXTE


def match_pages(documents: Mapping[Cle, Document], pages: Iterable[PageLue]) -> tuple[tuple[Retour, ...], tuple[PageLue, ...]]:
    """Return what came back, document by document in the order of the files, and the pages on which no code was or could be read.

    ``documents`` are the conventions and the avenants of the workbook, by act.
    """
    trouver = _index(documents)
    retours: list[Retour] = []
    muettes: list[PageLue] = []
    for (fichier, reference), suite in groupby(pages, key=lambda page: (page.fichier, page.code and page.code.reference)):
        lues = list(suite)
        if reference is None:
            muettes += lues
            continue
        codes = [page.code for page in lues if page.code]
        acte, a_jour = trouver(reference, {code.empreinte for code in codes})
        rangs, siennes = (tuple(map(attrgetter(champ), de)) for champ, de in (("rang", lues), ("page", codes)))
        retours.append(Retour(fichier, rangs, reference, siennes, acte, a_jour))
    return tuple(retours), tuple(muettes)


def _index(documents: Mapping[Cle, Document]) -> Callable[[str, Collection[str]], tuple[Cle | None, bool]]:
    """Find an act by the reference of its pages and by what they say, and whether it still says it.

    Ranks change when a line is added: of those of its kind and structure, the one that says the same is the one, else the only one.
    """
    references = {acte: make_reference(document) for acte, document in documents.items()}
    sans_rang: dict[str, list[Cle]] = {}
    for acte, reference in references.items():
        sans_rang.setdefault(_RANG.sub(r"\1", reference), []).append(acte)

    def find(reference: str, empreintes: Collection[str]) -> tuple[Cle | None, bool]:
        possibles = sans_rang.get(_RANG.sub(r"\1", reference), [])
        memes = [acte for acte in possibles if set(empreintes) == {compute_empreinte(documents[acte])}]
        if memes:
            return memes[0], True
        exactes = [acte for acte in possibles if references[acte] == reference]
        acte = exactes[0] if exactes else possibles[0] if len(possibles) == 1 else None
        return acte, False

    return find


def _read_code(zxingcpp: Any, image: Any) -> Code | None:
    lus = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return next((code for lu in lus if (code := parse_code(lu.text))), None)
