"""The real client page in a real browser, headless Chromium; only Office.js and Excel are stand-ins (``navigateur/``)."""

import json
import shutil
import subprocess
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from tests.outils import find_paquet, find_programme
from tests.udfs.serveur.demande import JETON, PROJET, open_serveur

DELAI = 300
NAVIGATEUR = Path(__file__).parent / "navigateur"


@contextmanager
def open_page(dossier, scripts, essais, lire=None, processus=1):
    """Open the task pane of a running server, with scripts of ``navigateur/``; give ``receive()``, ``stop()`` and the server.

    ``lire`` answers what the page posts to the address ``lecteur``.
    """
    chromium = find_programme("Chromium", "chromium", "chromium-browser", "google-chrome")
    projet = shutil.copytree(PROJET, dossier / "projet", ignore=shutil.ignore_patterns("__pycache__"))
    variables = {"XLWINGS_PROJECT_DIR": str(projet), "XLWINGS_ENVIRONMENT": "prod", "DPID_JETONS": f"arras={JETON}"}
    with _collect(lire) as (adresse, recus):
        _write_essais(projet, scripts, essais | {"jeton": JETON, "rapport": adresse, "lecteur": f"{adresse}lire"})
        with ExitStack() as ouverts:
            serveur = ouverts.enter_context(open_serveur(dossier, processus, **variables))
            with _browse(chromium, dossier, f"{serveur.adresse}/taskpane.html"):
                yield lambda: _receive(recus, dossier), ouverts.close, serveur


def _receive(recus, dossier):
    try:
        return json.loads(recus.get(timeout=DELAI))
    except Empty:
        pytest.fail(f"la page n'a rien rendu :\n{(dossier / 'chromium.log').read_text(encoding='utf-8', errors='replace')}")


def _write_essais(projet, scripts, essais):
    paquet = find_paquet("xlwings_server")
    (office,) = paquet.glob("static/vendor/office-js/*/dist/office.js")
    remplacant = projet / office.relative_to(paquet)
    remplacant.parent.mkdir(parents=True)
    remplacant.write_text("\n".join((NAVIGATEUR / script).read_text(encoding="utf-8") for script in scripts), encoding="utf-8")
    (projet / "static" / "js" / "essais.json").write_text(json.dumps(essais), encoding="utf-8")


@contextmanager
def _collect(lire):
    """A page of this test that takes the reports, and reads what Excel would read."""
    recus = Queue()

    class Collecte(BaseHTTPRequestHandler):
        def do_POST(self):
            corps = self.rfile.read(int(self.headers["Content-Length"]))
            reponse = b""
            if self.path == "/lire":
                reponse = json.dumps(lire(json.loads(corps))).encode()
            else:
                recus.put(corps)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Cross-Origin-Resource-Policy", "cross-origin")
            self.end_headers()
            self.wfile.write(reponse)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Collecte) as collecte:
        fil = Thread(target=collecte.serve_forever)
        fil.start()
        try:
            yield f"http://127.0.0.1:{collecte.server_port}/", recus
        finally:
            collecte.shutdown()
            fil.join()


@contextmanager
def _browse(chromium, dossier, adresse):
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--enable-logging=stderr"]
    with (dossier / "chromium.log").open("wb") as sortie:
        processus = subprocess.Popen([chromium, *options, f"--user-data-dir={dossier / 'profil'}", adresse], stdout=sortie, stderr=sortie)
        try:
            yield
        finally:
            processus.terminate()
            processus.wait(20)
