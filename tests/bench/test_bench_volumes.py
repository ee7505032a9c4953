"""Productions of many structures through the whole chain: the same cost per convention, a bounded memory.

Ten thousand take too long for every run: ``python -m tests.bench.volumes 10000 docx`` (or pdf, xlsx) gives its figures.
"""

import pytest

from tests.bench.volumes import measure

pytestmark = pytest.mark.bench

PETITE, GRANDE = 100, 600  # the large one has three volumes
RAPPORT_PASSAGE_A_L_ECHELLE = 1.2
MEMOIRE = 600  # megabytes


@pytest.mark.parametrize("format_", ["docx", "pdf", "xlsx"])
def test_hundreds_of_structures(format_):
    petite = min((measure(PETITE, format_) for _ in range(2)), key=lambda mesure: mesure.cout)
    grande = measure(GRANDE, format_)  # a minute of PDF: once is enough, what disturbs it does not last as long
    assert grande.cout <= RAPPORT_PASSAGE_A_L_ECHELLE * petite.cout, (petite, grande)
    assert grande.memoire <= MEMOIRE, (petite, grande)
