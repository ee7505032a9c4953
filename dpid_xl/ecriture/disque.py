"""Bytes to the disk: the rights of a file, what is written beside it until it is whole, links, what must be there after a power cut."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from dpid_xl.ecriture.pannes import make_erreur
from dpid_xl.ecriture.verrou import Verrou, take

MARQUE = ".dpid_xl_"  # begins the name of what is there for the time of a run: what is left by one that was killed is known by it
SUFFIXE = ".tmp"
_DROITS, _POUR_SOI = 0o666, 0o600  # less what the user's own mask takes away
# What holds accounts: the workbook and its copies, conventions, décomptes, a model filled with «structure_iban». Tables as text,
# manifests, calendars and pages hold none (tests/test_droits.py looks for one in each).
_BANCAIRES = frozenset({".docx", ".pdf", ".xlsm", ".xlsx"})


def choose_droits(nom: str) -> int:
    """Return the rights that a file of this name is made with: those of its owner alone, whatever the mask, for what may hold an account.

    >>> oct(choose_droits("conventions.xlsx")), oct(choose_droits("lignes.csv"))
    ('0o600', '0o666')
    """
    return _POUR_SOI if Path(nom).suffix.casefold() in _BANCAIRES else _DROITS


def write_neuf(chemin: Path, contenu: bytes, droits: int) -> None:
    """Write a file that is not there yet; raises OSError. It is not on the disk before :func:`sync` says so."""
    options = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(chemin, options, droits), "wb") as fichier:
        fichier.write(contenu)


def sync(chemin: Path) -> None:
    """Wait until a file is on the disk; raises OSError when it cannot be there."""
    descripteur = os.open(chemin, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def sync_dossier(dossier: Path) -> None:
    """Wait until the names of a folder are on the disk, where the system can tell (Windows and some networks cannot)."""
    with suppress(OSError):
        descripteur = os.open(dossier, os.O_RDONLY)
        try:
            os.fsync(descripteur)
        finally:
            os.close(descripteur)


def put_over(provisoire: Path, cible: Path) -> None:
    """Give a file a name, over what has it."""
    provisoire.replace(cible)


def save_octets(cible: Path, contenu: bytes, put: Callable[[Path, Path], object] = put_over) -> None:
    """Save a file whole or not at all; ``put`` gives it its name, over what has it unless told otherwise. Raises OSError."""
    if cible.is_dir():
        raise make_erreur(errno.EISDIR)
    verrou = _take_provisoire(cible)
    try:
        with open(verrou.descripteur, "wb", closefd=False) as fichier:
            fichier.write(contenu)
            fichier.flush()
            os.fsync(fichier.fileno())
        if sys.platform == "win32":  # pragma: no cover (a file that is open keeps its name there)
            verrou.close()
            put(verrou.chemin, cible)
        else:
            put(verrou.chemin, cible)
            verrou.close()
    except BaseException:
        verrou.release()
        raise


def probe(dossier: Path) -> None:
    """Make a file in a folder and take it away: whether one can be made there, no right that is read tells everywhere. Raises OSError."""
    _take_provisoire(dossier / MARQUE).release()


def probe_dossier(dossier: Path) -> None:
    """Make a folder in a folder and take it away; raises OSError. Not a file: at the root of a disk, Windows may refuse it."""
    essai = dossier / f"{MARQUE}{token_hex(4)}{SUFFIXE}"
    essai.mkdir(mode=0o700)
    essai.rmdir()


def clean_provisoires(dossier: Path) -> None:
    """Remove from a folder what runs that were killed were writing; what a living one writes is held, and stays.

    For whoever is about to write there, once: all the names of the folder are read.
    """
    for reste in dossier.glob(f"{MARQUE}*{SUFFIXE}"):
        with suppress(OSError):
            verrou = take(reste)
            if verrou:
                verrou.release()


def put_neuf(provisoire: Path, cible: Path) -> None:
    """Give a file a name that nothing has; raises FileExistsError."""
    try:
        os.link(provisoire, cible)
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no second name: Windows refuses a name that is taken, others are asked before
        if cible.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        provisoire.rename(cible)
    else:
        provisoire.unlink()


def is_lien(chemin: Path) -> bool:
    """Tell whether a name is a link to another place, a junction of Windows included."""
    return chemin.is_symlink() or bool(getattr(os.path, "isjunction", lambda _: False)(chemin))


def _take_provisoire(cible: Path) -> Verrou:
    while True:
        verrou = take(cible.with_name(f"{MARQUE}{token_hex(4)}{SUFFIXE}"), choose_droits(cible.name))
        if verrou:
            return verrou
