"""Try damaged files as long as asked: ``python -m tests.fuzz --secondes 600 --graine 7``."""

import argparse
import sys
import time

from tests.fuzz.essai import ENTREES, try_entree

if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--secondes", type=float, default=60.0)
    options.add_argument("--graine", type=int, default=0)
    options.add_argument("--entree", choices=sorted(ENTREES))
    choix = options.parse_args()
    entrees = [choix.entree] if choix.entree else sorted(ENTREES)
    fin, rang, fautes = time.monotonic() + choix.secondes, 0, 0
    comptes = dict.fromkeys(entrees, 0)
    while time.monotonic() < fin:
        nom = entrees[rang % len(entrees)]
        essai = try_entree(nom, f"{choix.graine} {rang // len(entrees)}")
        comptes[nom] += 1
        rang += 1
        if essai.faute:
            fautes += 1
            print(f"{nom} {essai.graine} : {essai.faute}\n  {' ; '.join(essai.gestes)}", flush=True)  # noqa: T201
    print(f"{rang} fichiers, {fautes} fautes : {comptes}")  # noqa: T201
    sys.exit(bool(fautes))
