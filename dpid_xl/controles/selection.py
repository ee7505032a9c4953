"""The lines a decided figure is about, and the words controls share to speak of them.

>>> count_de(2, "ligne"), count_de(1, "ligne")
('2 lignes', '1 ligne')
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dpid_xl.calcul.montant import write_quantite
from dpid_xl.modele import Decision, Dossier, Ligne, Mesure, Operation, Portee

VIDE = "(case vide)"

_ARTICLES = {
    Portee.OPERATION: "l'opération {}",
    Portee.THEMATIQUE: "la thématique {}",
    Portee.ARTICLE: "l'{}",  # the key already reads « article 1 »
    Portee.BUDGET: "la ligne budgétaire {}",
}


def find_decisions(dossier: Dossier, mesure: Mesure) -> Iterator[Decision]:
    """Yield the decided figures that count ``mesure``."""
    return (decision for decision in dossier.decisions if decision.mesure is mesure)


def find_lignes(dossier: Dossier, decision: Decision) -> tuple[Ligne, ...]:
    """Return the lines a decided figure is about; none when its key is unknown."""
    return tuple(
        ligne
        for ligne in dossier.lignes
        if (operation := dossier.operation_par_code.get(ligne.operation)) and _get_cle(dossier, operation, decision.portee) == decision.cle
    )


def write_objet(decision: Decision) -> str:
    """Write what a decided figure is about, with its article: « l'opération T1-01 »."""
    return _ARTICLES[decision.portee].format(decision.cle)


def name_ligne(ligne: Ligne) -> dict[str, str]:
    """Return the facts that name a line in a sentence: structure as printed, operation."""
    return {"structure": ligne.structure or VIDE, "operation": ligne.operation or VIDE}


def count_de(nombre: int, nom: str) -> str:
    """Write a number of things, in the plural from two on."""
    return write_quantite(Decimal(nombre), nom)


def _get_cle(dossier: Dossier, operation: Operation, portee: Portee) -> str:
    match portee:
        case Portee.OPERATION:
            return operation.code
        case Portee.THEMATIQUE:
            return operation.thematique
        case Portee.BUDGET:
            return operation.budget
        case _:
            articles = {thematique.code: thematique.article for thematique in dossier.thematiques}
            return articles.get(operation.thematique, "")
