"""Processor time of a piece of work: the load of others is not in it."""

from __future__ import annotations

import time
from collections.abc import Callable

PASSAGES = 3


def measure(travail: Callable[[], object], passages: int = PASSAGES) -> float:
    """Return the best of several passes, in seconds: what disturbs a measure only makes it longer."""
    durees = []
    for _ in range(passages):
        debut = time.process_time()
        travail()
        durees.append(time.process_time() - debut)
    return min(durees)
