"""The scenarios side by side, for a terminal and as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from dpid_xl.calcul.etude import Etude, name_axe
from dpid_xl.calcul.simulation import AXES, Simulation
from dpid_xl.calcul.totaux import Axe
from dpid_xl.montants import format_montant
from dpid_xl.schema.simulation import TOTAL


def list_lignes(etude: Etude) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the terminal: the total and each budget line, then the groups that a scenario changes.

    Axis, group, then for each scenario its amount, what it adds, and of a budget line what is left.
    """
    simulations = tuple(etude.simulations.values())
    totaux = [(format_montant(simulation.montant), format_montant(simulation.ecart), "") for simulation in simulations]
    yield TOTAL, "", *(texte for trio in totaux for texte in trio)
    for axe in AXES:
        for cle in etude.cles.get(axe, ()):
            sommes = [simulation.get_somme(axe, cle) for simulation in simulations]
            if axe is Axe.BUDGET or any(ecart for _montant, ecart in sommes):
                textes = [
                    texte
                    for simulation, (montant, ecart) in zip(simulations, sommes, strict=True)
                    for texte in (format_montant(montant), format_montant(ecart), _write_solde(simulation, axe, cle))
                ]
                yield name_axe(axe), cle, *textes


def _write_solde(simulation: Simulation, axe: Axe, cle: str) -> str:
    enveloppe = simulation.enveloppes.get(cle) if axe is Axe.BUDGET else None
    if enveloppe is None:
        return ""
    return f"{format_montant(enveloppe.solde)}{' (dépasse)' if enveloppe.solde < 0 else ''}"


def render_simulation_json(etude: Etude, classeur: str) -> bytes:
    """Return one object; amounts are texts with a point and two decimals."""
    simulations = {simulation.numero: simulation for simulation in etude.simulations.values()}
    contenu = {
        "classeur": classeur,
        "scenarios": [_describe(simulation) for simulation in simulations.values()],
        "hypotheses": [
            {
                "scenario": lue.hypothese.scenario,
                "hypothese": lue.hypothese.levier.value if lue.hypothese.levier else None,
                "cible": lue.hypothese.cible,
                "valeur": None if lue.hypothese.valeur is None else str(lue.hypothese.valeur),
                "comprise": lue.etat.value,
            }
            for lue in etude.lues
        ],
        "effets": [
            {
                "axe": name_axe(axe),
                "groupe": cle,
                "scenarios": {simulation.scenario.nom: _describe_somme(simulation, axe, cle) for simulation in simulations.values()},
            }
            for axe in AXES
            for cle in etude.cles.get(axe, ())
        ],
    }
    return json.dumps(contenu, ensure_ascii=False, indent=2).encode() + b"\n"


def _describe(simulation: Simulation) -> dict[str, object]:
    scenario = simulation.scenario
    return {
        "nom": scenario.nom,
        "base": scenario.base.value if scenario.base else None,
        "ajustement": scenario.ajustement.value if scenario.ajustement else None,
        "montant": _write(simulation.montant),
        "ecart": _write(simulation.ecart),
        "depassement": _write(simulation.depassement),
        "changees": len(simulation.changees),
    }


def _describe_somme(simulation: Simulation, axe: Axe, cle: str) -> dict[str, str]:
    montant, ecart = simulation.get_somme(axe, cle)
    somme = {"montant": _write(montant), "ecart": _write(ecart)}
    if axe is Axe.BUDGET and (enveloppe := simulation.enveloppes.get(cle)):
        somme |= {"enveloppe": _write(enveloppe.montant), "solde": _write(enveloppe.solde)}
    return somme


def _write(montant: Decimal) -> str:
    return f"{montant:.2f}"
