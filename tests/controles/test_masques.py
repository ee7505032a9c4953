"""A number of an account, or one that is wrong, is told by its two ends: the sheet and the cell that are named hold the rest."""

import json
from dataclasses import replace

import pytest

from dpid_xl.anomalies import Masque
from dpid_xl.classeurs.lecture.bruts import Illisible
from dpid_xl.classeurs.lecture.cellules import convert
from dpid_xl.controles import check_dossier, group_anomalies, write_constat, write_groupe
from dpid_xl.rendus.pdf.rapport import describe_anomalies, describe_groupes
from dpid_xl.schema import STRUCTURES, Colonne, Nature
from tests.controles import fabrique
from tests.typographie import unset

IBAN, IBAN_FAUX = "FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 188"
SIRET, SIRET_FAUX = "50902397400017", "509 023 974 00018"


@pytest.fixture(scope="module")
def anomalies():
    """Every finding on a register where each number is wrong, shared, or both."""
    dossier = fabrique.make_dossier()
    numeros = [(IBAN, SIRET), (IBAN, SIRET), (IBAN_FAUX, SIRET_FAUX), (IBAN_FAUX, SIRET_FAUX)]
    structures = [
        replace(structure, iban=numeros[rang % 4][0], siret=numeros[rang % 4][1]) for rang, structure in enumerate(dossier.structures)
    ]
    campagne = replace(dossier.campagne, departement_siret=SIRET_FAUX)
    return check_dossier(replace(dossier, structures=tuple(structures), campagne=campagne))


def test_each_rule_found_its_number(anomalies):
    attendus = {"iban_invalide", "iban_partage", "siret_invalide", "siret_partage", "siret_departement_invalide"}
    assert attendus <= {anomalie.code for anomalie in anomalies}


def test_nothing_that_is_told_holds_the_number(anomalies):
    """The sentences of the terminal, of the workbook and of the PDF, and the JSON; findings hold nothing more."""
    groupes = group_anomalies(anomalies)
    dits = [*map(write_constat, anomalies), *map(write_groupe, groupes), repr(anomalies)]
    dits += [json.dumps(describe(anomalies), ensure_ascii=False) for describe in (describe_anomalies, describe_groupes)]
    for dit in dits:
        serre = unset(dit).replace(" ", "")
        for numero in (IBAN, IBAN_FAUX, SIRET_FAUX):
            chiffres = numero.replace(" ", "")
            assert not [debut for debut in range(len(chiffres) - 5) if chiffres[debut : debut + 6] in serre.replace(SIRET, "")]


def test_it_is_found_again_by_its_ends(anomalies):
    dits = " ".join(unset(write_groupe(groupe)) for groupe in group_anomalies(anomalies))
    for montre in ("FR76 **** **** 0189", "5090 **** **** 0018"):
        assert montre in dits
    assert f"Le SIRET {SIRET} de" in dits  # it is right: somebody else has it too


@pytest.mark.parametrize("champ", ["siret", "iban"])
def test_a_cell_that_lost_its_figures(champ):
    colonne = STRUCTURES.colonne(champ)
    for brut in (50902397400018.0, Illisible("50902397400018")):
        assert convert(brut, colonne).constat.faits["valeur"] == Masque("50902397400018")


def test_the_department_s_own():
    colonne = Colonne("SIRET du Département", "departement_siret", Nature.IDENTIFIANT, 0)
    assert str(convert(22620001200013.0, colonne).constat.faits["valeur"]) == "2262 **** **** 0013"


def test_another_code_is_told_whole():
    assert convert(12.0, STRUCTURES.colonne("rna")).constat.faits["valeur"] == "12"
