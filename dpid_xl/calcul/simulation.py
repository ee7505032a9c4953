"""What a scenario gives, line by line, then along every axis, against what is available on each budget line.

A line that the scenario changes is computed again by the barème; the percentage of its operation is applied to it; then each budget line
that exceeds its envelope is made to fit, if the scenario says how (:mod:`dpid_xl.calcul.partage`). A line that nothing changes keeps its
amount, whatever the barème says; what the scenario may not change counts as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from dpid_xl.bareme import Tarif, TarifIllisible
from dpid_xl.calcul.hypotheses import (
    Lue,
    Poste,
    change_valeurs,
)
from dpid_xl.calcul.montant import CalculImpossible, compute_montant, is_sans_periode
from dpid_xl.calcul.partage import count_centimes, list_planchers, reduce_egal, serve
from dpid_xl.calcul.totaux import Axe
from dpid_xl.classes import dataclass
from dpid_xl.modele import Ajustement, Base, Dossier, Levier, Ligne, Scenario
from dpid_xl.montants import ZERO, round_montant
from dpid_xl.schema.scenarios import COMPTEES, MOBILES
from dpid_xl.schema.simulation import PAR_PRIORITE, SANS_PRIORITE

AXES = (Axe.BUDGET, Axe.OPERATION, Axe.TERRITOIRE, Axe.STRUCTURE)
MOBILE, FIXE, HORS = 2, 1, 0  # roles of a line in a scenario: it may change, it counts as it is, it does not count


@dataclass(frozen=True, slots=True)
class Ajustee:
    """What a scenario makes of a line: amounts in euros, before and after it is made to fit; ``ordre`` is None where nothing is cut.

    ``avant`` counts what the scenario changes before any cut; ``rang_de_coupe`` is, among those cut with it, the place of an equal cut;
    ``devant`` what is served before it, in order; ``plancher`` its equal share rounded down.
    """

    poste: Poste
    role: int
    quantite: Decimal | None
    quantite_simple: Decimal | None
    touchee: bool
    calcule: Decimal
    avant: Decimal
    priorite: int
    ordre: int | None = None
    rang_de_coupe: int | None = None
    devant: Decimal | None = None
    plancher: Decimal | None = None
    montant: Decimal = ZERO
    au_bareme: Decimal | None = None  # of a line that is computed again: what the barème gives of it as it stands

    @property
    def ecart(self) -> Decimal:
        """What the scenario adds to it, in euros; what does not count adds nothing."""
        return self.montant - self.poste.montant if self.role else ZERO


@dataclass(frozen=True, slots=True)
class Enveloppe:
    """A budget line in a scenario, in euros: what it may spend, what may be cut, what is left for that, what the scenario spends."""

    code: str
    montant: Decimal
    reductible: Decimal
    part: Decimal
    centimes: int
    simule: Decimal

    @property
    def solde(self) -> Decimal:
        """What is left; below zero, what is missing."""
        return self.montant - self.simule


@dataclass(frozen=True)
class Simulation:
    """A scenario, computed."""

    numero: int
    scenario: Scenario
    ajustees: tuple[Ajustee, ...]
    enveloppes: Mapping[str, Enveloppe]
    depart: Decimal  # what the same lines add up to today

    @property
    def montant(self) -> Decimal:
        """What the scenario spends, in euros."""
        return sum((ajustee.montant for ajustee in self.ajustees), ZERO)

    @property
    def ecart(self) -> Decimal:
        """What it adds to what stands today."""
        return self.montant - self.depart

    @property
    def depassement(self) -> Decimal:
        """What is missing on the budget lines that it exceeds."""
        return sum((-enveloppe.solde for enveloppe in self.enveloppes.values() if enveloppe.solde < 0), ZERO)

    @property
    def changees(self) -> tuple[Ajustee, ...]:
        """The lines that it changes: their amount or a quantity."""
        return tuple(
            ajustee
            for ajustee in self.ajustees
            if ajustee.role == MOBILE
            and (ajustee.montant, ajustee.quantite, ajustee.quantite_simple)
            != (ajustee.poste.montant, ajustee.poste.ligne.quantite, ajustee.poste.ligne.quantite_simple)
        )

    @cached_property
    def sommes(self) -> Mapping[Axe, Mapping[str, tuple[Decimal, Decimal]]]:
        """Amount and difference along every axis of :data:`AXES`, by :func:`get_groupe`."""
        sommes: dict[Axe, dict[str, tuple[Decimal, Decimal]]] = {axe: {} for axe in AXES}
        for ajustee in self.ajustees:
            for axe in AXES:
                cle = get_groupe(ajustee.poste, axe).casefold()
                montant, ecart = sommes[axe].get(cle, (ZERO, ZERO))
                sommes[axe][cle] = (montant + ajustee.montant, ecart + ajustee.ecart)
        return sommes

    def get_somme(self, axe: Axe, cle: str) -> tuple[Decimal, Decimal]:
        """Return amount and difference of a group along an axis, in euros."""
        return self.sommes[axe].get(cle.casefold(), (ZERO, ZERO))


@dataclass(frozen=True, slots=True)
class _Leviers:
    """What the hypotheses of one scenario say, each by its target."""

    valeurs: Mapping[tuple[Levier, str], Decimal]  # of what is not a rate: by the end of the landmark
    tarifs: Mapping[str, Decimal]  # by code
    operations: frozenset[str]  # those of which a rate changes

    def get(self, levier: Levier, cible: object) -> Decimal | None:
        return self.valeurs.get((levier, str(cible)))


def simulate(dossier: Dossier, numero: int, scenario: Scenario, postes: Sequence[Poste], lues: Sequence[Lue]) -> Simulation:
    """Compute the scenario of a number, given the lines and the hypotheses of all."""
    leviers = _read_leviers(numero, lues)
    avant = [_prepare(dossier, scenario, poste, leviers) for poste in postes]
    enveloppes, ajustees = {}, {ajustee.poste.rang: ajustee for ajustee in avant}
    disponibles = {budget.code.casefold(): budget for budget in reversed(dossier.budget)}
    groupes: dict[str, list[Ajustee]] = {code: [] for code in disponibles}
    for ajustee in avant:
        groupes.setdefault(ajustee.poste.budget.casefold(), []).append(ajustee)
    for cle, groupe in groupes.items():
        if cle in disponibles:
            code = disponibles[cle].code
            dite = leviers.get(Levier.ENVELOPPE, code.upper())
            enveloppe, siennes = _fit(code, disponibles[cle].disponible if dite is None else round_montant(dite), scenario, groupe)
            enveloppes[code] = enveloppe
        else:  # no budget line: nothing to fit in
            siennes = [replace(ajustee, montant=ajustee.avant) for ajustee in groupe]
        ajustees |= {ajustee.poste.rang: ajustee for ajustee in siennes}
    depart = sum((ajustee.poste.montant for ajustee in avant if ajustee.role), ZERO)
    ordre = tuple(ajustees[poste.rang] for poste in postes)
    return Simulation(numero, scenario, ordre, {budget.code: enveloppes[budget.code] for budget in disponibles.values()}, depart)


def get_groupe(poste: Poste, axe: Axe) -> str:
    """Return the group of a line along one of :data:`AXES`."""
    return {
        Axe.BUDGET: poste.budget,
        Axe.OPERATION: poste.ligne.operation,
        Axe.TERRITOIRE: poste.territoire,
        Axe.STRUCTURE: poste.structure,
    }[axe]


def _read_leviers(numero: int, lues: Sequence[Lue]) -> _Leviers:
    siennes = [lue for lue in lues if lue.numero == numero and lue.repere]
    tarifs = {lue.tarif.code: lue.hypothese.valeur for lue in siennes if lue.tarif and lue.hypothese.valeur is not None}
    valeurs: dict[tuple[Levier, str], Decimal] = {
        (levier, lue.repere.split("|", 2)[2]): lue.hypothese.valeur or ZERO
        for lue in siennes
        if (levier := lue.hypothese.levier) and levier is not Levier.TARIF
    }
    return _Leviers(valeurs, tarifs, frozenset(lue.tarif.operation for lue in siennes if lue.tarif))


def _prepare(dossier: Dossier, scenario: Scenario, poste: Poste, leviers: _Leviers) -> Ajustee:
    """Return what a line becomes before any cut."""
    ligne, operation = poste.ligne, poste.ligne.operation.upper()
    base = scenario.base or Base.TOUTES
    role = MOBILE if poste.sorte in MOBILES[base] else FIXE if poste.sorte in COMPTEES[base] else HORS
    dite, simple_dite = (leviers.get(levier, poste.rang) for levier in (Levier.QUANTITE, Levier.QUANTITE_SIMPLE))
    quantite = ligne.quantite if dite is None else dite
    simple = ligne.quantite_simple if simple_dite is None else simple_dite
    change = dite is not None or simple_dite is not None or ligne.operation in leviers.operations
    calcule = _compute(dossier, ligne, quantite, simple, leviers.tarifs) if change else None
    gardee = leviers.get(Levier.POURCENTAGE, operation)
    apres = poste.montant if calcule is None else calcule
    if role == MOBILE and gardee is not None:
        avant = round_montant(Fraction(apres) * Fraction(gardee))
    else:
        avant = apres if role == MOBILE else poste.montant if role == FIXE else ZERO
    dite_priorite = leviers.get(Levier.PRIORITE, operation)
    priorite = int(dite_priorite) if dite_priorite is not None else poste.priorite or SANS_PRIORITE
    ordre = _choose_ordre(scenario, poste, leviers, priorite) if role == MOBILE and avant > 0 else None
    au_bareme = _compute(dossier, ligne, ligne.quantite, ligne.quantite_simple, {}) if calcule is not None else None
    return Ajustee(poste, role, quantite, simple, calcule is not None, apres, avant, priorite, ordre, au_bareme=au_bareme)


def _choose_ordre(scenario: Scenario, poste: Poste, leviers: _Leviers, priorite: int) -> int | None:
    """Return where a line stands among those that may be cut, by the method of the scenario; None: it is not cut."""
    match scenario.ajustement:
        case None:
            return None
        case Ajustement.DESIGNEES if leviers.get(Levier.REDUITE, poste.ligne.operation.upper()) is None:
            return None
        case Ajustement.PRIORITE:
            return priorite * PAR_PRIORITE + poste.rang
    return poste.rang


def _compute(
    dossier: Dossier, ligne: Ligne, quantite: Decimal | None, simple: Decimal | None, valeurs: Mapping[str, Decimal]
) -> Decimal | None:
    """Return the amount by the barème, rates changed to these values; None where the barème does not compute it."""
    if not is_calculable(dossier, ligne):
        return None
    try:
        return compute_montant(change_valeurs(find_tarifs(dossier, ligne.operation), valeurs), quantite, ligne.mois, simple)
    except CalculImpossible:
        return None


def is_calculable(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether the barème gives the amount of a line, once its quantities are known."""
    tarifs = find_tarifs(dossier, ligne.operation)
    negative = any(nombre is not None and nombre < 0 for nombre in (ligne.quantite, ligne.quantite_simple))
    return bool(tarifs) and not negative and not is_sans_periode(tarifs, ligne)


