"""The sheet « Contrôles », the JSON and the terminal say the same findings in the same order."""

import json

import pytest

from dpid_xl.classeurs.audit.reserves import FICHIER
from dpid_xl.cli import main
from tests.typographie import unset
from tests.udfs.actions.alteration import CONSTATS, alter_fichier
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.client import edit
from tests.udfs.actions.conftest import launch, launch_bureau, moteur  # noqa: F401 (a fixture)

# An accepted warning, a blocking amount, a rate that departs from the deliberation.
ALTERATIONS = {"Annexe 5": {"O34": "Retrait voté", "M40": "néant"}, "Barème": {"C7": 170}}


def _alter(octets):
    for feuille, saisies in ALTERATIONS.items():
        octets = edit(octets, feuille, saisies)
    return octets


CLASSEURS = {"campagne réelle": lambda octets: octets, "campagne altérée": _alter, "classeur altéré": alter_fichier}


@pytest.fixture(params=CLASSEURS)
def octets(request):
    return CLASSEURS[request.param](read_octets())


def _run(capsys, chemin, *options):
    with pytest.raises(SystemExit):
        main(["controler", str(chemin), *options])
    return unset(capsys.readouterr().out)


def _read_json(sortie, *, sans=()):
    """Gravity, place and sentence of each row, but those of some codes."""
    return [
        (groupe["gravite"], groupe["feuille"], groupe["cellule"], groupe["message"])
        for groupe in json.loads(sortie)["groupes"]
        if groupe["code"] not in sans
    ]


def _read_terminal(sortie):
    """The rows of the table, each on as many lines as its sentence asks for."""
    lignes = [[cellule.strip() for cellule in ligne.strip("│").split("│")] for ligne in sortie.splitlines() if ligne.startswith("│")]
    rangees = []
    for gravite, place, constat in lignes:
        if gravite:
            rangees.append((gravite, *place.partition("!")[::2], constat))
        else:
            rangees[-1] = (*rangees[-1][:-1], f"{rangees[-1][-1]} {constat}")
    return rangees


def _read_feuille(controlee):
    return [(gravite, feuille, cellule or "", unset(constat)) for gravite, feuille, cellule, _lien, constat in _list_rangees(controlee)]


def _list_rangees(controlee):
    return [rangee[:5] for rangee in controlee.read("Contrôles")[14:] if rangee[0]]


@pytest.mark.usefixtures("moteur")
def test_sheet_json_and_terminal_agree(octets, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    chemin = tmp_path / "annexe5.xlsm"
    chemin.write_bytes(octets)
    trouvees = _read_json(_run(capsys, chemin, "--json"))
    assert len(trouvees) > 20
    assert _read_terminal(_run(capsys, chemin)) == trouvees
    assert _read_feuille(launch_bureau("controler", octets, tmp_path)) == trouvees


@pytest.mark.usefixtures("moteur")
def test_the_server_finds_all_but_what_its_reserve_names(octets, tmp_path, capsys):
    chemin = tmp_path / "annexe5.xlsm"
    chemin.write_bytes(octets)
    assert _read_feuille(launch("controler", octets)) == _read_json(_run(capsys, chemin, "--json"), sans=FICHIER)


def test_the_altered_workbook_has_all_that_was_done_to_it(tmp_path, capsys):
    chemin = tmp_path / "annexe5.xlsm"
    chemin.write_bytes(alter_fichier(read_octets()))
    trouvees = [(a["code"], a["feuille"], a["cellule"]) for a in json.loads(_run(capsys, chemin, "--json"))["anomalies"]]
    assert set(CONSTATS) <= set(trouvees)


def test_the_altered_campaign_has_all_that_the_order_depends_on(tmp_path, capsys):
    chemin = tmp_path / "annexe5.xlsm"
    chemin.write_bytes(_alter(read_octets()))
    gravites = [gravite for gravite, *_ in _read_json(_run(capsys, chemin, "--json"))]
    assert list(dict.fromkeys(gravites)) == ["bloquante", "avertissement", "information"]
