"""What npm and pip bring at build time: Pyodide, and typst as pip publishes it for Pyodide; each at the one version that is tried.

>>> [source.version for source in SOURCES]
['314.0.7', '0.15.2']
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from dpid_xl.octets import hash_octets
from dpid_xl.refus import BLOQUE, Refus
from dpid_xl.strict import build_record, load_toml


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is brought: its version, its name, its SHA-256; what of an archive goes in the site; for whom pip is asked."""

    version: str
    fichier: str
    sha256: str
    contenu: tuple[str, ...] = ()
    plateforme: str = ""
    python: str = ""


class SourceManquante(Refus):
    """A file could not be brought, or is not the one that was tried."""

    code = BLOQUE


def _load() -> tuple[Source, Source]:
    lues = load_toml(resources.files(__package__) / "sources.toml")
    facultatifs = frozenset({"contenu", "plateforme", "python"})
    pyodide, typst = (build_record(Source, lues[nom], f"sources.toml, {nom}", facultatifs=facultatifs) for nom in ("pyodide", "typst"))
    return pyodide, typst


PYODIDE, TYPST = SOURCES = _load()


def bring_sources(dossier: Path) -> None:
    """Have npm and pip put in a folder what is not there yet; raises SourceManquante."""
    dossier.mkdir(parents=True, exist_ok=True)
    commandes = {
        PYODIDE: ["npm", "pack", f"pyodide@{PYODIDE.version}", "--silent", "--pack-destination", str(dossier)],
        TYPST: [
            *(sys.executable, "-m", "pip", "download", f"typst=={TYPST.version}", "--quiet", "--no-deps", "--only-binary=:all:"),
            *("--platform", TYPST.plateforme, "--python-version", TYPST.python, "--implementation", "cp", "--abi", "abi3"),
            *("--dest", str(dossier)),
        ],
    }
    for source, commande in commandes.items():
        if not (dossier / source.fichier).is_file():
            _run(commande, source)


def read_source(dossier: Path, source: Source) -> bytes:
    """Return a file that was brought; raises SourceManquante when it is not there, or is another."""
    chemin = dossier / source.fichier
    if not chemin.is_file():
        raise SourceManquante(f"« {source.fichier} » n'est pas dans « {dossier} » : laissez la commande le faire venir, ou déposez-le là.")
    contenu = chemin.read_bytes()
    if hash_octets(contenu) != source.sha256:
        raise SourceManquante(f"« {chemin} » n'est pas le fichier attendu (son empreinte est autre) : supprimez-le, puis recommencez.")
    return contenu


def read_pyodide(dossier: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the files of Pyodide that a page needs."""
    with tarfile.open(fileobj=io.BytesIO(read_source(dossier, PYODIDE))) as archive:
        for nom in PYODIDE.contenu:
            fichier = archive.extractfile(f"package/{nom}")
            if fichier is None:
                raise SourceManquante(f"« {nom} » n'est pas dans « {PYODIDE.fichier} ».")
            yield nom, fichier.read()


def _run(commande: list[str], source: Source) -> None:
    programme = shutil.which(commande[0])
    refus = SourceManquante(
        f"« {source.fichier} » n'a pas pu être apporté par {Path(commande[0]).stem} : faites-le venir d'un poste qui a Internet, "
        "déposez-le dans un dossier, et donnez ce dossier par --sources."
    )
    if programme is None:
        raise refus
    fait = subprocess.run([programme, *commande[1:]], check=False, capture_output=True)  # noqa: S603 (our own words)
    if fait.returncode:
        raise refus


if __name__ == "__main__":  # « python -m udfs.volet.sources DOSSIER »: brought once, for several builds
    bring_sources(Path(sys.argv[1]))
