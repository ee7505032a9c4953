"""TypeScript reads our JavaScript with Microsoft's types of Office.js."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.outils import ORACLES, find_module_npm, find_paquet, find_programme
from tests.udfs.serveur.demande import PROJET

DU_SERVEUR, DU_VOLET = (dossier / "static" / "js" for dossier in (PROJET, PROJET.parent / "volet"))
DELAI = 300


def check_javascript(dossier: Path, changes: Mapping[str, tuple[str, str]] | None = None, *, volet: bool = False) -> list[str]:
    """Return what TypeScript says of our files, laid in a folder beside those of xlwings that they import; some may be changed first.

    The pane's own files take the place of the server's, as in its site.
    """
    notres = {chemin.name: chemin for source in (DU_SERVEUR, DU_VOLET)[: 1 + volet] for chemin in source.iterdir()}
    node, tsc = find_programme("Node.js", "node"), find_module_npm("TypeScript", "typescript/bin/tsc")
    types = find_module_npm("les types d'Office.js", "@types/office-js/index.d.ts")
    for partage in find_paquet("xlwings_server").glob("static/js/*.js"):
        (dossier / partage.name).write_text(f"// @ts-nocheck\n{partage.read_text(encoding='utf-8')}", encoding="utf-8")
    for notre in notres.values():
        texte = notre.read_text(encoding="utf-8")
        avant, apres = (changes or {}).get(notre.name, ("", ""))
        assert avant in texte
        (dossier / notre.name).write_text(texte.replace(avant, apres, 1) if avant else texte, encoding="utf-8")
    shutil.copy(ORACLES / "globales.d.ts", dossier)
    reglages = json.loads((ORACLES / "tsconfig.json").read_text(encoding="utf-8"))
    (dossier / "tsconfig.json").write_text(json.dumps(reglages | {"files": ["globales.d.ts", types, *sorted(notres)]}), encoding="utf-8")
    commande = [node, tsc, "--project", str(dossier), "--pretty", "false"]
    fait = subprocess.run(commande, cwd=dossier, capture_output=True, text=True, encoding="utf-8", timeout=DELAI, check=False)
    assert bool(fait.returncode) == bool(fait.stdout.strip()), fait.stderr
    return fait.stdout.splitlines()
