"""What the officer changed in the look of input cells: a colour, a bold, a line through; what all of them have is the builder's.

The standard look of an input is the most common one of the workbook: earlier versions had others.
"""

from __future__ import annotations

import colorsys
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.paquet import find_principale, parse_xml, read_booleen, read_entier, read_relations
from dpid_xl.classeurs.paquet.ecriture import place_cellules, read_comme_excel
from dpid_xl.classeurs.reprise.modele import Place
from dpid_xl.reperes import column_index_from_string

_CELLULE = re.compile(r'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?>')
_STYLE = re.compile(r'\bs="(\d+)"')
_ESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DESSIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
STYLES, THEME = "xl/styles.xml", "xl/theme/theme1.xml"
_ORDRE_DU_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink")

Aspect = Mapping[str, Any]


class Aspects:
    """The looks of the cells of a workbook, each against the standard one."""

    def __init__(self, classeur: Classeur) -> None:
        self._classeur = classeur
        self._places: dict[str, dict[tuple[int, int], int]] = {}
        from openpyxl.styles.numbers import BUILTIN_FORMATS  # here: only a workbook that is made anew needs it

        partie = find_styles(classeur)
        racine = parse_xml(classeur.read_partie(partie)) if partie else Element("rien")
        theme = _read_theme(classeur)
        polices = [_read_police(police, theme) for police in racine.iterfind(f"{_ESPACE}fonts/{_ESPACE}font")]
        fonds = [_read_fond(fond, theme) for fond in racine.iterfind(f"{_ESPACE}fills/{_ESPACE}fill")]
        xfs = list(racine.iterfind(f"{_ESPACE}cellXfs/{_ESPACE}xf"))
        self._styles = [_join(polices, fonds, read_entier(xf.get("fontId")), read_entier(xf.get("fillId"))) for xf in xfs]
        nombres = {
            **BUILTIN_FORMATS,
            **{
                read_entier(nombre.get("numFmtId")): nombre.get("formatCode", "")
                for nombre in racine.iterfind(f"{_ESPACE}numFmts/{_ESPACE}numFmt")
            },
        }
        self._nombres = [nombres.get(read_entier(xf.get("numFmtId")), "General") for xf in xfs]
        self._standard: Aspect = {}

    def set_standard(self, places: Iterable[Place]) -> None:
        """Take as standard the look that most of these cells have."""
        vus = Counter(tuple(sorted(self._get(place).items())) for place in places)
        self._standard = dict(vus.most_common(1)[0][0]) if vus else {}

    def read(self, place: Place, *, nombre: bool = False) -> Aspect:
        """Return what the look of a cell has of its own, with its format of numbers if wanted; all of it while nothing is standard."""
        style = self._get_style(place)
        propre = {nom: valeur for nom, valeur in self._get(place).items() if self._standard.get(nom) != valeur}
        format_ = self._nombres[style] if style < len(self._nombres) else "General"
        return {**propre, "num_format": format_} if nombre and format_ != "General" else propre

    def _get(self, place: Place) -> Aspect:
        style = self._get_style(place)
        return self._styles[style] if style < len(self._styles) else {}

    def _get_style(self, place: Place) -> int:
        feuille, rang, colonne = place
        if feuille not in self._places:
            self._places[feuille] = dict(self._list_styles(feuille))
        return self._places[feuille].get((rang, colonne), 0)

    def _list_styles(self, feuille: str) -> Iterator[tuple[tuple[int, int], int]]:
        texte = read_comme_excel(self._classeur.parties, self._classeur.parties_des_feuilles[feuille])
        for trouve in _CELLULE.finditer(place_cellules(texte)):
            style = _STYLE.search(trouve[0])
            if style:
                yield (int(trouve[2]), column_index_from_string(trouve[1])), int(style[1])


def find_styles(classeur: Classeur) -> str:
    """Return the part of the styles of a workbook; empty when it has none."""
    relations = read_relations(classeur.parties, find_principale(classeur.parties)).values()
    return next((cible for genre, cible in relations if genre.endswith("/styles") and cible in classeur.parties), "")


def _join(polices: list[Aspect], fonds: list[str], police: int, fond: int) -> Aspect:
    couleur = fonds[fond] if fond < len(fonds) else ""
    return {**(polices[police] if police < len(polices) else {}), **({"bg_color": couleur} if couleur else {})}


def _read_police(police: Element, theme: list[str]) -> Aspect:
    couleur = _read_couleur(police.find(f"{_ESPACE}color"), theme)
    marques = {"bold": "b", "italic": "i", "font_strikeout": "strike", "underline": "u"}
    aspect: dict[str, Any] = {
        nom: 1
        for nom, balise in marques.items()
        if (trouve := police.find(_ESPACE + balise)) is not None and read_booleen(trouve.get("val"), sinon=True)
    }
    return aspect | ({"font_color": couleur} if couleur not in ("", "#000000") else {})


def _read_fond(fond: Element, theme: list[str]) -> str:
    motif = fond.find(f"{_ESPACE}patternFill")
    if motif is None or motif.get("patternType") != "solid":
        return ""
    return _read_couleur(motif.find(f"{_ESPACE}fgColor"), theme)


def _read_couleur(couleur: Element | None, theme: list[str]) -> str:
    """Return a colour as ``#RRGGBB``; empty for none, or one of a palette that no program of today writes."""
    if couleur is None:
        return ""
    rgb = couleur.get("rgb", "")[-6:]
    numero = read_entier(couleur.get("theme"), sinon=len(theme))
    if numero < len(theme):
        rgb = theme[numero]
    return f"#{_tint(rgb, _read_teinte(couleur.get('tint')))}" if re.fullmatch(r"[0-9A-Fa-f]{6}", rgb) else ""


def _read_teinte(texte: str | None) -> float:
    """Return a share of lightness, from -1 to 1; 0 for what is none, as in a damaged part."""
    try:
        teinte = float(texte or 0)
    except ValueError:
        return 0
    return teinte if -1 <= teinte <= 1 else 0


def _tint(rgb: str, teinte: float) -> str:
    """Lighten or darken a colour, as Excel does with those of its theme.

    >>> _tint("4F81BD", 0), _tint("000000", 0.5)
    ('4F81BD', '808080')
    """
    if not teinte:
        return rgb.upper()
    rouge, vert, bleu = (int(rgb[rang : rang + 2], 16) / 255 for rang in (0, 2, 4))
    couleur, clarte, vivacite = colorsys.rgb_to_hls(rouge, vert, bleu)
    clarte = clarte * (1 + teinte) if teinte < 0 else clarte * (1 - teinte) + teinte
    return "".join(f"{int(part * 255 + 0.5):02X}" for part in colorsys.hls_to_rgb(couleur, min(max(clarte, 0), 1), vivacite))


def _read_theme(classeur: Classeur) -> list[str]:
    if THEME not in classeur.parties:
        return []
    palette = parse_xml(classeur.read_partie(THEME)).find(f".//{_DESSIN}clrScheme")
    couleurs = {element.tag.removeprefix(_DESSIN): element for element in (palette if palette is not None else ())}
    return [_read_couleur_du_theme(couleurs.get(nom)) for nom in _ORDRE_DU_THEME]


def _read_couleur_du_theme(element: Element | None) -> str:
    couleur = next(iter(element), None) if element is not None else None
    return "" if couleur is None else couleur.get("lastClr", "") or couleur.get("val", "")
