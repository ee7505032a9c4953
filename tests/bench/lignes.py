"""The real workbook with as many lines as asked, read and controlled: ``python -m tests.bench.lignes 100000``.

It has as many rows of échéancier too. Seconds of processor of each stage, as the command spends them, and the most megabytes after each:
a process of its own does not write the workbook.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from dpid_xl.chargement import space_ramassages
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.examen import check
from tests.bench.processeur import measure_a_part, read_memoire

MODULE = "tests.bench.lignes"  # run as a program it has another name


def measure(fichier: Path) -> dict[str, float]:
    """Read and control a workbook in a process of its own."""
    return measure_a_part(MODULE, fichier)


def _measure_etapes(fichier: Path) -> dict[str, float]:
    debut = time.process_time()
    lecture = read_classeur(fichier)
    lue, memoire = time.process_time(), read_memoire()
    anomalies = check(lecture.dossier, lecture.anomalies)
    return {
        "lignes": len(lecture.dossier.lignes),
        "anomalies": len(anomalies),
        "lecture, secondes": round(lue - debut, 2),
        "lecture, mémoire": memoire,
        "contrôles, secondes": round(time.process_time() - lue, 2),
        "contrôles, mémoire": read_memoire(),
    }


if __name__ == "__main__":
    if sys.argv[1] == "--etapes":
        space_ramassages()  # as the command does
        json.dump(_measure_etapes(Path(sys.argv[2])), sys.stdout)
    else:
        from tempfile import TemporaryDirectory

        from tests.bench.test_bench_controles import make_classeur

        with TemporaryDirectory() as provisoire:
            classeur = Path(provisoire, "lignes.xlsm")
            classeur.write_bytes(make_classeur(int(sys.argv[1])))
            json.dump(measure(classeur), sys.stdout, ensure_ascii=False, indent=1)
