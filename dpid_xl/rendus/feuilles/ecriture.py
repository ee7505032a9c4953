"""Put laid-out rows into an XlsxWriter sheet: formats made once, texts always written as texts.

Source of the limits: XlsxWriter's documentation of headers, footers and rich strings.

>>> escape_entete("2022 & suite", 8)
'&"Arial,Regular"&8 2022 && suite'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache, cached_property
from io import BytesIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.image import Image as Source
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.francais import split_ordinaux
from dpid_xl.image import Image
from dpid_xl.rendus.aspect import ALERTE, CADRE_DU_LOGO, POLICE, TEXTE_DU_LOGO
from dpid_xl.rendus.feuilles.aspects import ASPECTS, MANQUE, frame
from dpid_xl.rendus.feuilles.mise_en_page import MARGES_CM, Cellule
from dpid_xl.rendus.noms import SUITE, clean_signes

POINTS_PAR_POUCE, PIXELS_PAR_POUCE, POINTS_PAR_PIXEL = 72, 96, 0.75
A4 = 9  # Excel's number of the paper
LONGUEUR_ENTETE = 255
LONGUEUR_PIED = 200  # its left part, signs of the font included: what is left for the page is on the right

_MANQUES = re.compile(f"({re.escape(A_COMPLETER)})")
_BORDS = {nom: aspect.bords for nom, aspect in ASPECTS.items()}


class Plume:
    """Writes texts into the sheets of one workbook, with formats shared between them."""

    def __init__(self, classeur: Workbook) -> None:
        self._classeur = classeur
        self._formats: dict[object, Format] = {}

    def get_format(self, aspect: str, bords: str = "", *, couleur: str = "", supplement: Mapping[str, Any] | None = None) -> Format:
        """Return the format of an aspect, made once; ``supplement`` in XlsxWriter's words, ``couleur`` of the font."""
        cle = (aspect, bords, couleur, *sorted(supplement.items())) if supplement else (aspect, bords, couleur)
        if cle not in self._formats:
            police = {"font_color": couleur} if couleur else {}
            self._formats[cle] = self._classeur.add_format({**ASPECTS[aspect].proprietes, **frame(bords), **police, **(supplement or {})})
        return self._formats[cle]

    def write_texte(self, feuille: Worksheet, rang: int, colonne: int, texte: str, aspect: str, bords: str = "") -> None:
        """Write a text in a cell, « À COMPLÉTER » set off, « er » of « 1er » above the line; never a formula, a number or a link."""
        if not texte:
            feuille.write_blank(rang, colonne, None, self.get_format(aspect, bords))
        elif texte == A_COMPLETER:
            feuille.write_string(rang, colonne, texte, self.get_format(aspect, bords, couleur=ALERTE, supplement={"bold": True}))
        elif A_COMPLETER in texte or len(split_ordinaux(texte)) > 1:
            feuille.write_rich_string(rang, colonne, *self._cut_texte(texte, aspect), self.get_format(aspect, bords))
        elif texte.startswith("<r>"):  # XlsxWriter would take it for its own mark-up: cut in two runs, it is only text
            courant = self._get_police(aspect)
            feuille.write_rich_string(rang, colonne, courant, texte[:1], courant, texte[1:], self.get_format(aspect, bords))
        else:
            feuille.write_string(rang, colonne, texte, self.get_format(aspect, bords))

    def write_cellule(self, feuille: Worksheet, rang: int, colonnes: Mapping[int, int], cellule: Cellule) -> None:
        """Write a laid-out cell, merged over the columns that it spans."""
        premiere, derniere = colonnes[cellule.debut], colonnes[cellule.fin] - 1
        if premiere != derniere or cellule.rangees > 1:
            self._merge(feuille, rang, premiere, derniere, cellule)
        self.write_texte(feuille, rang, premiere, cellule.texte, cellule.aspect, cellule.bords)

    def insert_logo(self, feuille: Worksheet, logo: Image) -> None:
        """Draw the logo in the first row, which was laid out for it."""
        source = Source(BytesIO(logo.contenu))
        largeur, hauteur = (cote / 2.54 * POINTS_PAR_POUCE / POINTS_PAR_PIXEL for cote in logo.fit(*CADRE_DU_LOGO))
        options = {
            "x_scale": largeur / (source.width * PIXELS_PAR_POUCE / source.x_dpi),
            "y_scale": hauteur / (source.height * PIXELS_PAR_POUCE / source.y_dpi),
            "description": TEXTE_DU_LOGO,
        }
        feuille.insert_image(0, 0, source, options)

    @cached_property
    def lien(self) -> Format:
        """Format of a link."""
        return self._classeur.add_format(
            {"font_name": POLICE, "font_size": 9, "font_color": "#0563C1", "underline": 1, "valign": "vcenter", "text_wrap": True}
        )

    def _merge(self, feuille: Worksheet, rang: int, premiere: int, derniere: int, cellule: Cellule) -> None:
        # merge_range would write every cell under the merge, two thirds of those of the sheet: only their borders are seen.
        feuille.merge.append([rang, premiere, rang + cellule.rangees - 1, derniere])
        bords = cellule.bords + _BORDS[cellule.aspect]
        if bords:
            vide = self.get_format(cellule.aspect, cellule.bords)
            for dessous, plus_loin in _list_bord(cellule.rangees, derniere - premiere + 1, bords):
                feuille.write_blank(rang + dessous, premiere + plus_loin, None, vide)

    def _cut_texte(self, texte: str, aspect: str) -> list[Format | str]:
        courant, manque = self._get_police(aspect), self._get_manque(ASPECTS[aspect].taille)
        exposant = self._get_simple(("exposant", aspect), {**ASPECTS[aspect].police, "font_script": 1})
        parts: list[Format | str] = []
        for fragment in _MANQUES.split(texte):
            morceaux = (fragment,) if fragment == A_COMPLETER else split_ordinaux(fragment)
            for rang, morceau in enumerate(morceaux):
                if morceau:
                    parts += [manque if morceau == A_COMPLETER else exposant if rang % 2 else courant, morceau]
        return parts

    def _get_manque(self, taille: float) -> Format:
        return self._get_simple(("manque", taille), {**MANQUE, "font_size": taille})

    def _get_police(self, aspect: str) -> Format:
        return self._get_simple(("police", aspect), ASPECTS[aspect].police)

    def _get_simple(self, cle: object, proprietes: Mapping[str, Any]) -> Format:
        if cle not in self._formats:
            self._formats[cle] = self._classeur.add_format(dict(proprietes))
        return self._formats[cle]


