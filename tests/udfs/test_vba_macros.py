"""Buttons and ribbon down to Python: the Subs of the built files run in a VBA interpreter, and what they say to Python is executed."""

import importlib
import re
import sys
from types import ModuleType, SimpleNamespace

import pytest
import xlwings as xw
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._intrinsics import INTRINSICS
from pyopenvba.interpreter._objects import VBAObject, member, method
from pyopenvba.interpreter._values import NOTHING

from dpid_xl.campagnes import load_campagne, make_modele_vide
from dpid_xl.classeurs.gabarit import build_classeur, build_complement
from dpid_xl.classeurs.gabarit.extension import Extension
from dpid_xl.installation.lieux import COMPLEMENT
from udfs.actions.registre import MACROS, Place
from udfs.excel import load_modules
from udfs.excel.macros import AUTRE_CLASSEUR, SANS_CLASSEUR, VISIBLE, name_rappel, name_sub
from udfs.excel.texte import SANS_PYTHON
from udfs.extension import load_extension
from udfs.fonctions import FONCTIONS

# In place of xlwings' module, whose functions are those of a Windows DLL: it says what it was given.
REMPLACANT = """\
Attribute VB_Name = "xlwings"
Option Explicit
Private etat As String

Public Sub Regler(ByVal voulu As String)
    etat = voulu
End Sub

Public Function RunPython(PythonCommand As String)
    If etat = "absent" Then Err.Raise 1000, , "Could not activate Python COM server"
    Debug.Print PythonCommand
    If etat = "erreur" Then RunPython = -1
End Function
"""


@pytest.fixture(scope="module", params=["classeur", "complément"])
def excel(request, tmp_path_factory, jour):
    complement = request.param == "complément"
    extension = load_extension(complement=complement)
    fichier = tmp_path_factory.mktemp("vba") / (COMPLEMENT if complement else "annexe5.xlsm")
    fichier.write_bytes(build_complement(extension) if complement else _build_modele(extension, jour))
    with ExcelFile(fichier) as classeur:
        classeur.vba_project().delete_module("xlwings")
        classeur.vba_project().add_module("xlwings", REMPLACANT.replace("\n", "\r\n"))
        classeur.save()
    excel = ExcelApplication.open(fichier)
    excel.complement = complement
    return excel


def _build_modele(extension: Extension, jour) -> bytes:
    return build_classeur(make_modele_vide(load_campagne("2022_phase2")), (), jour, extension)


@pytest.fixture
def python(monkeypatch):
    """What the text given to ``RunPython`` finds: macros that note their book, and the calling book of xlwings."""
    appels = []
    module = ModuleType("udfs.macros")
    for macro in MACROS:
        setattr(module, macro.nom, lambda livre, nom=macro.nom: appels.append((nom, livre)))
    monkeypatch.setitem(sys.modules, "udfs.macros", module)
    monkeypatch.setattr(importlib.import_module("udfs"), "macros", module, raising=False)
    monkeypatch.setattr(xw.Book, "caller", lambda: "le classeur appelant")
    return appels


class Classeur(VBAObject):
    """A workbook that knows whether it is an add-in, which the interpreter's does not."""

    def __init__(self, *, complement, nom=COMPLEMENT):
        self.complement, self.nom = complement, nom

    @member
    def Name(self):  # noqa: N802
        return self.nom

    @member
    def IsAddin(self):  # noqa: N802 (Excel's name)
        return self.complement


def _run(excel, macro, *arguments):
    avant = len(excel.console)
    excel.run(macro, *arguments)
    return excel.console[avant:]


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.nom)
def test_a_button_starts_its_macro_on_the_calling_book(excel, python, macro):
    (commande,) = _run(excel, name_sub(macro.nom))
    exec(commande, {})  # noqa: S102 (the very text that Excel hands to Python)
    assert python == [(macro.nom, "le classeur appelant")]


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.nom)
def test_the_ribbon_starts_the_same_macro(excel, python, macro):
    (commande,) = _run(excel, name_rappel(macro.nom, complement=excel.complement), Classeur(complement=False))
    exec(commande, {})  # noqa: S102
    assert python == [(macro.nom, "le classeur appelant")]
    assert excel.dialogs == []


