"""Workbooks whose échéancier has a few rows to come, not three hundred: half of what small ones take to build, to open and to save."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dpid_xl.classeurs.gabarit import suivi


@contextmanager
def shorten_echeancier(rangs: int) -> Iterator[None]:
    """Build, inside, workbooks with at least so many rows in the échéancier, half of them to come."""
    with pytest.MonkeyPatch.context() as contexte:
        contexte.setattr(suivi, "_LIGNES_COUVERTES", rangs)
        contexte.setattr(suivi, "_LIGNES_DE_RESERVE", rangs // 2)
        yield
