"""``simuler``, as an officer runs it: the table, the file, the JSON, a scenario applied in a new workbook, and what is refused."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.cli import main
from dpid_xl.modele import Ajustement, Base, Dossier, Levier
from dpid_xl.schema import EFFETS, JOURNAL
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.simulations import make_scenario, propose, suppose, with_scenarios
from tests.typographie import unset


@pytest.fixture(scope="module")
def classeur(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("simuler") / "annexe5.xlsm"
    scenarios = [make_scenario("Plus de places", Base.A_VOTER), make_scenario("Moins pour tous", Base.TOUTES, Ajustement.EGALE)]
    avec = with_scenarios(
        propose(dossier, "T1-01"),
        scenarios,
        suppose("Plus de places", Levier.QUANTITE, "T1-01", "85", "CCAS de Libercourt"),
        suppose("Moins pour tous", Levier.ENVELOPPE, "C02-566A05", "500000"),
    )
    chemin.write_bytes(build_classeur(locate_dossier(avec), (), date(2022, 9, 27)))
    return chemin


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["simuler", *map(str, arguments)])
    return fin.value.code, *map(unset, capsys.readouterr())


def test_scenarios_stand_side_by_side(capsys, classeur: Path, tmp_path: Path):
    fichier = tmp_path / "s.xlsx"
    code, sortie, _ = _run(capsys, classeur, "-o", fichier, "--date", "2022-09-27")
    assert code == 0
    assert "6 199 087,52 €" in sortie
    assert f"Scénarios écrits : {unset(str(fichier))}" in sortie
    total = read_valeurs(openpyxl.load_workbook(fichier, data_only=True), EFFETS)[0]
    assert (total["Scénario 1"], total["Écart 1"]) == (6199087.52, 400)
    assert total["Scénario 2"] == pytest.approx(6198687.52 - 559915.33 + 500000)


def test_json_says_the_same(capsysbinary, classeur: Path):
    with pytest.raises(SystemExit):
        main(["simuler", str(classeur), "--json"])
    lu = json.loads(capsysbinary.readouterr().out)
    assert [scenario["ecart"] for scenario in lu["scenarios"]] == ["400.00", "-59915.33"]
    (budget,) = [effet for effet in lu["effets"] if effet["groupe"] == "C02-566A05"]
    assert budget["scenarios"]["Moins pour tous"] == {
        "montant": "500000.00",
        "ecart": "-59915.33",
        "enveloppe": "500000.00",
        "solde": "0.00",
    }
    assert {hypothese["comprise"] for hypothese in lu["hypotheses"]} == {"oui"}


def test_a_scenario_is_applied_in_a_new_workbook(capsys, classeur: Path, tmp_path: Path):
    nouveau = tmp_path / "nouveau.xlsm"
    code, sortie, _ = _run(capsys, classeur, "--appliquer", "plus de places", "-o", nouveau, "--date", "2022-09-28")
    assert code == 0
    dit = "scénario « Plus de places » : 1 ligne changée, total 6 199 087,52 € au lieu de 6 198 687,52 €"
    assert dit in sortie
    avant, apres = read_classeur(classeur).dossier, read_classeur(nouveau).dossier
    assert sum_montants(apres.lignes) - sum_montants(avant.lignes) == 400
    assert apres.scenarios == avant.scenarios
    (note, *_) = read_valeurs(openpyxl.load_workbook(nouveau, data_only=True), JOURNAL)
    assert (note["Action"], unset(note["Résultat"])) == ("Appliquer le scénario", dit)


@pytest.mark.parametrize(
    ("arguments", "code", "phrase"),
    [
        (["--appliquer", "Moins pour tous", "-o", "x.xlsm"], 1, "un vote ne se récrit pas"),
        (["--appliquer", "Inconnu", "-o", "x.xlsm"], 1, "Aucun scénario ne s'appelle « Inconnu »"),
        (["--appliquer", "Plus de places"], 2, "celui qui est lu ne change pas"),
        (["--appliquer", "Plus de places", "-o", "x.xlsx"], 2, "doit finir par .xlsm"),
        (["-o", "x.csv"], 2, "doit finir par .xlsx"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(capsys, classeur: Path, tmp_path: Path, monkeypatch, arguments, code, phrase):
    monkeypatch.chdir(tmp_path)
    obtenu, _, erreur = _run(capsys, classeur, *arguments)
    assert (obtenu, phrase in erreur) == (code, True)
    assert not list(tmp_path.iterdir())


def test_a_workbook_without_scenario_says_where_to_name_one(capsys, dossier: Dossier, jour: date, tmp_path: Path):
    sans = tmp_path / "sans.xlsm"
    sans.write_bytes(build_classeur(locate_dossier(dossier), (), jour))
    code, _, erreur = _run(capsys, sans)
    assert code == 1
    assert "nommez-en un dans la feuille Scénarios" in erreur
