"""One base for every foreseen failure, so that whoever speaks to the user catches one name and no list of them.

>>> Refus("la quantité manque").code, str(Refus("la quantité manque"))
(2, 'la quantité manque')
"""

from __future__ import annotations

from typing import ClassVar

BLOQUE, ILLISIBLE = 1, 2


class Refus(Exception):
    """A foreseen failure: its text is French and shown to the user as it stands, its code ends the command that meets it.

    BLOQUE: what was asked is understood, and cannot be done as things stand; ILLISIBLE: it was badly asked, or cannot be read.
    A class that only knows a value says why alone (« la quantité manque »): whoever knows the place puts it in a sentence.
    """

    code: ClassVar[int] = ILLISIBLE
