"""What is asked for by the names of structures: found by any spelling, and alone composed."""

import pytest

from dpid_xl.documents import convention as composition
from dpid_xl.production.choix import StructureInconnue, select_conventions


def test_one_structure_is_found_by_any_of_its_spellings(dossier):
    (convention,) = select_conventions(dossier, ["ACTIV CITES"])
    assert convention.structure.nom == "ACTIV'CITES"


def test_only_what_is_selected_is_written(dossier, monkeypatch):
    toutes, ecrites = select_conventions(dossier), []
    ecrire = composition.compose_convention

    def count(*arguments, **rang):
        ecrites.append(arguments[1].nom)
        return ecrire(*arguments, **rang)

    monkeypatch.setattr(composition, "compose_convention", count)
    choisies = select_conventions(dossier, ["PAGE", "CCAS du Touquet"])
    assert [convention.structure.nom for convention in choisies] == ecrites
    assert sorted(ecrites) == ["CCAS du Touquet", "PAGE"]
    assert choisies == tuple(convention for convention in toutes if convention.structure.nom in ecrites), "the same among all"


def test_an_unknown_structure_gets_a_proposal(dossier):
    with pytest.raises(StructureInconnue, match="CCAS du Touquet"):
        select_conventions(dossier, ["CCAS du Touqet"])
