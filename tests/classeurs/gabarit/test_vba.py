import importlib.util
import re
import subprocess
import sys

import pytest
from pyopenvba import ExcelFile, check_file
from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_vba_project

from dpid_xl.classeurs.macros import vba
from dpid_xl.classeurs.macros.modules import load_modules
from dpid_xl.classeurs.macros.vba import add_vba
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.schema import FEUILLES
from dpid_xl.version import __version__


@pytest.fixture(scope="module")
def fichier(tmp_path_factory: pytest.TempPathFactory, octets: bytes):
    fichier = tmp_path_factory.mktemp("vba") / "classeur.xlsm"
    fichier.write_bytes(octets)
    return fichier


def test_every_sheet_has_its_document_module(fichier):
    with ExcelFile(fichier) as classeur:
        assert classeur.module_names() == ["ThisWorkbook", *(feuille.nom_vba for feuille in FEUILLES), *load_modules()]
        assert classeur.validate() == []
    rapport = check_file(fichier)
    assert not rapport.issues, rapport


@pytest.mark.skipif(importlib.util.find_spec("oletools") is None, reason="oletools n'est pas installé")
def test_another_reader_finds_the_same_modules(fichier):
    # In its own process: importing it warns, and warnings are errors here.
    commande = [sys.executable, "-W", "ignore", "-m", "oletools.olevba", "-c", str(fichier)]
    sortie = subprocess.run(commande, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert set(re.findall(r"VBA MACRO (\w+)\.", sortie)) == {"ThisWorkbook", *(feuille.nom_vba for feuille in FEUILLES), *load_modules()}
    assert f'DpidVersionDuClasseur = "{__version__}"' in sortie


def test_the_package_is_typed_as_a_macro_workbook(octets: bytes):
    parties = list_parties(octets)
    assert b"ms-excel.sheet.macroEnabled.main+xml" in parties["[Content_Types].xml"]
    assert b"spreadsheetml.sheet.main+xml" not in parties["[Content_Types].xml"]
    assert "xl/vbaProject.bin" in parties


def test_office_compiles_the_project_itself(fichier):
    projet = CFB.from_bytes(list_parties(fichier.read_bytes())["xl/vbaProject.bin"])
    # [MS-OVBA] 2.3.4.1: version 0xFFFF, and no cache there nor before the text of a module.
    assert projet.get_stream_in_storage("VBA", "_VBA_PROJECT") == bytes.fromhex("cc61 ffff 00 0000")
    lu = parse_vba_project(projet)
    assert {(module.text_offset, module.prefix_bytes) for module in lu.modules} == {(0, b"")}
    assert lu.name == "DPID"
    assert b'\r\nName="DPID"\r\n' in projet.get_stream("PROJECT")


def test_a_project_without_what_is_changed_is_refused():
    with pytest.raises(RuntimeError, match="pyOpenVBA a changé"):
        vba._replace(b"abc", b"d", b"e")


def test_a_reserved_name_is_refused(octets: bytes):
    with pytest.raises(ValueError, match="print"):
        add_vba(_without_projet(octets), {"print": "' rien"})


def _without_projet(octets: bytes) -> dict[str, bytes]:
    parties = {nom: contenu for nom, contenu in list_parties(octets).items() if nom != "xl/vbaProject.bin"}
    liens = "xl/_rels/workbook.xml.rels"
    debut, _, reste = parties[liens].rpartition(b"<Relationship ")
    assert b"vbaProject" in reste
    parties[liens] = debut + b"</Relationships>"
    return parties
