"""Fixtures that read the packaged campaign once for the whole run, and how properties are drawn."""

import os
from datetime import date

import pytest
from hypothesis import settings

from dpid_xl.campagnes import load_campagne
from dpid_xl.modele import Dossier

JOUR = date(2022, 9, 27)

# A loaded machine is no fault of the code: no deadline. In CI the same examples are drawn at each run; elsewhere others, to find more.
settings.register_profile("dpid", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("dpid")


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    """The real campaign, as packaged."""
    return load_campagne("2022_phase2")


@pytest.fixture(scope="session")
def jour() -> date:
    """The date put on documents in tests."""
    return JOUR
