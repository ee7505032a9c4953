"""What the benches measured, told in one French table at the end; ``python -m tests.bench`` runs them all and keeps it as JSON too."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

collect_ignore = ["publipostage.py"]  # run by LibreOffice's Python, which alone has uno
_MESURES = pytest.StashKey[list["Mesure"]]()


@dataclass(frozen=True)
class Mesure:
    """A figure, and the bound that a ratio must keep: ``au_plus`` or ``au_moins``; seconds and microseconds have none."""

    quoi: str
    valeur: float
    unite: str = "fois"
    au_plus: float | None = None
    au_moins: float | None = None

    @property
    def tenu(self) -> bool:
        """Tell whether the bound is kept."""
        return (self.au_plus is None or self.valeur <= self.au_plus) and (self.au_moins is None or self.valeur >= self.au_moins)

    @property
    def borne(self) -> str:
        """The bound as the table writes it."""
        if self.au_plus is not None:
            return f"≤ {self.au_plus:g}".replace(".", ",")
        return "" if self.au_moins is None else f"≥ {self.au_moins:g}".replace(".", ",")


class Tableau:
    """Where a bench writes its figures."""

    def __init__(self, mesures: list[Mesure]) -> None:
        self._mesures = mesures

    def note(self, quoi: str, valeur: float, unite: str) -> None:
        """Report a figure that depends on the machine."""
        self._mesures.append(Mesure(quoi, valeur, unite))

    def compare(self, quoi: str, notre: float, autre: float, *, au_plus: float | None = None, au_moins: float | None = None) -> None:
        """Report a ratio of two figures of one run; fails when its bound is not kept."""
        mesure = Mesure(quoi, notre / autre, au_plus=au_plus, au_moins=au_moins)
        self._mesures.append(mesure)
        assert mesure.tenu, f"{quoi} : {mesure.valeur:.3f} ({notre:.4g} et {autre:.4g}), {mesure.borne} attendu"


def pytest_configure(config: pytest.Config) -> None:
    """Open the table."""
    config.stash[_MESURES] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the figures are kept."""
    parser.addoption("--mesures", metavar="FICHIER", help="garde les mesures en JSON")


@pytest.fixture
def tableau(request: pytest.FixtureRequest) -> Tableau:
    """The table of the run."""
    return Tableau(request.config.stash[_MESURES])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table; write the JSON."""
    mesures = config.stash[_MESURES]
    if not mesures:
        return
    largeur = max(len(mesure.quoi) for mesure in mesures)
    terminalreporter.section("mesures")
    for mesure in mesures:
        valeur = f"{mesure.valeur:10.3f}".replace(".", ",")
        verdict = ("tenu" if mesure.tenu else "manqué") if mesure.borne else ""
        terminalreporter.write_line(f"{mesure.quoi:{largeur}}  {valeur} {mesure.unite:5} {mesure.borne:8} {verdict}".rstrip())
    if fichier := config.getoption("--mesures", None):
        contenu = [asdict(mesure) | {"tenu": mesure.tenu} for mesure in mesures]
        Path(fichier).write_text(json.dumps(contenu, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
