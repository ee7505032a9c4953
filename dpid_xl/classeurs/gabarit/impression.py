"""How sheets print: A4, the width of the table on one page, headers repeated, French footer."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from dpid_xl.modele import Campagne
from dpid_xl.schema import Feuille

PAPIER_A4 = 9
# A register of twenty columns cannot be read on one page width: its first columns are repeated on a second page.
PAGES_EN_LARGEUR = {"Budget": 2, "Structures": 2, "Suivi": 2}
# Manual page breaks are ignored by Excel when it fits to a width: this scale keeps each table and each chart whole.
ECHELLES = {"Totaux": 80, "Tableau de bord": 80}
UNE_SEULE_PAGE = frozenset({"Accueil", "Mode d'emploi"})


def set_impression(onglet: Worksheet, feuille: Feuille, campagne: Campagne) -> None:
    """Set paper, orientation, scale, margins, header and footer of a sheet."""
    onglet.set_paper(PAPIER_A4)
    if feuille.paysage:
        onglet.set_landscape()
    if echelle := ECHELLES.get(feuille.nom):
        onglet.set_print_scale(echelle)
    else:
        onglet.fit_to_pages(PAGES_EN_LARGEUR.get(feuille.nom, 1), 1 if feuille.nom in UNE_SEULE_PAGE else 0)
    onglet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    onglet.center_horizontally()
    onglet.set_header(f'&L&"Arial,Regular"&8{_escape(campagne.departement)}&R&"Arial,Regular"&8&A', {"margin": 0.3})
    reference = f"Délibération n° {campagne.deliberation_numero}" if campagne.deliberation_numero else campagne.nom
    onglet.set_footer(f'&L&"Arial,Regular"&8{_escape(reference)}&R&"Arial,Regular"&8page &P / &N', {"margin": 0.3})


def _escape(texte: str) -> str:
    return texte.replace("&", "&&")
