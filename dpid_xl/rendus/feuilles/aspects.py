"""What each kind of cell of a convention sheet looks like: font, fill, borders, room around the text.

>>> ASPECTS["article"].hauteur(1) > ASPECTS["paragraphe"].hauteur(1)
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

POLICE = "Arial"
TAILLE = 10.0
HAUTEUR_MAXIMALE = 409.0  # points: Excel has no higher row
# A row keeps room for the lines that a screen may add: beyond so many lines that room would show as a hole, and a page could not
# be filled. A longer text goes on in the next row.
LIGNES_PAR_RANGEE = 12
INTERLIGNE = 1.15  # height of a line of Arial, in em
ARRONDI = 1.7  # points that a line may take beyond: screens round what is above and under the letters to whole pixels
RETRAIT_CELLULE = 5.0  # points that a cell keeps free, left and right together
RETRAIT = 7.0  # points of a level of indent

BLEU = "#0B5394"
GRIS = "#7F7F7F"
FOND = "#EAF1F8"
ORANGE = "#B45309"
FOND_ORANGE = "#FFF3E0"
THEMATIQUES = ("#0B5394", "#38761D", "#B45F06", "#741B47", "#134F5C", "#7F6000")  # colours of the tabs, in order of the codes

COTES = {"h": "top", "b": "bottom", "g": "left", "d": "right"}

_HAUT = {"valign": "top"}
_CENTRE = {"align": "center", "valign": "vcenter"}
_JUSTIFIE = {"align": "justify", "valign": "vcenter"}  # what the row has too much is shared above and below
_LISTE = {"align": "justify", "valign": "top"}  # beside its mark
_CASE = {"align": "left", "indent": 1, "valign": "vcenter"}


@dataclass(frozen=True, slots=True)
class Aspect:
    """Font and cell properties (in XlsxWriter's words); ``espace``: points of a row beyond its lines; ``continu``: a text that flows on."""

    taille: float = TAILLE
    gras: bool = False
    couleur: str = "#000000"
    espace: float = 4.0
    cellule: Mapping[str, Any] = field(default_factory=dict)
    continu: bool = False

    @property
    def police(self) -> dict[str, Any]:
        """Properties of the font alone, for a fragment of rich text."""
        return {"font_name": POLICE, "font_size": self.taille, "bold": self.gras, "font_color": self.couleur}

    @property
    def proprietes(self) -> dict[str, Any]:
        """Properties of the cell."""
        return {**self.police, "text_wrap": True, **self.cellule}

    @property
    def bords(self) -> str:
        """Return the letters of the borders that the cell always has."""
        return "".join(lettre for lettre, cote in COTES.items() if cote in self.cellule)

    @property
    def retrait(self) -> float:
        """Points that the cell keeps free of text, in width."""
        return RETRAIT_CELLULE + RETRAIT * int(self.cellule.get("indent", 0))

    @property
    def interligne(self) -> float:
        """Height that a spreadsheet needs for one line, in points."""
        return self.taille * INTERLIGNE + ARRONDI

    @property
    def lignes_maximales(self) -> int:
        """Number of lines that a row may hold."""
        return LIGNES_PAR_RANGEE if self.continu else int((HAUTEUR_MAXIMALE - self.espace) / self.interligne)

    def hauteur(self, lignes: int) -> float:
        """Return the height of a row of so many lines, in points, on Excel's grid of a quarter of a point."""
        return -(-(lignes * self.interligne + self.espace) * 4 // 1) / 4


def frame(bords: str, couleur: str = GRIS) -> dict[str, Any]:
    """Return the borders named by the letters h, b, g, d (haut, bas, gauche, droite)."""
    return {cle: valeur for lettre in bords for cle, valeur in ((COTES[lettre], 1), (f"{COTES[lettre]}_color", couleur))}


ASPECTS: Mapping[str, Aspect] = {
    "vide": Aspect(espace=0),
    "bandeau": Aspect(12, gras=True, couleur=ORANGE, espace=12, cellule={**_CENTRE, "bg_color": FOND_ORANGE, **frame("hbgd", ORANGE)}),
    "service": Aspect(10, gras=True, couleur=BLEU, espace=2, cellule=_HAUT),
    "reference": Aspect(10, espace=12, cellule={"align": "right", "valign": "vcenter"}),
    "titre": Aspect(16, gras=True, couleur=BLEU, espace=18, cellule=_CENTRE),
    "objet": Aspect(11, gras=True, espace=14, cellule={**_CENTRE, "bg_color": FOND, **frame("hbgd", BLEU)}),
    "partie": Aspect(espace=8, cellule=_JUSTIFIE, continu=True),
    "paragraphe": Aspect(espace=6, cellule=_JUSTIFIE, continu=True),
    "visa": Aspect(espace=4, cellule=_JUSTIFIE, continu=True),
    "article": Aspect(11, gras=True, couleur=BLEU, espace=16, cellule={"valign": "bottom", "bottom": 1, "bottom_color": BLEU}),
    "sous-article": Aspect(10, gras=True, couleur=BLEU, espace=10, cellule={"valign": "bottom"}),
    "intertitre": Aspect(10, gras=True, espace=10, cellule={"valign": "bottom"}),
    "puce": Aspect(espace=3, cellule=_LISTE, continu=True),
    "numero": Aspect(espace=3, cellule=_LISTE, continu=True),
    "marque": Aspect(espace=2, cellule={"align": "center", "valign": "top"}),
    "annexe": Aspect(13, gras=True, couleur="#FFFFFF", espace=14, cellule={**_CENTRE, "bg_color": BLEU}),
    "entete": Aspect(9, gras=True, couleur=BLEU, espace=8, cellule={**_CENTRE, "bg_color": FOND, **frame("hbgd")}),
    "case": Aspect(9, espace=8, cellule={**_CASE, **frame("hbgd")}),
    "case-montant": Aspect(9, espace=8, cellule={**_CASE, "align": "right", **frame("hbgd")}),
    "total": Aspect(9, gras=True, espace=8, cellule={**_CASE, "bg_color": FOND, **frame("hbgd")}),
    "total-montant": Aspect(9, gras=True, espace=8, cellule={**_CASE, "align": "right", "bg_color": FOND, **frame("hbgd")}),
    "libelle": Aspect(9, gras=True, couleur=BLEU, espace=4, cellule={"align": "left", "indent": 1, "valign": "top", "bg_color": FOND}),
    "fiche": Aspect(9, espace=3, cellule={"align": "left", "valign": "top"}, continu=True),
    "fiche-marque": Aspect(9, espace=3, cellule={"align": "center", "valign": "top"}),
    "fiche-seule": Aspect(9, espace=3, cellule={"align": "left", "indent": 1, "valign": "top"}, continu=True),
    "signature": Aspect(espace=20, cellule={"align": "center", "valign": "top"}),
}

MANQUE = {"font_name": POLICE, "bold": True, "font_color": ORANGE}  # how « À COMPLÉTER » is set off
