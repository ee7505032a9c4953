"""Speed of a workbook with many demands, as ratios measured in one run: ten times more take about ten times longer at each stage."""

import time
from dataclasses import replace

import pytest

from dpid_xl.calcul.passage import plan_passage
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.controles import CONTROLES
from dpid_xl.schema import DEMANDES
from tests.demandes import ANTERIEURS, COMMISSION, PHASE, RETENUE, make_demande

pytestmark = pytest.mark.bench

PETIT, GRAND = 200, 2_000
RAPPORT_MAXIMAL = 14  # ten for a linear time; the memory of the machine asks for a little more
PASSAGES = 2
SIENS = [controle for controle in CONTROLES if controle.__module__ == "dpid_xl.controles.demandes"]


def make_dossier(dossier, nombre):
    """The real campaign with demands of its structures for its operations, all retained, none passed."""
    noms, codes = ([chose.nom for chose in dossier.structures], [operation.code for operation in dossier.operations])
    demandes = tuple(
        make_demande(
            noms[rang % len(noms)],
            codes[rang % len(codes)],
            description=f"demande inventée {rang}",
            montant_demande="1000",
            montant_arrete="900",
            quantite="4",
            decision=RETENUE,
            commission=COMMISSION,
            **PHASE,
        )
        for rang in range(nombre)
    )
    return locate_dossier(replace(dossier, demandes=demandes, anterieurs=ANTERIEURS))


def measure(tache):
    durees = []
    for _ in range(PASSAGES):
        debut = time.process_time()
        tache()
        durees.append(time.process_time() - debut)
    return min(durees)


def check(dossier):
    return [anomalie for controle in SIENS for anomalie in controle(dossier)]


@pytest.mark.parametrize("nom", ["contrôles", "passage", "lecture"])
def test_ten_times_more_demands_take_about_ten_times_longer(dossier, jour, tmp_path, nom):
    durees = []
    for nombre in (PETIT, GRAND):
        campagne = make_dossier(dossier, nombre)
        chemin = tmp_path / f"{nombre}.xlsm"
        chemin.write_bytes(build_classeur(campagne, (), jour))
        taches = {
            "contrôles": lambda campagne=campagne: check(campagne),
            "passage": lambda campagne=campagne: plan_passage(campagne, jour),
            "lecture": lambda chemin=chemin: read_classeur(chemin),
        }
        durees.append(measure(taches[nom]))
    assert durees[1] < RAPPORT_MAXIMAL * durees[0]


def test_the_sheet_is_written_in_a_time_that_follows_its_rows(dossier, jour):
    sans, petit, grand = (
        measure(lambda nombre=nombre: build_classeur(make_dossier(dossier, nombre), (), jour)) for nombre in (0, PETIT, GRAND)
    )
    assert grand - sans < RAPPORT_MAXIMAL * (petit - sans)


def test_controls_cost_nothing_without_a_demand(dossier):
    petite = make_dossier(dossier, PETIT)
    assert measure(lambda: check(dossier)) * 20 < measure(lambda: check(petite))
    assert all(anomalie.origine.feuille in (DEMANDES.feuille, "Budget") for anomalie in check(petite))
