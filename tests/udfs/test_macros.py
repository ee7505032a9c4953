"""The table of the macros, and the functions that VBA, already in the officers' workbooks, calls by name."""

import re
from types import SimpleNamespace

import pytest

from udfs import macros
from udfs.actions.bureau import Bureau
from udfs.actions.execution import run
from udfs.actions.registre import MACROS, GroupeDeMacros, Place

AIDE_MAXIMUM = 255  # of a screen tip


def test_every_macro_is_a_function_and_no_other():
    noms = [macro.nom for macro in MACROS]
    assert sorted(noms) == sorted(macros.__all__)
    assert len(noms) == len(set(noms))
    assert all(callable(getattr(macros, nom)) for nom in noms)


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.nom)
def test_a_macro_is_told_in_french_within_excels_limits(macro):
    assert re.fullmatch(r"[a-z_]+", macro.nom)
    assert 0 < len(macro.aide) <= AIDE_MAXIMUM
    assert macro.aide.endswith(".")
    assert re.fullmatch(r"[A-Z]\w+", macro.icone)


def test_every_group_and_every_place_is_used():
    assert {macro.groupe for macro in MACROS} == set(GroupeDeMacros)
    assert {macro.lieu for macro in MACROS} == set(Place)


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.nom)
def test_a_macro_runs_on_the_desktop_and_by_its_clock(macro):
    lancee = getattr(macros, macro.nom)
    assert (lancee.func, lancee.args, lancee.keywords) == (run, (macro, Bureau), {})
    assert Bureau(SimpleNamespace(app=None)).now().tzinfo is None
