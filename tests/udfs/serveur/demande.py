"""What Excel's own client sends to the server, and a running server to send it to."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import httpx2 as httpx
import xlwings

import udfs
from dpid_xl.cellules import JOUR_ZERO

RACINE = Path(udfs.__file__).parents[1]
PROJET = RACINE / "udfs" / "serveur"
APPEL = "/xlwings/custom-functions-call"
JETON = "jeton-de-test-" + "x" * 32
ERREUR = {"type": "Error", "errorType": "Value"}
DELAI_DEMARRAGE = 60


class Serveur(NamedTuple):
    """A running server: its address, what it wrote so far, its first process."""

    adresse: str
    journal: Path
    pid: int


def make_demande(nom, *arguments, runtime="1.4"):
    """The body of a call: each argument is a block of rows, an argument left out is null."""
    return {
        "client": "Office.js",
        "func_name": nom,
        "args": [to_json(argument) for argument in arguments],
        "caller_address": "[C.xlsx]F!C3",
        "session_id": "5d1c6a1e-3b0e-4d0a-9a39-1f0a4b3f0a11",
        "culture_info_name": "fr-FR",
        "date_format": "dd/MM/yyyy",
        "version": xlwings.__version__,
        "runtime": runtime,
    }


def to_json(argument):
    if argument is None:
        return None
    if isinstance(argument, (list, tuple)):
        return [[_to_cellule(cellule) for cellule in rangee] for rangee in argument]
    return [[_to_cellule(argument)]]


def _to_cellule(cellule):
    """JavaScript writes 80.0 as 80; a date is its serial number; an empty cell of a range is an empty text."""
    if isinstance(cellule, date):
        return (date(cellule.year, cellule.month, cellule.day) - JOUR_ZERO).days
    if isinstance(cellule, float) and cellule.is_integer():
        return int(cellule)
    return "" if cellule is None else cellule


def to_resultat(valeur):
    """The JSON that shows a value of the registry: rows, dates with their format."""
    rangees = valeur if isinstance(valeur, tuple) else ((valeur,),)
    return [[_to_montree(cellule) for cellule in rangee] for rangee in rangees]


def _to_montree(cellule):
    if isinstance(cellule, date):
        return {"type": "FormattedNumber", "basicValue": _to_cellule(cellule), "numberFormat": "dd/MM/yyyy"}
    return cellule


def make_environnement(**variables):
    """The variables of a server's process: those of this one without its own, and those given."""
    garde = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(("XLWINGS_", "DPID_"))}
    return garde | {"PYTHONPATH": str(RACINE), "XLWINGS_PROJECT_DIR": str(PROJET)} | variables


def make_commande(port, processus=1):
    return [sys.executable, "-m", "uvicorn", "--port", str(port), "--workers", str(processus), "xlwings_server.main:main_app"]


def find_port():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def open_serveur(dossier, processus=1, **variables):
    """Start a server with our project on a free port of this machine."""
    port = find_port()
    return run_serveur(make_commande(port, processus), port, dossier / "serveur.log", cwd=dossier, env=make_environnement(**variables))


@contextmanager
def run_serveur(commande, port, journal, **ou):
    """Start a server, wait until it answers, stop it at the end."""
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(commande, stdout=sortie, stderr=sortie, **ou)
        try:
            serveur = Serveur(f"http://127.0.0.1:{port}", journal, processus.pid)
            _wait(serveur, processus)
            yield serveur
        finally:
            processus.terminate()
            try:
                processus.wait(10)
            except subprocess.TimeoutExpired:
                processus.kill()
                processus.wait()


def _wait(serveur, processus):
    fin = time.monotonic() + DELAI_DEMARRAGE
    while time.monotonic() < fin:
        assert processus.poll() is None, serveur.journal.read_text(encoding="utf-8")
        try:
            if httpx.get(f"{serveur.adresse}/", timeout=2).json() == {"status": "ok"}:
                return
        except httpx.TransportError:
            with suppress(subprocess.TimeoutExpired):
                processus.wait(0.1)  # one that stops is known at once
    raise TimeoutError(serveur.journal.read_text(encoding="utf-8"))
