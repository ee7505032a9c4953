"""What a text holds that its paragraphs leave out: each with the paragraph where it stands, and the reason.

>>> list_cadres(["Page 1", "", "Page  1"])
[(Paragraphe(texte='Page 1', rang=0, puce=False, tableau=False), 'en-tête ou pied de page')]
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from dpid_xl.documents.texte_vote.paragraphes import Paragraphe

Ecarte: TypeAlias = tuple[Paragraphe, str]
CADRE, NOTE = "en-tête ou pied de page", "note de bas de page ou de fin"
IMAGE, OBJET, SIGNE = "image ou dessin", "objet incorporé (tableau, équation, document)", "signe d'une police de symboles"


def list_cadres(textes: Iterable[str]) -> list[Ecarte]:
    """Return what headers and footers say, once each; no paragraph of the text has them."""
    uniques = dict.fromkeys(filter(None, (" ".join(texte.split()) for texte in textes)))
    return [(Paragraphe(texte, 0), CADRE) for texte in uniques]
