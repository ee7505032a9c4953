"""From a workbook file to the documents, ten times the campaign: about the same cost per line and per convention, a bounded memory.

A hundred times, as ``python -m tests.bench.echelle 100`` measures, takes too long for every run.
"""

import pytest

from tests.bench.echelle import measure, write_classeur

pytestmark = pytest.mark.bench

FOIS = 10
RAPPORT_PASSAGE_A_L_ECHELLE = 1.2
MEMOIRE = 600  # megabytes


def test_ten_campaigns_in_one(tmp_path):
    une, dix = (measure(write_classeur(fois, tmp_path / f"{fois}.xlsm")) for fois in (1, FOIS))
    assert dix["mémoire"] <= MEMOIRE, dix
    for etape in une.keys() - {"mémoire", "contrôles, par ligne"}:  # names that look alike are found ten times over: more findings
        assert dix[etape] <= RAPPORT_PASSAGE_A_L_ECHELLE * une[etape], (etape, une, dix)
