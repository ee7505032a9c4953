"""The site as the command builds it, served, and open in the real Chromium; Office.js alone is a stand-in, that of the server's tests."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dpid_xl.ecriture import replace_fichiers
from tests.outils import find_module_npm, require
from tests.udfs.serveur.demande import RACINE, find_port
from tests.udfs.serveur.page import NAVIGATEUR
from tests.udfs.serveur.test_boutons import describe_classeur, read_feuilles
from tests.udfs.volet.chromium import open_chromium
from udfs.volet.site import seal
from udfs.volet.sources import SOURCES

ICI = Path(__file__).parent
APPORTES = ICI / "sources"  # « python -m udfs.volet.sources tests/udfs/volet/sources » brings them
LARGEUR = 320  # the narrowest pane of Excel
CHEMIN = "dpid"  # the site is not at the root of its server


@pytest.fixture(scope="session")
def sources():
    """Pyodide and typst, once npm and pip have brought them."""
    for source in SOURCES:
        require(APPORTES / source.fichier, f"{source.fichier} (npm, pip)")
    return APPORTES


def build(dossier, port, sources):
    """Build the site as the command does."""
    adresse = f"http://localhost:{port}/{CHEMIN}"
    commande = [sys.executable, "-m", "udfs.volet", "-o", str(dossier), "--adresse", adresse, "--sources", str(sources)]
    fait = subprocess.run(commande, check=False, capture_output=True, text=True, encoding="utf-8", env=_make_environnement(), timeout=300)
    assert fait.returncode == 0, fait.stderr
    return adresse


def _make_environnement():
    return {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("XLWINGS_")} | {"PYTHONPATH": str(RACINE)}


@pytest.fixture(scope="session")
def construit(sources, tmp_path_factory):
    """The site as it is built, its address: once for all the processes that run the tests."""
    essais = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if not essais:
        dossier = tmp_path_factory.mktemp("volet")
        return dossier, build(dossier, find_port(), sources)
    commun = tmp_path_factory.getbasetemp().parent / f"volet-{essais}"
    with commun.with_suffix(".verrou").open("a") as verrou:
        flock(verrou, LOCK_EX)
        adresse = commun.with_suffix(".adresse")
        if not adresse.exists():
            adresse.write_text(build(commun, find_port(), sources), encoding="utf-8")
        return commun, adresse.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(construit, tmp_path_factory):
    """The same with the stand-in of Office.js in the place of Office's own, on the real workbook; its address."""
    (dossier, adresse), ailleurs = construit, tmp_path_factory.mktemp("volet_essai")
    lay_essais(dossier, ailleurs)
    return ailleurs, adresse


def lay_essais(dossier, ailleurs):
    """Copy a site with what these tests put in it."""
    fichiers = {chemin.relative_to(dossier).as_posix(): chemin.read_bytes() for chemin in dossier.rglob("*") if chemin.is_file()}
    (office,) = [nom for nom in fichiers if nom.endswith("/dist/office.js")]
    scripts = (NAVIGATEUR / "office.js", NAVIGATEUR / "classeur.js", ICI / "navigateur" / "volet.js")
    remplacant = "\n".join(script.read_text(encoding="utf-8") for script in scripts)
    fichiers[office] = remplacant.replace('"/static', f'"/{CHEMIN}/static').encode()
    fichiers["static/js/essais.json"] = json.dumps({"classeur": describe_classeur()}).encode()
    replace_fichiers(ailleurs / CHEMIN, seal(fichiers).items())


class _Fichiers(SimpleHTTPRequestHandler):
    """Static files, and nothing else."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, *_):
        pass


@contextmanager
def serve(dossier, adresse):
    """Serve a folder at an address of this machine."""
    port = int(adresse.split(":")[2].split("/")[0])
    with ThreadingHTTPServer(("127.0.0.1", port), partial(_Fichiers, directory=str(dossier))) as serveur:
        fil = Thread(target=serveur.serve_forever)
        fil.start()
        try:
            yield
        finally:
            serveur.shutdown()
            fil.join()


@contextmanager
def open_volet(site, dossier, *, attendre=True):
    """Open the pane in a browser of its own; give the page, once Python answers, and the function that stops the server."""
    racine, adresse = site
    servi = serve(racine, adresse)
    servi.__enter__()
    arrets = [servi]

    def stop():
        while arrets:
            arrets.pop().__exit__(None, None, None)

    try:
        with open_chromium(dossier) as navigateur:
            navigateur.lecteur = read_feuilles
            telecharges = dossier / "telecharges"
            navigateur.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(telecharges), eventsEnabled=True)
            page = navigateur.open_page(f"{adresse}/taskpane.html")
            if attendre:
                wait_pret(page)
            yield page, stop
    finally:
        stop()


def wait_pret(page):
    """Wait until the page is loaded, its workbook is open and Python answers."""
    page.wait("globalThis.essai?.pret && document.getElementById('etat')?.textContent.startsWith('Python répond')")


def press(page, libelle, *reponses, **proprietes):
    """Click a button of the pane, answer its boxes; tell what became of the workbook, and the file that was downloaded."""
    page.navigateur.list_evenements("Browser.downloadProgress")
    appel = f"essai.press(...{json.dumps([libelle, list(reponses)])})"
    fait = page.run(f"return await essai.put({json.dumps(proprietes)}, () => {appel});")
    debut = page.navigateur.list_evenements("Browser.downloadWillBegin")
    if debut:
        fait["fichier"] = debut[0]["suggestedFilename"], _receive(page.navigateur)
    return fait


def look(page):
    """What axe-core says of the page as it stands, and whether it is wider than a pane of 320 pixels."""
    page.send("Emulation.setDeviceMetricsOverride", width=LARGEUR, height=800, deviceScaleFactor=1, mobile=False)
    axe = Path(find_module_npm("axe-core", "axe-core/axe.min.js")).read_text(encoding="utf-8")
    page.send("Runtime.evaluate", expression=axe)
    vu = page.run(
        "const { violations } = await axe.run(document);"
        "return { fautes: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),"
        "         deborde: document.documentElement.scrollWidth > document.documentElement.clientWidth,"
        "         langue: document.documentElement.lang };"
    )
    page.send("Emulation.clearDeviceMetricsOverride")
    return vu


def _receive(navigateur):
    """The bytes of a download, once it is done."""
    for _ in range(1000):
        for progres in navigateur.list_evenements("Browser.downloadProgress"):
            if progres["state"] == "completed":
                return Path(progres["filePath"]).read_bytes()
        time.sleep(0.02)
    pytest.fail("le téléchargement ne finit pas")
