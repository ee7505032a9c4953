"""A column of 10 000 rows on the server: what the host adds to our own computation, measured in one run."""

import json
import sys
import time

import httpx2 as httpx
import pytest

from tests.udfs.serveur.demande import APPEL, JETON, make_demande, open_serveur
from udfs import fonctions

LIGNES = 10_000
ESSAIS = 7
OPERATIONS = ("T1-01", "T3-02", "T3-06", "T4-01")

# 150 ms are allowed, where computing alone takes 40 ms on a quiet machine.
RAPPORT_ADMIS = 3.75

pytestmark = pytest.mark.bench


def _make_colonnes():
    rangees = [(OPERATIONS[rang % 4], float(1 + rang % 97), float(1 + rang % 12), float(rang % 3)) for rang in range(LIGNES)]
    rangees = [(operation, *reste, simples if operation == "T3-02" else None) for operation, *reste, simples in rangees]
    return [[[rangee[rang]] for rangee in rangees] for rang in range(4)]


def _chronometre(*taches):
    """Best time of each task in milliseconds, the tasks taking turns so that a busy moment falls on all of them."""
    temps = [[] for _ in taches]
    for _ in range(ESSAIS):
        for tache, mesures in zip(taches, temps, strict=True):
            debut = time.perf_counter()
            tache()
            mesures.append(1000 * (time.perf_counter() - debut))
    return [min(mesures) for mesures in temps]


@pytest.fixture
def ask(tmp_path):
    """Send a request to a server of its own, as Excel does; the amounts."""
    with (
        open_serveur(tmp_path, DPID_JETONS=f"arras={JETON}") as serveur,
        httpx.Client(base_url=serveur.adresse, timeout=60, headers={"Authorization": JETON, "Content-Type": "application/json"}) as client,
    ):
        yield lambda corps: client.post(APPEL, content=corps).json()["result"]


def test_ten_thousand_rows(ask, capsys):
    colonnes = _make_colonnes()
    corps = json.dumps(make_demande("dpid_montants", *colonnes))
    assert ask(corps) == fonctions.dpid_montants(*colonnes)
    serveur, direct = _chronometre(lambda: ask(corps), lambda: fonctions.dpid_montants(*colonnes))
    with capsys.disabled():
        sys.stdout.write(f"\nMONTANTS, {LIGNES} lignes : serveur {serveur:.0f} ms, calcul seul {direct:.0f} ms\n")
    assert serveur <= RAPPORT_ADMIS * direct
