"""Which distributions have no wheel for a computer: ``python -m tests.roues``, which asks the package registry through uv.

A distribution without a wheel must be built where it is installed: a computer without Internet cannot, unless a wheel is made elsewhere.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.distributions import CONTRAINTES, POSTES, RACINE, list_toutes

SYSTEMES = {
    "Windows 64 bits": "x86_64-pc-windows-msvc",
    "macOS Intel": "x86_64-apple-darwin",
    "macOS Apple": "aarch64-apple-darwin",
    "Linux x86_64": "x86_64-manylinux_2_28",
    "Linux aarch64": "aarch64-manylinux_2_28",
}
MACOS = "15.0"  # the oldest that Apple still mends
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_SANS_ROUE = re.compile(r"([\w.-]+?)==\S+ (?:has no usable wheels|has no wheels)")


def list_sans_roue(systeme: str, python: str, extras: tuple[str, ...]) -> tuple[list[str], int]:
    """Return the distributions without a wheel for a system and a Python, and how many have one."""
    voulus = list_toutes(*extras) | {nom for ailleurs in POSTES.values() for nom in list_toutes(*extras, ailleurs=ailleurs)}
    lignes = [str(contrainte) for contrainte in CONTRAINTES if canonicalize_name(contrainte.name) in voulus]
    sans: list[str] = []
    with tempfile.TemporaryDirectory() as provisoire:
        epingles = Path(provisoire, "epingles.txt")
        while True:
            restent = [ligne for ligne in lignes if re.split(r"==", ligne)[0] not in sans]
            epingles.write_text("\n".join(restent), encoding="utf-8")
            ou = ("--python-platform", SYSTEMES[systeme], "--python-version", python, "--target", provisoire)
            fini = subprocess.run(
                ["uv", "pip", "install", "--dry-run", "--no-deps", "--no-build", *ou, "-r", str(epingles)],
                capture_output=True,
                text=True,
                encoding="utf-8",
                env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": MACOS},
                cwd=RACINE,
                check=False,
            )
            if fini.returncode == 0:
                return sans, len(re.findall(r"^ \+ ", fini.stderr, re.MULTILINE))
            trouvee = _SANS_ROUE.search(fini.stderr.replace("\n", " "))
            if not trouvee:
                sys.exit(fini.stderr)
            sans.append(trouvee[1])


def main() -> None:
    """Print the table, for a computer and for a server."""
    print("| système | Python | sur un poste | sur un serveur |\n|---|---|---|---|")  # noqa: T201
    for systeme in SYSTEMES:
        for python in PYTHONS:
            cases = []
            for extras in ((), ("serveur",)):
                sans, avec = list_sans_roue(systeme, python, extras)
                cases.append(f"{avec} roues" + (f", sans roue : {', '.join(sans)}" if sans else ""))
            print(f"| {systeme} | {python} | {' | '.join(cases)} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
