"""The two charts of « Totaux » and the small block of native references they draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import get_depart, get_lettre
from dpid_xl.classeurs.gabarit.rangees import Rangee
from dpid_xl.classeurs.gabarit.styles import EUROS, FOND_TITRE, GRIS_DISCRET
from dpid_xl.schema import AUTRES, TOTAUX

HAUTEUR_EN_RANGS = 32
_PIXELS_PAR_RANG = 20
_POINTS_PAR_RANG = 15
_COLONNE_DONNEES = 10  # K, right of the printed area
_COULEURS = ("#0B5394", "#38761D", "#B45F06", "#741B47", "#134F5C", "#7F6000")
_POLICE = {"name": "Arial", "size": 9}


def fill_graphiques(atelier: Atelier, rangees: Sequence[Rangee], thematiques: set[str], rang: int) -> None:
    """Draw amounts by operation (bars) and by thématique (ring) from row ``rang`` (counted from 0)."""
    onglet = atelier.onglets["Totaux"]
    for position in range(rang, rang + HAUTEUR_EN_RANGS):
        onglet.set_row(position, _POINTS_PAR_RANG)
    operations = [(indice, rangee) for indice, rangee in enumerate(rangees) if rangee["code"] not in thematiques]
    chapitres = [(indice, rangee) for indice, rangee in enumerate(rangees) if rangee["code"] in thematiques]
    if not operations or not chapitres:
        return
    ordre = {str(rangee["code"]): place for place, (_, rangee) in enumerate(chapitres)}
    teintes = [_choose_teinte(str(rangee["code"]), ordre) for _, rangee in operations]
    hauteur = HAUTEUR_EN_RANGS * _PIXELS_PAR_RANG
    barres = _make_graphique(
        atelier, "bar", "Montant par opération", _fill_donnees(atelier, operations, _COLONNE_DONNEES), teintes, (700, hauteur)
    )
    barres.set_legend({"none": True})
    barres.set_y_axis({"reverse": True, "num_font": {**_POLICE, "size": 8}, "line": {"color": "#BFBFBF"}})
    barres.set_x_axis(
        {
            "num_format": '#,##0,\\ "k€"',
            "num_font": {**_POLICE, "size": 8},
            "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}},
            "label_position": "high",
        }
    )
    onglet.insert_chart(
        rang, 0, barres, {"description": "Barres : montant retenu de chaque opération, en milliers d'euros.", "object_position": 2}
    )
    anneau = _make_graphique(
        atelier,
        "doughnut",
        "Part de chaque thématique",
        _fill_donnees(atelier, chapitres, _COLONNE_DONNEES + 3),
        [_COULEURS[place % len(_COULEURS)] for place in range(len(chapitres))],
        (430, hauteur),
    )
    anneau.set_legend({"position": "bottom", "font": {**_POLICE, "size": 9}})
    onglet.insert_chart(
        rang, 5, anneau, {"x_offset": 24, "description": "Anneau : part de chaque thématique dans le montant retenu.", "object_position": 2}
    )


def _fill_donnees(atelier: Atelier, choisies: list[tuple[int, Rangee]], colonne: int) -> tuple[int, int, int]:
    onglet = atelier.onglets["Totaux"]
    depart = get_depart(TOTAUX)[0]
    discret = atelier.styles.get(font_color=GRIS_DISCRET, font_size=8)
    montant = atelier.styles.get(font_color=GRIS_DISCRET, font_size=8, num_format=EUROS)
    onglet.set_column(colonne, colonne, 34)
    onglet.set_column(colonne + 1, colonne + 1, 14)
    onglet.set_column(colonne + 2, colonne + 2, 3)
    onglet.write_string(depart, colonne, "Données du graphique", discret)
    code, libelle, total = (get_lettre(TOTAUX, champ) for champ in ("code", "libelle", "montant"))
    for rang, (indice, rangee) in enumerate(choisies, depart + 1):
        source = depart + 2 + indice
        onglet.write_formula(rang, colonne, f'={code}{source}&" "&{libelle}{source}', discret, f"{rangee['code']} {rangee['libelle']}")
        onglet.write_formula(rang, colonne + 1, f"={total}{source}", montant, rangee["montant"])
    return depart + 1, depart + len(choisies), colonne


def _make_graphique(
    atelier: Atelier, genre: str, titre: str, plage: tuple[int, int, int], teintes: list[str], taille: tuple[int, int]
) -> Any:
    premier, dernier, colonne = plage
    graphique: Any = atelier.classeur.add_chart({"type": genre})
    serie: dict[str, Any] = {
        "name": titre,
        "categories": ["Totaux", premier, colonne, dernier, colonne],
        "values": ["Totaux", premier, colonne + 1, dernier, colonne + 1],
        "points": [{"fill": {"color": teinte}} for teinte in teintes],
    }
    if genre == "bar":
        serie |= {"gap": 35, "data_labels": {"value": True, "num_format": '#,##0,\\ "k€"', "font": {**_POLICE, "size": 7}}}
    else:
        serie |= {"data_labels": {"percentage": True, "num_format": "0\\ %", "font": {**_POLICE, "bold": True, "color": "#FFFFFF"}}}
    graphique.add_series(serie)
    graphique.set_title({"name": titre, "name_font": {"name": "Arial", "size": 12, "bold": True, "color": FOND_TITRE}, "overlay": False})
    graphique.set_size({"width": taille[0], "height": taille[1]})
    graphique.set_chartarea({"border": {"color": "#D9D9D9"}})
    return graphique


def _choose_teinte(code: str, ordre: Mapping[str, int]) -> str:
    """Return the colour of an operation, that of its thématique; grey for those of none, whatever their code is."""
    place = ordre.get(code.split("-", maxsplit=1)[0])
    return GRIS_DISCRET if code == AUTRES or place is None else _COULEURS[place % len(_COULEURS)]
