"""A campaign in life: two thousand demands, three hundred lines, a thousand payments, in one workbook. No row costs more than today's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.examen import check
from tests.bench import echelle
from tests.bench.test_bench_demandes import make_dossier as add_demandes
from tests.bench.test_bench_demandes import measure
from tests.versements import SITUATION, make_versement, situate

pytestmark = pytest.mark.bench

FOIS, DEMANDES, VERSEMENTS = 3, 2_000, 1_000  # three campaigns have more than three hundred lines
RAPPORT_MAXIMAL = 1.2  # of the cost of a row


def make_vie():
    """The campaign three times over, with the demands and the payments of eighteen months."""
    dossier = echelle.make_dossier(FOIS)
    lignes = dossier.lignes
    versements = tuple(
        make_versement(
            lignes[rang % len(lignes)].structure,
            lignes[rang % len(lignes)].operation,
            ("avance", "solde")[rang % 2],
            date(2022, 10, 1) + timedelta(rang),
            date(2022, 10, 1) + timedelta(rang) if date(2022, 10, 1) + timedelta(rang) < SITUATION else None,
            2022 + (rang > 91),
            "1",
            str(1_000 + rang),
        )
        for rang in range(VERSEMENTS)
    )
    return situate(replace(add_demandes(dossier, DEMANDES), versements=versements))


def count_rangees(dossier):
    return len(dossier.lignes) + len(dossier.demandes) + len(dossier.versements)


@pytest.mark.parametrize("etape", ["écriture", "lecture", "contrôles"])
def test_a_row_of_a_campaign_in_life_costs_no_more_than_one_of_today(dossier, jour, tmp_path, tableau, etape):
    couts = []
    for nom, campagne in (("vote", dossier), ("vie", make_vie())):
        chemin = tmp_path / f"{nom}.xlsm"
        chemin.write_bytes(build_classeur(locate_dossier(campagne), (), jour))
        lecture = read_classeur(chemin)
        assert count_rangees(lecture.dossier) == count_rangees(campagne)
        taches = {
            "écriture": lambda campagne=campagne: build_classeur(locate_dossier(campagne), (), jour),
            "lecture": lambda chemin=chemin: read_classeur(chemin),
            "contrôles": lambda lecture=lecture: check(lecture.dossier, lecture.anomalies),
        }
        couts.append(measure(taches[etape]) / count_rangees(campagne))
    tableau.note(f"campagne entière : {etape}, une ligne", 1e6 * couts[1], "µs")
    tableau.compare(f"campagne entière : {etape}, une ligne contre une du vote", couts[1], couts[0], au_plus=RAPPORT_MAXIMAL)
