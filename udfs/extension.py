"""What the functions of cells bring to the master workbook: their VBA modules and the list of their signatures.

>>> load_extension().signatures[0]
'DPID_MONTANT(opération; quantité; [mois]; [quantité_simple]; [barème])'
"""

from __future__ import annotations

from dpid_xl.classeurs.gabarit import Extension
from udfs.declaration import PREFIXE, write_signature
from udfs.excel import SUB_AIDES, load_modules
from udfs.registre import FONCTIONS


def load_extension() -> Extension:
    """Return the modules, the macro that runs at opening, and the signatures, in the order of the registry."""
    return Extension(load_modules(), SUB_AIDES, tuple(PREFIXE + write_signature(fonction) for fonction in FONCTIONS))
