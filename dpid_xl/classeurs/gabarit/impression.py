"""How sheets print: the width of the table on one page, nothing under seven points, headers repeated, French footer.

Text of nine points on a page that is reduced to 78 % is read at seven: this is what paper, direction and widths of columns are chosen by.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from dpid_xl.modele import Campagne
from dpid_xl.schema import Feuille
from dpid_xl.typographie import compose_typographie

PAPIER_A4, PAPIER_A3 = 9, 8
SUR_A3 = frozenset(
    {
        *("Annexe 5", "Barème", "Demandes", "Hypothèses", "Lignes simulées", "Opérations", "Pièces", "Simulation", "Suivi"),
        "Versements",
    }
)
# Rows of many figures: what names them is repeated on a second page.
PAGES_EN_LARGEUR = {"Budget": 2, "Demandes": 2}
# Manual page breaks are ignored by Excel when it fits to a width: this scale keeps each table and each chart whole.
ECHELLES = {"Totaux": 78, "Tableau de bord": 80}
_HORS_ECHELLE = {"margin": 0.25, "scale_with_doc": False}  # header and footer keep their size, whatever the scale


def set_impression(onglet: Worksheet, feuille: Feuille, campagne: Campagne) -> None:
    """Set paper, orientation, scale, margins, header and footer of a sheet."""
    onglet.set_paper(PAPIER_A3 if feuille.nom in SUR_A3 else PAPIER_A4)
    if feuille.paysage:
        onglet.set_landscape()
    if echelle := ECHELLES.get(feuille.nom):
        onglet.set_print_scale(echelle)
    else:
        onglet.fit_to_pages(PAGES_EN_LARGEUR.get(feuille.nom, 1), 0)
    onglet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.5)
    onglet.center_horizontally()
    onglet.set_header(f'&L&"Arial,Regular"&9{_escape(compose_typographie(campagne.departement))}&R&"Arial,Regular"&9&A', _HORS_ECHELLE)
    reference = f"Délibération n° {campagne.deliberation_numero}" if campagne.deliberation_numero else campagne.nom
    onglet.set_footer(f'&L&"Arial,Regular"&9{_escape(compose_typographie(reference))}&R&"Arial,Regular"&9page &P / &N', _HORS_ECHELLE)


def _escape(texte: str) -> str:
    return texte.replace("&", "&&")
