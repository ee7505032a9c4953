"""Where exports and copies go: beside the workbook, where the setting says, or to a sentence that names the setting."""

import shutil
from pathlib import PureWindowsPath
from types import SimpleNamespace

import pytest
from xlwings.utils import fullname_url_to_local_path

from dpid_xl.schema import COPIES_GARDEES, DOSSIER_DES_EXPORTS, RANGS_DES_REGLAGES
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.conftest import Bureau2022
from tests.udfs.actions.excel import Classeur
from udfs.actions.dossiers import count_copies, locate_exports, read_reglages
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM

RANG = RANGS_DES_REGLAGES[DOSSIER_DES_EXPORTS]
OU = f"dans la feuille Campagne, cellule B{RANG} (« Dossier des exports »)"


class EnLigne(Classeur):
    """A workbook opened from SharePoint, whose folder xlwings does not find on this computer."""

    @property
    def fullname(self):
        return fullname_url_to_local_path("https://departement.sharepoint.com/sites/DPID/Documents/annexe5_2022_phase2.xlsm")

    @fullname.setter
    def fullname(self, chemin):
        pass


@pytest.fixture
def fenetres(monkeypatch):
    """The folders that were opened."""
    ouvertes = []
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", ouvertes.append)
    return ouvertes


@pytest.fixture
def lancer(tmp_path, monkeypatch, fenetres):  # noqa: ARG001 (no window is opened)
    """Run a macro on a workbook where the folder of exports was typed; return what the officer was told."""
    for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        monkeypatch.delenv(variable, raising=False)

    def launch(nom, exports, sorte=Classeur):
        shutil.copyfile(CLASSEUR, tmp_path / CLASSEUR.name)
        classeur = sorte(read_octets(), tmp_path)
        rangee = classeur.sheets["Campagne"].impl.api["values"][RANG - 1]
        assert rangee[:2] == ["Dossier des exports", ""]
        rangee[1] = exports
        run(MACRO_PAR_NOM[nom], Bureau2022, classeur)
        classeur.close()
        return [phrase for phrase, *_ in classeur.app.boites]

    return launch


@pytest.mark.parametrize(("exports", "dossier"), [("", "conventions"), ("sorties/2022", "sorties/2022"), ("{absolu}/x", "ailleurs/x")])
def test_exports_go_where_the_setting_says(lancer, tmp_path, fenetres, exports, dossier):
    phrases = lancer("exporter_lignes_csv", exports.format(absolu=tmp_path / "ailleurs"))
    assert (tmp_path / dossier / "lignes.csv").is_file()
    assert fenetres == [tmp_path / dossier]
    assert phrases == [f"1 fichier écrit dans le dossier « {tmp_path / dossier} »."]


class DuMemeNom(Classeur):
    """A workbook that has the name of an export."""

    def __init__(self, octets, dossier):
        super().__init__(octets, dossier)
        self.name, self.fullname = "lignes.xlsx", str(dossier / "lignes.xlsx")


def test_an_export_never_takes_the_place_of_the_workbook(lancer, tmp_path):
    (tmp_path / "lignes.xlsx").write_bytes(b"le classeur")
    (phrase,) = lancer("exporter_lignes_xlsx", ".", DuMemeNom)
    assert phrase.startswith(f"Le fichier « {tmp_path / 'lignes.xlsx'} » est lu par cette opération et n'est jamais remplacé")
    assert (tmp_path / "lignes.xlsx").read_bytes() == b"le classeur"


def test_a_window_that_does_not_open_is_no_failure(lancer, tmp_path, monkeypatch):
    def fail(_dossier):
        raise OSError

    monkeypatch.setattr("udfs.actions.bureau._open_dossier", fail)
    assert lancer("exporter_lignes_csv", "") == [f"1 fichier écrit dans le dossier « {tmp_path / 'conventions'} »."]


def test_a_folder_that_cannot_be_written_names_the_setting(lancer, tmp_path):
    (tmp_path / "occupe").write_text("")
    (phrase,) = lancer("exporter_lignes_csv", "occupe")
    assert phrase == (
        f"Le dossier « {tmp_path / 'occupe'} » ne peut pas être créé : un fichier porte déjà ce nom ; fermez ce fichier s'il est "
        f"ouvert, ou indiquez un autre dossier {OU}."
    )


