"""What dpid_xl brings with it: its dependencies and theirs, as the metadata of what is installed tell them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RACINE = Path(__file__).parent.parent
PROJET = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONTRAINTES = [
    Requirement(ligne) for ligne in (RACINE / "constraints.txt").read_text(encoding="utf-8").splitlines() if not ligne.startswith("#")
]
# What markers say on each system.
POSTES = {
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
}


def list_declarees(*extras: str) -> Iterator[Requirement]:
    """Yield what pyproject.toml asks for, with these extras; our own extras are followed, not named."""
    demandes = [*PROJET["dependencies"], *(texte for extra in extras for texte in PROJET["optional-dependencies"][extra])]
    for demande in map(Requirement, demandes):
        if demande.name == PROJET["name"]:
            yield from (Requirement(texte) for extra in sorted(demande.extras) for texte in PROJET["optional-dependencies"][extra])
        else:
            yield demande


def list_toutes(*extras: str, ailleurs: Mapping[str, str] | None = None) -> set[str]:
    """Return the names of all that is needed, followed through what is installed here.

    ``ailleurs``: what markers say on another computer (``sys_platform``, ``python_version``…); what only that one has is named, but its
    own needs are not known here.
    """
    milieu = default_environment() | dict(ailleurs or {})
    vues: set[tuple[str, str]] = set()
    a_voir = list(list_declarees(*extras))
    while a_voir:
        demande = a_voir.pop()
        nom = canonicalize_name(demande.name)
        for extra in ("", *demande.extras):
            if (nom, extra) in vues:
                continue
            vues.add((nom, extra))
            try:
                suivantes = [Requirement(texte) for texte in distribution(nom).requires or ()]
            except PackageNotFoundError:
                continue
            a_voir += [suivante for suivante in suivantes if _applies(suivante.marker, milieu, extra)]
    return {nom for nom, _ in vues}


def list_epinglees(ailleurs: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the version that constraints.txt gives to each distribution, on this computer or another."""
    milieu = default_environment() | dict(ailleurs or {})
    return {
        canonicalize_name(contrainte.name): str(contrainte.specifier).removeprefix("==")
        for contrainte in CONTRAINTES
        if _applies(contrainte.marker, milieu, "")
    }


def _applies(marqueur: Marker | None, milieu: Mapping[str, str], extra: str) -> bool:
    return marqueur is None or marqueur.evaluate({**milieu, "extra": extra})
