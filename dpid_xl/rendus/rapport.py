"""The state of the controls of a workbook: as JSON for programs, as a PDF to attach to the dossier.

>>> describe_anomalies([])
[]
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from dpid_xl import __version__
from dpid_xl.anomalies import ORDRE_DES_GRAVITES, Anomalie
from dpid_xl.calcul.totaux import Axe, compute_totaux, sum_montants
from dpid_xl.controles import get_message
from dpid_xl.modele import Dossier, Mesure, Portee
from dpid_xl.montants import ZERO, format_montant, parse_montant
from dpid_xl.periodes import format_date, write_date
from dpid_xl.rendus.pdf import compile_pdf

GABARIT = "rapport.typ"

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


def render_rapport_pdf(dossier: Dossier, anomalies: Sequence[Anomalie], classeur: str, empreinte: str, jour: date) -> bytes:
    """Write the control report as a PDF: one page of summary, then every anomaly with its place."""
    donnees = {
        "titre": "État des contrôles",
        "campagne": dossier.campagne.nom,
        "deliberation": _write_deliberation(dossier),
        "direction": dossier.campagne.direction,
        "classeur": classeur,
        "empreinte": empreinte,
        "jour": write_date(jour),
        "version": __version__,
        "lignes": str(len(dossier.lignes)),
        "total": format_montant(sum_montants(dossier.lignes)),
        "gravites": [[gravite.value, str(sum(a.gravite is gravite for a in anomalies))] for gravite in ORDRE_DES_GRAVITES],
        "thematiques": _describe_thematiques(dossier),
        "budget": _describe_budget(dossier),
        "anomalies": [[a.gravite.value, str(a.origine).replace("!", " "), get_message(a)] for a in anomalies],
        "justifications": [
            [str(ligne.lieu.origine("Justification")).replace("!", " "), ligne.structure, ligne.justification]
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
    decides = {d.cle: d.valeur for d in dossier.decisions if d.portee is Portee.THEMATIQUE and d.mesure is Mesure.MONTANT}
    rangees = []
    for thematique in dossier.thematiques:
        montant = totaux[thematique.code].montant if thematique.code in totaux else ZERO
        decide = decides.get(thematique.code)
        rangees.append([thematique.code, thematique.intitule_court, format_montant(montant), *_compare(montant, decide)])
    return rangees


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


def _compare(montant: Any, decide: Any) -> tuple[str, str]:
    return ("", "") if decide is None else (format_montant(decide), format_montant(montant - decide))
