"""Which documents open with a table of contents: those with several fiches, which nobody leafs through.

>>> has_sommaire([Bloc(Style.FICHE)] * 2), has_sommaire([Bloc(Style.FICHE)] * 3)
(False, True)
"""

from __future__ import annotations

from collections.abc import Sequence

from dpid_xl.documents.document import Bloc, Style

TITRE = "Sommaire"
FICHES = 3  # a convention of so many operations has twelve pages and more


def has_sommaire(blocs: Sequence[Bloc]) -> bool:
    """Tell whether a document is long enough for one."""
    return sum(bloc.style is Style.FICHE for bloc in blocs) >= FICHES
