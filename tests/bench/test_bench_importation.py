"""Speed of reading somebody's table, as ratios of processor time in one run: linear, and beside pandas reading the same file bare."""

import time

import pandas as pd
import pytest
from xlsxwriter import Workbook

from dpid_xl.importation import import_source

pytestmark = pytest.mark.bench

PETIT, GRAND = 2_500, 10_000
RAPPORT_MAXIMAL = 6  # four for a linear time
# pandas gives the cells as they are; each is then read, judged and told. 1.8 where this was written (1.7 s of processor, and 0.95).
RAPPORT_A_PANDAS = 4
PASSAGES = 3
ENTETES = ("Opération", "Territoire", "Structure", "Objet", "Quantité", "Début", "Fin", "Montant retenu")


@pytest.fixture(scope="module")
def tableaux(tmp_path_factory):
    """The same kind of table at two sizes."""
    dossier, tableaux = tmp_path_factory.mktemp("tableaux"), {}
    for nombre in (PETIT, GRAND):
        tableaux[nombre] = dossier / f"{nombre}.xlsx"
        with Workbook(tableaux[nombre]) as classeur:
            feuille = classeur.add_worksheet()
            feuille.write_row(0, 0, ENTETES)
            for rang in range(1, nombre + 1):
                code = f"T{1 + rang % 4}-{1 + rang % 8:02d}"
                rangee = (code, "Artois", f"Structure {rang}", f"Action n° {rang}", rang % 90 + 1, "01/07/2022", "31/12/2022", rang + 0.5)
                feuille.write_row(rang, 0, rangee)
    return tableaux


def measure(lire, fichier):
    """Seconds of processor, the best of a few runs."""
    temps = []
    for _ in range(PASSAGES):
        debut = time.process_time()
        lire(fichier)
        temps.append(time.process_time() - debut)
    return min(temps)


def test_four_times_more_lines_take_about_four_times_longer(tableaux):
    petit, grand = (measure(import_source, tableaux[nombre]) for nombre in (PETIT, GRAND))
    assert grand <= RAPPORT_MAXIMAL * petit, (petit, grand)


def test_ten_thousand_lines_beside_pandas(tableaux):
    assert len(import_source(tableaux[GRAND]).dossier.lignes) == GRAND
    importation = measure(import_source, tableaux[GRAND])
    nu = measure(lambda fichier: pd.read_excel(fichier, engine="openpyxl"), tableaux[GRAND])
    assert importation <= RAPPORT_A_PANDAS * nu, (importation, nu)
