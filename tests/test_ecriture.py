"""Files are written whole or not at all, and the reason is said in one sentence."""

import errno
import os
import stat
from pathlib import Path

import pytest

from dpid_xl.ecriture import EcritureImpossible, write_atomically, write_fichiers


def test_a_file_is_written_and_replaced(tmp_path):
    chemin = tmp_path / "a.bin"
    write_atomically(chemin, b"un")
    write_atomically(chemin, b"deux")
    assert chemin.read_bytes() == b"deux"
    assert list(tmp_path.iterdir()) == [chemin]


def test_rights_are_those_of_a_new_file(tmp_path):
    masque = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"")
    finally:
        os.umask(masque)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path):
    cible, lien = tmp_path / "cible", tmp_path / "lien"
    cible.write_bytes(b"avant")
    lien.symlink_to(cible)
    write_atomically(lien, b"neuf")
    assert lien.is_symlink()
    assert cible.read_bytes() == b"neuf"


@pytest.mark.parametrize(
    ("code", "mots"),
    [
        (errno.ENOSPC, "le disque est plein"),
        (errno.EACCES, "vous n'avez pas le droit d'y écrire"),
        (errno.EROFS, "lecture seule"),
        (errno.EBUSY, "ouvert dans un autre programme"),
    ],
)
@pytest.mark.parametrize("etape", ["fsync", "replace"])
def test_a_failure_leaves_everything_as_it_was(tmp_path, monkeypatch, code, mots, etape):
    chemin = tmp_path / "a.xlsx"
    chemin.write_bytes(b"avant")

    def fail(*_arguments):
        raise OSError(code, os.strerror(code))

    if etape == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(EcritureImpossible, match=mots) as info:
        write_atomically(chemin, b"neuf")
    monkeypatch.undo()
    assert str(info.value).startswith(f"Le fichier « {chemin} » ne peut pas être écrit : ")
    assert str(info.value).endswith(".")
    assert chemin.read_bytes() == b"avant"
    assert list(tmp_path.iterdir()) == [chemin]


def test_a_locked_file_on_windows(tmp_path, monkeypatch):
    def fail(*_arguments):
        erreur = PermissionError(errno.EACCES, "Access is denied")
        erreur.winerror = 32
        raise erreur

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(EcritureImpossible, match="il est ouvert dans un autre programme"):
        write_atomically(tmp_path / "a.xlsx", b"")
    monkeypatch.undo()
    assert not list(tmp_path.iterdir())


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a", b"")
    monkeypatch.undo()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("chemin", "mots"),
    [
        ("dossier", "un dossier porte déjà ce nom"),
        ("absent/a", "son dossier n'existe pas"),
        ("fichier/a", "un fichier porte déjà le nom de son dossier"),
        ("x" * 300, "son nom est trop long"),
        ("a\0b", "ce nom n'est pas accepté"),
    ],
)
def test_impossible_paths(tmp_path, chemin, mots):
    (tmp_path / "dossier").mkdir()
    (tmp_path / "fichier").write_bytes(b"")
    with pytest.raises(EcritureImpossible, match=mots):
        write_atomically(tmp_path / chemin, b"neuf")
    assert sorted(enfant.name for enfant in tmp_path.iterdir()) == ["dossier", "fichier"]


def test_files_are_written_into_a_new_folder(tmp_path):
    dossier = tmp_path / "2022" / "sortie"
    chemins = write_fichiers(dossier, (paire for paire in [("a.csv", b"1"), ("docx/b.docx", b"2")]))
    assert chemins == (dossier / "a.csv", dossier / "docx" / "b.docx")
    assert [chemin.read_bytes() for chemin in chemins] == [b"1", b"2"]


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "sortie").write_bytes(b"avant")
    with pytest.raises(EcritureImpossible, match="un fichier porte déjà ce nom"):
        write_fichiers(tmp_path / "sortie", [("a", b"")])
    with pytest.raises(EcritureImpossible, match="un fichier porte déjà le nom de son dossier"):
        write_fichiers(tmp_path / "sortie" / "sous", [("a", b"")])
    assert (tmp_path / "sortie").read_bytes() == b"avant"


def test_a_folder_without_rights(tmp_path, monkeypatch):
    # The system's refusal is played: whoever runs the tests may be allowed everything.
    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(EcritureImpossible, match="pas le droit d'y écrire"):
        write_fichiers(tmp_path / "ferme", [("a", b"")])


@pytest.mark.parametrize("nom", ["../a", "/a", "", ".", "b/../../a"])
def test_names_that_lead_out(tmp_path, nom):
    with pytest.raises(EcritureImpossible, match="mène hors du dossier"):
        write_fichiers(tmp_path / "sortie", [(nom, b"")])
    assert not (tmp_path / "a").exists()


def test_a_name_given_twice(tmp_path):
    with pytest.raises(EcritureImpossible, match="Deux fichiers à écrire portent le nom « A »"):
        write_fichiers(tmp_path, [("a", b"1"), ("A", b"2")])
    assert (tmp_path / "a").read_bytes() == b"1"
