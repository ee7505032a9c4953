"""What scenarios give of the packaged campaign: rates, quantities, percentages, envelopes, and what fits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dpid_xl.calcul.demandes import compute_propose
from dpid_xl.calcul.etude import study
from dpid_xl.calcul.montant import compute_montant_ligne
from dpid_xl.calcul.retenue import ScenarioRefuse, find_scenario, list_changements, put
from dpid_xl.calcul.simulation import AXES
from dpid_xl.calcul.totaux import Axe, compute_totaux, sum_montants
from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.modele import Ajustement, Base, Dossier, Levier
from dpid_xl.montants import ZERO
from tests.demandes import DEMANDES
from tests.simulations import make_scenario, propose, suppose, with_scenarios

TOTAL = Decimal("6198687.52")
REFERENTS = "C02-566A05"


def simulate(dossier: Dossier, scenario, *hypotheses):
    return study(with_scenarios(dossier, [scenario], *hypotheses)).simulations[1]


def test_a_scenario_that_changes_nothing_is_the_campaign(dossier: Dossier):
    simulation = simulate(dossier, make_scenario("A"))
    assert (simulation.montant, simulation.ecart, simulation.depassement, simulation.changees) == (TOTAL, ZERO, ZERO, ())
    for axe in AXES:
        totaux = compute_totaux(dossier, axe)
        attendus = {cle or ("sans territoire" if axe is Axe.TERRITOIRE else ""): total.montant for cle, total in totaux.items()}
        assert {cle: simulation.get_somme(axe, cle)[0] for cle in attendus} == attendus


def test_a_rate_computes_its_lines_again(dossier: Dossier):
    simulation = simulate(dossier, make_scenario("A"), suppose("A", Levier.TARIF, "PLACE_REFERENT_SOLIDARITE", "170"))
    tarifs = tuple(replace(t, valeur=Decimal(170)) if t.code == "PLACE_REFERENT_SOLIDARITE" else t for t in dossier.tarifs)
    change = replace(dossier, tarifs=tarifs)
    for ajustee in simulation.ajustees:
        concernee = ajustee.poste.ligne.operation == "T1-01"
        assert ajustee.montant == (compute_montant_ligne(change, ajustee.poste.ligne) if concernee else ajustee.poste.montant)
    assert simulation.get_somme(Axe.OPERATION, "T1-01")[1] == simulation.ecart != 0


def test_a_quantity_changes_one_line(dossier: Dossier):
    quantite = suppose("A", Levier.QUANTITE, "T1-01", "85", "CCAS de Libercourt")
    (changee,) = simulate(dossier, make_scenario("A"), quantite).changees
    assert (changee.quantite, changee.montant, changee.ecart) == (Decimal(85), Decimal("6800.00"), Decimal("400.00"))


def test_a_percentage_is_rounded_line_by_line(dossier: Dossier):
    simulation = simulate(dossier, make_scenario("A"), suppose("A", Levier.POURCENTAGE, "T1-02", "0.333"))
    lignes = [ligne for ligne in dossier.lignes if ligne.operation == "T1-02"]
    assert simulation.get_somme(Axe.OPERATION, "T1-02")[0] == sum((round(ligne.montant * Decimal("0.333"), 2) for ligne in lignes), ZERO)


@pytest.mark.parametrize("ajustement", [Ajustement.EGALE, Ajustement.PRIORITE])
@pytest.mark.parametrize("enveloppe", ["0", "0.01", "100000.01", "559915.32"])
def test_what_fits_fills_the_envelope(dossier: Dossier, ajustement, enveloppe):
    simulation = simulate(dossier, make_scenario("A", ajustement=ajustement), suppose("A", Levier.ENVELOPPE, REFERENTS, enveloppe))
    assert simulation.enveloppes[REFERENTS].simule == Decimal(enveloppe)
    assert simulation.depassement == 0
    assert all(ZERO <= ajustee.montant <= ajustee.poste.montant for ajustee in simulation.ajustees)


def test_only_the_named_operations_are_cut(dossier: Dossier):
    hypotheses = (suppose("A", Levier.REDUITE, "T1-01"), suppose("A", Levier.ENVELOPPE, REFERENTS, "550000"))
    simulation = simulate(dossier, make_scenario("A", ajustement=Ajustement.DESIGNEES), *hypotheses)
    assert {ajustee.poste.ligne.operation for ajustee in simulation.changees} == {"T1-01"}
    assert simulation.enveloppes[REFERENTS].solde == 0
    trop = simulate(
        dossier, make_scenario("A", ajustement=Ajustement.DESIGNEES), hypotheses[0], suppose("A", Levier.ENVELOPPE, REFERENTS, "1")
    )
    assert trop.get_somme(Axe.OPERATION, "T1-01")[0] == 0, "they bear all that they can, the rest is still missing"
    assert trop.depassement == trop.enveloppes[REFERENTS].simule - 1


def test_the_first_priority_is_served_first(dossier: Dossier):
    rangs = [suppose("A", Levier.PRIORITE, code, rang) for code, rang in (("T1-02", "1"), ("T1-01", "2"))]
    simulation = simulate(
        dossier, make_scenario("A", ajustement=Ajustement.PRIORITE), *rangs, suppose("A", Levier.ENVELOPPE, REFERENTS, "40000")
    )
    assert simulation.get_somme(Axe.OPERATION, "T1-02") == (Decimal("37907.00"), ZERO)
    assert simulation.get_somme(Axe.OPERATION, "T1-01")[0] == Decimal(40000) - 37907


def test_voted_lines_stay_and_count(dossier: Dossier):
    mixte = propose(dossier, "T1-01")
    hypotheses = (suppose("A", Levier.ENVELOPPE, REFERENTS, "550000"), suppose("A", Levier.POURCENTAGE, "T1-02", "0"))
    simulation = simulate(mixte, make_scenario("A", Base.A_VOTER, Ajustement.EGALE), *hypotheses)
    assert {ajustee.poste.ligne.operation for ajustee in simulation.changees} == {"T1-01"}
    assert simulation.enveloppes[REFERENTS].simule == 550000
    hors = sum((ajustee.montant for ajustee in simulation.ajustees if ajustee.poste.ligne.operation != "T1-01"), ZERO)
    assert hors == sum_montants(ligne for ligne in dossier.lignes if ligne.operation != "T1-01")


def test_a_scenario_is_retained_whole_or_not_at_all(dossier: Dossier):
    mixte = propose(dossier, "T1-01")
    quantite = suppose("A", Levier.QUANTITE, "T1-01", "85", "CCAS de Libercourt")
    etude = study(with_scenarios(mixte, [make_scenario("A", Base.A_VOTER)], quantite))
    apres = put(etude.dossier, list_changements(etude, find_scenario(etude, "a")))
    assert sum_montants(apres.lignes) == TOTAL + 400
    assert study(apres).simulations[1].changees == ()
    for scenarios, hypotheses, phrase in (
        ([make_scenario("A")], [suppose("A", Levier.POURCENTAGE, "T1-02", "0.5")], "un vote ne se récrit pas"),
        ([make_scenario("A", Base.A_VOTER)], [quantite, suppose("A", Levier.POURCENTAGE, "T9-99", "0.5")], "n'est pas comprise"),
        ([make_scenario("A", Base.A_VOTER)], [], "ne change rien"),
    ):
        refusee = study(with_scenarios(mixte, scenarios, *hypotheses))
        with pytest.raises(ScenarioRefuse, match=phrase):
            list_changements(refusee, refusee.simulations[1])
    with pytest.raises(ScenarioRefuse, match="Aucun scénario ne s'appelle"):
        find_scenario(etude, "Z")


def test_demands_are_served_by_their_own_priority(dossier: Dossier):
    avec = replace(dossier, lignes=(), demandes=DEMANDES)
    enveloppe = suppose("A", Levier.ENVELOPPE, REFERENTS, "10000")
    etude = study(locate_dossier(with_scenarios(avec, [make_scenario("A", Base.DEMANDES, Ajustement.PRIORITE)], enveloppe)))
    simulation = etude.simulations[1]
    servies = {(a.poste.structure, a.poste.ligne.operation): a.montant for a in simulation.ajustees if a.role}
    assert servies["CCAS de Libercourt", "T1-01"] == 6400, "priority 1, whole"
    assert servies["CCAS de Libercourt", "T1-02"] == 3600, "the rest of the envelope"
    assert ("PAGE", "T1-01") not in servies, "refused"
    assert servies["4AJ", "T3-02"] == compute_propose(avec, DEMANDES[3])
    apres = put(etude.dossier, list_changements(etude, simulation))
    assert [demande.montant_arrete for demande in apres.demandes[:2]] == [None, Decimal(3600)]
    assert study(apres).simulations[1].montant == simulation.montant


def test_no_scenario_costs_nothing(dossier: Dossier):
    etude = study(dossier)
    assert (etude.postes, etude.lues, etude.simulations, etude.cles) == ((), (), {}, {})
    assert study(with_scenarios(dossier, [make_scenario("A", None)])).simulations == {}
    vide = replace(with_scenarios(dossier, [make_scenario("A", ajustement=Ajustement.EGALE)]), lignes=())
    assert study(vide).simulations[1].montant == 0
