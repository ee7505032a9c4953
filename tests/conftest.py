"""Fixtures that read the packaged campaign once for the whole run."""

from datetime import date

import pytest

from dpid_xl.campagnes import load_campagne
from dpid_xl.modele import Dossier

JOUR = date(2022, 9, 27)


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    """The real campaign, as packaged."""
    return load_campagne("2022_phase2")


@pytest.fixture(scope="session")
def jour() -> date:
    """The date put on documents in tests."""
    return JOUR
