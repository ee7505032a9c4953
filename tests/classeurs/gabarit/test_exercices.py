"""The sheet « Exercices »: typed, read back, computed by Calc as by the package."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.calcul.exercices import Etat, compute_credits_par_budget, compute_repartitions
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.modele import Dossier
from dpid_xl.montants import to_decimal
from dpid_xl.schema import BUDGET, CREDITS, ECHEANCIER, EXERCICES, PROPOSITIONS
from tests.avances import decide_avances
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.exercices import AMBIGUE, INCOMPLETE, INCONNUE, REPARTIES, split
from tests.udfs.libreoffice.calc import recalculate
from udfs.extension import load_extension
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import build_oxt

EN_CREDITS = (*(entete for _champ, entete, _exercice in CREDITS), "Non réparti")


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


def test_the_budget_tells_the_credits_of_each_exercice(chemin: Path, reparti: Dossier):
    valeurs = openpyxl.load_workbook(chemin, data_only=True)
    rangees = read_valeurs(valeurs, BUDGET)
    attendus = compute_credits_par_budget(reparti)
    # What is typed in part counts here, for the officer to see: 10 000 € of 4AJ.
    assert sum(to_decimal(rangee["CP 1er exercice"]) for rangee in rangees) == Decimal("1106576.74") + Decimal("65556.96") + Decimal(10000)
    assert [sum(to_decimal(rangee[entete]) for rangee in rangees) for entete in ("CP 2e exercice", "CP 3e exercice", "CP suivants")] == [
        *(Decimal("58751.04"), Decimal("12766.40"), 0),
    ]
    for rangee in rangees:
        credits_ = [to_decimal(rangee[entete]) for entete in EN_CREDITS]
        assert sum(credits_) == to_decimal(rangee["Proposition"]) == (attendus[rangee["Code"]].total if rangee["Code"] in attendus else 0)
    assert [valeurs["Budget"].cell(5, colonne).value for colonne in range(12, 16)] == [2022, 2023, 2024, "après 2024"]
    verification = next(rangee for rangee in valeurs["Contrôles"].iter_rows(5, 12, values_only=True) if "Crédits par exercice" in rangee[4])
    assert verification[:4] == ("juste", 6198687.52, 6198687.52, 0)


def test_the_campaign_has_no_invented_row(octets: bytes):
    (rangee,) = read_valeurs(openpyxl.load_workbook(io.BytesIO(octets), data_only=True), EXERCICES)
    assert set(rangee.values()) == {None}
    echeances = read_valeurs(openpyxl.load_workbook(io.BytesIO(octets), data_only=True), ECHEANCIER)
    assert sum(to_decimal(rangee["Non réparti"] or 0) for rangee in echeances) == Decimal("5092110.78")
    budget = read_valeurs(openpyxl.load_workbook(io.BytesIO(octets), data_only=True), BUDGET)
    assert [sum(to_decimal(rangee[entete]) for rangee in budget) for entete in EN_CREDITS] == [
        *(Decimal("1106576.74"), 0, 0, 0, Decimal("5092110.78")),
    ]


@pytest.mark.libreoffice
def test_calc_computes_the_same(chemin: Path, tmp_path: Path):
    copie = tmp_path / "exercices.xlsx"
    copie.write_bytes(adapt_classeur(chemin.read_bytes()))
    recalcule = recalculate(copie, build_oxt())
    assert [recalcule["Contrôles"][f"A{rang}"].value for rang in range(5, 13)] == ["juste"] * 8
    ecrit = openpyxl.load_workbook(chemin, data_only=True)
    for table in (EXERCICES, ECHEANCIER, BUDGET, PROPOSITIONS):
        assert _simplify(read_valeurs(recalcule, table)) == _simplify(read_valeurs(ecrit, table))


def _simplify(rangees):
    return [{entete: valeur for entete, valeur in rangee.items() if valeur not in (None, "")} for rangee in rangees]
