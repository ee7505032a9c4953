"""« comparer » as an officer types it."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.cli import main
from tests.typographie import unset


@pytest.fixture(scope="module")
def classeurs(dossier, jour, tmp_path_factory):
    chemin = tmp_path_factory.mktemp("etats")
    apres = replace(dossier, lignes=(replace(dossier.lignes[0], montant=Decimal("7000.00")), *dossier.lignes[2:]))
    for nom, etat in (("a", dossier), ("b", apres)):
        (chemin / f"{nom}.xlsm").write_bytes(build_classeur(locate_dossier(etat), (), jour))
    return chemin / "a.xlsm", chemin / "b.xlsm"


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["comparer", *map(str, arguments)])
    return fin.value.code, *map(unset, capsys.readouterr())


def test_the_terminal_shows_what_differs(capsys, classeurs, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    code, sortie, _ = _run(capsys, *classeurs)
    assert code == 0
    assert "+" not in sortie
    assert "CCAS de Libercourt" in sortie
    assert "hausse" in sortie
    assert "disparu" in sortie
    assert "2 écarts, 134 montants inchangés – différence : -1 000,00 €" in sortie


def test_the_file_has_two_sheets_and_amounts(capsys, classeurs, tmp_path):
    fichier = tmp_path / "c.xlsx"
    assert _run(capsys, *classeurs, "-o", fichier, "--date", "2022-09-27")[0] == 0
    livre = load_workbook(fichier)
    assert livre.sheetnames == ["Écarts", "Par structure"]
    premiere = [cellule.value for cellule in livre["Écarts"][2]]
    assert premiere == ["CCAS de Libercourt", "T1-01", 6400, 7000, 600, "hausse"]
    assert livre["Écarts"].max_row == 1 + 136


def test_json_is_one_object(capsys, classeurs):
    code, sortie, _ = _run(capsys, *classeurs, "--json")
    objet = json.loads(sortie)
    assert code == 0
    assert (objet["difference"], objet["meme_campagne"], len(objet["ecarts"])) == ("-1000.00", True, 136)
    assert objet["ecarts"][-1]["apres"] is None


def test_what_cannot_be_read_is_one_sentence(capsys, classeurs, tmp_path):
    code, _, erreur = _run(capsys, classeurs[0], tmp_path / "absent.xlsm")
    assert code == 2
    assert erreur.count("\n") == 1
    assert _run(capsys, *classeurs, "-o", tmp_path / "c.csv")[0] == 2
