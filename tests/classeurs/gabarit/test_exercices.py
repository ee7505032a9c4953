"""The sheet « Exercices »: typed, read back, computed by Calc as by the package."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.calcul.exercices import Etat, compute_repartitions
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.modele import Dossier
from dpid_xl.montants import to_decimal
from dpid_xl.schema import ECHEANCIER, EXERCICES
from tests.avances import decide_avances
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.exercices import AMBIGUE, INCOMPLETE, INCONNUE, REPARTIES, split
from tests.udfs.libreoffice.calc import recalculate
from udfs.extension import load_extension
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import build_oxt


@pytest.fixture(scope="module")
def reparti(dossier: Dossier) -> Dossier:
    return locate_dossier(decide_avances(split(dossier, *REPARTIES, INCOMPLETE, AMBIGUE, INCONNUE), "0.333"))


@pytest.fixture(scope="module")
def chemin(reparti: Dossier, jour: date, tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("exercices") / "classeur.xlsm"
    chemin.write_bytes(build_classeur(reparti, (), jour, load_extension()))
    return chemin


def test_what_was_typed_is_read_back(chemin: Path, reparti: Dossier):
    assert read_classeur(chemin).dossier.exercices == reparti.exercices


def test_each_part_has_its_line_its_avance_and_its_solde(chemin: Path):
    rangees = read_valeurs(openpyxl.load_workbook(chemin, data_only=True), EXERCICES)
    assert [(rangee["Lignes"], rangee["Ligne"], rangee["Reste à répartir"]) for rangee in rangees] == [
        *((1, 9, 0), (1, 9, 0), (1, 134, 0), (1, 134, 0), (1, 43, 0), (1, 43, 0), (1, 100, 30000), (2, None, None), (0, None, None)),
    ]
    assert [(rangee["Cumul"], rangee["Avance"], rangee["Solde"]) for rangee in rangees[:3]] == [
        *((53890.29, 17945.47, 35944.82), (94308, 13459.09, 26958.62), (20000, 6105.0, 12228.33)),
    ]
    assert {(rangee["Avance"], rangee["Solde"]) for rangee in rangees[6:]} == {(None, None)}


def test_the_echeancier_tells_what_is_not_split(chemin: Path, reparti: Dossier):
    rangees = read_valeurs(openpyxl.load_workbook(chemin, data_only=True), ECHEANCIER)
    for repartition, rangee in zip(compute_repartitions(reparti), rangees, strict=False):
        unique = repartition.parts[0].exercice if repartition.etat is Etat.UN_SEUL else None
        assert (rangee["Exercice"], to_decimal(rangee["Réparti"])) == (unique, repartition.reparti)
        assert to_decimal(rangee["Non réparti"]) == repartition.non_reparti


def test_the_campaign_has_no_invented_row(octets: bytes):
    (rangee,) = read_valeurs(openpyxl.load_workbook(io.BytesIO(octets), data_only=True), EXERCICES)
    assert set(rangee.values()) == {None}
    echeances = read_valeurs(openpyxl.load_workbook(io.BytesIO(octets), data_only=True), ECHEANCIER)
    assert sum(to_decimal(rangee["Non réparti"] or 0) for rangee in echeances) == Decimal("5092110.78")


@pytest.mark.libreoffice
def test_calc_computes_the_same(chemin: Path, tmp_path: Path):
    copie = tmp_path / "exercices.xlsx"
    copie.write_bytes(adapt_classeur(chemin.read_bytes()))
    recalcule = recalculate(copie, build_oxt())
    ecrit = openpyxl.load_workbook(chemin, data_only=True)
    for table in (EXERCICES, ECHEANCIER):
        assert _simplify(read_valeurs(recalcule, table)) == _simplify(read_valeurs(ecrit, table))


def _simplify(rangees):
    return [{entete: valeur for entete, valeur in rangee.items() if valeur not in (None, "")} for rangee in rangees]
