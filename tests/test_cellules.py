"""The one reading of a cell, against what a person would compute with plain fractions and decimals."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.bareme import Assiette
from dpid_xl.cellules import (
    CHIFFRES_EXCEL,
    DERNIER_JOUR,
    JOUR_ZERO,
    PREMIER_JOUR,
    ChoixInconnu,
    IdentifiantNumerique,
    clean_texte,
    is_erreur,
    is_vide,
    match_entetes,
    read_choix,
    read_date,
    read_entier,
    read_identifiant,
    read_mois,
    read_montant,
    read_nom,
    read_nombre,
    read_oui_non,
    read_taux,
    read_valeur,
)
from dpid_xl.montants import MAXIMUM, MontantIllisible
from dpid_xl.periodes import DateIllisible
from dpid_xl.schema import ANNEXE5

ESPACES = ("\xa0", "\u202f", " ", "\u2009")
INVISIBLES = st.text(st.sampled_from("\u200b\ufeff\x00\t \xa0"), max_size=2)
JOURS_1904 = date(1904, 1, 1)


def type_nombre(nombre: Decimal, espace: str, virgule: str) -> str:
    """A number as a French hand types it: thousands apart, comma or point."""
    signe, chiffres = ("-" if nombre < 0 else ""), f"{abs(nombre):f}"
    entiers, _, decimales = chiffres.partition(".")
    groupes = [entiers[max(0, fin - 3) : fin] for fin in range(len(entiers), 0, -3)][::-1]
    return signe + espace.join(groupes) + (virgule + decimales if decimales else "")


@given(st.decimals(min_value=-MAXIMUM + 1, max_value=MAXIMUM - 1, places=2), st.sampled_from(ESPACES), st.sampled_from(",."), INVISIBLES)
def test_a_number_typed_as_a_text_is_the_number(nombre, espace, virgule, autour):
    texte = type_nombre(nombre, espace, virgule)
    assert read_nombre(autour + texte + autour) == nombre
    assert read_valeur(f"{texte} €") == read_montant(f"{texte}\u202f€") == read_montant(f"{texte} euros") == nombre
    assert Fraction(read_taux(f"{texte} %")) == Fraction(nombre) / 100


@given(st.floats(min_value=-1e11, max_value=1e11))
def test_a_number_of_a_cell_is_what_excel_shows_of_it(nombre):
    assert read_nombre(nombre) == Decimal(f"{nombre:.{CHIFFRES_EXCEL - 1}e}")
    assert abs(Fraction(read_nombre(nombre)) - Fraction(nombre)) <= abs(Fraction(nombre)) / 10 ** (CHIFFRES_EXCEL - 1)


@given(st.integers(min_value=-(10**12) + 1, max_value=10**12 - 1))
def test_a_whole_number_is_the_same_typed_computed_or_as_a_decimal(entier):
    lus = [read_nombre(entier), read_nombre(float(entier)), read_nombre(Decimal(entier)), read_nombre(str(entier)), read_entier(entier)]
    assert lus == [entier] * 5


@given(st.lists(st.integers(min_value=-(10**8), max_value=10**8), min_size=1, max_size=40))
def test_a_sum_of_amounts_made_in_binary_is_exact_again(centimes):
    assert read_montant(sum(centime / 100 for centime in centimes)) == Decimal(sum(centimes)) / 100


@given(st.integers(min_value=-(10**8), max_value=10**8), st.integers(min_value=1, max_value=9))
def test_an_amount_has_two_decimals(centimes, millieme):
    with pytest.raises(MontantIllisible, match="deux décimales"):
        read_montant((centimes * 10 + millieme) / 1000)


@given(
    st.integers(min_value=0, max_value=60),
    st.sampled_from([28, 29, 30, 31]),
    st.integers(0, 31),
    st.sampled_from([28, 30, 31]),
    st.integers(0, 31),
)
def test_months_computed_in_binary_are_exact_again(entiers, fin, jours, debut, autres):
    exact = entiers + Fraction(jours, fin) + Fraction(autres, debut)
    assert read_mois(entiers + jours / fin + autres / debut) == exact


@given(st.dates(PREMIER_JOUR, DERNIER_JOUR), st.floats(min_value=0, max_value=0.99))
def test_a_day_is_the_same_as_a_date_a_serial_number_or_a_text(jour, heure):
    for zero in (JOUR_ZERO, JOURS_1904):
        serie = (jour - zero).days
        assert read_date(serie, zero) == read_date(serie + heure, zero) == read_date(Decimal(serie), zero) == jour
    textes = (f"{jour.day}/{jour.month}/{jour.year}", f" {jour:%d.%m.%Y}\u200b", jour.isoformat())
    assert {read_date(texte) for texte in textes} == {read_date(jour), read_date(datetime(jour.year, jour.month, jour.day, 13))} == {jour}  # noqa: DTZ001


def test_a_day_computed_just_below_midnight_is_that_day():
    assert read_date(44742.999999999996) == date(2022, 7, 1)


TROP_TOT, TROP_TARD = (PREMIER_JOUR - JOUR_ZERO).days, (DERNIER_JOUR - JOUR_ZERO).days + 1


@given(st.floats(max_value=TROP_TOT - 1) | st.floats(min_value=TROP_TARD) | st.sampled_from([float("nan"), 10**400]))
def test_a_number_far_from_our_years_is_no_day(nombre):
    with pytest.raises(DateIllisible):
        read_date(nombre)


@pytest.mark.parametrize(
    "cellule", [True, False, date(2022, 7, 1), timedelta(1), float("nan"), float("inf"), 1e12, "1e5", "1.234", "80 €", "5 %", {}]
)
def test_what_is_no_number(cellule):
    with pytest.raises(MontantIllisible):
        read_nombre(cellule)


@pytest.mark.parametrize("texte", ["#N/A", " #VALEUR!\xa0", "#NOM?", "Err:502", "#DIV/0!"])
def test_the_text_of_an_error_is_an_error(texte):
    assert is_erreur(texte)


@pytest.mark.parametrize("texte", ["#1", "# 3 places", "n° #12", "Err: 502", "#TODO", ""])
def test_a_hash_alone_is_no_error(texte):
    assert not is_erreur(texte)


def test_names_codes_and_choices():
    assert is_vide("\u200b\xa0\n")
    assert clean_texte("He\u0301nin\x01") == "Hénin"
    assert read_nom(" CCAS\xa0de  Libercourt\u200b") == "CCAS de Libercourt"
    assert [read_nom(cellule) for cellule in (62.0, 0.5, True, date(2022, 4, 12))] == ["62", "0,5", "VRAI", "12/04/2022"]
    assert read_identifiant(22620001200012.0) == "22620001200012"
    for code in (1.1, date(2022, 10, 1), True, 1e15, float("nan")):
        with pytest.raises(IdentifiantNumerique):
            read_identifiant(code)
    assert read_choix(" Quantite  SIMPLE", Assiette) is Assiette.QUANTITE_SIMPLE
    assert [read_oui_non(cellule) for cellule in ("Oui ", True, "FAUX", "non")] == [True, True, False, False]
    for read in (read_oui_non, lambda cellule: read_choix(cellule, Assiette)):
        with pytest.raises(ChoixInconnu):
            read("peut-être")


@pytest.mark.parametrize(
    ("entetes", "trouvee"),
    [
        ({3: "Montant retenu"}, 3),
        ({2: "MONTANT RETENU", 3: "Montant retenu"}, 3),
        ({3: "Montant retenu", 9: "Montant retenu"}, 3),
        ({1: "MONTANT RETENU", 5: "montant-retenu", 9: "MONTANT RETENU"}, 1),
        ({4: "Montants"}, None),
    ],
    ids=["la nôtre", "la nôtre avant une autre graphie", "la première de deux", "la première de trois graphies", "aucune"],
)
def test_a_header_is_ours_or_the_first_that_reads_like_it(entetes, trouvee):
    assert match_entetes(ANNEXE5, entetes).get("montant") == trouvee
