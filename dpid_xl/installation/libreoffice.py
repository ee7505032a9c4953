r"""What LibreOffice's own folder says of it: its version, its Python, whether it runs macros in Python. Nothing is started.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as dossier:
...     _ = Path(dossier, "bootstraprc").write_text("[Bootstrap]\nProductKey=LibreOffice 7.4\n", encoding="utf-8")
...     read_libreoffice(Path(dossier))
LibreOffice(version=(7, 4), python=None, scripts=False)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dpid_xl.classes import dataclass

__all__ = ["VERSION_MINIMALE", "LibreOffice", "read_libreoffice"]

VERSION_MINIMALE = (7, 4)
_SOUS_DOSSIERS = ("", "Contents/Resources", "Contents/Frameworks")  # the last two on a Mac
# LibreOffice carries its Python in a folder of that name (Windows, Linux from libreoffice.org, Mac), or is bound to the system's.
_PYTHONS = ("python-core-*", "LibreOfficePython.framework/Versions/3.*")
_LIAISON = "libpyuno.so"


@dataclass(frozen=True)
class LibreOffice:
    """What could be read; None for what could not."""

    version: tuple[int, int] | None
    python: str | None
    scripts: bool


def read_libreoffice(programme: Path) -> LibreOffice:
    """Read the folder of LibreOffice's program, which may be given by the program or by a link to it."""
    reel = programme.resolve()
    racine = reel if reel.is_dir() else reel.parent
    dossiers = [racine / nom for nom in _SOUS_DOSSIERS]
    demarrages = (_read(dossier / nom) for dossier in dossiers for nom in ("bootstraprc", "bootstrap.ini"))
    versions = (re.search(rb"ProductKey=LibreOffice (\d+)\.(\d+)", contenu) for contenu in demarrages)
    version = next(((int(trouvee[1]), int(trouvee[2])) for trouvee in versions if trouvee), None)
    return LibreOffice(version, next(_find_pythons(dossiers), None), any((dossier / "pythonscript.py").is_file() for dossier in dossiers))


def _find_pythons(dossiers: list[Path]) -> Iterator[str]:
    noms = [chemin.name for dossier in dossiers for motif in _PYTHONS for chemin in sorted(dossier.glob(motif))]
    yield from (trouvee[0] for nom in noms if (trouvee := re.search(r"\d+\.\d+", nom)))
    liaisons = (re.search(rb"libpython(\d+\.\d+)", _read(dossier / _LIAISON)) for dossier in dossiers)
    yield from (trouvee[1].decode() for trouvee in liaisons if trouvee)


def _read(chemin: Path) -> bytes:
    try:
        return chemin.read_bytes()
    except OSError:
        return b""
