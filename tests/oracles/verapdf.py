"""veraPDF, the validator that the PDF Association made: what PDF/A-2a and PDF/UA-1 find wrong in files, in one run of Java."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.outils import ORACLES, find_programme, require

NORMES = ("2a", "ua1")
DELAI = 300
COURT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # a short run: a third less work for the machine


class Ecart(NamedTuple):
    """A rule that a file breaks: in which standard, its clause and number (« 6.2.2-1 »), what it says."""

    fichier: str
    norme: str
    regle: str
    phrase: str


def validate_pdf(fichiers: Sequence[Path]) -> list[Ecart]:
    """Return every breach; a file that was not looked at for both standards is a failure of the test."""
    find_programme("le compilateur de Java", "javac")  # the class that asks is compiled at each run
    bibliotheques = require(ORACLES / "target" / "dependency", "veraPDF (Maven)")
    commande = ["java", *COURT, "-cp", os.path.join(bibliotheques, "*"), str(ORACLES / "Verapdf.java"), *map(str, fichiers)]  # noqa: PTH118 (not a path)
    fait = subprocess.run(commande, capture_output=True, text=True, encoding="utf-8", timeout=DELAI, check=False)
    assert fait.returncode == 0, fait.stderr
    lignes = [ligne.split("\t") for ligne in fait.stdout.splitlines()]
    examines = {(fichier, norme): dit == "true" for quoi, fichier, norme, dit in lignes if quoi == "examine"}
    assert examines.keys() == {(str(fichier), norme) for fichier in fichiers for norme in NORMES}, fait.stderr
    ecarts = [Ecart(Path(fichier).name, norme, *dit.split(" ", 1)) for quoi, fichier, norme, dit in lignes if quoi == "ecart"]
    assert {cle for cle, conforme in examines.items() if not conforme} == {(f, n) for q, f, n, _ in lignes if q == "ecart"}
    return ecarts
