"""The DLL that the VBA loads, whatever version of xlwings the computer has: the modules run in an interpreter, Windows is simulated."""

import re
from fnmatch import fnmatch
from pathlib import Path, PureWindowsPath

import pytest
import xlwings
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._intrinsics import INTRINSICS
from pyopenvba.interpreter._preprocess import DEFAULT_CONSTANTS
from pyopenvba.interpreter._values import VBAArray

from udfs.excel import SOURCE_CLASSEUR, adapt_xlwings, load_modules

PYTHON = r"C:\Users\agent\Python"
REGLAGES = """\
Public Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "") As Variant
    GetConfig = default
    If default = "False" Then GetConfig = False
    Noter configKey
    If configKey = "INTERPRETER_WIN" Then GetConfig = "{interprete}"
End Function

Public Function ParentFolder(ByVal Folder)
    ParentFolder = Left$(Folder, InStrRev(Folder, "\\") - 1)
End Function

Public Function GetBaseName(wb As String) As String
    GetBaseName = wb
End Function

Public Function Essayer(ByVal nom As String)
    If nom = "XLPy" Then Essayer = XLPy
    If nom = "NDims" Then Essayer = NDims("source", 1)
    If nom = "KillPy" Then KillPy
End Function
"""


class Windows:
    """The DLLs of a computer by path, those that are loaded, what was asked of them."""

    def __init__(self, *dlls, chemin=""):
        self.dlls, self.chemin = {PureWindowsPath(dll) for dll in dlls}, chemin
        self.chargees, self.appels, self.restants, self.lus = [], [], [], []
        self.secondes = 100.0
        self.fonctions = {"XLPyDLLActivateAuto": 1000, "XLPyDLLNDims": 2000}

    def load(self, fichier):
        dossiers = self.chemin.split(";") if "\\" not in fichier else [""]
        trouvee = next((dll for dossier in dossiers if (dll := PureWindowsPath(dossier, fichier)) in self.dlls), None)
        if trouvee:
            self.chargees.append(str(trouvee))
        return len(self.chargees) if trouvee else 0

    def dir(self, motif=None):
        if motif:
            dossier, nom = PureWindowsPath(motif).parent, PureWindowsPath(motif).name
            self.restants = [dll.name for dll in sorted(self.dlls) if dll.parent == dossier and fnmatch(dll.name, nom)]
        return self.restants.pop(0) if self.restants else ""

    def call_by_name(self, nom):
        """What a Declare does: its library must be loaded under the very name that it gives."""
        if not any(dll.endswith(nom) for dll in self.chargees):
            raise VBARuntimeError(53, f"File not found: {nom}")
        self.appels.append("nom")
        return 0

    def call_by_address(self, adresse, nombre):
        self.appels.append(({place: nom for nom, place in self.fonctions.items()}[adresse], nombre))
        return 0


@pytest.fixture
def make_excel(tmp_path, monkeypatch):
    def make(windows, *, interprete=rf"{PYTHON}\python.exe", bits=64):
        monkeypatch.setitem(DEFAULT_CONSTANTS, "Win64", 1 if bits == 64 else 0)
        module = load_modules()["xlwings"]
        noms = ("XLPyLoadDLL", "XLPyCommand", "NDims", "XLPy", "KillPy")
        corps = [
            re.findall(rf"^(?:Private )?(?:Sub|Function) {nom}\(.*?^End (?:Sub|Function)\n", module, re.MULTILINE | re.DOTALL)[0]
            for nom in noms
        ]
        constante = f'#Const App = "Microsoft Excel"\nConst XLPyDLLName As String = "xlwings{bits}-0.37.8.dll"\n'
        fichier = tmp_path / "annexe5.xlsm"
        with ExcelFile.create_new(fichier) as classeur:
            classeur.save()
        excel = ExcelApplication.open(fichier, with_vba=False)
        excel.add_module(constante + REGLAGES.format(interprete=interprete) + "\n".join(corps), name="xlwings")
        # The interpreter calls no library, what these would do is simulated, and does not know how to begin a LongPtr.
        dll = re.sub(r"^Private Declare .*\n", "", load_modules()["dpid_dll"].partition("\n")[2], flags=re.MULTILINE).replace(
            "LongPtr", "Long"
        )
        excel.add_module(dll, name="dpid_dll")
        simules = {
            "timer": lambda *_appel: windows.secondes,
            "noter": lambda _vba, arguments, _nommes: windows.lus.append(arguments[0]),
            "loadlibrary": lambda _vba, arguments, _nommes: windows.load(arguments[0]),
            "getprocaddress": lambda _vba, arguments, _nommes: windows.fonctions.get(arguments[1], 0),
            "dispcallfunc": lambda _vba, arguments, _nommes: windows.call_by_address(arguments[1], arguments[4]),
            "varptr": lambda *_appel: 1,
            "strconv": lambda _vba, arguments, _nommes: VBAArray([(0, len(arguments[0]) - 1)], items=list(arguments[0].encode("cp1252"))),
            "dir": lambda _vba, arguments, _nommes: windows.dir(*arguments),
            "environ": lambda *_appel: windows.chemin,
            "xlpydllactivateauto": lambda *_appel: windows.call_by_name(f"xlwings{bits}-0.37.8.dll"),
            "xlpydllndims": lambda *_appel: windows.call_by_name(f"xlwings{bits}-0.37.8.dll"),
        }
        for nom, simule in simules.items():
            monkeypatch.setitem(INTRINSICS, nom, simule)
        return excel

    return make


