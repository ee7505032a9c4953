"""The commands of the end of the year, as the officer types them: forms out, forms in, results, closing."""

import csv
import json
import zipfile
from datetime import date

import pytest

from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.documents.bilans import compose_bilans
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from tests.bilans import expect, fill_xlsx, invent
from tests.test_cli import CLASSEUR, _assert_one_sentence, _run


@pytest.fixture(scope="module")
def recus(dossier, jour, tmp_path_factory):
    """The forms of three structures that came back."""
    dossier_recu = tmp_path_factory.mktemp("recus")
    for bilan in compose_bilans(dossier, ["PAGE", "CCAS de Libercourt", "4AJ"]):
        (dossier_recu / f"{bilan.rang}.xlsx").write_bytes(fill_xlsx(render_bilan_xlsx(bilan, jour), invent(bilan)))
    return dossier_recu


@pytest.fixture(scope="module")
def classeur_recu(recus, tmp_path_factory):
    """The delivered workbook with these bilans."""
    chemin = tmp_path_factory.mktemp("bilans") / "annexe5.xlsm"
    from dpid_xl import chaine
    from tests.udfs.actions.conftest import QUAND
    from udfs.extension import load_extension

    contenu, _recus, _constats = chaine.receive_classeur(CLASSEUR, [recus], QUAND.date(), load_extension())
    chemin.write_bytes(contenu)
    return chemin


def read_rapport(chemin):
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        return list(csv.DictReader(flux, delimiter=";"))


def test_forms_are_written_with_their_manifest(capsys, tmp_path):
    code, sortie, erreur = _run(capsys, "bilans", CLASSEUR, "-o", tmp_path, "--structure", "PAGE", "--date", "2023-01-02")
    assert code == 0, erreur
    assert "2 formulaires de bilan, pour 1 structure." in sortie
    manifeste = json.loads((tmp_path / "manifeste_bilans.json").read_bytes())
    assert [entree["numero"] for entree in manifeste["bilans"]] == ["T1-01", "T2-05"]
    assert {fichier["fichier"].partition("/")[0] for fichier in manifeste["fichiers"]} == {"xlsx", "docx"}
    assert all((tmp_path / fichier["fichier"]).stat().st_size == fichier["octets"] for fichier in manifeste["fichiers"])


def test_an_edited_form_is_kept(capsys, tmp_path):
    _run(capsys, "bilans", CLASSEUR, "-o", tmp_path, "--structure", "PAGE", "--formats", "docx", "--date", "2023-01-02")
    retouche = next((tmp_path / "docx").iterdir())
    retouche.write_bytes(b"rempli par la structure")
    code, sortie, _ = _run(capsys, "bilans", CLASSEUR, "-o", tmp_path, "--structure", "PAGE", "--formats", "docx", "--date", "2023-01-02")
    assert (code, retouche.read_bytes()) == (0, b"rempli par la structure")
    assert retouche.name in sortie


def test_a_format_that_forms_do_not_have(capsys, tmp_path):
    code, _, erreur = _run(capsys, "bilans", CLASSEUR, "-o", tmp_path, "--formats", "pdf")
    assert (code, erreur.strip()) == (2, "Le format « pdf » n'existe pas : choisissez parmi xlsx, docx.")


def test_bilans_go_to_a_workbook_beside_the_first(capsys, recus, tmp_path, dossier):
    avant = CLASSEUR.read_bytes()
    code, sortie, erreur = _run(capsys, "bilans-recus", CLASSEUR, recus, "-o", tmp_path / "n.xlsm", "--date", "2023-06-30")
    assert code == 0, erreur
    bilans = compose_bilans(dossier, ["PAGE", "CCAS de Libercourt", "4AJ"])
    attendus = sum(len(bilan.questions) for bilan in bilans)
    assert f"{attendus} cellules remplies pour {len(bilans)} bilans. Lu : {attendus}." in sortie
    assert CLASSEUR.read_bytes() == avant
    relu = read_classeur(tmp_path / "n.xlsm").dossier
    suivis = {(suivi.structure, suivi.operation): suivi for suivi in relu.suivis}
    for bilan in bilans:
        reponses, suivi = expect(bilan), suivis[bilan.structure.nom, bilan.operations[0]]
        for question in bilan.questions:
            if question.champ:
                assert getattr(suivi, question.champ) == reponses[question.libelle]
    assert {rangee["Devenir"] for rangee in read_rapport(tmp_path / "n_bilans.csv")} == {"lu"}


