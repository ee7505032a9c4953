"""``dpid-xl reconduire``: the workbook of the next year, its report, what is refused in one sentence."""

import csv
from datetime import date

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.cli import main
from tests.classeurs.court import shorten_echeancier
from tests.classeurs.fabrique import Essai, build
from tests.typographie import unset


@pytest.fixture(autouse=True)
def court():
    with shorten_echeancier(4):
        yield


@pytest.fixture
def ancien(tmp_path):
    essai = Essai(reglages={"code": "essai", "nom": "Campagne d'essai", "deliberation_date": date(2022, 9, 27)})
    chemin = tmp_path / "ancien.xlsm"
    chemin.write_bytes(build(essai.set("Bilan", "Premier bilan en 2022.", "tblOperations")))
    return chemin


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["reconduire", *map(str, arguments)])
    sortie, erreur = map(unset, capsys.readouterr())
    return fin.value.code or 0, sortie, erreur


def test_a_new_workbook_and_its_report(capsys, ancien, tmp_path):
    avant = ancien.read_bytes()
    code, sortie, _ = _run(capsys, ancien, "-o", tmp_path / "neuf.xlsm", "--annee", "2023", "--date", "2023-01-10")
    assert code == 0
    assert ancien.read_bytes() == avant
    assert "À revoir, Opérations!V7 : « Bilan » de T1-01 « Premier bilan en 2022. » – parle de 2022 : à relire" in sortie
    with (tmp_path / "neuf_reconduction.csv").open(encoding="utf-8-sig", newline="") as fichier:
        rangees = list(csv.DictReader(fichier, delimiter=";"))
    assert {"à revoir", "vidé", "gardé"} <= {rangee["Devenir"] for rangee in rangees}
    relu = read_classeur(tmp_path / "neuf.xlsm").dossier
    assert (relu.campagne.nom, relu.lignes, len(relu.anterieurs)) == ("Campagne 2023", (), 2)


def test_the_old_workbook_is_never_the_target(capsys, ancien):
    avant = ancien.read_bytes()
    code, _, erreur = _run(capsys, ancien, "-o", ancien, "--annee", "2023", "--remplacer")
    assert code == 1
    assert len(erreur.strip().splitlines()) == 1
    assert ancien.read_bytes() == avant
    assert [fichier.name for fichier in ancien.parent.iterdir()] == ["ancien.xlsm"]


@pytest.mark.parametrize(
    ("cible", "annee", "dit"),
    [("neuf.xlsm", "2022", "doit venir après 2022"), ("neuf.xlsx", "2023", ".xlsm"), ("neuf.xlsm", "bientôt", "--annee")],
)
def test_what_makes_no_sense_is_refused(capsys, ancien, tmp_path, cible, annee, dit):
    code, _, erreur = _run(capsys, ancien, "-o", tmp_path / cible, "--annee", annee)
    assert code == 2
    assert dit in erreur
    assert not (tmp_path / cible).exists()


def test_nothing_is_written_if_the_new_workbook_says_otherwise(capsys, ancien, tmp_path, monkeypatch):
    monkeypatch.setattr(chaine, "expect_relu", lambda *_dossiers: None)
    code, _, erreur = _run(capsys, ancien, "-o", tmp_path / "neuf.xlsm", "--annee", "2023")
    assert code == 1
    assert "ne se relit pas comme il le faudrait" in erreur
    assert [fichier.name for fichier in tmp_path.iterdir()] == ["ancien.xlsm"]
