"""A workbook that is read again is the same reading, and nothing else is."""

from types import SimpleNamespace

import pytest

from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from tests import lectures
from tests.conftest import RACINE
from tests.lectures import LUES_UNE_FOIS, remember


@pytest.fixture
def lire(monkeypatch):
    """A reader that remembers, of what says its logo; each reading is another object."""
    monkeypatch.setattr(lectures, "_lectures", {})

    def read(chemin, _modules, **_autres):
        if not chemin.is_file():
            raise ClasseurIllisible(chemin.name)
        logo = chemin.read_text(encoding="utf-8").partition("logo=")[2]
        return SimpleNamespace(dossier=SimpleNamespace(campagne=SimpleNamespace(logo=logo)))

    return remember(read)


def test_the_same_bytes_are_read_once_wherever_they_stand(lire, tmp_path):
    (tmp_path / "ailleurs").mkdir()
    ici, ailleurs = tmp_path / "a.xlsm", tmp_path / "ailleurs" / "a.xlsm"
    for chemin in (ici, ailleurs):
        chemin.write_bytes(b"un")
    une = lire(ici)
    assert lire(ailleurs) is une
    ailleurs.write_bytes(b"deux")
    assert lire(ailleurs) is not une


def test_all_that_a_reader_is_given_counts(lire, tmp_path):
    chemin, autre = tmp_path / "a.xlsm", tmp_path / "b.xlsm"
    for fichier in (chemin, autre):
        fichier.write_bytes(b"un")
    lues = [
        lire(chemin),
        lire(autre),
        lire(chemin, {}),
        lire(chemin, {"M": "x"}),
        lire(chemin, {"M": "y"}),
        lire(chemin, valeurs_seules="c"),
    ]
    assert len({id(lue) for lue in lues}) == len(lues)


def test_a_refusal_and_a_logo_are_not_kept(lire, tmp_path):
    chemin = tmp_path / "a.xlsm"
    with pytest.raises(ClasseurIllisible):
        lire(chemin)
    chemin.write_bytes(b"logo=logo.png")
    assert lire(chemin) is not lire(chemin)
    chemin.write_bytes(b"un")
    assert lire(chemin) is lire(chemin)


def test_no_more_than_some_are_kept(lire, tmp_path):
    chemin = tmp_path / "a.xlsm"
    for rang in range(lectures.GARDEES + 2):
        chemin.write_bytes(str(rang).encode())
        lire(chemin)
    assert len(lectures._lectures) == lectures.GARDEES


def test_the_files_where_they_are_read_once_exist():
    assert [fichier for fichier in LUES_UNE_FOIS if not (RACINE / "tests" / fichier).exists()] == []
