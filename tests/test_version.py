"""The version is one: the package's, and that of the first section of CHANGELOG, which is ready for a tag."""

import re
from datetime import date
from pathlib import Path

from dpid_xl.version import __version__

JOURNAL = (Path(__file__).parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
TITRES = re.findall(r"^## (.+)$", JOURNAL, re.MULTILINE)
FORME = re.compile(r"(\d+\.\d+\.\d+) – (\d{4}-\d{2}-\d{2})")  # what a tag v… takes its name and its day from


def test_every_section_has_a_version_and_a_day():
    lus = [FORME.fullmatch(titre) for titre in TITRES]
    assert all(lus), TITRES
    versions = [tuple(map(int, lu[1].split("."))) for lu in lus]
    jours = [date.fromisoformat(lu[2]) for lu in lus]
    assert versions == sorted(set(versions), reverse=True)
    assert jours == sorted(jours, reverse=True)


def test_the_first_section_is_of_this_version():
    assert FORME.fullmatch(TITRES[0])[1] == __version__
