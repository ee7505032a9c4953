"""The budget of a campaign as a table: what each line of credits carries, what is left of it, and its crédits de paiement by exercice.

One column per exercice that anything is known of, then what no exercice has yet: together they make the proposition.

>>> from dpid_xl.campagnes import load_campagne
>>> rangees = list(list_valeurs(load_campagne("2022_phase2")))
>>> rangees[-1][0], rangees[-1][5]
('TOTAL', Decimal('6198687.52'))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.exercices import Credits, compute_credits_par_budget
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
    return render_csv(list_colonnes(dossier), list_valeurs(dossier))


def render_budget_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the budget as .xlsx; ``jour`` is the date of creation in the properties."""
    return render_xlsx(FEUILLE, dossier.campagne.nom, list_colonnes(dossier), list_valeurs(dossier), jour)


def list_colonnes(dossier: Dossier) -> tuple[Colonne, ...]:
    """Return the columns: those of every budget, then one per exercice."""
    exercices = (Colonne(f"CP {exercice}", "", Nature.MONTANT, 15) for exercice in list_exercices(dossier))
    return (*COLONNES, *exercices, Colonne("Non réparti", "", Nature.MONTANT, 15))


def list_exercices(dossier: Dossier) -> Sequence[int]:
    """Return the exercices that anything is known of, in their order."""
    return sorted({exercice for credits_ in compute_credits_par_budget(dossier).values() for exercice in credits_.par_exercice})


def list_valeurs(dossier: Dossier) -> Iterator[tuple[Valeur, ...]]:
    """Yield the lines of credits, what no line of credits carries, then the total, in euros."""
    totaux = {cle: total.montant for cle, total in compute_totaux(dossier, Axe.BUDGET).items()}
    par_code, exercices = compute_credits_par_budget(dossier), list_exercices(dossier)
    for ligne in dossier.budget:
        propose = totaux.pop(ligne.code, ZERO)
        siens = [par_code[ligne.code]] if ligne.code in par_code else []
        credites = _sum_credits(siens, exercices)
        yield ligne.code, ligne.imputation, ligne.libelle, ligne.ae, ligne.disponible, propose, ligne.disponible - propose, *credites
    if any(totaux.values()):
        credites = _sum_credits([par_code[code] for code in totaux], exercices)
        yield SANS_LIGNE, "", ", ".join(code for code in totaux if code), None, None, sum(totaux.values(), ZERO), None, *credites
    disponible = sum((ligne.disponible for ligne in dossier.budget), ZERO)
    total = sum_montants(dossier.lignes)
    engagee = sum((ligne.ae for ligne in dossier.budget), ZERO)
    yield TOTAL, "", "", engagee, disponible, total, disponible - total, *_sum_credits(par_code.values(), exercices)


def _sum_credits(plusieurs: Iterable[Credits], exercices: Sequence[int]) -> tuple[Decimal, ...]:
    """Add up crédits: each exercice, then what is not split."""
    siens = list(plusieurs)
    parts = (sum((credits_.par_exercice.get(exercice, ZERO) for credits_ in siens), ZERO) for exercice in exercices)
    return (*parts, sum((credits_.non_reparti for credits_ in siens), ZERO))
