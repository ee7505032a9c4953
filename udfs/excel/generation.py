"""Make our VBA modules from the declared functions, with the installed xlwings; no Excel nor Windows is needed.

``python -m udfs.excel.generation`` writes them beside this file; a test compares them with what would be written.
"""

from __future__ import annotations

import importlib.util
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from udfs.cellules import ERREUR
from udfs.declaration import Fonction, SorteDeValeur
from udfs.excel import DLL, PRODUITS, SUB_AIDES, read_module, read_modules_xlwings
from udfs.excel.macros import write_macros
from udfs.excel.texte import AVIS, RUBAN, RUBAN_COMPLEMENT, SANS_PYTHON, quote
from udfs.fonctions import FONCTION_PAR_NOM, FONCTIONS

MODULE_PYTHON = "udfs.fonctions"

_BLOC = re.compile(r"^Function (dpid_(\w+))\(.*?^End Function$", re.MULTILINE | re.DOTALL)

# The errors of a spilled column come from Python as a text, which a SUM would skip.
_MARQUER_ERREURS = f"""\
Private Function MarquerErreurs(ByVal valeurs As Variant) As Variant
    Dim ligne As Long, colonne As Long
    If IsArray(valeurs) Then
        For ligne = LBound(valeurs, 1) To UBound(valeurs, 1)
            For colonne = LBound(valeurs, 2) To UBound(valeurs, 2)
                If VarType(valeurs(ligne, colonne)) = vbString Then
                    If valeurs(ligne, colonne) = "{ERREUR}" Then valeurs(ligne, colonne) = CVErr(xlErrValue)
                End If
            Next colonne
        Next ligne
    End If
    MarquerErreurs = valeurs
End Function
"""

# Bound late: a named argument that Excel for Mac has not would keep the whole project from being compiled there.
_DECRIRE = """\
Private Sub Decrire(nom As String, texte As String, famille As String, aides As Variant)
    Dim excel As Object, macro As String
    Set excel = Application
    macro = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & nom
    #If Mac Then
        excel.MacroOptions Macro:=macro, Description:=texte, Category:=famille
    #Else
        excel.MacroOptions Macro:=macro, Description:=texte, Category:=famille, ArgumentDescriptions:=aides
    #End If
End Sub
"""

# An add-in of XLSTART opens before any workbook, and Excel then takes no text: it is asked again until there is one.
_ATTENDRE = f"""\
    If ActiveWorkbook Is Nothing Then ' Excel n'accepte pas encore d'aides
        Application.OnTime Now + TimeSerial(0, 0, 5), "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!{SUB_AIDES}"
        Exit Sub
    End If
"""


def generate_modules(*, complement: bool = False) -> dict[str, str]:
    """Return the texts of the VBA modules by name, lines ended by LF."""
    macros = write_macros()
    return {
        **read_modules_xlwings(complement=complement),
        DLL: read_module(DLL),
        "xlwings_udfs": write_enveloppes("classeur.xlam" if complement else "classeur.xlsm"),
        "dpid_aides": write_aides(),
        "dpid_macros": macros.replace(RUBAN, RUBAN_COMPLEMENT) if complement else macros,
    }


def write_enveloppes(classeur: str) -> str:
    """Write the wrappers: what xlwings would import, with Excel errors where xlwings writes a text in the cell."""
    with bind_com() as fonctions:
        from xlwings.udfs import generate_vba_wrapper

        tampon = io.StringIO()
        write: Any = generate_vba_wrapper  # xlwings does not annotate it
        write(MODULE_PYTHON, fonctions, tampon, SimpleNamespace(Name=classeur))
    enveloppes = _BLOC.sub(lambda trouve: _adapt(trouve[0], trouve[1], FONCTION_PAR_NOM[trouve[2].upper()]), tampon.getvalue())
    return f'Attribute VB_Name = "xlwings_udfs"\n{AVIS}\n#Const App = "Microsoft Excel"\n\n{enveloppes}{_MARQUER_ERREURS}'


