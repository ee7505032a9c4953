"""The desktop: copies, boxes, status bar, screen, folder. Sheets, ranges and tables are xlwings' own, on its remote engine; what only
Excel's object model has (``SaveCopyAs``, ``Protect``, a second workbook) is a stand-in that does it.
"""

import shutil
from types import SimpleNamespace

import pytest

from tests.udfs.actions.classeur import CLASSEUR, apply, read_octets
from tests.udfs.actions.conftest import QUAND, open_book
from udfs.actions.bureau import Bureau
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.execution import run


class Application:
    """Excel's application: remembers what it is told, answers yes or no."""

    def __init__(self, app, reponse):
        self._app = app
        self.reponse = reponse
        self.boites, self.barre, self.ecran = [], [], [True]
        self.api = SimpleNamespace(CalculateFull=lambda: self.barre.append("CalculateFull"))
        self.books = SimpleNamespace(open=self._open)
        self.ouverts, self.copiees = [], []

    def alert(self, prompt, _titre=None, buttons="ok", mode=None):
        assert self.ecran[-1] is True or buttons == "yes_no", "the screen is back before a box"
        self.boites.append((prompt, buttons, mode))
        return self.reponse

    @property
    def screen_updating(self):
        return self.ecran[-1]

    @screen_updating.setter
    def screen_updating(self, valeur):
        self.ecran.append(valeur)

    @property
    def status_bar(self):
        return self.barre[-1]

    @status_bar.setter
    def status_bar(self, valeur):
        self.barre.append(valeur)

    @property
    def selection(self):
        return self._app.selection

    def _open(self, chemin):
        from openpyxl import load_workbook

        noms = load_workbook(chemin, read_only=True).sheetnames
        copies = {nom: SimpleNamespace(copy=lambda after, nom=nom: self.copiees.append(nom) if after else None) for nom in noms}
        self.ouverts.append(chemin)
        return SimpleNamespace(sheets=copies, close=lambda: self.ouverts.remove(chemin))


class Feuilles:
    """The sheets of the book, each with the two gestures of Excel's object model that the macros make."""

    def __init__(self, book, gestes):
        self._book, self._gestes = book, gestes

    def __getitem__(self, nom):
        return Feuille(self._book.sheets[nom], self._gestes)

    def __iter__(self):
        return (Feuille(feuille, self._gestes) for feuille in self._book.sheets)


class Feuille:
    def __init__(self, feuille, gestes):
        self._feuille = feuille
        self.api = SimpleNamespace(
            Unprotect=lambda _mot: gestes.append(("Unprotect", feuille.name)),
            Protect=lambda **_droits: gestes.append(("Protect", feuille.name)),
        )

    def __getattr__(self, nom):
        return getattr(self._feuille, nom)


class Classeur:
    """A book open on the desktop, saved in a folder."""

    def __init__(self, book, dossier, reponse="yes"):
        self._book = book
        self.gestes = []
        self.app = Application(book.app, reponse)
        self.sheets = Feuilles(book, self.gestes)
        self.fullname = str(dossier / CLASSEUR.name)
        self.name = CLASSEUR.name
        self.names = book.names
        self.api = SimpleNamespace(SaveCopyAs=lambda chemin: shutil.copyfile(CLASSEUR, chemin))
        self.activate = lambda: None

    @property
    def actions(self):
        return self._book.json()["actions"]


@pytest.fixture
def ouvrir(tmp_path):
    """Open the real workbook on the desktop, as saved in a folder."""
    books = []

    def open_(reponse="yes", **devant):
        books.append(open_book(read_octets(), **devant))
        shutil.copyfile(CLASSEUR, tmp_path / CLASSEUR.name)
        return Classeur(books[-1], tmp_path, reponse)

    yield open_
    for book in books:
        book.close()


def launch(nom, classeur):
    run(nom, classeur, Bureau(classeur), QUAND)
    return classeur


def list_copies(dossier):
    return sorted(chemin.name for chemin in dossier.glob("*_sauvegarde_*"))


def test_a_dated_copy_is_kept_before_the_workbook_changes(ouvrir, tmp_path):
    launch("controler", ouvrir())
    assert list_copies(tmp_path) == ["annexe5_2022_phase2_sauvegarde_2022-09-27_140500.xlsm"]
    assert (tmp_path / list_copies(tmp_path)[0]).read_bytes() == read_octets()


def test_only_five_copies_are_kept(ouvrir, tmp_path):
    for jour in range(10, 17):
        (tmp_path / f"annexe5_2022_phase2_sauvegarde_2022-09-{jour}_080000.xlsm").write_bytes(b"")
    (tmp_path / "annexe5_2022_phase2_sauvegarde.docx").write_bytes(b"")
    launch("ajouter_ligne", ouvrir())
    assert list_copies(tmp_path) == [
        *(f"annexe5_2022_phase2_sauvegarde_2022-09-{jour}_080000.xlsm" for jour in range(13, 17)),
        "annexe5_2022_phase2_sauvegarde_2022-09-27_140500.xlsm",
    ]


