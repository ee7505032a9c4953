"""A temporary folder for whoever wants files (a library, a spreadsheet), which does not outlive its run for long, even when that is killed.

>>> with open_provisoire() as dossier:
...     _ = Path(dossier, "a.txt").write_text("1")
>>> dossier.exists()
False
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dpid_xl.ecriture.verrou import Verrou, take

PREFIXE = "dpid_xl-provisoire-"  # nobody else's: what begins so and that nobody holds is removed
VERROU, CONTENU = "verrou", "contenu"


@contextmanager
def open_provisoire() -> Iterator[Path]:
    """Make a folder that only this user enters, and remove it at the end; those of runs that were killed are removed first."""
    for reste in Path(tempfile.gettempdir()).glob(f"{PREFIXE}????????"):
        _remove_reste(reste)
    dossier, verrou = _make()
    try:
        yield dossier / CONTENU
    finally:
        shutil.rmtree(dossier / CONTENU, ignore_errors=True)
        verrou.release()
        with suppress(OSError):
            dossier.rmdir()


def _make() -> tuple[Path, Verrou]:
    while True:  # another run may take it for a rest before it is held
        dossier = Path(tempfile.mkdtemp(prefix=PREFIXE))
        with suppress(FileNotFoundError):
            verrou = take(dossier / VERROU)
            if verrou:
                (dossier / CONTENU).mkdir()
                return dossier, verrou


def _remove_reste(dossier: Path) -> None:
    with suppress(OSError):  # one that is being made, or removed
        if dossier.is_symlink() or not _is_mien(dossier):
            return
        verrou = take(dossier / VERROU)
        if verrou:
            shutil.rmtree(dossier / CONTENU, ignore_errors=True)
            verrou.release()
            dossier.rmdir()


def _is_mien(dossier: Path) -> bool:
    return not hasattr(os, "getuid") or dossier.stat().st_uid == os.getuid()
