"""The scenarios of a campaign side by side: each computed, and the groups that they are compared on.

>>> from dataclasses import replace
>>> from dpid_xl.campagnes import load_campagne
>>> from dpid_xl.lieu import Lieu
>>> from dpid_xl.modele import Ajustement, Base, Scenario
>>> dossier = load_campagne("2022_phase2")
>>> scenario = Scenario("Tout", Base.TOUTES, Ajustement.EGALE, "", Lieu("Scénarios", 7))
>>> etude = study(replace(dossier, scenarios=(scenario,)))
>>> etude.simulations[1].montant
Decimal('6198687.52')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dpid_xl.calcul.hypotheses import Lue, Poste, list_postes, list_scenarios, read_hypotheses
from dpid_xl.calcul.simulation import AXES, Simulation, get_groupe, simulate
from dpid_xl.calcul.totaux import Axe, list_territoires
from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier
from dpid_xl.noms import fold_nom
from dpid_xl.schema.scenarios import Sorte
from dpid_xl.schema.simulation import TOTAL


@dataclass(frozen=True, slots=True)
class Etude:
    """The lines and the hypotheses of a campaign, what each scenario gives by its number, the groups of each axis."""

    dossier: Dossier
    postes: tuple[Poste, ...]
    lues: tuple[Lue, ...]
    simulations: Mapping[int, Simulation]
    cles: Mapping[Axe, tuple[str, ...]]


def study(dossier: Dossier) -> Etude:
    """Compute the scenarios; one that does not say what it may change is left out, and without any there is no line to look at."""
    scenarios = list_scenarios(dossier)
    postes = list_postes(dossier) if scenarios else ()
    lues = read_hypotheses(dossier, postes)
    simulations = {numero: simulate(dossier, numero, scenario, postes, lues) for numero, scenario in scenarios if scenario.base}
    return Etude(dossier, postes, lues, simulations, list_cles(dossier, postes) if postes else {})


def list_cles(dossier: Dossier, postes: Sequence[Poste]) -> Mapping[Axe, tuple[str, ...]]:
    """Return the groups of each axis, in the order in which they are read: as the sheets have them, structures by name."""
    connues = {
        Axe.BUDGET: [budget.code for budget in dossier.budget],
        Axe.OPERATION: [operation.code for operation in dossier.operations],
        Axe.TERRITOIRE: list(list_territoires(dossier)),
        Axe.STRUCTURE: sorted({poste.structure for poste in postes if poste.sorte is not Sorte.HORS}, key=fold_nom),
    }
    cles = {}
    for axe in AXES:
        presentes = {cle.casefold(): cle for poste in postes if poste.sorte is not Sorte.HORS and (cle := get_groupe(poste, axe))}
        dites = {cle.casefold(): cle for cle in connues[axe] if axe is Axe.BUDGET or cle.casefold() in presentes}
        cles[axe] = tuple((dites | {cle: nom for cle, nom in presentes.items() if cle not in dites}).values())
    return cles


def name_axe(axe: Axe) -> str:
    """Return the name of an axis, as the header of its column in the lines."""
    return axe.value.capitalize()


def list_groupes(cles: Mapping[Axe, Sequence[str]]) -> list[tuple[str, str]]:
    """Return the axis and the key of each row of the effects: the total, then each group."""
    if not cles:
        return []
    return [(TOTAL, ""), *((name_axe(axe), cle) for axe in AXES for cle in cles[axe])]
