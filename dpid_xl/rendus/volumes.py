"""A long production is cut into volumes of so many structures: neither a file nor the memory grows with their number.

>>> [volume.name("conventions.pdf") for volume in cut_volumes(2 * PAR_VOLUME)]
['conventions_1.pdf', 'conventions_2.pdf']
>>> [volume.name("conventions.pdf") for volume in cut_volumes(89)]
['conventions.pdf']
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from dpid_xl.classes import dataclass

PAR_VOLUME = 250  # sheets: about 0.5 MB of memory each; in a PDF: 1.5 MB, and some 3 000 pages in all

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Volume:
    """A part of a list: ``rang`` from 1 among ``nombre`` volumes, elements ``debut`` to ``fin`` (excluded)."""

    rang: int
    nombre: int
    debut: int
    fin: int

    def take(self, elements: Sequence[_T]) -> Sequence[_T]:
        """Return the elements of this volume."""
        return elements[self.debut : self.fin]

    def name(self, fichier: str) -> str:
        """Return the name of this volume of a file: its own when there is one volume, else numbered so that names sort."""
        if self.nombre == 1:
            return fichier
        chemin = PurePosixPath(fichier)
        return f"{chemin.stem}_{self.rang:0{len(str(self.nombre))}d}{chemin.suffix}"

    @property
    def suite(self) -> str:
        """What to add to a title; nothing when there is one volume."""
        return f" – volume {self.rang} sur {self.nombre}" if self.nombre > 1 else ""


def cut_volumes(nombre: int) -> tuple[Volume, ...]:
    """Cut so many elements into volumes; none for none."""
    debuts = range(0, nombre, PAR_VOLUME)
    return tuple(Volume(rang, len(debuts), debut, min(debut + PAR_VOLUME, nombre)) for rang, debut in enumerate(debuts, 1))
