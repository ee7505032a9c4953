"""Speed of the functions, as ratios measured in one run: a machine's own pace cancels out."""

import os
import subprocess
import sys
import time

import pytest

from tests.udfs.plages import make_bareme
from udfs import fonctions
from udfs.fonctions import FONCTIONS

pytestmark = pytest.mark.bench

# The reference loop takes about 50 µs on the machine of development: the limit of the issue for our part of a call.
TOURS_DE_REFERENCE = 1000
APPELS = 400
PASSAGES = 7
LIGNES = 10_000
RAPPORT_IMPORT = 1.15
# num2words writes the words: its time is not ours. Texts already written are found again.
HORS_DE_NOTRE_PART = {"EN_LETTRES"}


def measure(appel, fois):
    """Best of several passes, in seconds per call: what disturbs a measure only makes it longer."""
    durees = []
    for _ in range(PASSAGES):
        debut = time.perf_counter()
        for _ in range(fois):
            appel()
        durees.append((time.perf_counter() - debut) / fois)
    return min(durees)


def measure_reference():
    return measure(lambda: sum(rang * rang % 7 for rang in range(TOURS_DE_REFERENCE)), APPELS)


def test_amounts_never_seen_before_take_no_longer_than_the_reference_loop():
    montants = iter(range(1, 10**9))
    duree = measure(lambda: fonctions.dpid_solde_realise(next(montants) / 4, 0.0, 80.0, 40.0, 1.0, 0.5), APPELS)
    assert duree <= measure_reference(), _write(duree)


def test_a_sentence_of_control_takes_no_longer_than_the_reference_loop():
    montants = iter(range(7000, 10**9))
    duree = measure(lambda: fonctions.dpid_controle("T1-01", 80.0, 6.0, float(next(montants))), APPELS)
    assert duree <= measure_reference(), _write(duree)


def test_our_part_of_an_amount_in_letters_is_small_beside_the_library():
    from num2words import num2words

    montants, nombres = iter(range(6400, 10**9)), iter(range(6400, 10**9))
    duree = measure(lambda: fonctions.dpid_en_lettres(float(next(montants))), APPELS)
    bibliotheque = measure(lambda: num2words(next(nombres), lang="fr"), APPELS)
    assert duree - bibliotheque <= measure_reference(), _write(duree - bibliotheque)


@pytest.mark.parametrize("fonction", [f for f in FONCTIONS if f.nom not in HORS_DE_NOTRE_PART], ids=lambda fonction: fonction.nom)
def test_a_call_takes_less_than_the_reference_loop(fonction):
    arguments = [[list(rangee) for rangee in valeur] if isinstance(valeur, tuple) else valeur for valeur in fonction.exemples[0].arguments]
    appel = getattr(fonctions, fonction.python)
    duree, reference = measure(lambda: appel(*arguments), APPELS), measure_reference()
    assert duree <= reference, _write(duree)


def test_a_call_with_the_bareme_of_the_workbook():
    baremes = [[[str(c) + "" if isinstance(c, str) else c for c in rangee] for rangee in make_bareme()] for _ in range(20)]
    suite = iter(baremes * (APPELS * PASSAGES))
    duree, reference = measure(lambda: fonctions.dpid_montant("T1-01", 80.0, 6.0, None, next(suite)), APPELS), measure_reference()
    assert duree <= reference, _write(duree)


def test_a_row_of_a_column_costs_a_fifth_of_a_call():
    colonnes = (
        [["T1-01"], ["T3-02"]] * (LIGNES // 2),
        [[float(rang)] for rang in range(LIGNES)],
        [[float(rang % 14)] for rang in range(LIGNES)],
        [[None]] * LIGNES,
    )
    duree, reference = measure(lambda: fonctions.dpid_montants(*colonnes), 1) / LIGNES, measure_reference()
    assert duree <= reference / 5, _write(duree)


def test_importing_the_functions_costs_little_more_than_xlwings(tmp_path):
    pytest.importorskip("xlwings")
    environnement = {nom: valeur for nom, valeur in os.environ.items() if nom != "PYTHONDONTWRITEBYTECODE"}
    environnement["PYTHONPYCACHEPREFIX"] = str(tmp_path)  # both compiled once before, as on a machine where they are installed
    durees = {"xlwings, udfs.fonctions": [], "xlwings": []}  # xlwings is there first: it loads the functions
    for passage in range(PASSAGES + 1):
        for module, mesures in durees.items():
            commande = [
                sys.executable,
                "-c",
                f"import time, {module}; print(time.process_time())",
            ]  # processor time: others' load is not in it
            sortie = subprocess.run(commande, check=True, env=environnement, capture_output=True, text=True)
            if passage:
                mesures.append(float(sortie.stdout))
    rapport = min(durees["xlwings, udfs.fonctions"]) / min(durees["xlwings"])
    assert rapport <= RAPPORT_IMPORT, f"{rapport:.2f}"


def _write(duree):
    return f"{duree * 1e6:.1f} µs"
