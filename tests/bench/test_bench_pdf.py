"""Cost of the PDF files, as ratios measured in one run, in processor time: a machine's pace and others' load cancel out."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.bench

PASSAGES = 3
CONVENTIONS = 30
RAPPORT_CODES = 1.2
RAPPORT_FUSION = 2  # typst finds less of a volume again than of separate documents, and holds it whole

PREPARER = f"""
import time
from datetime import date
from dpid_xl.campagnes import load_campagne
from dpid_xl.conventions.redaction import write_conventions
from dpid_xl.rendus import fusion, pdf, qr
JOUR = date(2022, 9, 27)
conventions = write_conventions(load_campagne("2022_phase2"))[:{CONVENTIONS}]
"""
RENDRE = "for convention in conventions: pdf.render_pdf(convention, JOUR)"
MESURER = "debut = time.process_time()\n{}\nprint(time.process_time() - debut)"
ESSAIS = {
    "avec codes": MESURER.format(RENDRE),
    "sans codes": "qr.make_codes = lambda *_: b''\n" + MESURER.format(RENDRE),
    "fusion": MESURER.format("list(fusion.render_fusion(conventions, [20] * len(conventions), 'Conventions', JOUR))"),
}


@pytest.fixture(scope="module")
def durees():
    """Best of several passes, each in a new process: typst remembers what it has laid out."""
    mesures = {essai: [] for essai in ESSAIS}
    for _ in range(PASSAGES):
        for essai, programme in ESSAIS.items():
            sortie = subprocess.run([sys.executable, "-c", PREPARER + programme], check=True, capture_output=True, text=True).stdout
            mesures[essai].append(float(sortie))
    return {essai: min(mesure) for essai, mesure in mesures.items()}


def test_codes_cost_little(durees):
    assert durees["avec codes"] <= RAPPORT_CODES * durees["sans codes"], durees


def test_a_volume_costs_no_more_than_twice_its_documents(durees):
    assert durees["fusion"] <= RAPPORT_FUSION * durees["avec codes"], durees
