"""The example of Celery, with a real Redis and two workers, one of them killed: what one run makes, byte for byte."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from tests.outils import find_programme
from tests.udfs.serveur.demande import find_port
from tests.udfs.serveur.test_redis import open_redis

EXEMPLE = Path(__file__).parents[2] / "exemples" / "celery"
JOUR = "2022-09-27"
LOTS = 3


@pytest.fixture
def classeur(dossier, jour, tmp_path):
    """Five hundred and one conventions of a line each: three volumes."""
    ligne = dossier.lignes[0]
    modele = dossier.find_structure(ligne.structure)
    noms = [f"{modele.nom} {rang}" for rang in range(501)]
    grand = replace(
        dossier,
        structures=(*dossier.structures, *(replace(modele, nom=nom, variantes=(), siret="", a_distinguer=()) for nom in noms)),
        lignes=tuple(replace(ligne, structure=nom) for nom in noms),
        budget=tuple(replace(budget, ae=budget.ae * 1000, disponible=budget.disponible * 1000) for budget in dossier.budget),
        decisions=(),
        attributions=(),
    )
    fichier = tmp_path / "annexe5.xlsm"
    fichier.write_bytes(build_classeur(locate_dossier(grand), (), jour))
    return fichier


def start(variables, *mots):
    return subprocess.Popen([sys.executable, *mots], cwd=EXEMPLE, env=os.environ | variables, start_new_session=True)


def stop(processus):
    if processus.poll() is None:
        os.killpg(processus.pid, signal.SIGKILL)
        processus.wait()


def read_dossier(dossier):
    return {fichier.relative_to(dossier).as_posix(): fichier.read_bytes() for fichier in dossier.rglob("*") if fichier.is_file()}


def wait_for(condition, processus):
    while not condition():
        assert processus.poll() is None
        time.sleep(0.02)


def test_a_worker_that_is_killed_loses_no_lot(classeur, tmp_path):
    find_programme("Redis", "redis-server")
    port = find_port()
    variables = {"DPID_REDIS": f"redis://127.0.0.1:{port}/0", "DPID_DUREE_D_UN_LOT": "30", "PYTHONPATH": str(EXEMPLE.parents[1])}
    sortie = tmp_path / "sortie"
    ouvrier = ("-m", "celery", "-A", "lots", "worker", "--pool", "solo", "--loglevel", "ERROR")
    with open_redis(port):
        maitre = start(variables, "lots.py", str(classeur), str(sortie), str(LOTS), JOUR, "docx")
        premier, second = (start(variables, *ouvrier, "-n", nom) for nom in ("premier", "second"))
        try:
            wait_for(lambda: len(list(sortie.glob("lot*"))) == 2, maitre)  # both are at work
            stop(premier)
            assert maitre.wait() == 0
        finally:
            for processus in (maitre, premier, second):
                stop(processus)
    mots = ["conventions", str(classeur), "-o", str(tmp_path / "entiere"), "--formats", "docx", "--date", JOUR]
    subprocess.run([sys.executable, "-m", "dpid_xl", *mots], check=True, capture_output=True)
    assert read_dossier(sortie / "conventions") == read_dossier(tmp_path / "entiere")
