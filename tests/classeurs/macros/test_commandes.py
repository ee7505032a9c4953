"""What can be started from a file: the delivered ones end in Python, and of a changed one it is said what is broken."""

import importlib.util
import sys
import zipfile
from pathlib import Path

import pytest
from pyopenvba import ExcelFile

from dpid_xl.classeurs.macros import PROJET
from dpid_xl.classeurs.macros.commandes import DEFAUTS, SorteDeDepart, find_cible, read_inventaire
from dpid_xl.classeurs.macros.procedures import CLASSE, STANDARD, TAILLE_MAXIMALE
from dpid_xl.classeurs.macros.ruban import PARTIE
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from dpid_xl.cli import main
from tests.typographie import unset
from udfs import macros
from udfs.actions.registre import MACROS, Place

CLASSEURS = Path(__file__).parents[3] / "workbooks"
MODELE = CLASSEURS / "annexe5_modele.xlsm"
FONCTIONS = {f"udfs.macros.{nom}" for nom in macros.__all__}
DESSIN = "xl/drawings/vmlDrawing1.vml"
COMMANDES = len(MACROS) + sum(macro.lieu is Place.ACCUEIL for macro in MACROS)  # the ribbon, and the buttons
LIVRE = "remettez le classeur à neuf (« dpid-xl construire --depuis »)."


def read_defauts(fichier, fonctions=FONCTIONS):
    """Return what is said of the file, by kind and label."""
    commandes = read_inventaire(fichier, fonctions).commandes
    return {(commande.entree.sorte, commande.entree.libelle): commande.defaut for commande in commandes if commande.defaut}


@pytest.fixture
def change(tmp_path):
    """Write a copy of the empty workbook with a part changed; None takes the part away."""

    def change(partie, *remplacements):
        parties = list_parties(MODELE.read_bytes())
        for avant, apres in remplacements:
            assert avant.encode() in parties[partie]
            parties[partie] = parties[partie].replace(avant.encode(), apres.encode())
        if not remplacements:
            del parties[partie]
        copie = tmp_path / "copie.xlsm"
        copie.write_bytes(zip_parties(parties))
        return copie

    return change


@pytest.fixture
def change_vba(tmp_path):
    """Write a copy whose VBA a person edited in the editor."""

    def change(module, avant, apres):
        copie = tmp_path / "copie.xlsm"
        copie.write_bytes(MODELE.read_bytes())
        with ExcelFile(copie) as classeur:
            source = classeur.get_module(module)
            assert avant in source
            classeur.set_module(module, source.replace(avant, apres))
            classeur.save()
        return copie

    return change


@pytest.mark.parametrize("fichier", sorted(CLASSEURS.glob("*.xl*")), ids=lambda fichier: fichier.name)
def test_every_command_of_the_delivered_files_is_resolved(fichier):
    inventaire = read_inventaire(fichier, FONCTIONS)
    assert inventaire.resolu
    assert {commande.cible for commande in inventaire.commandes} == FONCTIONS
    assert inventaire.modules["dpid_macros"] == STANDARD
    assert inventaire.modules["ThisWorkbook"] == inventaire.modules["Dictionary"] == CLASSE


def test_a_ribbon_that_names_a_missing_macro_says_so(change):
    copie = change(PARTIE, ('onAction="DPID_Ruban_Controler"', 'onAction="DPID_Ruban_Verifier"'))
    assert read_defauts(copie) == {
        (SorteDeDepart.RUBAN, "Contrôler"): f"La macro « DPID_Ruban_Verifier » n'existe pas dans les modules VBA du fichier : {LIVRE}"
    }


@pytest.mark.parametrize(
    ("apres", "defaut"),
    [
        ("", "sans_macro"),
        ("[0]!Autre", "absente"),
        ("[2]!DPID_Controler", "ailleurs"),
        ("[0]!DPID_Ruban_Controler", "arguments"),
        ("[0]!Auto_Open", "sans_python"),
        ("[0]!Lancer", "absente"),  # it is Private
        ("[0]!dpid_macros.DPID_Controler", None),
    ],
)
def test_a_button_set_to_something_else(change, apres, defaut):
    copie = change(DESSIN, ("<x:FmlaMacro>[0]!DPID_Controler<", f"<x:FmlaMacro>{apres}<"))
    attendu = {(SorteDeDepart.BOUTON, "Contrôler"): DEFAUTS[defaut].format(macro=apres.rpartition("!")[2], cible="")} if defaut else {}
    assert read_defauts(copie) == attendu


@pytest.mark.parametrize(
    ("module", "avant", "apres", "defaut", "nombre"),
    [
        ("dpid_macros", "m.controler(", "m.verifier(", "inconnue", 2),
        ("dpid_macros", "import xlwings as xw, udfs.macros as m; m.controler(xw.Book.caller())", "print(1)", "incompris", 2),
        ("dpid_macros", "Public Sub DPID_Controler()", "Private Sub DPID_Controler()", "absente", 1),
        ("dpid_macros", "    If RunPython(commande) = -1 Then", "    ' RunPython\r\n    If True Then", "sans_python", COMMANDES),
        ("xlwings", "Public Function RunPython(", "Private Function RunPython(", "sans_python", COMMANDES),
        ("dpid_xl", "Public Sub Auto_Open()", "Public Sub DPID_Actualiser()\r\nEnd Sub\r\nPublic Sub Auto_Open()", None, 0),
        ("dpid_xl", "Public Sub Auto_Open()", "Sub DPID_Controler()\r\nEnd Sub\r\nPublic Sub Auto_Open()", "ambigue", 1),
    ],
)
def test_changed_vba_is_seen(change_vba, module, avant, apres, defaut, nombre):
    phrases = list(read_defauts(change_vba(module, avant, apres)).values())
    assert len(phrases) == nombre
    if defaut:
        assert all(phrase.startswith(DEFAUTS[defaut].partition("«")[0]) for phrase in phrases)


