"""What becomes of a call that the server could not answer: it is sent again, after a moment, and nothing is lost."""

import json
import os
import shutil
import signal
import subprocess
from queue import Queue

import pytest

from tests.outils import find_programme
from tests.udfs.serveur.demande import PROJET
from tests.udfs.serveur.page import open_page
from tests.udfs.serveur.processus import list_processus
from udfs import fonctions

SANS_REPONSE = "Le serveur ne répond pas. Réessayez dans un instant."
PANNE, LENTE, MANDATAIRE, BONNE = "Network error", "Request timed out", 502, 200
BORNES = [(250, 500), (1000, 2000), (3000, 6000)]

# What stands for the page: xlwings' helper answers what the test says, and the delays are noted instead of waited for.
CONFIG = "export const config = { requestTimeout: 60, customFunctionsRetryCodes: [502, 503, 504] };"
OUTILS = """
export const demandes = [];
export const request = {
  post: async (url, body) => {
    demandes.push([url, body]);
    const etat = reponses.shift();
    if (etat === 200) return { data: "fait", status: 200 };
    const erreur = new Error(typeof etat === "string" ? etat : `Request failed with status ${etat}`);
    if (typeof etat === "string") erreur.request = {};
    else erreur.response = { status: etat, data: "<html>" };
    throw erreur;
  },
};
const reponses = JSON.parse(process.argv[2]);
"""
ESSAI = """
import { demandes, request } from "./utils.js";
import "./reprise.js";
const attentes = [];
globalThis.setTimeout = (suite, delai) => (attentes.push(delai), suite());
console.warn = () => {};
const dit = await request.post("/a", { b: 1 }).then(({ data }) => data, (erreur) => erreur.response?.data ?? erreur.message);
console.log(JSON.stringify({ dit, attentes, demandes }));
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Send one call through our file, against what the server answers each time."""
    dossier = tmp_path_factory.mktemp("reprise")
    shutil.copy(PROJET / "static" / "js" / "reprise.js", dossier)
    for nom, texte in (("config.js", CONFIG), ("utils.js", OUTILS), ("essai.mjs", ESSAI), ("package.json", '{"type": "module"}')):
        (dossier / nom).write_text(texte, encoding="utf-8")
    node = find_programme("Node.js", "node")

    def run(*reponses):
        fait = subprocess.run([node, dossier / "essai.mjs", json.dumps(reponses)], capture_output=True, text=True, timeout=60, check=True)
        return json.loads(fait.stdout)

    return run


@pytest.mark.parametrize(
    ("reponses", "dit"),
    [
        ((BONNE,), "fait"),
        ((PANNE, BONNE), "fait"),
        ((MANDATAIRE, PANNE, BONNE), "fait"),
        ((503, 504, MANDATAIRE, BONNE), "fait"),
        ((PANNE,) * 4, SANS_REPONSE),
        ((MANDATAIRE,) * 4, SANS_REPONSE),
    ],
)
def test_a_server_that_comes_back_is_asked_again(ask, reponses, dit):
    fait = ask(*reponses)
    assert fait["dit"] == dit
    assert fait["demandes"] == [["/a", {"b": 1}]] * len(reponses)
    for attente, (plancher, plafond) in zip(fait["attentes"], BORNES, strict=False):
        assert plancher <= attente <= plafond
    assert len(fait["attentes"]) == len(reponses) - 1


@pytest.mark.parametrize(
    ("reponse", "dit"),
    [
        (500, "<html>"),
        (400, "<html>"),
        (401, "<html>"),
        (LENTE, "Le serveur n'a pas répondu en 60 secondes. Réessayez avec moins de cellules, ou plus tard."),
        ("autre chose", SANS_REPONSE),
    ],
)
def test_what_would_fail_again_is_asked_once(ask, reponse, dit):
    fait = ask(*(reponse,) * 4)
    assert (fait["dit"], len(fait["demandes"])) == (dit, 4 if reponse == "autre chose" else 1)


def test_no_cell_is_lost_when_processes_are_killed(tmp_path):
    serveurs = Queue()
    tues = []

    def kill(_demande):
        serveur = serveurs.get(timeout=60)
        serveurs.put(serveur)
        tues.append(next(pid for pid in list_processus(serveur) if pid not in tues))
        os.kill(tues[-1], signal.SIGKILL)
        return {}

    with open_page(tmp_path, ["office.js", "reprise.js"], {}, kill, processus=3) as (receive, _stop, serveur):
        serveurs.put(serveur)
        rapport = receive()
    assert (rapport["incidents"], rapport["coupures"], len(set(tues))) == ([], 2, 2)
    assert rapport["resultats"] == [fonctions.dpid_avance(1000.0 * rang, 0.5) for rang in range(1, 201)]
