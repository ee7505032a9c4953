"""The pane in a real browser beside the package on the computer: how many times longer each thing takes, in one run; and its memory."""

import json
import time
from datetime import date

import pytest

from dpid_xl.production.choix import select_conventions
from tests.bench.test_bench_colonne import LIGNES, colonnes  # noqa: F401 (fixture)
from tests.udfs.actions.classeur import CLASSEUR
from tests.udfs.volet.conftest import construit, open_volet, press, site, sources, wait_pret  # noqa: F401 (fixtures)
from udfs import fonctions
from udfs.actions.feuilles import render

pytestmark = pytest.mark.bench

JOUR = date(2022, 9, 27)
APPEL = {"nom": "DPID_MONTANT", "arguments": [[["T1-01"]], [[80]], [[6]]]}


def _measure(travail):
    debut = time.perf_counter()
    rendu = travail()
    return time.perf_counter() - debut, rendu


@pytest.fixture(scope="module")
def durees(site, colonnes, tmp_path_factory):  # noqa: F811
    """Seconds of each thing in the pane."""
    faites = {}
    debut = time.perf_counter()
    with open_volet(site, tmp_path_factory.mktemp("navigateur")) as (page, _stop):

        def call(expression):
            return _measure(lambda: page.run(f"return await {expression};"))

        call(f"essai.calculate({json.dumps(APPEL)})")
        faites["à froid"] = time.perf_counter() - debut
        faites["une cellule"] = min(call(f"essai.calculate({json.dumps(APPEL)})")[0] for _ in range(20))
        arguments = [[["" if valeur is None else valeur for valeur in rangee] for rangee in colonne] for colonne in colonnes]
        demande = json.dumps({"nom": "DPID_MONTANTS", "arguments": arguments})
        faites["10 000 lignes"] = min(call(f"essai.calculate({demande})")[0] for _ in range(3))
        faites["contrôler"] = min(_measure(lambda: press(page, "Contrôler"))[0] for _ in range(3))
        faites["89 feuilles"], fait = _measure(lambda: press(page, "Générer les conventions"))
        assert sum(map(len, fait["insertions"])) == 89
        faites["mémoire"] = page.run("return (await import('./static/js/moteur.js')).ask({ memoire: true });")
        page.run("await navigator.serviceWorker.ready;")
        debut = time.perf_counter()
        page.go(f"{site[1]}/taskpane.html?_host_Info=Excel")
        wait_pret(page)
        call(f"essai.calculate({json.dumps(APPEL)})")
        faites["à chaud"] = time.perf_counter() - debut
    return faites


def test_beside_the_computer(durees, colonnes, tableau):  # noqa: F811
    from dpid_xl.examen import examine

    poste = {
        "une cellule": min(_measure(lambda: fonctions.dpid_montant("T1-01", 80.0, 6.0))[0] for _ in range(20)),
        "10 000 lignes": min(_measure(lambda: fonctions.dpid_montants(*colonnes))[0] for _ in range(3)),
        "contrôler": min(_measure(lambda: examine(CLASSEUR))[0] for _ in range(3)),
    }
    examen = examine(CLASSEUR)
    conventions = {convention.structure.nom: convention for convention in select_conventions(examen.dossier, [])}
    poste["89 feuilles"] = poste["contrôler"] + _measure(lambda: render(examen, conventions, JOUR))[0]
    for quoi in ("à froid", "à chaud"):
        tableau.note(f"volet, première réponse {quoi}", durees[quoi], "s")
    for quoi, seul in poste.items():
        tableau.note(f"volet, {quoi}", durees[quoi], "s")
        tableau.compare(f"volet / poste, {quoi}", durees[quoi], seul)
    tableau.note("volet, mémoire de Python, 89 feuilles écrites", durees["mémoire"]["corps"], "Mo")
    assert LIGNES == 10_000
