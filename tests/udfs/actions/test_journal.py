"""What the journal tells of changes: typed between two runs, seen by the next one; on the real workbook."""

import pytest

from dpid_xl.schema import JOURNAL
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.typographie import unset
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.client import edit
from tests.udfs.actions.conftest import launch

JOUR_ENVOI, JOUR_SIGNE = 44834, 44846  # 30/09/2022, 12/10/2022
SIGNATURE = {"A7": "CCAS de Libercourt", "E7": JOUR_ENVOI}
VERSEMENT = {"A11": "CCAS de Libercourt", "B11": "T1-01", "E11": "avance", "G11": 44869, "I11": 3840}


def list_journal(copie):
    champs = ("Action", "Résultat", "Objet", "Avant", "Après")
    return [tuple(unset(rangee[champ] or "") for champ in champs) for rangee in read_valeurs(copie.classeur, JOURNAL)]


@pytest.fixture(scope="module")
def vue_une_fois(moteur):  # noqa: ARG001
    typee = edit(edit(read_octets(), "Signature", SIGNATURE), "Versements", VERSEMENT)
    return launch("actualiser", typee)


def test_what_was_typed_is_told_before_the_run_that_sees_it(vue_une_fois):
    vu = "vu par « Actualiser »"
    assert list_journal(vue_une_fois) == [
        ("Changement", vu, "Signature | CCAS de Libercourt", "", "envoyée le 30/09/2022"),
        ("Changement", vu, "Versements | CCAS de Libercourt | T1-01", "", "avance 3 840,00 €, versé le 04/11/2022"),
        ("Actualiser", "formules recalculées", "", "", ""),
    ]
    assert {rangee["Utilisateur"] for rangee in read_valeurs(vue_une_fois.classeur, JOURNAL)} == {"arras"}


def test_what_did_not_change_is_not_told_again(vue_une_fois):
    assert list_journal(launch("actualiser", vue_une_fois.octets)) == [
        *list_journal(vue_une_fois),
        ("Actualiser", "formules recalculées", "", "", ""),
    ]


def test_a_state_that_changes_is_told_before_and_after_and_nothing_is_taken_out(vue_une_fois):
    changee = edit(edit(vue_une_fois.octets, "Signature", {"G7": JOUR_SIGNE}), "Versements", dict.fromkeys(VERSEMENT))
    suite = list_journal(launch("actualiser", changee))
    assert suite[:3] == list_journal(vue_une_fois)
    assert [rangee[2:] for rangee in suite[3:]] == [
        ("Signature | CCAS de Libercourt", "envoyée le 30/09/2022", "envoyée le 30/09/2022, signée le 12/10/2022"),
        ("Versements | CCAS de Libercourt | T1-01", "avance 3 840,00 €, versé le 04/11/2022", ""),
        ("", "", ""),
    ]


def test_a_workbook_older_than_these_columns_has_its_row_as_before():
    ancienne = edit(edit(read_octets(), "Signature", SIGNATURE), "Journal", {"E6": "Autre", "F6": "Chose", "G6": "Encore"})
    (rangee,) = [rangee for rangee in read_valeurs(launch("actualiser", ancienne).classeur, JOURNAL) if rangee["Action"]]
    assert (rangee["Action"], rangee["Autre"]) == ("Actualiser", None)


def test_the_first_run_in_a_workbook_in_life_tells_all_in_one_row(dossier):
    noms = [structure.nom for structure in dossier.structures[:12]]
    typee = edit(
        read_octets(), "Signature", {f"{c}{rang}": v for rang, nom in enumerate(noms, 7) for c, v in (("A", nom), ("E", JOUR_ENVOI))}
    )
    une = launch("actualiser", typee)
    assert [rangee[2:] for rangee in list_journal(une)] == [("État de départ", "", "12 actes suivis"), ("", "", "")]
    suite = list_journal(launch("actualiser", edit(une.octets, "Signature", {"G8": JOUR_SIGNE})))
    assert [rangee[2:] for rangee in suite[2:]] == [
        (f"Signature | {noms[1]}", "envoyée le 30/09/2022", "envoyée le 30/09/2022, signée le 12/10/2022"),
        ("", "", ""),
    ]
