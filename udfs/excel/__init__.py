"""Excel desktop on Windows: the VBA modules that a workbook or an add-in carries.

Our modules are committed texts, made by ``udfs.excel.generation``; xlwings' own are read from the installed package, without
importing it: the workbook and the PC need the same version of it.

>>> list(load_modules())
['xlwings', 'Dictionary', 'xlwings_udfs', 'dpid_aides', 'dpid_macros']
"""

from __future__ import annotations

from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from udfs.excel.macros import RUBAN, RUBAN_COMPLEMENT

MODULES = ("xlwings_udfs", "dpid_aides", "dpid_macros")  # ours
SUB_AIDES = "DpidDecrireFonctions"  # to be called when the workbook opens: puts the texts in the function wizard

# xlwings ships one text of its module for workbooks and one for add-ins, which look for their settings elsewhere.
SOURCE_CLASSEUR, SOURCE_COMPLEMENT = "xlwings.bas", "xlwings_custom_addin.bas"
# A class that their module names on Mac, where Windows has Scripting.Dictionary; without it the module does not compile there.
DICTIONNAIRE, SOURCE_DICTIONNAIRE = "Dictionary", "addin/Dictionary.cls"
# Where they look for them: our add-in reads the same file as the workbook, %USERPROFILE%/.xlwings/xlwings.conf.
_PROJET = 'PROJECT_NAME As String = "{}"'
# Where RunPython would show Python's error in English, before our sentence: it is noted in our log instead.
_MONTRER, _NOTER = 'ShowError "", Err.Description\n            RunPython = -1', "DpidNoter Err.Description\n            RunPython = -1"


def load_modules(*, complement: bool = False) -> dict[str, str]:
    """Return the VBA modules by name, for a workbook or for an add-in (``complement``)."""
    modules = read_modules_xlwings(complement=complement) | {nom: _read(nom) for nom in MODULES}
    if complement:  # an add-in computes for the workbook in front, not for itself
        modules["xlwings_udfs"] = modules["xlwings_udfs"].replace("ThisWorkbook", "ActiveWorkbook")
        modules["dpid_macros"] = modules["dpid_macros"].replace(RUBAN, RUBAN_COMPLEMENT)
    return modules


def read_modules_xlwings(*, complement: bool = False) -> dict[str, str]:
    """Return the VBA modules of the installed xlwings by name; raises ModuleNotFoundError without it."""
    paquet = find_spec("xlwings")
    if paquet is None or paquet.origin is None:
        raise ModuleNotFoundError("xlwings")
    dossier = Path(paquet.origin).parent
    source = (dossier / (SOURCE_COMPLEMENT if complement else SOURCE_CLASSEUR)).read_text(encoding="ascii")
    if source.count(_MONTRER) != 1:
        raise RuntimeError(f"{SOURCE_CLASSEUR} : RunPython a changé, son erreur serait montrée en anglais")
    return {
        "xlwings": source.replace(_MONTRER, _NOTER).replace(_PROJET.format("myaddin"), _PROJET.format("xlwings")),
        DICTIONNAIRE: (dossier / SOURCE_DICTIONNAIRE).read_text(encoding="ascii"),
    }


def _read(nom: str) -> str:
    return resources.files(__name__).joinpath(f"{nom}.bas").read_text(encoding="utf-8")
