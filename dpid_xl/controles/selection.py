"""The lines a decided figure is about, and the words controls share to speak of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from dpid_xl.anomalies import Faits
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.commissions import list_lignes_du_vote, sum_autres
from dpid_xl.calcul.plafonds import NatureInconnue, is_privee
from dpid_xl.calcul.suivi import get_structure
from dpid_xl.modele import Decision, Dossier, Ligne, Mesure, Operation, Portee, Structure, Suivi
from dpid_xl.montants import ZERO

VIDE = "(case vide)"

_T = TypeVar("_T")

_ARTICLES = {
    Portee.OPERATION: "l'opération {}",
    Portee.THEMATIQUE: "la thématique {}",
    Portee.ARTICLE: "l'{}",  # the key already reads « article 1 »
    Portee.BUDGET: "la ligne budgétaire {}",
}


def find_decisions(dossier: Dossier, mesure: Mesure) -> Iterator[Decision]:
    """Yield the decided figures that count ``mesure``."""
    return (decision for decision in dossier.decisions if decision.mesure is mesure)


def list_illisibles(dossier: Dossier, feuille: str) -> frozenset[str]:
    """Return the codes of the rows of a sheet that were left out, which the reading says: they are not missing."""
    return frozenset(code for lue, code in dossier.illisibles if lue == feuille)


def pair_decisions(dossier: Dossier, mesure: Mesure) -> Iterator[tuple[Decision, tuple[Ligne, ...]]]:
    """Yield the decided figures that count ``mesure``, each with the lines it is about; none when its key is unknown.

    The amount that the vote decided is raised by what other commissions decided after, and all the lines are compared with it. Nobody
    announces quantities nor numbers of structures or operations for those: the lines of the vote alone are compared with the announced.
    """
    en_montant = mesure is Mesure.MONTANT
    groupes = group_par_objet(dossier, dossier.lignes if en_montant else list_lignes_du_vote(dossier))
    ajouts = sum_ajouts(dossier) if en_montant else {}
    for decision in find_decisions(dossier, mesure):
        cle = decision.portee, decision.cle
        yield replace(decision, valeur=decision.valeur + ajouts.get(cle, ZERO)), tuple(groupes.get(cle, ()))


def group_par_objet(dossier: Dossier, lignes: Iterable[Ligne]) -> Mapping[tuple[Portee, str], Sequence[Ligne]]:
    """Group lines by all that a decided figure can be about: operation, thématique, article, budget code."""
    groupes: dict[tuple[Portee, str], list[Ligne]] = {}
    cles = {code: _list_cles(dossier, operation) for code, operation in dossier.operation_par_code.items()}
    for ligne in lignes:
        for cle in cles.get(ligne.operation, ()):
            groupes.setdefault(cle, []).append(ligne)
    return groupes


def sum_ajouts(dossier: Dossier) -> Mapping[tuple[Portee, str], Decimal]:
    """Return what other commissions than the vote decided, by what a decided figure can be about."""
    sommes: dict[tuple[Portee, str], Decimal] = {}
    for code, montant in sum_autres(dossier).items():
        operation = dossier.operation_par_code.get(code)
        for cle in _list_cles(dossier, operation) if operation else ():
            sommes[cle] = sommes.get(cle, ZERO) + montant
    return sommes


def write_objet(decision: Decision) -> str:
    """Write what a decided figure is about, with its article: « l'opération T1-01 »."""
    return _ARTICLES[decision.portee].format(decision.cle)


def name_ligne(ligne: Ligne) -> Faits:
    """Return the facts that name a line in a sentence: structure as printed, operation."""
    return {"structure": ligne.structure or VIDE, "operation": ligne.operation or VIDE}


def list_suivis(dossier: Dossier) -> Iterator[tuple[Suivi, tuple[Ligne, ...]]]:
    """Yield the rows of Suivi that are about financed lines, with these lines."""
    en_cours = make_en_cours(dossier)
    # What an avenant took out is followed too: what was paid of it comes back.
    financees = {**dict.fromkeys(dossier.financees_par_cle, ()), **en_cours.financees_par_cle}
    for suivi in dossier.suivis:
        lignes = financees.get((get_structure(dossier, suivi), suivi.operation))
        if lignes is not None:
            yield suivi, lignes


def name_suivi(suivi: Suivi) -> Faits:
    """Return the facts that name a row of Suivi in a sentence."""
    return {"structure": suivi.structure, "operation": suivi.operation}


def cite_operations(lignes: Iterable[Ligne]) -> str:
    """Write how many lines of a group each operation has: « 6 en T2-09, 2 en T2-11 »."""
    nombres = Counter(ligne.operation or VIDE for ligne in lignes)
    return ", ".join(f"{nombre} en {operation}" for operation, nombre in nombres.items())


def tell_privee(structure: Structure) -> bool | None:
    """Tell a private body from a public one by its nature; None when the nature does not say."""
    try:
        return is_privee(structure.nature)
    except NatureInconnue:
        return None


def pair_with_first(cles: Iterable[tuple[Hashable, _T]]) -> Iterator[tuple[_T, _T]]:
    """Yield, for every record whose key was already met, the first record of that key and itself."""
    premiers: dict[Hashable, _T] = {}
    for cle, element in cles:
        if cle in premiers:
            yield premiers[cle], element
        else:
            premiers[cle] = element


def _list_cles(dossier: Dossier, operation: Operation) -> tuple[tuple[Portee, str], ...]:
    articles = {thematique.code: thematique.article for thematique in dossier.thematiques}
    return (
        (Portee.OPERATION, operation.code),
        (Portee.THEMATIQUE, operation.thematique),
        (Portee.BUDGET, operation.budget),
        (Portee.ARTICLE, articles.get(operation.thematique, "")),
    )
