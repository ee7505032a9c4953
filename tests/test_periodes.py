"""Periods: months of the deliberation, and properties of any two dates."""

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.periodes import (
    DateIllisible,
    Periode,
    PeriodeInversee,
    add_mois,
    compute_prorata,
    count_mois,
    format_date,
    parse_date,
    write_date,
)

jours = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("debut", "fin", "mois"),
    [
        (date(2022, 7, 1), date(2022, 12, 31), Fraction(6)),
        (date(2022, 5, 1), date(2023, 6, 30), Fraction(14)),
        (date(2022, 1, 1), date(2023, 12, 31), Fraction(24)),
        (date(2022, 10, 10), date(2022, 11, 3), Fraction(22, 31) + Fraction(3, 30)),
        (date(2024, 2, 1), date(2024, 2, 29), Fraction(1)),
        (date(2022, 7, 15), date(2022, 7, 15), Fraction(1, 31)),
    ],
)
def test_months(debut, fin, mois):
    assert count_mois(debut, fin) == mois


def test_a_reversed_period_is_refused():
    with pytest.raises(PeriodeInversee, match="avant son début"):
        count_mois(date(2022, 7, 2), date(2022, 7, 1))
    with pytest.raises(PeriodeInversee):
        Periode(date(2022, 7, 2), date(2022, 7, 1))


@given(jours, jours, jours)
def test_months_add_up_when_a_period_is_cut(a, b, c):
    debut, coupe, fin = sorted((a, b, c))
    if coupe < fin:
        assert count_mois(debut, coupe) + count_mois(coupe + timedelta(days=1), fin) == count_mois(debut, fin)


def _end(debut, mois):
    return add_mois(debut, mois) - timedelta(days=1)


@given(jours, st.integers(min_value=1, max_value=60))
def test_whole_months_from_the_first_day(jour, mois):
    debut = jour.replace(day=1)
    assert count_mois(debut, _end(debut, mois)) == mois


@given(jours, st.integers(min_value=1, max_value=60), st.integers(min_value=1, max_value=60))
def test_whole_months_add_up(jour, premiers, suivants):
    debut = jour.replace(day=1)
    coupe = add_mois(debut, premiers)
    assert add_mois(debut, premiers + suivants) == add_mois(coupe, suivants)
    assert count_mois(debut, _end(debut, premiers)) + count_mois(coupe, _end(coupe, suivants)) == premiers + suivants


@given(jours, jours)
def test_a_day_more_is_more_months_and_never_more_than_a_month(a, b):
    debut, fin = sorted((a, b))
    lendemain = fin + timedelta(days=1)
    gain = count_mois(debut, lendemain) - count_mois(debut, fin)
    assert Fraction(1, 31) <= gain <= Fraction(1, 28)


@given(jours, st.integers(min_value=-600, max_value=600))
def test_months_added_then_taken_away_give_the_day_back(jour, mois):
    debut = jour.replace(day=min(jour.day, 28))  # a day that every month has
    assert add_mois(add_mois(debut, mois), -mois) == debut


@given(jours)
def test_format_then_parse_gives_the_day_back(jour):
    assert parse_date(format_date(jour)) == parse_date(jour.isoformat()) == jour


@given(jours, st.integers(min_value=-600, max_value=600))
def test_add_mois_moves_by_calendar_months(jour, mois):
    arrivee = add_mois(jour, mois)
    assert (arrivee.year - jour.year) * 12 + arrivee.month - jour.month == mois
    assert arrivee.day <= jour.day


@given(jours, jours, jours)
def test_prorata_is_a_share(a, b, quand):
    debut, fin = sorted((a, b))
    part = compute_prorata(Periode(debut, fin), quand)
    assert 0 <= part <= 1
    assert (part == 1) == (quand >= fin)


@given(jours, jours, jours, jours)
def test_prorata_never_goes_back(a, b, c, d):
    (debut, fin), (avant, apres) = sorted((a, b)), sorted((c, d))
    periode = Periode(debut, fin)
    assert compute_prorata(periode, avant) <= compute_prorata(periode, apres)


@pytest.mark.parametrize("texte", ["01/07/2022", "1/7/2022", "1.7.2022", "01-07-2022", "2022-07-01", " 01/07/2022 "])
def test_dates_as_typed(texte):
    assert parse_date(texte) == date(2022, 7, 1)


@pytest.mark.parametrize("texte", ["", "31/02/2022", "07/2022", "2022-12--01", "1er juillet", "01/07/22", "00/01/2022"])
def test_what_is_not_a_date(texte):
    with pytest.raises(DateIllisible):
        parse_date(texte)


@given(st.text())
def test_junk_is_refused_with_our_error_only(texte):
    with suppress(DateIllisible):
        parse_date(texte)


def test_date_in_words():
    assert write_date(date(2022, 8, 1)) == "1er août 2022"
    assert write_date(date(2022, 12, 31)) == "31 décembre 2022"
