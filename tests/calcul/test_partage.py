"""What fits an envelope: parts add up to it, none goes beyond what there was, order is kept."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.calcul.partage import list_planchers, reduce_egal, serve
from dpid_xl.montants import ZERO

MONTANTS = st.lists(st.integers(1, 10**9).map(lambda centimes: Decimal(centimes).scaleb(-2)), min_size=1, max_size=40)


@st.composite
def partages(draw):
    montants = draw(MONTANTS)
    centimes = int(sum(montants, ZERO).scaleb(2))
    return montants, Decimal(draw(st.integers(0, centimes + centimes // 10))).scaleb(-2)


@given(partages())
def test_an_equal_cut_adds_up_to_the_envelope(partage):
    montants, part = partage
    gardes = reduce_egal(montants, part)
    assert sum(gardes, ZERO) == min(part, sum(montants, ZERO))
    assert all(ZERO <= garde <= montant for garde, montant in zip(gardes, montants, strict=True))
    total = sum(montants, ZERO)
    assert part >= total or all(
        abs(garde - montant * part / total) <= Decimal("0.01") for garde, montant in zip(gardes, montants, strict=True)
    )


@given(partages())
def test_the_cents_that_are_left_go_to_the_first(partage):
    montants, part = partage
    if part < sum(montants, ZERO):
        planchers = list_planchers(montants, part)
        plus = [garde - plancher for garde, plancher in zip(reduce_egal(montants, part), planchers, strict=True)]
        assert set(plus) <= {ZERO, Decimal("0.01")}
        assert plus == sorted(plus, reverse=True)


@pytest.mark.parametrize(
    ("montants", "part"),
    [
        (["66761.89", "41297.43", "0.03", "0.63", "94314.94", "58239.71", "96026.31", "54423.46"], "411064.39"),
        (["0.01", "9999999.99"], "9999999.99"),
        (["0.01", "0.02", "99999999.99", "0.01"], "100000000.02"),
    ],
)
def test_a_small_amount_near_its_whole_share_gets_no_cent_more_than_it_had(montants, part):
    montants = [Decimal(montant) for montant in montants]
    gardes = reduce_egal(montants, Decimal(part))
    assert sum(gardes, ZERO) == Decimal(part)
    assert all(garde <= montant for garde, montant in zip(gardes, montants, strict=True)), gardes


@given(partages())
def test_the_order_is_respected(partage):
    montants, part = partage
    servis = serve(montants, part)
    assert sum(servis, ZERO) == min(part, sum(montants, ZERO))
    entames = [rang for rang, (servi, montant) in enumerate(zip(servis, montants, strict=True)) if servi < montant]
    if entames:
        assert all(servi == 0 for servi in servis[entames[0] + 1 :])


@pytest.mark.parametrize(
    ("montants", "part", "egal", "ordre"), [([], "0", [], []), (["0.01"], "0", ["0.00"], ["0.00"]), (["5"], "3.33", ["3.33"], ["3.33"])]
)
def test_nothing_and_one(montants, part, egal, ordre):
    montants = [Decimal(montant) for montant in montants]
    assert reduce_egal(montants, Decimal(part)) == tuple(map(Decimal, egal))
    assert serve(montants, Decimal(part)) == tuple(map(Decimal, ordre))