CAS = [
    ("la sienne", 64, [rf"{PYTHON}\xlwings64-0.37.8.dll"], r"xlwings64-0.37.8.dll"),
    ("la sienne, au-dessus", 64, [r"C:\Users\agent\xlwings64-0.37.8.dll"], r"xlwings64-0.37.8.dll"),
    ("une suivante", 64, [rf"{PYTHON}\xlwings64-0.38.0.dll"], r"xlwings64-0.38.0.dll"),
    ("une suivante, au-dessus", 64, [r"C:\Users\agent\xlwings64-1.0.0.dll"], r"xlwings64-1.0.0.dll"),
    ("la sienne parmi d'autres", 64, [rf"{PYTHON}\xlwings64-0.38.0.dll", rf"{PYTHON}\xlwings64-0.37.8.dll"], r"xlwings64-0.37.8.dll"),
    ("la plus récente", 64, [rf"{PYTHON}\xlwings64-0.{n}.dll" for n in ("9.12", "40.1", "38.2")], r"xlwings64-0.40.1.dll"),
    ("celle de 64 bits", 64, [rf"{PYTHON}\xlwings{n}-0.38.0.dll" for n in (32, 64)], r"xlwings64-0.38.0.dll"),
    ("celle de 32 bits", 32, [rf"{PYTHON}\xlwings{n}-0.38.0.dll" for n in (32, 64)], r"xlwings32-0.38.0.dll"),
]


@pytest.mark.parametrize(("bits", "dlls", "attendue"), [cas[1:] for cas in CAS], ids=[cas[0] for cas in CAS])
@pytest.mark.parametrize(("fonction", "arguments"), [("XLPy", 3), ("NDims", 4), ("KillPy", 3)])
def test_the_dll_that_is_there_answers(make_excel, bits, dlls, attendue, fonction, arguments):
    windows = Windows(*dlls)
    excel = make_excel(windows, bits=bits)
    excel.run("Essayer", fonction)
    assert [PureWindowsPath(dll).name for dll in windows.chargees] == [attendue]
    nom = "XLPyDLLNDims" if fonction == "NDims" else "XLPyDLLActivateAuto"
    assert windows.appels == (["nom"] if "0.37.8" in attendue else [(nom, arguments)])
    excel.run("Essayer", fonction)
    assert {PureWindowsPath(dll).name for dll in windows.chargees} == {attendue}
    assert windows.appels[1:] == windows.appels[:1]


@pytest.mark.parametrize(("dll", "par"), [("xlwings64-0.37.8.dll", "nom"), ("xlwings64-0.39.0.dll", ("XLPyDLLActivateAuto", 3))])
def test_a_python_of_the_path_has_its_dll_there(make_excel, dll, par):
    windows = Windows(rf"D:\Outils\Python\{dll}", chemin=r"C:\Windows;;D:\Outils\Python")
    make_excel(windows, interprete="").run("Essayer", "XLPy")
    assert windows.appels == [par]


