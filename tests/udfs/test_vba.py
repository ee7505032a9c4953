"""The VBA that a workbook carries: up to date, readable by Excel, and run here by an interpreter against the real COM route."""

import re
from pathlib import Path

import pytest
import xlwings
from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.cfb import CFB
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._objects import VBAObject, member, method
from pyopenvba.interpreter._preprocess import DEFAULT_CONSTANTS
from pyopenvba.interpreter._values import MISSING, NOTHING, VBAArray, VBAErrorValue

from dpid_xl.chaine import make_classeur
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.schema import GENERATION
from tests.udfs.com import MANQUANT, open_com
from udfs.cellules import ErreurCellule
from udfs.declaration import SorteDeValeur
from udfs.excel import DICTIONNAIRE, MODULES, SUB_AIDES, load_modules
from udfs.excel.generation import SANS_PYTHON, generate_modules
from udfs.extension import load_extension
from udfs.fonctions import FONCTIONS

XL_ERR_VALUE = 2015
LIGNE_MAXIMALE = 1023  # characters of a physical line in the VBA editor
SUITES_MAXIMALES = 24  # line continuations of one statement
MOTS_RESERVES = {"date", "resume", "next", "type", "name", "end", "error", "string", "single", "long", "to", "is", "set", "stop"}


@pytest.mark.parametrize("complement", [False, True], ids=["classeur", "complément"])
def test_the_committed_modules_are_the_generated_ones(complement):
    assert load_modules(complement=complement) == generate_modules(complement=complement)


@pytest.mark.parametrize(("nom", "source"), load_modules().items(), ids=lambda valeur: valeur if valeur.isidentifier() else "")
def test_the_editor_can_hold_the_modules(nom, source):
    source.encode("cp1252")
    assert f'Attribute VB_Name = "{nom}"' in source[:200]
    if nom not in MODULES:  # theirs
        return
    assert max(map(len, source.splitlines())) <= LIGNE_MAXIMALE
    assert max(len(suite.split("\n")) for suite in re.findall(r"(?:.* _\n)+", source) or [""]) <= SUITES_MAXIMALES


def test_no_argument_is_a_word_of_vba():
    assert not {argument.nom for fonction in FONCTIONS for argument in fonction.arguments} & MOTS_RESERVES


class XLPy(VBAObject):
    """What XLPy gives in Excel: xlwings' Python server, here in the same process."""

    def __init__(self, call):
        self.call = call
        self.panne = False

    @method
    def CallUDF(self, module, fonction, arguments, classeur, appelant):  # noqa: N802, ARG002 (Excel's signature)
        if self.panne:
            raise VBARuntimeError(1000, "Could not activate Python COM server")
        try:
            return _to_vba(self.call(fonction, *map(_from_vba, arguments.items)))
        except ErreurCellule as erreur:
            raise VBARuntimeError(1000, f"Traceback…\n{erreur}") from erreur


class Application(VBAObject):
    """Excel's own, as far as the modules use it: the calling cell and the texts of the wizard."""

    def __init__(self, cellule):
        self.cellule = cellule
        self.aides, self.differees = {}, []

    @member
    def Caller(self):  # noqa: N802
        return self.cellule

    @method
    def MacroOptions(self, Macro, Description, Category, ArgumentDescriptions=None):  # noqa: N802, N803
        self.aides[Macro] = (Description, Category, tuple(ArgumentDescriptions.items) if ArgumentDescriptions else ())

    @method
    def OnTime(self, quand, macro):  # noqa: N802
        self.differees.append((quand, macro))


@pytest.fixture(scope="module")
def excel(tmp_path_factory):
    fichier = tmp_path_factory.mktemp("vba") / "l'annexe.xlsm"
    with ExcelFile.create_new(fichier) as classeur:
        for nom in MODULES:  # xlwings' own declares functions of a DLL that only Windows has
            classeur.vba_project().add_module(nom, load_modules()[nom].replace("\n", "\r\n"))
        classeur.save()
    with open_com() as call:
        excel = ExcelApplication.open(fichier)
        excel.fichier = fichier
        excel.xlpy, excel.hote = XLPy(call), Application(excel.evaluate('ThisWorkbook.Worksheets(1).Range("A1")'))
        pont = excel.interpreter.host
        fournis, autres = {"xlpy": excel.xlpy, "application": excel.hote}, pont.global_object
        pont.global_object = lambda nom: fournis[nom] if nom in fournis else autres(nom)
        yield excel


