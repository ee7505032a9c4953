"""Every file that the commands and the buttons write, on a campaign of a few lines."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr
from functools import cache
from pathlib import Path

import pytest

from tests.classeurs.court import shorten_echeancier
from tests.commandes import COMMANDES, RANGS, make_bureau, run_commande
from tests.lectures import remember_lectures
from tests.udfs.actions.classeur import CLASSEUR
from tests.udfs.actions.client import apply
from tests.udfs.actions.conftest import Bureau2022, generee, moteur  # noqa: F401 (fixtures)
from tests.udfs.actions.excel import Classeur
from udfs.actions.execution import run
from udfs.actions.registre import MACROS

AVANT_LES_AUTRES = ("controler", "generer_conventions")


@pytest.fixture(scope="session")
def bureau(dossier, jour, tmp_path_factory):
    return make_bureau(dossier, jour, tmp_path_factory.mktemp("bureau"))


@pytest.fixture(scope="session")
def lancer(bureau, tmp_path_factory) -> Callable[[str], Path]:
    """Run a command of README, once, in a copy of the office's folder, which is given back."""

    @cache
    def launch(commande: str) -> Path:
        dossier = tmp_path_factory.mktemp("commande")
        with pytest.MonkeyPatch.context() as contexte, remember_lectures(), redirect_stderr(io.StringIO()) as dit:
            code = run_commande(bureau, commande, dossier, contexte)
        assert code == 0, dit.getvalue()
        return dossier

    return launch


@pytest.fixture(scope="session")
def produits(bureau, lancer) -> tuple[Path, ...]:
    """What each command of README writes, and the workbooks that are shipped."""
    recus = {chemin.read_bytes() for chemin in (bureau / "bilans_recus").iterdir()}  # what somebody's program saved is not ours
    ecrits = (chemin for commande in COMMANDES for chemin in lancer(commande).rglob("*"))
    return tuple(chemin for chemin in _list_distincts([*CLASSEUR.parent.iterdir(), *ecrits]) if chemin.read_bytes() not in recus)


@pytest.fixture(scope="session")
def laisses(bureau, moteur, tmp_path_factory) -> tuple[Path, ...]:  # noqa: ARG001, F811 (the engine is set up)
    """What each button leaves: the workbook, and the files that it writes beside it."""
    dossier = tmp_path_factory.mktemp("boutons")
    octets = (bureau / "annexe5.xlsm").read_bytes()
    with remember_lectures(), shorten_echeancier(RANGS):
        for nom in AVANT_LES_AUTRES:
            octets = _press(nom, octets, dossier)
        for macro in MACROS:
            _press(macro.nom, octets, dossier)
    return tuple(_list_distincts(dossier.rglob("*")))


def _list_distincts(chemins: Iterable[Path]) -> Iterable[Path]:
    """The files, each content once: commands copy what they are given."""
    return {chemin.read_bytes(): chemin for chemin in chemins if chemin.is_file()}.values()


def _press(nom: str, octets: bytes, dossier: Path) -> bytes:
    """Press a button on the computer with the first line of Annexe 5 selected; the workbook is kept under the button's name."""
    (ici := dossier / nom).mkdir(exist_ok=True)
    classeur = Classeur(octets, ici, devant="Annexe 5", selection="7:7")
    try:
        run(next(macro for macro in MACROS if macro.nom == nom), Bureau2022, classeur)
        laisse = apply(octets, classeur.actions).octets
    finally:
        classeur.close()
    (ici / "apres.xlsm").write_bytes(laisse)
    return laisse
