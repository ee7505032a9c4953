"""The numbered lists of a document, as Word numbers them: what was typed before each item becomes the number that Word writes there.

An item goes on with the list whose next number it bears, however many texts stand between; any other number starts a list, at
that number. What is no number, « A1. », stays in the text.

>>> numerotation = Numerotation()
>>> [numerotation.read(texte) for texte in ("a) lire ;", "b) écrire :", "1- ici ;", "c) signer.")]
[Item(liste=1, texte='lire ;'), Item(liste=1, texte='écrire :'), Item(liste=2, texte='ici ;'), Item(liste=1, texte='signer.')]
>>> numerotation.listes
[Liste(format='lowerLetter', signe=')', debut=1), Liste(format='decimal', signe='-', debut=1)]
"""

from __future__ import annotations

import re

from dpid_xl.classes import dataclass

_MARQUE = re.compile(r"([1-9]\d{0,2}|[a-z])([-.)°])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Liste:
    """A numbered list: Word's name of its numbers, the sign after them, the first of them."""

    format: str
    signe: str
    debut: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item: the rank of its list, from 1, and its text without the number."""

    liste: int
    texte: str


class Numerotation:
    """The lists of a document, in the order of their first items."""

    def __init__(self) -> None:
        self.listes: list[Liste] = []
        self._suivants: dict[tuple[str, str, int], int] = {}  # the rank of the list that awaits a number

    def read(self, texte: str) -> Item | None:
        """Return the item that a text is, None when it has no number."""
        trouve = _MARQUE.match(texte)
        if trouve is None:
            return None
        format_, valeur = ("decimal", int(trouve[1])) if trouve[1].isdigit() else ("lowerLetter", ord(trouve[1]) - ord("a") + 1)
        signe = trouve[2]
        rang = self._suivants.pop((format_, signe, valeur), 0)
        if not rang:
            self.listes.append(Liste(format_, signe, valeur))
            rang = len(self.listes)
        self._suivants[format_, signe, valeur + 1] = rang
        return Item(rang, texte[trouve.end() :])

    def end(self) -> None:
        """End a document: no list of the next one goes on with those of this one."""
        self._suivants.clear()
