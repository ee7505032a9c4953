"""The closing: engaged is consumed, released and waiting; nothing is released that is not known; what keeps a campaign open is named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpid_xl.campagnes import load_campagne
from dpid_xl.documents.cloture import NON_REPARTI, compose_cloture, sum_soldes
from dpid_xl.montants import ZERO
from dpid_xl.schema import ANNEXE5
from tests.avenants import amend, make_avenant
from tests.signatures import make_signature
from tests.suivis import make_suivi, with_suivis
from tests.versements import VERSEMENTS, pay

JOUR = date(2023, 12, 31)
CAMPAGNE = load_campagne("2022_phase2")
CLES = [(solde.structure, solde.operation) for solde in compose_cloture(CAMPAGNE, JOUR).soldes]
MONTANTS = st.none() | st.integers(0, 20_000_000).map(lambda centimes: Decimal(centimes) / 100)
SUIVIS = st.lists(
    st.tuples(st.sampled_from(CLES), st.none() | st.integers(0, 400), MONTANTS, MONTANTS, st.none() | st.integers(0, 100)),
    max_size=40,
    unique_by=lambda suivi: suivi[0],
)
# 80 places for 6 400 €, in three parts: half on quantity, a fifth, three tenths.
LIBERCOURT = ("CCAS de Libercourt", "T1-01")
ACHEVE = {"note_partenariat": Decimal(1), "note_parcours": Decimal(1), "depenses": Decimal(6400), "signature": date(2022, 10, 12)}


def find(cloture, cle):
    return next(solde for solde in cloture.soldes if (solde.structure, solde.operation) == cle)


def list_obstacles(cloture, cle):
    return [obstacle.quoi.replace("\xa0", " ") for obstacle in cloture.obstacles if (obstacle.structure, obstacle.operation) == cle]


@settings(max_examples=60, deadline=None)
@given(SUIVIS)
def test_engaged_is_consumed_released_and_waiting(saisies):
    suivis = [
        make_suivi(*cle, realise=realise, depenses=depenses, versement=verse, note_partenariat=note, note_parcours=note)
        for cle, realise, depenses, verse, pour_cent in saisies
        for note in [None if pour_cent is None else Decimal(pour_cent) / 100]
    ]
    cloture = compose_cloture(with_suivis(CAMPAGNE, *suivis), JOUR)
    sommes = [solde.somme for solde in cloture.soldes] + [poste.somme for poste in cloture.postes] + [cloture.total]
    for somme in sommes:
        assert somme.engage == somme.consomme + somme.a_liberer + somme.en_attente
        assert min(somme.consomme, somme.a_liberer, somme.en_attente, somme.a_verser, somme.titres) >= ZERO
    assert cloture.total.engage == Decimal("6198687.52")
    assert sum((poste.somme.engage for poste in cloture.postes), ZERO) == cloture.total.engage
    for solde in cloture.soldes:
        if solde.connu:
            assert solde.acquis - solde.verse == solde.somme.a_verser - solde.somme.titres
        else:
            assert (solde.somme.a_liberer, solde.somme.a_verser, solde.somme.titres) == (ZERO, ZERO, ZERO)


@pytest.mark.parametrize(
    ("saisie", "acquis", "a_liberer", "a_verser", "titres"),
    [
        ({"realise": 80, "versement": 6400}, "6400", "0", "0", "0"),
        ({"realise": 40, "versement": 3840}, "4800", "1600", "960", "0"),
        ({"realise": 40, "versement": 6400}, "4800", "1600", "0", "1600"),
        ({"realise": 80, "versement": 0, "depenses": Decimal(5000)}, "5000", "1400", "5000", "0"),
    ],
)
def test_what_is_known_is_consumed_and_the_rest_is_released(saisie, acquis, a_liberer, a_verser, titres):
    cloture = compose_cloture(with_suivis(CAMPAGNE, make_suivi(*LIBERCOURT, **ACHEVE | saisie)), JOUR)
    somme = find(cloture, LIBERCOURT).somme
    assert [somme.consomme, somme.a_liberer, somme.a_verser, somme.titres] == [Decimal(x) for x in (acquis, a_liberer, a_verser, titres)]
    assert somme.en_attente == ZERO


@pytest.mark.parametrize(
    ("saisie", "obstacles"),
    [
        ({}, ["bilan absent", "somme versée : à dire"]),
        ({"realise": 80}, ["somme versée : à dire"]),
        ({"realise": 80, "versement": 6400}, []),
        ({"realise": 80, "versement": 6400, "depenses": None}, ["coût de l'action (article 4) : à dire"]),
        ({"realise": 80, "versement": 6400, "note_parcours": None}, ["note de parcours : à dire"]),
        ({"realise": 80, "versement": 6400, "signature": None}, ["convention non signée"]),
        ({"realise": 80, "versement": 3840}, ["reste à verser 2 560,00 €"]),
        ({"realise": 40, "versement": 6400}, ["titre de recettes à émettre, 1 600,00 €"]),
    ],
)
def test_what_keeps_it_open_is_named(saisie, obstacles):
    cloture = compose_cloture(with_suivis(CAMPAGNE, make_suivi(*LIBERCOURT, **ACHEVE | saisie)), JOUR)
    assert [texte.replace("\u202f", " ") for texte in list_obstacles(cloture, LIBERCOURT)] == obstacles
    releases = find(cloture, LIBERCOURT).somme.a_liberer
    assert releases == ZERO or not any("à dire" in obstacle or obstacle == "bilan absent" for obstacle in obstacles)


def test_an_action_that_is_not_over_is_said_with_its_cell():
    cloture = compose_cloture(CAMPAGNE, date(2022, 12, 30))
    (obstacle,) = [o for o in cloture.obstacles if (o.structure, o.operation) == LIBERCOURT and "finit" in o.quoi]
    assert obstacle.quoi == "l'action finit le 31/12/2022"
    assert obstacle.origine == next(ligne for ligne in CAMPAGNE.lignes if ligne.operation == "T1-01").lieu.origine("fin")
    assert ANNEXE5.entete("fin") == "Fin"


def test_payments_are_counted_by_exercice():
    paye = pay(
        CAMPAGNE,
        (*LIBERCOURT, "avance", None, date(2022, 11, 4), 2022, "3840"),
        (*LIBERCOURT, "solde", None, date(2023, 3, 4), 2023, "2560"),
        (*LIBERCOURT, "titre de recettes", None, date(2023, 9, 4), 2023, "60.05"),
        ("PAGE", "T1-01", "avance", None, date(2022, 11, 4), None, "10"),
    )
    cloture = compose_cloture(paye, JOUR)
    assert dict(cloture.verses) == {
        ("C02-566A05", None): Decimal(10),
        ("C02-566A05", 2022): Decimal(3840),
        ("C02-566A05", 2023): Decimal("2499.95"),
    }
    assert sum(cloture.verses.values()) == sum(solde.verse or ZERO for solde in cloture.soldes)


def test_each_line_of_credits_stands_with_the_exercices_of_its_lines():
    cloture = compose_cloture(CAMPAGNE, JOUR)
    assert {poste.code for poste in cloture.postes} == {ligne.code for ligne in CAMPAGNE.budget}
    assert find(cloture, LIBERCOURT).exercices == "2022"
    assert {poste.exercices for poste in cloture.postes} == {"2022", NON_REPARTI}


def test_a_code_that_budget_does_not_have_is_not_lost():
    sans = replace(CAMPAGNE, budget=tuple(ligne for ligne in CAMPAGNE.budget if ligne.code != "C02-582A02"))
    (poste,) = [poste for poste in compose_cloture(sans, JOUR).postes if poste.code == "C02-582A02"]
    assert (poste.ligne, poste.somme.engage) == (None, Decimal(468000))


AVANCE_VERSEE = (*LIBERCOURT, "avance", None, date(2022, 11, 4), 2022, "3840", "77")
RETRAIT = make_avenant(LIBERCOURT[0], operation="T1-01", quantite=0, montant=0)
SIGNE = make_signature(LIBERCOURT[0], avenant=1, signee=date(2023, 2, 1))


def test_what_is_paid_of_a_line_that_an_avenant_withdrew_comes_back():
    retiree = replace(amend(pay(CAMPAGNE, AVANCE_VERSEE), RETRAIT), signatures=(SIGNE,))
    cloture = compose_cloture(retiree, JOUR)
    somme = find(cloture, LIBERCOURT).somme
    assert (somme.engage, somme.verse, somme.titres) == (ZERO, Decimal(3840), Decimal(3840))
    assert sum_soldes(cloture.soldes) == cloture.total
    (obstacle,) = list_obstacles(cloture, LIBERCOURT)
    assert obstacle.replace("\u202f", " ").startswith("titre de recettes à émettre, 3 840,00 €")


def test_it_is_claimed_once_the_avenant_is_signed():
    cloture = compose_cloture(amend(pay(CAMPAGNE, AVANCE_VERSEE), RETRAIT), JOUR)
    somme = find(cloture, LIBERCOURT).somme
    assert (somme.verse, somme.titres) == (Decimal(3840), ZERO)
    assert list_obstacles(cloture, LIBERCOURT) == ["signature de l'avenant n° 1, décidé : à dire"]


@pytest.mark.parametrize("saisie", ["versement", "suivi"])
def test_what_is_paid_of_a_line_voted_at_zero_is_counted_and_comes_back(saisie):
    cle = ("DEMAIN", "T2-05")
    paye = (
        pay(CAMPAGNE, (*cle, "avance", None, date(2022, 11, 4), 2022, "3840", "77"))
        if saisie == "versement"
        else with_suivis(CAMPAGNE, make_suivi(*cle, versement=3840))
    )
    cloture = compose_cloture(paye, JOUR)
    assert (cloture.total.verse, cloture.total.titres, sum(cloture.verses.values())) == (Decimal(3840),) * 3
    assert [solde.structure for solde in cloture.soldes if solde.somme.titres] == ["DEMAIN"]
    assert ["titre de recettes" in obstacle for obstacle in list_obstacles(cloture, cle)] == [True]


def test_all_that_is_paid_is_in_the_closing():
    paye = pay(CAMPAGNE, *VERSEMENTS)
    cloture = compose_cloture(paye, JOUR)
    assert cloture.total.verse == sum((versement.compte for versement in paye.versements if versement.verse_le), ZERO)
    assert cloture.total.verse == sum(cloture.verses.values())
