"""Excel desktop on Windows: the VBA modules that a workbook or an add-in carries.

Our modules are committed texts, made by ``udfs.excel.generation``; xlwings' own are read from the installed package, without
importing it, and changed where we say so.

>>> list(load_modules())
['xlwings', 'Dictionary', 'dpid_dll', 'xlwings_udfs', 'dpid_aides', 'dpid_macros']
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from dpid_xl.classeurs.macros import modules as propres
from udfs.excel.texte import RUBAN, RUBAN_COMPLEMENT

PRODUITS = ("xlwings_udfs", "dpid_aides", "dpid_macros")  # by udfs.excel.generation
DLL = "dpid_dll"  # written by hand
MODULES = (DLL, *PRODUITS)  # ours
SUB_AIDES = "DpidDecrireFonctions"  # to be called when the workbook opens: puts the texts in the function wizard

# xlwings ships one text of its module for workbooks and one for add-ins, which look for their settings elsewhere.
SOURCE_CLASSEUR, SOURCE_COMPLEMENT = "xlwings.bas", "xlwings_custom_addin.bas"
# A class that their module names on Mac, where Windows has Scripting.Dictionary; without it the module does not compile there.
DICTIONNAIRE, SOURCE_DICTIONNAIRE = "Dictionary", "addin/Dictionary.cls"
# Where they look for them: our add-in reads the same file as the workbook, %USERPROFILE%/.xlwings/xlwings.conf.
_PROJET = 'PROJECT_NAME As String = "{}"'
# What is changed in xlwings' own text (BSD licence), piece by piece: each stands there once, else it has changed and must be looked at.
# RunPython would show Python's error in English before our sentence: it is noted in our log. The DLL's name carries the version of
# xlwings, and workbooks serve longer than a version: one of another name is looked for beside Python, see dpid_dll.bas. Its own
# procedures are nothing that an officer inserts in a cell or runs. Each call of a function read the settings 14 times; the command is kept.
_AVIS = (
    "'Modifié par dpid_xl : RunPython note l'erreur de Python au lieu de la montrer ; une DLL d'une autre version est acceptée (dpid_dll)."
)
_CHANGEMENTS = (
    ('Attribute VB_Name = "xlwings"\n', 'Attribute VB_Name = "xlwings"\nOption Private Module\n'),
    ("'xlwings is distributed under", f"{_AVIS}\n\n'xlwings is distributed under"),
    ('ShowError "", Err.Description\n            RunPython = -1', "DpidNoter Err.Description\n            RunPython = -1"),
    ("CondaEnv As String\n\n    PYTHON_WIN", "CondaEnv As String\n\n    If DpidDllPrete Then Exit Sub\n    PYTHON_WIN"),
    (
        """\
                Err.Raise 1, Description:= _
                    "Could not load " + XLPyDLLName + " from either of the following folders: " _
                    + vbCrLf + ParentFolder(PYTHON_WIN) _
                    + vbCrLf + ", " + ParentFolder(ParentFolder(PYTHON_WIN))
            End If
        End If
    End If
End Sub
""",
        """\
                DpidChargerDll ParentFolder(PYTHON_WIN) + ";" + ParentFolder(ParentFolder(PYTHON_WIN)), XLPyDLLName
            End If
        End If
    ElseIf LoadLibrary(XLPyDLLName) = 0 Then ' Python sur le chemin
        DpidChargerDll Environ("PATH"), XLPyDLLName
    End If
    DpidNoterDll
End Sub
""",
    ),
    ("XLPyDLLActivateAuto(XLPy, XLPyCommand, 1)", "XLPyDLLActivateAuto(XLPy, DpidCommande, 1)"),
)
_APPEL = re.compile(r"^    If 0 <> XLPyDLL(ActivateAuto|NDims)(\(.*\)) Then (Err\.Raise .*)$", re.MULTILINE)
_APPELS = 3  # to the DLL that UDFs and macros need
_NOTRE_APPEL = r"""    If DpidAutreDll Then
        If 0 <> Dpid\1\2 Then \3
    ElseIf 0 <> XLPyDLL\1\2 Then
        \3
    End If"""


def load_modules(*, complement: bool = False) -> dict[str, str]:
    """Return the VBA modules by name, for a workbook or for an add-in (``complement``)."""
    modules = read_modules_xlwings(complement=complement) | {nom: read_module(nom) for nom in MODULES}
    if complement:  # an add-in computes for the workbook in front, not for itself
        modules["xlwings_udfs"] = modules["xlwings_udfs"].replace("ThisWorkbook", "ActiveWorkbook")
        modules["dpid_macros"] = modules["dpid_macros"].replace(RUBAN, RUBAN_COMPLEMENT)
    return modules


def list_modules() -> Mapping[str, str]:
    """Return the VBA modules of the master workbook as it is shipped, source texts by name."""
    return {**propres.load_evenements(), **propres.load_modules(SUB_AIDES), **load_modules()}


def read_modules_xlwings(*, complement: bool = False) -> dict[str, str]:
    """Return the VBA modules of the installed xlwings by name; raises ModuleNotFoundError without it."""
    paquet = find_spec("xlwings")
    if paquet is None or paquet.origin is None:
        raise ModuleNotFoundError("xlwings")
    dossier = Path(paquet.origin).parent
    source = (dossier / (SOURCE_COMPLEMENT if complement else SOURCE_CLASSEUR)).read_text(encoding="ascii")
    return {
        "xlwings": adapt_xlwings(source.replace(_PROJET.format("myaddin"), _PROJET.format("xlwings"))),
        DICTIONNAIRE: (dossier / SOURCE_DICTIONNAIRE).read_text(encoding="ascii"),
    }


def adapt_xlwings(source: str) -> str:
    """Return xlwings' module with what we change in it; raises RuntimeError when one of the places is no longer there once."""
    for ancien, nouveau in _CHANGEMENTS:
        if source.count(ancien) != 1:
            raise RuntimeError(f"{SOURCE_CLASSEUR} a changé : « {ancien.strip()} » n'y est plus une fois")
        source = source.replace(ancien, nouveau)
    source, appels = _APPEL.subn(_NOTRE_APPEL, source)
    if appels != _APPELS:
        raise RuntimeError(f"{SOURCE_CLASSEUR} a changé : il appelle sa DLL {appels} fois")
    return source


def read_module(nom: str) -> str:
    """Return the text of one of our modules."""
    return resources.files(__name__).joinpath(f"{nom}.bas").read_text(encoding="utf-8")
