"""What an Examen composes of its dossier is composed once, and again of what changed only."""

from dataclasses import replace
from functools import cached_property

import pytest

from dpid_xl.examen import COMPOSES, Examen, check

PREVU, LU = "2022_phase2", "annexe5_2022_phase2.xlsm"


@pytest.fixture(scope="module")
def prevu(dossier):
    examen = Examen(PREVU, dossier, check(dossier), "")
    assert examen.conventions
    assert examen.list_manques()
    return examen


def copy_dossier(dossier):
    """An equal dossier that is another object, its lines too, as what is read of a workbook."""
    return replace(dossier, lignes=tuple(replace(ligne) for ligne in dossier.lignes))


def test_what_was_composed_of_an_equal_dossier_is_taken(prevu):
    seul, lu = (Examen(LU, copy_dossier(prevu.dossier), prevu.anomalies, "a1b2") for _ in range(2))
    lu.recall(prevu)
    assert lu.conventions is prevu.conventions
    assert lu.list_manques() is prevu.list_manques()
    assert (seul.conventions, seul.list_manques()) == (lu.conventions, lu.list_manques())
    assert (lu.classeur, lu.empreinte) == (LU, "a1b2")


def test_what_misses_is_the_same_before_the_conventions_are_composed_and_after(prevu):
    avant = Examen(LU, prevu.dossier, prevu.anomalies, "").list_manques()
    assert avant.attentes
    assert avant == prevu.list_manques()


def test_what_is_composed_one_by_one_is_what_is_composed_at_once_and_is_known_at_the_end(prevu):
    examen = Examen(LU, prevu.dossier, prevu.anomalies, "")
    en_cours = examen.compose()
    premiere = next(en_cours)
    assert "conventions" not in vars(examen), "the last one is not there"
    assert (premiere, *en_cours) == prevu.conventions
    assert examen.conventions[0] is premiere


@pytest.mark.parametrize("champ", ["lignes", "structures", "modele"])
def test_nothing_is_taken_of_another_dossier(prevu, champ):
    lu = Examen(LU, replace(prevu.dossier, **{champ: getattr(prevu.dossier, champ)[:-1]}), prevu.anomalies, "")
    lu.recall(prevu)
    assert not set(COMPOSES) & set(vars(lu))


def test_what_is_taken_is_what_is_composed_once():
    assert set(COMPOSES) == {nom for nom, membre in vars(Examen).items() if isinstance(membre, cached_property)}
