"""README's commands exist and work; its tables name files that exist."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from tests.documents.etats import make_phase_fictive

RACINE = Path(__file__).parent.parent
README = (RACINE / "README.md").read_text(encoding="utf-8")
COMMANDES = [ligne for ligne in dict.fromkeys(re.findall(r"`(dpid-xl [^`]+)`", README)) if "COMMANDE" not in ligne]


@pytest.fixture(scope="module")
def bureau(dossier, jour, tmp_path_factory):
    campagne, dossier = dossier, tmp_path_factory.mktemp("bureau")
    for nom in ("annexe5", "avant", "apres"):
        shutil.copy(RACINE / "workbooks" / "annexe5_2022_phase2.xlsm", dossier / f"{nom}.xlsm")
    (dossier / "anterieur.xlsm").write_bytes(build_classeur(locate_dossier(make_phase_fictive(campagne)), (), jour))
    modele = docx.Document()
    modele.add_paragraph("Convention avec «structure», pour un montant de «montant».")
    modele.save(dossier / "lettre.docx")
    return dossier


def _complete(commande):
    """Bare names of commands in running text are tried with --help."""
    mots = shlex.split(commande)[1:]
    return mots if "-o" in mots or len(mots) > 1 else [*mots, "--help"]


@pytest.mark.parametrize("commande", COMMANDES)
def test_command(bureau, commande):
    fini = subprocess.run(
        [sys.executable, "-m", "dpid_xl", *_complete(commande)], cwd=bureau, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert fini.returncode == 0, fini.stderr


def test_the_two_commands_stand_in_the_readme():
    assert "python -m pip install . && dpid-xl demo" in README
    assert 'python -m pip install -e ".[test]" && python -m pytest' in README


def test_the_rebuild_commands_name_the_committed_workbooks():
    cibles = re.findall(r"-o (workbooks/\S+)", README)
    assert sorted(cibles) == sorted(str(chemin.relative_to(RACINE)) for chemin in (RACINE / "workbooks").glob("*.xl*"))


def test_files_named_exist():
    for chemin in re.findall(r"`((?:dpid_xl|tests|workbooks|udfs)/[^`*]+)`", README):
        assert (RACINE / chemin).exists(), chemin


def test_the_table_of_functions_is_the_registry():
    from udfs.documentation import write_table

    assert write_table() in README


def test_the_import_order_is_the_tested_one():
    from tests.test_architecture import ORDRE

    ordre = ", ".join(partie for partie in ORDRE if not partie.startswith("cli_"))
    assert f"`{ordre}`" in README
