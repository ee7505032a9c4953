"""All the conventions in one PDF to print or to file, as archivable and accessible as each of them, a bookmark per structure.

They are laid out again together: joining PDF files would lose the tags that PDF/A-2a and PDF/UA-1 want.

>>> name_volumes(1), name_volumes(2)
(['conventions.pdf'], ['conventions_01.pdf', 'conventions_02.pdf'])
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dpid_xl.conventions.document import Document
from dpid_xl.rendus.pdf import compile_documents

PAGES_PAR_VOLUME = 1000  # typst keeps the whole volume in memory, about 1 MiB per page


def render_fusion(documents: Sequence[Document], pages: Sequence[int], titre: str, jour: date) -> Iterator[tuple[str, bytes]]:
    """Yield each volume as (name, bytes), in the order of the documents; ``pages`` is how many each of them has."""
    volumes = list(_split(pages))
    for rang, (nom, volume) in enumerate(zip(name_volumes(len(volumes)), volumes, strict=True), 1):
        suite = f" – volume {rang} sur {len(volumes)}" if len(volumes) > 1 else ""
        yield nom, compile_documents(documents[volume], pages[volume], jour, titre + suite)


def name_volumes(nombre: int) -> list[str]:
    """Return the names of the files of so many volumes."""
    return ["conventions.pdf"] if nombre == 1 else [f"conventions_{rang:02d}.pdf" for rang in range(1, nombre + 1)]


def _split(pages: Sequence[int]) -> Iterator[slice]:
    # A document is never in two volumes.
    debut = total = 0
    for rang, nombre in enumerate(pages):
        if total and total + nombre > PAGES_PAR_VOLUME:
            yield slice(debut, rang)
            debut, total = rang, 0
        total += nombre
    yield slice(debut, len(pages))
