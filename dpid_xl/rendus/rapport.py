"""The state of the controls of a workbook: as JSON for programs, as a PDF to attach to the dossier.

>>> describe_anomalies([])
[]
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dpid_xl import __version__
from dpid_xl.anomalies import ORDRE_DES_GRAVITES, Anomalie
from dpid_xl.calcul.montant import get_jour_de_reference
from dpid_xl.calcul.totaux import Axe, compute_totaux, sum_montants
from dpid_xl.controles import get_message, load_messages, write_constat, write_nombre
from dpid_xl.controles.selection import find_decisions, pair_decisions
from dpid_xl.modele import Dossier, Mesure, Origine, Portee
from dpid_xl.montants import ZERO, format_montant, format_nombre, parse_montant
from dpid_xl.periodes import format_date, write_date
from dpid_xl.rendus.pdf import compile_pdf

GABARIT = "rapport.typ"
CODES_DES_MACROS = "lecture_macros_"

_MONTANT = re.compile(r"-?[\d\u202f]+,\d\d\xa0€")


def describe_anomalies(anomalies: Sequence[Anomalie]) -> list[dict[str, Any]]:
    """Return anomalies as the contract of ``controler --json`` writes them, in the same order."""
    return [
        {
            "code": anomalie.code,
            "gravite": anomalie.gravite.value,
            "feuille": anomalie.origine.feuille,
            "cellule": anomalie.origine.cellule,
            "message": get_message(anomalie),
            "faits": {nom: _write_fait(fait) for nom, fait in anomalie.faits.items()},
            "justification": anomalie.justification,
        }
        for anomalie in anomalies
    ]


def _write_fait(fait: str) -> str:
    # The contract: an amount in JSON is a text with a point and two decimals; any other fact stays as it is shown.
    return str(parse_montant(fait)) if _MONTANT.fullmatch(fait) else fait


def render_rapport_json(dossier: Dossier, anomalies: Sequence[Anomalie], classeur: str) -> bytes:
    """Write the control report as one JSON object; amounts are texts with a point and two decimals."""
    rapport = {
        "classeur": classeur,
        "lignes": len(dossier.lignes),
        "total": str(sum_montants(dossier.lignes)),
        "anomalies": describe_anomalies(anomalies),
    }
    return json.dumps(rapport, ensure_ascii=False, indent=2).encode() + b"\n"


def render_rapport_pdf(dossier: Dossier, anomalies: Sequence[Anomalie], classeur: str, empreinte: str, jour: date, par: str = "") -> bytes:
    """Write the control report as a PDF: a page of summary to sign, every anomaly, then what was checked and with which figures.

    ``par`` is who controlled; without a name, its place is left to be filled in by hand.
    """
    donnees = {
        "titre": "État des contrôles",
        "campagne": dossier.campagne.nom,
        "deliberation": _write_deliberation(dossier),
        "direction": dossier.campagne.direction,
        "classeur": classeur,
        "empreinte": empreinte,
        "jour": write_date(jour),
        "par": par,
        "version": __version__,
        "lignes": str(len(dossier.lignes)),
        "total": format_montant(sum_montants(dossier.lignes)),
        "gravites": [[gravite.value, write_nombre(anomalies, gravite)] for gravite in ORDRE_DES_GRAVITES],
        "thematiques": _describe_thematiques(dossier),
        "verification": _write_verification(dossier),
        "budget": _describe_budget(dossier),
        "operations": _describe_operations(dossier),
        "controles": _describe_controles(anomalies),
        "bareme": _describe_bareme(dossier),
        "anomalies": [[a.gravite.value, _write_place(a.origine), write_constat(a)] for a in anomalies],
        "acceptees": [[_write_place(a.origine), get_message(a), a.justification] for a in anomalies if a.justification],
        "justifications": [
            [_write_place(ligne.lieu.origine("Justification")), ligne.structure, ligne.justification]
            for ligne in dossier.lignes
            if ligne.justification
        ],
    }
    return compile_pdf(GABARIT, donnees, jour)


def _write_deliberation(dossier: Dossier) -> str:
    campagne = dossier.campagne
    if not campagne.deliberation_numero:
        return ""
    du = f" du {format_date(campagne.deliberation_date)}" if campagne.deliberation_date else ""
    return f"Délibération n°\xa0{campagne.deliberation_numero}{du}"


def _describe_thematiques(dossier: Dossier) -> list[list[str]]:
    totaux = compute_totaux(dossier, Axe.THEMATIQUE)
    decides = _find_montants_decides(dossier, Portee.THEMATIQUE)
    rangees = []
    for thematique in dossier.thematiques:
        montant = totaux[thematique.code].montant if thematique.code in totaux else ZERO
        decide = decides.get(thematique.code)
        rangees.append([thematique.code, thematique.intitule_court, format_montant(montant), *_compare(montant, decide)])
    return rangees


def _describe_operations(dossier: Dossier) -> list[list[str]]:
    totaux, decides = compute_totaux(dossier, Axe.OPERATION), _find_montants_decides(dossier, Portee.OPERATION)
    rangees = []
    for operation in dossier.operations:
        total = totaux.get(operation.code)
        lignes, montant = (total.lignes, total.montant) if total else (0, ZERO)
        ecart = _compare(montant, decides.get(operation.code))
        rangees.append([operation.code, operation.intitule_court, str(lignes), format_montant(montant), *ecart])
    return rangees


def _describe_controles(anomalies: Sequence[Anomalie]) -> list[list[str]]:
    """Return each rule with where it comes from and how many times it does not hold; macros are only looked at from Excel."""
    nombres = Counter(anomalie.code for anomalie in anomalies)
    return [
        [message.regle, message.source, str(nombres[code])]
        for code, message in load_messages().items()
        if nombres[code] or not code.startswith(CODES_DES_MACROS)
    ]


def _describe_bareme(dossier: Dossier) -> list[list[str]]:
    jour = get_jour_de_reference(dossier)
    return [
        [tarif.libelle, f"{format_nombre(tarif.valeur)} {tarif.unite}", format_date(tarif.valable_du), tarif.source]
        for tarif in dossier.bareme
        if tarif.is_valable(jour)
    ]


def _write_verification(dossier: Dossier) -> str:
    """Write how many decided amounts the lines reach to the cent."""
    paires = [(sum_montants(lignes), decision.valeur) for decision, lignes in pair_decisions(dossier, Mesure.MONTANT)]
    if not paires:
        return "Le classeur ne porte aucun montant décidé : les totaux ne sont comparés à rien."
    justes = sum(somme == decide for somme, decide in paires)
    return (
        f"Montants décidés retrouvés au centime près par la somme des lignes (opérations, thématiques, articles, lignes budgétaires) : "
        f"{justes} sur {len(paires)}."
    )


def _find_montants_decides(dossier: Dossier, portee: Portee) -> dict[str, Decimal]:
    return {decision.cle: decision.valeur for decision in find_decisions(dossier, Mesure.MONTANT) if decision.portee is portee}


def _write_place(origine: Origine) -> str:
    return str(origine).replace("!", " ")


def _describe_budget(dossier: Dossier) -> list[list[str]]:
    totaux = compute_totaux(dossier, Axe.BUDGET)
    rangees = []
    for budget in dossier.budget:
        montant = totaux[budget.code].montant if budget.code in totaux else ZERO
        rangees.append(
            [
                budget.code,
                budget.libelle,
                format_montant(budget.disponible),
                format_montant(montant),
                format_montant(budget.disponible - montant),
            ]
        )
    return rangees


def _compare(montant: Decimal, decide: Decimal | None) -> tuple[str, str]:
    return ("", "") if decide is None else (format_montant(decide), format_montant(montant - decide))
