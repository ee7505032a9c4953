"""What is checked before a commit is what CI checks."""

import re
from pathlib import Path

import yaml

RACINE = Path(__file__).parent.parent
CI = (RACINE / ".ci" / "run").read_text(encoding="utf-8")


def test_the_hooks_are_the_commands_of_ci():
    crochets = yaml.safe_load((RACINE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    verifications = CI.strip().splitlines()[-len(crochets) :]
    assert [ligne.removesuffix(" .") for ligne in verifications] == [crochet["entry"] for crochet in crochets]
    assert [crochet["id"] for crochet in crochets] == ["ruff", "ruff-format", "mypy", "pytest", "couverture"]


def test_the_versions_are_those_of_the_constraints():
    (installation,) = re.findall(r"^python -m pip install .*\[test\].*$", CI, re.MULTILINE)
    assert "-c constraints.txt" in installation
