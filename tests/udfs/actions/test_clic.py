"""The walk of a click, station by station: what docs/architecture.md says, what the ribbon's Sub calls, what runs in Python."""

import re
import sys
from pathlib import Path

import pytest

import dpid_xl
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.excel import Classeur
from udfs import macros
from udfs.excel import load_modules

RACINE = Path(dpid_xl.__file__).parents[1]
MACRO, RAPPEL = "exporter_pdf_selection", "DPID_Ruban_ExporterPdfSelection"
STATIONS = 15
# What a click goes through to read the workbook and to write a file.
ETAPES = {"read_vue", "copy_classeur", "examine", "make_aside", "_put_in_place"}


@pytest.fixture(scope="module")
def documentees():
    texte = (RACINE / "docs" / "architecture.md").read_text(encoding="utf-8")
    return re.findall(r"^\| \d+ \| (?:VBA )?`(.+?)` \|", texte, re.MULTILINE)


def test_a_click_passes_few_stations(documentees):
    assert len(documentees) == STATIONS


def test_the_ribbons_sub_goes_straight_to_python(documentees):
    source = load_modules()["dpid_macros"]
    subs = r"^(?:Public|Private) Sub (\w+)\(.*?\)\n(.*?)^End Sub"
    appels = dict(re.findall(subs, source, re.MULTILINE | re.DOTALL))
    assert f'm.{MACRO}(xw.Book.caller())"' in appels[RAPPEL]
    assert re.findall(r"^    (\w+) \"", appels[RAPPEL], re.MULTILINE) == ["Lancer"]
    assert "RunPython(commande)" in appels["Lancer"]
    assert documentees[1:4] == [RAPPEL, "Lancer", "RunPython"]


def test_the_stations_in_python_are_those_of_the_page(documentees, tmp_path, monkeypatch):
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    traversees = {}

    def note(cadre, evenement, _argument):
        if evenement == "call" and cadre.f_code.co_name in ETAPES:
            pile = []
            while cadre:
                chemin = Path(cadre.f_code.co_filename)
                if chemin.is_relative_to(RACINE / "udfs") or chemin.is_relative_to(RACINE / "dpid_xl"):
                    module = ".".join(chemin.relative_to(RACINE).with_suffix("").parts).removesuffix(".__init__")
                    pile.append(f"{module}.{cadre.f_code.co_qualname}")
                cadre = cadre.f_back
            traversees.update(dict.fromkeys(reversed(pile)))

    classeur = Classeur(read_octets(), tmp_path, devant="Conventions", selection="A7:A7")
    sys.setprofile(note)
    try:
        getattr(macros, MACRO)(classeur)
    finally:
        sys.setprofile(None)
        classeur.close()
    assert list(traversees) == documentees[4:]
    assert len(list((tmp_path / "conventions").rglob("*.pdf"))) == 2
