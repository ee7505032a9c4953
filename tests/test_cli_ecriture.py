"""What every command that writes files owes to those that are there: the workbook read is untouched, nobody's work is lost."""

import shutil

import docx
import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.paquet.garde import Garde
from dpid_xl.cli import main
from dpid_xl.ecriture.echange import TRAVAIL
from tests.documents.etats import make_phase_fictive
from tests.test_cli import CLASSEUR
from tests.typographie import unset

JOUR = "2022-09-27"
# Command: its arguments but the date, and the files that it writes.
FICHIERS = {
    "construire": (("construire", "-o", "c.xlsm"), ("c.xlsm",)),
    "construire --modele": (("construire", "--modele", "-o", "c.xlsm"), ("c.xlsm",)),
    "construire le complément": (("construire", "-o", "c.xlam"), ("c.xlam",)),
    "controler en PDF": (("controler", "lu.xlsm", "--rapport", "r.pdf"), ("r.pdf",)),
    "controler en JSON": (("controler", "lu.xlsm", "--rapport", "r.json", "--json"), ("r.json",)),
    "exporter lignes en CSV": (("exporter", "lignes", "lu.xlsm", "-o", "e.csv"), ("e.csv",)),
    "exporter lignes en Excel": (("exporter", "lignes", "lu.xlsm", "-o", "e.xlsx"), ("e.xlsx",)),
    "exporter echeancier": (("exporter", "echeancier", "lu.xlsm", "-o", "e.csv"), ("e.csv",)),
    "exporter calendrier": (("exporter", "calendrier", "lu.xlsm", "-o", "e.ics"), ("e.ics",)),
    "libreoffice": (("libreoffice", "-o", "d.oxt", "--classeur", "lu.xlsm"), ("d.oxt", "lu_libreoffice.xlsx")),
}
LISENT = {nom: commande for nom, commande in FICHIERS.items() if "lu.xlsm" in commande[0]}


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in a folder that holds a workbook: the exit code, the two outputs."""
    shutil.copy(CLASSEUR, tmp_path / "lu.xlsm")
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        date = () if arguments[0] == "libreoffice" else ("--date", JOUR)
        with pytest.raises(SystemExit) as fin:
            main([*arguments, *date])
        return fin.value.code, *map(unset, capsys.readouterr())

    return call


def list_contenus(dossier):
    return {str(chemin.relative_to(dossier)): chemin.read_bytes() for chemin in dossier.rglob("*") if chemin.is_file()}


def assert_refuse(fait, *mots):
    code, _, erreur = fait
    assert code == 1
    assert erreur.count("\n") == 1
    assert erreur.endswith(".\n")
    assert [mot for mot in mots if mot not in erreur] == []


@pytest.mark.parametrize("nom", FICHIERS)
def test_a_file_of_the_officer_is_never_lost(run, tmp_path, nom):
    arguments, ecrits = FICHIERS[nom]
    assert run(*arguments)[0] == 0
    faits = list_contenus(tmp_path)
    assert faits.keys() == {"lu.xlsm", *ecrits}
    assert run(*arguments)[0] == 0  # the same bytes
    assert list_contenus(tmp_path) == faits
    for ecrit in ecrits:
        (tmp_path / ecrit).write_bytes(b"travail")
    retouches = list_contenus(tmp_path)
    assert_refuse(run(*arguments), ecrits[-1] if nom == "libreoffice" else ecrits[0], "existe déjà", "--remplacer")
    assert list_contenus(tmp_path) == retouches
    code, sortie, erreur = run(*arguments, "--remplacer")
    assert code == 0
    anciens = {chemin for chemin in tmp_path.iterdir() if "_ancien_" in chemin.name}
    assert len(anciens) == len(ecrits)
    for ancien in anciens:
        assert ancien.read_bytes() == b"travail"
        assert f"Ancien fichier gardé : {ancien.name}\n" in (erreur if "--json" in arguments else sortie)
    assert list_contenus(tmp_path).items() >= faits.items()


@pytest.mark.parametrize("nom", LISENT)
@pytest.mark.parametrize("sorte", ["symlink_to", "hardlink_to"])
def test_the_workbook_read_is_never_a_target(run, tmp_path, nom, sorte):
    arguments, ecrits = LISENT[nom]
    getattr(tmp_path / ecrits[-1], sorte)(tmp_path / "lu.xlsm")
    avant = list_contenus(tmp_path)
    for options in ((), ("--remplacer",)):
        assert_refuse(run(*arguments, *options), ecrits[-1], "n'est jamais remplacé")
        assert list_contenus(tmp_path) == avant


def test_exporting_a_workbook_onto_itself_is_refused(run, tmp_path):
    (tmp_path / "lu.xlsm").rename(tmp_path / "lu.xlsx")
    avant = list_contenus(tmp_path)
    assert_refuse(run("exporter", "lignes", "lu.xlsx", "-o", str(tmp_path / "lu.xlsx"), "--remplacer"), "n'est jamais remplacé")
    assert list_contenus(tmp_path) == avant


def test_demo_writes_nothing_over_work(run, tmp_path):
    (tmp_path / "s" / "conventions").mkdir(parents=True)
    (tmp_path / "s" / "lignes.csv").write_bytes(b"travail")
    (tmp_path / "s" / "conventions" / TRAVAIL).write_bytes(b"")  # ends the second run before the conventions
    avant = list_contenus(tmp_path)
    assert_refuse(run("demo", "--sortie", "s"), "lignes.csv", "--remplacer")
    assert list_contenus(tmp_path) == avant
    _, sortie, _ = run("demo", "--sortie", "s", "--remplacer")
    assert f"Ancien fichier gardé : s/lignes_ancien_{JOUR}.csv\n" in sortie
    assert (tmp_path / "s" / f"lignes_ancien_{JOUR}.csv").read_bytes() == b"travail"
    assert list_contenus(tmp_path / "s").keys() >= {"annexe5_2022_phase2.xlsm", "etat_des_controles.pdf", "lignes.csv", "lignes.xlsx"}


# Command that writes into the folder « d », and the document there that is given the name of a file read.
DOSSIERS = {
    "conventions": (("conventions", "lu.xlsm", "-o", "d", "--formats", "docx,xlsx", "--structure", "PAGE"), "conventions.xlsx", "lu.xlsm"),
    "modèle Word": (
        ("conventions", "lu.xlsm", "-o", "d", "--formats", "docx", "--structure", "PAGE", "--modele", "lettre.docx"),
        "docx/0003_page.docx",
        "lettre.docx",
    ),
    "avenants, avant": (("avenants", "ancien.xlsm", "lu.xlsm", "-o", "d", "--formats", "docx"), "docx/0001_page.docx", "ancien.xlsm"),
    "avenants, après": (("avenants", "ancien.xlsm", "lu.xlsm", "-o", "d", "--formats", "docx"), "docx/0001_page.docx", "lu.xlsm"),
    "courriers": (
        ("courriers", "decompte", "lu.xlsm", "-o", "d", "--formats", "docx", "--structure", "PAGE"),
        "docx/0001_page.docx",
        "lu.xlsm",
    ),
}


@pytest.fixture
def fichiers_lus(tmp_path, dossier, jour):
    """What the commands of :data:`DOSSIERS` read, besides the delivered workbook."""
    (tmp_path / "ancien.xlsm").write_bytes(build_classeur(locate_dossier(make_phase_fictive(dossier)), (), jour))
    modele = docx.Document()
    modele.add_paragraph("Convention avec «structure».")
    modele.save(tmp_path / "lettre.docx")


@pytest.mark.usefixtures("fichiers_lus")
@pytest.mark.parametrize("nom", DOSSIERS)
@pytest.mark.parametrize("sorte", ["symlink_to", "hardlink_to"])
def test_what_is_read_is_never_a_target_in_a_folder(run, tmp_path, nom, sorte):
    arguments, document, lu = DOSSIERS[nom]
    (tmp_path / "d" / document).parent.mkdir(parents=True)
    getattr(tmp_path / "d" / document, sorte)(tmp_path / lu)
    avant = list_contenus(tmp_path)
    assert_refuse(run(*arguments), document, "n'est jamais remplacé")
    assert list_contenus(tmp_path) == avant


def test_conventions_read_from_their_own_folder(run, tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "lu.xlsm").rename(tmp_path / "d" / "conventions.xlsx")
    avant = list_contenus(tmp_path)
    assert_refuse(run("conventions", "d/conventions.xlsx", "-o", "d", "--formats", "xlsx"), "d/conventions.xlsx", "n'est jamais remplacé")
    assert list_contenus(tmp_path) == avant
    (tmp_path / "d" / "conventions.xlsx").rename(tmp_path / "d" / "annexe5.xlsx")  # beside the documents it is in nobody's way
    assert run("conventions", "d/annexe5.xlsx", "-o", "d", "--formats", "docx", "--structure", "PAGE")[0] == 0


# What each command does with a workbook that somebody saves while it runs.
RELISENT = {
    "libreoffice": ("libreoffice", "-o", "d.oxt", "--classeur", "petit.xlsm"),
    "texte-vote": ("texte-vote", "petit.xlsm", "--depuis", "type.txt", "-o", "vote.xlsm"),
    "conventions": ("conventions", "petit.xlsm", "-o", "d", "--formats", "docx"),
}


@pytest.fixture(scope="module")
def petit(dossier, jour):
    """A workbook of one convention."""
    return build_classeur(locate_dossier(make_phase_fictive(dossier)), (), jour)


@pytest.mark.parametrize("nom", RELISENT)
def test_a_workbook_saved_during_the_run_is_read_once(run, tmp_path, monkeypatch, petit, nom):
    (tmp_path / "petit.xlsm").write_bytes(petit)
    (tmp_path / "type.txt").write_text("Convention\nArticle 1 : Objet\nUn objet.\n", encoding="utf-8")
    read_fichier = Garde.read_fichier

    def read_then_save(garde, chemin):
        octets = read_fichier(garde, chemin)
        if chemin.name == "petit.xlsm":
            chemin.write_bytes(b"PK\x03\x04 half of what is being saved")
        return octets

    monkeypatch.setattr(Garde, "read_fichier", read_then_save)
    code, _, erreur = run(*RELISENT[nom])
    assert (code, erreur.strip()) == (0, "")
