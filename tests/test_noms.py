"""Names that can be taken for one another: the index by word and by length finds what comparing them two by two finds."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from dpid_xl import noms as module
from dpid_xl.campagnes import load_campagne
from dpid_xl.noms import list_ressemblants, simplify_nom, split_mots


def are_ressemblants(nom, autre):
    """The rule itself, without any shortcut."""
    mots, autres_mots = set(split_mots(nom)), set(split_mots(autre))
    communs = mots & autres_mots
    textes = " ".join(split_mots(nom)), " ".join(split_mots(autre))
    return (
        simplify_nom(nom) == simplify_nom(autre)
        or (len(communs) > 1 and communs in (mots, autres_mots))
        or max(fuzz.ratio(*textes), fuzz.token_sort_ratio(*textes)) >= 80
    )


def list_un_a_un(noms):
    rangs = range(len(noms))
    return [[autre for autre in rangs if autre != rang and are_ressemblants(noms[rang], noms[autre])] for rang in rangs]


def list_noms():
    dossier = load_campagne("2022_phase2")
    return {
        "registre": [structure.nom for structure in dossier.structures],
        "graphies": [nom for structure in dossier.structures for nom in (structure.nom, *structure.variantes)],
        "territoires": sorted({ligne.territoire for ligne in dossier.lignes}),
        "lettres ôtées": [nom[:rang] + nom[rang + 2 :] for rang, nom in enumerate(structure.nom for structure in dossier.structures)]
        + [structure.nom.lower() for structure in dossier.structures],
        "vides et doubles": ["", " ", "é", "E", "x x", "X", "du CCAS", "CCAS du", "CCAS du CCAS", "CCAS", "A I L E S", "Ailes"],
    }


@pytest.mark.parametrize(
    ("beaucoup", "navigateur"), [(1, False), (1000, False), (1000, True)], ids=["lettres comptées", "un à un", "dans un navigateur"]
)
@pytest.mark.parametrize("famille", list_noms())
def test_the_same_names_as_two_by_two(monkeypatch, famille, beaucoup, navigateur):
    monkeypatch.setattr(module, "BEAUCOUP", beaucoup)
    monkeypatch.setattr(module, "DANS_UN_NAVIGATEUR", navigateur)
    noms = list_noms()[famille]
    attendus = list_un_a_un(noms)
    assert any(attendus)
    assert list_ressemblants(noms) == attendus


@given(st.lists(st.text(alphabet="abé '-12", max_size=14), min_size=2, max_size=12))
def test_no_name_is_lost_by_counting_letters(noms):
    with patch.object(module, "BEAUCOUP", 1):
        assert list_ressemblants(noms) == list_un_a_un(noms)


@given(st.lists(st.text(alphabet="abé '-12", max_size=14), min_size=2, max_size=12))
def test_no_name_is_lost_in_a_browser_either(noms):
    with patch.object(module, "DANS_UN_NAVIGATEUR", new=True):
        assert list_ressemblants(noms) == list_un_a_un(noms)


def test_in_a_browser_few_are_compared(dossier):
    noms = [structure.nom for structure in dossier.structures]
    toutes, gardees = ([len(voisins) for _rang, voisins in _list_voisins(noms, navigateur)] for navigateur in (False, True))
    assert sum(gardees) < sum(toutes) / 4


def _list_voisins(noms, navigateur):
    with patch.object(module, "DANS_UN_NAVIGATEUR", navigateur):
        return list(module._list_voisins(noms))


def test_a_letter_written_a_thousand_times_is_counted():
    assert list(module._list_voisins(["a" * 1000, "a" * 1000 + "b", *("c" * rang for rang in range(1000))]))[-2] == (0, [1])
