"""The sheet « Tableau de bord »: the figures of the campaign and its charts, over two printed pages.

The charts draw the hidden columns at the right, which :mod:`dpid_xl.classeurs.gabarit.barres` writes: native formulas sort the bars, so
that they follow what is typed. How many bars a chart has is set when the workbook is built: what has none of its own is in the last one.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from dpid_xl.calcul.tableau_de_bord import CHIFFRES, NON_SAISI, TableauDeBord, compute_tableau_de_bord
from dpid_xl.classeurs.gabarit import barres
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.barres import AUTRES, AVANCE, DEPASSE, ENGAGE, PROPOSE, RESTE, SUITE, Carnet
from dpid_xl.classeurs.gabarit.formules import write_reference
from dpid_xl.classeurs.gabarit.graphiques import Donnees, Serie, make_graphique
from dpid_xl.classeurs.gabarit.styles import ENTIER, EUROS, FOND_SECTION, FOND_TITRE
from dpid_xl.classeurs.gabarit.totaux import FORMULE_FINANCEES
from dpid_xl.schema import BUDGET, SOMME_DECIDEE, SUIVI, THEMATIQUES
from dpid_xl.schema.feuilles import A_PART, BLEU, PALE, ROUGE

FEUILLE = "Tableau de bord"
COLONNES, PIXELS_PAR_COLONNE, PIXELS_PAR_RANG = 16, 76, 20  # of the grid on which charts stand
_LARGEUR = 10.14  # characters: 76 pixels
_RANG_CHIFFRES, _RANG_GRAPHIQUES = 4, 7
_RANGS_PAGE_1, _RANGS_PAGE_2 = 33, 38
_PAGE_2 = _RANG_GRAPHIQUES + _RANGS_PAGE_1 + 1
_BAS = _PAGE_2 + _RANGS_PAGE_2 // 2
_MARGE = 8  # pixels between two charts
_DEBUTS = (0, 3, 6, 8, 11, 14)  # first column of each figure


def fill_tableau_de_bord(atelier: Atelier) -> None:
    """Write the sheet."""
    onglet = atelier.write_bandeau(FEUILLE, COLONNES - 1)
    onglet.set_column(0, COLONNES - 1, _LARGEUR)
    tableau = compute_tableau_de_bord(atelier.dossier)
    total = _fill_chiffres(atelier, tableau)
    carnet = Carnet(atelier, FEUILLE, tableau, total)
    _draw_page_1(atelier, carnet)
    _draw_page_2(atelier, carnet)
    onglet.set_h_pagebreaks([_PAGE_2 - 1])
    onglet.print_area(0, 0, _PAGE_2 + _RANGS_PAGE_2 - 1, COLONNES - 1)
    onglet.repeat_rows(0, 1)
    onglet.freeze_panes(3, 0)


def _fill_chiffres(atelier: Atelier, tableau: TableauDeBord) -> str:
    """Write the figures above the charts; return the cell of the total."""
    onglet, styles = atelier.onglets[FEUILLE], atelier.styles
    vote, verse = (NON_SAISI if montant is None else float(montant) for montant in (tableau.vote, tableau.verse))
    votes, verses = write_reference(THEMATIQUES, "montant_decide"), write_reference(SUIVI, "verse")
    chiffres: tuple[tuple[str, float | str, str], ...] = (
        (f"=SUM({barres.RETENU})", float(tableau.retenu), EUROS),
        (barres.write_saisie(votes, SOMME_DECIDEE), vote, EUROS),
        (FORMULE_FINANCEES, tableau.financees, ENTIER),
        (f"=SUM({write_reference(BUDGET, 'solde')})", float(tableau.disponible), EUROS),
        (f"={barres.SIGNE}", float(tableau.signe), EUROS),
        (barres.write_saisie(verses), verse, EUROS),
    )
    fond = {"bg_color": FOND_SECTION, "font_color": FOND_TITRE, "indent": 1, "align": "left"}
    fins = (*_DEBUTS[1:], COLONNES)
    for libelle, (formule, valeur, nombre), debut, fin in zip(CHIFFRES, chiffres, _DEBUTS, fins, strict=True):
        style = styles.get(**fond, bold=True, font_size=14, num_format=nombre)
        onglet.merge_range(_RANG_CHIFFRES, debut, _RANG_CHIFFRES, fin - 1, libelle, styles.get(**fond))
        onglet.merge_range(_RANG_CHIFFRES + 1, debut, _RANG_CHIFFRES + 1, fin - 1, "", style)
        onglet.write_formula(_RANG_CHIFFRES + 1, debut, formule, style, valeur)
    for rang, hauteur in ((-1, 6), (0, 16), (1, 24), (2, 6)):
        onglet.set_row(_RANG_CHIFFRES + rang, hauteur)
    return str(xl_rowcol_to_cell(_RANG_CHIFFRES + 1, 0, row_abs=True, col_abs=True))


def _draw_page_1(atelier: Atelier, carnet: Carnet) -> None:
    haut = 12
    series = [Serie(colonne, couleur) for colonne, couleur in barres.list_couleurs(carnet.tableau)]
    _draw(
        atelier,
        carnet.write_operations(),
        series,
        (_RANG_GRAPHIQUES, 0, _RANGS_PAGE_1, 9),
        "Barres horizontales : montant retenu de chaque opération, de la plus grande à la plus petite, à la couleur de sa thématique.",
        libelles=0.4,
    )
    _draw(
        atelier,
        carnet.write_thematiques(),
        series,
        (_RANG_GRAPHIQUES, 9, haut, 7),
        "Barres horizontales : montant retenu de chaque thématique, dans l'ordre des articles, et sa part du total.",
        libelles=0.5,
    )
    _draw(
        atelier,
        carnet.write_territoires(),
        [Serie(barres.MONTANT, BLEU), Serie(AUTRES, A_PART)],
        (_RANG_GRAPHIQUES + haut, 9, _RANGS_PAGE_1 - haut, 7),
        "Barres horizontales : montant retenu de chaque territoire, puis, à part, des territoires réunis et des lignes sans territoire.",
        libelles=0.38,
    )


def _draw_page_2(atelier: Atelier, carnet: Carnet) -> None:
    moitie, hauteur = COLONNES // 2, _RANGS_PAGE_2 // 2
    _draw(
        atelier,
        carnet.write_structures(),
        [Serie(barres.MONTANT, BLEU), Serie(AUTRES, A_PART)],
        (_PAGE_2, 0, hauteur, moitie),
        "Barres horizontales : montant retenu des premières structures, de la plus grande à la plus petite.",
        libelles=0.5,
    )
    _draw(
        atelier,
        carnet.write_credits(),
        [Serie(ENGAGE, A_PART, "#FFFFFF"), Serie(PROPOSE, BLEU, "#FFFFFF"), Serie(RESTE, PALE), Serie(DEPASSE, ROUGE, "#FFFFFF")],
        (_PAGE_2, moitie, hauteur, moitie),
        "Barres empilées : pour chaque ligne de crédit, part de l'autorisation d'engagement engagée avant, proposée et disponible.",
        sorte="percent_stacked",
        libelles=0.4,
    )
    _draw(
        atelier,
        carnet.write_exercices(),
        [Serie(barres.MONTANT, BLEU), Serie(AUTRES, A_PART)],
        (_BAS, 0, hauteur, moitie),
        "Colonnes : crédits de paiement de chaque exercice, puis, à part, ce que rien n'attribue encore à un exercice.",
        genre="column",
    )
    _draw(
        atelier,
        carnet.write_mois(),
        [Serie(AVANCE, BLEU, "#FFFFFF"), Serie(SUITE, PALE)],
        (_BAS, moitie, hauteur, moitie),
        "Colonnes empilées : montant des conventions signées chaque mois, l'avance due à la signature puis ce qui se paie ensuite.",
        genre="column",
        sorte="stacked",
    )


def _draw(
    atelier: Atelier,
    donnees: Donnees,
    series: list[Serie],
    place: tuple[int, int, int, int],
    description: str,
    *,
    genre: str = "bar",
    sorte: str = "",
    libelles: float = 0.0,
) -> None:
    """Put a chart on the grid: ``place`` is its first row and column, then how many of each it takes."""
    rang, colonne, rangs, colonnes = place
    taille = (colonnes * PIXELS_PAR_COLONNE - _MARGE, rangs * PIXELS_PAR_RANG - _MARGE)
    graphique = make_graphique(atelier.classeur, donnees, series, taille, genre=genre, sorte=sorte, libelles=libelles, legende=bool(sorte))
    options = {"x_offset": _MARGE // 2, "y_offset": _MARGE // 2, "object_position": 2, "description": description}
    atelier.onglets[FEUILLE].insert_chart(rang, colonne, graphique, options)
