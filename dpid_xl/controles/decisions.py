"""The rank of each avenant among those of its convention, and the deliberation that decides it.

Source: deliberation 2022-375, article 7 and annexe 7: the avenant has a number, and a date of the deliberation that allows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from dpid_xl.anomalies import Anomalie, Faits, Gravite
from dpid_xl.calcul.avenants import decides, find_jour, get_numero, group_avenants, group_rangs, list_decisions, list_etapes, list_numeros
from dpid_xl.calcul.suivi import find_avenants
from dpid_xl.controles.changements import name_avenant
from dpid_xl.controles.selection import VIDE, pair_with_first
from dpid_xl.modele import Dossier, Effet, LigneAvenant
from dpid_xl.periodes import format_date


def check_rangs(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant says its rank among those of its convention, from 1."""
    for rangee in dossier.avenants:
        if not rangee.rang or rangee.rang < 1:
            faits: Faits = {"structure": rangee.structure or VIDE, "operation": rangee.operation or VIDE}
            yield Anomalie("avenant_sans_rang", Gravite.BLOQUANTE, rangee.lieu.origine("rang"), faits)


def check_lignes_changees_deux_fois(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant changes a line once."""
    cles = (((id(etape.designees[0]), etape.rangee.rang), etape.rangee) for etape in list_etapes(dossier) if etape.avant)
    for premiere, rangee in pair_with_first(cles):
        faits = name_avenant(rangee) | {"premiere": premiere.lieu.origine("rang").cellule}
        yield Anomalie("avenant_en_double", Gravite.BLOQUANTE, rangee.lieu.origine("rang"), faits)


def check_suite_des_rangs(dossier: Dossier) -> Iterable[Anomalie]:
    """The avenants of a convention follow one another from 1, those that were signed counted; of one made elsewhere, nobody knows."""
    signes = find_avenants(dossier)
    for (structure, numero), rangees in group_avenants(dossier).items():
        if numero:
            continue
        rangs = {rangee.rang for rangee in rangees} | {get_numero(texte) for texte in signes.get((structure, ""), ())}
        for rang, siennes in group_rangs(rangees).items():
            if rang > 1 and rang - 1 not in rangs:
                faits = name_avenant(siennes[0]) | {"absent": rang - 1}
                yield Anomalie("avenant_rang_saute", Gravite.AVERTISSEMENT, siennes[0].lieu.origine("rang"), faits)


def check_ordre_des_decisions(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant is decided after those of lower ranks."""
    for rangees in group_avenants(dossier).values():
        par_rang = [(rang, siennes[0], find_jour(dossier, siennes[0])) for rang, siennes in group_rangs(rangees).items()]
        for (precedent, _, avant), (_, rangee, jour) in pairwise(par_rang):
            if jour and (avant is None or avant > jour):
                etat = f"l'est le {format_date(avant)}" if avant else "ne l'est pas encore"
                faits = name_avenant(rangee) | {"jour": jour, "precedent": precedent, "etat": etat}
                yield Anomalie("avenant_hors_ordre", Gravite.AVERTISSEMENT, rangee.lieu.origine("rang"), faits)


# --- Deliberations ---


def check_decisions(dossier: Dossier) -> Iterable[Anomalie]:
    """A deliberation decides each avenant, on a day that « Campagne » says; said once for each avenant."""
    for rangees in group_avenants(dossier).values():
        for siennes in group_rangs(rangees).values():
            rangee = next((rangee for rangee in siennes if find_jour(dossier, rangee) is None), None)
            if rangee:
                faits = name_avenant(rangee) | {"pourquoi": _tell_non_decide(dossier, rangee)}
                yield Anomalie("avenant_non_decide", Gravite.AVERTISSEMENT, rangee.lieu.origine("deliberation"), faits)


def _tell_non_decide(dossier: Dossier, rangee: LigneAvenant) -> str:
    if not rangee.deliberation:
        return "aucune délibération n'est dite"
    if not list_decisions(dossier, rangee.deliberation):
        return f"la délibération {rangee.deliberation} n'en décide aucun d'après la feuille Campagne"
    return f"la délibération {rangee.deliberation} est sans date"


def check_decisions_uniques(dossier: Dossier) -> Iterable[Anomalie]:
    """All the rows of an avenant name the same deliberation."""
    for rangees in group_avenants(dossier).values():
        for siennes in group_rangs(rangees).values():
            premiere = siennes[0]
            autre = next((rangee for rangee in siennes if rangee.deliberation.casefold() != premiere.deliberation.casefold()), None)
            if autre:
                faits = name_avenant(autre) | {
                    "ici": autre.deliberation or VIDE,
                    "autre": premiere.deliberation or VIDE,
                    "cellule": premiere.lieu.origine("deliberation").cellule,
                }
                yield Anomalie("avenant_deux_deliberations", Gravite.BLOQUANTE, autre.lieu.origine("deliberation"), faits)


def check_decisions_de_l_avenant(dossier: Dossier) -> Iterable[Anomalie]:
    """The deliberation of an avenant decides this one, by its rank and the number of its convention, as « Campagne » says."""
    numeros = list_numeros(dossier)
    for rangee in dossier.avenants:
        numero = rangee.numero_convention or numeros.get(rangee.structure.casefold(), "")
        decisions = list_decisions(dossier, rangee.deliberation)
        if not rangee.rang or not decisions or any(decides(decision, rangee.rang, numero) for decision in decisions):
            continue
        decision = decisions[0]
        faits = name_avenant(rangee) | {
            "deliberation": rangee.deliberation,
            "autre": f"l'avenant n° {decision.avenant}" if decision.avenant else "un avenant sans numéro",
            "conventions": decision.avenant_a,
            "numero": numero or VIDE,
        }
        yield Anomalie("avenant_autre_deliberation", Gravite.BLOQUANTE, rangee.lieu.origine("deliberation"), faits)


def check_avenants_apres_le_vote(dossier: Dossier) -> Iterable[Anomalie]:
    """An avenant is decided after the campaign."""
    vote = dossier.campagne.deliberation_date
    for rangee in dossier.avenants:
        jour = find_jour(dossier, rangee)
        if vote and jour and jour < vote and rangee.effet is not Effet.AILLEURS:
            faits = name_avenant(rangee) | {"jour": jour, "vote": vote}
            yield Anomalie("avenant_avant_le_vote", Gravite.AVERTISSEMENT, rangee.lieu.origine("deliberation"), faits)
