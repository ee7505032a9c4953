"""Totals against the figures that were voted, and against the credits: the sums of the lines must be the decision's.

Source: deliberation 2022-375, articles 1 to 4 (l. 86-111) and 8 (l. 142-166); totals printed in annexe 5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Compte, Euros, Faits, Gravite, Quantite
from dpid_xl.bareme import Assiette
from dpid_xl.calcul.commissions import list_autres, list_autres_commissions, list_lignes_du_vote, sum_fixes
from dpid_xl.calcul.demandes import list_ouvertes
from dpid_xl.calcul.montant import CalculImpossible, compute_montant
from dpid_xl.calcul.totaux import Axe, group_lignes, sum_montants
from dpid_xl.controles.selection import find_decisions, group_par_objet, pair_decisions, sum_ajouts, write_objet
from dpid_xl.lieu import Origine
from dpid_xl.modele import ATTRIBUE, Deliberation, Dossier, Ligne, LigneBudget, Mesure, Operation, Portee, Thematique
from dpid_xl.montants import ZERO
from dpid_xl.periodes import format_date
from dpid_xl.schema import EMPLACEMENTS

# What the text announces of some operations only.
_ANNONCES = {(Portee.OPERATION, Mesure.QUANTITE), (Portee.OPERATION, Mesure.STRUCTURES)}

_Rangee = Operation | Thematique | LigneBudget


def check_totaux_decides(dossier: Dossier) -> Iterable[Anomalie]:
    """The lines of an operation, a thématique, an article or a budget code add up to the decided amount, to the cent.

    It is what the vote decided, and what other commissions added to it.
    """
    ajouts = sum_ajouts(dossier)
    for decision, lignes in pair_decisions(dossier, Mesure.MONTANT):
        total, ajout = sum_montants(lignes), ajouts.get((decision.portee, decision.cle), ZERO)
        if _is_comptee_deux_fois(total, decision.valeur, ajout):
            yield _tell_comptee_deux_fois(write_objet(decision), total, ajout, decision.origine)
        elif total != decision.valeur:
            yield Anomalie(
                "total_ecart_decision",
                Gravite.BLOQUANTE,
                decision.origine,
                {
                    "objet": write_objet(decision),
                    "decide": Euros(decision.valeur),
                    "trouve": Euros(total),
                    "ecart": Euros(total - decision.valeur),
                    "lignes": Compte(len(lignes), "ligne"),
                },
            )


def check_attributions(dossier: Dossier) -> Iterable[Anomalie]:
    """The lines of a structure in an operation add up to what the text grants it, to the cent: two amounts were not swapped."""
    groupes = group_lignes(dossier, Axe.STRUCTURE)
    for attribution in dossier.attributions:
        structure = dossier.find_structure(attribution.structure)
        lignes = groupes.get(structure.nom if structure else attribution.structure, ())
        total = sum_montants(ligne for ligne in lignes if ligne.operation == attribution.operation)
        cle = dossier.name_structure(attribution.structure).casefold(), attribution.operation
        ajout = sum_fixes(list_autres(dossier, dossier.passees_par_cle.get(cle, ())))
        decide, origine = attribution.montant_decide + ajout, attribution.lieu.origine("montant_decide")
        if _is_comptee_deux_fois(total, decide, ajout):
            objet = f"l'opération {attribution.operation} pour « {attribution.structure} »"
            yield _tell_comptee_deux_fois(objet, total, ajout, origine)
        elif total != decide:
            faits: Faits = {
                "structure": attribution.structure,
                "operation": attribution.operation,
                "decide": Euros(decide),
                "trouve": Euros(total),
                "ecart": Euros(total - decide),
            }
            yield Anomalie("attribution_differente", Gravite.BLOQUANTE, origine, faits)


def check_commissions_decidees(dossier: Dossier) -> Iterable[Anomalie]:
    """What another commission passed to the vote adds up to the amount it decided, once somebody typed it and none of its demands waits.

    The deliberations of one day are compared together: a demand names its commission by the day.
    """
    en_attente = _list_jours_en_attente(dossier)
    for jour, deliberations, demandes in list_autres_commissions(dossier):
        if not demandes:
            continue
        total, decides = sum_fixes(demandes), [une.decide for une in deliberations if une.decide is not None]
        decide = sum(decides, ZERO)
        faits: Faits = {"date": jour, "trouve": Euros(total), "demandes": Compte(len(demandes), "demande")}
        if len(decides) < len(deliberations):
            muette = next(une for une in deliberations if une.decide is None)
            yield Anomalie("commission_sans_montant", Gravite.AVERTISSEMENT, muette.lieu.origine("decide"), faits)
        elif decide != total and jour not in en_attente:
            faits |= {"decide": Euros(decide), "ecart": Euros(total - decide)}
            yield Anomalie("commission_ecart_decision", Gravite.BLOQUANTE, deliberations[0].lieu.origine("decide"), faits)


def check_montants_accordes(dossier: Dossier) -> Iterable[Anomalie]:
    """An amount that is typed of a deliberation is of one that decides demands, on another day than the vote, and passed some."""
    muettes = {jour for jour, _, demandes in list_autres_commissions(dossier) if not demandes} - _list_jours_en_attente(dossier)
    for deliberation in dossier.deliberations:
        raison = _tell_sans_effet(dossier, deliberation, muettes) if deliberation.decide else None
        if raison and deliberation.decide:
            faits: Faits = {
                "decide": Euros(deliberation.decide),
                "deliberation": _name_deliberation(deliberation),
                "raison": raison,
            }
            yield Anomalie("montant_accorde_sans_effet", Gravite.AVERTISSEMENT, deliberation.lieu.origine("decide"), faits)


def check_nombre_operations(dossier: Dossier) -> Iterable[Anomalie]:
    """As many operations have lines in a thématique or an article as the text announces."""
    for decision, lignes in pair_decisions(dossier, Mesure.OPERATIONS):
        codes = {ligne.operation for ligne in lignes}
        if len(codes) != decision.valeur:
            yield Anomalie(
                "operations_ecart_decision",
                Gravite.AVERTISSEMENT,
                decision.origine,
                {
                    "objet": write_objet(decision),
                    "decide": Quantite(decision.valeur, "opération"),
                    "trouve": len(codes),
                    "operations": tuple(sorted(codes)) or "aucune",
                },
            )


def check_soldes_budget(dossier: Dossier) -> Iterable[Anomalie]:
    """The lines of a budget code exceed neither the credits available on it nor its commitment ceiling, AE (article 8)."""
    groupes = group_lignes(dossier, Axe.BUDGET)
    for budget in dossier.budget:
        proposition = sum_montants(groupes.get(budget.code, ()))
        if proposition > budget.disponible:
            yield Anomalie(
                "budget_depasse",
                Gravite.BLOQUANTE,
                budget.lieu.origine("disponible"),
                {
                    "code": budget.code,
                    "disponible": Euros(budget.disponible),
                    "proposition": Euros(proposition),
                    "depassement": Euros(proposition - budget.disponible),
                },
            )
        elif proposition > budget.ae:
            yield Anomalie(
                "budget_ae_depassee",
                Gravite.BLOQUANTE,
                budget.lieu.origine("ae"),
                {
                    "code": budget.code,
                    "ae": Euros(budget.ae),
                    "proposition": Euros(proposition),
                    "depassement": Euros(proposition - budget.ae),
                },
            )


def check_disponibles(dossier: Dossier) -> Iterable[Anomalie]:
    """What is available on a budget code is at most its commitment ceiling (AE)."""
    for budget in dossier.budget:
        if budget.disponible > budget.ae:
            yield Anomalie(
                "budget_disponible_superieur_ae",
                Gravite.AVERTISSEMENT,
                budget.lieu.origine("disponible"),
                {"code": budget.code, "disponible": Euros(budget.disponible), "ae": Euros(budget.ae)},
            )


def check_totaux_verifiables(dossier: Dossier) -> Iterable[Anomalie]:
    """Once the campaign has lines, it has decided amounts: without any, no total can be checked."""
    if dossier.lignes and dossier.operations and not any(find_decisions(dossier, Mesure.MONTANT)):
        faits = {"colonnes": "Opérations, Budget et Campagne, colonnes « décidé »"}
        yield Anomalie("aucun_total_decide", Gravite.AVERTISSEMENT, dossier.operations[0].lieu.origine("montant_decide"), faits)


def check_decisions_completes(dossier: Dossier) -> Iterable[Anomalie]:
    """Once a column of decided figures has one, every row of its table that has lines has its own."""
    decidees = {(decision.portee, decision.mesure, decision.cle) for decision in dossier.decisions}
    saisies = {(portee, mesure) for portee, mesure, _ in decidees}
    groupes = group_par_objet(dossier, list_lignes_du_vote(dossier))
    for (portee, mesure), emplacement in EMPLACEMENTS.items():
        for rangee, nom in _list_rangees_decidees(dossier, portee, groupes):
            if (portee, mesure) in saisies - _ANNONCES and (portee, mesure, _get_cle_decidee(portee, rangee)) not in decidees:
                faits: Faits = {"objet": nom, "colonne": emplacement.entete}
                yield Anomalie("total_decide_absent", Gravite.AVERTISSEMENT, rangee.lieu.origine(emplacement.champ), faits)


def check_decisions_effacees(dossier: Dossier) -> Iterable[Anomalie]:
    """Once amounts are decided, no column of decided figures is empty: erased as a whole, nothing would be compared with it."""
    saisies = {(decision.portee, decision.mesure) for decision in dossier.decisions}
    if all(mesure is not Mesure.MONTANT for _, mesure in saisies):
        return
    groupes = group_par_objet(dossier, list_lignes_du_vote(dossier))
    for (portee, mesure), emplacement in EMPLACEMENTS.items():
        rangee = next((rangee for rangee, _ in _list_rangees_decidees(dossier, portee, groupes)), None)
        if rangee and (portee, mesure) not in saisies:
            origine = rangee.lieu.origine(emplacement.champ)
            yield Anomalie(
                "decisions_effacees", Gravite.AVERTISSEMENT, origine, {"colonne": emplacement.entete, "feuille": origine.feuille}
            )


def check_arrondis(dossier: Dossier) -> Iterable[Anomalie]:
    """The rounded amounts of lines that have one rate and one duration are compared with the amount of their whole quantity."""
    groupes: dict[tuple[object, ...], list[Ligne]] = {}
    for ligne in dossier.lignes:
        tarifs = dossier.bareme.find_tarifs(ligne.operation)
        if tarifs and all(tarif.assiette is not Assiette.FORFAIT for tarif in tarifs):  # a lump sum has no whole quantity
            groupes.setdefault((ligne.operation, ligne.mois), []).append(ligne)
    for lignes in groupes.values():
        somme, ensemble = _sum_arrondis(dossier, lignes)
        if somme != ensemble:
            yield Anomalie(
                "arrondis_differents",
                Gravite.INFORMATION,
                lignes[0].lieu.origine("montant"),
                {
                    "operation": lignes[0].operation,
                    "lignes": Compte(len(lignes), "ligne"),
                    "somme": Euros(somme),
                    "ensemble": Euros(ensemble),
                    "ecart": Euros(somme - ensemble),
                },
            )


def _is_comptee_deux_fois(total: Decimal, decide: Decimal, ajout: Decimal) -> bool:
    """Tell whether lines are short of a raised amount by all that raised it: the amount that is typed held it already, or so it looks."""
    return ajout > ZERO and decide - total == ajout and total >= ajout


def _tell_comptee_deux_fois(objet: str, total: Decimal, ajout: Decimal, origine: Origine) -> Anomalie:
    faits: Faits = {
        "objet": objet,
        "trouve": Euros(total),
        "decide": Euros(total + ajout),
        "ajout": Euros(ajout),
        "vote": Euros(total - ajout),
        "cellule": origine.cellule,
    }
    return Anomalie("commission_comptee_deux_fois", Gravite.BLOQUANTE, origine, faits)


def _list_jours_en_attente(dossier: Dossier) -> set[date | None]:
    """Return the days whose commission retained a demand that is not passed to the vote yet."""
    return {demande.commission for demande in list_ouvertes(dossier) if demande.retenue}


def _name_deliberation(deliberation: Deliberation) -> str:
    return f"« {deliberation.assemblee} »" + (f" du {format_date(deliberation.jour)}" if deliberation.jour else "")


def _tell_sans_effet(dossier: Dossier, deliberation: Deliberation, muettes: Collection[date]) -> str | None:
    """Write why the amount of a deliberation is compared with nothing, and what to do; None: it is, or its day is to be typed first."""
    if deliberation.role != ATTRIBUE:
        return f"son rôle n'est pas « {ATTRIBUE} » : choisissez ce rôle, ou effacez ce montant"
    if deliberation.jour in muettes:
        return "aucune demande passée au vote ne dit ce jour : corrigez sa date, ou « Commission » dans les demandes qu'elle a décidées"
    if deliberation.jour and deliberation.jour == dossier.campagne.deliberation_date:
        return (
            "c'est le jour du vote, dont les montants décidés sont ceux de Campagne, d'Opérations et de Budget : "
            "corrigez sa date, ou effacez ce montant"
        )
    return None


def _sum_arrondis(dossier: Dossier, lignes: Sequence[Ligne]) -> tuple[Decimal, Decimal]:
    """Return the sum of the amounts that the barème gives to each line, and the amount that it gives to all of them."""
    tarifs, mois = dossier.bareme.find_tarifs(lignes[0].operation), lignes[0].mois
    quantites = [(ligne.quantite or Decimal(0), ligne.quantite_simple or Decimal(0)) for ligne in lignes]
    entiere, simple = (sum(colonne, Decimal(0)) for colonne in zip(*quantites, strict=True))
    try:
        somme = sum((compute_montant(tarifs, quantite, mois, simples) for quantite, simples in quantites), ZERO)
        return somme, compute_montant(tarifs, entiere, mois, simple)
    except CalculImpossible:  # check_quantites_negatives says it
        return ZERO, ZERO


def _list_rangees_decidees(
    dossier: Dossier, portee: Portee, groupes: Mapping[tuple[Portee, str], Sequence[Ligne]]
) -> Iterator[tuple[_Rangee, str]]:
    """Yield the rows that hold the decided figures of a kind of object and have lines, each with its name in a sentence."""
    rangees: Sequence[_Rangee]
    match portee:
        case Portee.OPERATION:
            rangees, nom = dossier.operations, "L'opération {}"
        case Portee.BUDGET:
            rangees, nom = dossier.budget, "La ligne budgétaire {}"
        case Portee.THEMATIQUE | Portee.ARTICLE:
            rangees, nom = dossier.thematiques, "La thématique {}"
    return ((rangee, nom.format(rangee.code)) for rangee in rangees if groupes.get((portee, _get_cle_decidee(portee, rangee))))


def _get_cle_decidee(portee: Portee, rangee: _Rangee) -> str:
    return rangee.article if portee is Portee.ARTICLE and isinstance(rangee, Thematique) else rangee.code
