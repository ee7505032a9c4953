"""Redis as ``compose.yaml`` runs it, frozen, killed, then back: the answers are the same, at once, and nothing is in the log."""

import json
import os
import re
import signal
import subprocess
from contextlib import contextmanager

import httpx2 as httpx
import pytest

from tests.outils import find_programme
from tests.udfs.serveur.demande import APPEL, JETON, PROJET, find_port, make_demande, open_serveur
from tests.udfs.serveur.mal_formees import BOUTON, CLASSEUR

DELAI = 10  # seconds: a server that waits for Redis would wait for ever


@contextmanager
def open_redis(port):
    (ligne,) = re.findall(r"command: (\[.+\])", (PROJET / "compose.yaml").read_text(encoding="utf-8"))
    programme = find_programme("Redis", "redis-server")
    _nom, *options = json.loads(ligne)
    with subprocess.Popen([programme, *options, "--port", str(port), "--bind", "127.0.0.1"], stdout=subprocess.PIPE, text=True) as redis:
        try:
            assert any("Ready to accept connections" in dit for dit in redis.stdout)
            yield redis
        finally:
            redis.kill()


@pytest.fixture
def serveur(tmp_path, port):
    variables = {"XLWINGS_ENVIRONMENT": "prod", "DPID_JETONS": f"arras={JETON}", "XLWINGS_OBJECT_CACHE_URL": f"redis://127.0.0.1:{port}/0"}
    with open_serveur(tmp_path, 2, **variables) as ouvert:
        yield ouvert


@pytest.fixture
def port():
    return find_port()


def test_nothing_changes_when_redis_is_gone(serveur, port):
    entetes = {"Authorization": JETON, "Content-Type": "application/json"}
    with httpx.Client(base_url=serveur.adresse, headers=entetes, timeout=DELAI) as client:

        def check():
            for rang in range(8):
                assert client.post(APPEL, json=make_demande("dpid_avance", 1000 * rang, 0.5)).json() == {"result": [[500.0 * rang]]}
            assert client.post(f"/xlwings/custom-scripts-call/{BOUTON}", json=CLASSEUR).status_code == 200

        with open_redis(port) as redis:
            check()
            os.kill(redis.pid, signal.SIGSTOP)  # it answers no more, and holds its connections
            check()
            os.kill(redis.pid, signal.SIGKILL)
            redis.wait()
            check()
        with open_redis(port):
            check()
    assert "Traceback" not in serveur.journal.read_text(encoding="utf-8")
    assert " 500" not in serveur.journal.read_text(encoding="utf-8")
