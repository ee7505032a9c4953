"""Fixtures that read the packaged campaign once for the whole run, how properties are drawn, which tests answer at once."""

import gc
import os
from collections.abc import Collection, Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from dpid_xl.campagnes import load_campagne
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.document import Convention
from dpid_xl.modele import Dossier
from tests.lectures import LUES_UNE_FOIS, remember_lectures

JOUR = date(2022, 9, 27)

# A loaded machine is no fault of the code: no deadline. In CI the same examples are drawn at each run; elsewhere others, to find more.
settings.register_profile("dpid", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("dpid")

# Workbooks and campaigns stay for the whole run: the collector need not look at them again every 700 objects.
gc.set_threshold(50_000, 20, 50)

# The commands and servers that tests start find our modules compiled: each of them would compile three hundred again, for half a second.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# ``-m rapide``: the rules (money, dates, controls, documents, reading), in the package and in its tests; what builds no master workbook
# and starts no program.
RACINE = Path(__file__).parents[1]
PIECES_RAPIDES = (
    "calcul",
    "campagnes",
    "controles",
    "documents",
    "classeurs/audit",
    "classeurs/lecture",
    "classeurs/paquet",
    "ecriture",
    "schema",
)
SOCLE = (
    *("architecture", "contrat", "essais"),
    *("anomalies", "bareme", "francais", "identifiants", "lieu", "modele", "montants", "noms", "octets", "periodes"),
    *("refus", "strict", "typographie"),
)
MESURES, SANS_MESURES = "tests/bench", "not bench"  # a folder, and what pyproject.toml asks for when nobody asks for it
FABRICATIONS = {"livre", "petit"}  # fixtures that build the master workbook
RELECTURES = {"classeurs/lecture/test_ouverture.py"}  # what reads the shipped workbooks twice, by openpyxl too
# Begun first when all is run: the longest, so that no worker ends alone with one of them; what waits more than it works before the others.
LONGS = ("exemples", "udfs/libreoffice", "oracles", "mutations", "fuzz", "classeurs/audit", "test_cli_ecriture.py", "udfs/actions")


def is_rapide(chemin: str, fixtures: Collection[str] = ()) -> bool:
    """Tell whether the tests of a file (from the root) that ask for these fixtures are quick ones."""
    dossier, _, fichier = chemin.partition("/")
    nom = fichier.removeprefix("test_").removesuffix(".py")
    regles = nom in SOCLE or fichier.startswith(tuple(f"{piece}/" for piece in PIECES_RAPIDES))
    return dossier in ("dpid_xl", "tests") and regles and fichier not in RELECTURES and FABRICATIONS.isdisjoint(fixtures)


def rank_fichier(chemin: str) -> int:
    """Rank a file (from the root) among the longest, then all the others."""
    return next((rang for rang, debut in enumerate(LONGS) if chemin.startswith(f"tests/{debut}")), len(LONGS))


def pytest_configure(config: pytest.Config) -> None:
    """Keep our order: xdist would begin with the files of many tests, and end with long ones."""
    config.option.loadscopereorder = False


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave unread the files that have none of the tests that are asked: reading all takes as long as running the quick ones."""
    chemin, voulus = collection_path.relative_to(RACINE).as_posix(), config.option.markexpr
    if voulus == SANS_MESURES and chemin == MESURES:
        return True
    return True if voulus == "rapide" and chemin.endswith(".py") and not is_rapide(chemin) else None


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests, and put the longest first."""
    items.sort(key=lambda item: rank_fichier(item.path.relative_to(RACINE).as_posix()))
    for item in items:
        chemin, fixtures = item.path.relative_to(RACINE).as_posix(), getattr(item, "fixturenames", ())
        if is_rapide(chemin, fixtures) and not item.get_closest_marker("libreoffice"):
            item.add_marker(pytest.mark.rapide)


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    """The real campaign, as packaged."""
    return load_campagne("2022_phase2")


@pytest.fixture(scope="session")
def conventions(dossier: Dossier) -> tuple[Convention, ...]:
    """The conventions of the real campaign."""
    return compose_conventions(dossier)


@pytest.fixture(scope="session")
def jour() -> date:
    """The date put on documents in tests."""
    return JOUR


@pytest.fixture(autouse=True)
def lectures(request: pytest.FixtureRequest) -> Iterator[None]:
    """Read each workbook once, in the tests where reading is not what is tested."""
    chemin = request.path.relative_to(RACINE).as_posix()
    with remember_lectures() if chemin.startswith(tuple(f"tests/{debut}" for debut in LUES_UNE_FOIS)) else nullcontext():
        yield
