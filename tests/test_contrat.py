"""docs/contrat.md says the sheets, tables and commands that there are, neither more nor less."""

import re
from pathlib import Path

from typer.main import get_command

from dpid_xl.cli import app
from dpid_xl.schema import FEUILLES, TABLES

PAGE = (Path(__file__).parents[1] / "docs" / "contrat.md").read_text(encoding="utf-8")


def _read_tableau(titre):
    section = PAGE.split(f"## {titre}\n", 1)[1].split("\n## ", 1)[0]
    rangees = [re.split(r" ?\| ?", ligne.strip("|").strip()) for ligne in section.splitlines() if ligne.startswith("|")]
    return rangees[2:]


def test_sheets_and_their_tables():
    rangees = _read_tableau("Les feuilles")
    assert [rangee[0] for rangee in rangees] == [feuille.nom for feuille in FEUILLES]
    cites = {rangee[0]: re.findall(r"`(\w+)`", rangee[-1]) for rangee in rangees}
    assert cites == {feuille.nom: [table.nom for table in TABLES if table.feuille == feuille.nom] for feuille in FEUILLES}


def test_commands():
    assert [rangee[0].strip("`") for rangee in _read_tableau("Les commandes")] == list(get_command(app).commands)
