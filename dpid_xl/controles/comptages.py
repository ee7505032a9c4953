"""Quantities and numbers of structures against those the text announces.

Source: annexes 1 to 4 of the deliberation 2022-375 (138 places, 733 participants, 45 and 1 105 postes …).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Compte, Faits, Gravite, Nombre, Quantite
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.controles.selection import pair_decisions, write_objet
from dpid_xl.modele import Dossier, Mesure
from dpid_xl.montants import ZERO


def check_quantites_decidees(dossier: Dossier) -> Iterable[Anomalie]:
    """The quantities of the lines add up to the announced quantity; without any quantity, nothing can be compared."""
    for decision, lignes in pair_decisions(dossier, Mesure.QUANTITE):
        quantites = [ligne.quantite for ligne in lignes if ligne.quantite is not None]
        faits: Faits = {"objet": write_objet(decision), "decide": Quantite(decision.valeur, decision.unite)}
        if not quantites:
            yield Anomalie("quantite_non_verifiable", Gravite.INFORMATION, decision.origine, faits)
        elif (total := sum(quantites, Decimal(0))) != decision.valeur:
            yield Anomalie(
                "quantite_ecart_decision",
                Gravite.AVERTISSEMENT,
                decision.origine,
                faits
                | {
                    "trouve": Nombre(total),
                    "ecart": Nombre(total - decision.valeur),
                    "sans_quantite": Compte(len(lignes) - len(quantites), "ligne"),
                },
            )


def check_structures_decidees(dossier: Dossier) -> Iterable[Anomalie]:
    """As many distinct bodies are funded (amount above 0 €) as the text announces; it often counts lines instead."""
    for decision, lignes in pair_decisions(dossier, Mesure.STRUCTURES):
        financees = [ligne for ligne in lignes if ligne.montant is not None and ligne.montant > ZERO]
        organismes = {get_cle(dossier, ligne, Axe.STRUCTURE) for ligne in financees}
        if len(organismes) != decision.valeur:
            yield Anomalie(
                "structures_ecart_decision",
                Gravite.AVERTISSEMENT,
                decision.origine,
                {
                    "objet": write_objet(decision),
                    "decide": Quantite(decision.valeur, "structure"),
                    "lignes": Compte(len(financees), "ligne"),
                    "organismes": Compte(len(organismes), "organisme"),
                },
            )
