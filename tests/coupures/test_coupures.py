"""A few kills of real runs, drawn once for all; ``python -m tests.coupures`` makes as many as asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_whatever_the_moment_the_next_run_heals():
    # In a process of its own: what is killed is a fork of it.
    commande = [sys.executable, "-m", "tests.coupures", "--fois", "5", "--sorte", "courriers"]
    fait = subprocess.run(commande, check=False, capture_output=True, cwd=RACINE)
    assert fait.returncode == 0, (fait.stdout + fait.stderr).decode()
    assert "| courriers | 5 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |" in fait.stdout.decode()
