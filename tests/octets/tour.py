"""What a list of commands writes in this process's environment, as one hash per file: ``python -m tests.octets.tour TACHE`` (JSON)."""

from __future__ import annotations

import io
import json
import locale
import os
import shlex
import sys
from contextlib import redirect_stdout
from pathlib import Path

import typer

from dpid_xl.cli import app
from dpid_xl.octets import hash_octets
from tests.commandes import run_commande

DEMO = "dpid-xl demo --sortie demo"


def make_tour(bureau: Path, sortie: Path, commandes: list[str], jour: str) -> dict[str, str]:
    """Run each command in a copy of the office's folder; return the hash of each file that is there after, and of what was printed.

    Without a day (``""``), the commands read the computer's.
    """
    empreintes = {}
    for rang, commande in enumerate(commandes):
        dossier = sortie / str(rang)
        datee = f"{commande} --date {jour}" if jour and takes_jour(commande) else commande
        with redirect_stdout(io.StringIO()) as dit:
            code = run_commande(bureau, datee, dossier, os)  # os has the chdir of a test's context
        empreintes[f"{commande} : écran et code"] = hash_octets(f"{code} {dit.getvalue()}".encode())
        for fichier in sorted(filter(Path.is_file, dossier.rglob("*"))):
            empreintes[f"{commande} : {fichier.relative_to(dossier).as_posix()}"] = hash_octets(fichier.read_bytes())
    return empreintes


def takes_jour(commande: str) -> bool:
    """Tell whether a command has a day to put on what it writes.

    >>> takes_jour("dpid-xl demo"), takes_jour("dpid-xl guide -o guide.html")
    (True, False)
    """
    trouvee = typer.main.get_command(app)
    for mot in shlex.split(commande)[1:]:
        if mot not in getattr(trouvee, "commands", {}):
            break
        trouvee = trouvee.commands[mot]
    return any("--date" in parametre.opts for parametre in trouvee.params)


if __name__ == "__main__":
    # Excel and LibreOffice give the locale to the libraries of their process; a command alone would not.
    locale.setlocale(locale.LC_ALL, "")
    tache = json.loads(sys.argv[1])
    lu = make_tour(Path(tache["bureau"]), Path(tache["sortie"]), tache["commandes"], tache["jour"])
    Path(tache["resultat"]).write_text(json.dumps(lu), encoding="utf-8")
