"""``dpid-xl construire --depuis``: an older workbook made anew, and the report of what became of it."""

import csv

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.classeurs.reprise.modele import Reprise
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
    def add(classeur):
        classeur.get_worksheet_by_name("Annexe 5").write("Z40", "loin")
        classeur.define_name("Perdu", "='Annexe 5'!$1:$1")

    chemin = tmp_path / "ancien.xlsm"
    chemin.write_bytes(build(Essai(absents=("tblAttributions",), apres=add)))
    return chemin


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["construire", *map(str, arguments)])
    sortie, erreur = map(unset, capsys.readouterr())
    return fin.value.code or 0, sortie, erreur


def test_a_new_workbook_and_its_report(capsys, ancien, tmp_path):
    avant = ancien.read_bytes()
    code, sortie, _ = _run(capsys, "--depuis", ancien, "-o", tmp_path / "neuf.xlsm", "--date", "2022-09-27")
    assert code == 0
    assert ancien.read_bytes() == avant
    assert "Non repris : nom défini « Perdu = 'Annexe 5'!$1:$1 » – ce qu'il cite n'est plus là" in sortie
    assert "gardé : " in sortie
    assert "non repris : 1" in sortie
    with (tmp_path / "neuf_remise_a_neuf.csv").open(encoding="utf-8-sig", newline="") as fichier:
        rangees = list(csv.DictReader(fichier, delimiter=";"))
    assert {rangee["Devenir"] for rangee in rangees} == {"gardé", "remis à neuf", "ajouté", "non repris"}
    assert {"Devenir": "ajouté", "Feuille": "Attributions", "Cellule": "", "Quoi": "feuille", "Valeur": "", "Remarque": ""} in rangees
    assert [rangee["Valeur"] for rangee in rangees if rangee["Quoi"] == "cellule hors tableau"] == ["loin"]
    assert len(read_classeur(tmp_path / "neuf.xlsm").dossier.lignes) == len(read_classeur(ancien).dossier.lignes)


def test_the_old_workbook_is_never_the_target(capsys, ancien):
    avant = ancien.read_bytes()
    code, _, erreur = _run(capsys, "--depuis", ancien, "-o", ancien, "--remplacer")
    assert code == 1
    assert len(erreur.strip().splitlines()) == 1
    assert ancien.read_bytes() == avant
    assert [fichier.name for fichier in ancien.parent.iterdir()] == ["ancien.xlsm"]


def test_a_target_that_says_otherwise_is_refused(capsys, ancien, tmp_path):
    (tmp_path / "neuf.xlsm").write_bytes(b"autre chose")
    code, _, _ = _run(capsys, "--depuis", ancien, "-o", tmp_path / "neuf.xlsm")
    assert code == 1
    assert (tmp_path / "neuf.xlsm").read_bytes() == b"autre chose"
    assert not (tmp_path / "neuf_remise_a_neuf.csv").exists()


@pytest.mark.parametrize(
    ("options", "cible"), [(["--modele"], "neuf.xlsm"), (["--campagne", "autre"], "neuf.xlsm"), ([], "neuf.xlam"), ([], "neuf.xlsx")]
)
def test_options_that_make_no_sense_together(capsys, ancien, tmp_path, options, cible):
    code, _, erreur = _run(capsys, "--depuis", ancien, "-o", tmp_path / cible, *options)
    assert code == 2
    assert ".xlsm" in erreur
    assert not (tmp_path / cible).exists()


@pytest.mark.parametrize(
    ("contenu", "mot"),
    [
        (b"", "vide"),
        (b"rien", "pas un classeur"),
        (b"PK\x03\x04tronque", "abîmé"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(capsys, tmp_path, contenu, mot):
    (tmp_path / "ancien.xlsm").write_bytes(contenu)
    code, _, erreur = _run(capsys, "--depuis", tmp_path / "ancien.xlsm", "-o", tmp_path / "neuf.xlsm")
    assert code == 2
    assert mot in erreur
    assert len(erreur.strip().splitlines()) == 1
    assert not (tmp_path / "neuf.xlsm").exists()


def test_a_workbook_that_would_say_something_else_is_not_written(capsys, ancien, tmp_path, monkeypatch):
    collect = chaine.collect

    def forget(classeur):
        reprise = collect(classeur)
        champs = {champ: getattr(reprise, champ) for champ in Reprise.__slots__}
        place, saisie = reprise.reglages["nom"]
        return Reprise(**{**champs, "reglages": {**reprise.reglages, "nom": (place, type(saisie)("un autre nom"))}})

    monkeypatch.setattr(chaine, "collect", forget)
    code, _, erreur = _run(capsys, "--depuis", ancien, "-o", tmp_path / "neuf.xlsm")
    assert code == 1
    assert "Le classeur remis à neuf ne se relit pas comme il le faudrait" in erreur
    assert not (tmp_path / "neuf.xlsm").exists()