def set_page(
    feuille: Worksheet, entete: tuple[str, str], pied: str, *, pages: int | None = None, paysage: bool = False, alerte: bool = False
) -> None:
    """Set an A4 page, one page wide, with a header (left, right) and « pied — page n / N » at the foot.

    ``pied`` may have two lines; ``alerte`` sets the right part of the header off.
    """
    if paysage:
        feuille.set_landscape()
    feuille.set_paper(A4)
    feuille.fit_to_pages(1, 0)
    feuille.hide_gridlines(2)
    feuille.set_margins(*(MARGES_CM[cote] / 2.54 for cote in ("gauche", "droite", "haut", "bas")))
    feuille.set_header(f"&L{escape_entete(entete[0], 8, 100)}&R{escape_entete(entete[1], 8, 80, alerte=alerte)}", {"margin": 0.4})
    gauche = "\n".join(escape_entete(ligne, 8, LONGUEUR_PIED // (1 + pied.count("\n"))) for ligne in pied.split("\n"))
    feuille.set_footer(f"&L{gauche}&R{escape_entete('Page', 8)} &P / {pages or '&N'}", {"margin": 0.4})


@cache
def _list_bord(hauteur: int, largeur: int, bords: str) -> tuple[tuple[int, int], ...]:
    # The cells along the given sides of a zone, counted from its first one, which holds the text and is left out.
    rangs, colonnes = {"h": 0, "b": hauteur - 1}, {"g": 0, "d": largeur - 1}
    return tuple(
        (rang, colonne)
        for rang in range(hauteur)
        for colonne in range(largeur)
        if (rang or colonne) and any(rangs.get(bord) == rang or colonnes.get(bord) == colonne for bord in bords)
    )


def to_instant(jour: date) -> datetime:
    """Return the first instant of a day, what XlsxWriter wants for a date."""
    return datetime.combine(jour, time())


def escape_entete(texte: str, taille: int, longueur: int = LONGUEUR_ENTETE // 2, *, alerte: bool = False) -> str:
    """Make a text fit for a header or a footer: « & » doubled, one line, at most ``longueur`` signs with its font.

    The space after the size keeps a text that starts with a figure from making another size.
    """
    couleur = f"&K{ALERTE.removeprefix('#')}" if alerte else ""
    debut = f'&"{POLICE},{"Bold" if alerte else "Regular"}"{couleur}&{taille} '
    signes = [signe.replace("&", "&&") for signe in " ".join(clean_signes(texte[: 4 * longueur]).split())[: longueur + 1]]
    reste = longueur - len(debut)
    if sum(map(len, signes)) <= reste:
        return debut + "".join(signes)
    while sum(map(len, signes)) > reste - len(SUITE):
        signes.pop()
    return debut + "".join(signes).rstrip() + SUITE
