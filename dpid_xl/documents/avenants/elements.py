"""What an avenant shows of an operation: each fact that changed, before and after, as its table says it.

A fact is written from all the lines of the operation for the structure; the renderers take a row with an empty cell for a total,
so an absent fact is a dash.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from dpid_xl.calcul.echeancier import compute_avance
from dpid_xl.calcul.suivi import is_objectif_manquant
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.documents.avenants.comparaison import ChangementOperation, Sorte
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.documents.fiche import make_champs_fiche, write_actions, write_quantites, write_territoires
from dpid_xl.modele import Dossier, Ligne, Operation
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.noms import fold_nom
from dpid_xl.periodes import format_date

RIEN = "–"
AVANCE, QUANTITE = "Avance", "Quantité"
BUDGET = "Budget"  # told when it moves: the fiche of an operation that is added says its own
_Write: TypeAlias = Callable[[Dossier, Operation, Sequence[Ligne]], str]


def compare_elements(avant: Dossier, apres: Dossier, changement: ChangementOperation) -> list[tuple[str, str, str, str]]:
    """Return the facts that changed: title of the operation, name of the fact, before, after."""
    operation = get_operation(avant, apres, changement)
    ecrits = {libelle: write for libelle, write in ELEMENTS.items() if changement.sorte is Sorte.MODIFIEE or libelle != BUDGET}
    montant_change = sum_montants(changement.avant) != sum_montants(changement.apres)
    rangees = [(libelle, *_write_element(avant, apres, changement, write)) for libelle, write in ecrits.items()]
    differentes = [
        (libelle, ancien, nouveau)
        for libelle, ancien, nouveau in rangees
        # An avance whose rate nobody has decided, or a quantity that nobody has, moves with the amount.
        if fold_nom(ancien) != fold_nom(nouveau) or (montant_change and libelle in (AVANCE, QUANTITE) and A_COMPLETER in nouveau)
    ]
    if not differentes:  # only the shares of the lines changed
        differentes = [("Répartition", *_write_element(avant, apres, changement, _write_repartition))]
    # What was missing before is of no consequence any more: only what is missing now has to be filled in.
    return [
        (operation.intitule_court or operation.intitule, libelle, ancien.replace(A_COMPLETER, RIEN), nouveau)
        for libelle, ancien, nouveau in differentes
    ]


def get_operation(avant: Dossier, apres: Dossier, changement: ChangementOperation) -> Operation:
    """Return the operation as it is now, as it was when the convention has it no more."""
    return (apres if changement.apres else avant).operation_par_code[changement.operation]


def _write_element(avant: Dossier, apres: Dossier, changement: ChangementOperation, write: _Write) -> tuple[str, str]:
    ancien, nouveau = (
        write(dossier, dossier.operation_par_code[changement.operation], lignes) if lignes else ""
        for dossier, lignes in ((avant, changement.avant), (apres, changement.apres))
    )
    return ancien or RIEN, nouveau or RIEN


def _write_avance(dossier: Dossier, lignes: Sequence[Ligne]) -> str:
    # All exercices together, however they share the amount: the fiche that is joined says each of them.
    avance = compute_avance(dossier, lignes)
    return A_COMPLETER if avance is None else format_montant(avance)


def _write_totaux(_dossier: Dossier, operation: Operation, lignes: Sequence[Ligne]) -> str:
    lots: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        lots.setdefault(ligne.unite or operation.unite, []).append(ligne)
    return ", ".join(filter(None, (_write_total(operation, lot) for lot in lots.values())))


def _write_total(operation: Operation, lot: Sequence[Ligne]) -> str:
    """Write what lines of one unit count together; one that does not say its quantity beside others leaves it to be completed."""
    if _is_en_partie_inconnue(operation, lot):
        return A_COMPLETER
    quantite, simples = (sum((getattr(ligne, champ) or ZERO for ligne in lot), ZERO) for champ in ("quantite", "quantite_simple"))
    return write_quantites(operation, replace(lot[0], quantite=quantite, quantite_simple=simples))


def _is_en_partie_inconnue(operation: Operation, lignes: Sequence[Ligne]) -> bool:
    return {is_objectif_manquant(ligne, operation) for ligne in lignes} == {True, False}


def _write_periodes(_dossier: Dossier, _operation: Operation, lignes: Sequence[Ligne]) -> str:
    return "\xa0; ".join(
        dict.fromkeys(
            f"{format_date(ligne.periode.debut)} – {format_date(ligne.periode.fin)}" if ligne.periode else A_COMPLETER for ligne in lignes
        )
    )


def _write_repartition(_dossier: Dossier, operation: Operation, lignes: Sequence[Ligne]) -> str:
    inconnue = f", quantité {A_COMPLETER}" if _is_en_partie_inconnue(operation, lignes) else ""
    return "\n".join(
        f"{action}{inconnue if is_objectif_manquant(ligne, operation) else ''}\xa0: {format_montant(ligne.montant or ZERO)}"
        for ligne in lignes
        for action in write_actions(operation, [ligne])
    )


ELEMENTS: Mapping[str, _Write] = {
    "Montant": lambda dossier, operation, lignes: make_champs_fiche(dossier, operation, lignes).montant,
    AVANCE: lambda dossier, _operation, lignes: _write_avance(dossier, lignes),
    BUDGET: lambda _dossier, operation, _lignes: operation.budget,
    QUANTITE: _write_totaux,
    "Période": _write_periodes,
    "Territoire": lambda _dossier, _operation, lignes: write_territoires(lignes),
    "Action": lambda _dossier, _operation, lignes: "\xa0; ".join(dict.fromkeys(ligne.description for ligne in lignes if ligne.description)),
}
