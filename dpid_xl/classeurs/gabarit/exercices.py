"""The sheet « Exercices »: what each line is worth year by year, as the officer typed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.echeancier import compute_versements
from dpid_xl.calcul.exercices import Etat, Repartition, attach_parts, compute_repartitions, find_premier_exercice, list_propositions
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.rangees import Rangee, make_rangee, sum_champ
from dpid_xl.classeurs.gabarit.tables import fill_totaux_en_tete, write_table
from dpid_xl.modele import Dossier, PartAnnuelle
from dpid_xl.montants import ZERO
from dpid_xl.schema import CREDITS, EXERCICES, PROPOSITIONS

CHAMPS_DES_CREDITS = tuple(champ for champ, _entete, _exercice in CREDITS)

_VIDE: Rangee = {colonne.champ: "" for colonne in EXERCICES.colonnes}  # what its formulas give on an empty row


def fill_exercices(atelier: Atelier) -> None:
    """Write the parts that were typed, with their avance and their solde."""
    atelier.write_bandeau("Exercices", len(EXERCICES.colonnes) - 1)
    rangees = make_exercices(make_en_cours(atelier.dossier))
    write_table(atelier, EXERCICES, rangees or [_VIDE], figer=2, imprimer="justification")  # what the figures rest on is read on screen
    for champs, libelle in ((("montant",), "Total"), (("avance", "solde"), "")):
        fill_totaux_en_tete(atelier, EXERCICES, {champ: sum_champ(rangees, champ) for champ in champs}, libelle)


def make_exercices(dossier: Dossier) -> list[Rangee]:
    """Return one row per part that was typed, in the order in which they stand."""
    rangs = {repartition.ligne: (rang, repartition) for rang, repartition in enumerate(compute_repartitions(dossier), 1)}
    attachees = list(attach_parts(dossier))
    designees = {part: lignes[0] for part, lignes in attachees if len(lignes) == 1}
    rangees: list[Rangee] = []
    for part, lignes in attachees:
        calculs: Rangee = dict.fromkeys(("ligne", "reste", "taux_d_avance", "cumul", "avance", "solde", "budget"), "")
        if part in designees:
            soeurs = [autre for autre, ligne in designees.items() if ligne == designees[part]]
            calculs = _compute(dossier, part, soeurs, *rangs[designees[part]])
        rangees.append({**make_rangee(EXERCICES, part), "lignes": float(len(lignes)) if part.structure else "", **calculs})
    return rangees


def _compute(dossier: Dossier, part: PartAnnuelle, soeurs: Sequence[PartAnnuelle], rang: int, repartition: Repartition) -> Rangee:
    """Return what the formulas of the row give, ``soeurs`` being all the parts of the line."""
    taux = dossier.bareme.find_avance(part.operation)
    cumul = sum((soeur.montant for soeur in soeurs if soeur.exercice <= part.exercice), ZERO)
    avance = None
    if taux is not None and not repartition.non_reparti:
        avance = compute_versements(cumul, taux).avance - compute_versements(cumul - part.montant, taux).avance
    return {
        "ligne": float(rang),
        "reste": float(repartition.non_reparti),
        "taux_d_avance": "" if taux is None else float(taux),
        "cumul": float(cumul),
        "avance": "" if avance is None else float(avance),
        "solde": "" if avance is None else float(part.montant - avance),
        "budget": find_budget(dossier, part.operation),
    }


def fill_propositions(atelier: Atelier) -> None:
    """Write what may be accepted; nothing of the workbook counts it."""
    atelier.write_bandeau("Propositions", len(PROPOSITIONS.colonnes) - 1)
    write_table(atelier, PROPOSITIONS, make_propositions(make_en_cours(atelier.dossier)), figer=2)


def make_propositions(dossier: Dossier) -> list[Rangee]:
    """Return one row per part that is proposed, line by line."""
    return [
        {
            "structure": proposition.part.structure,
            "operation": proposition.part.operation,
            "territoire": proposition.part.territoire,
            "description": proposition.part.description,
            "exercice": proposition.part.exercice,
            "mois": float(proposition.mois),
            "montant": float(proposition.part.montant),
        }
        for proposition in list_propositions(dossier)
    ]


def make_repartition(dossier: Dossier, repartition: Repartition) -> Rangee:
    """Return what the échéancier says of the exercices of a line."""
    return {
        "territoire": repartition.ligne.territoire,
        "description": repartition.ligne.description,
        "reparti": float(repartition.reparti),
        "exercice": repartition.parts[0].exercice if repartition.etat is Etat.UN_SEUL else "",
        "non_reparti": float(repartition.non_reparti),
        "budget": find_budget(dossier, repartition.ligne.operation),
    }


def compute_credits_natifs(dossier: Dossier) -> Mapping[str, Mapping[str, Decimal]]:
    """Return what the columns of Budget compute, by code then by field: each part of a line counts, even while they are not right."""
    premier = find_premier_exercice(dossier) or 0
    par_budget = {ligne.code: dict.fromkeys((*CHAMPS_DES_CREDITS, "non_reparti"), ZERO) for ligne in dossier.budget}
    for repartition in compute_repartitions(dossier):
        montants = par_budget.get(find_budget(dossier, repartition.ligne.operation))
        if montants is None:
            continue
        montants["non_reparti"] += repartition.non_reparti
        for part in repartition.parts if repartition.etat is Etat.UN_SEUL else repartition.saisies:
            montants[_find_champ(part.exercice - premier)] += part.montant
    return par_budget


def find_budget(dossier: Dossier, code: str) -> str:
    """Return the budget code of an operation; empty when it is not known."""
    operation = dossier.operation_par_code.get(code)
    return operation.budget if operation else ""


def _find_champ(rang: int) -> str:
    return CHAMPS_DES_CREDITS[min(rang, len(CHAMPS_DES_CREDITS) - 1)]