@pytest.mark.parametrize(
    ("formule", "resultat"),
    [
        ('DPID_MONTANT("T1-01", 80, 6)', [[6400.0]]),
        ('DPID_MONTANT("T3-02", 0, 12, 16)', [[40000.0]]),
        ("DPID_POSTES(0.5)", [[26000.0]]),
        ("DPID_EN_LETTRES(1000000)", [["un million d'euros"]]),
        ('DPID_EXPLIQUER("T1-01", 80, 6)', [["80 places × 160\xa0€ × 6/12 = 6\u202f400,00\xa0€"]]),
        ('DPID_CONTROLE("T1-01", 80, 6, 6400)', [[""]]),
        ('DPID_MONTANTS("T1-01", 80, 6, "")', [[6400.0]]),
        ('DPID_SIRET_VALIDE("00000000000000")', [[False]]),
    ],
)
def test_a_formula_goes_through_to_python(excel, formule, resultat):
    assert excel.evaluate(formule) == resultat


@pytest.mark.parametrize("formule", ['DPID_MONTANT("T2-05", 10)', 'DPID_PLACES("beaucoup")', 'DPID_EN_LETTRES("")', "DPID_AVANCE(-1,0.6)"])
def test_a_refusal_is_an_excel_error(excel, formule):
    assert excel.evaluate(formule) == VBAErrorValue(XL_ERR_VALUE)


def test_the_errors_of_a_spilled_column_are_excel_errors(excel):
    assert excel.evaluate('DPID_MONTANTS("T2-05", 10, 6, "")') == [[VBAErrorValue(XL_ERR_VALUE)]]


def test_a_sentence_says_that_python_does_not_answer(excel):
    excel.xlpy.panne = True
    try:
        assert excel.evaluate('DPID_CONTROLE("T1-01", 80, 6, 6400)') == SANS_PYTHON
        assert excel.evaluate("DPID_PLACES(80)") == VBAErrorValue(XL_ERR_VALUE)
    finally:
        excel.xlpy.panne = False


def test_every_text_reaches_the_wizard(excel):
    excel.run(SUB_AIDES)
    assert excel.hote.aides == {
        f"'l''annexe.xlsm'!{fonction.excel}": (fonction.resume, "DPID", tuple(argument.aide for argument in fonction.arguments))
        for fonction in FONCTIONS
    }


def test_an_add_in_that_opens_before_any_workbook_waits_for_one(excel, monkeypatch):
    excel.hote.aides.clear()
    pont = excel.interpreter.host
    globaux = pont.global_object
    with monkeypatch.context() as sans_classeur:
        sans_classeur.setattr(pont, "global_object", lambda nom: NOTHING if nom == "activeworkbook" else globaux(nom))
        excel.run(SUB_AIDES)
    ((quand, macro),) = excel.hote.differees
    assert macro == f"'l''annexe.xlsm'!{SUB_AIDES}"
    assert quand is not None
    assert excel.hote.aides == {}


def test_excel_for_mac_is_not_given_what_it_does_not_know(excel, monkeypatch):
    monkeypatch.setitem(DEFAULT_CONSTANTS, "Mac", 1)
    mac = ExcelApplication.open(excel.fichier)
    mac.hote = Application(None)
    pont = mac.interpreter.host
    autres = pont.global_object
    pont.global_object = lambda nom: mac.hote if nom == "application" else autres(nom)
    mac.run(SUB_AIDES)
    assert {aides for _resume, _famille, aides in mac.hote.aides.values()} == {()}
    assert len(mac.hote.aides) == len(FONCTIONS)


def test_no_argument_of_excel_is_bound_early_that_a_host_has_not():
    assert "Application.MacroOptions" not in load_modules()["dpid_aides"]


@pytest.mark.parametrize("complement", [False, True], ids=["classeur", "complément"])
def test_the_procedures_of_xlwings_are_offered_to_nobody(complement):
    modules = load_modules(complement=complement)
    assert modules["xlwings"].splitlines()[:2] == ['Attribute VB_Name = "xlwings"', "Option Private Module"]
    visibles = {
        procedure
        for nom, source in modules.items()
        if "Option Private Module" not in source and nom != DICTIONNAIRE
        for procedure in re.findall(r"^(?:Public )?(?:Function|Sub) (\w+)\(\)?", source, re.MULTILINE)
    }
    assert all(procedure.casefold().startswith("dpid") for procedure in visibles)


