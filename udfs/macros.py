"""The macros of the workbook as Excel's own host starts them, from a button or the ribbon: those of the registry, and no other.

``RunPython "import xlwings as xw, udfs.macros as m; m.controler(xw.Book.caller())"`` runs one.

>>> __all__[0], callable(globals()[__all__[0]])
('controler', True)
"""

from __future__ import annotations

from functools import partial

from udfs.actions.bureau import Bureau
from udfs.actions.execution import run
from udfs.actions.registre import MACROS

__all__ = [macro.nom for macro in MACROS]
globals().update({macro.nom: partial(run, macro, Bureau) for macro in MACROS})
