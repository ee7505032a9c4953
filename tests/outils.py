"""Programs that some tests ask: a machine without one skips those tests, but CI must have it."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

ORACLES = Path(__file__).parent / "oracles"


def require(trouve: str | Path | None, nom: str) -> str:
    """Return the program that was found; skip the test on a machine without it, but fail where CI promises it."""
    if trouve and Path(trouve).exists():
        return str(trouve)
    if os.environ.get("CI") == "true":
        pytest.fail(f"{nom} manque sur la machine d'intégration continue")
    pytest.skip(f"{nom} n'est pas installé")


def find_programme(nom: str, *commandes: str) -> str:
    """Return the path of the first of these commands that the machine has."""
    return require(next(filter(None, map(shutil.which, commandes)), None), nom)


def find_module_npm(nom: str, chemin: str) -> str:
    """Return a file of a package of ``tests/oracles/package.json``, once npm has brought it."""
    return require(ORACLES / "node_modules" / chemin, f"{nom} (npm)")


def find_paquet(nom: str) -> Path:
    """Return the folder of an installed package without importing it: xlwings Server reads its settings, once, when it is imported."""
    paquet = find_spec(nom)
    assert paquet is not None, nom
    assert paquet.origin is not None, nom
    return Path(paquet.origin).parent
