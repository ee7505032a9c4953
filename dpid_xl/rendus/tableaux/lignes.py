"""Raw lines of a campaign, as a file to sort and count in.

>>> from dpid_xl.campagnes import load_campagne
>>> premiere, *lignes = render_lignes_csv(load_campagne("2022_phase2")).decode("utf-8-sig").splitlines()
>>> premiere.split(";")[:4], len(lignes)
(['Thématique', 'Opération', 'Territoire', 'Structure'], 143)
"""

from __future__ import annotations

from datetime import date

from dpid_xl.calcul.lignes import COLONNES, list_rangees
from dpid_xl.modele import Dossier
from dpid_xl.rendus.tableaux import render_csv, render_xlsx

FEUILLE = "Lignes"


def render_lignes_csv(dossier: Dossier) -> bytes:
    """Return the lines as CSV."""
    return render_csv(COLONNES, list_rangees(dossier))


def render_lignes_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the lines as .xlsx; ``jour`` is the date of creation in the properties."""
    return render_xlsx(FEUILLE, dossier.campagne.nom, COLONNES, list_rangees(dossier), jour)
