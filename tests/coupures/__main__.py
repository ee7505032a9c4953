"""Kill real runs as many times as asked: ``python -m tests.coupures --fois 300 --graine 7``, or of one kind: ``--sorte exporter``."""

import argparse
import sys
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from dpid_xl.campagnes import load_campagne
from tests.coupures.bureau import CLASSEURS, JOURS, SORTES, Reference, make_bureau
from tests.coupures.essai import FAUTES, Essais

PARTS = {"conventions": 30, "conventions d'une campagne": 10, "avenants": 20, "courriers": 20, "exporter": 15, "demo": 5}  # of a hundred


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fois", type=int, default=300)
    options.add_argument("--graine", type=int, default=0)
    options.add_argument("--sorte", choices=SORTES)
    choix = options.parse_args()
    parts = {choix.sorte: 100} if choix.sorte else PARTS
    print("| sorte | coupées | " + " | ".join(FAUTES) + " | où |")  # noqa: T201
    fautes = [try_sorte(nom, choix.fois * part / 100, choix.graine) for nom, part in parts.items()]
    return any(fautes)


def try_sorte(nom: str, fois: float, graine: int) -> int:
    """Kill runs of a kind so many times, show what was found; return how many faults."""
    sorte = SORTES[nom]
    with TemporaryDirectory() as bureau:
        noms = [argument for argument in sorte.arguments if argument in CLASSEURS]
        make_bureau(load_campagne("2022_phase2"), date.fromisoformat(JOURS[0]), Path(bureau), noms)
        essais = Essais(Reference(Path(bureau), sorte), Random(f"{graine} {nom}"))  # noqa: S311 (nothing secret)
        while essais.coupees < fois:
            essais.try_once()
    comptes = " | ".join(str(essais.fautes[faute]) for faute in FAUTES)
    print(f"| {nom} | {essais.coupees} | {comptes} | {dict(essais.moments)} |")  # noqa: T201
    print("".join(f"  {detail}\n" for detail in essais.details[:20]), end="", flush=True)  # noqa: T201
    return essais.fautes.total()


if __name__ == "__main__":
    sys.exit(main())
