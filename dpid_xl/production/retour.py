"""What came back signed: scanned files, whose pages say by their code which document they are of, and of which text.

Reading pictures takes libraries of their own (``pip install dpid-xl[numerisation]``), loaded here only.

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
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from dpid_xl.calcul.signature import Cle
from dpid_xl.classes import dataclass
from dpid_xl.documents.document import Document
from dpid_xl.francais import write_quantite
from dpid_xl.refus import BLOQUE, ILLISIBLE, Refus
from dpid_xl.rendus.pdf import compute_empreinte, make_reference

IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
EXTENSIONS = (".pdf", *IMAGES)
ECHELLE = 150 / 72  # of a page of PDF: 150 points per inch, at which a code of 15 mm is read
PIXELS_MAXIMUM = 100_000_000  # of a picture: an A3 page at 600 points per inch has 70 million
# An avenant also says its number among those of its convention: « A1-0012-PAGE » (:attr:`Document.sigle`).
_CODE = re.compile(r"DPID1:(\d{3}):([0-9A-F]{12}):((?:A\d+-|[A-Z])\d{4,}-[A-Z0-9-]*)")
_RANG = re.compile(r"^(A\d+-|[A-Z])\d{4,}(?=-)")
SANS_CODE = "aucun code lu : page blanche, annexe de l'organisme, ou à numériser à nouveau"
INCONNUE = "ce classeur n'a ni convention ni avenant de cette référence"
AUTRE_TEXTE = "le texte a changé depuis, ou c'est un autre document"
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
    """A page of a scanned file, from 1, and its code; None: no code of ours was read on it."""

    fichier: Path
    rang: int
    code: Code | None


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
    """Return scanned files, those of a folder in their order; raises NumerisationIllisible on another kind of file."""
    trouves: list[Path] = []
    for chemin in chemins:
        if chemin.is_dir():
            trouves += sorted(fichier for fichier in chemin.iterdir() if fichier.suffix.lower() in EXTENSIONS)
        elif chemin.suffix.lower() in EXTENSIONS:
            trouves.append(chemin)
        else:
            raise NumerisationIllisible(f"« {chemin.name} » n'est pas un fichier numérisé : donnez {', '.join(EXTENSIONS)}, ou un dossier.")
    return tuple(dict.fromkeys(trouves))


def read_pages(fichier: Path) -> Iterator[PageLue]:
    """Yield the pages of a scanned file with their codes, one picture in memory; raises LecteurAbsent, NumerisationIllisible."""
    try:
        import zxingcpp
        from PIL import Image
        from pypdfium2 import PdfDocument, PdfiumError  # type: ignore[attr-defined]
    except ImportError as erreur:
        raise LecteurAbsent(SANS_LECTEUR) from erreur
    try:
        if fichier.suffix.lower() in IMAGES:
            with Image.open(fichier) as image:
                if image.width * image.height > PIXELS_MAXIMUM:
                    raise NumerisationIllisible(f"« {fichier.name} » est trop grand : numérisez à 300 points par pouce.")
                yield PageLue(fichier, 1, _read_code(zxingcpp, image.convert("L")))
            return
        # Opened here: pdfium would look for its name in UTF-8, whatever the names of this machine are written in.
        with fichier.open("rb") as flux, PdfDocument(flux) as document:
            for rang in range(len(document)):
                image = document[rang].render(scale=ECHELLE, grayscale=True).to_pil()
                yield PageLue(fichier, rang + 1, _read_code(zxingcpp, image))
    except (OSError, ValueError, PdfiumError, Image.DecompressionBombError) as erreur:
        raise NumerisationIllisible(f"« {fichier.name} » ne peut pas être lu : numérisez-le à nouveau, en PDF.") from erreur


def list_rangees(retours: Sequence[Retour], muettes: Sequence[PageLue]) -> list[tuple[str, ...]]:
    """Return what to show of what came back: file, its pages, structure, act, the pages of that act, reference, remark."""
    rangees = [
        (r.fichier.name, write_suite(r.rangs), r.acte[0] if r.acte else "", _name(r.acte), write_suite(r.pages), r.reference, _remark(r))
        for r in retours
    ]
    par_fichier = groupby(muettes, key=attrgetter("fichier"))
    return rangees + [(f.name, write_suite([page.rang for page in pages]), "", "", "", "", SANS_CODE) for f, pages in par_fichier]


def name_acte(acte: Cle) -> str:
    """Name an act in a list: the structure, and the avenant if it is one.

    >>> name_acte(("PAGE", "", None)), name_acte(("PAGE", "", 1)), name_acte(("PAGE", "2022-02942", None))
    ('PAGE', 'PAGE, avenant n° 1', 'PAGE, avenant à la convention n° 2022-02942')
    """
    return acte[0] if acte[1:] == ("", None) else f"{acte[0]}, {_name(acte)}"


def tell_actes(retours: Iterable[Retour]) -> str:
    """Say how many conventions and avenants came back.

    >>> tell_actes([])
    '0 convention retrouvée'
    """
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
    """Return what came back, document by document in the order of the files, and the pages on which no code was read.

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
