"""Native charts: bars from zero, one colour per meaning, amounts written at their ends, a title that a cell holds.

The cells that they draw may be hidden. No value axis: each bar carries its figure, in thousands of euros.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.styles import FOND_TITRE, POLICE

MILLIERS = '#,##0,\\ "k€";-#,##0,\\ "k€";;'  # nothing at all for zero
_CORPS, _CORPS_TITRE = 9, 11  # printed at four fifths, 7 points at least
_GRIS = "#D9D9D9"


@dataclass(frozen=True, slots=True)
class Serie:
    """A series of a chart: the column of its values and of its name (from 0), its colour, that of the figures written on it."""

    colonne: int
    couleur: str
    encre: str = ""  # on the bars; empty: beyond their end


@dataclass(frozen=True, slots=True)
class Donnees:
    """The cells of a chart, rows and columns from 0: its title and the names of its series on one row, then what it draws."""

    feuille: str
    rang_titre: int
    premier: int
    dernier: int
    libelles: int

    def name_cellule(self, colonne: int) -> list[str | int]:
        """Return the cell of the row of the title that stands in a column, as XlsxWriter wants it."""
        return [self.feuille, self.rang_titre, colonne]

    def name_plage(self, colonne: int) -> list[str | int]:
        """Return the range of a column, as XlsxWriter wants it."""
        return [self.feuille, self.premier, colonne, self.dernier, colonne]


def make_graphique(
    classeur: Workbook,
    donnees: Donnees,
    series: Sequence[Serie],
    taille: tuple[int, int],
    *,
    genre: str = "bar",
    sorte: str = "",
    libelles: float = 0.4,
    legende: bool = False,
) -> Any:
    """Return a chart of bars (``genre`` bar or column, ``sorte`` stacked, percent_stacked or none) of a size in pixels.

    ``libelles`` is the share of the width that the names take on the left of horizontal bars.
    """
    graphique: Any = classeur.add_chart({"type": genre, **({"subtype": sorte} if sorte else {})})
    for serie in series:
        graphique.add_series(_describe(donnees, serie, empilee=bool(sorte)))
    titre = {"name": donnees.name_cellule(donnees.libelles), "name_font": _font(_CORPS_TITRE, bold=True, color=FOND_TITRE)}
    graphique.set_title({**titre, "overlay": True, "layout": {"x": 0.02, "y": 12 / taille[1]}})
    trait = {"none": True} if genre == "bar" else {"color": _GRIS}
    noms = {"num_font": _font(_CORPS), "line": trait, "major_tick_mark": "none", "minor_tick_mark": "none"}
    montants = {"visible": False, "min": 0, "major_gridlines": {"visible": False}}
    if genre == "bar":
        graphique.set_y_axis(noms | {"reverse": True})  # the first bar is the highest
        graphique.set_x_axis(montants)
    else:
        graphique.set_x_axis(noms)
        graphique.set_y_axis(montants)
    graphique.set_plotarea({"layout": _place(genre, taille, libelles, legende=legende)})
    graphique.set_legend({"position": "bottom", "font": _font(_CORPS)} if legende else {"none": True})
    graphique.set_size({"width": taille[0], "height": taille[1]})
    graphique.set_chartarea({"border": {"color": _GRIS}})
    graphique.show_hidden_data()
    return graphique


def _describe(donnees: Donnees, serie: Serie, *, empilee: bool) -> dict[str, Any]:
    place = {"position": "center"} if empilee else {"position": "outside_end"}
    return {
        "name": donnees.name_cellule(serie.colonne),
        "categories": donnees.name_plage(donnees.libelles),
        "values": donnees.name_plage(serie.colonne),
        "fill": {"color": serie.couleur},
        "gap": 45,
        "overlap": 100,  # of the series, one bar only has a value where they are not stacked
        "data_labels": {"value": True, "num_format": MILLIERS, "font": _font(_CORPS, color=serie.encre or "#404040"), **place},
    }


def _place(genre: str, taille: tuple[int, int], libelles: float, *, legende: bool) -> dict[str, float]:
    haut, bas = 40 / taille[1], (30 if legende else 8) / taille[1]
    if genre == "bar":
        return {"x": libelles, "y": haut, "width": 0.88 - libelles, "height": 1 - haut - bas}
    bas += 24 / taille[1]  # the names are under the bars
    return {"x": 0.03, "y": haut + 0.05, "width": 0.94, "height": 1 - haut - bas - 0.05}


def _font(corps: int, **plus: Any) -> dict[str, Any]:
    return {"name": POLICE, "size": corps, "bold": False, **plus}
