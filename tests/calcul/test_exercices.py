"""The amount of a line by exercice: what was typed, the only year of its dates, or nothing; parts add up to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.calcul.echeancier import compute_versements_ligne
from dpid_xl.calcul.exercices import (
    Etat,
    attach_parts,
    compute_credits,
    compute_credits_par_budget,
    compute_repartitions,
    list_a_repartir,
    list_propositions,
)
from dpid_xl.calcul.totaux import sum_montants
from tests.avances import decide_avances
from tests.exercices import AMBIGUE, INCOMPLETE, INCONNUE, REPARTIES, split

centimes = st.integers(min_value=0, max_value=10**9).map(lambda nombre: Decimal(nombre).scaleb(-2))


def _find(dossier, structure, operation, territoire=None):
    lignes = [ligne for ligne in dossier.lignes if (ligne.structure, ligne.operation) == (structure, operation)]
    return next(ligne for ligne in lignes if territoire in (None, ligne.territoire))


def test_the_campaign_is_not_split(dossier):
    repartitions = compute_repartitions(dossier)
    assert [repartition.ligne for repartition in repartitions] == list(dossier.lignes)
    a_repartir = list_a_repartir(repartitions)
    assert (len(a_repartir), sum_montants(repartition.ligne for repartition in a_repartir)) == (86, Decimal("4283789.51"))
    longues = [repartition.ligne for repartition in a_repartir if repartition.ligne.periode.mois > 12]
    assert (len(longues), sum_montants(longues)) == (35, Decimal("1693250.51"))
    assert {(ligne.debut.year, ligne.fin.year) for ligne in (repartition.ligne for repartition in a_repartir)} == {(2022, 2023)}
    sans_dates = [repartition.ligne for repartition in repartitions if repartition.etat is Etat.SANS_DATES]
    assert (len(sans_dates), sum_montants(sans_dates)) == (31, Decimal("808321.27"))
    assert not any(repartition.parts for repartition in repartitions if repartition.etat is not Etat.UN_SEUL)


def test_what_lies_in_one_year_is_of_that_year(dossier):
    credits_ = compute_credits(compute_repartitions(dossier))
    assert credits_.par_exercice == {2022: Decimal("1106576.74")}
    assert credits_.non_reparti == Decimal("4283789.51") + Decimal("808321.27")
    assert credits_.total == Decimal("6198687.52")


def test_credits_and_what_is_not_split_make_each_budget_line(dossier):
    reparti = split(dossier, *REPARTIES, INCOMPLETE)
    par_budget = compute_credits_par_budget(reparti)
    assert sum(credits_.total for credits_ in par_budget.values()) == Decimal("6198687.52")
    assert sum(sum(credits_.par_exercice.values()) for credits_ in par_budget.values()) == Decimal("1106576.74") + Decimal("137074.40")


def test_what_the_officer_typed_is_the_split(dossier):
    reparti = decide_avances(split(dossier, *REPARTIES), "0.333")
    lignes = (_find(reparti, "Tous Parrains", "T1-03"), _find(reparti, "EPSM Val de Lys - Artois", "T3-08", "Audomarois"))
    partagee, territoire = compute_repartitions(reparti, lignes)
    assert (partagee.etat, partagee.reparti, partagee.non_reparti) == (Etat.REPARTIE, Decimal("94308.00"), 0)
    assert [(part.exercice, part.montant, part.avance, part.solde) for part in partagee.parts] == [
        (2022, Decimal("53890.29"), Decimal("17945.47"), Decimal("35944.82")),
        (2023, Decimal("40417.71"), Decimal("13459.09"), Decimal("26958.62")),
    ]
    assert sum(part.avance for part in partagee.parts) == compute_versements_ligne(reparti, lignes[0]).avance
    assert [(part.exercice, part.montant) for part in territoire.parts] == [(2022, Decimal("1666.67")), (2023, Decimal("18333.33"))]


def test_a_line_without_dates_may_be_split(dossier):
    (repartition,) = compute_repartitions(split(dossier, *REPARTIES), [_find(dossier, "TOUS PARRAINS", "T2-05", "Montreuillois")])
    assert [part.exercice for part in repartition.parts] == [2022, 2024]
    assert all(part.avance is None and part.solde is None for part in repartition.parts)  # nobody knows the rate


def test_parts_that_do_not_make_the_amount_say_nothing(dossier):
    ligne = _find(dossier, "4AJ", "T3-02")
    (repartition,) = compute_repartitions(split(dossier, INCOMPLETE), [ligne])
    assert (repartition.etat, repartition.parts, repartition.non_reparti) == (Etat.A_REPARTIR, (), Decimal("30000.00"))
    assert compute_credits([repartition]).total == compute_credits([repartition]).non_reparti == Decimal("40000.00")


def test_a_part_of_no_line_or_of_several_is_of_none(dossier):
    reparti = split(dossier, AMBIGUE, INCONNUE)
    assert [len(lignes) for _part, lignes in attach_parts(reparti)] == [2, 0]
    assert all(not repartition.reparti for repartition in compute_repartitions(reparti))


@pytest.mark.parametrize(("description", "nombre"), [("", 2), ("Encadrement en chantier ÉCOLE", 1), ("Encadrement", 0)])
def test_a_description_tells_lines_apart(dossier, description, nombre):
    jumelles = [ligne for ligne in dossier.lignes if (ligne.structure, ligne.operation) == ("RECUP TRI", "T2-13")]
    precisee = replace(jumelles[0], description="Encadrement en chantier école")
    reparti = split(replace(dossier, lignes=(precisee, jumelles[1])), (*AMBIGUE, "", description))
    ((_part, lignes),) = attach_parts(reparti)
    assert len(lignes) == nombre


@pytest.mark.parametrize(
    ("debut", "fin", "etat"),
    [
        (date(2022, 1, 1), date(2022, 12, 31), Etat.UN_SEUL),
        (date(2022, 12, 31), date(2023, 1, 1), Etat.A_REPARTIR),
        (date(2022, 5, 2), date(2022, 5, 1), Etat.SANS_DATES),
        (None, date(2022, 5, 1), Etat.SANS_DATES),
    ],
)
def test_the_dates_of_a_line(dossier, debut, fin, etat):
    ligne = replace(dossier.lignes[0], debut=debut, fin=fin)
    (repartition,) = compute_repartitions(replace(dossier, lignes=(ligne,)))
    assert repartition.etat is etat


@given(st.lists(centimes, min_size=1, max_size=6), st.decimals(min_value=0, max_value=1, places=4))
def test_avances_and_soldes_of_the_exercices_make_those_of_the_line(dossier, montants, taux):
    ligne = replace(_find(dossier, "4AJ", "T3-02"), montant=sum(montants))
    parts = [("4AJ", "T3-02", 2030 - rang, montant) for rang, montant in enumerate(montants)]
    reparti = decide_avances(split(replace(dossier, lignes=(ligne,)), *parts), str(taux))
    (repartition,) = compute_repartitions(reparti)
    versements = compute_versements_ligne(reparti, ligne)
    assert sum(part.montant for part in repartition.parts) == ligne.montant
    assert sum(part.avance for part in repartition.parts) == versements.avance
    assert sum(part.solde for part in repartition.parts) == versements.solde
    assert all(abs(part.avance - part.montant * taux) <= Decimal("0.01") for part in repartition.parts)


def test_proposals_are_prorata_of_the_months(dossier):
    propositions = {}
    for proposition in list_propositions(dossier):
        propositions.setdefault(proposition.ligne, []).append(proposition)
    assert (len(propositions), sum_montants(propositions)) == (56, Decimal("3117994.33"))
    assert all(sum(proposition.part.montant for proposition in parts) == ligne.montant for ligne, parts in propositions.items())
    parts = propositions[_find(dossier, "Partenaire Insertion Formation", "T1-03")]
    assert [(proposition.part.exercice, proposition.mois, proposition.part.montant) for proposition in parts] == [
        (2022, 8, Decimal("133333.33")),
        (2023, 6, Decimal("100000.00")),
    ]
    assert [(part.part.territoire, part.part.source) for part in parts] == [("", "prorata accepté")] * 2
    caravane = propositions[_find(dossier, "Caravane : Auto-école Sociale itinérante", "T2-10")]
    assert [proposition.mois for proposition in caravane] == [1 + Fraction(27, 30), 10 + Fraction(3, 30)]


def test_where_the_source_splits_otherwise_nothing_is_proposed(dossier):
    proposees = {proposition.ligne for proposition in list_propositions(dossier)}
    a_repartir = {repartition.ligne for repartition in list_a_repartir(compute_repartitions(dossier))}
    sans = a_repartir - proposees
    assert {(ligne.operation, ligne.structure) for ligne in sans if ligne.operation != "T2-13"} == {
        ("T2-10", "SOLIDARITE ET JALONS POUR LE TRAVAIL")
    }
    assert (len(sans), sum_montants(sans)) == (30, Decimal("1165795.18"))


def test_nothing_is_proposed_for_what_is_known_begun_or_cannot_be_told_apart(dossier):
    reparti = split(dossier, *REPARTIES, INCOMPLETE)
    proposees = {proposition.ligne for proposition in list_propositions(reparti)}
    for structure, operation, territoire in (("Tous Parrains", "T1-03", ""), ("4AJ", "T3-02", ""), ("GEIQ 3A", "T2-03", "")):
        assert _find(reparti, structure, operation, territoire or None) not in proposees
    ligne = _find(dossier, "4AJ", "T3-02")
    jumelles = (ligne, replace(ligne, lieu=replace(ligne.lieu, rang=999)))
    assert list_propositions(replace(dossier, lignes=jumelles)) == ()
    assert list_propositions(replace(dossier, lignes=(replace(ligne, montant=Decimal(0)),))) == ()


def test_accepted_proposals_split_their_lines(dossier):
    acceptees = tuple(proposition.part for proposition in list_propositions(dossier))
    reparti = replace(dossier, exercices=acceptees)
    credits_ = compute_credits(compute_repartitions(reparti))
    assert credits_.non_reparti == Decimal("808321.27") + Decimal("1165795.18")
    assert credits_.total == Decimal("6198687.52")
    assert list_propositions(reparti) == ()
