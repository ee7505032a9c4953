"""Files are written whole or not at all, and the reason is said in one sentence."""

import errno
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from dpid_xl.ecriture import EcritureImpossible, replace_fichiers, save_fichiers

JOUR = date(2022, 9, 27)


def write(chemin, contenu):
    """Write one file in its folder, over what stands there."""
    replace_fichiers(chemin.parent, [(chemin.name, contenu)])


def list_contenus(dossier):
    return {chemin.name: chemin.read_bytes() for chemin in dossier.iterdir() if chemin.is_file()}


def test_a_file_is_written_and_replaced(tmp_path):
    chemin = tmp_path / "a.bin"
    write(chemin, b"un")
    write(chemin, b"deux")
    assert list_contenus(tmp_path) == {"a.bin": b"deux"}


def test_rights_are_those_of_a_new_file(tmp_path):
    masque = os.umask(0o027)
    try:
        write(tmp_path / "a", b"")
    finally:
        os.umask(masque)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path):
    cible, lien = tmp_path / "cible", tmp_path / "lien"
    cible.write_bytes(b"avant")
    lien.symlink_to(cible)
    write(lien, b"neuf")
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
        write(chemin, b"neuf")
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
        write(tmp_path / "a.xlsx", b"")
    monkeypatch.undo()
    assert not list(tmp_path.iterdir())


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "a", b"")
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
        save_fichiers({tmp_path / chemin: b"neuf"}, JOUR, remplacer=True)
    assert sorted(enfant.name for enfant in tmp_path.iterdir()) == ["dossier", "fichier"]


def test_files_are_written_into_a_new_folder(tmp_path):
    dossier = tmp_path / "2022" / "sortie"
    chemins = replace_fichiers(dossier, (paire for paire in [("a.csv", b"1"), ("docx/b.docx", b"2")]))
    assert chemins == (dossier / "a.csv", dossier / "docx" / "b.docx")
    assert [chemin.read_bytes() for chemin in chemins] == [b"1", b"2"]


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "sortie").write_bytes(b"avant")
    with pytest.raises(EcritureImpossible, match="un fichier porte déjà ce nom"):
        replace_fichiers(tmp_path / "sortie", [("a", b"")])
    with pytest.raises(EcritureImpossible, match="un fichier porte déjà le nom de son dossier"):
        replace_fichiers(tmp_path / "sortie" / "sous", [("a", b"")])
    assert (tmp_path / "sortie").read_bytes() == b"avant"


def test_a_folder_without_rights(tmp_path, monkeypatch):
    # The system's refusal is played: whoever runs the tests may be allowed everything.
    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(EcritureImpossible, match="pas le droit d'y écrire"):
        replace_fichiers(tmp_path / "ferme", [("a", b"")])


@pytest.mark.parametrize("nom", ["../a", "/a", "", ".", "b/../../a"])
def test_names_that_lead_out(tmp_path, nom):
    with pytest.raises(EcritureImpossible, match="mène hors du dossier"):
        replace_fichiers(tmp_path / "sortie", [(nom, b"")])
    assert not (tmp_path / "a").exists()


def test_a_name_given_twice(tmp_path):
    with pytest.raises(EcritureImpossible, match="Deux fichiers à écrire portent le nom « A »"):
        replace_fichiers(tmp_path, [("a", b"1"), ("A", b"2")])
    assert (tmp_path / "a").read_bytes() == b"1"


def test_a_file_that_stands_alone_is_written_and_written_again(tmp_path):
    assert save_fichiers({tmp_path / "a.csv": b"un", tmp_path / "b.csv": b"un"}, JOUR) == ()
    assert save_fichiers({tmp_path / "a.csv": b"un", tmp_path / "c.csv": b"un"}, JOUR) == ()
    assert list_contenus(tmp_path) == dict.fromkeys(("a.csv", "b.csv", "c.csv"), b"un")


def test_the_same_content_touches_nothing(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(b"un")
    monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("rewritten"))
    assert save_fichiers({tmp_path / "a.csv": b"un"}, JOUR) == ()
    assert save_fichiers({tmp_path / "a.csv": b"un"}, JOUR, remplacer=True) == ()


