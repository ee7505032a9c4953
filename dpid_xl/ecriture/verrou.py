"""A file that one process at a time holds, by a lock of the system: whoever dies, killed or not, lets go of it.

Not a number of process written in a file: after a kill, or another day, that number may be anybody's.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as dossier:
...     tenu = take(Path(dossier, "verrou"))
...     autre = take(Path(dossier, "verrou"))
...     tenu.release()
>>> autre is None
True
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_BINAIRE = getattr(os, "O_BINARY", 0)  # Windows
_ESSAIS = 100  # a file that goes away each time it is taken is no file of ours

if sys.platform == "win32":  # pragma: no cover (played by the tests, on the functions)
    import msvcrt

    def _lock(descripteur: int) -> bool:
        try:
            msvcrt.locking(descripteur, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(descripteur: int) -> bool:
        try:
            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a disk of the network that knows no locks: nobody can be asked
            return True
        return True


class Verrou:
    """A file that is held; its content is for whoever holds it."""

    def __init__(self, chemin: Path, descripteur: int) -> None:
        self.chemin = chemin
        self.descripteur = descripteur
        self._tenu = True

    def close(self) -> None:
        """Let go of the file, and leave it."""
        if self._tenu:
            self._tenu = False
            os.close(self.descripteur)

    def release(self) -> None:
        """Remove the file and let go of it; one that cannot be removed is left."""
        try:
            self.chemin.unlink(missing_ok=True)
        except OSError:  # Windows: not while it is open
            self.close()
            with suppress(OSError):
                self.chemin.unlink()
        finally:
            self.close()


def take(chemin: Path, droits: int = 0o600) -> Verrou | None:
    """Hold a file, made with these rights if need be; None when another process holds it. Raises OSError."""
    for _ in range(_ESSAIS):
        descripteur = os.open(chemin, os.O_RDWR | os.O_CREAT | _BINAIRE | getattr(os, "O_NOFOLLOW", 0), droits)
        if not _lock(descripteur):
            os.close(descripteur)
            return None
        if _is_en_place(descripteur, chemin):
            return Verrou(chemin, descripteur)
        os.close(descripteur)  # whoever held it has removed it in between
    return None


def _is_en_place(descripteur: int, chemin: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descripteur), os.lstat(chemin))
    except OSError:
        return False
