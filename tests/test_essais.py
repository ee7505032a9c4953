"""The tests about the tests: which are quick, how properties are drawn, what runs them all."""

import os
import re

import yaml
from hypothesis import settings

from tests.conftest import LONGS, MESURES, PIECES_RAPIDES, RACINE, RELECTURES, SANS_MESURES, SOCLE, is_rapide, rank_fichier


def test_quick_tests_are_those_of_the_rules():
    assert is_rapide("tests/controles/test_cas.py", ["dossier"])
    assert is_rapide("tests/test_montants.py")
    assert is_rapide("dpid_xl/montants.py")
    assert is_rapide("tests/classeurs/audit/test_structure.py", ["lire"])
    assert not is_rapide("tests/classeurs/audit/test_structure.py", ["petit", "lire"])
    assert not is_rapide("tests/classeurs/lecture/test_ouverture.py")
    assert not is_rapide("tests/rendus/pdf/test_pdf.py")
    assert not is_rapide("tests/test_cli.py")
    assert not is_rapide("udfs/montants.py")


def test_a_quick_test_is_marked(request):
    assert request.node.get_closest_marker("rapide")


def test_the_quick_rooms_exist():
    assert [piece for piece in PIECES_RAPIDES if not (RACINE / "tests" / piece).is_dir()] == []
    assert [fichier for fichier in RELECTURES if not (RACINE / "tests" / fichier).is_file()] == []
    fichiers = {*(RACINE / "dpid_xl").glob("*.py"), *(RACINE / "tests").glob("test_*.py")}
    assert set(SOCLE) <= {fichier.stem.removeprefix("test_") for fichier in fichiers}


def test_the_speed_tests_are_read_by_whoever_asks_for_them(pytestconfig):
    assert SANS_MESURES in pytestconfig.getini("addopts")
    textes = [fichier.read_text(encoding="utf-8") for fichier in (RACINE / MESURES).rglob("test_*.py")]
    assert len(textes) > 10
    assert all(re.search(r"^pytestmark = .*pytest\.mark\.bench", texte, re.MULTILINE) for texte in textes)


def test_the_longest_come_first():
    assert [longue for longue in LONGS if not (RACINE / "tests" / longue).exists()] == []
    rangs = [rank_fichier(f"tests/{chemin}") for chemin in ("exemples/test_celery.py", "oracles/test_ecrits.py", "test_montants.py")]
    assert rangs[0] == 0 < rangs[1] < rangs[2] == rank_fichier("dpid_xl/montants.py")


def test_properties_have_no_deadline_and_are_the_same_in_ci():
    assert settings().deadline is None
    assert settings().derandomize == bool(os.environ.get("CI"))


def test_pre_commit_does_what_ci_does():
    lancees = {ligne.removesuffix(" .") for ligne in (RACINE / ".ci" / "run").read_text(encoding="utf-8").splitlines()}
    (depot,) = yaml.safe_load((RACINE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert len(depot["hooks"]) >= 4
    assert [crochet["entry"] for crochet in depot["hooks"] if crochet["entry"] not in lancees] == []
