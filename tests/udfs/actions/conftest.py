"""xlwings' remote engine, and macros run on it with the real workbook."""

from datetime import datetime

import pytest
import xlwings

from tests.udfs.actions.classeur import make_json, read_octets
from tests.udfs.actions.client import apply
from tests.udfs.actions.excel import Classeur
from udfs.actions.bureau import Bureau
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.actions.serveur import Serveur

QUAND = datetime(2022, 9, 27, 14, 5)  # noqa: DTZ001 (the officer's own clock)


class Bureau2022(Bureau):
    """Excel on a computer, that day."""

    def now(self):
        return QUAND


class Serveur2022(Serveur):
    """The server, that day, asked by one office."""

    def __init__(self, book):
        super().__init__(book, "arras")

    def now(self):
        return QUAND


@pytest.fixture(scope="session", autouse=True)
def moteur():
    """The remote engine, which xlwings adds at its first import only if it then finds a licence key."""
    with pytest.MonkeyPatch.context() as contexte:
        contexte.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
        if "remote" not in {moteur.name for moteur in xlwings.engines}:
            from xlwings.pro import _xlremote

            xlwings.engines.add(xlwings.Engine(impl=_xlremote.engine))
        yield


@pytest.fixture(autouse=True)
def journal(tmp_path, monkeypatch):
    """The log of unforeseen errors, out of the user's folder."""
    chemin = tmp_path / "macros.log"
    monkeypatch.setattr("udfs.actions.erreurs.find_journal", lambda: chemin)
    return chemin


@pytest.fixture
def lancer():
    """Run a macro as xlwings Server does: the workbook as JSON in, a copy with the actions carried out."""
    return launch


@pytest.fixture(scope="session")
def generee(moteur):  # noqa: ARG001
    """The real workbook after « Contrôler » and « Générer les conventions », and what the second run showed."""
    return launch("generer_conventions", launch("controler", read_octets()).octets)


def launch(nom, octets, *, confirme=None, **devant):
    book = open_book(octets, **devant)
    try:
        run(MACRO_PAR_NOM[nom], Serveur2022, book, confirme=confirme)
        return apply(octets, book.json()["actions"])
    finally:
        book.close()


def launch_bureau(nom, octets, dossier):
    """Run a macro in Excel on this computer, on a workbook saved in a folder."""
    classeur = Classeur(octets, dossier)
    try:
        run(MACRO_PAR_NOM[nom], Bureau2022, classeur)
        return apply(octets, classeur.actions)
    finally:
        classeur.close()


def open_book(octets, **devant):
    return xlwings.Book(json=make_json(octets, **devant))
