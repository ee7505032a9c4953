"""``dpid-xl conventions --modele``: the officer's Word model through the command, on the real workbook."""

import json
import re
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from dpid_xl.cli import main
from tests.libreoffice import convert
from tests.rendus.word.test_docx import read_lignes
from tests.typographie import unset

CLASSEUR = Path(__file__).parent.parent / "workbooks" / "annexe5_2022_phase2.xlsm"
DEUX = ("--structure", "PAGE", "--structure", "CCAS du Touquet", "--date", "2022-09-27")


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main([str(argument) for argument in arguments])
    sortie, erreur = map(unset, capsys.readouterr())
    return fin.value.code, sortie, erreur


@pytest.fixture
def modele(tmp_path):
    document = docx.Document()
    document.add_paragraph("Convention entre le Département et «\xa0structure\xa0», ci-après « la Structure »")
    document.add_paragraph("Montant : «montant» («montant_lettres»)")
    tableau = document.add_table(2, 2)
    tableau.style = "Table Grid"
    tableau.cell(0, 0).text, tableau.cell(0, 1).text = "Opération", "Montant"
    tableau.cell(1, 0).text = "{% for operation in operations %}{{ operation.intitule }}"
    tableau.cell(1, 1).text = "{{ operation.montant }}{% endfor %}"
    chemin = tmp_path / "lettre.docx"
    document.save(chemin)
    return chemin


def test_one_word_file_per_structure(capsys, tmp_path, modele):
    code, sortie, _ = _run(capsys, "conventions", CLASSEUR, "-o", tmp_path / "a", "--modele", modele, "--formats", "docx", *DEUX)
    assert code == 0
    assert "2 conventions – 32 340,66 €" in sortie
    touquet, page = (docx.Document(str(chemin)) for chemin in sorted((tmp_path / "a" / "docx").iterdir()))
    assert [paragraphe.text for paragraphe in touquet.paragraphs] == [
        "Convention entre le Département et CCAS du Touquet, ci-après « la Structure »",
        "Montant : 1\u202f600,00\xa0€ (mille six cents euros)",
    ]
    assert page.paragraphs[0].text == "Convention entre le Département et PAGE, ci-après « la Structure »"
    assert page.paragraphs[1].text.startswith("Montant : 30\u202f740,66\xa0€ (trente mille sept cent quarante euros")
    assert [rangee.cells[1].text for rangee in page.tables[0].rows] == ["Montant", "30\u202f740,66\xa0€"]
    manifeste = json.loads((tmp_path / "a" / "manifeste.json").read_text(encoding="utf-8"))
    assert [entree["fichier"] for entree in manifeste["fichiers"]] == ["docx/0002_ccas-du-touquet.docx", "docx/0003_page.docx"]


def test_other_formats_stay_built_in_and_bytes_the_same(capsys, tmp_path, modele):
    for dossier in ("a", "b"):
        assert _run(capsys, "conventions", CLASSEUR, "-o", tmp_path / dossier, "--modele", modele, *DEUX)[0] == 0
    fichiers = sorted(chemin.relative_to(tmp_path / "a") for chemin in (tmp_path / "a").rglob("*.*"))
    assert [len(list((tmp_path / "a" / sorte).iterdir())) for sorte in ("docx", "pdf")] == [2, 2]
    assert all((tmp_path / "a" / fichier).read_bytes() == (tmp_path / "b" / fichier).read_bytes() for fichier in fichiers)
    pdf = PdfReader(tmp_path / "a" / "pdf" / "0003_page.pdf")
    assert len(pdf.pages) > 5  # the convention type, not the letter


def test_a_misspelt_field_writes_nothing(capsys, tmp_path, modele):
    document = docx.Document(str(modele))
    document.add_paragraph("Solde : «montent»")
    document.save(modele)
    code, sortie, erreur = _run(capsys, "conventions", CLASSEUR, "-o", tmp_path / "a", "--modele", modele, *DEUX)
    assert (code, sortie) == (1, "")
    assert "paragraphe 3 (« Solde : «montent» ») : le champ « montent » n'existe pas ; écrivez « montant »" in erreur
    assert len(erreur.strip().splitlines()) == 1
    assert not (tmp_path / "a").exists()


def test_an_unreadable_model(capsys, tmp_path):
    code, _, erreur = _run(capsys, "conventions", CLASSEUR, "-o", tmp_path / "a", "--modele", CLASSEUR, *DEUX)
    assert code == 2
    assert erreur == "Le modèle « annexe5_2022_phase2.xlsm » n'est pas un document Word : choisissez un fichier .docx.\n"
    assert not (tmp_path / "a").exists()


def test_a_model_needs_the_word_format(capsys, tmp_path, modele):
    code, _, erreur = _run(capsys, "conventions", CLASSEUR, "-o", tmp_path / "a", "--modele", modele, "--formats", "pdf")
    assert code == 2
    assert "ajoutez docx aux formats" in erreur


def test_the_table_of_fields(capsys):
    code, sortie, _ = _run(capsys, "conventions", "--champs")
    assert code == 0
    assert re.search(r"^«montant_lettres» +montant, en lettres$", sortie, re.MULTILINE)
    assert re.search(r"^«operation\.avance» +pour chaque opération : avance, en euros$", sortie, re.MULTILINE)


def test_no_model_no_import():
    code = "import sys, dpid_xl.chaine; print(sorted({'docxtpl', 'jinja2', 'docx'} & set(sys.modules)))"
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert fini.stdout == "[]\n"


@pytest.mark.libreoffice
def test_libreoffice_opens_the_result(capsys, tmp_path, modele):
    assert _run(capsys, "conventions", CLASSEUR, "-o", tmp_path / "a", "--modele", modele, "--formats", "docx", *DEUX)[0] == 0
    texte = PdfReader(convert(tmp_path / "a" / "docx" / "0003_page.docx", "pdf")).pages[0].extract_text()
    lignes = [" ".join(ligne.split()) for ligne in texte.splitlines()]
    assert lignes[0] == "PROJET"
    assert any("30 740,66 €" in ligne for ligne in lignes)


def test_our_model_gives_our_conventions(capsys, tmp_path):
    modele = tmp_path / "convention.docx"
    assert _run(capsys, "exporter", "modele", CLASSEUR, "-o", modele, "--date", "2022-09-27")[0] == 0
    for dossier, options in (("avec", ("--modele", modele)), ("sans", ())):
        assert _run(capsys, "conventions", CLASSEUR, "-o", tmp_path / dossier, "--formats", "docx", *options, *DEUX)[0] == 0
    avec, sans = (sorted((tmp_path / dossier / "docx").iterdir()) for dossier in ("avec", "sans"))
    assert [fichier.name for fichier in avec] == [fichier.name for fichier in sans] == ["0002_ccas-du-touquet.docx", "0003_page.docx"]
    for fait, voulu in zip(avec, sans, strict=True):
        assert list(read_lignes(docx.Document(str(fait)))) == list(read_lignes(docx.Document(str(voulu))))
