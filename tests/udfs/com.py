"""Excel's side of xlwings' COM route, without Windows: stand-ins for pywin32, for cells and for ranges.

``call_udf``, the converters and ``_xlwindows`` are xlwings' own; only what Windows provides is replaced.
"""

import ctypes
import importlib
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from unittest.mock import MagicMock

from udfs.excel.generation import MODULE_PYTHON, bind_com

MANQUANT = -2147352572  # DISP_E_PARAMNOTFOUND: an optional argument that was left out
IID_RANGE = "{00020846-0000-0000-C000-000000000046}"
ERREURS = {"#DIV/0!": -2146826281, "#N/A": -2146826246, "#VALUE!": -2146826273, "#SPILL!": -2146826243}


class TimeType(datetime):
    """What pywin32 makes of a date cell."""


class Plage:
    """A Range of Excel: a block of values as pywin32 reads it (tuples of rows, or one value)."""

    def __init__(self, valeurs):
        seule = len(valeurs) == 1 and len(valeurs[0]) == 1
        self.Value = valeurs[0][0] if seule else tuple(map(tuple, valeurs))
        type_info = SimpleNamespace(GetTypeAttr=lambda: SimpleNamespace(iid=IID_RANGE))
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: type_info)
        self.Row = self.Column = 1
        self.Rows, self.Columns = SimpleNamespace(Count=len(valeurs)), SimpleNamespace(Count=len(valeurs[0]))
        application = SimpleNamespace(Hwnd=1)
        self.Worksheet = SimpleNamespace(Name="F", Parent=SimpleNamespace(Name="C.xlsm", Application=application), Application=application)


def to_com(valeur):
    """What pywin32 hands over for the value of a cell or of a range in a formula."""
    if isinstance(valeur, (list, tuple)):
        return Plage([[to_com(cellule) for cellule in rangee] for rangee in valeur])
    if isinstance(valeur, str) and valeur in ERREURS:
        return ERREURS[valeur]
    if hasattr(valeur, "year"):
        return TimeType(valeur.year, valeur.month, valeur.day, tzinfo=UTC)
    return valeur


@contextmanager
def open_com():
    """Yield ``call(name, *arguments)``: a formula's call as Excel makes it, and what Excel gets back."""
    modules = _make_pywin32()
    avant = {nom: sys.modules.get(nom) for nom in modules}
    sys.modules.update(modules)
    dll = {nom: getattr(ctypes, nom, None) for nom in ("oledll", "windll", "PyDLL")}
    ctypes.oledll = ctypes.windll = ctypes.PyDLL = MagicMock()
    try:
        import xlwings

        xlwings._xlwindows = importlib.import_module("xlwings._xlwindows")
        sys.modules["xlwings.com_server"] = xlwings.com_server = SimpleNamespace(loop=None)
        moteur = xlwings.main.Engine(impl=xlwings._xlwindows.engine)
        xlwings.engines.add(moteur)
        with bind_com() as fonctions:
            yield _make_call(fonctions)
    finally:
        _forget_windows()
        for nom, objet in dll.items():
            setattr(ctypes, nom, objet) if objet is not None else delattr(ctypes, nom)
        for nom, module in avant.items():
            sys.modules.pop(nom) if module is None else sys.modules.update({nom: module})


def _make_call(fonctions):
    from xlwings import udfs

    udfs.udf_modules[MODULE_PYTHON] = {"filename": "", "filetime": None, "module": fonctions}

    def call(nom, *arguments):
        attendus = len(getattr(fonctions, nom).__xlfunc__["args"])
        manquants = [MANQUANT] * (attendus - len(arguments))
        return udfs.call_udf(MODULE_PYTHON, nom, tuple(map(to_com, arguments)) + tuple(manquants), None, Plage([[None]]))

    return call


def _forget_windows():
    import xlwings

    for nom in ("xlwings._xlwindows", "xlwings.com_server", "xlwings.udfs", "xlwings._win32patch"):
        sys.modules.pop(nom, None)
        if hasattr(xlwings, nom.removeprefix("xlwings.")):
            delattr(xlwings, nom.removeprefix("xlwings."))
    xlwings.engines.engines[:] = [moteur for moteur in xlwings.engines.engines if moteur.name != "excel"]


def _make_pywin32():
    noms = ("pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone")
    modules = {nom: MagicMock(name=nom) for nom in noms}
    modules["pythoncom"] = SimpleNamespace(CoInitialize=lambda: None, com_error=RuntimeError, IID_IDispatch="", __file__="")
    modules["pywintypes"] = SimpleNamespace(com_error=RuntimeError, TimeType=TimeType, IID=str)
    modules["win32timezone"] = SimpleNamespace(TimeZoneInfo=SimpleNamespace(utc=lambda: UTC))
    client = SimpleNamespace(
        Dispatch=lambda objet: objet, CDispatch=object, DispatchBaseClass=object, DispatchEx=object, CoClassBaseClass=object
    )
    modules["win32com"] = SimpleNamespace(client=client, __path__=[])
    modules["win32com.client"] = client
    return modules
