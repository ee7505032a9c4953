"""A file is held by one process at a time, and by nobody once that one is dead."""

import fcntl
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dpid_xl.ecriture import verrou
from dpid_xl.ecriture.verrou import take


def test_held_by_one_until_it_lets_go(tmp_path):
    tenu = take(tmp_path / "verrou")
    assert take(tmp_path / "verrou") is None
    tenu.release()
    assert list(tmp_path.iterdir()) == []
    encore = take(tmp_path / "verrou")
    encore.close()
    encore.close()
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["verrou"]
    take(tmp_path / "verrou").release()


def test_a_killed_process_holds_nothing(tmp_path):
    programme = "import pathlib, sys; from dpid_xl.ecriture.verrou import take; take(pathlib.Path('verrou')); print(1, flush=True)"
    programme += "; sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", programme], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as processus:
        assert processus.stdout.readline() == b"1\n"
        assert take(tmp_path / "verrou") is None
        processus.kill()
    take(tmp_path / "verrou").release()


def test_a_file_removed_while_it_was_being_taken_is_taken_again(tmp_path, monkeypatch):
    chemin, appels, flock = tmp_path / "verrou", [], fcntl.flock

    def remove(descripteur, operation):
        appels.append(descripteur)
        if len(appels) == 1:
            chemin.unlink()
        flock(descripteur, operation)

    monkeypatch.setattr(fcntl, "flock", remove)
    tenu = take(chemin)
    assert len(appels) == 2
    assert os.path.samestat(os.fstat(tenu.descripteur), chemin.stat())
    tenu.release()


def test_a_file_that_goes_away_each_time_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", lambda _descripteur, _operation: (tmp_path / "verrou").unlink())
    assert take(tmp_path / "verrou") is None


def test_a_disk_that_knows_no_locks_stops_nobody(tmp_path, monkeypatch):
    def refuse(_descripteur, _operation):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    take(tmp_path / "verrou").release()


@pytest.fixture
def sur_windows(monkeypatch):
    """The module as Windows loads it: the locks of the C runtime, played by those of here; a file that is open cannot be removed."""
    ouverts = set()

    def locking(descripteur, mode, nombre):
        assert (mode, nombre) == (2, 1)
        try:
            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as erreur:
            raise PermissionError(13, "Permission denied") from erreur

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("verrou_de_windows", verrou.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(sys, "platform", "linux")
    unlink, fermer = Path.unlink, os.close

    def refuse(chemin, **options):
        if any(os.path.samestat(os.fstat(descripteur), chemin.stat()) for descripteur in ouverts):
            raise PermissionError(13, "The process cannot access the file")
        unlink(chemin, **options)

    def close(descripteur):
        ouverts.discard(descripteur)
        fermer(descripteur)

    monkeypatch.setattr(Path, "unlink", refuse)
    monkeypatch.setattr(os, "close", close)
    return SimpleNamespace(take=module.take, ouverts=ouverts)


def test_on_windows(sur_windows, tmp_path):
    tenu = sur_windows.take(tmp_path / "verrou")
    sur_windows.ouverts.add(tenu.descripteur)
    assert sur_windows.take(tmp_path / "verrou") is None
    tenu.release()
    assert list(tmp_path.iterdir()) == []
    sur_windows.take(tmp_path / "verrou").release()
