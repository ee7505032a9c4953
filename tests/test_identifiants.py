"""SIRET, RNA, IBAN and BIC: right, wrong, and written in odd ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.identifiants import compact, is_bic, is_iban, is_meme_pays, is_rna, is_siret, mask_numero

TOUS = (is_siret, is_rna, is_iban, is_bic)


@pytest.mark.parametrize("texte", ["22620001200012", "226 200 012 00012", "226\xa0200\u202f012 00012", "50902397400017", "35600000049837"])
def test_sirets(texte):
    assert is_siret(texte)


@pytest.mark.parametrize("texte", ["22620001200013", "00000000000000", "226200012", "2262000120001O", "٢2620001200012"])
def test_not_sirets(texte):
    assert not is_siret(texte)


def test_rna():
    assert is_rna("W622001234")
    assert is_rna("w 622 001 234")
    assert all(map(is_rna, ["W9P1002760", "W9R0000001", "w9g 2000 001", "W2A0000001"]))  # overseas, Corse
    assert not any(
        map(is_rna, ["WA62001234", "W9PP002760", "0622012345", "W62200123", "W6220012345", "622001234", "X622001234", "W62200123A"])
    )


def test_iban():
    assert is_iban("FR14 2004 1010 0505 0001 3M02 606")
    assert is_iban("fr1420041010050500013m02606")
    assert not any(map(is_iban, ["FR14 2004 1010 0505 0001 3M02 607", "FR1420041010050500013M0260", "XX00"]))


def test_bic():
    assert is_bic("AGRIFRPP")
    assert is_bic("agri fr pp 867")
    assert not any(map(is_bic, ["AGRIFRPP8", "AGRIFRP", "AGRIQQPP", "AGRI-FR-PP", "AGRIFRPP8677"]))


@pytest.mark.parametrize(("bic", "meme"), [("AGRIFRPP", True), ("agri re rx", True), ("GEBABEBB", False)])
def test_pays(bic, meme):
    assert is_meme_pays("fr14 2004 1010 0505 0001 3M02 606", bic) is meme


@pytest.mark.parametrize("signe", ["\u200b", "\u200e", "\u202a", "\u2066", "\xad", "\ufeff", "\u2060", "\xa0", "\u2007", "\u3164"])
def test_signs_that_do_not_show_are_left_out(signe):
    for is_valide, numero in zip(TOUS, ("22620001200012", "W622001234", "FR1420041010050500013M02606", "AGRIFRPP"), strict=True):
        assert is_valide(signe + numero[:3] + signe + numero[3:] + signe)


@pytest.mark.parametrize("is_valide", TOUS)
@pytest.mark.parametrize("texte", ["", " ", "\xa0", "-", "é" * 14, "0", "'; --", "1e14", "𝟙" * 14])
def test_junk_is_never_valid(is_valide, texte):
    assert is_valide(texte) is False


@given(st.from_regex(r"[A-Z]{0,2}[0-9 ,.-]*([0-9][A-Z -]?){9,30}", fullmatch=True))
def test_a_masked_number_shows_its_ends_and_hides_a_third_of_it_at_least(texte):
    numero, masque = compact(texte), mask_numero(texte)
    debut, fin = masque.split(" **** **** ")
    assert numero.startswith(debut)
    assert numero.endswith(fin)
    assert len(debut) + len(fin) <= min(8, 2 * len(numero) / 3)


@pytest.mark.parametrize("texte", ["", "5,09024E+13", "FR76", "à demander", "12345678"])
def test_what_names_nobody_is_shown(texte):
    assert mask_numero(texte) == texte
