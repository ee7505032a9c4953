"""The signs that no keyboard makes: each is left out, folded or named, and the fonts draw what is said to be drawn."""

import unicodedata
from random import Random

import pytest

from dpid_xl.cellules import read_champ, read_nom
from dpid_xl.noms import fold_nom, fold_numero, fold_titre
from dpid_xl.rendus.pdf import replace_inaffichables
from dpid_xl.schema import ANNEXE5, STRUCTURES
from dpid_xl.signes import _SANS_DESSIN, drop_invisibles, list_sans_dessin

INVISIBLES = [
    *("\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2060", "\u2064", "\u2066"),
    *("\u2069", "\u061c", "\u180e", "\ufeff", "\xad", "\u3164", "\u2800", "\u115f", "\u034f", "\U000e0041", "\x01", "\x7f", "\ufff9"),
    *("\ufe00", "\ufe0f", "\U000e0100", "\u180b", "\ufffc", "\u2065"),
]
ESPACES = ["\xa0", "\u202f", "\u2009", "\u2007", "\u3000", "\t", "\n", "\u2028"]
TIRETS = ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u02d7", "\u2796", "\u2500", "\u2043", "\ufe63", "\uff0d", "\xad"]
OPERATION = ANNEXE5.colonne("operation")


@pytest.mark.parametrize("signe", INVISIBLES, ids=ascii)
def test_what_does_not_show_is_left_out_everywhere(signe):
    assert drop_invisibles(f"{signe}PA{signe}GE") == "PAGE"
    assert read_nom(f"PA{signe}GE") == "PAGE"
    assert fold_nom(f"Pa{signe}ge") == "page"
    assert fold_titre(f"Annexe{signe} 5") == fold_titre("annexe 5")
    if signe != "\xad":  # in a code, Excel draws it as a hyphen
        assert read_champ(f"T1-{signe}01", OPERATION) == "T1-01"
    assert list_sans_dessin(f"a{signe}") == ()


@pytest.mark.parametrize("espace", ESPACES, ids=ascii)
def test_every_space_is_one(espace):
    assert read_nom(f"CCAS{espace}{espace}de Lens{espace}") == "CCAS de Lens"
    assert fold_titre(f"Annexe{espace}5{espace}") == "annexe 5"


@pytest.mark.parametrize("tiret", TIRETS, ids=ascii)
def test_every_hyphen_of_a_code_is_that_of_the_keyboard(tiret):
    assert read_champ(f"t1{tiret}01", OPERATION) == "T1-01"
    assert fold_numero(f"N° 2022{tiret}02942") == "2022-02942"


def test_a_name_keeps_its_dash_and_loses_the_look_of_its_hyphen():
    assert read_champ("Hénin\u2011Beaumont – antenne", STRUCTURES.colonne("nom")) == "Hénin-Beaumont – antenne"
    assert fold_titre("Ope\u0301rations") == fold_titre("OPÉRATIONS")


@pytest.mark.parametrize("texte", ["PAGE \uf0b7", "\U0001f642", "✅", "漢", "\ud800", "\ue000"])
def test_a_sign_without_a_drawing_is_named(texte):
    assert list_sans_dessin(texte) == (f"U+{ord(texte[-1]):04X}",)


def test_the_fonts_draw_what_is_not_named():
    visibles = [
        chr(code)
        for code in range(0x20, 0x10000)
        if not _SANS_DESSIN.match(chr(code)) and unicodedata.category(chr(code)) not in ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp")
    ]
    for signe in Random(22).sample(visibles, 60):  # noqa: S311 (nothing secret)
        assert "\ufffd" not in replace_inaffichables(signe).replace(signe, "") or signe == "\ufffd", ascii(signe)
