"""Totals along every axis agree with each other and with what was voted."""

from decimal import Decimal

import pytest

from dpid_xl.calcul.totaux import Axe, compute_totaux, sum_montants
from dpid_xl.modele import Mesure, Portee

GRAND_TOTAL = Decimal("6198687.52")


@pytest.mark.parametrize("axe", Axe)
def test_every_axis_adds_up_to_the_grand_total(dossier, axe):
    totaux = compute_totaux(dossier, axe)
    assert sum(total.montant for total in totaux.values()) == sum_montants(dossier.lignes) == GRAND_TOTAL
    assert sum(total.lignes for total in totaux.values()) == 143


@pytest.mark.parametrize(
    ("portee", "axe", "nombre"),
    [(Portee.OPERATION, Axe.OPERATION, 27), (Portee.THEMATIQUE, Axe.THEMATIQUE, 4), (Portee.BUDGET, Axe.BUDGET, 5)],
)
def test_totals_equal_the_voted_ones(dossier, portee, axe, nombre):
    votes = {d.cle: d.valeur for d in dossier.decisions if d.portee is portee and d.mesure is Mesure.MONTANT}
    assert len(votes) == nombre
    assert {cle: total.montant for cle, total in compute_totaux(dossier, axe).items()} == votes


def test_two_spellings_are_one_body(dossier):
    totaux = compute_totaux(dossier, Axe.STRUCTURE)
    assert len(totaux) == 92
    assert totaux["RECUP'TRI"].lignes == 4
    assert totaux["RECUP'TRI"].montant == Decimal("115337.44")
