"""What is sent with the conventions, from the command line: the list, and all of them in one PDF."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from dpid_xl.cli import main
from tests.rendus.scan import read_codes, scan
from tests.typographie import unset

CLASSEUR = Path(__file__).parents[2] / "workbooks" / "annexe5_2022_phase2.xlsm"
DEUX = ("--structure", "PAGE", "--structure", "CCAS du Touquet")


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["conventions", str(CLASSEUR), *map(str, arguments), "--date", "2022-09-27"])
    sortie, erreur = map(unset, capsys.readouterr())
    return fin.value.code or 0, sortie, erreur


def test_a_signed_page_finds_its_file(capsys, tmp_path):
    assert run(capsys, "-o", tmp_path, "--formats", "pdf", "--fusion", *DEUX)[0] == 0
    manifeste = json.loads((tmp_path / "manifeste.json").read_bytes())
    pages = {entree["fichier"]: entree["pages"] for entree in manifeste["fichiers"]}
    assert list(pages) == ["pdf/0002_ccas-du-touquet.pdf", "pdf/0003_page.pdf", "conventions_selection.pdf", "bordereau_selection.pdf"]
    assert pages["conventions_selection.pdf"] == sum(pages[f"pdf/{convention['fichiers']}.pdf"] for convention in manifeste["conventions"])
    connues = {(convention["empreinte"], convention["reference"]): convention["fichiers"] for convention in manifeste["conventions"]}
    *_, derniere = scan((tmp_path / "conventions_selection.pdf").read_bytes())
    [code] = read_codes(derniere)
    _, page, empreinte, reference = code.split(":")
    assert connues[empreinte, reference] == "0003_page"
    assert int(page) == pages["pdf/0003_page.pdf"]


def test_the_list_comes_with_the_pdf_files_only(capsys, tmp_path):
    assert run(capsys, "-o", tmp_path, "--formats", "docx", *DEUX)[0] == 0
    assert sorted(chemin.name for chemin in tmp_path.iterdir()) == ["docx", "manifeste.json"]
    assert run(capsys, "-o", tmp_path, "--formats", "pdf", *DEUX)[0] == 0
    texte = PdfReader(BytesIO((tmp_path / "bordereau_selection.pdf").read_bytes())).pages[0].extract_text()
    assert "0003_page.pdf" in texte
    assert not (tmp_path / "conventions_selection.pdf").exists()


def test_a_file_of_an_earlier_production_is_pointed_out(capsys, tmp_path):
    (tmp_path / "conventions.pdf").write_bytes(b"")
    code, sortie, _ = run(capsys, "-o", tmp_path, "--formats", "pdf", *DEUX)
    assert code == 0
    assert f"Le dossier {tmp_path} garde 1 fichier d'une production précédente, qu'aucun manifeste ne cite." in sortie


def test_a_fusion_without_pdf_is_refused(capsys, tmp_path):
    code, _, erreur = run(capsys, "-o", tmp_path / "rien", "--formats", "docx", "--fusion")
    assert (code, erreur) == (2, "Le PDF unique réunit les conventions en PDF : ajoutez pdf aux formats, ou retirez --fusion.\n")
    assert not (tmp_path / "rien").exists()


def test_one_word_file_beside_the_others(capsys, tmp_path):
    assert run(capsys, "-o", tmp_path, "--formats", "docx", "--word-unique", *DEUX)[0] == 0
    assert len(list((tmp_path / "docx").iterdir())) == 2
    assert (tmp_path / "conventions_selection.docx").exists()
    manifeste = json.loads((tmp_path / "manifeste.json").read_text(encoding="utf-8"))
    assert "conventions_selection.docx" in json.dumps(manifeste["fichiers"])


def test_one_word_file_without_word_is_refused(capsys, tmp_path):
    code, _, erreur = run(capsys, "-o", tmp_path / "rien", "--formats", "pdf", "--word-unique")
    assert (code, erreur) == (
        2,
        "Le fichier Word unique réunit les conventions en Word : ajoutez docx aux formats, ou retirez --word-unique.\n",
    )
