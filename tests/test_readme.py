"""README's tables name files that exist, its functions and its order are the tested ones; its commands are run in tests/oracles."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.commandes import README

RACINE = Path(__file__).parent.parent


def test_command_as_a_process(tmp_path):
    shutil.copy(RACINE / "workbooks" / "annexe5_2022_phase2.xlsm", tmp_path / "annexe5.xlsm")
    mots = [sys.executable, "-m", "dpid_xl", "controler", "annexe5.xlsm"]
    fini = subprocess.run(mots, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
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
    from udfs.documentation import write_tableau_des_fonctions

    assert write_tableau_des_fonctions() in README


def test_the_import_order_is_the_tested_one():
    from tests.test_architecture import ORDRE

    ordre = ", ".join(partie for partie in ORDRE if not partie.startswith("cli_"))
    assert f"`{ordre}`" in README
