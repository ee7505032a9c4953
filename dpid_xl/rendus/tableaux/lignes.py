"""Raw lines of a campaign, as a file to sort and count in.

>>> from dpid_xl.campagnes import load_campagne
>>> premiere, *lignes = render_lignes_csv(load_campagne("2022_phase2")).decode("utf-8-sig").splitlines()
>>> premiere.split(";")[:4], len(lignes)
(['Thématique', 'Opération', 'Territoire', 'Structure'], 143)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dpid_xl.calcul.lignes import COLONNES, list_rangees
from dpid_xl.modele import Dossier
from dpid_xl.noms import simplify_nom
from dpid_xl.refus import Refus
from dpid_xl.rendus.tableaux import render_csv, render_xlsx
from dpid_xl.schema import Colonne

FEUILLE = "Lignes"


class ColonneInconnue(Refus):
    """A column that the raw lines do not have."""


def select_colonnes(noms: Sequence[str]) -> tuple[Colonne, ...]:
    """Return columns by their headers, case and accents aside, in the order asked; all without a name. Raises ColonneInconnue."""
    connues = {simplify_nom(colonne.entete): colonne for colonne in COLONNES}
    for nom in noms:
        if simplify_nom(nom) not in connues:
            entetes = ", ".join(colonne.entete for colonne in COLONNES)
            raise ColonneInconnue(f"La colonne « {nom} » n'existe pas : choisissez parmi {entetes}.")
    return tuple(connues[simplify_nom(nom)] for nom in noms) or COLONNES


def render_lignes_choisies(dossier: Dossier, extension: str, jour: date, colonnes: Sequence[Colonne]) -> bytes:
    """Return some columns of the lines, as « .csv » or « .xlsx »."""
    places = [COLONNES.index(colonne) for colonne in colonnes]
    rangees = ([rangee[place] for place in places] for rangee in list_rangees(dossier))
    return render_csv(colonnes, rangees) if extension == ".csv" else render_xlsx(FEUILLE, dossier.campagne.nom, colonnes, rangees, jour)


def render_lignes_csv(dossier: Dossier) -> bytes:
    """Return the lines as CSV."""
    return render_csv(COLONNES, list_rangees(dossier))


def render_lignes_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the lines as .xlsx; ``jour`` is the date of creation in the properties."""
    return render_xlsx(FEUILLE, dossier.campagne.nom, COLONNES, list_rangees(dossier), jour)
