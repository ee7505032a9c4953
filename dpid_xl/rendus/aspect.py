"""The one look of the documents, whatever their format: typeface, sizes, colours; each renderer says it in its own words.

Arial is on every office machine. ``POLICE_LIBRE`` has its metrics and may be given away: it is what a PDF carries, and what
LibreOffice shows, so that a text takes the same room everywhere.

>>> TEXTES["article"].taille, TEXTES["article"].couleur == BLEU
(11.0, True)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from dpid_xl.classes import dataclass

POLICE = "Arial"
POLICE_LIBRE = "Liberation Sans"

BLEU = "#0B5394"  # of titles and of what heads a table
NOIR = "#000000"
GRIS = "#595959"  # of what stands at the foot of a page
FILET = "#A6A6A6"  # of the lines of a table
FOND = "#EAF1F8"  # of what heads a table, of its total, of the labels of a fiche
ALERTE = "#B45309"  # of what must not be signed
FOND_ALERTE = "#FFF3E0"
FOND_MANQUE = "#F9CB9C"  # under « À COMPLÉTER »

RESTE_POUR_UNE_ANNEXE = 0.55  # of a page: with less room left, an annex starts one of its own
CADRE_DU_LOGO = (5.0, 1.8)  # centimetres that it fits in: width, height
TEXTE_DU_LOGO = "Logo du Département"  # for who does not see it
PLACE_DU_CACHET = 3.2  # centimetres between who signs and their name: a stamp is 3 cm high


@dataclass(frozen=True, slots=True)
class Texte:
    """How a text is set: size in points; ``cadrage`` gauche, centre, droite or justifie; ``filet``: a blue line under it."""

    taille: float = 10.0
    gras: bool = False
    italique: bool = False
    couleur: str = NOIR
    cadrage: str = "gauche"
    fond: str = ""
    filet: bool = False


# By style of block (those of a document), then what a table or a page holds.
TEXTES: Mapping[str, Texte] = {
    "bandeau": Texte(11.0, gras=True, couleur=ALERTE, cadrage="centre", fond=FOND_ALERTE),
    "service": Texte(10.0, gras=True, couleur=BLEU, filet=True),  # the line is under the last of them
    "reference": Texte(10.0, gras=True),
    "titre": Texte(16.0, gras=True, couleur=BLEU, cadrage="centre"),
    "objet": Texte(11.0, gras=True, cadrage="centre", fond=FOND),
    "partie": Texte(cadrage="justifie"),
    "paragraphe": Texte(cadrage="justifie"),
    "visa": Texte(italique=True, cadrage="justifie"),
    "article": Texte(11.0, gras=True, couleur=BLEU),
    "sous-article": Texte(10.0, gras=True, couleur=BLEU),
    "intertitre": Texte(10.0, gras=True, couleur=BLEU),
    "puce": Texte(cadrage="justifie"),
    "sous-puce": Texte(cadrage="justifie"),
    "numero": Texte(cadrage="justifie"),
    "annexe": Texte(13.0, gras=True, couleur=BLEU, filet=True),
    "signature": Texte(10.0),
    "adresse": Texte(10.0),
    "entete": Texte(9.0, gras=True, couleur=BLEU, fond=FOND),
    "case": Texte(9.0),
    "total": Texte(9.0, gras=True, fond=FOND),
    "libelle": Texte(9.0, gras=True, couleur=BLEU, fond=FOND),
    "fiche": Texte(9.0),
    "mention": Texte(8.0, gras=True, couleur=ALERTE, cadrage="droite"),
    "pied": Texte(8.0, couleur=GRIS),
}


def write_aspect() -> str:
    """Return the look as JSON, for a renderer that is not Python."""
    reste = {nom.lower(): valeur for nom, valeur in globals().items() if nom.isupper() and isinstance(valeur, str | float)}
    return json.dumps({**reste, "textes": {nom: asdict(texte) for nom, texte in TEXTES.items()}})
