"""The table of the macros, the functions that carry them, and what stands behind each."""

import re

import pytest

from udfs import macros
from udfs.actions.execution import PLANS
from udfs.actions.registre import AIDE_MAXIMUM, MACROS, Groupe, Lieu


def test_every_macro_is_a_function_a_plan_and_a_row_of_the_table():
    noms = [macro.nom for macro in MACROS]
    assert sorted(noms) == sorted(macros.__all__) == sorted(PLANS)
    assert len(noms) == len(set(noms))


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.nom)
def test_a_macro_is_told_in_french_within_excels_limits(macro):
    assert re.fullmatch(r"[a-z_]+", macro.nom)
    assert 0 < len(macro.aide) <= AIDE_MAXIMUM
    assert macro.aide.endswith(".")
    assert re.fullmatch(r"[A-Z]\w+", macro.icone)


def test_every_group_and_every_place_is_used():
    assert {macro.groupe for macro in MACROS} == set(Groupe)
    assert {macro.lieu for macro in MACROS} == set(Lieu)


@pytest.mark.parametrize("nom", macros.__all__)
def test_a_macro_runs_on_the_desktop(nom, monkeypatch):
    appels = []
    monkeypatch.setattr(macros, "run", lambda nom, book, hote, quand: appels.append((nom, book, type(hote).__name__, quand.tzinfo)))

    class Classeur:
        app = None

    book = Classeur()
    getattr(macros, nom)(book)
    assert appels == [(nom, book, "Bureau", None)]
