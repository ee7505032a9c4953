"""The table of functions of the README, from their declarations.

>>> write_table().splitlines()[2]
'| `MONTANT(opération; quantité; [mois]; [quantité_simple]; [barème]; [date])` | `=DPID_MONTANT("T1-01";80;6)` → 6400 |'
"""

from __future__ import annotations

from udfs.declaration import Fonction, write_formule, write_signature, write_valeur
from udfs.fonctions import FONCTIONS

ENTETES = "| fonction | exemple |\n|---|---|"


def write_table() -> str:
    """Write one row per function: its signature, and its first example with the result."""
    return "\n".join((ENTETES, *map(_write_rangee, FONCTIONS)))


def _write_rangee(fonction: Fonction) -> str:
    exemple = fonction.exemples[0]
    resultat = write_valeur(exemple.resultat).replace("|", "\\|") or "rien : tout est juste"
    return f"| `{write_signature(fonction)}` | `{write_formule(fonction, exemple)}` → {resultat} |"
