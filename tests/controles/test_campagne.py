"""What the controls find in the real campaign, as it was decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.anomalies import Gravite
from dpid_xl.campagnes import load_campagne, make_modele_vide
from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.controles import check_dossier, count_gravites, get_message, summarize
from dpid_xl.controles.messages import write_fait
from tests.typographie import unset


@pytest.fixture(scope="module")
def anomalies():
    return check_dossier(load_campagne("2022_phase2"))


def find_structures(anomalies, code):
    return [anomalie.faits["structure"] for anomalie in anomalies if anomalie.code == code]


def test_codes_and_numbers(anomalies):
    assert Counter((anomalie.code, anomalie.gravite.value) for anomalie in anomalies) == {
        ("montant_ecart_bareme", "avertissement"): 1,
        ("montant_repete", "avertissement"): 1,
        ("dates_hors_operation", "avertissement"): 1,
        ("dates_absentes", "avertissement"): 31,
        ("ligne_a_zero", "avertissement"): 4,
        ("structures_ecart_decision", "avertissement"): 2,
        ("periodes_chevauchees", "avertissement"): 1,
        ("estimation_etp_depassee", "information"): 4,
        ("taux_avance_absent", "avertissement"): 26,
        ("exercices_a_repartir", "avertissement"): 17,
        ("taux_avance_a_confirmer", "information"): 1,
        ("structure_variante", "information"): 22,
        ("structures_distinguees", "information"): 9,
        ("cout_unitaire_atypique", "information"): 16,
        ("montant_repris", "information"): 1,
        ("silence_de_la_source", "information"): 26,
        ("partage_dit", "information"): 2,
        ("elu_interesse", "information"): 1,
        ("quantite_non_dite", "information"): 20,
        ("quantite_non_verifiable", "information"): 3,
        ("debuts_avant_decision", "information"): 1,
        ("territoires_absents", "information"): 1,
        ("cer_a_recueillir", "information"): 1,
        ("ligne_par_avenant", "information"): 1,
        ("natures_inconnues", "information"): 1,
        ("numeros_a_publier_absents", "information"): 1,
    }
    assert summarize(anomalies) == "0 bloquante, 57 avertissements, 50 informations (195 constats réunis)"


def test_what_is_not_split_is_said_operation_by_operation(anomalies):
    faits = [anomalie.faits for anomalie in anomalies if anomalie.code == "exercices_a_repartir"]
    assert sum(fait["lignes"].donnee for fait in faits) == 86
    assert sum(fait["montant"].montant for fait in faits) == Decimal("4283789.51")
    assert {(fait["operation"], str(fait["lignes"])) for fait in faits} >= {("T2-13", "29 lignes"), ("T2-10", "7 lignes")}


def test_nothing_is_blocking(anomalies):
    assert count_gravites(anomalies)[Gravite.BLOQUANTE] == 0


def test_au_bord_de_la_ligne_is_the_first_warning(anomalies):
    premier = next(anomalie for anomalie in anomalies if anomalie.gravite is Gravite.AVERTISSEMENT)
    assert premier.faits["structure"] == "Au bord de la ligne"
    assert unset(get_message(premier)).startswith(
        "« Au bord de la ligne » (T1-01) reçoit 12 220,00 € alors que le barème donne 10 places × 160 € × 6/12 = 800,00 €"
    )


def test_what_a_good_control_finds_there(anomalies):
    assert find_structures(anomalies, "montant_repete") == ["La Maison de l'Emploi et des Métiers en Pays d'Artois"]
    assert find_structures(anomalies, "montant_repris") == ["CREACTIF"]
    assert find_structures(anomalies, "periodes_chevauchees") == ["RECUP TRI"]
    assert find_structures(anomalies, "dates_hors_operation") == ["GRETA Grand Littoral"]
    assert find_structures(anomalies, "ligne_a_zero") == ["CCAS ARRAS", "DEMAIN", "PRISME", "ARTICLE 1"]
    assert "Mamobilité62 : Plateforme de mobilité Espace Mobilité de l'Artois" in find_structures(anomalies, "cout_unitaire_atypique")
    variantes = [anomalie.faits["imprime"] for anomalie in anomalies if anomalie.code == "structure_variante"]
    assert {"ACTIV'CITE", "MAHRA", "HABITAT ET INSERTION"} <= set(variantes)


@pytest.mark.parametrize(
    ("code", "compte"),
    [
        ("debuts_avant_decision", "84 lignes"),
        ("territoires_absents", "36 lignes"),
        ("cer_a_recueillir", "21 structures"),
        ("natures_inconnues", "52 structures"),
        ("numeros_a_publier_absents", "64 structures"),
    ],
)
def test_what_many_lack_is_told_once(anomalies, code, compte):
    (anomalie,) = (anomalie for anomalie in anomalies if anomalie.code == code)
    assert compte in map(write_fait, anomalie.faits.values())


def test_the_next_campaign_has_no_grave_finding():
    comptes = count_gravites(check_dossier(make_modele_vide(load_campagne("2022_phase2"))))
    assert (comptes[Gravite.BLOQUANTE], comptes[Gravite.AVERTISSEMENT]) == (0, 0)


def test_what_the_text_grants_to_a_structure_is_found_in_its_lines():
    attributions = load_campagne("2022_phase2").attributions
    assert (len(attributions), sum(attribution.montant_decide for attribution in attributions)) == (48, Decimal("2518659.33"))


@pytest.mark.parametrize("noms", [("IRIAE", "COORACE"), ("ID Formation", "Partenaire Insertion Formation"), ("ASSIFEP", "GEIQ PRO TP")])
def test_two_structures_swapped_are_caught(noms):
    dossier = load_campagne("2022_phase2")
    echange = dict(zip(noms, reversed(noms), strict=True))
    operations = {ligne.operation for ligne in dossier.lignes if ligne.structure == noms[0]}
    lignes = tuple(
        replace(ligne, structure=echange.get(ligne.structure, ligne.structure)) if ligne.operation in operations else ligne
        for ligne in dossier.lignes
    )
    trouvees = [anomalie.code for anomalie in check_dossier(replace(dossier, lignes=lignes)) if anomalie.gravite is Gravite.BLOQUANTE]
    assert trouvees.count("attribution_differente") == 2


@pytest.mark.parametrize(
    ("champ", "valeur", "code"),
    [("departement_siret", "22620001200013", "siret_departement_invalide"), ("fin", date(2021, 12, 31), "dates_inversees")],
)
def test_a_wrong_setting_is_named_by_its_sheet_and_its_cell(champ, valeur, code):
    dossier = locate_dossier(load_campagne("2022_phase2"))
    faux = replace(dossier, campagne=replace(dossier.campagne, **{champ: valeur}))
    (trouvee,) = [anomalie for anomalie in check_dossier(faux) if anomalie.code == code]
    assert trouvee.origine == dossier.reglages.origine(champ)
    assert trouvee.origine.cellule