def test_another_content_is_refused_and_nothing_is_written(tmp_path):
    (tmp_path / "b.csv").write_bytes(b"travail")
    with pytest.raises(EcritureImpossible, match=r"« .*b\.csv » existe déjà, avec un autre contenu : .*--remplacer"):
        save_fichiers({tmp_path / "a.csv": b"un", tmp_path / "b.csv": b"un"}, JOUR)
    assert list_contenus(tmp_path) == {"b.csv": b"travail"}


def test_what_is_replaced_is_kept_and_no_copy_takes_the_place_of_another(tmp_path):
    chemin = tmp_path / "a.xlsx"
    (tmp_path / "a_ancien_2022-09-27.xlsx").write_bytes(b"autre copie")
    for rang, contenu in enumerate([b"un", b"deux", b"trois"]):
        copies = save_fichiers({chemin: contenu}, JOUR, remplacer=True)
        assert copies == ((tmp_path / f"a_ancien_2022-09-27_{rang + 1}.xlsx",) if rang else ())
    assert list_contenus(tmp_path) == {
        "a.xlsx": b"trois",
        "a_ancien_2022-09-27.xlsx": b"autre copie",
        "a_ancien_2022-09-27_2.xlsx": b"un",
        "a_ancien_2022-09-27_3.xlsx": b"deux",
    }


@pytest.mark.parametrize("appel", [1, 2], ids=["copie", "nouveau"])
def test_a_replacement_that_fails_loses_nothing(tmp_path, monkeypatch, appel):
    chemin = tmp_path / "a.xlsx"
    chemin.write_bytes(b"travail")
    appels, fsync = [], os.fsync

    def fail(descripteur):
        appels.append(descripteur)
        if len(appels) == appel:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descripteur)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(EcritureImpossible, match="le disque est plein"):
        save_fichiers({chemin: b"neuf"}, JOUR, remplacer=True)
    monkeypatch.undo()
    copies = {"a_ancien_2022-09-27.xlsx": b"travail"} if appel == 2 else {}
    assert list_contenus(tmp_path) == {"a.xlsx": b"travail"} | copies


def _name_lu(dossier, sorte):
    """Give the file read another name."""
    lu, autre = dossier / "lu.xlsx", dossier / "autre.xlsx"
    match sorte:
        case "lien":
            autre.symlink_to(lu)
        case "lien dur":
            autre.hardlink_to(lu)
        case "dossier lié":
            (dossier / "d").symlink_to(dossier, target_is_directory=True)
            return dossier / "d" / "lu.xlsx"
        case "relatif":
            return Path("lu.xlsx")
        case "détour":
            (dossier / "sous").mkdir()
            return dossier / "sous" / ".." / "lu.xlsx"
        case "le même":
            return lu
    return autre


@pytest.mark.parametrize("remplacer", [False, True])
@pytest.mark.parametrize("sorte", ["lien", "lien dur", "dossier lié", "relatif", "détour", "le même"])
def test_a_file_that_is_read_is_never_a_target(tmp_path, monkeypatch, sorte, remplacer):
    monkeypatch.chdir(tmp_path)
    lu = tmp_path / "lu.xlsx"
    lu.write_bytes(b"travail")
    cible = _name_lu(tmp_path, sorte)
    for read, target in ((lu, cible), (cible, lu)):
        with pytest.raises(EcritureImpossible, match="n'est jamais remplacé"):
            save_fichiers({tmp_path / "neuf.csv": b"neuf", target: b"neuf"}, JOUR, lus=[tmp_path / "absent", read], remplacer=remplacer)
        with pytest.raises(EcritureImpossible, match="n'est jamais remplacé"):
            replace_fichiers(target.parent, [(target.name, b"neuf")], [read])
    assert lu.read_bytes() == b"travail"
    assert not (tmp_path / "neuf.csv").exists()


def test_a_target_in_another_case_is_the_file_read_where_case_does_not_count(tmp_path, monkeypatch):
    lu, cible = tmp_path / "lu.xlsx", tmp_path / "LU.xlsx"
    lu.write_bytes(b"travail")
    monkeypatch.setattr(Path, "samefile", lambda soi, autre: str(soi).casefold() == str(autre).casefold())  # what such a disk answers
    with pytest.raises(EcritureImpossible, match="n'est jamais remplacé"):
        save_fichiers({cible: b"neuf"}, JOUR, lus=[lu], remplacer=True)


def test_a_link_that_leads_nowhere_is_one_sentence(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(EcritureImpossible, match="lien qui ne mène nulle part"):
        save_fichiers({tmp_path / "a": b""}, JOUR)
