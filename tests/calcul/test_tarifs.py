"""Which figure of the barème applies, with and without a date."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.bareme import ParametreAbsent, load_bareme
from dpid_xl.calcul.tarifs import TarifEnDouble, find_tarifs_operation, get_tarif_code, get_tarif_unitaire, get_unite

PLACE = load_bareme()[0]
DEUX_ANNEES = (
    replace(PLACE, valable_au=date(2022, 12, 31)),
    replace(PLACE, valeur=Decimal(170), valable_du=date(2023, 1, 1), valable_au=date(2023, 12, 31)),
)


def test_without_a_date_the_last_known_even_if_closed():
    assert [tarif.valeur for tarif in find_tarifs_operation(DEUX_ANNEES, "T1-01")] == [170]
    assert get_tarif_code(DEUX_ANNEES, PLACE.code).valeur == 170


def test_with_a_date():
    assert get_tarif_unitaire(DEUX_ANNEES, "T1-01", date(2022, 9, 27)).valeur == 160
    with pytest.raises(ParametreAbsent, match="T1-01 » au 01/01/2025"):
        get_tarif_unitaire(DEUX_ANNEES, "T1-01", date(2025, 1, 1))


def test_two_values_on_a_day_are_refused():
    with pytest.raises(TarifEnDouble, match="deux valeurs"):
        find_tarifs_operation((PLACE, PLACE), "T1-01")


def test_an_operation_with_two_rates_gives_that_of_the_quantity_first():
    assert get_tarif_unitaire(load_bareme(), "T3-02").code == "MESURE_ASL_RENFORCEE"
    assert get_tarif_unitaire(load_bareme(), "MESURE_ASL_SIMPLE").valeur == 2500
    assert get_tarif_unitaire(reversed(load_bareme()), "T3-02").code == "MESURE_ASL_RENFORCEE"


def test_unknown_and_decided_line_by_line():
    assert find_tarifs_operation(load_bareme(), "T2-05") == ()
    with pytest.raises(ParametreAbsent, match="T2-05"):
        get_tarif_unitaire(load_bareme(), "T2-05")


@pytest.mark.parametrize(("code", "unite"), [("T1-01", "place"), ("T3-04", "ETP"), ("AVANCE", "")])
def test_unite(code, unite):
    assert get_unite(get_tarif_unitaire(load_bareme(), code)) == unite