RECALCUL = 279  # calls of Python in a full recalculation of the campaign: 143 amounts of lines, 136 of the follow-up


def test_a_recalculation_reads_the_settings_once(make_excel):
    windows = Windows(rf"{PYTHON}\xlwings64-0.37.8.dll")
    excel = make_excel(windows)
    excel.run("Essayer", "XLPy")
    premiers = len(windows.lus)
    assert premiers == 14, "what each call read: 3 to load the DLL, 11 for the command"
    for _appel in range(RECALCUL - 1):
        excel.run("Essayer", "XLPy")
    assert len(windows.lus) == premiers, f"{RECALCUL * premiers} before"
    assert len(windows.chargees) == 1
    assert windows.appels == ["nom"] * RECALCUL


def test_settings_that_change_are_read_again_after_five_seconds(make_excel):
    windows = Windows(rf"{PYTHON}\xlwings64-0.37.8.dll")
    excel = make_excel(windows)
    excel.run("Essayer", "XLPy")
    avant = len(windows.lus)
    windows.secondes += 4
    excel.run("Essayer", "XLPy")
    assert len(windows.lus) == avant
    windows.secondes += 2
    excel.run("Essayer", "XLPy")
    assert len(windows.lus) == avant + 11
    windows.secondes = 1.0  # past midnight
    excel.run("Essayer", "XLPy")
    assert len(windows.lus) == avant + 22


def test_a_dll_that_was_not_there_is_looked_for_again(make_excel):
    windows = Windows()
    excel = make_excel(windows)
    with pytest.raises(VBARuntimeError):
        excel.run("Essayer", "XLPy")
    windows.dlls = {PureWindowsPath(rf"{PYTHON}\xlwings64-0.37.8.dll")}
    excel.run("Essayer", "XLPy")
    assert windows.appels == ["nom"]


@pytest.mark.parametrize(
    ("dlls", "phrase"),
    [
        ([], "(xlwings64-*.dll) n'est pas à côté de Python"),
        ([rf"{PYTHON}\xlwings32-0.38.0.dll"], "(xlwings64-*.dll) n'est pas à côté de Python"),
    ],
)
def test_no_dll_is_one_french_sentence(make_excel, dlls, phrase):
    with pytest.raises(VBARuntimeError, match="dpid-xl diagnostic") as refus:
        make_excel(Windows(*dlls)).run("Essayer", "XLPy")
    assert phrase in str(refus.value)


def test_a_dll_that_does_not_load_is_named(make_excel, monkeypatch):
    windows = Windows(rf"{PYTHON}\xlwings64-0.38.0.dll")
    excel = make_excel(windows)
    monkeypatch.setitem(INTRINSICS, "loadlibrary", lambda *_appel: 0)
    with pytest.raises(VBARuntimeError, match=re.escape(rf"{PYTHON}\xlwings64-0.38.0.dll » ne se charge pas")):
        excel.run("Essayer", "XLPy")


def test_a_dll_without_the_function_is_said(make_excel):
    windows = Windows(rf"{PYTHON}\xlwings64-2.0.0.dll")
    windows.fonctions = {}
    with pytest.raises(VBARuntimeError, match="n'a pas la fonction XLPyDLLActivateAuto"):
        make_excel(windows).run("Essayer", "XLPy")


def test_what_is_changed_in_xlwings_is_said_in_its_module():
    for complement in (False, True):
        module = load_modules(complement=complement)["xlwings"]
        avis = next(ligne for ligne in module.splitlines() if ligne.startswith("'Modifié par dpid_xl"))
        assert "RunPython" in avis
        assert "DLL" in avis
        assert "BSD 3-clause" in module
        assert "Could not load" not in module


@pytest.mark.parametrize(("ancien", "nouveau"), [('ShowError "", Err.Description', "ShowError"), ("XLPyDLLNDims(src", "XLPyDLLAutre(src")])
def test_another_text_of_xlwings_is_looked_at(ancien, nouveau):
    texte = Path(xlwings.__file__).with_name(SOURCE_CLASSEUR).read_text(encoding="ascii")
    adapt_xlwings(texte)
    with pytest.raises(RuntimeError, match="a changé"):
        adapt_xlwings(texte.replace(ancien, nouveau))
