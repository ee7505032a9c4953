"""Every command that writes says at once, before it reads or computes anything, that the place asked for cannot receive what it makes.

What is read is not there: a command that looked at it first would say so, and end with 2.
"""

import errno
import shutil
from pathlib import Path

import pytest
import typer

from dpid_xl.cli import app, main
from dpid_xl.ecriture import check_dossier
from dpid_xl.ecriture.verrou import take
from tests.test_cli import CLASSEUR
from tests.typographie import unset

# Commands that write files, their arguments before the file; what they write beside it ends so, before its own extension.
FICHIERS = {
    "construire": (("construire", "-o"), "c.xlsm"),
    "construire le complément": (("construire", "-o"), "c.xlam"),
    "construire --depuis": (("construire", "--depuis", "lu.xlsm", "-o"), "c.xlsm", "c_remise_a_neuf.csv"),
    "reconduire": (("reconduire", "lu.xlsm", "--annee", "2023", "-o"), "c.xlsm", "c_reconduction.csv"),
    "passer-au-vote": (("passer-au-vote", "lu.xlsm", "-o"), "c.xlsm", "c_passage_au_vote.csv"),
    "controler": (("controler", "lu.xlsm", "--rapport"), "r.pdf"),
    "bilans-recus": (("bilans-recus", "lu.xlsm", "recus", "-o"), "c.xlsm", "c_bilans.csv"),
    "exporter lignes": (("exporter", "lignes", "lu.xlsm", "-o"), "e.csv"),
    "exporter scdl": (("exporter", "scdl", "lu.xlsm", "-o"), "e.csv", "e_a_completer.csv"),
    "exporter cloture": (("exporter", "cloture", "lu.xlsm", "-o"), "e.zip"),
    "comparer": (("comparer", "lu.xlsm", "autre.xlsm", "-o"), "e.xlsx"),
    "retrouver": (("retrouver", "lu.xlsm", "numerises", "-o"), "e.csv"),
    "rapprocher": (("rapprocher", "lu.xlsm", "payes.csv", "-o"), "e.xlsx"),
    "simuler": (("simuler", "lu.xlsm", "-o"), "e.xlsx"),
    "simuler --appliquer": (("simuler", "lu.xlsm", "--appliquer", "A", "-o"), "e.xlsm"),
    "importer": (("importer", "lu.csv", "-o"), "c.xlsm"),
    "importer --demandes": (("importer", "lu.csv", "--demandes", "--base", "lu.xlsm", "-o"), "c.xlsm", "c_remise_a_neuf.csv"),
    "texte-vote": (("texte-vote", "lu.xlsm", "--depuis", "lu.docx", "-o"), "c.xlsm", "c_texte_vote.csv"),
    "historique": (("historique", "lu.xlsm", "--structure", "PAGE", "-o"), "h.pdf"),
    "guide": (("guide", "-o"), "g.html"),
    "libreoffice": (("libreoffice", "--classeur", "lu.xlsm", "-o"), "d.oxt", "lu_libreoffice.xlsx"),
}
DOSSIERS = {
    "demo": ("demo", "--sortie"),
    "conventions": ("conventions", "lu.xlsm", "--modele", "lu.docx", "-o"),
    "reunir": ("reunir", "lot1", "-o"),
    "avenants": ("avenants", "lu.xlsm", "-o"),
    "avenants de deux": ("avenants", "lu.xlsm", "autre.xlsm", "-o"),
    "courriers": ("courriers", "decompte", "lu.xlsm", "-o"),
    "bilans": ("bilans", "lu.xlsm", "-o"),
}
SORTIES = {"-o", "--sortie", "--rapport", "--correspondance"}
FERME = "vous n'avez pas le droit d'y écrire, ou il est ouvert dans un autre programme."


