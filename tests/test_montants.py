"""Amounts: what people type, what is printed, and parts that always add up."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.montants import (
    CENTIME,
    MontantIllisible,
    format_montant,
    format_nombre,
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


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_format_then_parse_gives_the_number_back(nombre):
    assert parse_nombre(format_nombre(nombre)) == nombre
    assert parse_nombre(format_nombre(nombre, 2)) == nombre


@given(
    centimes, st.sampled_from([" ", "\u00a0", "\u202f", "\u2009"]), st.sampled_from([",", "."]), st.sampled_from(["", " €", "€", " euros"])
)
def test_an_amount_reads_the_same_with_any_space_comma_or_currency(montant, espace, virgule, devise):
    tape = f"{montant:,.2f}".translate(str.maketrans({",": espace, ".": virgule}))
    assert parse_montant(tape + devise) == montant


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


HALVES = [
    ("100.005", "100.01"),
    ("100.015", "100.02"),
    ("2.675", "2.68"),
    ("0.005", "0.01"),
    ("0.0049999", "0.00"),
    ("99999999.995", "100000000.00"),
    ("0.001", "0.00"),
]


@pytest.mark.parametrize("sorte", [Decimal, Fraction])
@pytest.mark.parametrize(("nombre", "attendu"), HALVES)
def test_a_half_goes_away_from_zero_however_the_number_is_held(sorte, nombre, attendu):
    assert str(round_montant(sorte(nombre))) == attendu
    oppose = attendu if attendu == "0.00" else f"-{attendu}"
    assert str(round_montant(-sorte(nombre))) == oppose


@given(centimes, st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any))
def test_parts_add_up_to_the_cent(montant, poids):
    parts = split_montant(montant, [Fraction(poids_, sum(poids)) for poids_ in poids])
    assert sum(parts) == montant
    assert all(part == round_montant(part) for part in parts)


@given(centimes, st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any))
def test_each_part_is_its_share_to_half_a_cent_and_the_last_takes_the_rest(montant, poids):
    shares = [Fraction(poids_, sum(poids)) for poids_ in poids]
    *parts, derniere = split_montant(montant, shares)
    assert all(
        abs(Fraction(part) - share * Fraction(montant)) <= Fraction(CENTIME) / 2 for part, share in zip(parts, shares[:-1], strict=True)
    )
    assert abs(Fraction(derniere) - shares[-1] * Fraction(montant)) <= len(parts) * Fraction(CENTIME) / 2


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.fractions(min_value=-(10**9), max_value=10**9))
def test_rounding_keeps_the_order_the_sign_and_what_is_round(un, autre):
    arrondi = round_montant(un)
    assert round_montant(arrondi) == arrondi
    assert round_montant(-un) == -arrondi
    assert (un <= autre) <= (arrondi <= round_montant(autre))


@given(st.integers(min_value=0, max_value=10**8), st.integers(min_value=0, max_value=10**8))
def test_two_amounts_are_never_written_alike(un, autre):
    montants = [Decimal(nombre).scaleb(-2) for nombre in (un, autre)]
    assert (un == autre) == (write_en_lettres(montants[0]) == write_en_lettres(montants[1]))


@pytest.mark.parametrize("parts", [[], [Decimal("0.5")], [Decimal("0.5"), Decimal("0.6")]])
def test_shares_must_add_up_to_one(parts):
    with pytest.raises(ValueError, match="1 au total"):
        split_montant(Decimal(100), parts)


@given(st.text())
def test_junk_is_read_or_refused_never_another_error(texte):
    for lire in (parse_nombre, parse_montant):
        with suppress(MontantIllisible):
            assert isinstance(lire(texte), Decimal)
