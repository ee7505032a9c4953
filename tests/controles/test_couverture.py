"""What no data of a campaign lets one check: said with its reason, and no longer once the data are there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dpid_xl.campagnes import load_campagne
from dpid_xl.controles import check_dossier, list_non_verifiables, load_messages
from dpid_xl.controles.couverture import LACUNES
from tests.controles import fabrique

# Of the small campaign, where every rule is checked but those that its data do not meet.
SANS_DONNEES = {"charges_indirectes", "plafond_etp_depasse", "siret_partage", "siren_partage"} | {
    *("iban_invalide", "iban_partage", "bic_invalide", "bic_autre_pays")
}

VIDER = [
    ("total_ecart_decision", {"decisions": ()}),
    ("operations_ecart_decision", {"decisions": ()}),
    ("structures_ecart_decision", {"decisions": ()}),
    ("quantite_ecart_decision", {"decisions": ()}),
    ("budget_depasse", {"budget": ()}),
    ("attribution_differente", {"attributions": ()}),
    *((code, {"signatures": ()}) for code in ("moments_en_desordre", "acte_avant_decision")),
    *((code, {"suivis": (), "signatures": ()}) for code in ("signature_avant_decision", "signatures_differentes", "cer_absent")),
    *((code, {"suivis": ()}) for code in ("versement_hors_bornes", "versement_sans_convention", "note_hors_bornes")),
    *((code, {"suivis": ()}) for code in ("realise_negatif", "realise_superieur", "realise_sous_minimum", "mesures_superieures")),
]
CHANGER = [
    ("estimation_etp_depassee", [["Opérations", 8, "Code", "T1-03"], ["Annexe 5", 9, "Opération", "T1-03"]]),
    ("effectif_different", [["Annexe 5", 13, "Opération", "T2-11"], ["Annexe 5", 13, "Quantité", ""], ["Opérations", 8, "Code", "T2-11"]]),
    ("minimum_non_atteint", [["Annexe 5", 13, "Opération", "T2-03"], ["Annexe 5", 13, "Quantité", ""], ["Opérations", 8, "Code", "T2-03"]]),
    ("demande_plafond", [["Demandes", 9, "Opération", "T1-01"]]),
    ("dates_hors_campagne", [["Campagne", "nom", "debut", ""], ["Campagne", "nom", "fin", ""]]),
    ("debuts_avant_decision", [["Campagne", "nom", "deliberation_date", ""]]),
    ("duree_excessive", [["Annexe 5", rang, "Fin", ""] for rang in (10, 11, 12, 13)]),
    ("periodes_chevauchees", [["Annexe 5", 9, "Début", ""]]),
    ("cout_unitaire_atypique", [["Annexe 5", 13, "Quantité", ""]]),
    ("siret_invalide", [["Structures", 8, "SIRET", ""]]),
    ("siret_autre_nature", [["Structures", 8, "Nature", ""]]),
    *(
        (code, [["Structures", rang, "RNA", ""] for rang in (9, 10, 11, 12)])
        for code in ("rna_invalide", "rna_partage", "rna_autre_nature")
    ),
]


@pytest.fixture(scope="module")
def reelles():
    return list_non_verifiables(load_campagne("2022_phase2"))


def change(changements):
    dossier = fabrique.make_dossier()
    for changement in changements:
        dossier = fabrique.change_cellule(dossier, *changement)
    return dossier


def test_the_small_campaign():
    assert set(list_non_verifiables(fabrique.make_dossier())) == SANS_DONNEES


@pytest.mark.parametrize(("code", "champs"), VIDER)
def test_an_empty_sheet_leaves_nothing_to_compare(code, champs):
    assert code in list_non_verifiables(replace(fabrique.make_dossier(), **champs))


@pytest.mark.parametrize(("code", "changements"), CHANGER)
def test_what_lines_do_not_tell(code, changements):
    assert code in list_non_verifiables(change(changements))


def test_what_is_told_is_checked():
    comptes = [
        *(["Structures", rang, "IBAN", iban] for rang, iban in ((8, "FR1420041010050500013M02606"), (9, "BE68539007547034"))),
        *(["Structures", rang, "BIC", "AGRIFRPP867"] for rang in (8, 9)),
        ["Structures", 9, "SIRET", "26620586900018"],
        ["Annexe 5", 7, "Description", "1 ETP"],
    ]
    assert set(list_non_verifiables(change(comptes))) == {"charges_indirectes"}


def test_each_reason_has_its_try():
    assert {code for code, _ in (*VIDER, *CHANGER)} | SANS_DONNEES == set(LACUNES)


def test_reasons_are_those_of_the_sentences():
    messages = load_messages()
    assert {code for code, message in messages.items() if message.non_verifiable} == set(LACUNES)
    assert {code for code, message in messages.items() if not message.gravites} == {"charges_indirectes"}


def test_the_real_campaign_tells_what_could_not_be_checked(reelles):
    assert reelles["plafond_etp_depasse"] == "Aucune ligne de T1-01 ne dit à la fois sa quantité et, dans sa description, ses ETP."
    assert reelles["minimum_non_atteint"] == "Aucune ligne de T2-03 ne dit sa quantité."
    assert "CHARGES_INDIRECTES" in reelles["charges_indirectes"]
    assert "total_ecart_decision" not in reelles


def test_a_rule_that_finds_something_was_checked():
    """But for the operations that its reason names."""
    dossier = load_campagne("2022_phase2")
    raisons = list_non_verifiables(dossier)
    for anomalie in check_dossier(dossier):
        assert anomalie.faits.get("operation", "aucune") not in raisons.get(anomalie.code, ""), anomalie
