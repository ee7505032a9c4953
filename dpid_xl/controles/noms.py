"""Names of bodies as people type them: simplified to compare, nearest name of the register.

>>> simplify_nom("CHEMIN VERS L EMPLOI") == simplify_nom("Chemin vers l'emploi")
True
>>> are_ressemblants("Habitat Insertion", "Habitat Insertion ARC"), are_ressemblants("AES", "AILES")
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from dpid_xl.modele import fold_nom

# Out of 100. Set on the names of the 2022-375 deliberation: its truly confusing pairs score 85 and more, the others at most 78.
RESSEMBLANCE_MINIMALE = 80
# A proposal is only read by a person, so it may be farther away; below this it would mislead.
PROXIMITE_MINIMALE = 60
# One common word (« Mission », « CCAS ») does not make two names alike.
MOTS_COMMUNS_MINIMUM = 2

_MOT = re.compile(r"[a-z0-9]+")


@cache
def split_mots(nom: str) -> tuple[str, ...]:
    """Cut a name into words without case, accents or punctuation.

    >>> split_mots("RESTOS DU CŒUR")
    ('restos', 'du', 'coeur')
    """
    return tuple(_MOT.findall(fold_nom(nom)))


def simplify_nom(nom: str) -> str:
    """Reduce a name to its letters and digits: two writings that differ only by case, spaces, accents or signs become one.

    >>> simplify_nom("A I L E S")
    'ailes'
    """
    return "".join(split_mots(nom))


def are_ressemblants(nom: str, autre: str) -> bool:
    """Tell whether two names can be taken for one another: close letters, or all the words of one in the other."""
    from rapidfuzz import fuzz  # here: a formula in a cell does not need it

    mots, autres_mots = split_mots(nom), split_mots(autre)
    communs = set(mots) & set(autres_mots)
    if len(communs) >= MOTS_COMMUNS_MINIMUM and communs in (set(mots), set(autres_mots)):
        return True
    texte, autre_texte = " ".join(mots), " ".join(autres_mots)
    return any(comparer(texte, autre_texte, score_cutoff=RESSEMBLANCE_MINIMALE) for comparer in (fuzz.ratio, fuzz.token_sort_ratio))


def find_proche(nom: str, connus: Iterable[str]) -> str | None:
    """Return the known spelling nearest to ``nom``, None when none is near.

    >>> find_proche("CCAS du Touqet", ["CCAS d'Arras", "CCAS du Touquet"])
    'CCAS du Touquet'
    """
    from rapidfuzz import fuzz, process  # here: a formula in a cell does not need it

    trouve = process.extractOne(nom, list(connus), scorer=fuzz.ratio, processor=simplify_nom, score_cutoff=PROXIMITE_MINIMALE)
    return trouve[0] if trouve else None