def test_a_macro_that_only_reads_keeps_no_copy(ouvrir, tmp_path, monkeypatch):
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    classeur = launch("exporter_lignes_csv", ouvrir())
    assert list_copies(tmp_path) == []
    assert (tmp_path / "conventions" / "lignes.csv").is_file()
    assert classeur.app.boites == [(f"1 fichier écrit dans le dossier « {tmp_path / 'conventions'} ».", "ok", "info")]


def test_the_screen_and_the_bar_are_given_back(ouvrir):
    application = launch("controler", ouvrir()).app
    assert application.ecran == [True, False, True]
    assert application.barre[0] == "DPID : Contrôler…"
    assert application.barre[-1] is False


def test_protected_sheets_are_protected_again(ouvrir):
    classeur = launch("controler", ouvrir())
    assert classeur.gestes == [(geste, nom) for geste in ("Unprotect", "Protect") for nom in ("Contrôles", "Journal")]
    copie = apply_ouverte(classeur)
    assert copie.classeur["Journal"]["C7"].value == "Contrôler"


def test_sheets_are_copied_from_the_generated_workbook(ouvrir):
    classeur = launch("generer_conventions_selection", ouvrir(devant="Conventions", selection="A7:A9"))
    application = classeur.app
    assert len(application.copiees) == 3
    assert application.ouverts == []
    assert [texte for texte in application.barre if isinstance(texte, str)][-1] == "DPID : convention 3 / 3"
    assert application.boites == [("3 conventions écrites à la fin du classeur.", "ok", "info")]


def test_whatever_happens_the_officer_gets_a_sentence_and_the_screen(ouvrir, journal, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("FR76 3000 1007 9412 3456 7890 185, Mme Martin")

    monkeypatch.setattr("udfs.actions.execution.apply", fail)
    application = launch("controler", ouvrir()).app
    ((phrase, _, mode),) = application.boites
    assert phrase.startswith("« Contrôler » n'a pas pu aller au bout :")
    assert str(journal) in phrase
    assert mode == "critical"
    assert application.ecran[-1] is True
    assert application.barre[-1] is False
    note = journal.read_text(encoding="utf-8")
    assert "RuntimeError" in note
    assert "FR76" not in note
    assert "Martin" not in note


def test_a_workbook_that_cannot_be_read_is_a_sentence(ouvrir):
    classeur = ouvrir()
    classeur.api.SaveCopyAs = lambda chemin: open(chemin, "wb").close()  # noqa: PTH123
    application = launch("controler", classeur).app
    ((phrase, _, mode),) = application.boites
    assert phrase == "Le fichier « annexe5_2022_phase2.xlsm » est vide (0 octet) : reprenez une copie du classeur."
    assert mode == "critical"
    assert classeur.actions == []


def test_a_workbook_never_saved_is_asked_to_be(ouvrir):
    classeur = ouvrir()
    classeur.fullname = "Classeur1"
    ((phrase, _, _),) = launch("ajouter_ligne", classeur).app.boites
    assert phrase == "Le classeur n'est pas encore sur un disque : enregistrez-le dans un dossier de ce poste puis recommencez."
    assert classeur.actions == []


def test_a_copy_that_cannot_be_written_stops_the_macro(ouvrir, tmp_path):
    classeur = ouvrir()

    def refuse(chemin):
        if "_sauvegarde_" in chemin:
            raise OSError(13, "refusé")
        shutil.copyfile(CLASSEUR, chemin)

    classeur.api.SaveCopyAs = refuse
    ((phrase, _, _),) = launch("controler", classeur).app.boites
    assert phrase.startswith(f"La copie de sauvegarde ne peut pas être écrite dans « {tmp_path} »")
    assert classeur.actions == []


def test_on_a_mac_the_values_are_read_and_the_file_is_copied(ouvrir, tmp_path):
    classeur = ouvrir()
    classeur.api = SimpleNamespace()
    launch("controler", classeur)
    assert len(list_copies(tmp_path)) == 1
    assert apply_ouverte(classeur).classeur["Journal"]["C7"].value == "Contrôler"


def test_no_is_no(ouvrir):
    bureau = Bureau(ouvrir(reponse="no"))
    assert bureau.ask("supprimer_conventions", "Retirer ?") is False


def test_folder_of_an_unsaved_workbook():
    with pytest.raises(MacroRefusee):
        Bureau(SimpleNamespace(app=None, fullname="Classeur1"))._find_dossier()


def apply_ouverte(classeur):
    """Carry the actions out on a copy whose sheets are not protected: the stand-in does not carry protection out."""
    from tests.udfs.actions.classeur import load, save

    copie = load(read_octets())
    for onglet in copie.worksheets:
        onglet.protection.sheet = False
    return apply(save(copie), classeur.actions)


@pytest.mark.parametrize(
    ("rangees", "gardees"), [([], 5), ([["Copies gardées", "2"]], 2), ([["Copies gardées", 0.0]], 0), ([["Copies gardées", "x"]], 5)]
)
def test_the_number_of_copies_is_a_setting(rangees, gardees):
    reglages = SimpleNamespace(name="xlwings.conf", range=lambda _adresse: SimpleNamespace(value=[["Interpreter_Win", None], *rangees]))
    assert Bureau(SimpleNamespace(app=None, sheets=[reglages]))._read_reglage() == gardees
