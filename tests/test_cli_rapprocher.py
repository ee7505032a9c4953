"""``rapprocher``, as an officer runs it: the list read, each payment said, the file written, the exit code."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.cli import main
from dpid_xl.modele import Dossier
from tests.typographie import unset
from tests.versements import pay

LISTE = "Tiers;Code opération;N° mandat;Montant TTC;Date de paiement\nCCAS de Libercourt;T1-01;1001;3 840,00;04/11/2022\n"


@pytest.fixture(scope="module")
def chemins(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    racine = tmp_path_factory.mktemp("rapprocher")
    classeur, liste = racine / "annexe5.xlsm", racine / "payes.csv"
    prevu = pay(dossier, ("CCAS de Libercourt", "T1-01", "avance", date(2022, 11, 2), None, 2022, "3840"))
    classeur.write_bytes(build_classeur(locate_dossier(prevu), (), date(2022, 9, 27)))
    liste.write_text(LISTE, encoding="utf-8")
    return classeur, liste


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["rapprocher", *map(str, arguments)])
    return fin.value.code, *map(unset, capsys.readouterr())


def test_all_is_matched(capsys, chemins: tuple[Path, Path], tmp_path: Path):
    code, sortie, _ = _run(capsys, *chemins, "-o", tmp_path / "r.xlsx", "--date", "2022-11-10")
    assert code == 0
    assert "1 payé" in sortie
    rangees = list(openpyxl.load_workbook(tmp_path / "r.xlsx").active.iter_rows(values_only=True))
    assert rangees[1][:4] == ("payé", "CCAS de Libercourt", "T1-01", 3840)


def test_what_has_no_place_gives_one(capsys, chemins: tuple[Path, Path], tmp_path: Path):
    autre = tmp_path / "autre.csv"
    autre.write_text(LISTE + "Papeterie;;7;12,50;\n", encoding="utf-8")
    code, sortie, _ = _run(capsys, chemins[0], autre, "-o", tmp_path / "r.json")
    assert code == 1
    assert "sans correspondance" in sortie
    lus = json.loads((tmp_path / "r.json").read_bytes())["rapprochements"]
    assert [(un["sort"], un["montant"]) for un in lus] == [("payé", "3840.00"), ("sans correspondance", "12.50")]


def test_a_list_that_is_none_gives_two(capsys, chemins: tuple[Path, Path], tmp_path: Path):
    autre = tmp_path / "autre.csv"
    autre.write_text("a;b\n1;2\n", encoding="utf-8")
    code, _, erreur = _run(capsys, chemins[0], autre)
    assert code == 2
    assert "Aucune liste de paiements" in erreur
