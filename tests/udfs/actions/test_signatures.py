"""Suivre les signatures, numéroter, and what « Générer » does of a convention that was sent: on the real workbook."""

from dataclasses import replace

import pytest

from dpid_xl.calcul.numeros import NumerotationImpossible, assign_numeros
from dpid_xl.calcul.signature import list_actes
from dpid_xl.schema import ANNEXE5, CONVENTIONS, SIGNATURES
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.typographie import unset
from tests.udfs.actions.classeur import load, read_octets
from tests.udfs.actions.client import edit
from tests.udfs.actions.conftest import launch
from udfs.actions.signatures import TOUT_NUMEROTE, TOUT_SUIVI

NUMEROTER = {"Modèle des numéros de convention": "2022-#####", "Premier numéro à donner": 2950}


@pytest.fixture(scope="module")
def suivie(moteur):  # noqa: ARG001
    return launch("suivre_signatures", read_octets())


def set_reglages(octets, **reglages):
    onglet = load(octets)["Campagne"]
    places = {rangee[0].value: rangee[1].coordinate for rangee in onglet.iter_rows(6, 60)}
    return edit(octets, "Campagne", {places[libelle]: valeur for libelle, valeur in reglages.items()})


def test_each_act_of_annexe_5_gets_its_row(suivie, dossier):
    rangees = read_valeurs(suivie.classeur, SIGNATURES)
    attendus = [(structure, numero or None) for structure, numero in list_actes(dossier).values()]
    assert [(rangee["Structure"], rangee["Avenant à"]) for rangee in rangees] == attendus
    assert len(attendus) == 90, "89 conventions and the avenant of PAGE"
    assert {rangee[entete] for rangee in rangees for entete in ("Préparée le", "Envoyée le", "Signée le")} == {None}, "nothing is invented"
    assert suivie.classeur["Signature"].sheet_state == "visible"
    assert unset(suivie.alertes[0][0]) == "90 rangées ajoutées à la feuille Signature : tapez-y chaque date quand elle est connue."


def test_a_second_time_there_is_nothing_to_add(lancer, suivie):
    assert lancer("suivre_signatures", suivie.octets).alertes[0][0] == TOUT_SUIVI


def test_numbers_follow_the_first_one_typed(lancer, dossier):
    octets = set_reglages(read_octets(), **NUMEROTER)
    faite = lancer("numeroter_conventions", octets, confirme="oui")
    rangees = read_valeurs(faite.classeur, ANNEXE5)
    numeros = {}
    for rangee in rangees:
        if rangee["Montant retenu"] and rangee["Statut"] != "avenant":
            numeros.setdefault(dossier.name_structure(rangee["Structure"]), set()).add(rangee["N° convention"])
    assert sorted(numero for unique in numeros.values() for numero in unique) == [f"2022-{rang:05}" for rang in range(2950, 2950 + 89)]
    assert [rangee["N° convention"] for rangee in rangees if rangee["Statut"] == "avenant"] == ["2022-02942"]
    assert lancer("numeroter_conventions", faite.octets, confirme="oui").alertes[0][0] == TOUT_NUMEROTE


def test_without_a_model_no_number_is_given(lancer):
    (phrase, *_), *_ = lancer("numeroter_conventions", read_octets()).alertes
    assert unset(phrase).startswith("Aucun numéro n'est donné : tapez dans Campagne le modèle des numéros")


def test_a_number_that_is_taken_is_named(dossier):
    pris = replace(dossier, campagne=replace(dossier.campagne, modele_de_numero="2022-#####", premier_numero=2942))
    with pytest.raises(NumerotationImpossible, match=r"Le numéro 2022-02942, qui irait à « .* », est déjà celui de « PAGE »"):
        assign_numeros(pris)


def test_a_convention_that_was_sent_is_not_made_anew(lancer, generee):
    structure = "CCAS de Libercourt"
    envoyee = edit(generee.octets, "Signature", {"A7": structure, "E7": 44839})
    faite = lancer("generer_conventions", envoyee, confirme="oui")
    feuilles = {rangee["Structure"]: rangee["Feuille"] for rangee in read_valeurs(generee.classeur, CONVENTIONS)}
    assert faite.classeur[feuilles[structure]] is not None
    dite = unset(faite.alertes[-1][0])
    assert dite.startswith("88 conventions écrites à la fin du classeur.")
    assert "1 convention déjà envoyée ou signée (feuille Signature), et gardée telle quelle : « CCAS de Libercourt »." in dite
