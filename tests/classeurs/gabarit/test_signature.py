"""The sheet « Signature »: typed, read back, computed by Calc as by the package; the échéancier takes its days."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from dpid_xl.calcul.suivi import find_signatures
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.schema import ECHEANCIER, SIGNATURES
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.signatures import make_signature
from tests.suivis import make_suivi
from tests.udfs.libreoffice.calc import recalculate
from udfs.extension import load_extension
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import build_oxt

ENVOI, SIGNEE = date(2022, 10, 5), date(2022, 11, 2)


@pytest.fixture(scope="module")
def signe(dossier):
    actes = (
        make_signature("CCAS de Libercourt", preparee=ENVOI, envoyee=ENVOI, retournee=SIGNEE, signee=SIGNEE, notifiee=SIGNEE),
        make_signature("PAGE", envoyee=ENVOI, relancee=date(2022, 11, 8)),
        make_signature("PAGE", "2022-02942", 1, signee=date(2022, 10, 30)),
        make_signature("CCAS du Touquet", preparee=ENVOI),
        make_signature("CCAS du Touquet", avenant=1),
    )
    campagne = replace(dossier.campagne, delai_de_retour=30, modele_de_numero="2022-#####", premier_numero=2950)
    suivis = (make_suivi("CCAS du Touquet", "T1-01", signature=SIGNEE), make_suivi("CCAS de Libercourt", "T1-01", signature=ENVOI))
    return locate_dossier(replace(dossier, campagne=campagne, signatures=actes, suivis=suivis))


@pytest.fixture(scope="module")
def chemin(signe, jour, tmp_path_factory):
    chemin = tmp_path_factory.mktemp("signature") / "classeur.xlsm"
    chemin.write_bytes(build_classeur(signe, (), jour, load_extension()))
    return chemin


def test_what_was_typed_is_read_back(chemin, signe):
    lu = read_classeur(chemin).dossier
    assert lu.signatures == signe.signatures
    assert (lu.campagne.delai_de_retour, lu.campagne.modele_de_numero, lu.campagne.premier_numero) == (30, "2022-#####", 2950)


def test_each_act_says_how_far_it_is(chemin):
    rangees = read_valeurs(openpyxl.load_workbook(chemin, data_only=True), SIGNATURES)
    assert [rangee["État"] for rangee in rangees] == ["notifiée", "envoyée", "signée", "préparée", "à faire"]
    relances = [rangee["À relancer le"] for rangee in rangees]
    assert [relance.date() if relance else None for relance in relances] == [None, date(2022, 12, 8), None, None, None]
    assert [rangee["Acte"] for rangee in rangees] == [None, None, "n° 2022-02942", None, "avenant n° 1"]
    assert [rangee["Montant"] for rangee in rangees] == [16400, 30740.66, None, 1600, None]


def test_the_day_of_signature_is_that_of_the_sheet_else_of_suivi(chemin, signe):
    signatures = find_signatures(signe)
    assert signatures["CCAS de Libercourt", ""] == SIGNEE, "Suivi says another day"
    assert signatures["PAGE", "n° 2022-02942"] == date(2022, 10, 30)
    assert signatures["CCAS du Touquet", ""] == SIGNEE
    assert ("PAGE", "") not in signatures
    rangees = read_valeurs(openpyxl.load_workbook(chemin, data_only=True), ECHEANCIER)
    jours = {(r["Structure"], r["Avenant à"] or ""): r["Signée le"].date() for r in rangees if r["Signée le"]}
    assert jours == signatures


@pytest.mark.libreoffice
def test_calc_computes_the_same(chemin, tmp_path):
    copie = tmp_path / "signature.xlsx"
    copie.write_bytes(adapt_classeur(chemin.read_bytes()))
    recalcule = recalculate(copie, build_oxt())
    ecrit = openpyxl.load_workbook(chemin, data_only=True)
    for table in (SIGNATURES, ECHEANCIER):
        assert _simplify(read_valeurs(recalcule, table)) == _simplify(read_valeurs(ecrit, table))


def _simplify(rangees):
    return [{entete: valeur for entete, valeur in rangee.items() if valeur not in (None, "")} for rangee in rangees]
