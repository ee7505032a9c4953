"""What is released, proved: ``python -m tests.paquet`` (it needs uv and the package registry) fills dist/ with sdist, wheel and SBOM.

The wheel made twice from the sources, and once from the sdist, is one file; alone in a new environment, it plays the whole campaign.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from dpid_xl.octets import hash_fichier
from dpid_xl.version import __version__
from tests.distributions import PROJET, RACINE

DIST = RACINE / "dist"


def _run(*commande: str | Path, ici: Path = RACINE) -> str:
    """Run a command with the day of the last commit for the archives; nothing of this checkout can be imported."""
    instant = subprocess.check_output(["git", "log", "-1", "--format=%ct"], cwd=RACINE, text=True).strip()
    milieu = {nom: valeur for nom, valeur in os.environ.items() if nom not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    fini = subprocess.run(
        [str(mot) for mot in commande],
        cwd=ici,
        env=milieu | {"SOURCE_DATE_EPOCH": instant},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if fini.returncode:
        sys.exit(f"{' '.join(map(str, commande))}\n{fini.stdout}{fini.stderr}")
    return fini.stdout


def build(sources: Path, cible: Path, sorte: str) -> Path:
    """Build from a copy of what is committed, which holds nothing of another build."""
    _run("uv", "build", "--quiet", f"--{sorte}", sources, "--out-dir", cible)
    return next(cible.glob("*.whl" if sorte == "wheel" else "*.tar.gz"))


def copy_sources(cible: Path) -> Path:
    """Copy the files that git follows, as they are now."""
    for nom in _run("git", "ls-files").splitlines():
        (cible / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(RACINE / nom, cible / nom)
    return cible


def main() -> None:
    """Build, compare, install alone, play the campaign, list what is in it."""
    os.umask(0o022)  # the modes of files are in the wheel
    with tempfile.TemporaryDirectory() as provisoire:
        ici = Path(provisoire)
        sdist = build(copy_sources(ici / "a"), ici / "sdist", "sdist")
        shutil.unpack_archive(sdist, ici / "deballe", filter="data")
        roues = [
            build(copy_sources(ici / "b"), ici / "1", "wheel"),
            build(copy_sources(ici / "ailleurs" / "c"), ici / "2", "wheel"),
            build(next((ici / "deballe").iterdir()), ici / "3", "wheel"),
        ]
        empreintes = {hash_fichier(roue) for roue in roues}
        assert len(empreintes) == 1, empreintes
        DIST.mkdir(exist_ok=True)
        gardes = [Path(shutil.copy(fichier, DIST)) for fichier in (sdist, roues[0])]
        _run("uv", "venv", "--quiet", ici / "seul")
        python = next(chemin for chemin in (ici / "seul").glob("*/python*") if chemin.is_file())
        _run("uv", "pip", "install", "--quiet", "--python", python, "-c", RACINE / "constraints.txt", roues[0])
        ecran = _run(python, "-m", "dpid_xl", "demo", ici=ici)
        faits = [fichier for fichier in (ici / "sorties").rglob("*") if fichier.is_file()]
        assert len(faits) > 89 * 2, ecran
        sbom = DIST / f"{PROJET['name']}-{__version__}.cdx.json"
        cyclonedx = ("uvx", "--quiet", "--from", "cyclonedx-bom", "cyclonedx-py", "environment", "--validate", "--output-reproducible")
        _run(*cyclonedx, "--pyproject", RACINE / "pyproject.toml", "--mc-type", "application", "-o", sbom, python)
        for fichier in (*gardes, sbom):
            print(f"{hash_fichier(fichier)}  {fichier.relative_to(RACINE)}")  # noqa: T201
        print(f"Trois roues identiques ; seule, elle a écrit {len(faits)} fichiers.")  # noqa: T201


if __name__ == "__main__":
    main()
