"""Accepted exceptions: which findings a Justification accepts, where they stand and how they are shown."""

from __future__ import annotations

import pytest

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.controles import Groupe, check_dossier, summarize, write_constat, write_nombre
from dpid_xl.lieu import Origine
from tests.controles import fabrique
from tests.typographie import unset

SANS_DATES = (["Annexe 5", 9, "Début", ""], ["Annexe 5", 10, "Fin", ""])


def change(*changements):
    dossier = fabrique.make_dossier()
    for changement in changements:
        dossier = fabrique.change_cellule(dossier, *changement)
    return dossier


def list_acceptees(anomalies):
    return [(anomalie.code, anomalie.justification) for anomalie in anomalies if anomalie.justification]


def test_a_justified_warning_comes_after_the_others():
    anomalies = check_dossier(change(*SANS_DATES, ["Annexe 5", 9, "Justification", "Dates au prochain comité"]))
    places = [fabrique.get_place(fabrique.make_dossier(), "Annexe 5", rang, entete) for rang, entete in ((10, "Fin"), (9, "Début"))]
    assert [anomalie.origine for anomalie in anomalies] == places
    assert list_acceptees(anomalies) == [("dates_absentes", "Dates au prochain comité")]
    assert summarize(anomalies) == "0 bloquante, 2 avertissements (dont 1 accepté), 0 information"


def test_accepted_findings_come_before_informations():
    changements = (["Annexe 5", 9, "Début", ""], ["Annexe 5", 9, "Justification", "Vu"], ["Annexe 5", 10, "Quantité", ""])
    anomalies = check_dossier(change(*changements))
    assert [anomalie.gravite for anomalie in anomalies] == [Gravite.AVERTISSEMENT, *[Gravite.INFORMATION] * (len(anomalies) - 1)]
    assert len(anomalies) > 1


def test_a_blocking_finding_and_an_information_are_never_accepted():
    bloquante = check_dossier(change(["Annexe 5", 9, "Montant retenu", ""], ["Annexe 5", 9, "Justification", "Montant à venir"]))
    assert "montant_absent" in [anomalie.code for anomalie in bloquante]
    information = check_dossier(change(["Annexe 5", 9, "Quantité", ""], ["Annexe 5", 9, "Justification", "ETP à venir"]))
    assert "quantite_non_dite" in [anomalie.code for anomalie in information]
    assert list_acceptees([*bloquante, *information]) == []


def test_a_justification_holds_for_its_line_only():
    anomalies = check_dossier(change(*SANS_DATES, ["Annexe 5", 8, "Justification", "Vu"], ["Structures", 9, "RNA", "faux"]))
    assert len([anomalie for anomalie in anomalies if anomalie.gravite is Gravite.AVERTISSEMENT]) == 3
    assert list_acceptees(anomalies) == []


def test_a_finding_of_the_reader_is_not_accepted():
    lecture = Anomalie("lecture_identifiant_numerique", Gravite.AVERTISSEMENT, Origine("Annexe 5", "P9"), {"entete": "N°", "valeur": "1"})
    assert list_acceptees(check_dossier(change(["Annexe 5", 9, "Justification", "Vu"]), lecture)) == []


@pytest.mark.parametrize("justifiee", [8, "copie"])
def test_a_repeated_line_is_accepted_by_either(justifiee):
    dossier = fabrique.copy_rangee(fabrique.make_dossier(), "Annexe 5", 8)
    anomalies = check_dossier(fabrique.change_cellule(dossier, "Annexe 5", justifiee, "Justification", "Deux sites"))
    (constat,) = [unset(write_constat(anomalie)) for anomalie in anomalies if anomalie.code == "ligne_en_double_justifiee"]
    assert constat.endswith("vérifiez qu'elle est bien à payer deux fois — accepté : Deux sites.")


def test_a_justified_difference_with_the_bareme_is_an_accepted_warning():
    anomalies = check_dossier(change(["Annexe 5", 8, "Montant retenu", 12220], ["Annexe 5", 8, "Justification", "Reliquat 2021"]))
    assert list_acceptees(anomalies) == [("montant_ecart_bareme", "Reliquat 2021")]
    (ecart,) = (anomalie for anomalie in anomalies if anomalie.code == "montant_ecart_bareme")
    assert ecart.gravite is Gravite.AVERTISSEMENT
    assert unset(write_constat(ecart)).endswith("— accepté : Reliquat 2021.")


@pytest.mark.parametrize("texte", [".", "…", " - ", "?!", "12", "x", "n° 3"])
def test_what_says_nothing_accepts_nothing(texte):
    assert list_acceptees(check_dossier(change(*SANS_DATES, ["Annexe 5", 9, "Justification", texte]))) == []


@pytest.mark.parametrize("texte", ["Vu", "accord du 3/10", "Élu"])
def test_one_word_accepts(texte):
    assert list_acceptees(check_dossier(change(*SANS_DATES, ["Annexe 5", 9, "Justification", texte]))) == [("dates_absentes", texte)]


@pytest.mark.parametrize(
    ("code", "feuille", "rang", "changements"),
    [
        ("structures_ecart_decision", "Opérations", 9, [["Opérations", 9, "Structures décidées", 5]]),
        ("bareme_modifie", "Barème", 12, [["Barème", 12, "Valeur", 2200]]),
        ("siren_partage", "Structures", 12, [["Structures", 12, "SIRET", "509 023 974 00025"]]),
        ("budget_disponible_superieur_ae", "Budget", 7, [["Budget", 7, "AE", 450000]]),
    ],
)
def test_a_warning_out_of_annexe_5_is_accepted_on_its_row(code, feuille, rang, changements):
    accepte = change(*changements, [feuille, rang, "Justification", "Vu avec le service"])
    assert list_acceptees(check_dossier(accepte)) == [(code, "Vu avec le service")]
    ailleurs = change(*changements, [feuille, rang + 1 if rang < 12 else 7, "Justification", "Vu avec le service"])
    assert list_acceptees(check_dossier(ailleurs)) == []


def test_a_justification_of_several_lines_fits_in_the_sentence():
    anomalie = Anomalie(
        "ligne_a_zero", Gravite.AVERTISSEMENT, Origine("Annexe 5"), {"structure": "X", "operation": "T1-01"}, "Un.\nDeux {x}."
    )
    assert unset(write_constat(anomalie)).endswith("corrigez le montant — accepté : Un. Deux {x}.")


def test_number_of_a_gravity():
    acceptee = Anomalie("a", Gravite.AVERTISSEMENT, Origine("Annexe 5"), justification="x")
    assert write_nombre([Groupe((acceptee,))] * 2, Gravite.AVERTISSEMENT) == "2 (dont 2 acceptés)"
    assert write_nombre([Groupe((acceptee,))], Gravite.INFORMATION) == "0"
