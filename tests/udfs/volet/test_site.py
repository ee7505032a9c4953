"""The site as the command makes it: the same bytes twice, nothing of any other place, refusals in French."""

import json
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from dpid_xl.octets import hash_octets
from tests.udfs.volet.conftest import build
from udfs.volet import sources as apportees
from udfs.volet.__main__ import main
from udfs.volet.bytecode import CompilationImpossible, compile_archives
from udfs.volet.site import CATALOGUE, GARDIEN, REGLE, AdresseInvalide, check_adresse, seal
from udfs.volet.sources import PYODIDE, TYPST, SourceManquante, bring_sources, read_source


def _read(dossier):
    return {chemin.relative_to(dossier).as_posix(): chemin.read_bytes() for chemin in dossier.rglob("*") if chemin.is_file()}


def test_two_builds_are_the_same_bytes(construit, sources, tmp_path):
    dossier, adresse = construit
    assert build(tmp_path / "autre", int(adresse.split(":")[2].split("/")[0]), sources) == adresse
    assert _read(tmp_path / "autre") == _read(dossier)


def test_catalogue_says_what_is_there_and_the_service_worker_its_version(construit):
    fichiers = _read(construit[0])
    catalogue = json.loads(fichiers[CATALOGUE])
    assert catalogue["fichiers"] == {nom: hash_octets(fichiers[nom]) for nom in catalogue["fichiers"]}
    assert {"taskpane.html", "pyodide/pyodide.asm.wasm", "python/fonctions.zip", f"python/{TYPST.fichier}"} <= catalogue["fichiers"].keys()
    assert f'"{catalogue["version"]}"' in fichiers[GARDIEN].decode()
    change = seal({**fichiers, "taskpane.html": b"autre"})
    assert json.loads(change[CATALOGUE])["version"] != catalogue["version"]


def test_what_python_makes_of_its_sources_is_there_and_never_asked_to_be_newer(construit):
    """Of the modules that the first cell, then the first button, wait for; each with its source."""
    archives = {nom: zipfile.ZipFile(construit[0] / "python" / f"{nom}.zip") for nom in ("fonctions", "classeurs")}
    sources = {nom for archive in archives.values() for nom in archive.namelist() if nom.endswith(".py")}
    faites = {nom: [faite for faite in archive.namelist() if faite.endswith(".pyc")] for nom, archive in archives.items()}
    assert "udfs/volet/__pycache__/moteur.cpython-314.pyc" in faites["fonctions"]
    assert {"openpyxl/__pycache__/__init__.cpython-314.pyc", "dpid_xl/__pycache__/chaine.cpython-314.pyc"} <= set(faites["classeurs"])
    entetes = {archives[nom].read(faite)[:8] for nom in archives for faite in faites[nom]}
    assert {(entete[2:4], int.from_bytes(entete[4:], "little")) for entete in entetes} == {(b"\r\n", 0b01)}, "a hash, which is not checked"
    toutes = [faite for siennes in faites.values() for faite in siennes]
    assert len(toutes) == len(set(toutes))
    assert {faite.replace("__pycache__/", "").replace(".cpython-314.pyc", ".py") for faite in toutes} <= sources


def test_without_node_the_command_says_what_to_do(monkeypatch):
    monkeypatch.setattr("udfs.volet.bytecode.shutil.which", lambda _: None)
    with pytest.raises(CompilationImpossible, match=r"Node\.js, qui vient avec npm"):
        compile_archives({}, {})


def test_a_pyodide_that_node_cannot_run_is_a_refusal():
    with pytest.raises(CompilationImpossible, match="version 20"):
        compile_archives({"pyodide.mjs": b"throw new Error('vieux');"}, {"a.zip": b""})


def test_pages_name_no_other_place(construit):
    """In what is ours or is made for the site: pages, scripts, style, lists; Office.js, which is Microsoft's, is held by the rule."""
    dossier, adresse = construit
    noms = [nom for nom in _read(dossier) if nom.endswith((".html", ".css", ".json")) or nom.startswith(("static/js/", "xlwings/"))]
    for nom in noms:
        for trouvee in re.findall(rb"https?://[^\s\"'`)<>]+", (dossier / nom).read_bytes()):
            assert trouvee.decode().startswith((adresse, "http://www.w3.org/")) or _is_commentaire(dossier / nom, trouvee), (nom, trouvee)


def _is_commentaire(chemin, trouvee):
    lignes = [ligne.strip() for ligne in chemin.read_bytes().splitlines() if trouvee in ligne]
    return all(ligne.removeprefix(b"\xef\xbb\xbf").startswith((b"//", b"*", b"/*")) or b"// http" in ligne for ligne in lignes)


@pytest.mark.parametrize("nom", ["taskpane.html", "confidentialite.html", GARDIEN, "nginx.conf.example", "web.config"])
def test_the_same_rule_everywhere(construit, nom):
    texte = (construit[0] / nom).read_text(encoding="utf-8")
    assert REGLE in texte
    assert "@REGLE@" not in texte


def test_nothing_of_this_machine_is_in_the_site(construit):
    for nom, contenu in _read(construit[0]).items():
        if not nom.endswith((".wasm", ".zip", ".whl")) and not nom.startswith(("static/vendor", "pyodide/")):
            assert str(construit[0]).encode() not in contenu, nom
            assert sys.prefix.encode() not in contenu, nom


@pytest.mark.parametrize(
    "adresse",
    ["http://dpid.exemple.fr", "dpid.exemple.fr", "https://", "https://a.fr/?x=1", "https://a.fr/#x", "https://moi@a.fr", "file:///x"],
)
def test_an_address_that_excel_would_not_open_is_refused(adresse):
    with pytest.raises(AdresseInvalide, match="https://"):
        check_adresse(adresse)


def test_a_folder_that_holds_something_else_is_left(tmp_path, capsys, monkeypatch):
    (tmp_path / "lettre.docx").write_bytes(b"x")
    monkeypatch.setattr("udfs.volet.__main__.bring_sources", lambda _: pytest.fail("rien n'est à apporter"))
    assert main(["-o", str(tmp_path), "--adresse", "https://a.fr"]) == 1
    assert "contient autre chose qu'un volet" in capsys.readouterr().err
    assert main(["-o", str(tmp_path / "lettre.docx"), "--adresse", "https://a.fr"]) == 1
    assert "un fichier porte déjà ce nom" in capsys.readouterr().err


def test_a_source_that_is_not_the_one_tried_is_refused(tmp_path):
    with pytest.raises(SourceManquante, match="n'est pas dans"):
        read_source(tmp_path, PYODIDE)
    (tmp_path / PYODIDE.fichier).write_bytes(b"autre")
    with pytest.raises(SourceManquante, match="empreinte"):
        read_source(tmp_path, PYODIDE)


def test_what_is_there_is_not_brought_again_and_a_failure_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / PYODIDE.fichier).write_bytes(b"x")
    lances = []

    def run(commande, **_):
        lances.append(commande)
        return subprocess.CompletedProcess(commande, 1)

    monkeypatch.setattr(apportees.subprocess, "run", run)
    with pytest.raises(SourceManquante, match="--sources"):
        bring_sources(tmp_path)
    ((_python, *mots),) = lances
    assert f"typst=={TYPST.version}" in mots
    (tmp_path / PYODIDE.fichier).unlink()
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(SourceManquante, match="npm"):
        bring_sources(tmp_path)


def test_typst_is_the_version_of_the_computer():
    from importlib.metadata import version

    assert TYPST.version == version("typst")
