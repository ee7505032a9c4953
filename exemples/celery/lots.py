"""The conventions of a région on many machines: each lot is a task of Celery, and a machine that dies loses none.

python lots.py CLASSEUR DOSSIER NOMBRE JOUR [FORMATS] puts the lots in the queue, waits for them and joins them; the workers run beside:
celery -A lots worker --pool solo
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from celery import Celery, group

DUREE_D_UN_LOT = int(os.environ.get("DPID_DUREE_D_UN_LOT", "3600"))  # seconds: past that, a lot is given to another worker

app = Celery("lots", broker=os.environ.get("DPID_REDIS", "redis://127.0.0.1:6379/0"))
app.conf.update(
    result_backend=app.conf.broker_url,
    task_acks_late=True,  # a lot leaves the queue once it is made
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Lots that nobody ended are looked for every ten seconds, not every hundred.
    broker_transport_options={"visibility_timeout": DUREE_D_UN_LOT, "unacked_restore_throttle": 1},
)


@app.task
def make_lot(classeur: str, dossier: str, lot: str, jour: str, formats: str) -> None:
    """Make a lot in its own folder; made again from the start if it was left half way."""
    run_dpid("conventions", classeur, "-o", dossier, "--lot", lot, "--date", jour, "--formats", formats)


def make_conventions(classeur: Path, dossier: Path, nombre: int, jour: str, formats: str = "xlsx,docx,pdf") -> None:
    """Make all the conventions in so many lots, beside each other, then join them in a folder."""
    lots = {f"{rang}/{nombre}": dossier / f"lot{rang}" for rang in range(1, nombre + 1)}
    taches = group(make_lot.s(str(classeur), str(ou), lot, jour, formats) for lot, ou in lots.items())
    taches.apply_async().get()
    run_dpid("reunir", *map(str, lots.values()), "-o", str(dossier / "conventions"))


def run_dpid(*mots: str) -> None:
    """Run a command of dpid-xl; raises CalledProcessError, whose output says why."""
    subprocess.run([sys.executable, "-m", "dpid_xl", *mots], check=True)  # noqa: S603 - ours


if __name__ == "__main__":
    make_conventions(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
