"""Processor time and memory of a piece of work: the load of others is not in them."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PASSAGES = 3
_ETAT = Path("/proc/self/status")


def measure(travail: Callable[[], object], passages: int = PASSAGES) -> float:
    """Return the best of several passes, in seconds: what disturbs a measure only makes it longer."""
    durees = []
    for _ in range(passages):
        debut = time.process_time()
        travail()
        durees.append(time.process_time() - debut)
    return min(durees)


def read_memoire() -> int:
    """Return the most memory that this process held, in megabytes.

    On Linux, what ``getrusage`` says of a process that was just started is what its parent held, when that was more: a whole session
    of benches.
    """
    if _ETAT.exists() and (trouve := re.search(r"^VmHWM:\s+(\d+) kB", _ETAT.read_text(), re.MULTILINE)):
        return int(trouve[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure_a_part(module: str, fichier: Path) -> dict[str, float]:
    """Return what ``python -m module --etapes fichier`` measures, in a process of its own, as JSON."""
    commande = [sys.executable, "-m", module, "--etapes", str(fichier)]
    mesures: dict[str, float] = json.loads(subprocess.run(commande, check=True, capture_output=True, text=True).stdout)
    return mesures
