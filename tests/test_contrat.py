"""docs/contrat.md says the sheets, tables and commands that there are, docs/architecture.md the rooms and the stations."""

import re
from functools import reduce
from importlib import import_module
from pathlib import Path

from typer.main import get_command

from dpid_xl.cli import app
from dpid_xl.schema import FEUILLES, TABLES

MAISON = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
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


def test_every_station_of_the_house_exists():
    noms = sorted(set(re.findall(r"`((?:dpid_xl|udfs)(?:\.\w+)+)`", MAISON)))
    assert len(noms) > 40
    assert [nom for nom in noms if not _exists(nom)] == []


def test_every_part_of_the_order_has_its_room():
    from tests.test_architecture import ORDRE

    pieces = set(re.findall(r"`(\w+)`", MAISON.split("## Les pièces\n", 1)[1].split("\n### ", 1)[0]))
    assert {partie for partie in ORDRE if not partie.startswith("cli_")} <= pieces


def _exists(nom):
    parties = nom.split(".")
    for rang in range(len(parties), 0, -1):
        try:
            objet = import_module(".".join(parties[:rang]))
        except ModuleNotFoundError:
            continue
        return reduce(lambda objet, attribut: getattr(objet, attribut, None), parties[rang:], objet) is not None
    return False
