"""``dpid-xl historique``: one page for one structure, what cannot be written in one sentence."""

import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.cli import main
from dpid_xl.rendus.pdf import count_pages
from tests.rendus.fabrique import JOUR
from tests.suivis import LIBERCOURT
from tests.typographie import unset
from tests.vecus import make_vecu


@pytest.fixture(scope="module")
def classeur(tmp_path_factory, dossier):
    fichier = tmp_path_factory.mktemp("vecu") / "annexe5.xlsm"
    fichier.write_bytes(build_classeur(locate_dossier(make_vecu(dossier)), (), JOUR))
    return fichier


def run(capsys, classeur, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["historique", str(classeur), *map(str, arguments), "--date", JOUR.isoformat()])
    return fin.value.code or 0, " ".join(unset("".join(capsys.readouterr())).split())


def test_a_page_is_written_and_the_same_again(capsys, classeur, tmp_path):
    une, deux = tmp_path / "une.pdf", tmp_path / "deux.pdf"
    assert run(capsys, classeur, "--structure", LIBERCOURT.upper(), "-o", une) == (0, f"Historique écrit : {une}")
    run(capsys, classeur, "--structure", LIBERCOURT, "-o", deux)
    assert une.read_bytes() == deux.read_bytes()
    assert count_pages(une.read_bytes()) == 1


@pytest.mark.parametrize(
    ("nom", "fichier", "phrase"),
    [
        ("CCAS de Libercour", "h.pdf", f"vouliez-vous dire « {LIBERCOURT} » ?"),
        (LIBERCOURT, "h.docx", "Le fichier « h.docx » doit finir par .pdf."),
    ],
)
def test_refused_in_one_sentence_and_nothing_is_written(capsys, classeur, tmp_path, nom, fichier, phrase):
    code, dit = run(capsys, classeur, "--structure", nom, "-o", tmp_path / fichier)
    assert code
    assert phrase in dit
    assert not (tmp_path / fichier).exists()
