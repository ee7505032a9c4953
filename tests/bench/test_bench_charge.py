"""A hundred officers who recalculate at once: every answer is its caller's, and a call costs no more than alone."""

import asyncio
import statistics
import sys
import time

import httpx2 as httpx
import pytest

from tests.udfs.serveur.demande import APPEL, JETON, make_demande, open_serveur
from tests.udfs.serveur.processus import measure_processeur

AGENTS, APPELS = 100, 5  # callers at the same time, calls of each
SEUL = 300  # calls one after the other, to compare
PROCESSUS = 2
RAPPORT_ADMIS = 1.5  # processor of a call among a hundred, to that of a call alone

pytestmark = pytest.mark.bench


def compute_attendu(agent, rang):
    return [[500.0 * (agent * APPELS + rang) + 0.5]]


async def _call(client, agent, rang, durees):
    debut = time.perf_counter()
    reponse = await client.post(APPEL, json=make_demande("dpid_avance", 1000 * (agent * APPELS + rang) + 1, 0.5))
    durees.append(1000 * (time.perf_counter() - debut))
    return reponse.status_code == 200 and reponse.json()["result"] == compute_attendu(agent, rang)


async def _recalculate(adresse, agents, appels):
    """Let each caller send its calls one after the other; how many are right, their milliseconds."""
    durees = []
    limites = httpx.Limits(max_connections=agents)
    async with httpx.AsyncClient(base_url=adresse, headers={"Authorization": JETON}, timeout=120, limits=limites) as client:

        async def work(agent):
            return sum([await _call(client, agent, rang, durees) for rang in range(appels)])

        justes = await asyncio.gather(*map(work, range(agents)))
    return sum(justes), durees


def measure(serveur, agents, appels):
    """Right answers, milliseconds of each call, seconds on the clock, milliseconds of the server's processor a call."""
    avant, debut = measure_processeur(serveur), time.perf_counter()
    justes, durees = asyncio.run(_recalculate(serveur.adresse, agents, appels))
    horloge, processeur = time.perf_counter() - debut, measure_processeur(serveur) - avant
    return justes, durees, horloge, 1000 * processeur / len(durees)


def test_a_hundred_officers_at_once(tmp_path, capsys):
    with open_serveur(tmp_path, PROCESSUS, XLWINGS_ENVIRONMENT="prod", DPID_JETONS=f"arras={JETON}") as serveur:
        measure(serveur, 4, APPELS)  # what is made once
        seuls, _, _, seul = measure(serveur, 1, SEUL)
        justes, durees, horloge, cout = measure(serveur, AGENTS, APPELS)
    centiles = statistics.quantiles(durees, n=100)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{AGENTS} agents, {len(durees)} appels : {justes} justes ; {len(durees) / horloge:.0f} par seconde ; "
            f"p50 {centiles[49]:.0f} ms, p99 {centiles[98]:.0f} ms ; processeur {cout:.2f} ms par appel, {seul:.2f} seul\n"
        )
    assert seuls == SEUL
    assert justes == len(durees) == AGENTS * APPELS
    assert cout <= RAPPORT_ADMIS * seul
