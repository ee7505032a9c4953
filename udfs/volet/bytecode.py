"""What Python makes of a source before it runs it, made once, when the site is built, by the very Python of the pane.

In the pane, that is half of what the first button waits for. The sources stay beside it, as licences and tracebacks want them.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from dpid_xl.refus import BLOQUE, Refus

Parties = Mapping[str, bytes]  # the files of an archive by name
DELAI = 300


class CompilationImpossible(Refus):
    """Node.js is missing, or Pyodide does not run in it."""

    code = BLOQUE


def compile_archives(pyodide: Parties, archives: Parties) -> dict[str, Parties]:
    """Return what is to be added to each archive (.zip, by name); ``pyodide``: its files. Raises CompilationImpossible.

    The same archives give the same bytes: hashes and order are set, and no date is kept.
    """
    node = shutil.which("node")
    if node is None:
        raise CompilationImpossible("Node.js, qui vient avec npm, n'est pas sur ce poste : installez-le, puis recommencez.")
    with TemporaryDirectory() as provisoire:
        dossier = Path(provisoire)
        for nom, contenu in {**pyodide, **archives}.items():
            (dossier / nom).write_bytes(contenu)
        chemins = [dossier / nom for nom in archives]
        with resources.as_file(resources.files(__package__) / "compilation.mjs") as programme:
            commande = [node, str(programme), provisoire, *map(str, chemins)]
            fait = subprocess.run(commande, check=False, capture_output=True, timeout=DELAI)  # noqa: S603 (our own words)
        if fait.returncode:
            raise CompilationImpossible("Node.js n'a pas pu lancer Pyodide : il en faut la version 20, ou une plus récente.")
        return {chemin.name: _read(chemin.with_name(f"{chemin.name}.pyc")) for chemin in chemins}


def _read(chemin: Path) -> Parties:
    with ZipFile(chemin) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}