@pytest.mark.skipif("sys.platform == 'win32'")
def test_a_folder_of_another_system_names_the_setting(lancer):
    assert lancer("exporter_lignes_csv", r"C:\annexe5") == [
        rf"Le dossier « C:\annexe5 » n'est pas un dossier de ce poste : corrigez-le {OU}, puis recommencez."
    ]


@pytest.mark.parametrize("macro", ["exporter_lignes_csv", "ajouter_ligne"])
def test_a_workbook_that_is_only_online_needs_a_whole_folder(lancer, macro):
    (phrase,) = lancer(macro, "sorties", EnLigne)
    assert phrase == (
        "Le classeur est ouvert depuis OneDrive ou SharePoint et son dossier n'est pas sur ce poste : synchronisez ce dossier, ou "
        f"indiquez un dossier complet {OU}, puis recommencez."
    )


def test_its_exports_and_copies_go_to_that_folder(lancer, tmp_path):
    for macro in ("exporter_lignes_csv", "ajouter_ligne"):
        lancer(macro, str(tmp_path / "sorties"), EnLigne)
    assert sorted(chemin.name for chemin in (tmp_path / "sorties").iterdir()) == [
        "annexe5_2022_phase2_sauvegarde_2022-09-27_140500.xlsm",
        "lignes.csv",
    ]


def read_rangees(*rangees, nom="Campagne", **autres):
    feuilles = {nom: [["Code de la campagne", "2022"], *rangees], **autres}
    return read_reglages(
        SimpleNamespace(
            sheets=[
                SimpleNamespace(name=feuille, range=lambda _adresse, contenu=contenu: SimpleNamespace(value=contenu))
                for feuille, contenu in feuilles.items()
            ]
        )
    )


@pytest.mark.parametrize(
    ("rangees", "gardees"), [([], 5), ([["Copies gardées", "2"]], 2), ([["Copies gardées", 0.0]], 0), ([["Copies gardées", "x"]], 5)]
)
def test_the_number_of_copies_is_a_setting(rangees, gardees):
    assert count_copies(read_rangees(*rangees)[COPIES_GARDEES]) == gardees
    assert count_copies(read_rangees(*rangees, nom="xlwings.conf")[COPIES_GARDEES]) == gardees  # an older workbook


def test_the_sheet_of_the_campaign_goes_before_that_of_xlwings():
    reglages = read_rangees(["Copies gardées", None], **{"xlwings.conf": [["Copies gardées", "9"], ["Dossier des exports", "sorties"]]})
    assert count_copies(reglages[COPIES_GARDEES]) == 5  # left empty there: not what another place has
    assert reglages[DOSSIER_DES_EXPORTS].valeur == "sorties"
    assert reglages[DOSSIER_DES_EXPORTS].ou == "dans la feuille xlwings.conf, cellule B2 (« Dossier des exports »)"


def test_a_setting_that_an_older_workbook_has_not_is_to_be_added():
    assert read_rangees(["Copies gardées", "5"], [None, None], nom="xlwings.conf")[DOSSIER_DES_EXPORTS].ou == (
        "dans la feuille xlwings.conf, cellule B3 (en A3, le nom du réglage) (« Dossier des exports »)"
    )
    assert read_reglages(SimpleNamespace(sheets=[]))[DOSSIER_DES_EXPORTS].valeur == ""


@pytest.mark.parametrize(
    ("valeur", "classeur", "dossier"),
    [
        ("", "C:/a", r"C:\a\conventions"),
        ("sorties", "C:/a", r"C:\a\sorties"),
        (r"D:\sorties", "C:/a", r"D:\sorties"),
        (r"\\serveur\partage\sorties", "C:/a", r"\\serveur\partage\sorties"),
        (r"\\serveur\partage", None, "\\\\serveur\\partage\\"),
        ("sorties", None, None),
    ],
)
def test_folders_of_windows(valeur, classeur, dossier):
    trouve = locate_exports(valeur, classeur and PureWindowsPath(classeur), PureWindowsPath)
    assert trouve == (dossier and PureWindowsPath(dossier))


@pytest.mark.parametrize("valeur", ["/Users/page/sorties", "C:sorties", r"\sorties"])
def test_folders_that_windows_has_not(valeur):
    with pytest.raises(ValueError, match="sorties"):
        locate_exports(valeur, PureWindowsPath("C:/a"), PureWindowsPath)