def test_an_older_python_is_said():
    assert list(read_defauts(MODELE, FONCTIONS - {"udfs.macros.actualiser"}).values()) == [
        "La fonction Python « udfs.macros.actualiser » n'existe pas dans dpid-xl sur ce poste : mettez à jour dpid-xl ou le classeur."
    ]


def test_the_cells_are_not_unfolded(monkeypatch):
    lues, read = [], zipfile.ZipFile.read
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda archive, nom: lues.append(getattr(nom, "filename", nom)) or read(archive, nom))
    assert read_inventaire(MODELE, FONCTIONS).commandes
    assert lues
    assert not [nom for nom in lues if nom.startswith("xl/worksheets/sheet")]


def test_a_workbook_without_vba_is_said(change):
    assert set(read_defauts(change(PROJET)).values()) == {DEFAUTS["sans_projet"]}


@pytest.mark.parametrize(
    ("partie", "contenu"),
    [
        (PROJET, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        (PROJET, b""),
        (PROJET, bytes(TAILLE_MAXIMALE + 1)),
        (PARTIE, b"<customUI><ribbon>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships"),
    ],
    ids=["abîmé", "vide", "démesuré", "ruban", "liens"],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, partie, contenu):
    copie = tmp_path / "copie.xlsm"
    copie.write_bytes(zip_parties(list_parties(MODELE.read_bytes()) | {partie: contenu}))
    with pytest.raises(ClasseurIllisible, match=r"de « copie\.xlsm » ne peuvent pas être lus|« copie\.xlsm » est tronqué ou abîmé"):
        read_inventaire(copie, FONCTIONS)


def test_calls_nested_as_nobody_writes_them_are_one_sentence(change_vba):
    chaine = "".join(f"S{rang}\r\nEnd Sub\r\nSub S{rang}()\r\n" for rang in range(3000))
    copie = change_vba("dpid_macros", "Public Sub DPID_Controler()", f"Public Sub DPID_Controler()\r\n{chaine}")
    with pytest.raises(ClasseurIllisible):
        read_inventaire(copie, FONCTIONS)


def test_nothing_that_the_file_names_is_imported(change_vba, tmp_path, monkeypatch):
    (tmp_path / "piege.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.util.find_spec("piege")
    assert set(read_defauts(change_vba("dpid_macros", "udfs.macros as m", "piege as m")).values()) == {
        DEFAUTS["inconnue"].format(cible=f"piege.{nom}") for nom in macros.__all__
    }
    assert "piege" not in sys.modules


@pytest.mark.parametrize(
    ("texte", "cible"),
    [
        ("import udfs.macros as m; m.f(1)", "udfs.macros.f"),
        ("import m; m.f()", "m.f"),
        ("f()", ""),
        ("import m", ""),
        ("m.f(", ""),
        ("", ""),
        ("m.f()\0", ""),
        ("(" * 990, ""),
        ("import m; m.f()" + " " * 1000, ""),
    ],
)
def test_the_function_called_last(texte, cible):
    assert find_cible(texte) == cible


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main([str(argument) for argument in arguments])
    return fin.value.code, *map(unset, capsys.readouterr())


def test_the_command_lists_buttons_and_ribbon(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "250")
    code, sortie, erreur = _run(capsys, "diagnostic", "--classeur", MODELE)
    assert (code, erreur) == (0, "")
    assert "Modules VBA (standard) : dpid_xl, xlwings, dpid_dll, xlwings_udfs, dpid_aides, dpid_macros." in sortie
    assert " ".join(next(ligne for ligne in sortie.splitlines() if "Accueil!F19" in ligne).split()) == (
        "│ résolu │ bouton │ Accueil!F19 │ Contrôler │ DPID_Controler │ udfs.macros.controler │"
    )
    assert sortie.endswith(f"Les {COMMANDES} commandes mènent à Python.\n")


def test_the_command_says_what_is_broken(capsys, monkeypatch, change):
    monkeypatch.setenv("COLUMNS", "250")
    copie = change(PARTIE, ("DPID_Ruban_Actualiser", "Ailleurs"))
    code, sortie, _ = _run(capsys, "diagnostic", "--classeur", copie)
    assert code == 1
    assert "La macro « Ailleurs » n'existe pas" in sortie
    assert sortie.endswith(f"À réparer : 1 sur {COMMANDES}.\n")


def test_a_plain_workbook_has_nothing_to_start(capsys, tmp_path):
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "simple.xlsx")
    code, sortie, _ = _run(capsys, "diagnostic", "--classeur", tmp_path / "simple.xlsx")
    assert code == 1
    assert "Ce fichier n'a ni bouton ni entrée de ruban : indiquez le classeur .xlsm ou le complément .xlam livré." in sortie


def test_what_is_not_a_workbook_is_code_two(capsys, tmp_path):
    code, sortie, erreur = _run(capsys, "diagnostic", "--classeur", tmp_path / "absent.xlsm")
    assert (code, sortie) == (2, "")
    assert len(erreur.splitlines()) == 1
    assert "n'existe pas" in erreur
