"""What a person sees of a sheet on a screen and on paper, measured on the file: pixels at 96 dpi, points on the page.

The window is Excel's, maximised at 100 %, its ribbon folded (Ctrl+F1): of the height of the screen, Windows 11 and Excel keep 48 pixels of
task bar, 48 of title bar, 32 of tabs, 28 of formula bar, 20 of column letters, 28 of sheet tabs, 24 of status bar. The ribbon takes 100
more. Of the width, the numbers of the rows and the scroll bar take 46. On paper a column is counted as LibreOffice draws it, wider than
Excel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from dpid_xl.classeurs.gabarit.hauteurs import MARGE_DE_COLONNE, PIXELS_PAR_CHIFFRE, POINTS_PAR_PIXEL, compute_pixels, wrap_entete

COTES, HAUT_ET_BAS = 26 + 20, 48 + 48 + 32 + 28 + 20 + 28 + 24
RUBAN = 100
ELARGISSEMENT = 1.09  # of a column of LibreOffice, over that of Excel
LARGEUR_PAR_DEFAUT, HAUTEUR_PAR_DEFAUT = 8.43, 12.75
PAPIERS = {"9": (595.3, 841.9), "8": (841.9, 1190.6)}  # A4, A3, in points
LISIBLE = 7.0  # points


@dataclass(frozen=True, slots=True)
class Ecran:
    """A screen, in pixels."""

    largeur: int
    hauteur: int


PORTABLE, BUREAU = Ecran(1366, 768), Ecran(1600, 900)


def measure_colonnes(onglet: Worksheet) -> dict[int, int]:
    """Return the pixels of the columns that say their width."""
    return {
        rang: 0 if dimension.hidden else compute_pixels(round(dimension.width - MARGE_DE_COLONNE / PIXELS_PAR_CHIFFRE, 2))
        for dimension in onglet.column_dimensions.values()
        for rang in range(dimension.min, dimension.max + 1)
    }


def list_colonnes_vues(onglet: Worksheet, ecran: Ecran) -> list[int]:
    """Return the columns that are whole on the screen when the workbook opens: those frozen, then those at their right."""
    largeurs = measure_colonnes(onglet)
    figees, premiere = _read_volets(onglet)
    reste, vues = ecran.largeur - COTES, []
    for rang in [*range(1, figees + 1), *range(premiere, premiere + 60)]:
        reste -= largeurs.get(rang, compute_pixels(LARGEUR_PAR_DEFAUT))
        if reste < 0:
            return vues
        vues.append(rang)
    return vues


def measure_figees(onglet: Worksheet) -> int:
    """Return the pixels of the columns that never leave the screen."""
    largeurs = measure_colonnes(onglet)
    return sum(largeurs.get(rang, 0) for rang in range(1, _read_volets(onglet)[0] + 1))


def count_rangs_vus(onglet: Worksheet, ecran: Ecran, entetes: int) -> int:
    """Return how many rows below the headers are whole on the screen."""
    reste = ecran.hauteur - HAUT_ET_BAS - sum(_measure_rang(onglet, rang) for rang in range(1, entetes + 1))
    vus = 0
    while (reste := reste - _measure_rang(onglet, entetes + vus + 1)) >= 0:
        vus += 1
    return vus


def list_textes(onglet: Worksheet, droite: int) -> Iterator[Cell]:
    """Return the cells of the printed columns that hold a text that prints."""
    for rangee in onglet.iter_rows(max_col=droite):
        yield from (cellule for cellule in rangee if isinstance(cellule.value, str | float | int) and cellule.value != "")


def find_derniere(onglet: Worksheet, zones: dict[str, str]) -> int:
    """Return the last column that prints, ``zones`` being the print areas by sheet."""
    if zone := zones.get(onglet.title):
        return column_index_from_string(zone.rpartition(":")[2].replace("$", "").rstrip("0123456789"))
    return int(onglet.max_column)


def compute_echelle(onglet: Worksheet, droite: int) -> float:
    """Return the scale at which a sheet prints, fitted to the width of its page: a whole percentage, 1 at most."""
    page, marges = onglet.page_setup, onglet.page_margins
    if not onglet.sheet_properties.pageSetUpPr or not onglet.sheet_properties.pageSetUpPr.fitToPage:
        return (page.scale or 100) / 100
    cotes = PAPIERS[str(page.paperSize)]
    utile = (cotes[1] if page.orientation == "landscape" else cotes[0]) - 72 * (marges.left + marges.right)
    largeurs = measure_colonnes(onglet)
    points = [largeurs.get(rang, compute_pixels(LARGEUR_PAR_DEFAUT)) * POINTS_PAR_PIXEL for rang in range(1, droite + 1)]
    return min(1.0, int(100 * utile * (page.fitToWidth or 1) / (sum(points) * ELARGISSEMENT)) / 100)


def measure_lecture(onglet: Worksheet, droite: int) -> float:
    """Return the size of the smallest text of a sheet on paper, in points."""
    return compute_echelle(onglet, droite) * min((cellule.font.sz for cellule in list_textes(onglet, droite)), default=LISIBLE)


def list_mots_coupes(entetes: list[Cell]) -> list[str]:
    """Return the headers of which a word does not hold in its column."""
    return [
        f"{cellule.parent.title}!{cellule.coordinate} {cellule.value}"
        for cellule in entetes
        if " ".join(wrap_entete(str(cellule.value), _count_chiffres(measure_colonnes(cellule.parent)[cellule.column]))) != cellule.value
    ]


def _count_chiffres(pixels: int) -> float:
    return (pixels - MARGE_DE_COLONNE) / PIXELS_PAR_CHIFFRE


def list_entetes(onglet: Worksheet) -> list[Cell]:
    """Return the headers of the tables of a sheet."""
    bornes = [range_boundaries(table.ref) for table in onglet.tables.values()]
    return [onglet.cell(haut, colonne) for gauche, haut, droite, _bas in bornes for colonne in range(gauche, droite + 1)]


def _measure_rang(onglet: Worksheet, rang: int) -> int:
    hauteur = onglet.row_dimensions[rang].height
    return round((HAUTEUR_PAR_DEFAUT if hauteur is None else hauteur) / POINTS_PAR_PIXEL)


def _read_volets(onglet: Worksheet) -> tuple[int, int]:
    volet = onglet.sheet_view.pane
    figees = int(volet.xSplit or 0) if volet else 0
    premiere = "".join(filter(str.isalpha, volet.topLeftCell)) if volet and volet.topLeftCell else get_column_letter(1)
    return figees, column_index_from_string(premiere)