@pytest.mark.parametrize("etat", ["absent", "erreur"])
def test_one_french_sentence_says_that_python_does_not_answer(excel, etat):
    avant = len(excel.dialogs)
    excel.run("Regler", etat)
    try:
        excel.run(name_sub("controler"))
    finally:
        excel.run("Regler", "")
    ((_, phrase, titre, _),) = excel.dialogs[avant:]
    assert (phrase, titre) == (SANS_PYTHON, "DPID")
    del excel.interpreter.dialogs[avant:]


class Disque(VBAObject):
    """Scripting.FileSystemObject, as far as the log needs it; it notes what is written and where."""

    def __init__(self):
        self.dossiers, self.ecrits = [], []

    @method
    def BuildPath(self, dossier, nom):  # noqa: N802 (Excel's names)
        return f"{dossier}\\{nom}"

    @method
    def FolderExists(self, dossier):  # noqa: N802
        return dossier in self.dossiers

    @method
    def CreateFolder(self, dossier):  # noqa: N802
        self.dossiers.append(dossier)

    @method
    def OpenTextFile(self, chemin, mode, creer):  # noqa: N802
        assert (mode, creer) == (8, True), "at the end of a file that may not be there yet"
        self.ecrits.append(chemin)
        return self

    @method
    def WriteLine(self, texte):  # noqa: N802
        self.ecrits.append(texte)

    @method
    def Close(self):  # noqa: N802
        self.ecrits.append(None)


class XLPy(VBAObject):
    """xlwings' Python server: its Python cannot import our package."""

    @method
    def Module(self, nom):  # noqa: N802
        return nom

    @method
    def SetAttr(self, _module, _nom, _valeur):  # noqa: N802
        return None

    @method
    def Exec(self, _commande):  # noqa: N802
        raise VBARuntimeError(1000, PANNE)


PANNE = "ModuleNotFoundError: No module named 'udfs'"
REGLAGES = """\
Public Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "") As Variant
    GetConfig = default
    If configKey = "USE UDF SERVER" Then GetConfig = "True"
End Function
"""


@pytest.mark.parametrize("complement", [False, True], ids=["classeur", "complément"])
def test_what_python_says_goes_to_the_log_and_one_french_box_to_the_officer(complement, tmp_path, monkeypatch):
    modules = load_modules(complement=complement)
    (lancement,) = re.findall(r"^Public Function RunPython\(.*?^End Function\n", modules["xlwings"], re.MULTILINE | re.DOTALL)
    # The interpreter knows no label inside an If.
    lancement = re.sub(r"If OPTIMIZED_CONNECTION = True Then\n(.*?)\n +Else\n.*?End If", r"\1", lancement, flags=re.DOTALL)
    (montre,) = re.findall(r"^Sub ShowError\(.*?^End Sub\n", modules["xlwings"], re.MULTILINE | re.DOTALL)
    fichier = tmp_path / "annexe5.xlsm"
    with ExcelFile.create_new(fichier) as classeur:
        classeur.save()
    excel, disque = ExcelApplication.open(fichier, with_vba=False), Disque()
    pont = excel.interpreter.host
    globaux = pont.global_object
    monkeypatch.setattr(pont, "global_object", lambda nom: XLPy() if nom == "xlpy" else globaux(nom))
    monkeypatch.setattr(pont, "create", lambda nom: {"Scripting.FileSystemObject": disque}[nom])
    monkeypatch.setitem(INTRINSICS, "environ", lambda *_appel: r"C:\Users\agent\AppData\Local")
    excel.add_module(REGLAGES + montre + lancement, name="xlwings")
    excel.add_module(modules["dpid_macros"].partition("Option Explicit")[2], name="dpid_macros")
    excel.run(name_sub("controler"))
    assert [dialogue[1:3] for dialogue in excel.dialogs] == [(SANS_PYTHON, "DPID")]
    dossier = r"C:\Users\agent\AppData\Local\dpid_xl"
    assert disque.dossiers == [dossier]
    chemin, texte, ferme = disque.ecrits
    assert (chemin, ferme) == (rf"{dossier}\macros.log", None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d RunPython\r\n" + re.escape(PANNE), texte)


def test_without_an_open_workbook_nothing_is_started(excel, monkeypatch):
    pont = excel.interpreter.host
    globaux = pont.global_object
    monkeypatch.setattr(pont, "global_object", lambda nom: NOTHING if nom == "activeworkbook" else globaux(nom))
    avant = len(excel.dialogs)
    assert _run(excel, name_sub("controler")) == []
    assert [dialogue[1] for dialogue in excel.dialogs[avant:]] == [SANS_CLASSEUR]
    del excel.interpreter.dialogs[avant:]


class Application(VBAObject):
    """Excel's own, as far as one workbook hands over to another: it has the macros of some workbooks."""

    def __init__(self, *classeurs):
        self.classeurs, self.lances = classeurs, []

    @method
    def Run(self, macro):  # noqa: N802 (Excel's name)
        if not macro.startswith(self.classeurs):
            raise VBARuntimeError(1004, "Cannot run the macro")
        self.lances.append(macro)


@pytest.fixture
def autre_devant(excel, monkeypatch):
    """Another workbook stands in front; tell whether it has our macros."""

    def put(*, a_nous):
        pont = excel.interpreter.host
        globaux, application = pont.global_object, Application("'l''autre.xlsm'!" if a_nous else "'rien")
        devant, hote = Classeur(complement=False, nom="l'autre.xlsm"), Classeur(complement=excel.complement)
        fournis = {"activeworkbook": devant, "thisworkbook": hote, "application": application}
        monkeypatch.setattr(pont, "global_object", lambda nom: fournis[nom] if nom in fournis else globaux(nom))
        return application

    return put


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.nom)
def test_the_ribbon_acts_on_the_workbook_in_front(excel, autre_devant, macro):
    application = autre_devant(a_nous=True)
    lancees = _run(excel, name_rappel(macro.nom, complement=excel.complement), Classeur(complement=False))
    if excel.complement:  # whose Python works on the workbook in front
        assert (len(lancees), application.lances) == (1, [])
    else:
        assert (lancees, application.lances) == ([], [f"'l''autre.xlsm'!{name_sub(macro.nom)}"])


