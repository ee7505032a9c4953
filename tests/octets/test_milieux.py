"""Two environments that differ in all that can: the same bytes, and without --date those of the computer's own day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.commandes import COMMANDES, make_bureau
from tests.octets.milieux import AILLEURS, EST, OUEST, REFERENCE, Milieu, compare, make_langues, run_milieu

JOUR = "2022-09-27"
# One of each kind of what is written; the others, and the whole campaign: python -m tests.octets.
TOUR = (
    "dpid-xl conventions annexe5.xlsm -o conventions",
    "dpid-xl avenants annexe5.xlsm -o avenants",
    "dpid-xl exporter annexe5 annexe5.xlsm -o officielle.pdf",
    "dpid-xl construire --modele -o nouveau.xlsm",
)


@pytest.fixture(scope="module")
def bureau(dossier, jour, tmp_path_factory):
    return make_bureau(dossier, jour, tmp_path_factory.mktemp("bureau"))


def test_the_commands_are_those_of_readme():
    assert set(TOUR) <= set(COMMANDES)


@pytest.mark.skipif("not __import__('os').name == 'posix'", reason="a mask of permissions and locales of Linux")
def test_the_same_bytes_in_two_environments(bureau, tmp_path):
    langues = make_langues(tmp_path / "langues", ["tr_TR.UTF-8"])
    ouest = Milieu("ouest", {"TZ": OUEST, "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONHASHSEED": "1"}, masque=0o077)
    turc = langues | {"TZ": EST, "LC_ALL": "tr_TR.UTF-8" if langues else "C.UTF-8", "PYTHONHASHSEED": "2"}
    est = Milieu("est", turc, masque=0, dossier=AILLEURS, options=("-OO",))
    faits = [run_milieu(milieu, bureau, tmp_path / milieu.nom, TOUR, JOUR) for milieu in (ouest, est)]
    assert len(faits[0]) > len(TOUR) * 2
    assert compare(*faits) == []


def test_without_a_day_it_is_the_computers(bureau, tmp_path):
    """East of the line it is tomorrow: the day is all that differs."""
    commandes = ["dpid-xl conventions annexe5.xlsm -o page --formats pdf --structure PAGE"]
    sans_jour = run_milieu(Milieu("sans", {"TZ": EST}), bureau, tmp_path / "sans", commandes, "")
    jours = {datetime.now(UTC).astimezone(ZoneInfo(EST)).date().isoformat(), JOUR}
    dates = {jour: run_milieu(REFERENCE, bureau, tmp_path / jour, commandes, jour) for jour in jours}
    assert [jour for jour in jours if not compare(sans_jour, dates[jour])] == sorted(jours - {JOUR})
