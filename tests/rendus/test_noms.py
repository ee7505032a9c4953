"""Names of sheets, whatever people call their structure."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.rendus.noms import LONGUEUR_FEUILLE, clean_signes, guard_formule, make_noms_de_feuille

HOSTILES = (
    *("", " ", "'", "''L'Escale''", "History", "HISTORY", "A/B:C*D?E[F]G\\H", "A1", "R1C1", "x" * 200, "X" * 200),
    *("Association pour le développement de l'insertion dans le Pas-de-Calais", "é" * 40, "😀" * 40, "a\x00b", "\ud800", "CON", "nul."),
    *("=1+1", "Œuvre & Cie", "Œuvre & cie", "fin ", "fin.", "Дом", "Ⅳ", "\u202e", "Index", "index"),
)


def _check_feuilles(noms):
    assert len({nom.casefold() for nom in noms}) == len(noms)
    for nom in noms:
        assert 0 < len(nom.encode("utf-16-le")) // 2 <= LONGUEUR_FEUILLE
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", nom)
        assert not nom.startswith(("'", " "))
        assert not nom.endswith(("'", " "))
        assert nom.casefold() != "history"


def test_sheet_names_of_hostile_structures():
    noms = make_noms_de_feuille(HOSTILES)
    assert len(noms) == len(HOSTILES)
    _check_feuilles(noms)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheet_names_of_any_text(textes):
    _check_feuilles(make_noms_de_feuille(textes))


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("CCAS de Libercourt", "CCAS de Libercourt"),
        ("L'Escale", "L'Escale"),
        ("Association 9 de Cœur", "Association 9 de Cœur"),
        ("Maison de l'Emploi et des Métiers en Pays d'Artois", "Maison Emploi Métiers Pays…"),
        ("Plan Local pour l’Insertion et l’Emploi de St Omer", "Plan Local Insertion Emploi St…"),
        ("Hôtel/Café: l'Entrée", "Hôtel Café l'Entrée"),
        ("", "Sans nom"),
    ],
)
def test_sheet_names_stay_readable(nom, attendu):
    assert make_noms_de_feuille([nom]) == (attendu,)


def test_same_beginnings_are_told_apart():
    long = "Association départementale pour l'insertion de "
    noms = make_noms_de_feuille([long + "Lens", long + "Liévin", long + "Arras"])
    assert noms == ("Association départementale…", "Association départementale (2)", "Association départementale (3)")


def test_real_structures_have_distinct_sheets(dossier):
    noms = make_noms_de_feuille([structure.nom for structure in dossier.structures])
    _check_feuilles(noms)
    assert sum("(2)" in nom for nom in noms) <= 2


@pytest.mark.parametrize(
    ("brut", "propre"),
    [
        ("a\r\nb\rc\x0bd", "a\nb\nc\nd"),
        ("a\tb", "a    b"),
        ("\x00\x1f\x7f", "\ufffd" * 3),
        ("\ud800", "\ufffd"),
        ("é😀\u202f€", "é😀\u202f€"),
    ],
)
def test_clean_texte(brut, propre):
    assert clean_signes(brut) == propre


@pytest.mark.parametrize("signe", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "\u2212"], ids=ascii)
@pytest.mark.parametrize("avant", ["", " ", "\xa0", "\u200b", "\ufeff", "\u202e", "\u3000\u2060", "\xad"], ids=ascii)
def test_no_text_of_a_csv_is_run(avant, signe):
    if avant and signe.isspace():
        return  # a space before a tab is only a space
    assert guard_formule(f"{avant}{signe}1+1") == f"'{avant}{signe}1+1"


@pytest.mark.parametrize("texte", ["", "CCAS", "a=1", "3-4", " Lens", "É", "« = »"])
def test_another_text_is_left(texte):
    assert guard_formule(texte) == texte
