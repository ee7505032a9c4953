"""Names of files, whatever people call their structure."""

import re
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.production.noms import LONGUEUR_FICHIER, make_nom_de_fichier
from tests.rendus.test_noms import HOSTILES


def test_file_names_of_hostile_structures():
    noms = [make_nom_de_fichier(nom, rang) for rang, nom in enumerate(HOSTILES, 1)]
    assert len({nom.lower() for nom in noms}) == len(HOSTILES)
    for rang, nom in enumerate(noms, 1):
        assert re.fullmatch(r"\d{4}_[a-z0-9]+(-[a-z0-9]+)*", nom), nom
        assert nom.startswith(f"{rang:04d}_")
        assert len(nom) <= LONGUEUR_FICHIER


@pytest.mark.parametrize(
    "nom", ["CON", "prn", "AUX", "nul", "COM1", "com9", "LPT1", "con.txt", "CONIN$", "fin.", "fin ", "a/../b", "C:\\x"]
)
def test_windows_accepts_the_file_names(nom):
    # A folder of 150 characters leaves place for any of them: a path has 260 at most.
    fichier = f"conventions/docx/{make_nom_de_fichier(nom, 9999)}.docx"
    assert len(fichier) <= len("conventions/docx/") + LONGUEUR_FICHIER + len(".docx") <= 260 - 150
    for partie in PureWindowsPath(fichier).parts:
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)", partie.partition(".")[0], re.IGNORECASE)
        assert not re.search(r'[<>:"|?*\x00-\x1f]|[. ]$', partie)


@given(st.lists(st.text(max_size=120), max_size=8))
def test_file_names_of_any_text(textes):
    for nom in (make_nom_de_fichier(texte, rang) for rang, texte in enumerate(textes, 1)):
        assert re.fullmatch(r"\d{4}_[a-z0-9-]+", nom)
        assert len(nom) <= LONGUEUR_FICHIER


def test_ranks_sort_past_a_thousand():
    noms = [make_nom_de_fichier("a", rang) for rang in range(1, 1002)]
    assert list(noms) == sorted(noms)
    assert noms[0] == "0001_a"
