"""From the demands to the vote: once each, with the figures that are then fixed; who stays is told why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.calcul.passage import CommissionInconnue, apply_passage, plan_passage
from dpid_xl.controles import check_dossier
from dpid_xl.lieu import Origine
from dpid_xl.modele import SortDemande
from tests.controles.fabrique import ANNEE, VOTE, make_dossier

JOUR = date(2022, 6, 28)
DOSSIER = make_dossier()
OUVERTE = DOSSIER.demandes[2]  # PAGE, T3-02, two mesures, 10 000 €


def decide(**champs):
    """The small campaign whose open demand is retained by the commission of the campaign."""
    retenue = replace(OUVERTE, **{"decision": SortDemande.RETENUE, "commission": VOTE} | champs)
    return replace(DOSSIER, demandes=(*DOSSIER.demandes[:2], retenue))


def test_a_retained_demand_becomes_a_line():
    passage = plan_passage(decide(territoire="Artois", description="Mesures", justification="reliquat"), JOUR)
    ((demande, ligne),) = [(passee.demande, passee.ligne) for passee in passage.passees]
    assert (ligne.structure, ligne.operation, ligne.territoire, ligne.description) == ("PAGE", "T3-02", "Artois", "Mesures")
    assert (ligne.quantite, ligne.montant, ligne.debut, ligne.fin, ligne.unite) == (2, Decimal("10000.00"), *ANNEE, "mesure")
    assert (ligne.statut, ligne.justification) == ("proposé", "reliquat")
    assert (demande.au_vote_le, demande.quantite_fixee, demande.montant_fixe) == (JOUR, 2, Decimal("10000.00"))
    assert (demande.debut_fixe, demande.fin_fixee, demande.quantite_simple_fixee) == (*ANNEE, None)
    assert passage.montant == Decimal("10000.00")


def test_a_demand_never_passes_twice():
    dossier = decide()
    apres = apply_passage(dossier, plan_passage(dossier, JOUR))
    assert len(apres.lignes) == len(dossier.lignes) + 1
    encore = plan_passage(apres, JOUR)
    assert (encore.passees, encore.laissees) == ((), ())


def test_the_name_of_the_register_is_that_of_the_line():
    (passee,) = plan_passage(decide(structure="plateforme défi mobilité"), JOUR).passees
    assert passee.ligne.structure == "Défi Mobilité"
    assert passee.demande.structure == "plateforme défi mobilité"


def test_the_territoire_is_written_as_the_campaign_writes_it():
    dossier = replace(decide(territoire="lens liévin"), campagne=replace(DOSSIER.campagne, territoires=("Artois", "Lens-Liévin")))
    (passee,) = plan_passage(dossier, JOUR).passees
    assert (passee.ligne.territoire, passee.demande.territoire) == ("lens liévin", "lens liévin"), "a hyphen tells two names apart"
    (passee,) = plan_passage(replace(dossier, demandes=decide(territoire="LENS‑liévin").demandes), JOUR).passees
    assert (passee.ligne.territoire, passee.demande.territoire) == ("Lens-Liévin", "LENS‑liévin")
    (passee,) = plan_passage(decide(territoire="montreuillois"), JOUR).passees
    assert passee.ligne.territoire == "Montreuillois", "as its lines write it, without a list"


def test_what_is_fixed_does_not_follow_the_bareme_nor_the_proposal():
    dossier = decide()
    apres = apply_passage(dossier, plan_passage(dossier, JOUR))
    plus = replace(apres, demandes=(*apres.demandes[:2], replace(apres.demandes[2], quantite=Decimal(9))))
    plus = replace(plus, tarifs=tuple(replace(tarif, valeur=tarif.valeur * 2) for tarif in plus.tarifs))
    assert plus.demandes[2].montant_fixe == Decimal("10000.00")
    assert not [anomalie for anomalie in check_dossier(plus) if anomalie.code.startswith("demande")]


@pytest.mark.parametrize(
    ("champs", "raison"),
    [
        ({"commission": None}, "le jour de sa commission manque"),
        ({"commission": date(2022, 6, 28)}, "Campagne ne connaît pas la commission du 28/06/2022"),
        ({"structure": "Les Inconnus"}, "sa structure n'est pas au registre"),
        ({"operation": "T9-99"}, "son opération n'est pas dans la feuille Opérations"),
        ({"fin": date(2021, 12, 31)}, "ses dates sont inversées"),
        ({"quantite": None}, "il lui manque « Quantité proposée »"),
        ({"debut": None}, "il lui manque son montant (le tarif est annuel et la ligne n'a pas de période)"),
        ({"operation": "T2-10"}, "il lui manque « Montant arrêté »"),
        ({"operation": "T2-10", "montant_arrete": Decimal(-500)}, "« Montant arrêté » est négatif"),
        ({"operation": "T2-10", "montant_arrete": Decimal(0)}, "il lui manque un montant supérieur à zéro"),
        ({"quantite": Decimal(-1), "montant_arrete": Decimal(500)}, "« Quantité proposée » est négatif"),
        ({"quantite": Decimal(0)}, "il lui manque un montant supérieur à zéro"),
        ({"recue_le": date(2022, 6, 28)}, "sa commission du 27/06/2022 est antérieure à sa réception (28/06/2022)"),
        (
            {"operation": "T1-01", "territoire": "montreuillois"},
            "la ligne 8 de l'annexe 5 a déjà sa structure, son opération, son territoire et sa description",
        ),
    ],
)
def test_who_stays_is_told_why(champs, raison):
    passage = plan_passage(decide(**champs), JOUR)
    assert passage.passees == ()
    assert [dite for _demande, dite in passage.laissees] == [raison]


def test_lines_are_prepared_before_the_commission_sits():
    assert len(plan_passage(decide(), date(2022, 6, 26)).passees) == 1


def test_two_demands_for_the_same_thing_make_one_line():
    dossier = decide()
    deux = replace(dossier, demandes=(*dossier.demandes, replace(dossier.demandes[2], lieu=replace(OUVERTE.lieu, rang=10))))
    passage = plan_passage(deux, JOUR)
    assert len(passage.passees) == 1
    assert passage.refus[0].startswith("Demandes!B10 : « PAGE » (T3-02) reste, une autre demande retenue a déjà")


def test_a_demand_that_could_not_be_read_stays():
    illisible = Anomalie("lecture_montant_illisible", Gravite.BLOQUANTE, Origine("Demandes", "W9"))
    passage = plan_passage(decide(), JOUR, anomalies=[illisible])
    assert [raison for _demande, raison in passage.laissees] == ["la cellule W9 ne peut pas être lue"]


@pytest.mark.parametrize("decision", [SortDemande.REFUSEE, SortDemande.AJOURNEE, None])
def test_what_is_not_retained_stays_as_it_is(decision):
    dossier = decide(decision=decision)
    passage = plan_passage(dossier, JOUR)
    assert (passage.passees, passage.laissees) == ((), ())
    assert apply_passage(dossier, passage) == dossier


def test_one_commission_at_a_time():
    dossier = decide()
    with pytest.raises(CommissionInconnue, match=r"ne connaît pas de commission du 03/10/2022 \(connues : 27/06/2022\)"):
        plan_passage(dossier, JOUR, date(2022, 10, 3))
    assert plan_passage(dossier, JOUR, VOTE).commissions == {VOTE: 1}
