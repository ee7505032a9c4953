"""Simuler, appliquer un scénario: rows of « Lignes simulées » and « Simulation » for all that there is to simulate; a scenario retained.

The figures are the workbook's own formulas. Applying writes what a scenario changes where it is typed, after a yes, and never a vote.
"""

from __future__ import annotations

from dpid_xl.calcul.etude import Etude, list_groupes, study
from dpid_xl.calcul.retenue import find_scenario, list_changements, tell_retenue
from dpid_xl.calcul.simulation import Simulation
from dpid_xl.francais import write_quantite
from dpid_xl.modele import Levier
from dpid_xl.schema import ANNEXE5, DEMANDES, EFFETS, HYPOTHESES, SCENARIOS, SIMULATION, Table
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Action, Affichage, Contexte, Ecriture, Montrer, Plan, Question
from udfs.actions.tables import fill_table
from udfs.actions.vue import Vue

FEUILLES_DES_SCENARIOS = (SCENARIOS.feuille, HYPOTHESES.feuille, EFFETS.feuille, SIMULATION.feuille)
SANS_FEUILLE = (
    "Ce classeur, d'une version antérieure, n'a pas les feuilles des scénarios : pressez « Remettre à neuf », puis travaillez dans le "
    "nouveau."
)
A_NOMMER = "Nommez un scénario, dites ce qu'il change, puis pressez de nouveau « Simuler »."
A_CHOISIR = "Plusieurs scénarios sont calculés : sélectionnez, dans la feuille Scénarios, la rangée de celui qu'il faut appliquer."
SANS_SCENARIO = "Aucun scénario n'est calculé : nommez-en un dans la feuille Scénarios, dites ce qu'il change, puis pressez « Simuler »."


def plan_simuler(contexte: Contexte) -> Plan:
    """Show the sheets of the scenarios, with a row for each line and each group; without a scenario, where to name one."""
    vue = _require_feuilles(contexte)
    etude = study(contexte.examine().dossier)
    montrees = tuple(Affichage(feuille) for feuille in FEUILLES_DES_SCENARIOS)
    if not etude.simulations:
        premiere = vue.get_place(SCENARIOS.nom)
        return Plan((*montrees, Montrer(SCENARIOS.feuille, f"B{premiere.haut + 1}")), "feuilles des scénarios montrées", A_NOMMER)
    places = [vue.get_place(table.nom) for table in (ANNEXE5, DEMANDES)]
    lignes: list[dict[str, None]] = [{} for place in places for _rang in range(place.bas - place.haut)]
    groupes = [{"axe": axe, "groupe": groupe} for axe, groupe in list_groupes(etude.cles)]
    actions = (*fill_table(vue, SIMULATION, lignes), *fill_table(vue, EFFETS, groupes))
    resultat = " ; ".join(_tell(simulation) for simulation in etude.simulations.values())
    return Plan((*actions, *montrees, Montrer(EFFETS.feuille, "A1")), resultat)


def plan_appliquer(contexte: Contexte) -> Question:
    """Write what the selected scenario changes where it is typed, after a yes; raises ScenarioRefuse on a vote."""
    vue = _require_feuilles(contexte)
    etude = study(contexte.examine().dossier)
    simulation = _choose(vue, etude)
    changements = list_changements(etude, simulation)
    actions: tuple[Action, ...] = tuple(
        Ecriture(
            changement.lieu.feuille,
            changement.lieu.rang,
            vue.find_colonne(_get_table(changement.lieu.feuille), champ),
            ((None if valeur is None else float(valeur),),),
        )
        for changement in changements
        for champ, valeur in changement.valeurs.items()
    )
    premier = changements[0].lieu
    montrer = Montrer(premier.feuille, premier.origine("structure").cellule)
    resultat = tell_retenue(simulation)
    tarifs = any(lue.numero == simulation.numero and lue.hypothese.levier is Levier.TARIF for lue in etude.lues)
    suite = " Les tarifs du Barème ne changent pas : écrivez-y ceux du scénario s'ils sont décidés." if tarifs else ""
    question = f"Remplacer ce qui est saisi par ce que donne le {resultat} ? Ce qui est voté ne change pas."
    return Question(question, lambda: Plan((*actions, montrer), resultat, f"Appliqué, {resultat}.{suite}"))


def _require_feuilles(contexte: Contexte) -> Vue:
    if any(table.nom not in contexte.vue.tables for table in (SCENARIOS, HYPOTHESES, EFFETS, SIMULATION, DEMANDES)):
        raise MacroRefusee(SANS_FEUILLE)
    return contexte.vue


def _choose(vue: Vue, etude: Etude) -> Simulation:
    """Return the scenario whose row is selected, the only one when there is one."""
    simulations = tuple(etude.simulations.values())
    if not simulations:
        raise MacroRefusee(SANS_SCENARIO)
    rangs = vue.selection.list_rangs(vue.get_place(SCENARIOS.nom)) if vue.selection else []
    choisies = [simulation for simulation in simulations if simulation.scenario.lieu.rang in rangs]
    if len(choisies) == 1 or len(simulations) == 1:
        return find_scenario(etude, (choisies or simulations)[0].scenario.nom)
    raise MacroRefusee(A_CHOISIR)


def _get_table(feuille: str) -> Table:
    return next(table for table in (ANNEXE5, DEMANDES) if table.feuille == feuille)


def _tell(simulation: Simulation) -> str:
    depasse = sum(enveloppe.solde < 0 for enveloppe in simulation.enveloppes.values())
    tenue = f"dépasse {write_quantite(depasse, 'ligne budgétaire')}" if depasse else "tient"
    return f"« {simulation.scenario.nom} » {tenue}"