def test_a_workbook_in_front_that_is_not_ours_is_left_alone(excel, autre_devant):
    autre_devant(a_nous=False)
    avant = len(excel.dialogs)
    lancees = _run(excel, name_rappel("controler", complement=excel.complement), Classeur(complement=False))
    phrases = [dialogue[1] for dialogue in excel.dialogs[avant:]]
    # The add-in's Python reads the workbook in front, and says what it has not.
    assert (len(lancees), phrases) == ((1, []) if excel.complement else (0, [AUTRE_CLASSEUR]))
    del excel.interpreter.dialogs[avant:]


def test_two_open_files_show_one_tab(excel, monkeypatch):
    pont = excel.interpreter.host
    globaux, appels = pont.global_object, pont.call_global
    charges = {COMPLEMENT: Classeur(complement=True)} if excel.complement else {}
    monkeypatch.setattr(pont, "global_object", lambda nom: Classeur(complement=excel.complement) if nom == "thisworkbook" else globaux(nom))

    def call_global(nom, arguments, nommes):
        if nom.lower() != "workbooks":
            return appels(nom, arguments, nommes)
        if arguments[0] not in charges:
            raise VBARuntimeError(9, "Subscript out of range")
        return charges[arguments[0]]

    monkeypatch.setattr(pont, "call_global", call_global)
    rappel = name_rappel(VISIBLE.lower(), complement=excel.complement)
    excel.add_module(f"Public Function EstVisible()\nDim v\n{rappel} ThisWorkbook, v\nEstVisible = v\nEnd Function", name="essai")
    assert excel.run("EstVisible") is True
    charges[COMPLEMENT] = Classeur(complement=True)
    assert excel.run("EstVisible") is excel.complement


def test_no_macro_has_the_name_of_a_function_or_of_another():
    noms = [name_sub(macro.nom).lower() for macro in MACROS]
    noms += [name_rappel(macro.nom, complement=complement).lower() for macro in MACROS for complement in (False, True)]
    noms += [fonction.excel.lower() for fonction in FONCTIONS]
    assert len(noms) == len(set(noms))


def test_the_extension_repeats_the_registry():
    actions = {action.macro: action for action in load_extension().actions}
    assert set(actions) == {name_sub(macro.nom) for macro in MACROS}
    for macro in MACROS:
        action = actions[name_sub(macro.nom)]
        attendue = SimpleNamespace(libelle=macro.libelle, aide=macro.aide, groupe=macro.groupe.value, accueil=macro.lieu is Place.ACCUEIL)
        assert vars(attendue) == {nom: getattr(action, nom) for nom in vars(attendue)}
