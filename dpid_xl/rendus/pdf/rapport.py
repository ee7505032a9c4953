"""The state of the controls of a workbook: as JSON for programs, as a PDF to attach to the dossier.

>>> describe_anomalies([])
[]
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dpid_xl.anomalies import ORDRE_DES_GRAVITES, Anomalie, Chiffre, Fait
from dpid_xl.calcul.totaux import Axe, compute_totaux, get_montant, sum_montants
from dpid_xl.classeurs.audit.reserves import Reserve
from dpid_xl.classeurs.empreinte import sign_dossier
from dpid_xl.controles import get_message, group_anomalies, list_non_verifiables, load_messages, write_groupe, write_nombre
from dpid_xl.controles.groupes import Groupe, write_constats, write_place
from dpid_xl.controles.messages import write_fait
from dpid_xl.controles.selection import pair_decisions
from dpid_xl.documents.manques import Manques
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier, Mesure, Portee
from dpid_xl.montants import ZERO, format_montant, format_nombre
from dpid_xl.periodes import format_date, write_date
from dpid_xl.rendus.pdf import compile_pdf
from dpid_xl.version import __version__

GABARIT = "rapport.typ"
NON_CONTROLEE, NON_VERIFIABLE, EN_PARTIE = "non contrôlée", "non vérifiable", " (en partie)"
SANS_ELLES = "{operations}"  # a reason that names operations: the rule was checked on the others


def describe_anomalies(anomalies: Sequence[Anomalie]) -> list[dict[str, Any]]:
    """Return anomalies as the contract of ``controler --json`` writes them, in the same order.

    ``groupe`` is the rank, from 1, of the group that shows each of them, ``cause`` the one that it follows from.
    """
    rangs = {id(anomalie): rang for rang, groupe in enumerate(group_anomalies(anomalies), 1) for anomalie in groupe.constats}
    return [
        {
            "code": anomalie.code,
            "gravite": anomalie.gravite.value,
            **_describe_origine(anomalie.origine),
            "message": get_message(anomalie),
            "regle": load_messages()[anomalie.code].regle,
            "source": load_messages()[anomalie.code].source,
            "faits": {nom: _describe_fait(fait) for nom, fait in anomalie.faits.items()},
            "justification": anomalie.justification,
            "groupe": rangs[id(anomalie)],
            "cause": anomalie.cause and {"code": anomalie.cause[0], **_describe_origine(anomalie.cause[1])},
        }
        for anomalie in anomalies
    ]


def describe_groupes(anomalies: Sequence[Anomalie]) -> list[dict[str, Any]]:
    """Return what is shown of the anomalies, one record per cause, as the contract of ``controler --json`` writes it."""
    return [
        {
            "groupe": rang,
            "code": groupe.tete.code,
            "gravite": groupe.gravite.value,
            **_describe_origine(groupe.tete.origine),
            "message": write_groupe(groupe),
            "constats": len(groupe.constats),
            "consequences": len(groupe.consequences),
            "cellules": [str(origine) for origine in groupe.origines if origine.feuille],
        }
        for rang, groupe in enumerate(group_anomalies(anomalies), 1)
    ]


def _describe_origine(origine: Origine) -> dict[str, str]:
    return {"feuille": origine.feuille, "cellule": origine.cellule}


def _describe_fait(fait: Fait) -> object:
    """Return a fact as JSON carries it: figures and days as data (an amount has two decimals), anything else as it is shown."""
    if isinstance(fait, Chiffre):
        return fait.donnee
    if isinstance(fait, date):
        return fait.isoformat()
    return fait if isinstance(fait, int) else write_fait(fait)


def describe_manques(manques: Manques | None) -> dict[str, Any] | None:
    """Return what keeps documents in PROJET as the contract of ``controler --json`` writes it; None while an anomaly forbids them."""
    if manques is None:
        return None
    attentes = (
        {
            "feuille": attente.origine.feuille,
            "cellule": attente.origine.cellule,
            "sujet": attente.sujet,
            "manque": list(attente.quoi),
            "documents": attente.documents,
        }
        for attente in manques.attentes
    )
    return {"conventions": manques.documents, "completes": manques.complets, "attentes": list(attentes)}


def render_rapport_json(
    dossier: Dossier,
    anomalies: Sequence[Anomalie],
    classeur: str,
    reserves: Sequence[Reserve] = (),
    manques: Manques | None = None,
) -> bytes:
    """Write the control report as one JSON object; amounts are texts with a point and two decimals.

    ``non_verifiables`` says, by code, why the workbook or the campaign did not let a rule be checked.
    """
    rapport = {
        "classeur": classeur,
        "lignes": len(dossier.lignes),
        "total": str(sum_montants(dossier.lignes)),
        "anomalies": describe_anomalies(anomalies),
        "groupes": describe_groupes(anomalies),
        "a_completer": describe_manques(manques),
        "non_verifiables": {**list_non_verifiables(dossier), **_index_reserves(reserves)},
    }
    return json.dumps(rapport, ensure_ascii=False, indent=2).encode() + b"\n"


def render_rapport_pdf(
    dossier: Dossier,
    anomalies: Sequence[Anomalie],
    classeur: str,
    empreinte: str,
    jour: date,
    par: str = "",
    reserves: Sequence[Reserve] = (),
    manques: Manques | None = None,
) -> bytes:
    """Write the control report as a PDF: a page of summary to sign, every anomaly, then what was checked and with which figures.

    ``empreinte`` is the SHA-256 of the file, empty when what was controlled is not the saved file; ``par`` is who controlled,
    and without a name its place is left to be filled in by hand; ``manques``: what keeps conventions from being signed.
    """
    regles = _describe_regles(dossier, anomalies, reserves)
    groupes = group_anomalies(anomalies)
    donnees = {
        "titre": "État des contrôles",
        "campagne": dossier.campagne.nom,
        "deliberation": _write_deliberation(dossier),
        "direction": dossier.campagne.direction,
        "classeur": classeur,
        "empreinte": empreinte,
        "valeurs": sign_dossier(dossier),
        "jour": write_date(jour),
        "par": par,
        "version": __version__,
        "lignes": str(len(dossier.lignes)),
        "total": format_montant(sum_montants(dossier.lignes)),
        "gravites": [[gravite.value, write_nombre(groupes, gravite)] for gravite in ORDRE_DES_GRAVITES],
        "constats": write_constats(groupes),
        "thematiques": _describe_thematiques(dossier),
        "verification": _write_verification(dossier),
        "reserves": [reserve.phrase for reserve in reserves],
        "manques": manques.phrase if manques else "",
        "portee": _write_portee(regles),
        "budget": _describe_budget(dossier),
        "operations": _describe_operations(dossier),
        "regles": regles,
        "bareme": _describe_bareme(dossier),
        "anomalies": [_show(groupe) for groupe in groupes],
        "reunis": [_show(Groupe((a,))) for groupe in groupes for a in groupe.constats if len(groupe.constats) > 1],
        "acceptees": [[write_place(a.origine), get_message(a), a.justification] for a in anomalies if a.justification],
        "justifications": [
            [write_place(ligne.lieu.origine("justification")), ligne.structure, ligne.justification]
            for ligne in dossier.lignes
            if ligne.justification
        ],
    }
    return compile_pdf(GABARIT, donnees, jour)


def _show(groupe: Groupe) -> list[str]:
    return [groupe.gravite.value, groupe.tete.code, write_place(groupe.tete.origine), write_groupe(groupe)]


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
        montant = get_montant(totaux, thematique.code)
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


def _describe_regles(dossier: Dossier, anomalies: Sequence[Anomalie], reserves: Sequence[Reserve]) -> list[list[str]]:
    """Return each rule: code, gravities, text, source, why it was not wholly checked, how many times it does not hold."""
    nombres = Counter(anomalie.code for anomalie in anomalies)
    non_verifiables, ecartees = list_non_verifiables(dossier), _index_reserves(reserves)
    rangees = []
    for code, message in load_messages().items():
        nombre = str(nombres[code])
        if code in non_verifiables and SANS_ELLES in message.non_verifiable:
            nombre += EN_PARTIE
        elif not nombres[code]:
            nombre = NON_CONTROLEE if code in ecartees else NON_VERIFIABLE if code in non_verifiables else nombre
        gravites = " ou ".join(gravite.value for gravite in message.gravites)
        rangees.append([code, gravites, message.regle, message.source, non_verifiables.get(code, ""), nombre])
    return rangees


def _index_reserves(reserves: Sequence[Reserve]) -> dict[str, str]:
    return {code: reserve.phrase for reserve in reserves for code in reserve.codes}


def _write_portee(regles: Sequence[Sequence[str]]) -> str:
    """Write how many rules were checked, and how many could not be."""
    nombres = Counter(nombre for *_, nombre in regles)
    non_controlees, non_verifiables = nombres[NON_CONTROLEE], nombres[NON_VERIFIABLE]
    en_partie = sum(nombre.endswith(EN_PARTIE) for *_, nombre in regles)
    phrase = f"Règles contrôlées : {len(regles) - non_controlees - non_verifiables} sur {len(regles)}"
    phrase += f", dont {en_partie} sur une partie des opérations" if en_partie else ""
    suites = [f"{non_controlees} non contrôlées (voir ci-dessous)"] if non_controlees else []
    suites += [f"{non_verifiables} non vérifiables avec ce que porte le classeur (raisons en fin de document)"] if non_verifiables else []
    return " ; ".join([phrase, *suites]) + "."


def _describe_bareme(dossier: Dossier) -> list[list[str]]:
    return [
        [
            tarif.libelle,
            f"{format_nombre(tarif.valeur)} {tarif.unite}",
            format_date(tarif.valable_du) if tarif.valable_du else "",
            tarif.source,
        ]
        for tarif in dossier.bareme.valables
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
    return {decision.cle: decision.valeur for decision, _lignes in pair_decisions(dossier, Mesure.MONTANT) if decision.portee is portee}


def _describe_budget(dossier: Dossier) -> list[list[str]]:
    totaux = compute_totaux(dossier, Axe.BUDGET)
    rangees = []
    for budget in dossier.budget:
        montant = get_montant(totaux, budget.code)
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
