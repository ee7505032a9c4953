"""Cost of the PDF files, as ratios measured in one run, in processor time: a machine's pace and others' load cancel out."""

import subprocess
import sys

import pytest

from dpid_xl.rendus.pdf import _count_coeurs

pytestmark = pytest.mark.bench

PASSAGES = 3
CONVENTIONS = 60
RAPPORT_TYPST = 1.1  # over typst alone, with the same template and data
PART_OCCUPEE = 0.85  # of the cores, all the time
RAPPORT_CODES = 1.2
RAPPORT_FUSION = 1.5  # over the documents alone: nothing is laid out again, but each object of each file is read and written (17 ms a file)

PREPARER = f"""
import time
from datetime import date
from dpid_xl.campagnes import load_campagne
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.rendus import pdf
from dpid_xl.rendus.pdf import fusion, qr
JOUR = date(2022, 9, 27)
conventions = compose_conventions(load_campagne("2022_phase2"))[:{CONVENTIONS}]
"""
RENDRE = "for convention in conventions: pdf.render_pdf(convention, JOUR)"
FUSIONNER = """
reunion = fusion.Fusion("Conventions", "Direction", JOUR)
for convention in conventions: reunion.add(pdf.render_pdf(convention, JOUR), convention.structure.nom)
reunion.render()
"""
# Typst alone: the files that it would read are all written before; the same day, hence the same bytes.
PREPARER_TYPST = """
import typst
from datetime import UTC, datetime
from importlib import resources
compiler, gardes = pdf._compile, []
def keep(fichiers, jour):
    if len(fichiers) == 1: return compiler(fichiers, jour)  # the trial of a sign
    gardes.append(dict(fichiers))
    return b""
pdf._compile = keep
for convention in conventions: pdf.compile_document(convention, pdf.CODES, JOUR)
minuit = datetime(2022, 9, 27, tzinfo=UTC)
"""
TYPST = """
paquet = resources.files(pdf)
typst_nu = typst.Compiler(root=str(paquet), ignore_system_fonts=True, font_paths=[str(paquet / pdf.POLICES)])
for fichiers in gardes: typst_nu.compile(input=fichiers, format="pdf", pdf_standards=pdf.NORMES, timestamp=minuit)
"""
MESURER = "debut = time.process_time()\n{}\nprint(time.process_time() - debut)"
ESSAIS = {
    "avec codes": MESURER.format(RENDRE),
    "sans codes": "qr.make_codes = lambda *_: ()\n" + MESURER.format(RENDRE),
    "typst": PREPARER_TYPST + MESURER.format(TYPST),
    "fusion": MESURER.format(FUSIONNER),
}

# How many compilations are under way at once, on average: the same on a busy machine as on a quiet one.
CHEVAUCHEMENT = """
compiler, durees = pdf._compile, []
def watch(*arguments):
    debut = time.perf_counter()
    contenu = compiler(*arguments)
    durees.append(time.perf_counter() - debut)
    return contenu
pdf._compile = watch
debut = time.perf_counter()
list(pdf.render_pdfs(conventions, JOUR))
print(sum(durees) / (time.perf_counter() - debut))
"""


def run(programme):
    return float(subprocess.run([sys.executable, "-c", PREPARER + programme], check=True, capture_output=True, text=True).stdout)


@pytest.fixture(scope="module")
def durees():
    """Best of several passes, each in a new process: typst remembers what it has laid out."""
    mesures = {essai: [] for essai in ESSAIS}
    for _ in range(PASSAGES):
        for essai, programme in ESSAIS.items():
            mesures[essai].append(run(programme))
    return {essai: min(mesure) for essai, mesure in mesures.items()}


def test_our_part_is_little_beside_typst(durees, tableau):
    tableau.compare("nos PDF / typst nu", durees["avec codes"], durees["typst"], au_plus=RAPPORT_TYPST)


def test_every_core_works(tableau):
    tableau.compare("compilations en même temps / cœurs", run(CHEVAUCHEMENT), _count_coeurs(), au_moins=PART_OCCUPEE)


def test_codes_cost_little(durees, tableau):
    tableau.compare("avec les codes / sans", durees["avec codes"], durees["sans codes"], au_plus=RAPPORT_CODES)


def test_a_volume_costs_little_more_than_its_documents(durees, tableau):
    tableau.compare("un seul PDF / chacun", durees["fusion"], durees["avec codes"], au_plus=RAPPORT_FUSION)
