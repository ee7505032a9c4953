"""What a campaign leaves to the next one: each line, each result once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.anterieurs import list_anterieurs
from tests.avenants import amend, make_avenant
from tests.controles.fabrique import make_dossier

DOSSIER = make_dossier()


def test_each_line_is_there_with_the_name_of_the_register():
    anterieurs = list_anterieurs(DOSSIER, 2022)
    assert [anterieur.montant for anterieur in anterieurs] == [ligne.montant for ligne in DOSSIER.lignes]
    assert {anterieur.annee for anterieur in anterieurs} == {2022}


def test_a_result_stands_on_the_first_financed_line_only():
    premiere = replace(DOSSIER.lignes[0], montant=Decimal(0))
    lignes = (premiere, DOSSIER.lignes[0], DOSSIER.lignes[0], *DOSSIER.lignes[1:])
    versements = [anterieur.versement for anterieur in list_anterieurs(replace(DOSSIER, lignes=lignes), 2022)][:3]
    assert versements == [None, Decimal(3840), None]


def test_payments_are_remembered_without_a_row_of_suivi():
    versements = [anterieur.versement for anterieur in list_anterieurs(replace(DOSSIER, suivis=()), 2022)]
    assert versements[:3] == [Decimal(3840), None, Decimal(12000)]


def test_what_was_earned_is_what_the_results_give():
    premiere = list_anterieurs(DOSSIER, 2022)[0]
    assert (premiere.structure, premiere.realise, premiere.acquis) == ("CCAS de Libercourt", Decimal(80), Decimal(6400))


def test_what_was_earned_is_of_what_the_avenants_made():
    amende = amend(DOSSIER, make_avenant("CCAS de Libercourt", operation="T1-01", quantite=100, montant=8000), convention="2022-1")
    premiere = list_anterieurs(amende, 2022)[0]
    # Half by the quantity, 80 of 100; a fifth and three tenths by the notes, whole.
    assert (premiere.montant, premiere.acquis) == (Decimal(8000), Decimal(3200 + 1600 + 2400))


def test_a_result_without_any_line_left_is_kept():
    sans = replace(DOSSIER, lignes=DOSSIER.lignes[1:])
    orphelin = list_anterieurs(sans, 2022)[-1]
    assert (orphelin.structure, orphelin.operation, orphelin.montant, orphelin.versement) == (
        "CCAS de Libercourt",
        "T1-01",
        None,
        Decimal(3840),
    )


def test_earlier_campaigns_stand_first_and_stay():
    avant = list_anterieurs(DOSSIER, 2022)
    encore = list_anterieurs(replace(DOSSIER, anterieurs=avant), 2023)
    assert encore[: len(avant)] == avant
    assert {anterieur.annee for anterieur in encore[len(avant) :]} == {2023}


def test_the_day_of_signature_is_that_of_the_sheet_of_signatures():
    autre = replace(DOSSIER.signatures[0], signee=date(2022, 10, 11))  # Suivi says the 12th
    premiere = list_anterieurs(replace(DOSSIER, signatures=(autre,)), 2022)[0]
    assert premiere.signature == date(2022, 10, 11)
