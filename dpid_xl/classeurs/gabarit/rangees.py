"""Rows of the tables: the inputs of each record by column, and the computed values that formulas would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dpid_xl.bareme import Tarif
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.classeurs.gabarit.lieux import find_decisions, get_source
from dpid_xl.classeurs.gabarit.natif import ERREURS, make_natif, make_tarif, write_calcul_operation, write_mois
from dpid_xl.modele import Dossier, Ligne, LigneBudget, Operation, Thematique
from dpid_xl.montants import ZERO, to_decimal
from dpid_xl.schema import ANNEXE5, BAREME, BUDGET, OPERATIONS, SEPARATEUR, THEMATIQUES, Nature, Table

Valeur = str | float | date | None
Rangee = Mapping[str, Valeur]

_NOMBRES_CALCULES = frozenset({Nature.MONTANT, Nature.ENTIER})


def make_rangee(table: Table, enregistrement: object, plus: Mapping[str, object] | None = None) -> dict[str, Valeur]:
    """Return the inputs of a record by column; ``plus`` holds the fields that the record itself does not have."""
    plus = plus or {}
    return {
        colonne.champ: to_cellule(
            plus[colonne.champ] if colonne.champ in plus else getattr(enregistrement, colonne.champ, None), colonne.nature
        )
        for colonne in table.colonnes
        if colonne.saisie
    }


def to_cellule(valeur: object, nature: Nature) -> Valeur:
    """Turn a value of the dossier into what its cell holds; None for an empty cell.

    >>> to_cellule(("RECUP TRI", "RECUP'TRI"), Nature.NOMS), to_cellule(True, Nature.OUI_NON), to_cellule("", Nature.TEXTE)
    ("RECUP TRI | RECUP'TRI", 'oui', None)
    """
    match valeur:
        case None | "" | ():
            return None
        case bool():
            return "oui" if valeur else "non"
        case tuple():
            return ("\n" if nature is Nature.PARAGRAPHES else SEPARATEUR).join(valeur)
        case StrEnum():
            return valeur.value
        case Decimal() | int() | float():
            return float(valeur)
        case str() | date():
            return valeur
    raise TypeError(f"valeur inattendue pour une cellule : {valeur!r}")


def make_ligne(dossier: Dossier, ligne: Ligne) -> dict[str, Valeur]:
    """Return a row of Annexe 5."""
    operation = dossier.operation_par_code.get(ligne.operation)
    natif = make_natif(dossier, ligne)
    calcule = natif["montant_natif"]
    return make_rangee(ANNEXE5, ligne) | {
        "thematique": operation.thematique if operation else "",
        "mois": write_mois(ligne),
        "montant_calcule": calcule,  # nobody has asked Python yet
        "ecart": _compute_ecart(ligne, calcule),
        "structure_registre": get_cle(dossier, ligne, Axe.STRUCTURE),
        **natif,
    }


def make_operation(dossier: Dossier, operation: Operation) -> dict[str, Valeur]:
    """Return a row of Opérations: the record, its fiche and what was decided."""
    tarif = next((tarif.code for tarif in dossier.tarifs if tarif.operation == operation.code), "")
    avance = dossier.bareme.find_avance(operation.code)
    fiche = {champ: getattr(operation.fiche, champ) for champ in operation.fiche.__slots__}
    return make_rangee(OPERATIONS, operation, fiche | _get_valeurs_decidees(dossier, OPERATIONS, operation)) | {
        "bareme": tarif,
        "taux_d_avance": "" if avance is None else float(avance),
        "calcul": write_calcul_operation(dossier, operation),
    }


def make_bareme(dossier: Dossier, tarif: Tarif) -> dict[str, Valeur]:
    """Return a row of Barème."""
    return {**make_rangee(BAREME, tarif), **make_tarif(dossier, tarif)}


def make_budget(
    dossier: Dossier, budget: LigneBudget, proposition: Decimal, par_exercice: Mapping[str, Decimal], autres: Decimal | None = None
) -> dict[str, Valeur]:
    """Return a row of Budget, given the sum of its lines, what its columns of exercices compute, what other commissions decided of it."""
    decidee = find_decisions(dossier, BUDGET, budget).get("depense_decidee")
    return make_rangee(BUDGET, budget, _get_valeurs_decidees(dossier, BUDGET, budget)) | {
        "proposition": float(proposition),
        "solde": float(budget.disponible - proposition),
        "ecart": float(proposition - decidee.valeur - (autres or 0)) if decidee else "",
        "autres_commissions": "" if autres is None else float(autres),
        **{champ: float(montant) for champ, montant in par_exercice.items()},
    }


def make_thematique(dossier: Dossier, thematique: Thematique) -> dict[str, Valeur]:
    """Return a row of the thématiques."""
    return make_rangee(THEMATIQUES, thematique, _get_valeurs_decidees(dossier, THEMATIQUES, thematique))


def make_vide(table: Table) -> dict[str, Valeur]:
    """Return the one empty row that a table without records needs; its formulas give nothing or zero."""
    return {colonne.champ: 0.0 if colonne.formule and colonne.nature in _NOMBRES_CALCULES else "" for colonne in table.colonnes}


def sum_champ(rangees: Iterable[Rangee], champ: str) -> float:
    """Add up what a column of rows holds, to the cent; what is not known counts for nothing."""
    return float(sum((Decimal(str(somme)) for rangee in rangees if isinstance(somme := rangee.get(champ), float)), ZERO))


def _get_valeurs_decidees(dossier: Dossier, table: Table, enregistrement: object) -> dict[str, object]:
    decisions = find_decisions(dossier, table, enregistrement)
    valeurs: dict[str, object] = {champ: decision.valeur for champ, decision in decisions.items()}
    return valeurs | {"source": get_source(dossier, table, enregistrement)}


def _compute_ecart(ligne: Ligne, calcule: Valeur) -> Valeur:
    if isinstance(calcule, float):
        return float((ligne.montant or ZERO) - to_decimal(calcule))
    return calcule if calcule in ERREURS else ""
