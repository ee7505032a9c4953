"""A part of a received package read as it comes, without ever holding it whole: elements in, no tree.

A hostile part may have millions of elements, or one that never ends; what is kept of it is what its reader keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

MORCEAU = 1 << 16
TEXTE_MAXIMUM = 1 << 20  # of one element, in characters; Excel takes 32 767 in a cell
ESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIENS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Attributs = dict[str, str]


class Flux:
    """Tells ``start`` and ``end`` of each element of a part, namespace before its name; ``textes`` are the pieces read in between."""

    def __init__(self) -> None:
        self.textes: list[str] = []  # emptied by who is told: a call more for each element would be felt

    def read(self, fichier: IO[bytes], start: Callable[[str, Attributs], None], end: Callable[[str], None]) -> None:
        """Read a part to its end; raises ExpatError or ValueError on one that no program writes."""
        lecteur = expat.ParserCreate(None, " ")
        lecteur.buffer_text = True
        lecteur.StartElementHandler = start
        lecteur.EndElementHandler = end
        lecteur.CharacterDataHandler = self.textes.append
        lecteur.StartDoctypeDeclHandler = _refuse_dtd
        donnes = 0
        while morceau := fichier.read(MORCEAU):
            lecteur.Parse(morceau)
            donnes += len(morceau)
            if max(donnes - lecteur.CurrentByteIndex, sum(map(len, self.textes))) > TEXTE_MAXIMUM:
                raise ValueError("an element that never ends")
        lecteur.Parse(b"", True)  # noqa: FBT003 (no name for it in expat)


def _refuse_dtd(*_declaration: object) -> None:
    raise ValueError("a DTD")