def test_only_sentences_may_be_written_by_a_wrapper():
    blocs = re.findall(r"^Public Function (\w+)\(.*?^failed:\n    \1 = (.*?)$", load_modules()["xlwings_udfs"], re.MULTILINE | re.DOTALL)
    phrases = {fonction.excel for fonction in FONCTIONS if fonction.resultat is SorteDeValeur.PHRASE}
    assert {nom for nom, _ in blocs} == {fonction.excel for fonction in FONCTIONS}
    assert {nom for nom, echec in blocs if echec != "CVErr(xlErrValue)"} == phrases


@pytest.fixture(scope="module")
def modele(tmp_path_factory, jour):
    fichier = tmp_path_factory.mktemp("modele") / "modele.xlsm"
    fichier.write_bytes(make_classeur("2022_phase2", jour, vide=True, extension=load_extension()))
    return fichier


def test_the_class_is_stored_as_excel_stored_it_in_xlwings_own_workbook(modele):
    dictionnaires = []
    for fichier in (modele, Path(xlwings.__file__).with_name("quickstart_standalone.xlsm")):
        with ExcelFile(fichier) as classeur:
            module = classeur.vba_project().get_module(DICTIONNAIRE)
            dictionnaires.append((module.kind, module.source.casefold()))  # VBA rewrites « Err » as it likes
    assert dictionnaires[0] == dictionnaires[1]
    assert dictionnaires[0][0] is VBAModuleKind.other
    assert "opensource.org/licenses/mit-license" in dictionnaires[0][1]


def test_the_project_declares_it_as_a_class(modele):
    projet = CFB.from_bytes(list_parties(modele.read_bytes())["xl/vbaProject.bin"]).get_stream("PROJECT").decode("cp1252")
    assert re.findall(r"^Class=(\w+)\r$", projet, re.MULTILINE) == [DICTIONNAIRE]
    assert set(re.findall(r"^Module=(\w+)\r$", projet, re.MULTILINE)) == {"dpid_xl", "xlwings", *MODULES}


# What the interpreter has not: attributes of procedures, the name « VBA », the Enum of a class.
SANS_OBJET = ((r"^Attribute \w+\..*\n", ""), (r"\bVBA\.", ""), (r"\bAs CompareMethod\b", "As Long"), (r"\bCompareMethod\.Bin", "vbBin"))
LIRE = """\
Public Const PROJECT_NAME As String = "xlwings"
Public Function Lire(nom)
    If GetConfigFromSheet(ThisWorkbook).Exists(nom) Then Lire = GetConfigFromSheet(ThisWorkbook).Item(nom)
End Function
"""


def test_on_a_mac_the_settings_are_read_with_it(modele, monkeypatch):
    monkeypatch.setitem(DEFAULT_CONSTANTS, "Mac", 1)
    classe = load_modules()[DICTIONNAIRE].partition("\nEND\n")[2]
    for motif, remplacant in SANS_OBJET:
        classe = re.sub(motif, remplacant, classe, flags=re.MULTILINE)
    (lecture,) = re.findall(r"^Function GetConfigFromSheet\(.*?^End Function\n", load_modules()["xlwings"], re.MULTILINE | re.DOTALL)
    excel = ExcelApplication.open(modele, with_vba=False)
    excel.add_module(classe, name=DICTIONNAIRE, kind="class")
    excel.add_module(LIRE + lecture, name="xlwings")
    assert excel.run("Lire", "USE UDF SERVER") == "True"
    assert excel.run("Lire", "GÉNÉRATION DU CLASSEUR") == str(GENERATION)
    assert not excel.run("Lire", "INTERPRETER_MAC")


def _from_vba(valeur):
    if valeur is MISSING:
        return MANQUANT
    return float(valeur) if isinstance(valeur, int) and not isinstance(valeur, bool) else valeur


def _to_vba(rangees):
    hauteur, largeur = len(rangees), len(rangees[0])
    cellules = [rangees[rang][colonne] for colonne in range(largeur) for rang in range(hauteur)]
    return VBAArray([(0, hauteur - 1), (0, largeur - 1)], items=cellules)