def find_tarifs(dossier: Dossier, operation: str) -> tuple[Tarif, ...]:
    """Return the unit rates of an operation; none when the sheet cannot be read."""
    try:
        return dossier.bareme.find_tarifs(operation)
    except TarifIllisible:
        return ()


def _fit(code: str, montant: Decimal, scenario: Scenario, groupe: Sequence[Ajustee]) -> tuple[Enveloppe, list[Ajustee]]:
    """Make the lines of a budget line fit its envelope, by the method of the scenario."""
    coupees = sorted((ajustee for ajustee in groupe if ajustee.ordre is not None), key=lambda ajustee: ajustee.ordre or 0)
    reductible = sum((ajustee.avant for ajustee in coupees), ZERO)
    part = max(ZERO, montant - (sum((ajustee.avant for ajustee in groupe), ZERO) - reductible))
    siennes = {ajustee.poste.rang: replace(ajustee, montant=ajustee.avant) for ajustee in groupe}
    centimes = 0
    if part < reductible:
        montants = [ajustee.avant for ajustee in coupees]
        if scenario.ajustement is Ajustement.PRIORITE:
            devant = ZERO
            for ajustee, servi in zip(coupees, serve(montants, part), strict=True):
                siennes[ajustee.poste.rang] = replace(ajustee, devant=devant, montant=servi)
                devant += ajustee.avant
        else:
            planchers, gardes = list_planchers(montants, part), reduce_egal(montants, part)
            centimes = count_centimes(planchers, part)
            for rang, (ajustee, plancher, garde) in enumerate(zip(coupees, planchers, gardes, strict=True), 1):
                siennes[ajustee.poste.rang] = replace(ajustee, rang_de_coupe=rang, plancher=plancher, montant=garde)
    ajustees = list(siennes.values())
    simule = sum((ajustee.montant for ajustee in ajustees), ZERO)
    return Enveloppe(code, montant, reductible, part, centimes, simule), ajustees
