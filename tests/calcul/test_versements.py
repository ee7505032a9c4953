"""Where the payments stand: paid, planned, left; typed in « Suivi » where none is listed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.calcul.publication import list_publications
from dpid_xl.calcul.suivi import compute_resultats, find_jours_verses
from dpid_xl.calcul.versements import compute_situation, compute_verses, compute_verses_sans_montant, group_par_ligne, list_suivies
from dpid_xl.modele import Dossier
from tests.suivis import make_suivi, with_suivis
from tests.versements import SITUATION, VERSEMENTS, make_versement, pay

LIBERCOURT = "CCAS de Libercourt"


@pytest.fixture(scope="module")
def paye(dossier: Dossier) -> Dossier:
    return with_suivis(pay(dossier, *VERSEMENTS), make_suivi("PAGE", "T2-05", versement="1500.50"))


def test_payments_count_once_made_and_what_was_typed_where_there_is_none(paye: Dossier):
    verses = {cle: verse for cle, verse in compute_verses(paye).items() if verse is not None}
    assert verses == {
        (LIBERCOURT, "T1-01"): Decimal(3840),
        (LIBERCOURT, "T1-02"): Decimal("5000.05"),  # the titre de recettes is taken away
        ("EPSM Val de Lys - Artois", "T3-08"): Decimal(5000),
        ("RECUP'TRI", "T2-13"): Decimal(700),
        ("PAGE", "T2-05"): Decimal("1500.50"),  # its row of Versements has no day
        ("4AJ", "T1-01"): Decimal(1),  # of no line: paid all the same, and said
    }


def test_a_payment_takes_the_place_of_what_was_typed(paye: Dossier):
    double = with_suivis(paye, make_suivi(LIBERCOURT, "T1-01", versement=1, realise=80, note_partenariat=1, note_parcours=1))
    resultat = compute_resultats(double)[0]
    assert (resultat.verse, resultat.acquis, resultat.solde) == (Decimal(3840), Decimal(6400), Decimal(2560))


@pytest.mark.parametrize(("structure", "operation"), [(LIBERCOURT, ""), ("", "T1-01"), ("", "")])
@pytest.mark.parametrize(("prevu", "verse"), [(None, date(2022, 11, 4)), (date(2023, 3, 31), None)])
def test_a_payment_that_does_not_say_whose_it_is_is_not_counted(paye: Dossier, structure, operation, prevu, verse):
    de_plus = make_versement(structure, operation, "avance", prevu, verse, 2022, "10")
    avec = replace(paye, versements=(*paye.versements, de_plus))
    assert list_suivies(avec) == list_suivies(paye)
    assert compute_verses_sans_montant(avec) == compute_verses_sans_montant(paye)
    assert compute_situation(avec, SITUATION) == compute_situation(paye, SITUATION)


@pytest.mark.parametrize(
    ("jour", "en_retard", "du_mois", "douze_mois"),
    [
        (SITUATION, 10000, 2560, 12560),
        (date(2023, 3, 1), 10000, 2560, 12560),
        (date(2023, 2, 28), 10000, 0, 2560),
        (date(2023, 1, 31), 0, 10000, 12560),
        (date(2023, 4, 1), 12560, 0, 20000),
        (date(2022, 1, 1), 0, 0, 0),
    ],
)
def test_what_is_due_on_a_day(paye: Dossier, jour: date, en_retard: int, du_mois: int, douze_mois: int):
    situation = compute_situation(paye, jour)
    assert (situation.en_retard, situation.du_mois, situation.douze_mois) == (en_retard, du_mois, douze_mois)
    assert situation.verse == Decimal(3840) + Decimal("5000.05") + 5000 + 700 + Decimal("1500.50") + 1
    assert situation.reste == Decimal("6198687.52") - situation.verse
    assert situation.non_programme == situation.reste - 32560


def test_a_payment_is_of_the_line_that_it_designates(paye: Dossier):
    par_ligne = {(ligne.operation, ligne.territoire): len(versements) for ligne, versements in group_par_ligne(paye).items()}
    assert par_ligne[("T3-08", "Audomarois")] == 1
    assert not [cle for cle in par_ligne if cle[0] == "T2-13"]  # nothing tells which of the two


def test_payments_give_the_days_that_are_published_else_those_typed(paye: Dossier):
    assert find_jours_verses(paye)[(LIBERCOURT, "")] == (date(2022, 11, 4), date(2022, 11, 4))  # a titre de recettes is no payment
    tape = make_suivi("Tous Parrains", "T1-03", premier_versement=date(2023, 1, 1), dernier_versement=date(2023, 6, 1))
    autre = make_suivi(LIBERCOURT, "T1-01", premier_versement=date(2020, 1, 1))
    attentes = {attente.structure: attente.manques for attente in list_publications(with_suivis(paye, tape, autre))[1]}
    manque = "premier et dernier versements (Suivi)"
    assert manque not in attentes["Tous Parrains"]
    assert manque in attentes["PAGE"]
    sans = replace(paye, versements=())
    assert find_jours_verses(sans) == {}
