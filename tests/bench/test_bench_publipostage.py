"""The conventions of the campaign in three formats, beside the PDF files alone by LibreOffice's mail merge, in one run.

Mail merge has one template for all: here the convention whose text is nearest to the average in length, with fields for what
every convention changes. It makes neither the annexes of each structure, nor amounts checked, nor Word files, nor sheets.
"""

import csv
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import mean

import pytest

from dpid_xl.documents.convention import compose_conventions
from dpid_xl.montants import format_montant, write_en_lettres
from dpid_xl.rendus.word.docx import render_docx
from tests.libreoffice import find_soffice
from tests.rendus.fabrique import JOUR, iter_textes

pytestmark = [pytest.mark.bench, pytest.mark.libreoffice]

# On the clock, of a quiet machine of two cores (mail merge is of one), and in processor time.
A_LA_MONTRE = {"trois formats": 0.3, "démonstration": 0.4}
EN_PROCESSEUR = {"trois formats": 0.5, "démonstration": 0.75}
PASSAGES = 2
PYTHON = "/usr/bin/python3"  # the one that has uno on Debian
SCRIPT = Path(__file__).with_name("publipostage.py")
PILOTE = Path(__file__).parents[1] / "udfs" / "libreoffice"
SOURCES_DE_DONNEES = ("libflatlo.so", "libdbaxmllo.so")

PRODUIRE = """
import json, sys, time
from datetime import date
from pathlib import Path
from dpid_xl import chaine
from dpid_xl.examen import Examen
from dpid_xl.campagnes import load_campagne
from dpid_xl.ecriture import replace_fichiers
examen = Examen("annexe5.xlsm", load_campagne("2022_phase2"), (), "")
production = chaine.produce_conventions(examen, ("xlsx", "docx", "pdf"), date(2022, 9, 27))
temps, processeur = time.perf_counter(), time.process_time()
replace_fichiers(Path(sys.argv[1]), production.render())
print(json.dumps({"temps": time.perf_counter() - temps, "processeur": time.process_time() - processeur}))
"""


@dataclass(frozen=True)
class Cout:
    """Seconds on the clock, seconds of processor."""

    temps: float
    processeur: float


def find_writer():
    """Return LibreOffice; skip the test on a machine whose LibreOffice cannot read a data source."""
    soffice = find_soffice()
    programme = Path(os.path.realpath(soffice)).parent
    if not all((programme / bibliotheque).exists() for bibliotheque in SOURCES_DE_DONNEES):
        pytest.skip("le publipostage de LibreOffice demande les paquets libreoffice-base et libreoffice-base-drivers")
    return soffice


@pytest.fixture(scope="module")
def conventions(dossier):
    return compose_conventions(dossier)


def describe(convention):
    """What mail merge puts in each document."""
    return {
        "structure": convention.structure.nom,
        "montant": format_montant(convention.montant),
        "lettres": write_en_lettres(convention.montant),
    }


def find_moyenne(conventions):
    """The convention whose length of text is the nearest to the average."""
    longueurs = {convention.rang: sum(map(len, iter_textes(convention))) for convention in conventions}
    moyenne = mean(longueurs.values())
    return min(conventions, key=lambda convention: abs(longueurs[convention.rang] - moyenne))


def run_publipostage(soffice, conventions, dossier):
    lignes = [describe(convention) for convention in conventions]
    modele = find_moyenne(conventions)
    for nom in ("donnees", "pdf"):
        (dossier / nom).mkdir(parents=True)
    (dossier / "modele.docx").write_bytes(render_docx(modele, JOUR))
    with (dossier / "donnees" / "lignes.csv").open("w", newline="", encoding="utf-8") as fichier:
        table = csv.DictWriter(fichier, lignes[0])
        table.writeheader()
        table.writerows(lignes)
    environnement = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("PYTHON")} | {"PYTHONPATH": str(PILOTE)}
    commande = [PYTHON, SCRIPT, soffice, dossier, json.dumps(describe(modele))]
    return Cout(**json.loads(subprocess.run(commande, check=True, capture_output=True, text=True, env=environnement).stdout))


def run_chaine(dossier):
    return Cout(**json.loads(subprocess.run([sys.executable, "-c", PRODUIRE, dossier], check=True, capture_output=True, text=True).stdout))


def run_demonstration(dossier):
    """The whole demonstration, start-up, workbook, controls and exports included."""
    debut, avant = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "dpid_xl", "demo", "--sortie", dossier, "--date", "2022-09-27"], check=True, capture_output=True)
    temps, apres = time.perf_counter() - debut, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cout(temps, apres.ru_utime + apres.ru_stime - avant.ru_utime - avant.ru_stime)


def test_three_formats_and_the_whole_demonstration_against_a_mail_merge(conventions, tmp_path, tableau):
    soffice = find_writer()
    couts = {"trois formats": [], "démonstration": [], "publipostage": []}
    for passage in range(PASSAGES):  # one after the other, so that the load of the machine is the same
        couts["trois formats"].append(run_chaine(tmp_path / f"nous{passage}"))
        couts["démonstration"].append(run_demonstration(tmp_path / f"demo{passage}"))
        couts["publipostage"].append(run_publipostage(soffice, conventions, tmp_path / f"publipostage{passage}"))
    assert len(list((tmp_path / "publipostage0").rglob("*.pdf"))) == len(conventions)
    moindres = {quoi: Cout(*map(min, zip(*map(astuple, mesures), strict=True))) for quoi, mesures in couts.items()}
    autre = moindres.pop("publipostage")
    for quoi, cout in moindres.items():
        tableau.compare(f"{quoi} / publipostage, à la montre", cout.temps, autre.temps, au_plus=A_LA_MONTRE[quoi])
    for quoi, cout in moindres.items():
        tableau.compare(f"{quoi} / publipostage, en processeur", cout.processeur, autre.processeur, au_plus=EN_PROCESSEUR[quoi])
