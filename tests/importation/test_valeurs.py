"""Days and numbers as programs and people write them in a received table: read when they have one reading, else refused."""

from datetime import date

import pytest

from dpid_xl.importation.valeurs import read_date, read_iban, read_rna, read_siret
from dpid_xl.refus import Refus

JOUR = date(2022, 9, 1)
SIRET, IBAN, RNA = "50902397400017", "FR1420041010050500013M02606", "W622001234"


@pytest.mark.parametrize(
    "texte",
    [
        *("2022-09-01T00:00:00.000+02:00", "2022-09-01 00:00:00 UTC", "2022-09-01T23:59:59", "jeudi 01/09/2022", "01-09-22", "01/09/22"),
        *("1° septembre 2022", "01/09/2022 (prévisionnel)", "44805", "1er sept. 2022"),
    ],
)
def test_days_of_one_reading(texte):
    assert read_date(texte).valeur == JOUR


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("2022-08-31T22:00:00.000Z", "n'est pas une date"),  # the 1st of September here
        ("2022-09-01T02:00:00+02:00", "n'est pas une date"),
        ("9/1/2022 12:00:00 AM", "à l'américaine"),
        ("22-09-01", "deux façons"),
        ("1er janvier 1900", "de 1990 à 2099"),
        ("19000101", "de 1990 à 2099"),
        ("29/02/2022", "jour du calendrier"),
    ],
)
def test_days_of_another_place_or_of_two_readings_are_refused(texte, mots):
    with pytest.raises(Refus, match=mots):
        read_date(texte)


@pytest.mark.parametrize(
    ("lire", "texte", "lu"),
    [
        *(
            (read_siret, texte, SIRET)
            for texte in ("509\u2011023\u2011974\u201100017", "５０９０２３９７４０００１７", "5,0902397400017E+13", f"'{SIRET}")
        ),
        *(
            (read_iban, texte, IBAN)
            for texte in ("FR14-2004-1010-0505-0001-3M02-606", "IBAN : FR14 2004 1010 0505 0001 3M02 606", f"\u200e{IBAN}")
        ),
        *((read_rna, texte, RNA) for texte in ("RNA W622001234", "W62-2001234", "w622 001 234")),
    ],
)
def test_numbers_are_read_without_what_sets_them_out(lire, texte, lu):
    assert lire(texte).valeur == lu


@pytest.mark.parametrize("texte", ["5,09024E+13", "3.56e13", "5.09E+13", "E+13"])
def test_a_siret_that_lost_figures_is_refused(texte):
    with pytest.raises(Refus):
        read_siret(texte)