@pytest.fixture
def refuse(tmp_path, monkeypatch, capsys):
    """Run a command that must be refused: the sentence; nothing may be computed, read or written."""
    monkeypatch.chdir(tmp_path)

    def fail(*_arguments, **_options):
        raise AssertionError("it began to work")

    for fonction in ("examine_campagne", "load_guide"):
        monkeypatch.setattr(f"dpid_xl.chaine.{fonction}", fail)
    monkeypatch.setattr("dpid_xl.classeurs.gabarit.build_complement", fail)

    def call(*arguments):
        avant = sorted(map(str, tmp_path.rglob("*")))
        with pytest.raises(SystemExit) as fin:
            main(list(map(str, arguments)))
        assert sorted(map(str, tmp_path.rglob("*"))) == avant
        sortie, erreur = map(unset, capsys.readouterr())
        assert (fin.value.code, sortie, erreur.count("\n")) == (1, "", 1), erreur
        return erreur.removesuffix("\n")

    return call


def test_every_command_that_writes_is_tried():
    ecrivent = {
        nom
        for nom, commande in typer.main.get_command(app).commands.items()
        if any(SORTIES & {*parametre.opts, *parametre.secondary_opts} for parametre in commande.params)
    }
    assert {arguments[0] for arguments, *_ in FICHIERS.values()} | {arguments[0] for arguments in DOSSIERS.values()} == ecrivent


@pytest.mark.parametrize("nom", FICHIERS)
def test_a_file_that_could_not_be_written(refuse, tmp_path, monkeypatch, nom):
    arguments, fichier, *suites = FICHIERS[nom]
    (tmp_path / "f").write_bytes(b"")
    ne_peut_pas = "Le fichier « {} » ne peut pas être écrit : {}"
    assert refuse(*arguments, f"absent/{fichier}") == ne_peut_pas.format(f"absent/{fichier}", "son dossier n'existe pas.")
    sous_un_fichier = ne_peut_pas.format(f"f/{fichier}", "un fichier porte déjà le nom de son dossier.")
    assert refuse(*arguments, f"f/{fichier}") == sous_un_fichier
    long = f"{'n' * 252}{Path(fichier).suffix}"
    assert refuse(*arguments, long) == ne_peut_pas.format(long, "son nom est trop long.")
    for ecrit in (fichier, *suites):
        (tmp_path / ecrit).mkdir()
        assert refuse(*arguments, fichier) == ne_peut_pas.format(ecrit, "un dossier porte déjà ce nom.")
        (tmp_path / ecrit).rmdir()
        (tmp_path / "d").mkdir(exist_ok=True)
        (tmp_path / "d" / ecrit).symlink_to(tmp_path / "f")
        assert refuse(*arguments, f"d/{fichier}").startswith(f"Le fichier « d/{ecrit} » est un lien qui mène hors de son dossier")
        (tmp_path / "d" / ecrit).unlink()
    _close(monkeypatch)
    assert refuse(*arguments, fichier) == ne_peut_pas.format(fichier, FERME)


@pytest.mark.parametrize("nom", [nom for nom, (arguments, *_) in FICHIERS.items() if "lu.xlsm" in arguments])
def test_a_file_that_is_read(refuse, tmp_path, nom):
    arguments, fichier, *_suites = FICHIERS[nom]
    (tmp_path / "lu.xlsm").write_bytes(b"not a workbook: nobody looks")
    (tmp_path / fichier).hardlink_to(tmp_path / "lu.xlsm")
    assert refuse(*arguments, fichier).startswith(f"Le fichier « {fichier} » est lu par cette opération")


@pytest.mark.parametrize("nom", DOSSIERS)
def test_a_folder_that_could_not_be_written(refuse, tmp_path, monkeypatch, nom):
    arguments = DOSSIERS[nom]
    (tmp_path / "f").write_bytes(b"")
    (tmp_path / "perdu").symlink_to(tmp_path / "rien")
    ne_peut_pas = "Le dossier « {} » ne peut pas être créé : {}"
    for place, raison in (
        ("f", "un fichier porte déjà ce nom."),
        ("f/d", "un fichier porte déjà le nom de son dossier."),
        ("f/d/d", "un fichier porte déjà le nom de son dossier."),
        ("perdu", "un fichier porte déjà ce nom."),
        ("n" * 300, "son nom est trop long."),
    ):
        assert refuse(*arguments, place) == ne_peut_pas.format(place, raison)
    (tmp_path / "d").mkdir()
    _close(monkeypatch)
    assert refuse(*arguments, "neuf/d") == ne_peut_pas.format("neuf/d", FERME)
    assert refuse(*arguments, "d") == f"Rien ne peut être écrit dans le dossier « d » : {FERME}"


