"""What an officer would do about a finding, tried on a copy of the dossier: one function per gesture, None where it is not known.

A gesture is the one that the sentence of the finding asks for: the amount of the barème, the rate of the deliberation, the row
taken out. An amount that nothing gives is the one that the total lacks, if the total does lack some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dpid_xl.anomalies import Anomalie, Euros
from dpid_xl.bareme import load_bareme
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.controles.selection import pair_decisions
from dpid_xl.lieu import Lieu, Origine
from dpid_xl.modele import Decision, Dossier, Ligne, Mesure, Operation, Portee
from dpid_xl.montants import ZERO

Correction = Callable[[Dossier, Anomalie], Dossier | None]

_REGISTRES = {
    "operation_en_double": ("operations", "code"),
    "thematique_en_double": ("thematiques", "code"),
    "budget_en_double": ("budget", "code"),
    "structure_en_double": ("structures", "nom"),
    "tarif_en_double": ("tarifs", "code"),
}
_EN_TROP = "•"  # the code of an operation that nobody has


def rename_double(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give a row whose code stands twice the only code that is named elsewhere and stands nowhere."""
    registre, champ = _REGISTRES[anomalie.code]
    rangees: tuple[Any, ...] = getattr(dossier, registre)
    absents = _list_absents(dossier, registre)
    double = next((rangee for rangee in rangees if rangee.lieu.origine(champ) == anomalie.origine), None)
    if len(absents) != 1 or double is None:
        return None
    nom = absents.pop()
    siennes = [d for d in dossier.decisions if _is_rangee(double.lieu, d.origine) and d.cle == getattr(double, champ)]
    changes: dict[str, Any] = {
        registre: tuple(replace(rangee, **{champ: nom}) if rangee is double else rangee for rangee in rangees),
        "decisions": tuple(replace(decision, cle=nom) if decision in siennes else decision for decision in dossier.decisions),
    }
    return replace(dossier, **changes)


