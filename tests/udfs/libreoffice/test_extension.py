"""The file of the extension: its parts, and that it needs nothing but them."""

import io
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from datetime import date
from pathlib import Path

import pytest

import dpid_xl
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.version import __version__
from udfs.cellules import ERREUR, ErreurCellule
from udfs.declaration import Argument, Fonction, SorteDeValeur
from udfs.fonctions import FONCTION_PAR_NOM, FONCTIONS
from udfs.libreoffice import INTERFACE
from udfs.libreoffice.conversions import NOTE_AMBIGU, NOTE_ZERO, read_arguments, write_aide, write_resultat
from udfs.libreoffice.extension import build_oxt
from udfs.libreoffice.typelib import MAGIE, Methode, write_typelib

SUFFIXES = {".toml", ".csv", ".json", ".md", ".typ", ".ttf", ".txt", ".html"}

# Runs all examples as the component would, with the standard library and the packed modules only.
SEULE = """
import sys
sys.path.insert(0, sys.argv[1])
from udfs import fonctions
from udfs.libreoffice.conversions import read_arguments, write_resultat
from udfs.fonctions import FONCTIONS
for fonction in FONCTIONS:
    for exemple in fonction.exemples:
        cellules = list(exemple.arguments) + [None] * (len(fonction.arguments) - len(exemple.arguments))
        trouve = write_resultat(getattr(fonctions, fonction.python)(*read_arguments(fonction, cellules)))
        assert trouve == write_resultat(exemple.resultat), (fonction.nom, trouve)
print(sorted({nom.partition(".")[0] for nom, module in sys.modules.items() if "site-packages" in (getattr(module, "__file__", "") or "")}))
"""


def test_the_parts(oxt: bytes):
    parties = list_parties(oxt)
    manifeste = parties["META-INF/manifest.xml"].decode()
    for nom in ("dpid.rdb", "dpid.components"):
        assert f'manifest:full-path="{nom}"' in manifeste
        assert nom in parties
    assert 'uri="dpid_calc.py"' in parties["dpid.components"].decode()
    assert f'<version value="{__version__}"/>' in parties["description.xml"].decode()
    assert not [nom for nom in parties if nom.endswith((".so", ".pyc", ".pyd"))]
    assert not [nom for nom in parties if "rapidfuzz" in nom or "xlwings" in nom]
    assert {nom for nom in parties if nom.startswith("licences/")} == {"licences/num2words/COPYING", "licences/stdnum/COPYING"}
    for nom, contenu in parties.items():
        if nom.endswith((".xml", ".components")):
            ET.fromstring(contenu)  # noqa: S314 (our own file)


def test_it_carries_what_the_package_reads_but_the_command_line(oxt: bytes):
    """Typefaces, texts, templates: without one of them a document would be another than that of the other hosts."""
    dossier = Path(dpid_xl.__file__).parent
    donnees = {f"dpid_xl/{fichier.relative_to(dossier).as_posix()}" for fichier in dossier.rglob("*") if fichier.suffix in SUFFIXES}
    portees = {nom[nom.index("dpid_xl/") :] for nom in list_parties(oxt) if "/dpid_xl/" in f"/{nom}"}
    assert donnees
    assert donnees - portees == set()
    assert not [nom for nom in portees if Path(nom).name.startswith(("cli", "__main__"))]


def test_the_same_registry_makes_the_same_file(oxt: bytes):
    assert build_oxt() == oxt
    with zipfile.ZipFile(io.BytesIO(oxt)) as archive:
        assert {entree.date_time for entree in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_types_declare_every_function_and_argument(oxt: bytes):
    types = list_parties(oxt)["dpid.rdb"]
    assert types.startswith(MAGIE)
    position = 0
    for fonction in FONCTIONS:
        for nom in (fonction.nom, "[][]any" if fonction.resultat is SorteDeValeur.TABLEAU else "any", *(a.nom for a in fonction.arguments)):
            position = types.index(len(nom).to_bytes(4, "little") + nom.encode(), position) + 4
    assert [types.count(nom.encode() + b"\0") for nom in INTERFACE.split(".")] == [1, 1, 1]


def test_a_name_outside_ascii_is_refused():
    with pytest.raises(UnicodeEncodeError):
        write_typelib(INTERFACE, [Methode("BARÈME", "any", ())])


def test_it_needs_nothing_else(tmp_path: Path, oxt: bytes):
    with zipfile.ZipFile(io.BytesIO(oxt)) as archive:
        archive.extractall(tmp_path)
    fait = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", SEULE, str(tmp_path / "pythonpath")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (fait.stdout.strip(), fait.stderr) == ("[]", "")


def test_a_zero_alone_is_an_empty_cell_where_zero_means_nothing():
    fonctions = {nom: FONCTION_PAR_NOM[nom] for nom in ("MONTANT", "CONTROLE", "TOTAL", "TARIF", "AVANCE")}
    assert read_arguments(fonctions["MONTANT"], ("T1-01", 0.0, 0.0, 0.0, 0.0, 0.0)) == ["T1-01", 0.0, None, None, None, None]
    assert read_arguments(fonctions["CONTROLE"], ("T1-01", 0.0, 0.0, 0.0, None, None, None)) == ["T1-01", 0.0, None, 0.0, None, None, None]
    assert read_arguments(fonctions["TOTAL"], ((("a",), (0.0,)), 0.0, None, "Artois", "")) == [(("a",), (0.0,)), None, None, "Artois", ""]
    assert read_arguments(fonctions["TARIF"], (0.0, 0.0, None)) == [None, None, None]
    with pytest.raises(ErreurCellule, match="taux_ou_opération : LibreOffice ne distingue pas 0 d'une cellule vide"):
        read_arguments(fonctions["AVANCE"], (6400.0, 0.0, None, None))
    assert read_arguments(fonctions["AVANCE"], (6400.0, None, None, 0.0)) == [6400.0, None, None, None]


def test_every_function_takes_its_own_number_of_arguments():
    for fonction in FONCTIONS:
        assert read_arguments(fonction, [None] * len(fonction.arguments)) == [None] * len(fonction.arguments)
        with pytest.raises(ValueError, match="zip"):
            read_arguments(fonction, [None] * (len(fonction.arguments) + 1))


def test_results_are_what_calc_takes():
    assert write_resultat(date(1900, 3, 1)) == 61.0
    (ligne,) = write_resultat([[True, None, "", ERREUR]])
    assert ligne[:3] == (1.0, "", "")
    assert struct.pack("<d", ligne[3])[:4] == (519).to_bytes(4, "little")  # Calc's code of #VALEUR!


def test_the_help_says_what_holds_in_calc_only():
    notes = {(fonction.nom, argument.nom): _get_note(fonction, argument) for fonction in FONCTIONS for argument in fonction.arguments}
    assert notes["MONTANT", "mois"] == NOTE_ZERO
    assert notes["AVANCE", "taux"] == NOTE_AMBIGU
    assert write_aide(FONCTION_PAR_NOM["MONTANT"].arguments[4]).startswith("Tableau des tarifs avec ses en-têtes : tblBareme ;")
    assert {notes["MONTANT", "quantite"], notes["MONTANT", "operation"], notes["MOIS", "debut"]} == {""}


def _get_note(fonction: Fonction, argument: Argument) -> str:
    assert argument in fonction.arguments
    return write_aide(argument).removeprefix(argument.aide)
