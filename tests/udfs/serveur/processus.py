"""The processes of a running server, as Linux tells of them: which they are, the processor and the memory that they take."""

import os
from pathlib import Path

TICS = os.sysconf("SC_CLK_TCK")
DU_SUIVI = "resource_tracker"  # a process of Python's own, which answers nobody


def list_processus(serveur):
    """Those that answer: the workers, or the only one."""
    enfants = Path(f"/proc/{serveur.pid}/task/{serveur.pid}/children").read_text(encoding="ascii").split()
    nes = [int(enfant) for enfant in enfants if DU_SUIVI not in Path(f"/proc/{enfant}/cmdline").read_text(encoding="utf-8")]
    return nes or [serveur.pid]


def measure_memoire(serveur):
    """Memory of the processes that answer, in bytes."""
    pages = sum(int(_read(pid, "statm").split()[1]) for pid in list_processus(serveur))
    return pages * os.sysconf("SC_PAGE_SIZE")


def measure_processeur(serveur):
    """Processor that they took so far, in seconds, of their own and of the system."""
    return sum(sum(map(int, _read(pid, "stat").rpartition(")")[2].split()[11:13])) for pid in list_processus(serveur)) / TICS


def _read(pid, quoi):
    return Path(f"/proc/{pid}/{quoi}").read_text(encoding="utf-8")
