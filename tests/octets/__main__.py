"""The wide table: ``python -m tests.octets [--python CHEMIN]…``, the whole campaign and every command of README in each environment,
each by one of these Pythons in turn.

Each other Python needs dpid_xl's dependencies, in the same versions: ``CHEMIN -m pip install -c constraints.txt ".[serveur]"``.
"""

import argparse
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from dpid_xl.campagnes import load_campagne
from tests.commandes import COMMANDES, make_bureau
from tests.octets.milieux import EST, LANGUES, REFERENCE, Milieu, compare, list_milieux, make_langues, run_milieu
from tests.octets.tour import DEMO

JOUR = "2022-09-27"
TOUT = (DEMO, *COMMANDES)


def _show(nom: str, debut: float, lu: dict[str, str], ecarts: list[str]) -> None:
    print(f"| {nom} | {len(lu)} | {len(ecarts)} | {time.monotonic() - debut:.0f} s |", flush=True)  # noqa: T201
    for ecart in ecarts[:20]:
        print(f"    {ecart}", flush=True)  # noqa: T201


def main() -> int:
    """Print the table; return the number of files that differ."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", action="append", default=[])
    pythons = options.parse_args().python or [sys.executable]
    fautes = 0
    with TemporaryDirectory() as provisoire:
        ici = Path(provisoire)
        (ici / "bureau").mkdir()
        bureau = make_bureau(load_campagne("2022_phase2"), date.fromisoformat(JOUR), ici / "bureau")
        langues = make_langues(ici / "langues")
        absentes = [langue for langue in LANGUES if not Path(langues.get("LOCPATH", ""), langue).exists()]
        print(f"Langues que cette machine n'a pas : {', '.join(absentes) or 'aucune'}.", flush=True)  # noqa: T201
        print("| milieu | fichiers | différents | durée |\n|---|---|---|---|", flush=True)  # noqa: T201
        reference: dict[str, str] = {}
        for rang, milieu in enumerate([REFERENCE, *list_milieux(langues, pythons)]):
            debut = time.monotonic()
            lu = run_milieu(milieu, bureau, ici / str(rang), TOUT, JOUR)
            reference = reference or lu
            ecarts = compare(reference, lu)
            _show(milieu.nom, debut, lu, ecarts)
            fautes += len(ecarts)
        # Without --date: what the day of that time zone gives when it is typed.
        debut, jour = time.monotonic(), datetime.now(UTC).astimezone(ZoneInfo(EST)).date().isoformat()
        sans_jour = run_milieu(Milieu("sans --date", {"TZ": EST}), bureau, ici / "sans", [DEMO], "")
        ecarts = compare(sans_jour, run_milieu(REFERENCE, bureau, ici / "avec", [DEMO], jour))
        _show(f"sans --date le {jour}, avec --date {jour}", debut, sans_jour, ecarts)
        return fautes + len(ecarts)


if __name__ == "__main__":
    sys.exit(bool(main()))
