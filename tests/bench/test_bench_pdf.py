"""Cost of the PDF files, as ratios measured in one run, in processor time: a machine's pace and others' load cancel out."""

import os
import subprocess
import sys
from shutil import which

import pytest

from dpid_xl.rendus.pdf import _count_coeurs

pytestmark = pytest.mark.bench

PASSAGES = 6
CONVENTIONS = 60
RAPPORT_TYPST = 1.1  # over typst alone, with the same template and data
PART_OCCUPEE = 0.85  # of the cores, all the time
RAPPORT_CODES = 1.2
RAPPORT_FUSION = 1.5  # over the documents alone: nothing is laid out again, but each object of each file is read and written (17 ms a file)

PREPARER = f"""
import time
from datetime import date
from dpid_xl.campagnes import load_campagne
from dpid_xl.chargement import space_ramassages
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.rendus import pdf
from dpid_xl.rendus.pdf import fusion, qr
space_ramassages()  # as every command does
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


def launch(programme, coeur=None):
    commande = [sys.executable, "-c", PREPARER + programme]
    pose = [] if coeur is None else ["taskset", "-c", str(coeur)]
    return subprocess.Popen([*pose, *commande], stdout=subprocess.PIPE, text=True)


def end(processus):
    mesure, _ = processus.communicate()
    assert processus.returncode == 0
    return float(mesure)


def compare(essai, temoin):
    """Processor of two programs, each in its own process: typst remembers what it has laid out.

    They run side by side, one on each of two cores, then the other way round: the pace of a machine changes by a third from a minute to
    the next, for both; the best of each is kept. With one core, one after the other.
    """
    coeurs = sorted(os.sched_getaffinity(0))[:2] if which("taskset") else []
    couts = {essai: [], temoin: []}
    for passage in range(PASSAGES):
        if len(coeurs) < 2:
            for quoi, mesures in couts.items():
                mesures.append(end(launch(ESSAIS[quoi])))
            continue
        places = zip(couts, coeurs if passage % 2 else reversed(coeurs), strict=True)
        en_cours = {quoi: launch(ESSAIS[quoi], coeur) for quoi, coeur in places}
        for quoi, processus in en_cours.items():
            couts[quoi].append(end(processus))
    return min(couts[essai]), min(couts[temoin])


def test_our_part_is_little_beside_typst(tableau):
    tableau.compare("nos PDF / typst nu", *compare("avec codes", "typst"), au_plus=RAPPORT_TYPST)


def test_every_core_works(tableau):
    tableau.compare("compilations en même temps / cœurs", end(launch(CHEVAUCHEMENT)), _count_coeurs(), au_moins=PART_OCCUPEE)


def test_codes_cost_little(tableau):
    tableau.compare("avec les codes / sans", *compare("avec codes", "sans codes"), au_plus=RAPPORT_CODES)


def test_a_volume_costs_little_more_than_its_documents(tableau):
    tableau.compare("un seul PDF / chacun", *compare("fusion", "avec codes"), au_plus=RAPPORT_FUSION)
