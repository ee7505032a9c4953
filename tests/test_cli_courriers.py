"""The commands that follow the signature, as the officer types them."""

import json
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dpid_xl import cli
from dpid_xl.conventions.courriers import Nature
from tests.test_cli import CLASSEUR, _assert_one_sentence, _run


@pytest.fixture(scope="module")
def signe(tmp_path_factory):
    """The delivered workbook with a convention signed, paid and half done, typed in « Suivi » by another spreadsheet."""
    chemin = tmp_path_factory.mktemp("signe") / "annexe5.xlsm"
    classeur = load_workbook(CLASSEUR, keep_vba=True)
    feuille = classeur["Suivi"]
    rang = next(rangee for rangee in range(7, 200) if (feuille.cell(rangee, 1).value, feuille.cell(rangee, 2).value) == ("PAGE", "T1-01"))
    entetes = {cellule.value: cellule.column for cellule in feuille[6]}
    for entete, valeur in {"Signée le": date(2022, 10, 14), "Versé": 1344, "Réalisé": 14, "Partenariat": 1, "Parcours": 0.5}.items():
        feuille.cell(rang, entetes[entete]).value = valeur
    classeur.save(chemin)
    return chemin


def test_sorts_are_those_of_the_engine():
    assert [sorte.value for sorte in cli.SorteDeCourrier] == [nature.value for nature in Nature]


@pytest.mark.parametrize("sorte", list(Nature))
def test_courriers(capsys, tmp_path, signe, sorte):
    code, sortie, erreur = _run(capsys, "courriers", sorte, signe, "-o", tmp_path, "--date", "2023-02-01")
    assert code == 0, erreur
    assert "PAGE – " in sortie
    assert "1 courrier" in sortie
    manifeste = json.loads((tmp_path / f"manifeste_{sorte}.json").read_bytes())
    assert {fichier["fichier"].rpartition(".")[2] for fichier in manifeste["fichiers"]} == {"docx", "pdf"}
    assert all((tmp_path / fichier["fichier"]).stat().st_size == fichier["octets"] for fichier in manifeste["fichiers"])
    assert manifeste["courriers"][0]["etat"] == "projet"


@pytest.mark.parametrize("sorte", list(Nature))
def test_nothing_to_write_is_one_sentence_and_1(capsys, tmp_path, sorte):
    code, _, erreur = _run(capsys, "courriers", sorte, CLASSEUR, "-o", tmp_path)
    assert code == 1
    assert "--structure" in erreur
    assert not list(tmp_path.iterdir())


def test_a_named_structure_has_its_letter_anyway(capsys, tmp_path):
    code, sortie, _ = _run(capsys, "courriers", "decompte", CLASSEUR, "-o", tmp_path, "--structure", "page", "--formats", "pdf")
    assert code == 0
    assert "PROJET, il manque" in sortie
    assert [fichier.name for fichier in (tmp_path / "pdf").iterdir()] == ["0003_decompte-page.pdf"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["avis", CLASSEUR],
        ["decompte", "absent.xlsm"],
        ["decompte", CLASSEUR, "--formats", "xlsx"],
        ["decompte", CLASSEUR, "--structure", "zzz"],
    ],
)
def test_a_wrong_command_is_one_sentence_and_2(capsys, tmp_path, arguments):
    code, _, erreur = _run(capsys, "courriers", *arguments, "-o", tmp_path)
    assert code == 2
    _assert_one_sentence(erreur)


def test_exports(capsys, tmp_path, signe):
    for quoi, nom in (("echeancier", "e.csv"), ("echeancier", "e.xlsx"), ("calendrier", "c.ics")):
        assert _run(capsys, "exporter", quoi, signe, "-o", tmp_path / nom, "--date", "2023-02-01")[0] == 0
    page = next(
        ligne for ligne in (tmp_path / "e.csv").read_text("utf-8-sig").splitlines() if ligne.startswith("PAGE;") and ";T1-01;" in ligne
    )
    assert ";2240,00;1344,00;1344,00;1344,00;0,00;14/10/2022;" in page
    assert "Avance à verser : PAGE" in (tmp_path / "c.ics").read_text("utf-8")
    assert load_workbook(BytesIO((tmp_path / "e.xlsx").read_bytes())).sheetnames == ["Échéancier"]
