"""What each kind of cell of a convention sheet looks like: font, fill, borders, room around the text.

>>> ASPECTS["article"].hauteur(1) > ASPECTS["paragraphe"].hauteur(1)
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from dpid_xl.classes import dataclass
from dpid_xl.rendus.aspect import ALERTE, BLEU, FILET, NOIR, POLICE, TEXTES

TAILLE = TEXTES["paragraphe"].taille
HAUTEUR_MAXIMALE = 409.0  # points: Excel has no higher row
# A row keeps room for the lines that a screen may add: beyond so many lines that room would show as a hole, and a page could not
# be filled. A longer text goes on in the next row.
LIGNES_PAR_RANGEE = 12
INTERLIGNE = 1.15  # height of a line of Arial, in em
ARRONDI = 1.7  # points that a line may take beyond: screens round what is above and under the letters to whole pixels
RETRAIT_CELLULE = 5.0  # points that a cell keeps free, left and right together
RETRAIT = 7.0  # points of a level of indent

THEMATIQUES = ("#0B5394", "#38761D", "#B45F06", "#741B47", "#134F5C", "#7F6000")  # colours of the tabs, in order of the codes

COTES = {"h": "top", "b": "bottom", "g": "left", "d": "right"}

CADRAGES = {"gauche": "left", "centre": "center", "droite": "right", "justifie": "justify"}


@dataclass(frozen=True, slots=True)
class Aspect:
    """Font and cell properties (in XlsxWriter's words); ``espace``: points of a row beyond its lines; ``continu``: a text that flows on."""

    taille: float = TAILLE
    gras: bool = False
    italique: bool = False
    couleur: str = NOIR
    espace: float = 4.0
    cellule: Mapping[str, Any] = field(default_factory=dict)
    continu: bool = False

    @property
    def police(self) -> dict[str, Any]:
        """Properties of the font alone, for a fragment of rich text."""
        style = {"bold": self.gras, "italic": self.italique}
        return {"font_name": POLICE, "font_size": self.taille, **style, "font_color": self.couleur}

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


def frame(bords: str, couleur: str = FILET) -> dict[str, Any]:
    """Return the borders named by the letters h, b, g, d (haut, bas, gauche, droite)."""
    return {cle: valeur for lettre in bords for cle, valeur in ((COTES[lettre], 1), (f"{COTES[lettre]}_color", couleur))}


def _make(style: str, espace: float, valign: str = "vcenter", *, continu: bool = False, **cellule: Any) -> Aspect:
    """Say in XlsxWriter's words how a text is set, wherever it is; ``cellule`` adds what only a sheet needs."""
    texte = TEXTES[style]
    fond = {"bg_color": texte.fond} if texte.fond else {}
    filet = {"bottom": 1, "bottom_color": BLEU} if texte.filet else {}
    proprietes = {"align": CADRAGES[texte.cadrage], "valign": valign, **fond, **filet, **cellule}
    return Aspect(texte.taille, texte.gras, texte.italique, texte.couleur, espace, proprietes, continu)


_CASE = {"indent": 1, **frame("hbgd")}
_MONTANT = {**_CASE, "align": "right"}
_MARQUE: Mapping[str, Any] = {"align": "center"}
# « vcenter »: what a row has too much is shared above and below; « top »: beside its mark.
ASPECTS: Mapping[str, Aspect] = {
    "vide": Aspect(espace=0),
    "bandeau": _make("bandeau", 12, **frame("hbgd", ALERTE)),
    "service": _make("service", 2, "top", bottom=0),
    "service-dernier": _make("service", 4, "top"),
    "reference": _make("reference", 12),
    "titre": _make("titre", 18),
    "objet": _make("objet", 14),
    "partie": _make("partie", 6, continu=True),
    "paragraphe": _make("paragraphe", 4, continu=True),
    "visa": _make("visa", 3, continu=True),
    "article": _make("article", 13, "bottom"),
    "sous-article": _make("sous-article", 8, "bottom"),
    "intertitre": _make("intertitre", 8, "bottom"),
    "puce": _make("puce", 2, "top", continu=True),
    "sous-puce": _make("sous-puce", 2, "top", continu=True),
    "numero": _make("numero", 2, "top", continu=True),
    "marque": _make("paragraphe", 2, "top", **_MARQUE),
    "annexe": _make("annexe", 16, "bottom"),
    "entete": _make("entete", 6, **_CASE),
    "entete-montant": _make("entete", 6, **_MONTANT),
    "case": _make("case", 6, **_CASE),
    "case-montant": _make("case", 6, **_MONTANT),
    "total": _make("total", 6, **_CASE),
    "total-montant": _make("total", 6, **_MONTANT),
    "libelle": _make("libelle", 4, "top", indent=1),
    "fiche": _make("fiche", 3, "top", continu=True),
    "fiche-marque": _make("fiche", 3, "top", **_MARQUE),
    "fiche-seule": _make("fiche", 3, "top", continu=True, indent=1),
    "signature": _make("signature", 12, "top"),
}

MANQUE = {"font_name": POLICE, "bold": True, "font_color": ALERTE}  # how « À COMPLÉTER » is set off
