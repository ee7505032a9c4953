"""Names that can be taken for one another: the index by word and by length finds what comparing them two by two finds."""

from __future__ import annotations

from itertools import combinations

import pytest
from rapidfuzz import fuzz

from dpid_xl.campagnes import load_campagne
from dpid_xl.noms import pair_ressemblants, simplify_nom, split_mots


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


@pytest.mark.parametrize("famille", list_noms())
def test_the_same_pairs_as_two_by_two(famille):
    noms = list_noms()[famille]
    attendues = [(rang, autre) for rang, autre in combinations(range(len(noms)), 2) if are_ressemblants(noms[rang], noms[autre])]
    assert attendues
    assert pair_ressemblants(noms) == attendues
