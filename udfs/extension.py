"""What the functions of cells and the macros bring to the master workbook and to the add-in.

>>> load_extension().signatures[0]
'DPID_MONTANT(opération; quantité; [mois]; [quantité_simple]; [barème]; [date])'
>>> load_extension().boutons[0].macro
'DPID_AjouterLigne'
"""

from __future__ import annotations

from dpid_xl.classeurs.gabarit.extension import Action, Extension
from udfs.actions.registre import MACROS, GroupeDeMacros, Place
from udfs.declaration import PREFIXE, write_signature
from udfs.excel import SUB_AIDES, load_modules
from udfs.excel.macros import name_sub
from udfs.excel.ruban import write_ruban
from udfs.fonctions import FONCTIONS


def load_extension(*, complement: bool = False) -> Extension:
    """Return modules, opening macro, signatures in the order of the registry, actions in the order of the ribbon, and the ribbon."""
    return Extension(
        modules=load_modules(complement=complement),
        ouverture=SUB_AIDES,
        signatures=tuple(PREFIXE + write_signature(fonction) for fonction in FONCTIONS),
        actions=tuple(
            Action(macro.libelle, name_sub(macro.nom), macro.aide, groupe.value, macro.lieu is Place.ACCUEIL)
            for groupe in GroupeDeMacros
            for macro in MACROS
            if macro.groupe is groupe
        ),
        ruban=write_ruban(complement=complement),
    )
