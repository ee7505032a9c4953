"""What a new master workbook carries (modules, ribbon, buttons), for the macros that write one; LibreOffice has none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.actions.erreurs import MacroRefusee

if TYPE_CHECKING:
    from dpid_xl.classeurs.gabarit import Extension


def require_extension(sans: str) -> Extension:
    """Return them; raises MacroRefusee with the sentence ``sans`` where the host does not have them."""
    try:
        from udfs.extension import load_extension  # here: they are made from the registry of macros, which imports their plans
    except ImportError as erreur:
        raise MacroRefusee(sans) from erreur
    return load_extension()
