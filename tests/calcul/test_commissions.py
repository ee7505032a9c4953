"""A line is decided by the commission that its demand went to the vote with."""

from dataclasses import replace
from datetime import date

import pytest

from dpid_xl.calcul.commissions import Acte, list_actes
from dpid_xl.calcul.passage import apply_passage, plan_passage
from dpid_xl.modele import ATTRIBUE, Dossier, SortDemande
from tests.controles.fabrique import VOTE, make_deliberation, make_dossier

SECONDE, JOUR = date(2022, 11, 14), date(2022, 11, 20)
PREMIER, SECOND = Acte("2022-375", VOTE), Acte("2022-400", SECONDE)


def pass_demande(commission: date, numero: str = "2022-400") -> Dossier:
    """The small campaign once the demand of PAGE for T3-02 went to the vote of a commission."""
    dossier = make_dossier()
    retenue = replace(dossier.demandes[2], decision=SortDemande.RETENUE, commission=commission)
    decide = make_deliberation(20, "Commission permanente", SECONDE, "", numero=numero, role=ATTRIBUE)
    dossier = replace(dossier, demandes=(*dossier.demandes[:2], retenue), deliberations=(*dossier.deliberations, decide))
    return apply_passage(dossier, plan_passage(dossier, JOUR))


@pytest.mark.parametrize(
    ("commission", "numero", "acte"),
    [(VOTE, "2022-400", PREMIER), (SECONDE, "2022-400", SECOND), (SECONDE, "", Acte("", SECONDE))],
)
def test_the_line_of_a_demand_is_of_its_commission(commission: date, numero: str, acte: Acte):
    dossier = pass_demande(commission, numero)
    assert list_actes(dossier, dossier.lignes[-1:]) == (acte,)
    assert list_actes(dossier, dossier.lignes[:1]) == (PREMIER,)
    assert list_actes(dossier, reversed(dossier.lignes)) == tuple(dict.fromkeys((PREMIER, acte)))


def test_a_campaign_without_demands_has_its_own_deliberation_only():
    dossier = replace(make_dossier(), demandes=())
    assert list_actes(dossier, dossier.lignes) == (PREMIER,)
