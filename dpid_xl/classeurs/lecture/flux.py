"""A part of a received package read as it comes, without ever holding it whole: what is read of its tree is cut off at once.

A hostile part may have millions of elements, or one that never ends; what is kept of it is what its reader keeps. The tree is that of
the standard library, grown and told piece by piece: calling Python at each tag, as a bare expat does, takes twice as long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser

from dpid_xl.classeurs.paquet import PROFONDEUR_MAXIMALE
from dpid_xl.classeurs.paquet.parties import has_dtd

MORCEAU = 1 << 14  # its tree stays near the processor
TEXTE_MAXIMUM = 1 << 20  # read without any element told; Excel takes 32 767 characters in a cell
ELEMENTS_MAXIMUM = 5_000_000  # that are no units: a sheet of Excel has a million rows
ESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LIENS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TEXTE, _PHONETIQUE = f"{ESPACE}t", f"{ESPACE}rPh"


class Flux:
    """Tells ``open`` the beginning of each element of a part, in order, and ``take`` those of ``unites``, whole, several at a time."""

    def __init__(self, unites: Collection[str], open_: Callable[[Element], None], take: Callable[[Sequence[Element]], None]) -> None:
        self._unites, self._open, self._take = unites, open_, take
        self._ouverts: list[Element] = []  # told, and not ended yet
        self._dits = self._comptes = 0

    def read(self, fichier: IO[bytes], cut: Callable[[IO[bytes]], Iterator[tuple[bytes, bool]]] | None = None) -> None:
        """Read a part to its end; raises ParseError or ValueError on one that no program writes.

        ``cut`` yields its pieces in its own way, and whether each ends where an element does, beside those told by the one before.
        """
        if has_dtd(fichier):
            raise ValueError("a DTD")
        fichier.seek(0)
        arbre = TreeBuilder()
        lecteur = XMLParser(target=arbre)  # noqa: S314 - its DTD was looked for
        muet = 0
        for morceau, clos in (cut or list_morceaux)(fichier):
            lecteur.feed(morceau)
            dits = self._dits
            racine = arbre.close()  # what was built so far: the builder goes on
            if racine is not None:
                self._tell(racine, 0, entier=False, clos=len(self._ouverts) - 1 if clos else -1)
            muet = 0 if self._dits > dits else muet + len(morceau)
            if muet > TEXTE_MAXIMUM:
                raise ValueError("an element that never ends")
        self._tell(lecteur.close(), 0, entier=True)

    def _tell(self, element: Element, niveau: int, *, entier: bool, clos: int = -1) -> None:
        """Tell what is new in an element, and cut it off; all but its last child are whole, which is too when it is, or at ``clos``."""
        if niveau == len(self._ouverts):
            self._open_element(element)
        enfants = list(element)
        dernier = len(enfants) - (not entier)
        suite: list[Element] = []
        for rang, enfant in enumerate(enfants):
            fini = rang < dernier or niveau == clos
            if enfant.tag not in self._unites:
                self._give(suite)
                suite = []
                self._tell(enfant, niveau + 1, entier=fini, clos=clos)
            elif fini:
                suite.append(enfant)
        self._give(suite)
        if entier:
            del self._ouverts[niveau:]
            element.clear()
        else:
            del element[: None if niveau == clos else -1]

    def _give(self, suite: Sequence[Element]) -> None:
        if suite:
            self._dits += len(suite)
            self._take(suite)

    def _open_element(self, element: Element) -> None:
        self._dits += 1
        self._comptes += 1
        if len(self._ouverts) > PROFONDEUR_MAXIMALE or self._comptes > ELEMENTS_MAXIMUM:
            raise ValueError("more elements than any program writes")
        self._ouverts.append(element)
        self._open(element)


def list_morceaux(fichier: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield the pieces of a part, that end anywhere."""
    while morceau := fichier.read(MORCEAU):
        yield morceau, False


def list_textes(element: Element) -> Iterator[str]:
    """Yield the texts under an element: pieces of one font each, without how Japanese is read, which is no text."""
    if element.tag == _TEXTE:
        yield element.text or ""
    elif element.tag != _PHONETIQUE:
        for enfant in element:
            yield from list_textes(enfant)
