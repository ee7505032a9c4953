"""What is due after the results, and the days payments fall due."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.bareme import load_bareme
from dpid_xl.calcul.echeancier import compute_parts, read_taux_des_parts
from dpid_xl.calcul.montant import CalculImpossible
from dpid_xl.calcul.realisation import compute_montant_prorata, compute_realisation, compute_solde_realise, plan_versements
from dpid_xl.periodes import Periode, PeriodeInversee

UN = Decimal(1)
centimes = st.integers(min_value=0, max_value=10**10).map(lambda nombre: Decimal(nombre).scaleb(-2))
scores = st.decimals(min_value=0, max_value=1, places=3)


def _solde(montant, avance, prevu, realise, partenariat, parcours):
    parts = compute_parts(Decimal(montant), read_taux_des_parts(load_bareme()))
    return compute_solde_realise(parts, Decimal(avance), compute_realisation(Decimal(prevu), Decimal(realise)), partenariat, parcours)


@pytest.mark.parametrize(
    ("realise", "partenariat", "parcours", "solde"),
    [(80, 1, 1, 2560), (120, 1, 1, 2560), (40, 1, 1, 960), (80, 0, 0, -640), (0, 0, 0, -3840), (40, "0.5", "0.5", "-640")],
)
def test_solde(realise, partenariat, parcours, solde):
    assert _solde(6400, 3840, 80, realise, Decimal(partenariat), Decimal(parcours)) == Decimal(solde)


@given(centimes)
def test_full_results_earn_the_amount(montant):
    assert _solde(montant, 0, 3, 3, UN, UN) == montant


@given(centimes, scores, scores)
def test_never_more_than_the_amount(montant, partenariat, parcours):
    assert 0 <= _solde(montant, 0, 3, 2, partenariat, parcours) <= montant


def test_nothing_planned_is_refused():
    with pytest.raises(CalculImpossible, match="prévue"):
        compute_realisation(Decimal(0), Decimal(0))
    assert compute_realisation(Decimal(3), Decimal(1)) == Fraction(1, 3)


def test_days_of_payment():
    avance, solde = plan_versements(Decimal("233333.33"), date(2022, 10, 1), date(2023, 6, 30), Decimal("0.60"))
    assert (avance.libelle, avance.jour, avance.montant) == ("Avance", date(2022, 10, 1), Decimal("140000.00"))
    assert (solde.libelle, solde.jour, solde.montant) == ("Solde", date(2023, 6, 30), Decimal("93333.33"))
    with pytest.raises(PeriodeInversee, match="avant la signature"):
        plan_versements(Decimal(1), date(2022, 10, 2), date(2022, 10, 1), Decimal("0.60"))


@pytest.mark.parametrize(("jour", "montant"), [(None, 3200), (date(2022, 6, 30), 0), (date(2022, 9, 30), 3200), (date(2030, 1, 1), 6400)])
def test_prorata(jour, montant):
    assert compute_montant_prorata(Decimal(6400), Periode(date(2022, 7, 1), date(2022, 12, 31)), jour) == montant
