"""constraints.txt gives one version to all that dpid_xl needs, on every computer where it is said to run."""

import pytest

from tests.distributions import CONTRAINTES, POSTES, list_declarees, list_epinglees, list_toutes

TOUT = ("serveur", "test")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@pytest.mark.parametrize("systeme", POSTES)
@pytest.mark.parametrize("python", PYTHONS)
def test_all_that_is_needed_has_its_version(systeme, python):
    ailleurs = POSTES[systeme] | {"python_version": python, "python_full_version": f"{python}.5"}
    assert list_toutes(*TOUT, ailleurs=ailleurs) - list_epinglees(ailleurs).keys() == set()


def test_what_only_windows_or_a_mac_needs_is_among_them():
    assert "pywin32" in list_epinglees(POSTES["Windows"])
    assert "appscript" in list_epinglees(POSTES["macOS"])
    assert not {"pywin32", "appscript"} & list_epinglees(POSTES["Linux"]).keys()


@pytest.mark.parametrize("demande", tuple(list_declarees(*TOUT)), ids=str)
def test_it_is_a_version_that_pyproject_accepts(demande):
    versions = [contrainte.specifier for contrainte in CONTRAINTES if contrainte.name.lower() == demande.name.lower()]
    assert versions
    assert all(str(version).startswith("==") and demande.specifier.contains(str(version)[2:]) for version in versions)