@pytest.mark.parametrize("nom", ["conventions", "avenants", "courriers", "bilans"])
def test_a_folder_whose_own_folders_are_something_else(refuse, tmp_path, monkeypatch, nom):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "docx").write_bytes(b"")
    assert refuse(*DOSSIERS[nom], "d") == "Rien ne peut être écrit dans le dossier « d/docx » : un fichier porte déjà ce nom."
    (tmp_path / "d" / "docx").unlink()
    (tmp_path / "d" / "docx").symlink_to(tmp_path)
    assert refuse(*DOSSIERS[nom], "d").startswith("« d/docx » est un lien, qui mènerait hors du dossier « d »")
    (tmp_path / "d" / "docx").unlink()
    (tmp_path / "d" / "docx").mkdir()
    _close(monkeypatch, "docx")
    assert refuse(*DOSSIERS[nom], "d") == f"Rien ne peut être écrit dans le dossier « d/docx » : {FERME}"


def test_a_demonstration_says_it_of_each_of_its_folders(refuse, tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "avenants").write_bytes(b"")
    assert refuse("demo", "--sortie", "s") == "Le dossier « s/avenants » ne peut pas être créé : un fichier porte déjà ce nom."


def test_a_file_of_columns_that_could_not_be_written(refuse):
    importer = ("importer", "lu.csv", "-o", "c.xlsm", "--correspondance")
    assert refuse(*importer, "absent/t.toml") == "Le fichier « absent/t.toml » ne peut pas être écrit : son dossier n'existe pas."
    long = f"{'n' * 252}.toml"
    assert refuse(*importer, long) == f"Le fichier « {long} » ne peut pas être écrit : son nom est trop long."


def test_a_folder_that_could_be_made_where_no_file_could(tmp_path, monkeypatch):
    """At the root of a disk of Windows, whoever is no administrator makes folders, and no file."""

    def refuse(chemin, _droits=0):
        raise PermissionError(errno.EACCES, "Permission denied", str(chemin))

    monkeypatch.setattr("dpid_xl.ecriture.disque.take", refuse)
    check_dossier(tmp_path / "neuf" / "d")
    assert list_noms(tmp_path) == []


def _close(monkeypatch, dossier=""):
    """Let nothing be made: in a folder of that name, or anywhere."""

    def refuse(chemin, droits=0):
        if not dossier or Path(chemin).parent.name == dossier:
            raise PermissionError(errno.EACCES, "Permission denied", str(chemin))
        return take(chemin, droits)

    monkeypatch.setattr("dpid_xl.ecriture.disque.take", refuse)
    if not dossier:
        monkeypatch.setattr("os.mkdir", refuse)


LUS = {
    "bilans-recus": ("bilans-recus", "lu.xlsm", "{}", "-o", "c.xlsm"),
    "retrouver": ("retrouver", "lu.xlsm", "{}.pdf"),
    "rapprocher": ("rapprocher", "lu.xlsm", "{}"),
    "importer": ("importer", "{}", "-o", "c.xlsm"),
    "exporter cloture": ("exporter", "cloture", "lu.xlsm", "-o", "c.zip", "--joindre", "{}"),
    "texte-vote": ("texte-vote", "lu.xlsm", "--depuis", "{}", "-o", "c.xlsm"),
}


@pytest.mark.parametrize("nom", LUS)
def test_a_name_to_read_that_no_file_can_have_is_one_sentence(tmp_path, monkeypatch, capsys, nom):
    shutil.copy(CLASSEUR, tmp_path / "lu.xlsm")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as fin:
        main([argument.format("n" * 300) for argument in LUS[nom]])
    erreur = capsys.readouterr().err
    assert (fin.value.code, erreur.count("\n")) == (2, 1)
    assert "n" * 300 in erreur
    assert list_noms(tmp_path) == ["lu.xlsm"]


def list_noms(dossier):
    return [chemin.name for chemin in dossier.iterdir()]
