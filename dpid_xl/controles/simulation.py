"""The scenarios: which ones are computed, what their hypotheses are about, what they lack to do what they say.

A scenario commits nobody: nothing here blocks. A hypothesis that is not understood changes nothing, which is said.

Source: management rule; what is available on a budget line is that of Budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Compte, Euros, Faits, Gravite
from dpid_xl.calcul.etude import Etude, study
from dpid_xl.calcul.hypotheses import BORNES, SANS_BORNE, Lue, list_scenarios
from dpid_xl.calcul.simulation import MOBILE, Simulation
from dpid_xl.controles.selection import VIDE
from dpid_xl.modele import Ajustement, Dossier, Hypothese, Levier, Scenario
from dpid_xl.montants import format_nombre, format_taux
from dpid_xl.schema.scenarios import NOMBRE, Etat
from dpid_xl.schema.simulation import SANS_PRIORITE

_ATTENDUES: Mapping[Levier, str] = {
    Levier.TARIF: "un tarif en vigueur",
    Levier.ENVELOPPE: "une ligne budgétaire",
    Levier.QUANTITE: "une ligne et une seule de ce que le scénario change",
    Levier.QUANTITE_SIMPLE: "une ligne et une seule de ce que le scénario change",
}
_EXACTES = frozenset({Levier.QUANTITE, Levier.QUANTITE_SIMPLE})


def check_scenarios(dossier: Dossier) -> Iterable[Anomalie]:
    """A scenario has a name of its own, says what it changes, and is one of those that are computed."""
    vus: dict[str, Scenario] = {}
    for rang, scenario in enumerate(dossier.scenarios, 1):
        premier = vus.setdefault(scenario.nom.casefold(), scenario)
        faits: Faits = {"scenario": scenario.nom or VIDE}
        if premier is not scenario and scenario.nom:
            origine = scenario.lieu.origine("nom")
            yield Anomalie("scenario_en_double", Gravite.AVERTISSEMENT, origine, faits | {"premiere": premier.lieu.rang})
        elif rang > NOMBRE:
            yield Anomalie("scenario_de_trop", Gravite.AVERTISSEMENT, scenario.lieu.origine("nom"), faits | {"nombre": NOMBRE})
        elif scenario.base is None:
            yield Anomalie("scenario_sans_base", Gravite.AVERTISSEMENT, scenario.lieu.origine("base"), faits)


def check_hypotheses(dossier: Dossier) -> Iterable[Anomalie]:
    """A hypothesis is of a scenario, says what it changes, designates it, gives it a value that it can have, once."""
    for lue in _study(dossier).lues:
        hypothese, lieu = lue.hypothese, lue.hypothese.lieu
        faits = _name(hypothese)
        match lue.etat:
            case Etat.SCENARIO:
                yield Anomalie("hypothese_sans_scenario", Gravite.AVERTISSEMENT, lieu.origine("scenario"), faits)
            case Etat.LEVIER:
                yield Anomalie("hypothese_incomplete", Gravite.AVERTISSEMENT, lieu.origine("levier"), {"scenario": hypothese.scenario})
            case Etat.CIBLE:
                attendue = _ATTENDUES.get(hypothese.levier or Levier.TARIF, "une opération")
                cible = "structure" if hypothese.levier in _EXACTES else "cible"
                plus: Faits = {"cible": _cite(hypothese), "attendue": attendue, "trouvees": Compte(lue.trouvees, "trouvée")}
                yield Anomalie("hypothese_sans_cible", Gravite.AVERTISSEMENT, lieu.origine(cible), faits | plus)
            case Etat.VALEUR:
                plus = {"cible": _cite(hypothese), "valeur": _write(hypothese, hypothese.valeur), "bornes": _write_bornes(hypothese)}
                yield Anomalie("hypothese_hors_bornes", Gravite.AVERTISSEMENT, lieu.origine("valeur"), faits | plus)
            case Etat.DOUBLE:
                yield Anomalie("hypothese_en_double", Gravite.AVERTISSEMENT, lieu.origine("cible"), faits | {"cible": _cite(hypothese)})


def check_effets(dossier: Dossier) -> Iterable[Anomalie]:
    """A scenario changes something, and has what its way to fit asks for."""
    etude = _study(dossier)
    for numero, scenario in list_scenarios(dossier):
        siennes = [lue for lue in etude.lues if lue.numero == numero]
        if scenario.base and not siennes and scenario.ajustement is None:
            yield Anomalie("scenario_sans_hypothese", Gravite.AVERTISSEMENT, scenario.lieu.origine("nom"), {"scenario": scenario.nom})
        simulation = etude.simulations.get(numero)
        if simulation:
            yield from _check_ajustement(simulation, siennes)
            yield from _check_portees(simulation, siennes)


def check_enveloppes(dossier: Dossier) -> Iterable[Anomalie]:
    """What a scenario spends fits what is available on each budget line; else it is said, it commits nobody."""
    for simulation in _study(dossier).simulations.values():
        for enveloppe in simulation.enveloppes.values():
            if enveloppe.solde < 0:
                faits: Faits = {
                    "scenario": simulation.scenario.nom,
                    "code": enveloppe.code,
                    "montant": Euros(enveloppe.simule),
                    "enveloppe": Euros(enveloppe.montant),
                    "depassement": Euros(-enveloppe.solde),
                }
                yield Anomalie("scenario_depasse", Gravite.INFORMATION, simulation.scenario.lieu.origine("ajustement"), faits)


def check_recalculs(dossier: Dossier) -> Iterable[Anomalie]:
    """A line whose amount is not that of the barème, and that a scenario computes again, leaves what was decided for it: it is said."""
    for simulation in _study(dossier).simulations.values():
        refaites = [
            ajustee for ajustee in simulation.ajustees if ajustee.role == MOBILE and ajustee.touchee and ajustee.au_bareme is not None
        ]
        ecarts = [ajustee for ajustee in refaites if ajustee.au_bareme != ajustee.poste.montant]
        if ecarts:
            faits: Faits = {
                "scenario": simulation.scenario.nom,
                "lignes": Compte(len(ecarts), "ligne"),
                "cellules": tuple(ajustee.poste.ligne.lieu.origine("montant").cellule for ajustee in ecarts),
            }
            yield Anomalie("scenario_refait", Gravite.INFORMATION, simulation.scenario.lieu.origine("nom"), faits)


def _check_ajustement(simulation: Simulation, lues: Iterable[Lue]) -> Iterable[Anomalie]:
    scenario = simulation.scenario
    origine, faits = scenario.lieu.origine("ajustement"), Faits(scenario=scenario.nom)
    if scenario.ajustement is Ajustement.DESIGNEES and not any(lue.hypothese.levier is Levier.REDUITE and lue.repere for lue in lues):
        yield Anomalie("scenario_sans_reduction", Gravite.AVERTISSEMENT, origine, faits)
    if scenario.ajustement is Ajustement.PRIORITE:
        sans = [ajustee for ajustee in simulation.ajustees if ajustee.ordre is not None and ajustee.priorite == SANS_PRIORITE]
        if sans:
            operations = tuple(dict.fromkeys(ajustee.poste.ligne.operation for ajustee in sans))
            plus: Faits = {"lignes": Compte(len(sans), "ligne"), "operations": operations}
            yield Anomalie("scenario_sans_priorite", Gravite.AVERTISSEMENT, origine, faits | plus)


def _check_portees(simulation: Simulation, lues: Iterable[Lue]) -> Iterable[Anomalie]:
    """Yield the hypotheses that are understood, and yet change nothing in their scenario."""
    for lue in lues:
        pourquoi = _find_pourquoi(simulation, lue) if lue.repere else ""
        if pourquoi:
            hypothese = lue.hypothese
            faits = _name(hypothese) | {"cible": _cite(hypothese), "pourquoi": pourquoi}
            yield Anomalie("hypothese_sans_effet", Gravite.AVERTISSEMENT, hypothese.lieu.origine("levier"), faits)


def _find_pourquoi(simulation: Simulation, lue: Lue) -> str:
    levier, ajustement = lue.hypothese.levier, simulation.scenario.ajustement
    if levier is Levier.ENVELOPPE:
        return ""
    if levier is Levier.PRIORITE and ajustement is not Ajustement.PRIORITE:
        return f"l'ajustement du scénario n'est pas « {Ajustement.PRIORITE} »"
    if levier is Levier.REDUITE and ajustement is not Ajustement.DESIGNEES:
        return f"l'ajustement du scénario n'est pas « {Ajustement.DESIGNEES} »"
    visees = [ajustee for ajustee in simulation.ajustees if _is_visee(lue, ajustee.poste.rang, ajustee.poste.ligne.operation)]
    mobiles = [ajustee for ajustee in visees if ajustee.role == MOBILE]
    if not mobiles:
        return "le scénario ne change aucune des lignes qu'elle vise"
    if levier in (Levier.TARIF, *_EXACTES) and not any(ajustee.touchee for ajustee in mobiles):
        return "le barème ne donne pas leur montant"
    return ""


def _is_visee(lue: Lue, rang: int, operation: str) -> bool:
    if lue.hypothese.levier in _EXACTES:
        return lue.ligne == rang
    return operation.casefold() == (lue.tarif.operation if lue.tarif else lue.hypothese.cible).casefold()


def _study(dossier: Dossier) -> Etude:
    """Compute the scenarios, or nothing when there is not even a row of them."""
    return study(dossier) if dossier.scenarios or dossier.hypotheses else Etude(dossier, (), (), {}, {})


def _name(hypothese: Hypothese) -> Faits:
    return {"scenario": hypothese.scenario or VIDE, "hypothese": hypothese.levier.value if hypothese.levier else VIDE}


def _cite(hypothese: Hypothese) -> str:
    dites = (hypothese.cible, hypothese.structure, hypothese.territoire, hypothese.description)
    return ", ".join(dite for dite in dites if dite) or VIDE


def _write(hypothese: Hypothese, valeur: Decimal | None) -> str:
    if valeur is None:
        return VIDE
    return format_taux(valeur) if hypothese.levier is Levier.POURCENTAGE else format_nombre(valeur)


def _write_bornes(hypothese: Hypothese) -> str:
    bornes = BORNES.get(hypothese.levier or Levier.TARIF)
    if bornes is None:
        return f"un nombre qui n'est pas sous {format_nombre(SANS_BORNE[0])}"
    return f"entre {_write(hypothese, bornes[0])} et {_write(hypothese, bornes[1])}"
