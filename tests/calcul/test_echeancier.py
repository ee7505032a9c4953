"""Avance and solde: they add up to the amount, line by line and for the whole campaign."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.calcul.echeancier import compute_echeancier, compute_parts, compute_versements

centimes = st.integers(min_value=0, max_value=10**12).map(lambda nombre: Decimal(nombre).scaleb(-2))


def test_the_campaign_pays_what_was_voted(dossier):
    echeances = compute_echeancier(dossier)
    assert len(echeances) == 139
    assert all(e.versements.avance + e.versements.solde == e.ligne.montant for e in echeances)
    assert sum(e.versements.avance + e.versements.solde for e in echeances) == Decimal("6198687.52")


@pytest.mark.parametrize(
    ("montant", "avance"), [("6400", "3840.00"), ("233333.33", "140000.00"), ("0.01", "0.01"), ("18193.74", "10916.24")]
)
def test_avance(montant, avance):
    assert compute_versements(Decimal(montant), Decimal("0.60")).avance == Decimal(avance)


@given(centimes)
def test_parts_of_a_referent_solidarite_amount_add_up(montant):
    parts = compute_parts(montant, Decimal("0.20"), Decimal("0.30"))
    assert parts.quantitative + parts.qualitative == montant
