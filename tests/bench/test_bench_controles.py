"""Speed of the controls, as ratios measured in one run: ten times more lines take about ten times longer."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from dpid_xl.chaine import check

pytestmark = pytest.mark.bench

PETIT, GRAND = 2_000, 20_000
# Ten for a linear time; the sort of the findings and the memory of the machine ask for a little more.
RAPPORT_MAXIMAL = 14
PASSAGES = 3


def make_dossier(dossier, nombre):
    """The real campaign with its lines repeated under other amounts, as a département of that size would have."""
    lignes = []
    for rang in range(nombre):
        modele = dossier.lignes[rang % len(dossier.lignes)]
        montant = modele.montant and modele.montant + Decimal(rang // len(dossier.lignes))
        lignes.append(replace(modele, montant=montant, lieu=replace(modele.lieu, rang=7 + rang)))
    return replace(dossier, lignes=tuple(lignes))


def measure(dossier, nombre):
    """Processor time: the load of others is not in it."""
    durees = []
    for _ in range(PASSAGES):
        grand = make_dossier(dossier, nombre)  # nothing kept from the pass before
        debut = time.process_time()
        check(grand)
        durees.append(time.process_time() - debut)
    return min(durees)


def test_the_time_of_the_controls_grows_as_the_lines(dossier):
    petit, grand = measure(dossier, PETIT), measure(dossier, GRAND)
    assert grand / petit <= RAPPORT_MAXIMAL, f"{petit:.2f} s puis {grand:.2f} s"
