"""The budget of a campaign as a table: what each line of credits carries, and what is left of it.

>>> from dpid_xl.campagnes import load_campagne
>>> rangees = list(list_valeurs(load_campagne("2022_phase2")))
>>> rangees[-1][0], rangees[-1][5]
('TOTAL', Decimal('6198687.52'))
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dpid_xl.calcul.lignes import Valeur
from dpid_xl.calcul.totaux import Axe, compute_totaux, sum_montants
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO
from dpid_xl.rendus.tableaux import render_csv, render_xlsx
from dpid_xl.schema import BUDGET, Colonne, Nature

COLONNES = (
    *(BUDGET.colonne(champ) for champ in ("code", "imputation", "libelle", "ae", "disponible")),
    Colonne("Proposition", "", Nature.MONTANT, 15),
    Colonne("Reste", "", Nature.MONTANT, 15),
)
FEUILLE = "Budget"
TOTAL, SANS_LIGNE = "TOTAL", "Sans ligne budgétaire"


def render_budget_csv(dossier: Dossier) -> bytes:
    """Return the budget as CSV."""
    return render_csv(COLONNES, list_valeurs(dossier))


def render_budget_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the budget as .xlsx; ``jour`` is the date of creation in the properties."""
    return render_xlsx(FEUILLE, dossier.campagne.nom, COLONNES, list_valeurs(dossier), jour)


def list_valeurs(dossier: Dossier) -> Iterator[tuple[Valeur, ...]]:
    """Yield the lines of credits, what no line of credits carries, then the total, in euros."""
    totaux = {cle: total.montant for cle, total in compute_totaux(dossier, Axe.BUDGET).items()}
    for ligne in dossier.budget:
        propose = totaux.pop(ligne.code, ZERO)
        yield ligne.code, ligne.imputation, ligne.libelle, ligne.ae, ligne.disponible, propose, ligne.disponible - propose
    if any(totaux.values()):
        yield SANS_LIGNE, "", ", ".join(code for code in totaux if code), None, None, sum(totaux.values(), ZERO), None
    disponible = sum((ligne.disponible for ligne in dossier.budget), ZERO)
    total = sum_montants(dossier.lignes)
    yield TOTAL, "", "", sum((ligne.ae for ligne in dossier.budget), ZERO), disponible, total, disponible - total
