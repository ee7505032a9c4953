"""What came back signed: scanned files, whose pages say by their code which document they are of, and of which text.

Reading pictures takes libraries of their own (``pip install dpid-xl[numerisation]``), loaded here only.

>>> parse_code("DPID1:003:0123456789AB:C0012-CCAS-DE-LIBERCOURT")
Code(page=3, empreinte='0123456789AB', reference='C0012-CCAS-DE-LIBERCOURT')
>>> parse_code("https://example.org") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from dpid_xl.documents.document import Document
from dpid_xl.refus import BLOQUE, ILLISIBLE, Refus
from dpid_xl.rendus.pdf import compute_empreinte, make_reference

IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
EXTENSIONS = (".pdf", *IMAGES)
ECHELLE = 150 / 72  # of a page of PDF: 150 points per inch, at which a code of 15 mm is read
PIXELS_MAXIMUM = 100_000_000  # of a picture: an A3 page at 600 points per inch has 70 million
_CODE = re.compile(r"DPID1:(\d{3}):([0-9A-F]{12}):([A-Z]\d{4,}-[A-Z0-9-]*)")
_RANG = re.compile(r"^([A-Z])\d+(?=-)")
SANS_CODE = "aucun code lu : page blanche, annexe de l'organisme, ou à numériser à nouveau"
INCONNUE = "ce classeur n'a pas de convention de cette référence"
AUTRE_TEXTE = "le texte de cette convention a changé depuis, ou ce n'est pas elle"
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

    ``structure`` is empty for a document that this workbook does not make.
    """

    fichier: Path
    rangs: tuple[int, ...]
    reference: str
    pages: tuple[int, ...]
    structure: str
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
    """Return what to show of what came back: file, its pages, structure, the pages of its convention, reference, remark."""
    rangees = [(r.fichier.name, write_suite(r.rangs), r.structure, write_suite(r.pages), r.reference, _remark(r)) for r in retours]
    par_fichier = groupby(muettes, key=attrgetter("fichier"))
    return rangees + [(f.name, write_suite([page.rang for page in pages]), "", "", "", SANS_CODE) for f, pages in par_fichier]


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


def _remark(retour: Retour) -> str:
    if not retour.structure:
        return INCONNUE
    return "" if retour.a_jour else AUTRE_TEXTE


def match_pages(documents: Sequence[Document], pages: Iterable[PageLue]) -> tuple[tuple[Retour, ...], tuple[PageLue, ...]]:
    """Return what came back, document by document in the order of the files, and the pages on which no code was read."""
    trouver = _index(documents)
    retours: list[Retour] = []
    muettes: list[PageLue] = []
    for (fichier, reference), suite in groupby(pages, key=lambda page: (page.fichier, page.code and page.code.reference)):
        lues = list(suite)
        if reference is None:
            muettes += lues
            continue
        document = trouver(reference)
        codes = [page.code for page in lues if page.code]
        a_jour = document is not None and {code.empreinte for code in codes} == {compute_empreinte(document)}
        retours.append(
            Retour(
                fichier,
                tuple(map(attrgetter("rang"), lues)),
                reference,
                tuple(map(attrgetter("page"), codes)),
                document.structure.nom if document else "",
                a_jour,
            )
        )
    return tuple(retours), tuple(muettes)


def _index(documents: Sequence[Document]) -> Callable[[str], Document | None]:
    """Find a document by its reference; by its kind and structure when its rank has changed since, if no other bears them."""
    exactes = {make_reference(document): document for document in documents}
    sans_rang: dict[str, list[Document]] = {}
    for reference, document in exactes.items():
        sans_rang.setdefault(_RANG.sub(r"\1", reference), []).append(document)

    def find(reference: str) -> Document | None:
        possibles = sans_rang.get(_RANG.sub(r"\1", reference), [])
        meme = exactes.get(reference)
        return meme or (possibles[0] if len(possibles) == 1 else None)

    return find


def _read_code(zxingcpp: Any, image: Any) -> Code | None:
    lus = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return next((code for lu in lus if (code := parse_code(lu.text))), None)
