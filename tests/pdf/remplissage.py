"""How full the pages of a PDF are: from the top of what is printed between header and foot down to its last line.

``python -m tests.pdf.remplissage FICHIER…`` says how many pages there are, and names those that are under a quarter full.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2

HAUT, BAS = 54.0, 62.0  # points that the header and the foot of our documents take, in PDF as printed from a sheet
CREUSE = 0.25  # a page that is less full holds a few lines only; nobody minds the last one


def measure_remplissages(contenu: bytes | Path) -> list[float]:
    """Return the part of each page that is used, from 0 to 1."""
    document = pypdfium2.PdfDocument(contenu)
    try:
        return [_measure(page) for page in document]
    finally:
        document.close()


def find_creuses(remplissages: list[float]) -> list[int]:
    """Return the pages, from 1, that hold a few lines only, but the last."""
    return [page for page, part in enumerate(remplissages[:-1], 1) if part < CREUSE]


def _measure(page: pypdfium2.PdfPage) -> float:
    hauteur, textes = page.get_height(), page.get_textpage()
    rectangles = [textes.get_rect(rang) for rang in range(textes.count_rects())]
    corps = [bas for _, bas, _, haut in rectangles if bas > BAS and haut < hauteur - HAUT + 20 and haut - bas < HAUT]  # nor a watermark
    return (hauteur - HAUT - min(corps)) / (hauteur - HAUT - BAS) if corps else 0.0


def main() -> None:
    """Print what the pages of the files given hold."""
    pages = creuses = 0
    for fichier in map(Path, sys.argv[1:]):
        parts = measure_remplissages(fichier)
        siennes = find_creuses(parts)
        pages, creuses = pages + len(parts), creuses + len(siennes)
        if siennes:
            sys.stdout.write(f"{fichier.name} : pages {siennes} sur {len(parts)}\n")
    sys.stdout.write(f"{pages} pages, {creuses} remplies à moins d'un quart\n")


if __name__ == "__main__":
    main()