def restore_tarif(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give a code of the barème what the deliberation gives it."""
    references = {tarif.identite: tarif for tarif in load_bareme().at(dossier.bareme.jour).valables}
    voulus = [tarif for tarif in references.values() if anomalie.faits["code"] in (tarif.code, tarif.identite)]
    if not voulus:
        return None
    autres = tuple(tarif for tarif in dossier.tarifs if tarif.identite not in {tarif.identite for tarif in voulus})
    return replace(dossier, tarifs=(*autres, *voulus))


def drop_ligne(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Take a line out."""
    ligne = _find_ligne(dossier, anomalie.origine)
    return replace(dossier, lignes=tuple(autre for autre in dossier.lignes if autre is not ligne)) if ligne else None


def drop_vide(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Empty a row that names neither its operation nor its structure."""
    ligne = _find_ligne(dossier, anomalie.origine)
    return drop_ligne(dossier, anomalie) if ligne and not ligne.operation and not ligne.structure else None


def reclass_lignes(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give the lines of an unknown operation to the only one whose total lacks just their amount."""
    ligne = _find_ligne(dossier, anomalie.origine)
    if ligne is None or ligne.operation in dossier.operation_par_code:
        return None
    ensemble = [autre for autre in dossier.lignes if autre.operation == ligne.operation]
    for lignes in (ensemble, [ligne]):
        code = _find_deficit(dossier, Portee.OPERATION, sum_montants(lignes))
        if code:
            return _change_lignes(dossier, lignes, operation=code)
    return None


def reclass_operations(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give the operations of an unknown budget code, or thématique, to the only one whose total lacks just their amount."""
    champ, portee = ("budget", Portee.BUDGET) if anomalie.code == "budget_inconnu" else ("thematique", Portee.THEMATIQUE)
    operation = next((operation for operation in dossier.operations if operation.lieu.origine(champ) == anomalie.origine), None)
    if operation is None:
        return None
    voisines = [autre for autre in dossier.operations if getattr(autre, champ) == getattr(operation, champ)]
    codes = {autre.code for autre in voisines}
    code = _find_deficit(dossier, portee, sum_montants(ligne for ligne in dossier.lignes if ligne.operation in codes))
    valeurs: dict[str, Any] = {champ: code}
    corrigees = tuple(replace(autre, **valeurs) if autre in voisines else autre for autre in dossier.operations)
    return replace(dossier, operations=corrigees) if code else None


def type_structure(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Write the nearest name of the register."""
    ligne, proche = _find_ligne(dossier, anomalie.origine), str(anomalie.faits["proche"]).removeprefix("« ").removesuffix(" »")
    return _change_lignes(dossier, [ligne], structure=proche) if ligne and proche in dossier.structure_par_nom else None


def swap_dates(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Put the two dates of a line, of an operation or of the campaign the other way round."""
    if ligne := _find_ligne(dossier, anomalie.origine):
        return _change_lignes(dossier, [ligne], debut=ligne.fin, fin=ligne.debut)
    if anomalie.origine == dossier.reglages.origine("fin"):
        return replace(dossier, campagne=replace(dossier.campagne, debut=dossier.campagne.fin, fin=dossier.campagne.debut))
    operations = tuple(
        replace(operation, debut=operation.fin, fin=operation.debut) if _is_rangee(operation.lieu, anomalie.origine) else operation
        for operation in dossier.operations
    )
    return replace(dossier, operations=operations)


def type_date(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give a date that is out of the campaign that of the operation, or else the nearest one that is in it."""
    ligne = _find_ligne(dossier, anomalie.origine)
    operation = ligne and dossier.operation_par_code.get(ligne.operation)
    champ = ligne and _find_champ(ligne.lieu, anomalie.origine)
    if ligne is None or champ not in ("debut", "fin"):
        return None
    debut, fin, typee = dossier.campagne.debut, dossier.campagne.fin, getattr(ligne, champ)
    nearest = max(typee, debut) if debut and typee < debut else fin
    return _change_lignes(dossier, [ligne], **{champ: (operation and getattr(operation, champ)) or nearest})


def type_dates(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give a line the dates of its operation."""
    ligne = _find_ligne(dossier, anomalie.origine)
    operation = ligne and dossier.operation_par_code.get(ligne.operation)
    return _change_lignes(dossier, [ligne], debut=operation.debut, fin=operation.fin) if ligne and operation else None


def type_montant(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give a line without an amount the one that the total of its operation lacks."""
    ligne = _find_ligne(dossier, anomalie.origine)
    if ligne is None or anomalie.origine != ligne.lieu.origine("montant"):
        return None
    manque = -(_get_ecarts(dossier, Portee.OPERATION, Mesure.MONTANT).get(ligne.operation) or ZERO)
    return _change_lignes(dossier, [ligne], montant=(ligne.montant or ZERO) + manque) if manque > ZERO else None


def make_positif(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Take its sign from a negative amount."""
    ligne = _find_ligne(dossier, anomalie.origine)
    return _change_lignes(dossier, [ligne], montant=abs(ligne.montant)) if ligne and ligne.montant else None


def type_quantite(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give a line the quantity that its operation lacks, or has in excess."""
    ligne = _find_ligne(dossier, anomalie.origine)
    ecart = ligne and _get_ecarts(dossier, Portee.OPERATION, Mesure.QUANTITE).get(ligne.operation)
    if ligne is None or not ecart:
        return None
    quantite = (ligne.quantite or ZERO) - ecart
    return _change_lignes(dossier, [ligne], quantite=quantite) if quantite > 0 else None


def type_calcul(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give a line the amount of the barème."""
    ligne, ecart = _find_ligne(dossier, anomalie.origine), anomalie.faits["ecart"]
    if ligne is None or ligne.montant is None or not isinstance(ecart, Euros):
        return None
    return _change_lignes(dossier, [ligne], montant=ligne.montant - ecart.montant)


def type_attribution(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Give a structure, on its first line of the operation, what the text grants it."""
    ecart, structure = anomalie.faits["ecart"], dossier.name_structure(str(anomalie.faits["structure"]))
    lignes = dossier.lignes_par_cle.get((structure.casefold(), str(anomalie.faits["operation"])), ())
    if not lignes or not isinstance(ecart, Euros):
        return None
    return _change_lignes(dossier, lignes[:1], montant=(lignes[0].montant or ZERO) - ecart.montant)


def balance_operation(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Add to an operation a line of what its total lacks, or has in excess."""
    decision = _find_decision(dossier, anomalie)
    if decision is None or decision.portee is not Portee.OPERATION or decision.cle not in dossier.operation_par_code:
        return None
    return _add_ligne(dossier, dossier.operation_par_code[decision.cle], anomalie)


def balance_total(dossier: Dossier, anomalie: Anomalie) -> Dossier | None:
    """Add to a thématique or a budget code a line of what its total lacks, or has in excess, of an operation of its own."""
    decision = _find_decision(dossier, anomalie)
    if decision is None or decision.portee not in (Portee.THEMATIQUE, Portee.BUDGET) or not dossier.operations:
        return None
    thematique, budget = (decision.cle, "") if decision.portee is Portee.THEMATIQUE else ("", decision.cle)
    operation = replace(dossier.operations[0], code=_EN_TROP, thematique=thematique, budget=budget)
    return _add_ligne(replace(dossier, operations=(*dossier.operations, operation)), operation, anomalie)


def _add_ligne(dossier: Dossier, operation: Operation, anomalie: Anomalie) -> Dossier | None:
    ecart = anomalie.faits["ecart"]
    if not dossier.lignes or not isinstance(ecart, Euros):
        return None
    ligne = replace(dossier.lignes[0], operation=operation.code, montant=-ecart.montant)
    return replace(dossier, lignes=(*dossier.lignes, ligne))


def _list_absents(dossier: Dossier, registre: str) -> set[str]:
    """Return the codes that are named where a register is used and that it does not have."""
    match registre:
        case "operations":
            return {ligne.operation for ligne in dossier.lignes} - {operation.code for operation in dossier.operations}
        case "thematiques":
            return {operation.thematique for operation in dossier.operations} - {thematique.code for thematique in dossier.thematiques}
        case "budget":
            return {operation.budget for operation in dossier.operations} - {budget.code for budget in dossier.budget}
        case "tarifs":
            return {tarif.code for tarif in load_bareme().at(dossier.bareme.jour).valables} - {tarif.code for tarif in dossier.tarifs}
    return {ligne.structure for ligne in dossier.lignes if dossier.find_structure(ligne.structure) is None}


def _find_deficit(dossier: Dossier, portee: Portee, montant: Decimal) -> str:
    """Return the key of the only decided amount that its lines miss by this much; empty: none, or several."""
    cles = [cle for cle, ecart in _get_ecarts(dossier, portee, Mesure.MONTANT).items() if ecart == -montant]
    return cles[0] if montant and len(cles) == 1 else ""


def _get_ecarts(dossier: Dossier, portee: Portee, mesure: Mesure) -> dict[str, Decimal]:
    """Return by how much the lines go beyond each decided figure."""
    paires = [(decision, lignes) for decision, lignes in pair_decisions(dossier, mesure) if decision.portee is portee]
    if mesure is Mesure.MONTANT:
        return {decision.cle: sum_montants(lignes) - decision.valeur for decision, lignes in paires}
    return {decision.cle: sum((ligne.quantite or ZERO for ligne in lignes), ZERO) - decision.valeur for decision, lignes in paires}


def _find_decision(dossier: Dossier, anomalie: Anomalie) -> Decision | None:
    return next((d for d in dossier.decisions if d.origine == anomalie.origine and d.mesure is Mesure.MONTANT), None)


def _find_ligne(dossier: Dossier, origine: Origine) -> Ligne | None:
    return next((ligne for ligne in dossier.lignes if _is_rangee(ligne.lieu, origine)), None)


def _is_rangee(lieu: Lieu, origine: Origine) -> bool:
    return (lieu.feuille, lieu.rang) == (origine.feuille, origine.place[0])


def _find_champ(lieu: Lieu, origine: Origine) -> str:
    return next((champ for champ in lieu.colonnes if lieu.origine(champ) == origine), "")


def _change_lignes(dossier: Dossier, lignes: Iterable[Ligne], **valeurs: Any) -> Dossier:
    """Change some lines; they are known by their identity, for two may be equal."""
    choisies = {id(ligne) for ligne in lignes}
    return replace(dossier, lignes=tuple(replace(li, **valeurs) if id(li) in choisies else li for li in dossier.lignes))
