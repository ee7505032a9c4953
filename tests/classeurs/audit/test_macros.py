"""The macros of a workbook against those that the package ships."""

import re

import pytest

from dpid_xl.classeurs.audit.macros import DEPUIS
from dpid_xl.classeurs.macros import PROJET
from dpid_xl.classeurs.macros.vba import add_vba
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.controles import get_message
from dpid_xl.schema import NOM_GENERATION
from tests.classeurs.fabrique import list_constats
from tests.libreoffice import convert
from tests.typographie import unset
from udfs.excel import list_modules

MODULES = list_modules()


@pytest.fixture(scope="module")
def sans_vba(livre):
    """The parts of the workbook as they are before its macros are put in."""
    return {nom: contenu for nom, contenu in list_parties(livre).items() if "vba" not in nom.lower()}


@pytest.fixture
def controler(tmp_path, sans_vba):
    def _controler(modules):
        chemin = tmp_path / "essai.xlsm"
        chemin.write_bytes(_write_avec(sans_vba, modules))
        return read_classeur(chemin, MODULES)

    return _controler


def _write_avec(sans_vba, modules):
    parties = dict(sans_vba)
    add_vba(parties, modules)
    return zip_parties(parties)


def _respace(source):
    """Write a module as the VBA editor could: other case, other spaces, other comments."""
    lignes = (ligne.replace("Dim ", "dim  ").replace("Call ", "CALL ") for ligne in source.splitlines())
    return "\n".join(["' relu par l'agent", *lignes, ""])


def test_shipped_macros(tmp_path, livre):
    chemin = tmp_path / "annexe5.xlsm"
    chemin.write_bytes(livre)
    assert read_classeur(chemin, MODULES).anomalies == ()


def test_what_the_editor_does_by_itself(controler):
    assert controler({**MODULES, "dpid_macros": _respace(MODULES["dpid_macros"])}).anomalies == ()


def test_what_libreoffice_does_by_itself(controler):
    """It writes no description of a procedure, nor the head of a class."""
    sans = "\n".join(ligne for ligne in MODULES["Dictionary"].splitlines() if not re.match(r"Attribute \w+\.VB_", ligne))
    assert sans != MODULES["Dictionary"]
    assert controler({**MODULES, "Dictionary": sans}).anomalies == ()


@pytest.mark.libreoffice
def test_saved_by_libreoffice_only_what_was_changed_is_told(tmp_path, sans_vba):
    chemin = tmp_path / "annexe5.xlsm"
    chemin.write_bytes(_write_avec(sans_vba, {**MODULES, "dpid_xl": MODULES["dpid_xl"].replace('DuClasseur = "', 'DuClasseur = "x')}))
    enregistre = convert(chemin, "xlsm:Calc MS Excel 2007 VBA XML", recalcul=False)
    constats = [(anomalie.code, anomalie.faits.get("module")) for anomalie in read_classeur(enregistre, MODULES).anomalies]
    assert constats == [("lecture_macros_modifiees", "dpid_xl")]


CAS = {
    "modifiee": (
        {**MODULES, "dpid_xl": MODULES["dpid_xl"].replace('DuClasseur = "', 'DuClasseur = "x')},
        ("lecture_macros_modifiees", "avertissement"),
        "Le module VBA « dpid_xl » n'est pas celui de dpid-xl (procédures : « DpidVersionDuClasseur »), il a été modifié",
    ),
    "procedure_ajoutee": (
        {**MODULES, "dpid_xl": MODULES["dpid_xl"] + "\nSub Autre()\n    MsgBox 1\nEnd Sub\n"},
        ("lecture_macros_modifiees", "avertissement"),
        "Le module VBA « dpid_xl » n'est pas celui de dpid-xl (procédures : « Autre »)",
    ),
    "absente": (
        {nom: source for nom, source in MODULES.items() if nom != "dpid_aides"},
        ("lecture_macros_absentes", "information"),
        "Le module VBA « dpid_aides » de dpid-xl a été retiré du classeur",
    ),
    "ajoutee": (
        {**MODULES, "Module1": "Sub MaMacro()\n    MsgBox 1\nEnd Sub\n"},
        ("lecture_macros_ajoutees", "information"),
        "Le classeur porte des macros qui ne sont pas de dpid-xl (« Module1 »)",
    ),
}


@pytest.mark.parametrize(("modules", "constat", "phrase"), CAS.values(), ids=CAS)
def test_other_macros_are_told(controler, modules, constat, phrase):
    lecture = controler(modules)
    assert list_constats(lecture) == [(*constat, "Accueil")]
    assert unset(get_message(lecture.anomalies[0])).startswith(phrase)


def test_workbook_without_macros(tmp_path, sans_vba):
    chemin = tmp_path / "essai.xlsx"
    chemin.write_bytes(zip_parties(sans_vba))
    assert read_classeur(chemin, MODULES).anomalies == ()


def test_macros_that_cannot_be_read(tmp_path, livre):
    chemin = tmp_path / "essai.xlsm"
    chemin.write_bytes(zip_parties(list_parties(livre) | {PROJET: b"abime"}))
    assert list_constats(read_classeur(chemin, MODULES)) == [("lecture_macros_illisibles", "avertissement", "Accueil")]


def test_macros_are_not_looked_at_without_what_they_should_be(tmp_path, sans_vba):
    chemin = tmp_path / "essai.xlsm"
    chemin.write_bytes(_write_avec(sans_vba, {"Module1": "Sub MaMacro()\nEnd Sub\n"}))
    assert read_classeur(chemin).anomalies == ()


def test_a_module_newer_than_the_workbook_does_not_miss(tmp_path, sans_vba):
    assert DEPUIS.keys() <= MODULES.keys()
    modules = {nom: source for nom, source in MODULES.items() if nom not in DEPUIS}
    ancien = {nom: contenu.replace(NOM_GENERATION.encode(), b"Ancien_nom") for nom, contenu in sans_vba.items()}
    for parties, attendus in ((sans_vba, list(DEPUIS)), (ancien, [])):
        chemin = tmp_path / "essai.xlsm"
        chemin.write_bytes(_write_avec(parties, modules))
        absents = [a.faits["module"] for a in read_classeur(chemin, MODULES).anomalies if a.code == "lecture_macros_absentes"]
        assert absents == attendus
