"""From a workbook's cells to the findings: what one bad cell says, and what a Justification of any sheet accepts."""

from __future__ import annotations

import pytest

from dpid_xl.anomalies import Gravite
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.controles import check_dossier
from dpid_xl.schema import ANNEXE5, BAREME, BUDGET, OPERATIONS, STRUCTURES
from tests.classeurs.fabrique import Essai, build, place


@pytest.fixture
def controler(tmp_path):
    """The findings on a small workbook, changed by a test."""

    def _controler(essai):
        fichier = tmp_path / "essai.xlsm"
        fichier.write_bytes(build(essai))
        lecture = read_classeur(fichier)
        return check_dossier(lecture.dossier, *lecture.anomalies)

    return _controler


def list_bloquantes(anomalies):
    return [(anomalie.code, str(anomalie.origine)) for anomalie in anomalies if anomalie.gravite is Gravite.BLOQUANTE]


def test_the_small_workbook_has_nothing_blocking(controler):
    assert list_bloquantes(controler(Essai())) == []


@pytest.mark.parametrize(("entete", "genre"), [("Montant retenu", "montant"), ("Quantité", "nombre"), ("Fin", "date")])
def test_an_unreadable_cell_is_not_told_empty(controler, entete, genre):
    essai = Essai().set(entete, "voir le service")
    cellule = f"Annexe 5!{place(essai, entete, ANNEXE5)}"
    constats = [anomalie.code for anomalie in controler(essai) if str(anomalie.origine) == cellule]
    assert constats == [f"lecture_{genre}_illisible"]


@pytest.mark.parametrize("entete", ["AE", "Disponible"])
def test_an_unreadable_budget_line_is_not_told_absent(controler, entete):
    essai = Essai().set(entete, "sept millions", BUDGET.nom)
    assert list_bloquantes(controler(essai)) == [("lecture_montant_illisible", f"Budget!{place(essai, entete, BUDGET)}")]


@pytest.mark.parametrize(("entete", "valeur", "code"), [("Valeur", "160 €/an", "nombre"), ("Valable du", "en 2022", "date")])
def test_an_unreadable_rate_is_not_told_absent(controler, entete, valeur, code):
    essai = Essai().set("Code", "PLACE_REFERENT_SOLIDARITE", BAREME.nom).set(entete, valeur, BAREME.nom)
    anomalies = controler(essai)
    assert list_bloquantes(anomalies) == [(f"lecture_{code}_illisible", f"Barème!{place(essai, entete, BAREME)}")]
    absents = [anomalie.faits["code"] for anomalie in anomalies if anomalie.code == "bareme_code_absent"]
    assert absents
    assert "PLACE_REFERENT_SOLIDARITE" not in absents


@pytest.mark.parametrize(
    ("table", "code", "changements"),
    [
        (OPERATIONS, "structures_ecart_decision", {"Structures décidées": 3}),
        (BUDGET, "budget_disponible_superieur_ae", {"Disponible": 12000}),
        (BAREME, "bareme_modifie", {"Code": "PLACE_REFERENT_SOLIDARITE", "Prorata": "non"}),
        (STRUCTURES, "siret_invalide", {"SIRET": "26620586900019"}),
    ],
)
def test_the_justification_of_each_sheet_is_read(controler, table, code, changements):
    essai = Essai()
    for entete, valeur in (changements | {"Justification": "Vu avec le service"}).items():
        essai.set(entete, valeur, table.nom)
    justifications = [anomalie.justification for anomalie in controler(essai) if anomalie.code == code]
    assert justifications == ["Vu avec le service"]
