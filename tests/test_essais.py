"""The tests about the tests: which are quick, how properties are drawn."""

import os

from hypothesis import settings

from tests.conftest import PIECES_RAPIDES, RACINE, SOCLE, is_rapide


def test_quick_tests_are_those_of_the_rules():
    assert is_rapide("tests/controles/test_cas.py", ["dossier"])
    assert is_rapide("tests/test_montants.py")
    assert is_rapide("dpid_xl/montants.py")
    assert is_rapide("tests/classeurs/audit/test_structure.py", ["lire"])
    assert not is_rapide("tests/classeurs/audit/test_structure.py", ["petit", "lire"])
    assert not is_rapide("tests/rendus/pdf/test_pdf.py")
    assert not is_rapide("tests/test_cli.py")
    assert not is_rapide("udfs/montants.py")


def test_a_quick_test_is_marked(request):
    assert request.node.get_closest_marker("rapide")


def test_the_quick_rooms_exist():
    assert [piece for piece in PIECES_RAPIDES if not (RACINE / "tests" / piece).is_dir()] == []
    assert [nom for nom in SOCLE if not (RACINE / "tests" / f"test_{nom}.py").exists()] == []


def test_properties_have_no_deadline_and_are_the_same_in_ci():
    assert settings().deadline is None
    assert settings().derandomize == bool(os.environ.get("CI"))
