r"""A machine as the installation sees it: folders, Python, versions, registry, programs.

Everything that is read from the real machine goes through ``Poste``, so that a test can describe a PC that does not exist.

>>> from pathlib import PurePosixPath
>>> poste = Poste(Systeme.LINUX, Path("/home/agent"), {}, Path("/usr/bin/python3"), (3, 12, 1))
>>> poste.versions.get("xlwings") is None
True
"""

from __future__ import annotations

import importlib.metadata
import locale
import os
import re
import shutil
import site
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from dpid_xl.classes import dataclass

__all__ = ["BIBLIOTHEQUES", "Poste", "Registre", "Systeme"]

DISTRIBUTIONS = ("dpid-xl", "xlwings", "pywin32", "appscript", "typst")
PAQUETS = ("dpid_xl", "udfs")
# What the macros import that LibreOffice's extension does not carry.
BIBLIOTHEQUES = ("et_xmlfile", "openpyxl", "pyopenvba", "rapidfuzz", "segno", "typst", "xlsxwriter")


class Systeme(StrEnum):
    """The kinds of machine."""

    WINDOWS = "Windows"
    MAC = "Mac"
    LINUX = "Linux"


class Registre(Protocol):
    r"""The Windows registry, read only; a key is written « HKCU\Software\… »."""

    def read(self, cle: str, nom: str) -> str | int | None:
        """Return a value, None if it does not exist."""

    def list_cles(self, cle: str) -> tuple[str, ...]:
        """Return the names of the keys below a key."""


class RegistreVide:
    """The registry of a machine that has none."""

    def read(self, cle: str, nom: str) -> str | int | None:  # noqa: ARG002 - the face of a registry
        """Return None."""
        return None

    def list_cles(self, cle: str) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing."""
        return ()


def can_write(dossier: Path) -> bool:
    """Say whether a file can be made in a folder, by making one that vanishes; a folder to come is judged by its nearest parent."""
    while not dossier.exists() and dossier != dossier.parent:
        dossier = dossier.parent
    try:
        with tempfile.TemporaryFile(dir=dossier):
            return True
    except OSError:
        return False


def _find_nothing(_nom: str) -> Path | None:
    return None


@dataclass(frozen=True)
class Poste:
    """A machine and the account that runs on it.

    ``prefixe`` is the folder of the Python installation, ``paquets`` the folders of our packages, ``bibliotheques`` those where
    BIBLIOTHEQUES are installed, ``xlwings`` the folder of that package; ``exigences`` the versions that ours pins; ``encodage``
    that of plain text files, which VBA shares.
    """

    systeme: Systeme
    maison: Path
    environnement: Mapping[str, str]
    python: Path
    version_python: tuple[int, int, int]
    prefixe: Path = Path()
    base_utilisateur: Path | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    exigences: Mapping[str, str] = field(default_factory=dict)
    paquets: tuple[Path, ...] = ()
    bibliotheques: tuple[Path, ...] = ()
    xlwings: Path | None = None
    encodage: str = "utf-8"
    encodage_console: str = "utf-8"
    applications: Path = Path("/Applications")
    registre: Registre = field(default_factory=RegistreVide)
    find_programme: Callable[[str], Path | None] = _find_nothing
    can_write: Callable[[Path], bool] = can_write

    @classmethod
    def courant(cls) -> Poste:
        """Describe the machine this runs on."""
        systeme = Systeme.WINDOWS if sys.platform == "win32" else Systeme.MAC if sys.platform == "darwin" else Systeme.LINUX
        return cls(
            systeme=systeme,
            maison=Path.home(),
            environnement=dict(os.environ),
            python=Path(sys.executable),
            version_python=sys.version_info[:3],
            prefixe=Path(sys.prefix),
            base_utilisateur=Path(site.getuserbase()),
            versions={nom: version for nom in DISTRIBUTIONS if (version := _find_version(nom))},
            exigences=_find_exigences(),
            paquets=tuple(dossier for nom in PAQUETS if (dossier := _find_dossier(nom))),
            bibliotheques=tuple(dict.fromkeys(dossier.parent for nom in BIBLIOTHEQUES if (dossier := _find_dossier(nom)))),
            xlwings=_find_dossier("xlwings"),
            encodage=_find_encodage(systeme),
            encodage_console=getattr(sys.stdout, "encoding", None) or "",
            registre=_open_registre(),
            find_programme=lambda nom: Path(chemin) if (chemin := shutil.which(nom)) else None,
        )

    def get_dossier(self, variable: str, *defaut: str) -> Path:
        """Return the folder that an environment variable names, else one below the home folder."""
        valeur = self.environnement.get(variable)
        return Path(valeur) if valeur else self.maison.joinpath(*defaut)

    def expand(self, texte: str) -> str:
        """Replace « %VARIABLE% » as Windows does: in any case, left as it is when unknown."""
        connues = {nom.casefold(): valeur for nom, valeur in self.environnement.items()}
        return re.sub("%([^%]+)%", lambda trouve: connues.get(trouve[1].casefold(), trouve[0]), texte)


def _find_encodage(systeme: Systeme) -> str:
    """Return the encoding in which VBA and Python both read a text file: where they differ, plain ASCII only."""
    return "ascii" if systeme is Systeme.MAC or sys.flags.utf8_mode else locale.getencoding()


def _find_version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _find_exigences() -> dict[str, str]:
    """Return the versions that our own distribution pins exactly."""
    try:
        exigences = importlib.metadata.requires("dpid-xl") or ()
    except importlib.metadata.PackageNotFoundError:
        return {}
    trouves = (re.match(r"([\w.-]+)==([\w.]+)$", exigence) for exigence in exigences)
    return {trouve[1]: trouve[2] for trouve in trouves if trouve}


def _find_dossier(paquet: str) -> Path | None:
    spec = find_spec(paquet)  # looks the package up without running it
    return Path(spec.origin).parent if spec and spec.origin else None


def _open_registre() -> Registre:
    if sys.platform == "win32":
        from dpid_xl.installation.registre import RegistreWindows

        return RegistreWindows()
    return RegistreVide()
