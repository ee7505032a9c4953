"""A campaign of as many structures as asked, produced through the whole chain: ``python -m tests.bench.volumes 10000 docx``.

Ten thousand take a minute and a half of processor as docx, three and a half as xlsx, fourteen as pdf.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dpid_xl import chaine
from dpid_xl.campagnes import load_campagne
from dpid_xl.documents.convention import group_conventions
from dpid_xl.ecriture import replace_fichiers
from dpid_xl.examen import Examen
from dpid_xl.modele import Dossier
from tests.bench.processeur import read_memoire

JOUR = date(2022, 9, 27)


@dataclass(frozen=True)
class Mesure:
    """Seconds of processor per convention, megabytes at the highest."""

    cout: float
    memoire: int


def make_dossier(nombre: int) -> Dossier:
    """The real campaign with its structures repeated under other names: nothing that depends on one is found in a cache."""
    dossier = load_campagne("2022_phase2")
    financees = list(group_conventions(dossier))
    structures, lignes = [], []
    for rang in range(1, nombre + 1):
        structure, siennes = financees[rang % len(financees)]
        structures.append(replace(structure, nom=f"{structure.nom} {rang}", variantes=()))
        lignes += [replace(ligne, structure=structures[-1].nom) for ligne in siennes]
    return replace(dossier, structures=tuple(structures), lignes=tuple(lignes), suivis=())


def produce(nombre: int, format_: str, sortie: Path) -> int:
    """Write the conventions to disk, with the volumes that go with them; return how many files."""
    examen = Examen("campagne.xlsm", make_dossier(nombre), (), "")
    return len(replace_fichiers(sortie, chaine.produce_conventions(examen, [format_], JOUR, fusion=format_ == "pdf").render()))


def measure(nombre: int, format_: str) -> Mesure:
    """Produce in a process of its own: typst and the interpreter remember what they have made."""
    commande = [sys.executable, "-m", __name__, str(nombre), format_]
    return Mesure(**json.loads(subprocess.run(commande, check=True, capture_output=True, text=True).stdout))


if __name__ == "__main__":
    combien, voulu = int(sys.argv[1]), sys.argv[2]
    with TemporaryDirectory() as dossier_temporaire:
        debut = time.process_time()
        produce(combien, voulu, Path(dossier_temporaire))
        duree = time.process_time() - debut
    json.dump({"cout": duree / combien, "memoire": read_memoire()}, sys.stdout)
