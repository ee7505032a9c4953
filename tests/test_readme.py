"""README's commands exist and work; its tables name files that exist."""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.cli import main
from tests.documents.etats import make_phase_fictive
from udfs.extension import load_extension

RACINE = Path(__file__).parent.parent
README = (RACINE / "README.md").read_text(encoding="utf-8")
COMMANDES = [ligne for ligne in dict.fromkeys(re.findall(r"`(dpid-xl [^`]+)`", README)) if "COMMANDE" not in ligne]


@pytest.fixture(scope="module")
def bureau(dossier, jour, tmp_path_factory):
    """The files that the commands name: a campaign of a few lines, nothing voted, so that nothing is out of the vote."""
    lignes = tuple(ligne for ligne in dossier.lignes if ligne.structure in ("PAGE", dossier.lignes[0].structure))
    petit = replace(dossier, lignes=lignes, decisions=(), attributions=())
    bureau = tmp_path_factory.mktemp("bureau")
    octets = build_classeur(locate_dossier(petit), (), jour, load_extension())
    for nom in ("annexe5", "avant", "apres"):
        (bureau / f"{nom}.xlsm").write_bytes(octets)
    (bureau / "anterieur.xlsm").write_bytes(build_classeur(locate_dossier(make_phase_fictive(dossier)), (), jour))
    modele = docx.Document()
    modele.add_paragraph("Convention avec «structure», pour un montant de «montant».")
    modele.save(bureau / "lettre.docx")
    convention = docx.Document()
    convention.add_paragraph("Article 1 : Objet des essais")
    convention.save(bureau / "convention_type.docx")
    return bureau


def _complete(commande):
    """Bare names of commands in running text are tried with --help."""
    mots = shlex.split(commande)[1:]
    return mots if "-o" in mots or len(mots) > 1 else [*mots, "--help"]


@pytest.mark.parametrize("commande", COMMANDES)
def test_command(bureau, commande, tmp_path, monkeypatch, capsys):
    """Each in a folder of its own, where the file it makes is not yet."""
    mots = _complete(commande)
    cible = mots[mots.index("-o") + 1] if "-o" in mots else ""
    shutil.copytree(bureau, tmp_path, ignore=shutil.ignore_patterns(cible), dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as fin:
        main(mots)
    assert not fin.value.code, capsys.readouterr().err


def test_command_as_a_process(bureau):
    fini = subprocess.run(
        [sys.executable, "-m", "dpid_xl", "controler", "annexe5.xlsm"],
        cwd=bureau,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
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
    from udfs.documentation import write_tableau_des_fonctions

    assert write_tableau_des_fonctions() in README


def test_the_import_order_is_the_tested_one():
    from tests.test_architecture import ORDRE

    ordre = ", ".join(partie for partie in ORDRE if not partie.startswith("cli_"))
    assert f"`{ordre}`" in README
