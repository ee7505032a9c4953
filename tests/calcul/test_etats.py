"""What the Journal follows, in words; all invented."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.calcul.etats import (
    LISTABLES,
    LONGUEUR_MAXIMUM,
    Changement,
    describe_etats,
    find_structure_de,
    list_changements,
    recall_etats,
    summarize_depart,
)
from dpid_xl.modele import Entree
from tests.avenants import amend, make_avenant
from tests.signatures import make_signature
from tests.versements import VERSEMENTS, pay

LIBERCOURT = "CCAS de Libercourt"


def test_each_thing_that_lives_is_one_object_in_words(dossier):
    siennes = [ligne for ligne in dossier.lignes if ligne.structure == LIBERCOURT]
    numerotees = [replace(ligne, numero_convention="2022-00017") if ligne in siennes else ligne for ligne in dossier.lignes]
    etat = amend(replace(dossier, lignes=tuple(numerotees)), make_avenant(LIBERCOURT, operation="T1-01", quantite=100, montant=8000))
    etat = pay(etat, *VERSEMENTS[:2])
    signatures = (
        make_signature(LIBERCOURT, envoyee=date(2022, 9, 30), signee=date(2022, 10, 12)),
        make_signature(LIBERCOURT, avenant=1, preparee=date(2023, 1, 18)),
        make_signature("PAGE", "2022-02942"),  # a row without a day says nothing yet
    )
    assert describe_etats(replace(etat, signatures=signatures)) == {
        "N° de convention | CCAS de Libercourt": "2022-00017",
        "Signature | CCAS de Libercourt": "envoyée le 30/09/2022, signée le 12/10/2022",
        "Signature | CCAS de Libercourt | avenant n° 1": "préparée le 18/01/2023",
        "Avenant | CCAS de Libercourt | n° 1": ("T1-01, modifie la ligne, quantité 100, 8 000,00 €, décidé le 16/01/2023 (2023-12)"),
        "Versements | CCAS de Libercourt | T1-01": (
            "avance 3 840,00 €, prévu le 02/11/2022, versé le 04/11/2022, exercice 2022, mandat 1001"
            " ; solde 2 560,00 €, prévu le 31/03/2023, exercice 2023"
        ),
    }


@given(st.permutations(VERSEMENTS))
def test_the_order_of_the_rows_says_nothing(dossier, versements):
    assert describe_etats(pay(dossier, *versements)) == describe_etats(pay(dossier, *VERSEMENTS))


def test_a_journal_remembers_the_last_state_of_each_object():
    entrees = [
        Entree("01/10/2022 09:00", "arras", "Contrôler", "fait"),
        Entree("01/10/2022 09:00", "arras", "Changement", "", "Signature | PAGE", "", "envoyée le 30/09/2022"),
        Entree("02/10/2022 09:00", "arras", "Changement", "", "Numéro | PAGE", "", "2022-1"),
        Entree("03/10/2022 09:00", "arras", "Changement", "", "Numéro | PAGE", "2022-1", ""),
        Entree("13/10/2022 09:00", "arras", "Changement", "", "Signature | PAGE", "envoyée\xa0le 30/09/2022", "signée\xa0le 12/10/2022"),
    ]
    connus = recall_etats(entrees)
    assert connus == {"Signature | PAGE": "signée le 12/10/2022"}
    assert list_changements(connus, connus) == ()
    assert list_changements(connus, {}) == (Changement("Signature | PAGE", "signée le 12/10/2022", ""),)
    assert find_structure_de(entrees[-1].objet) == "PAGE"
    assert find_structure_de("") == ""


def test_a_workbook_already_in_life_is_told_in_one_row_that_remembers_each_object(dossier):
    numerotees = tuple(replace(ligne, numero_convention=f"2022-{rang:05}") for rang, ligne in enumerate(dossier.lignes))
    signatures = tuple(make_signature(structure.nom, envoyee=date(2022, 9, 30)) for structure in dossier.structures[:12])
    etats = describe_etats(pay(replace(dossier, lignes=numerotees, signatures=signatures), *VERSEMENTS[:2]))
    (depart,) = summarize_depart(list_changements({}, etats))
    assert depart[:3] == ("État de départ", "", "92 numéros, 12 actes suivis, 1 opération payée")
    entree = Entree("01/10/2022 09:00", "arras", "Changement", "", *depart)
    assert recall_etats([entree]) == etats
    assert list_changements(recall_etats([entree]), etats) == ()
    signee = {**etats, "Signature | PAGE": "signée le 12/10/2022"}
    assert [changement.objet for changement in list_changements(recall_etats([entree]), signee)] == ["Signature | PAGE"]


@pytest.mark.parametrize("nom", ["A → B", "A ¶ B", "¶", "→", "100 % %B6", "%", "A | B", "=SOMME(A1)"])
def test_a_name_is_remembered_whatever_its_signs(nom):
    etats = {f"Signature | {rang} {nom}": f"observations {nom} →" for rang in range(LISTABLES + 1)}
    (depart,) = summarize_depart(list_changements({}, etats))
    assert recall_etats([Entree("", "", "", "", *depart)]) == etats


def test_what_a_cell_does_not_hold_goes_on_in_the_next_row():
    longs = {f"Versements | {nom} | T1-01": "avance 1,00 € ; " * 300 for nom in "abcdefghijklmnop"}
    departs = summarize_depart(list_changements({}, {objet: etat.strip() for objet, etat in longs.items()}))
    assert [depart.apres for depart in departs] == ["16 opérations payées", "la suite", "la suite"]
    assert all(len(depart.memoire) <= LONGUEUR_MAXIMUM for depart in departs)
    entrees = [Entree("", "", "", "", *depart) for depart in departs]
    assert recall_etats(entrees) == {objet: " ".join(etat.split()) for objet, etat in longs.items()}


def test_a_few_objects_and_later_changes_are_told_one_by_one():
    peu = list_changements({}, {f"Signature | {nom}": "envoyée le 30/09/2022" for nom in "abcdefghij"})
    assert summarize_depart(peu) == peu
    suite = list_changements(
        {"Signature | a": "envoyée le 30/09/2022"}, {f"Signature | {nom}": "signée le 12/10/2022" for nom in "abcdefghijkl"}
    )
    assert summarize_depart(suite) == suite
