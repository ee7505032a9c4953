"""The pane in a real browser beside the package on the computer: how many times longer each thing takes, in one run; and its memory."""

import json
import time
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.production.choix import select_conventions
from tests.bench.echelle import write_classeur
from tests.bench.test_bench_colonne import LIGNES, colonnes  # noqa: F401 (fixture)
from tests.udfs.actions.classeur import CLASSEUR
from tests.udfs.serveur.test_boutons import describe_classeur, read_feuilles
from tests.udfs.volet.conftest import construit, open_volet, press, site, sources, wait_pret  # noqa: F401 (fixtures)
from tests.udfs.volet.test_volet import sum_feuilles, today
from udfs import fonctions
from udfs.actions.feuilles import render

pytestmark = pytest.mark.bench

JOUR = date(2022, 9, 27)
FOIS = 10
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
        faites["mémoire à l'ouverture"] = page.navigateur.weigh()
        faites["une cellule"] = min(call(f"essai.calculate({json.dumps(APPEL)})")[0] for _ in range(20))
        arguments = [[["" if valeur is None else valeur for valeur in rangee] for rangee in colonne] for colonne in colonnes]
        demande = json.dumps({"nom": "DPID_MONTANTS", "arguments": arguments})
        faites["10 000 lignes"] = min(call(f"essai.calculate({demande})")[0] for _ in range(3))
        faites["contrôler"] = min(_measure(lambda: press(page, "Contrôler"))[0] for _ in range(3))
        inseres, jour = [], today()
        page.navigateur.lecteur = lambda demande: inseres.append(demande) or read_feuilles(demande)
        faites["89 feuilles"], fait = _measure(lambda: press(page, "Générer les conventions"))
        assert sum(map(len, fait["insertions"])) == 89
        montants = sum_feuilles(inseres, [jour, today()], [])
        assert sum(montants) + Decimal("2240.00") == Decimal("6198687.52"), "with the line that is an avenant"
        faites["mémoire"] = page.run("return (await import('./static/js/moteur.js')).ask({ memoire: true });")
        faites["mémoire de la page"] = page.navigateur.weigh()
        page.run("await navigator.serviceWorker.ready;")
        debut = time.perf_counter()
        page.go(f"{site[1]}/taskpane.html?_host_Info=Excel")
        wait_pret(page)
        call(f"essai.calculate({json.dumps(APPEL)})")
        faites["à chaud"] = time.perf_counter() - debut
    return faites


def test_ten_times_the_campaign_within_what_excel_on_the_web_takes(site, tmp_path, tableau):  # noqa: F811
    """920 structures, 890 conventions: read, controlled and put in by parts, none beyond 5 MB."""
    grand = describe_classeur(write_classeur(FOIS, tmp_path / "grand.xlsm").read_bytes())
    with open_volet(site, tmp_path) as (page, _stop):
        page.navigateur.lecteur = _name_feuilles
        page.run("essai.charges = { envoi: 0, reponse: 0, refus: 0 };")
        page.run(f"essai.openClasseur({json.dumps(grand)});")
        for libelle, quoi in (("Contrôler", "contrôler"), ("Générer les conventions", "écrire 890 feuilles")):
            duree, fait = _measure(lambda libelle=libelle: press(page, libelle))
            assert fait["travail"] == "", fait["travail"]
            python = page.run("return (await import('./static/js/moteur.js')).ask({ memoire: true });")["corps"]
            tableau.note(f"volet, {FOIS} fois la campagne, {quoi}", duree, "s")
            tableau.note(f"volet, {FOIS} fois la campagne, {quoi}, mémoire de Python", python, "Mo")
            tableau.note(f"volet, {FOIS} fois la campagne, {quoi}, mémoire de la page au plus", page.navigateur.weigh()[1], "Mo")
        assert sum(map(len, fait["insertions"])) == 89 * FOIS
        charges = page.run("return essai.charges;")
        assert max(charges["envoi"], charges["reponse"]) <= 5_000_000
        tableau.note("volet, plus grand envoi à Excel", charges["envoi"] / 1e6, "Mo")
        tableau.note("volet, plus grande réponse d'Excel", charges["reponse"] / 1e6, "Mo")
        tableau.note("volet, réponses trop longues demandées à nouveau", charges["refus"], "")


def _name_feuilles(demande):
    """The sheets of what is put in, without what is in them: the test's own reading would be longer than all the rest."""
    return [{"nom": nom, "valeurs": [[]], "formats": [], "tables": [], "masquees": [], "liens": []} for nom in demande["feuilles"]]


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
    for quand, combien in zip(("une fois ouverte", "au plus en l'ouvrant"), durees["mémoire à l'ouverture"], strict=True):
        tableau.note(f"volet, mémoire de la page, {quand}", combien, "Mo")
    tableau.note("volet, mémoire de la page, 89 feuilles écrites", durees["mémoire de la page"][0], "Mo")
    tableau.note("volet, mémoire de la page au plus, 89 feuilles écrites", durees["mémoire de la page"][1], "Mo")
    assert LIGNES == 10_000
