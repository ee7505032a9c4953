"""The table of functions of the README, from their declarations.

>>> write_tableau_des_fonctions().splitlines()[2]
'| `MONTANT(opération; quantité; [mois]; [quantité_simple]; [barème]; [date])` | `=DPID_MONTANT("T1-01";80;6)` → 6400 |'
"""

from __future__ import annotations

from udfs.declaration import Fonction, write_exemple, write_litteral, write_signature
from udfs.fonctions import FONCTIONS

ENTETES = "| fonction | exemple |\n|---|---|"


def write_tableau_des_fonctions() -> str:
    """Write one row per function: its signature, and its first example with the result."""
    return "\n".join((ENTETES, *map(_write_rangee, FONCTIONS)))


def _write_rangee(fonction: Fonction) -> str:
    exemple = fonction.exemples[0]
    resultat = write_litteral(exemple.resultat).replace("|", "\\|") or "rien : tout est juste"
    return f"| `{write_signature(fonction)}` | `{write_exemple(fonction, exemple)}` → {resultat} |"