def write_aides() -> str:
    """Write the Sub that puts category and texts in the function wizard; it leaves the workbook as saved as it was."""
    appels = "".join(_write_appel(fonction) for fonction in FONCTIONS)
    return (
        f'Attribute VB_Name = "dpid_aides"\n{AVIS}\nOption Explicit\n\n'
        f"Public Sub {SUB_AIDES}()\n"
        "    Dim enregistre As Boolean\n"
        f"{_ATTENDRE}"
        "    enregistre = ThisWorkbook.Saved\n"
        "    On Error Resume Next ' des aides refusées par Excel n'empêchent pas d'ouvrir le classeur\n"
        f"{appels}    ThisWorkbook.Saved = enregistre\nEnd Sub\n\n{_DECRIRE}"
    )


@contextmanager
def bind_com() -> Iterator[ModuleType]:
    """Yield ``udfs.fonctions`` as xlwings sees it on Windows: declared to the COM route, pywin32 replaced where it is missing."""
    absents = {nom: module for nom, module in _make_pywin32().items() if nom not in sys.modules and not _is_installed(nom)}
    sys.modules.update(absents)
    import xlwings as xw

    route: dict[str, Any] = {nom: getattr(xw, nom) for nom in ("func", "arg", "ret", "script")}
    try:
        from xlwings import udfs

        xw.func, xw.arg, xw.ret, xw.script = udfs.xlfunc, udfs.xlarg, udfs.xlret, udfs.xlsub  # type: ignore[assignment]
        specification = importlib.util.find_spec(MODULE_PYTHON)
        assert specification  # noqa: S101 (our own module)
        assert specification.loader  # noqa: S101
        fonctions = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(fonctions)
        yield fonctions
    finally:
        for nom, valeur in route.items():
            setattr(xw, nom, valeur)
        for nom in absents:
            sys.modules.pop(nom, None)


def _make_pywin32() -> dict[str, ModuleType]:
    pythoncom, pywintypes, win32com, client = (ModuleType(nom) for nom in ("pythoncom", "pywintypes", "win32com", "win32com.client"))
    vars(pythoncom).update(CoInitialize=lambda: None)
    vars(pywintypes).update(com_error=type("com_error", (Exception,), {}))
    vars(client).update(Dispatch=lambda objet: objet)
    vars(win32com).update(client=client)
    return {module.__name__: module for module in (pythoncom, pywintypes, win32com, client)}


def _is_installed(nom: str) -> bool:
    return importlib.util.find_spec(nom.split(".", maxsplit=1)[0]) is not None


def _adapt(bloc: str, nom: str, fonction: Fonction) -> str:
    erreur = f'"{SANS_PYTHON}"' if fonction.resultat is SorteDeValeur.PHRASE else "CVErr(xlErrValue)"
    bloc = bloc.replace(f"{nom} = Err.Description", f"{fonction.excel} = {erreur}")
    bloc = bloc.replace(f"Function {nom}(", f"Public Function {fonction.excel}(", 1)
    if fonction.resultat is SorteDeValeur.TABLEAU:
        bloc = re.sub(rf"{nom} = (XLPy\.CallUDF\(.*\))$", rf"{nom} = MarquerErreurs(\1)", bloc, flags=re.MULTILINE)
    return bloc.replace(f"{nom} =", f"{fonction.excel} =")


def _write_appel(fonction: Fonction) -> str:
    aides = ", _\n".join(f"        {quote(argument.aide)}" for argument in fonction.arguments)
    tableau = f"Array( _\n{aides})" if aides else "Array()"
    return f"    Decrire {quote(fonction.excel)}, _\n        {quote(fonction.resume)}, {quote(fonction.famille)}, {tableau}\n"


def generate() -> None:
    """Write the modules beside this file."""
    dossier = Path(__file__).parent
    modules = generate_modules()
    for nom in PRODUITS:
        (dossier / f"{nom}.bas").write_text(modules[nom], encoding="utf-8", newline="\n")


if __name__ == "__main__":
    generate()