def test_the_day_they_came_goes_to_pieces_and_the_journal(capsys, recus, tmp_path, dossier):
    arguments = ("bilans-recus", CLASSEUR, recus, "-o", tmp_path / "n.xlsm", "--recus-le", "2023-06-15", "--date", "2023-06-30")
    code, sortie, erreur = _run(capsys, *arguments)
    assert code == 0, erreur
    bilans = compose_bilans(dossier, ["PAGE", "CCAS de Libercourt", "4AJ"])
    assert f"{len(bilans)} bilans dans Pièces, reçus le 15/06/2023." in sortie
    lecture = read_classeur(tmp_path / "n.xlsm")
    recues = {(recu.structure, recu.operation): recu.bilan for recu in lecture.dossier.pieces if recu.bilan}
    seules = {nom for nom in {b.structure.nom for b in bilans} if sum(b.structure.nom == nom for b in bilans) == 1}
    cles = {(b.structure.nom, "" if b.structure.nom in seules else b.operations[0]) for b in bilans}
    assert recues == dict.fromkeys(cles, date(2023, 6, 15))
    assert [(entree.date, entree.action) for entree in lecture.journal] == [("30/06/2023", "Lire les bilans")]
    assert "5 bilans dans Pièces" in lecture.journal[0].resultat
    # Read again as of another day: what is said stays, and is named.
    code, sortie, _ = _run(capsys, "bilans-recus", tmp_path / "n.xlsm", recus, "-o", tmp_path / "m.xlsm", "--recus-le", "2023-06-16")
    assert (code, sortie.count("Pièces dit déjà « 15/06/2023 »"), (tmp_path / "m.xlsm").exists()) == (1, len(bilans), False)


def test_what_is_there_stays_and_is_named(capsys, classeur_recu, recus, tmp_path, dossier, jour):
    autre = tmp_path / "autres"
    autre.mkdir()
    bilan = compose_bilans(dossier, ["PAGE"])[0]
    reponses = invent(bilan) | {bilan.questions[0].libelle: 3}
    (autre / "page.xlsx").write_bytes(fill_xlsx(render_bilan_xlsx(bilan, jour), reponses))
    code, sortie, _ = _run(capsys, "bilans-recus", classeur_recu, autre, "-o", tmp_path / "n.xlsm")
    assert code == 1
    assert "Déjà saisi, gardé, page.xlsx : PAGE (T1-01), Quantité réalisée « 3 » – Suivi dit déjà « 4 »" in sortie
    assert "Aucun classeur écrit" in sortie
    assert not (tmp_path / "n.xlsm").exists()
    (rangee,) = [rangee for rangee in read_rapport(tmp_path / "n_bilans.csv") if rangee["Devenir"] != "lu"]
    assert rangee["Valeur"] == "3"
    assert recus.exists()


def test_a_second_reading_fills_nothing_more(capsys, classeur_recu, recus, tmp_path):
    code, sortie, _ = _run(capsys, "bilans-recus", classeur_recu, recus, "-o", tmp_path / "n.xlsm")
    assert (code, "0 cellule remplie pour 0 bilan." in sortie, "Aucun classeur écrit" in sortie) == (0, True, True)


def test_a_folder_without_a_form_is_not_all_read(capsys, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"x")
    code, sortie, _ = _run(capsys, "bilans-recus", CLASSEUR, tmp_path, "-o", tmp_path / "n.xlsm")
    assert (code, "Écarté : 1." in sortie) == (1, True)


def test_the_results_are_those_of_the_bilans(capsys, classeur_recu, tmp_path):
    code, _, erreur = _run(capsys, "exporter", "resultats", classeur_recu, "-o", tmp_path / "r.docx", "--date", "2023-06-30")
    assert code == 0, erreur
    with zipfile.ZipFile(tmp_path / "r.docx") as paquet:
        texte = paquet.read("word/document.xml").decode()
    assert "Bilans connus\xa0: 5 sur 136" in texte
    assert "Réponse inventée pour un essai" in texte


@pytest.mark.parametrize("extension", [".xlsx", ".zip"])
def test_closing_is_a_workbook_or_an_archive(capsys, classeur_recu, tmp_path, extension):
    fichier = tmp_path / f"cloture{extension}"
    code, _, erreur = _run(capsys, "exporter", "cloture", classeur_recu, "-o", fichier, "--date", "2023-06-30")
    assert code == 0, erreur
    with zipfile.ZipFile(fichier) as paquet:
        assert ("manifeste_cloture.json" in paquet.namelist()) == (extension == ".zip")


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["exporter", "cloture", CLASSEUR, "-o", "c.pdf"], "Le fichier « c.pdf » doit finir par .xlsx ou .zip."),
        (["exporter", "lignes", CLASSEUR, "-o", "l.zip"], "Le fichier « l.zip » doit finir par .csv ou .xlsx."),
        (
            ["exporter", "cloture", CLASSEUR, "-o", "c.xlsx", "--joindre", "x"],
            "--joindre met des manifestes dans l'archive d'une clôture : donnez un fichier .zip, ou retirez-la.",
        ),
        (["bilans-recus", CLASSEUR, "x", "-o", "n.xlsx"], "Le nom « n.xlsx » doit finir par .xlsm : le classeur contient des macros."),
    ],
)
def test_a_mistake_is_one_sentence(capsys, arguments, phrase):
    code, _, erreur = _run(capsys, *arguments)
    assert (code, erreur.strip()) == (2, phrase)
    _assert_one_sentence(erreur)
