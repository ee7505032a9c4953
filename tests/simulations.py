"""What an officer writes in « Simulation » and « Hypothèses », for tests: scenarios on the packaged campaign."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dpid_xl.lieu import Lieu
from dpid_xl.modele import Ajustement, Base, Dossier, Hypothese, Levier, Scenario


def make_scenario(nom: str, base: Base | None = Base.TOUTES, ajustement: Ajustement | None = None, remarque: str = "") -> Scenario:
    return Scenario(nom, base, ajustement, remarque, Lieu("Scénarios", 7))


def suppose(
    scenario: str,
    levier: Levier | None,
    cible: str,
    valeur: str | None = None,
    structure: str = "",
    territoire: str = "",
) -> Hypothese:
    nombre = None if valeur is None else Decimal(valeur)
    return Hypothese(scenario, levier, cible, structure, territoire, "", nombre, "", Lieu("Hypothèses", 7))


def with_scenarios(dossier: Dossier, scenarios: Sequence[Scenario], *hypotheses: Hypothese) -> Dossier:
    return replace(dossier, scenarios=tuple(scenarios), hypotheses=hypotheses)


def propose(dossier: Dossier, *operations: str) -> Dossier:
    """The campaign with the lines of some operations not voted yet."""
    lignes = tuple(replace(ligne, statut="proposé") if ligne.operation in operations else ligne for ligne in dossier.lignes)
    return replace(dossier, lignes=lignes)
