"""Payments as a file: one row per structure and operation, with what it may get, got, earned and still gets, and the dates to keep.

>>> from dpid_xl.campagnes import load_campagne
>>> premiere, *rangees = render_echeancier_csv(load_campagne("2022_phase2")).decode("utf-8-sig").splitlines()
>>> premiere.split(";")[:5], len(rangees)
(['Structure', 'SIRET', 'Opération', 'Intitulé', 'N° convention'], 136)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dpid_xl.calcul.echeances import compute_dates_resultat
from dpid_xl.calcul.lignes import Valeur
from dpid_xl.calcul.suivi import Resultat, compute_resultats, find_signatures
from dpid_xl.modele import Dossier, LigneBudget
from dpid_xl.rendus.tableaux import render_csv, render_xlsx
from dpid_xl.schema import Colonne, Nature

COLONNES = (
    Colonne("Structure", "", Nature.TEXTE, 36),
    Colonne("SIRET", "", Nature.IDENTIFIANT, 17),
    Colonne("Opération", "", Nature.IDENTIFIANT, 11),
    Colonne("Intitulé", "", Nature.TEXTE, 36),
    Colonne("N° convention", "", Nature.IDENTIFIANT, 14),
    Colonne("Ligne budgétaire", "", Nature.IDENTIFIANT, 13),
    Colonne("Imputation", "", Nature.IDENTIFIANT, 13),
    Colonne("Montant", "", Nature.MONTANT, 15),
    Colonne("Avance", "", Nature.MONTANT, 15),
    Colonne("Versé", "", Nature.MONTANT, 15),
    Colonne("Acquis", "", Nature.MONTANT, 15),
    Colonne("Solde", "", Nature.MONTANT, 15),
    Colonne("Signée le", "", Nature.DATE, 12),
    Colonne("Publication", "", Nature.DATE, 12),
    Colonne("Bilan", "", Nature.DATE, 12),
    Colonne("Compte rendu", "", Nature.DATE, 12),
)
FEUILLE = "Échéancier"


def render_echeancier_csv(dossier: Dossier) -> bytes:
    """Return the payments as CSV; an amount or a date that is not known yet is empty."""
    return render_csv(COLONNES, list_valeurs(dossier))


def render_echeancier_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the payments as .xlsx; ``jour`` is the date of creation in the properties."""
    return render_xlsx(FEUILLE, dossier.campagne.nom, COLONNES, list_valeurs(dossier), jour)


def list_valeurs(dossier: Dossier) -> Iterator[tuple[Valeur, ...]]:
    """Yield the values of every structure and operation, in the order of COLONNES and of Annexe 5."""
    signatures = find_signatures(dossier)
    for resultat in compute_resultats(dossier):
        signature = signatures.get(resultat.convention)
        dates = compute_dates_resultat(dossier, resultat, signature)
        yield (
            *_list_identite(dossier, resultat),
            resultat.montant,
            resultat.avance,
            resultat.suivi.versement if resultat.suivi else None,
            resultat.acquis,
            resultat.solde,
            signature,
            *(dates.publication, dates.bilan, min(dates.comptes_rendus, default=None)),
        )


def _list_identite(dossier: Dossier, resultat: Resultat) -> tuple[str, ...]:
    structure, operation = dossier.find_structure(resultat.structure), dossier.operation_par_code.get(resultat.operation)
    budget = _find_budget(dossier, operation.budget if operation else "")
    return (
        resultat.structure,
        structure.siret if structure else "",
        resultat.operation,
        operation.intitule if operation else "",
        ", ".join(dict.fromkeys(ligne.numero_convention for ligne in resultat.lignes if ligne.numero_convention)),
        budget.code if budget else "",
        budget.imputation if budget else "",
    )


def _find_budget(dossier: Dossier, code: str) -> LigneBudget | None:
    return next((ligne for ligne in dossier.budget if ligne.code == code), None)
