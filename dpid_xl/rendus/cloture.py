"""Where a document ends: what is not parted from the signatures, so that nobody signs a page that holds nothing of the act.

>>> textes = [Bloc(Style.ARTICLE, "Article 12"), Bloc(Style.PARAGRAPHE, "Les annexes."), Bloc(Style.SIGNATURE, tableau=(("a", "b"),))]
>>> find_cloture([Bloc(Style.PARAGRAPHE, "Avant."), *textes])
range(1, 3)
"""

from __future__ import annotations

from collections.abc import Sequence

from dpid_xl.documents.document import Bloc, Style

A_SIGNER = "\n\n\n"  # empty lines between who signs and their name: the place where they do
ENSEMBLE = 1800  # characters, half a page: a row or an ending up to that length is not parted
SANS_TITRE = 3  # blocks kept when no title is near enough

_TITRES = frozenset({Style.TITRE, Style.ARTICLE, Style.SOUS_ARTICLE, Style.INTERTITRE, Style.ANNEXE})
_TABLEAUX = frozenset({Style.TABLEAU, Style.FICHE})


def find_cloture(blocs: Sequence[Bloc]) -> range:
    """Return the ranks of the blocks that stay with the first signatures: from the last title, if it is near; empty without signatures.

    A table is never among them: it may be as long as a page.
    """
    fin = next((rang for rang, bloc in enumerate(blocs) if bloc.style is Style.SIGNATURE), 0)
    longueur, debut = 0, fin
    while debut and blocs[debut - 1].style not in _TABLEAUX:
        debut -= 1
        longueur += len(blocs[debut].texte)
        if longueur > ENSEMBLE:
            break
        if blocs[debut].style in _TITRES:
            return range(debut, fin)
    return range(max(debut, fin - SANS_TITRE), fin)


def find_tete(blocs: Sequence[Bloc], debut: int) -> range:
    """Return the ranks of the blocks that stay with the title of rank ``debut``, half a page of them: less is not worth starting there.

    >>> find_tete([Bloc(Style.ANNEXE, "Annexe 2"), Bloc(Style.PARAGRAPHE, "x" * 1000), *[Bloc(Style.PUCE, "y" * 1000)] * 3], 0)
    range(0, 3)
    """
    longueur, fin = 0, debut
    while fin < len(blocs) and longueur <= ENSEMBLE:
        longueur += len(blocs[fin].texte) + sum(len(texte) for rubrique in blocs[fin].rubriques for texte in rubrique.paragraphes)
        fin += 1
    return range(debut, fin)
