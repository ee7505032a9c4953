"""Order of the findings, counts, sentences that lack a fact, and inputs nobody expects."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.bareme import load_bareme
from dpid_xl.controles import check_dossier, count_gravites, get_message
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier, Ligne, Operation, Structure
from tests.controles import fabrique
from tests.typographie import unset

BIZARRES = {
    str: ("", " ", "—", "{structure}", "T1-01", "x" * 500),
    Decimal: (None, Decimal(0), Decimal(-1), Decimal("1e11"), Decimal("0.333333")),
    date: (None, date(1900, 1, 1), date(9999, 12, 31)),
}


def make_lecture(gravite, feuille, cellule, code="lecture_colonne_absente"):
    return Anomalie(code, gravite, Origine(feuille, cellule), {"table": "tblAnnexe5", "entete": "Fin"})


def test_findings_are_ordered_by_gravity_sheet_row_column_and_code():
    attendu = [
        make_lecture(Gravite.BLOQUANTE, "Barème", "A7"),
        make_lecture(Gravite.AVERTISSEMENT, "Annexe 5", ""),
        make_lecture(Gravite.AVERTISSEMENT, "Annexe 5", "Z9"),
        make_lecture(Gravite.AVERTISSEMENT, "Annexe 5", "AA9"),
        make_lecture(Gravite.AVERTISSEMENT, "Annexe 5", "A10", "a"),
        make_lecture(Gravite.AVERTISSEMENT, "Annexe 5", "A10", "b"),
        make_lecture(Gravite.AVERTISSEMENT, "Budget", "A7"),
        make_lecture(Gravite.AVERTISSEMENT, "Campagne", "A7"),
        make_lecture(Gravite.AVERTISSEMENT, "Ma feuille", "A1"),
        make_lecture(Gravite.INFORMATION, "Annexe 5", "A1:B2"),
    ]
    assert check_dossier(fabrique.make_dossier(), *reversed(attendu)) == tuple(attendu)


def test_findings_of_the_reader_mix_with_those_of_the_controls():
    dossier = fabrique.change_cellule(fabrique.make_dossier(), "Annexe 5", 8, "Fin", date(2022, 1, 1))
    lecture = make_lecture(Gravite.BLOQUANTE, "Annexe 5", "A1")
    assert [anomalie.code for anomalie in check_dossier(dossier, lecture) if anomalie.gravite is Gravite.BLOQUANTE] == [
        "lecture_colonne_absente",
        "dates_inversees",
    ]


def test_findings_are_counted_by_gravity():
    lecture = make_lecture(Gravite.INFORMATION, "Annexe 5", "A1")
    assert count_gravites([lecture, lecture]) == {Gravite.BLOQUANTE: 0, Gravite.AVERTISSEMENT: 0, Gravite.INFORMATION: 2}


def test_a_sentence_without_its_facts_is_refused():
    with pytest.raises(KeyError):
        get_message(Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, Origine("Annexe 5")))
    with pytest.raises(KeyError):
        get_message(Anomalie("inconnu", Gravite.AVERTISSEMENT, Origine("Annexe 5")))


def test_a_fact_in_braces_is_not_interpreted():
    faits = {"structure": "{operation}", "operation": "T1-01"}
    assert "« {operation} » (T1-01)" in unset(get_message(Anomalie("ligne_a_zero", Gravite.AVERTISSEMENT, Origine("Annexe 5"), faits)))


def test_an_empty_dossier():
    dossier = fabrique.make_dossier()
    vide = Dossier(replace(dossier.campagne, deliberation_date=None, debut=None, fin=None), (), (), (), (), (), (), (), ())
    anomalies = check_dossier(vide)
    assert {anomalie.code for anomalie in anomalies} == {"bareme_code_absent"}
    assert len(anomalies) == len(load_bareme().tarifs)


@pytest.mark.parametrize(("nom", "classe"), [("lignes", Ligne), ("operations", Operation), ("structures", Structure)])
def test_nothing_makes_a_control_fail(nom, classe):
    dossier = fabrique.make_dossier()
    premier, *suite = getattr(dossier, nom)
    for champ in fields(classe):
        for genre, valeurs in BIZARRES.items():
            if genre.__name__ in str(champ.type) and "tuple" not in str(champ.type):
                for valeur in valeurs:
                    change = replace(dossier, **{nom: (replace(premier, **{champ.name: valeur}), *suite)})
                    assert all(get_message(anomalie) for anomalie in check_dossier(change))
