"""A scenario that is retained: what it changes of what nobody voted. A vote is not written again: it is amended.

All or nothing: a scenario that would change a voted line, or one of whose hypotheses is not understood, is refused in one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from dpid_xl.calcul.demandes import compute_propose
from dpid_xl.calcul.etude import Etude
from dpid_xl.calcul.simulation import Ajustee, Simulation
from dpid_xl.classes import dataclass
from dpid_xl.francais import cite_noms, write_quantite
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Demande, Dossier, Ligne
from dpid_xl.montants import format_montant
from dpid_xl.refus import BLOQUE, Refus
from dpid_xl.schema.scenarios import Etat, Sorte

_R = TypeVar("_R", Ligne, Demande)


class ScenarioRefuse(Refus):
    """A scenario that cannot be put in place of what is typed."""

    code = BLOQUE


@dataclass(frozen=True, slots=True)
class Changement:
    """The row of a line, and what is typed there instead, by field."""

    lieu: Lieu
    valeurs: Mapping[str, Decimal | None]


def find_scenario(etude: Etude, nom: str) -> Simulation:
    """Return the scenario of that name, case aside; raises ScenarioRefuse."""
    for simulation in etude.simulations.values():
        if simulation.scenario.nom.casefold() == nom.casefold():
            return simulation
    noms = [simulation.scenario.nom for simulation in etude.simulations.values()]
    dits = f"ceux qui sont calculés : {cite_noms(noms)}" if noms else "aucun n'est calculé"
    raise ScenarioRefuse(f"Aucun scénario ne s'appelle « {nom} » ({dits}) ; rien n'est écrit.")


def list_changements(etude: Etude, simulation: Simulation) -> tuple[Changement, ...]:
    """Return what a scenario changes of what is typed; raises ScenarioRefuse when it may not, or when it changes nothing."""
    nom, changees = simulation.scenario.nom, simulation.changees
    votees = [ajustee for ajustee in changees if ajustee.poste.sorte is Sorte.VOTEE]
    if votees:
        raise ScenarioRefuse(
            f"Le scénario « {nom} » change {write_quantite(len(votees), 'ligne')} déjà votées (la première : "
            f"{votees[0].poste.ligne.lieu.origine('montant')}), et un vote ne se récrit pas : passez par Avenants ; rien n'est écrit."
        )
    faute = next((lue for lue in etude.lues if lue.numero == simulation.numero and lue.etat is not Etat.OUI), None)
    if faute:
        raise ScenarioRefuse(
            f"Une hypothèse du scénario « {nom} » n'est pas comprise ({faute.hypothese.lieu.origine('levier')}) : corrigez-la ; "
            "rien n'est écrit."
        )
    if not changees:
        raise ScenarioRefuse(f"Le scénario « {nom} » ne change rien de ce qui est saisi ; rien n'est écrit.")
    return tuple(Changement(ajustee.poste.ligne.lieu, _list_valeurs(etude.dossier, ajustee)) for ajustee in changees)


def _list_valeurs(dossier: Dossier, ajustee: Ajustee) -> Mapping[str, Decimal | None]:
    if ajustee.poste.demande:
        return _propose(dossier, ajustee.poste.demande, ajustee)
    ligne = ajustee.poste.ligne
    valeurs: dict[str, Decimal | None] = {}
    if ajustee.quantite != ligne.quantite:
        valeurs["quantite"] = ajustee.quantite
    if ajustee.quantite_simple != ligne.quantite_simple:
        valeurs["quantite_simple"] = ajustee.quantite_simple
    if ajustee.montant != ajustee.poste.montant:
        valeurs["montant"] = ajustee.montant
    return valeurs


def _propose(dossier: Dossier, demande: Demande, ajustee: Ajustee) -> Mapping[str, Decimal | None]:
    """Return what is proposed of a demand: the quantities, and the amount where the barème does not give it."""
    valeurs: dict[str, Decimal | None] = {}
    if ajustee.quantite != demande.quantite:
        valeurs["quantite"] = ajustee.quantite
    if ajustee.quantite_simple != demande.quantite_simple:
        valeurs["quantite_simple"] = ajustee.quantite_simple
    if compute_propose(dossier, replace(demande, **valeurs)) != ajustee.montant:  # type: ignore[arg-type]
        valeurs["montant_arrete"] = ajustee.montant
    return valeurs


def tell_retenue(simulation: Simulation) -> str:
    """Say what a scenario changes, before and after, in euros."""
    lignes = write_quantite(len(simulation.changees), "ligne", "changée")
    avant, apres = format_montant(simulation.depart), format_montant(simulation.montant)
    return f"scénario « {simulation.scenario.nom} » : {lignes}, total {apres} au lieu de {avant}"


def put(dossier: Dossier, changements: Sequence[Changement]) -> Dossier:
    """Return the campaign with what a scenario changes of its lines and demands."""
    par_rang = {(changement.lieu.feuille, changement.lieu.rang): changement.valeurs for changement in changements}
    return replace(
        dossier,
        lignes=tuple(_change(ligne, par_rang) for ligne in dossier.lignes),
        demandes=tuple(_change(demande, par_rang) for demande in dossier.demandes),
    )


def _change(rangee: _R, par_rang: Mapping[tuple[str, int], Mapping[str, Decimal | None]]) -> _R:
    valeurs = par_rang.get((rangee.lieu.feuille, rangee.lieu.rang))
    return replace(rangee, **valeurs) if valeurs else rangee  # type: ignore[arg-type]
