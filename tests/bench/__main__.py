"""All the benches, their French table, their figures as JSON: ``python -m tests.bench [MESURES.json]``.

Ratios of one run are bounds, and fail; seconds and microseconds are those of this machine, and are told. Run it on a quiet one.
"""

import sys
from pathlib import Path

import pytest

SORTIE = "mesures.json"

if __name__ == "__main__":
    sortie = Path(sys.argv[1] if len(sys.argv) > 1 else SORTIE).resolve()
    sys.exit(pytest.main([str(Path(__file__).parent), "-m", "bench", "-q", "-p", "no:xdist", f"--mesures={sortie}"]))
