"""The real client page in a real browser, headless Chromium; only Office.js is a stand-in (``navigateur/office.js``)."""

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.resources import files
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from tests.udfs.serveur.demande import ERREUR, JETON, PROJET, open_serveur, to_json, to_resultat
from udfs.registre import FONCTIONS

DELAI = 90
FAUTES = [("DPID_PLACES", ("abc", 6)), ("DPID_PLACES_MAX", ({"type": "Error", "errorType": "Div0", "basicValue": "#DIV/0!"},))]
COLONNE = ("DPID_MONTANTS", ([["T1-01"], [""], ["T9-99"]], [[80], [""], [1]], [[6]] * 3, [[""]] * 3))
EXEMPLES = [(fonction.excel, exemple.arguments) for fonction in FONCTIONS for exemple in fonction.exemples]
ATTENDUS = [to_resultat(exemple.resultat) for fonction in FONCTIONS for exemple in fonction.exemples]


@pytest.fixture(scope="module")
def rapport(tmp_path_factory):
    """What the page did: a call without a token, the token typed in the pane, then every formula."""
    chromium = _find_chromium()
    dossier = tmp_path_factory.mktemp("navigateur")
    projet = shutil.copytree(PROJET, dossier / "projet", ignore=shutil.ignore_patterns("__pycache__"))
    variables = {"XLWINGS_PROJECT_DIR": str(projet), "XLWINGS_ENVIRONMENT": "prod", "DPID_JETONS": f"arras={JETON}"}
    with _collect() as (adresse, recus):
        _write_essais(projet, adresse)
        with open_serveur(dossier, **variables) as serveur, _browse(chromium, dossier, f"{serveur.adresse}/taskpane.html"):
            try:
                return json.loads(recus.get(timeout=DELAI))
            except Empty:
                pytest.fail(f"la page n'a rien rendu :\n{(dossier / 'chromium.log').read_text(encoding='utf-8', errors='replace')}")


def test_nothing_breaks_in_the_page(rapport):
    assert rapport["incidents"] == []
    assert rapport["langue"] == "fr"
    assert set(rapport["fonctions"]) == {fonction.excel for fonction in FONCTIONS}


def test_without_a_token_the_pane_and_the_cell_say_so(rapport):
    phrase = "Accès refusé : ouvrez le volet DPID et saisissez le jeton de votre bureau."
    assert rapport["anonyme"] == {"etat": phrase, "cellule": {"code": "#VALUE!", "message": phrase}}


def test_token_typed_in_the_pane_opens_and_recalculates(rapport):
    assert rapport["etat"] == "Le serveur répond. Accès : arras."
    assert rapport["calculs"] == ["Full"]


def test_every_example_of_the_registry(rapport):
    for (nom, _), attendu, resultat in zip(EXEMPLES, ATTENDUS, rapport["resultats"], strict=False):
        assert resultat == {"valeur": _relocate(attendu), "demandes": 1}, nom


def test_wrong_input_is_an_excel_error_with_our_sentence_asked_once(rapport):
    nombre, erreur = rapport["resultats"][len(EXEMPLES) : len(EXEMPLES) + 2]
    assert nombre == {"code": "#VALUE!", "message": "Quantité : « abc » n'est pas un nombre.", "demandes": 1}
    assert erreur == {"code": "#VALUE!", "message": "Etp : la cellule est en erreur (#DIV/0!).", "demandes": 1}


def test_faulty_row_is_an_excel_error_among_the_others(rapport):
    assert rapport["resultats"][-1] == {"valeur": [[6400], [""], [ERREUR]], "demandes": 1}


def _relocate(rangees):
    """The date format is the one of the stand-in, « jj/MM/aaaa », as Excel wants it."""
    return [
        [cellule | {"numberFormat": "dd/mm/yyyy"} if isinstance(cellule, dict) else cellule for cellule in rangee] for rangee in rangees
    ]


def _find_chromium():
    for nom in ("chromium", "chromium-browser", "google-chrome"):
        if chromium := shutil.which(nom):
            return chromium
    if os.environ.get("CI") == "true":
        pytest.fail("Chromium manque sur la machine d'intégration continue")
    return pytest.skip("Chromium n'est pas installé")


def _write_essais(projet, adresse):
    (office,) = Path(str(files("xlwings_server"))).glob("static/vendor/office-js/*/dist/office.js")
    remplacant = projet / office.relative_to(Path(str(files("xlwings_server"))))
    remplacant.parent.mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "navigateur" / "office.js", remplacant)
    cellules = [{"nom": nom, "arguments": [to_json(valeur) for valeur in valeurs]} for nom, valeurs in [*EXEMPLES, *FAUTES, COLONNE]]
    essais = {"jeton": JETON, "cellules": cellules, "rapport": adresse}
    (projet / "static" / "js" / "essais.json").write_text(json.dumps(essais), encoding="utf-8")


@contextmanager
def _collect():
    """A page of this test that takes the report."""
    recus = Queue()

    class Collecte(BaseHTTPRequestHandler):
        def do_POST(self):
            recus.put(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Cross-Origin-Resource-Policy", "cross-origin")
            self.end_headers()

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
