"""A workbook of today in which nothing was typed, made anew, is the same to the byte; what is typed in it is all that differs."""

from decimal import Decimal

import pytest

from dpid_xl import chaine
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.classeurs.reprise.modele import Sort
from tests.classeurs.court import shorten_echeancier
from udfs.extension import load_extension


@pytest.fixture(scope="module")
def remise(livre, jour, tmp_path_factory):
    ancien = tmp_path_factory.mktemp("identite") / "annexe5.xlsm"
    ancien.write_bytes(livre)
    return chaine.refit_classeur(ancien, jour, load_extension())


def test_the_same_bytes(livre, remise):
    octets, constats = remise
    assert octets == livre
    assert {constat.sort for constat in constats} == {Sort.GARDE, Sort.REFAIT}


def test_the_totals_are_those_of_the_deliberation(dossier, remise, tmp_path):
    (tmp_path / "neuf.xlsm").write_bytes(remise[0])
    relu = read_classeur(tmp_path / "neuf.xlsm").dossier
    assert relu == locate_dossier(dossier)
    assert (len(relu.lignes), sum_montants(relu.lignes)) == (143, Decimal("6198687.52"))


def test_the_empty_workbook_too(jour, tmp_path):
    with shorten_echeancier(4):
        vide = chaine.make_classeur("2022_phase2", jour, vide=True)
        (tmp_path / "vide.xlsm").write_bytes(vide)
        assert chaine.refit_classeur(tmp_path / "vide.xlsm", jour)[0] == vide
