"""Amounts: what people type, what is printed, and parts that always add up."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.montants import (
    MontantIllisible,
    format_montant,
    parse_montant,
    parse_nombre,
    round_montant,
    split_montant,
    to_decimal,
    write_en_lettres,
)
from tests.cas import load_cas

centimes = st.integers(min_value=-(10**13), max_value=10**13).map(lambda nombre: Decimal(nombre).scaleb(-2))


@pytest.mark.parametrize("cas", load_cas(__file__, "montants.toml"), ids=lambda cas: repr(cas["texte"]))
def test_parse(cas):
    if "refus" in cas:
        with pytest.raises(MontantIllisible, match=cas["refus"]):
            parse_montant(cas["texte"])
    else:
        assert parse_montant(cas["texte"]) == cas["montant"]


@pytest.mark.parametrize("cas", load_cas(__file__, "montants.toml", "lettres"), ids=lambda cas: str(cas["montant"]))
def test_lettres(cas):
    assert write_en_lettres(cas["montant"]) == cas["lettres"]


def test_lettres_refuse_a_third_decimal():
    with pytest.raises(MontantIllisible, match="deux décimales"):
        write_en_lettres(Decimal("0.001"))


@given(centimes)
def test_format_then_parse_gives_the_amount_back(montant):
    assert parse_montant(format_montant(montant)) == montant


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_cell_reads_as_its_shortest_writing(nombre):
    assert float(to_decimal(nombre)) == nombre


@given(centimes)
def test_an_amount_stored_as_a_double_comes_back_to_the_cent(montant):
    assert to_decimal(float(montant)) == montant


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_rounding_is_half_up_and_exact(nombre):
    arrondi = Fraction(round_montant(nombre))
    assert abs(arrondi - nombre) <= Fraction(1, 200)
    if abs(arrondi - nombre) == Fraction(1, 200):
        assert abs(arrondi) > abs(nombre)


@given(centimes)
def test_decimal_and_fraction_round_alike(montant):
    millieme = montant / 7
    assert round_montant(Fraction(millieme)) == round_montant(millieme)


@pytest.mark.parametrize(("nombre", "attendu"), [("100.005", "100.01"), ("-100.005", "-100.01"), ("2.675", "2.68"), ("-0.001", "0.00")])
def test_rounding_of_halves(nombre, attendu):
    assert str(round_montant(Decimal(nombre))) == attendu


@given(centimes, st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any))
def test_parts_add_up_to_the_cent(montant, poids):
    parts = split_montant(montant, [Fraction(poids_, sum(poids)) for poids_ in poids])
    assert sum(parts) == montant
    assert all(part == round_montant(part) for part in parts)


@pytest.mark.parametrize("parts", [[], [Decimal("0.5")], [Decimal("0.5"), Decimal("0.6")]])
def test_shares_must_add_up_to_one(parts):
    with pytest.raises(ValueError, match="1 au total"):
        split_montant(Decimal(100), parts)


@given(st.text())
def test_junk_is_read_or_refused_never_another_error(texte):
    for lire in (parse_nombre, parse_montant):
        with suppress(MontantIllisible):
            assert isinstance(lire(texte), Decimal)
