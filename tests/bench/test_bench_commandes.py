"""What the commands cost, start-up included, in seconds of processor of a process of their own."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from dpid_xl.documents.convention import compose_conventions
from dpid_xl.modele import Dossier
from tests.bench.conftest import Tableau
from tests.bench.processeur import measure

pytestmark = pytest.mark.bench

PASSAGES = 3
CLASSEUR = Path(__file__).parents[2] / "workbooks" / "annexe5_2022_phase2.xlsm"
COMMANDES = {
    "aide de la commande": ("--help",),
    "contrôle du classeur réel": ("controler", str(CLASSEUR)),
    "classeur construit": ("construire", "-o", "annexe5.xlsm", "--remplacer", "--date", "2022-09-27"),
    "démonstration entière": ("demo", "--date", "2022-09-27", "--remplacer"),
}


def spend(*commande: str, dossier: Path) -> float:
    """Run a command and return its seconds of processor, those of its own children included."""
    avant = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "dpid_xl", *commande], check=True, capture_output=True, cwd=dossier)
    apres = resource.getrusage(resource.RUSAGE_CHILDREN)
    return apres.ru_utime + apres.ru_stime - avant.ru_utime - avant.ru_stime


def test_each_command(tableau: Tableau, tmp_path: Path) -> None:
    for quoi, commande in COMMANDES.items():
        tableau.note(quoi, min(spend(*commande, dossier=tmp_path) for _ in range(PASSAGES)), "s")


def test_one_convention_is_a_twentieth_of_all(tableau: Tableau, dossier: Dossier) -> None:
    toutes, une = measure(lambda: compose_conventions(dossier)), measure(lambda: compose_conventions(dossier, ("PAGE",)))
    tableau.compare("une convention / toutes", une, toutes, au_plus=0.05)
