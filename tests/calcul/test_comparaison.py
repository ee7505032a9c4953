"""Two states side by side: what is new, gone, changed; one body under two names; what counts against the threshold."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.calcul.comparaison import Sort, compare_etats
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.campagnes import load_campagne

CAMPAGNE = load_campagne("2022_phase2")


def _with(**changes):
    return replace(CAMPAGNE, **changes)


def test_the_same_state_has_no_difference():
    etats = compare_etats(CAMPAGNE, CAMPAGNE)
    assert {ecart.sort for ecart in etats.ecarts} == {Sort.INCHANGE}
    assert etats.difference == 0
    assert sum(ecart.apres for ecart in etats.ecarts) == Decimal("6198687.52")


def test_new_gone_more_less():
    premiere, deuxieme, *reste = CAMPAGNE.lignes
    apres = _with(lignes=(replace(premiere, montant=premiere.montant + 1), replace(reste[0], structure="Nouvelle"), *reste))
    sorts = {(ecart.structure, ecart.operation): ecart for ecart in compare_etats(CAMPAGNE, apres).ecarts}
    assert sorts[premiere.structure, premiere.operation].sort is Sort.HAUSSE
    assert sorts[premiere.structure, premiere.operation].difference == 1
    assert sorts[deuxieme.structure, deuxieme.operation].sort is Sort.DISPARU
    assert sorts["Nouvelle", reste[0].operation].sort is Sort.NOUVEAU
    assert list(sorts.values())[-1].sort is Sort.DISPARU  # what has gone stands last


def test_a_body_is_the_same_by_its_siret_then_by_its_name():
    structures = tuple(
        replace(structure, siret="35600000000048") if structure.nom == "PAGE" else structure for structure in CAMPAGNE.structures
    )
    renommees = tuple(
        replace(structure, nom="Page Insertion", variantes=("PAGE",)) if structure.nom == "PAGE" else structure for structure in structures
    )
    etats = compare_etats(_with(structures=renommees), _with(structures=structures))
    assert {ecart.sort for ecart in etats.ecarts} == {Sort.INCHANGE}
    sans_registre = compare_etats(_with(structures=()), CAMPAGNE)
    assert {ecart.sort for ecart in sans_registre.ecarts} == {Sort.INCHANGE}


def test_two_campaigns_add_up_against_the_threshold_two_states_do_not():
    autre = replace(CAMPAGNE, campagne=replace(CAMPAGNE.campagne, code="2023"))
    for avant, facteur in ((CAMPAGNE, 1), (autre, 2)):
        cumuls = {cumul.structure: cumul for cumul in compare_etats(avant, CAMPAGNE).cumuls}
        assert cumuls["CCAS de Libercourt"].cumul == 16400 * facteur
        assert cumuls["CCAS de Libercourt"].au_dela is (facteur == 2)


@given(st.lists(st.tuples(st.integers(0, 142), st.decimals(0, 99999, places=2)), max_size=20))
def test_differences_add_up(changements):
    lignes = list(CAMPAGNE.lignes)
    for rang, montant in changements:
        lignes[rang] = replace(lignes[rang], montant=montant)
    etats = compare_etats(CAMPAGNE, _with(lignes=tuple(lignes)))
    assert etats.difference == sum_montants(lignes) - sum_montants(CAMPAGNE.lignes)
    assert etats.difference == sum((cumul.difference for cumul in etats.cumuls), Decimal(0))
