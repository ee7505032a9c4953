"""The exercices of a line in the documents: what was typed, the one year of its dates, or « À COMPLÉTER »; nothing of a mere proposal."""

import re
from decimal import Decimal

import pytest

from dpid_xl.calcul.exercices import compute_repartitions
from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.documents.convention import PAR_EXERCICE, compose_conventions
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.montants import parse_montant
from tests.avances import decide_avances
from tests.documents.etats import simplify
from tests.exercices import REPARTIES, split

A_REPARTIR = f"Montant, avance et solde de chaque exercice : {A_COMPLETER}"
EUROS = r"([\d ,]+ €)"
EXERCICE = re.compile(rf"Exercice (\d{{4}}) : {EUROS}\. Avance : {EUROS}, soit 60 % du montant prévisionnel ; solde : {EUROS} au plus\.")


@pytest.fixture(scope="module")
def decide(dossier):
    return locate_dossier(decide_avances(dossier))


@pytest.fixture(scope="module")
def reparti(decide):
    return split(decide, *REPARTIES)


def _compose(dossier, nom):
    (convention,) = compose_conventions(dossier, [nom])
    return convention


def _list_versements(convention):
    fiches = [bloc.rubriques for bloc in convention.blocs if bloc.rubriques]
    return {
        code: [simplify(texte) for rubrique in fiche if rubrique.cle == "versement" for texte in rubrique.paragraphes]
        for code, fiche in zip(convention.operations, fiches, strict=True)
    }


def _read_exercices(textes):
    trouves = [EXERCICE.search(texte) for texte in textes if "Exercice " in texte]
    return {int(t[1]): tuple(parse_montant(montant) for montant in t.groups()[1:]) for t in trouves}


def test_the_one_year_of_a_line_is_its_exercice(decide):
    assert _read_exercices(_list_versements(_compose(decide, "CCAS du Touquet"))["T1-01"]) == {
        2022: (Decimal("1600.00"), Decimal("960.00"), Decimal("640.00"))
    }


def test_what_was_typed_is_printed_exercice_by_exercice(reparti):
    textes = _list_versements(_compose(reparti, "Tous Parrains"))["T1-03"]
    exercices = _read_exercices(textes)
    assert list(exercices) == [2022, 2023]
    assert exercices[2022][0] == Decimal("53890.29")
    assert not any(A_COMPLETER in texte for texte in textes)


def test_the_parts_that_are_printed_add_up_to_the_amount(reparti):
    lues = 0
    for convention in compose_conventions(reparti):
        for code, textes in _list_versements(convention).items():
            montant = sum(ligne.montant for ligne in convention.lignes if ligne.operation == code)
            if exercices := _read_exercices(textes):
                lues += 1
                assert sum(exercice[0] for exercice in exercices.values()) == montant
                assert all(avance + solde == part for part, avance, solde in exercices.values())
            else:
                assert A_REPARTIR in textes
    assert lues == 26


def test_a_line_that_is_not_split_is_to_be_completed_and_named(decide):
    convention = _compose(decide, "Tous Parrains")
    textes = _list_versements(convention)["T1-03"]
    assert A_REPARTIR in textes
    assert not any("€" in texte for texte in textes)
    (ligne,) = [ligne for ligne in convention.lignes if ligne.operation == "T1-03"]
    assert [m.origine for m in convention.lacunes if m.quoi == f"T1-03 : {PAR_EXERCICE}"] == [ligne.lieu.origine("montant")]


def test_every_line_to_split_is_named_in_its_convention(decide):
    attendues = {r.ligne.lieu.origine("montant") for r in compute_repartitions(decide) if r.etat.value == "à répartir" and r.ligne.financee}
    nommees = {m.origine for convention in compose_conventions(decide) for m in convention.lacunes if m.quoi.endswith(PAR_EXERCICE)}
    assert nommees == attendues
    assert len(nommees) == 86


def test_parts_that_do_not_make_the_amount_are_not_printed(decide):
    textes = _list_versements(_compose(split(decide, *REPARTIES[:1]), "Tous Parrains"))["T1-03"]
    assert A_REPARTIR in textes
    assert not any("53 890,29" in texte for texte in textes)


def test_without_dates_the_dates_are_what_is_missing(decide):
    convention = _compose(decide, "Association Community")
    (ligne,) = convention.lignes
    assert A_REPARTIR in _list_versements(convention)["T2-05"]
    assert ligne.lieu.origine("debut") in [m.origine for m in convention.lacunes if m.quoi == "T2-05 : modalités de versement"]
