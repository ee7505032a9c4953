"""What is there for the time of a run goes away with it; what a killed one left goes away with the next."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
from datetime import date

import pytest

from dpid_xl import ecriture
from dpid_xl.ecriture import EcritureImpossible, replace_fichiers, save_fichiers
from dpid_xl.ecriture.disque import clean_provisoires
from dpid_xl.ecriture.provisoire import open_provisoire

JOUR = date(2022, 9, 27)


PROGRAMME = """
import os, signal, sys, tempfile
from datetime import date
from pathlib import Path
from dpid_xl.ecriture import save_fichiers
from dpid_xl.ecriture.provisoire import open_provisoire

setattr(os, sys.argv[1], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""


def kill_at(dossier, appel, suite):
    """Run a program in a folder and kill it the first time that it calls this function of the system."""
    fait = subprocess.run([sys.executable, "-c", PROGRAMME + suite, appel], check=False, cwd=dossier)
    assert fait.returncode == -signal.SIGKILL


@pytest.mark.parametrize("appel", ["fsync", "link"])
def test_what_a_killed_run_was_writing_is_removed_by_the_next(tmp_path, appel):
    (tmp_path / "a.csv").write_bytes(b"travail")
    (tmp_path / ".a.csv.1234.tmp").write_bytes(b"a quelqu'un d'autre")
    kill_at(tmp_path, appel, "save_fichiers({Path('a.csv'): b'neuf'}, date(2022, 9, 27), remplacer=True)")
    assert len(list(tmp_path.iterdir())) == 3
    assert (tmp_path / "a.csv").read_bytes() == b"travail"
    save_fichiers({tmp_path / "a.csv": b"travail"}, JOUR)  # the same: nothing is written, and what was left goes away all the same
    assert {chemin.name for chemin in tmp_path.iterdir()} == {"a.csv", ".a.csv.1234.tmp"}


def test_what_a_living_run_writes_is_left_alone(tmp_path, monkeypatch):
    fsync, trouves = os.fsync, []

    def meanwhile(descripteur):
        clean_provisoires(tmp_path)
        trouves.extend(tmp_path.glob(".dpid_xl_*.tmp"))
        fsync(descripteur)

    monkeypatch.setattr(os, "fsync", meanwhile)
    save_fichiers({tmp_path / "a.csv": b"neuf"}, JOUR)
    assert len(trouves) == 1
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["a.csv"]


def test_a_dated_copy_is_whole_even_where_a_file_has_one_name_only(tmp_path, monkeypatch):
    def refuse(*_arguments):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for contenu in (b"un", b"deux", b"trois"):
        save_fichiers({tmp_path / "a.csv": contenu}, JOUR, remplacer=True)
    trouves = {chemin.name: chemin.read_bytes() for chemin in tmp_path.iterdir()}
    assert trouves == {"a.csv": b"trois", "a_ancien_2022-09-27.csv": b"un", "a_ancien_2022-09-27_2.csv": b"deux"}


@pytest.mark.parametrize("remplacer", [False, True])
@pytest.mark.parametrize("sorte", ["fichier", "dossier", "nulle part"])
def test_a_link_that_leads_out_of_its_folder_is_not_followed(tmp_path, sorte, remplacer):
    dehors, dossier = tmp_path / "dehors", tmp_path / "dossier"
    dehors.mkdir()
    dossier.mkdir()
    if sorte != "nulle part":
        (dehors / "a.csv").write_bytes(b"a quelqu'un")
    (dossier / "a.csv").symlink_to(dehors if sorte == "dossier" else dehors / "a.csv")
    with pytest.raises(EcritureImpossible, match="mène hors de son dossier"):
        save_fichiers({dossier / "a.csv": b"neuf"}, JOUR, remplacer=remplacer)
    assert [chemin.name for chemin in dossier.iterdir()] == ["a.csv"]
    assert all(chemin.read_bytes() == b"a quelqu'un" for chemin in dehors.iterdir())


def test_a_temporary_folder_left_by_a_killed_run_is_removed_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "dpid_xl-provisoire-12345678").mkdir()  # killed before it was held
    (tmp_path / "dpid_xl-provisoire-notes").mkdir()
    (tmp_path / "dpid_xl-provisoire-notes" / "a.txt").write_text("a quelqu'un", encoding="utf-8")

    suite = (
        "tempfile.tempdir = '.'\nwith open_provisoire() as dossier:\n    (dossier / 'classeur.xlsx').write_bytes(b'PK')\n    os.fsync(0)"
    )
    kill_at(tmp_path, "fsync", suite)
    assert len(list(tmp_path.rglob("classeur.xlsx"))) == 1
    with open_provisoire() as dossier, open_provisoire() as autre:
        assert {dossier, autre} == {chemin / "contenu" for chemin in tmp_path.iterdir() if chemin.name != "dpid_xl-provisoire-notes"}
        assert list(tmp_path.rglob("classeur.xlsx")) == []
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["dpid_xl-provisoire-notes"]


def test_a_folder_is_cleaned_once_however_many_files_go_there(tmp_path, monkeypatch):
    nettoyes = []
    monkeypatch.setattr(ecriture, "clean_provisoires", lambda dossier: nettoyes.append(dossier) or clean_provisoires(dossier))
    (tmp_path / "pdf").mkdir()
    for ou in (tmp_path, tmp_path / "pdf"):
        (ou / ".dpid_xl_dead.tmp").write_bytes(b"reste")
    replace_fichiers(tmp_path, [(f"{ou}{rang}.csv", b"neuf") for rang in range(5) for ou in ("", "pdf/")])
    assert sorted(nettoyes) == [tmp_path, tmp_path / "pdf"]
    assert not list(tmp_path.rglob("*.tmp"))
