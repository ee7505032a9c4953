"""A production that does not reach its end: nothing is half changed, and the next one finds out, says it and heals it.

The moment is chosen here, call by call; ``tests/coupures`` kills real commands at random.
"""

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from dpid_xl.ecriture import DossierOccupe, EcritureImpossible
from dpid_xl.ecriture.echange import TRAVAIL
from dpid_xl.production.depot import INTERROMPUE_AVANT, INTERROMPUE_PENDANT, INTERROMPUE_PERDUE, save_production
from tests.production.test_depot import assert_manifeste_vrai, produce, read

NOMS = ("docx/a.docx", "docx/b.docx", "pdf/a.pdf", "pdf/b.pdf")


@pytest.fixture(autouse=True)
def sans_attente(monkeypatch):
    """Nobody cuts the power of the tests: no need to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


class Coupure(BaseException):
    """The process dies here: nothing of ours runs any more."""


def cut(monkeypatch, rang, *, avant=True):
    """Die at the call of a certain rank of what moves or removes a file, before or after it is done; nothing is done from then on."""
    appels = []

    def die_at(fonction):
        def call(*arguments, **options):
            appels.append(fonction)
            if len(appels) > rang or (avant and len(appels) == rang):
                raise Coupure
            fait = fonction(*arguments, **options)
            if len(appels) == rang:
                raise Coupure
            return fait

        return call

    for nom in ("replace", "unlink", "rmdir", "rename"):
        monkeypatch.setattr(Path, nom, die_at(getattr(Path, nom)))
    return appels


def kill(dossier, fichiers, rang, *, avant):
    """Produce in a folder and die at a certain move; tell whether it had ended before."""
    with pytest.MonkeyPatch.context() as contexte:
        cut(contexte, rang, avant=avant)
        try:
            save_production(dossier, fichiers)
        except Coupure:
            return False
    return True


@pytest.mark.parametrize("avant", [True, False], ids=["avant", "après"])
@pytest.mark.parametrize("suivant", ["mêmes", "autres"])
def test_killed_at_any_move_it_is_healed_by_the_next(tmp_path, avant, suivant):
    depart = tmp_path / "depart"
    save_production(depart, produce(1, *NOMS, "vieux.docx"))
    (depart / "pdf" / "b.pdf").write_bytes(b"a la main")
    (depart / "docx" / "b.docx").unlink()
    for rang in range(1, 100):
        dossier = tmp_path / f"{rang}"
        shutil.copytree(depart, dossier)
        fini = kill(dossier, produce(2, *NOMS), rang, avant=avant)
        if suivant == "mêmes":
            depot = save_production(dossier, produce(3, *NOMS))
            assert depot.gardes == ("pdf/b.pdf",), rang
            attendus = {nom: f"{nom} 3".encode() for nom in NOMS}
        else:
            save_production(dossier, produce(3, "courrier.docx", manifeste="manifeste_decompte.json"))
            version = json.loads((dossier / "manifeste.json").read_bytes())["fichiers"][0]["sha256"]
            attendus = dict(produce(2, *NOMS)) if version == hash_nom(2) else dict(produce(1, *NOMS)) | {"docx/b.docx": None}
            attendus |= {"courrier.docx": b"courrier.docx 3"}
            del attendus["manifeste.json"]
        attendus |= {"pdf/b.pdf": b"a la main", "vieux.docx": b"vieux.docx 1"}
        trouves = {nom: contenu for nom, contenu in read(dossier).items() if not nom.startswith("manifeste")}
        assert trouves == {nom: contenu for nom, contenu in attendus.items() if contenu is not None}, rang
        if suivant == "mêmes" or version == hash_nom(2):
            assert_manifeste_vrai(dossier)
        if fini:
            break
    else:
        pytest.fail("it never ended")


@pytest.mark.parametrize("avant", [True, False], ids=["avant", "après"])
def test_an_edited_file_deleted_after_the_kill_is_made_again(tmp_path, monkeypatch, avant):
    iterdir = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda soi: iter(sorted(iterdir(soi), reverse=True)))  # as a disk may list a folder
    depart = tmp_path / "depart"
    save_production(depart, produce(1, *NOMS))
    (depart / "pdf" / "b.pdf").write_bytes(b"a la main")
    for rang in range(1, 100):
        dossier = tmp_path / f"{rang}"
        shutil.copytree(depart, dossier)
        fini = kill(dossier, produce(2, *NOMS), rang, avant=avant)
        (dossier / "pdf" / "b.pdf").unlink(missing_ok=True)
        assert save_production(dossier, produce(3, *NOMS)).gardes == (), rang
        assert read(dossier) == dict(produce(3, *NOMS)), rang
        if fini:
            break
    else:
        pytest.fail("it never ended")


@pytest.mark.parametrize("avant", [True, False], ids=["avant", "après"])
def test_killed_at_any_move_what_no_manifest_knew_is_kept_beside_once(tmp_path, avant):
    depart = tmp_path / "depart"
    (depart / "docx").mkdir(parents=True)
    (depart / "docx" / "a.docx").write_bytes(b"le mien")
    (depart / "manifeste.json").write_bytes(b"{")
    for rang in range(1, 100):
        dossier = tmp_path / f"{rang}"
        shutil.copytree(depart, dossier)
        fini = kill(dossier, produce(2, *NOMS), rang, avant=avant)
        assert save_production(dossier, produce(3, *NOMS)).gardes == (), rang
        assert read(dossier) == {**dict(produce(3, *NOMS)), "docx/a_ancien.docx": b"le mien"}, rang
        if fini:
            break
    else:
        pytest.fail("it never ended")


def hash_nom(version):
    return json.loads(produce(version, *NOMS)[-1][1])["fichiers"][0]["sha256"]


def test_what_was_found_is_said_once_in_one_sentence(tmp_path):
    save_production(tmp_path, produce(1, *NOMS))
    dites = []
    for rang in range(1, 100):
        fini = kill(tmp_path, produce(rang + 1, *NOMS), rang, avant=False)
        depot = save_production(tmp_path, produce(1, *NOMS))
        assert (depot.phrase, depot.gardes) == (depot.reprise, ())
        assert depot.phrase.count("\n") == 0
        assert save_production(tmp_path, produce(1, *NOMS)).phrase == ""
        dites.append(depot.phrase)
        if fini:
            break
    assert list(dict.fromkeys(dites)) == [INTERROMPUE_AVANT, INTERROMPUE_PENDANT, ""]


def test_killed_in_the_middle_of_making_nothing_has_changed(tmp_path):
    save_production(tmp_path, produce(1, *NOMS))
    fait = read(tmp_path)

    def stop():
        yield from produce(2, *NOMS[:2])
        shutil.copytree(tmp_path / TRAVAIL, tmp_path / "garde")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_production(tmp_path, stop())
    (tmp_path / "garde").rename(tmp_path / TRAVAIL)
    depot = save_production(tmp_path, produce(1, *NOMS))
    assert (depot.phrase, depot.gardes) == (INTERROMPUE_AVANT, ())
    assert read(tmp_path) == fait


def test_what_the_officer_edits_between_the_kill_and_the_next_run_is_kept(tmp_path):
    save_production(tmp_path, produce(1, *NOMS))
    assert not kill(tmp_path, produce(2, *NOMS), 6, avant=False)
    en_place = [nom for nom in NOMS if (tmp_path / nom).exists() and (tmp_path / nom).read_bytes() == f"{nom} 2".encode()]
    assert 0 < len(en_place) < len(NOMS)
    for nom in NOMS:
        (tmp_path / nom).write_bytes(b"a la main")
    depot = save_production(tmp_path, produce(3, *NOMS))
    assert depot.gardes == NOMS
    assert {nom: (tmp_path / nom).read_bytes() for nom in NOMS} == dict.fromkeys(NOMS, b"a la main")
    assert_manifeste_vrai(tmp_path)


def test_what_the_officer_deletes_between_is_made_again(tmp_path):
    save_production(tmp_path, produce(1, *NOMS))
    assert not kill(tmp_path, produce(2, *NOMS), 6, avant=False)
    for nom in NOMS:
        (tmp_path / nom).unlink(missing_ok=True)
    save_production(tmp_path, produce(3, "autre.docx", manifeste="manifeste_autre.json"))
    assert_manifeste_vrai(tmp_path)
    assert save_production(tmp_path, produce(3, *NOMS)).gardes == ()
    assert read(tmp_path).items() >= {nom: f"{nom} 3".encode() for nom in NOMS}.items()


def test_what_was_edited_while_the_production_was_made_is_kept(tmp_path):
    save_production(tmp_path, produce(1, *NOMS))

    def edit():
        for nom, contenu in produce(2, *NOMS):
            yield nom, contenu
            (tmp_path / NOMS[0]).write_bytes(b"a la main")

    assert save_production(tmp_path, edit()).gardes == NOMS[:1]
    assert (tmp_path / NOMS[0]).read_bytes() == b"a la main"
    assert_manifeste_vrai(tmp_path)


def test_what_was_edited_at_the_very_moment_it_is_replaced_is_kept(tmp_path, monkeypatch):
    save_production(tmp_path, produce(1, *NOMS))
    replace = Path.replace

    def edit(soi, cible):
        if soi == tmp_path / NOMS[1]:
            soi.write_bytes(b"a la main")
        return replace(soi, cible)

    monkeypatch.setattr(Path, "replace", edit)
    assert save_production(tmp_path, produce(2, *NOMS)).gardes == NOMS[1:2]
    assert (tmp_path / NOMS[1]).read_bytes() == b"a la main"
    assert_manifeste_vrai(tmp_path)


@pytest.mark.parametrize("perte", ["coupé", "supprimé"])
def test_a_file_lost_from_what_was_aside_is_said_and_none_is_called_edited(tmp_path, perte):
    save_production(tmp_path, produce(1, *NOMS))
    assert not kill(tmp_path, produce(2, *NOMS), 6, avant=False)
    for neuf in (tmp_path / TRAVAIL).glob("*.neuf"):
        if perte == "coupé":
            os.truncate(neuf, 1)  # a power cut on a disk that does not keep its word
        else:
            neuf.unlink()
    with pytest.raises(ZeroDivisionError):  # this one fails too: what is known of the first one is not forgotten
        save_production(tmp_path, (1 / 0 for _ in NOMS))
    (tmp_path / "docx" / "a.docx").touch()
    depot = save_production(tmp_path, produce(3, *NOMS))
    assert depot.gardes == ()
    assert read(tmp_path) == dict(produce(3, *NOMS))


def test_lost_files_are_said(tmp_path):
    save_production(tmp_path, produce(1, *NOMS))
    assert not kill(tmp_path, produce(2, *NOMS), 6, avant=False)
    for neuf in (tmp_path / TRAVAIL).glob("*.neuf"):
        neuf.unlink()
    assert save_production(tmp_path, produce(3, *NOMS)).phrase == INTERROMPUE_PERDUE


# --- What fails while the process lives ---


def fail_at(monkeypatch, nom, erreur, *, cible=Path):
    """Make the moves onto a file of this name fail."""
    replace = Path.replace

    def refuse(soi, vers):
        if nom in (soi.name, Path(vers).name):
            raise erreur
        return replace(soi, vers)

    monkeypatch.setattr(cible, "replace", refuse)


def make_partage():
    """What Windows answers of a file that another program has open."""
    erreur = PermissionError(errno.EACCES, "The process cannot access the file")
    erreur.winerror = 32
    return erreur


ECHECS = {
    "ouvert ailleurs": (make_partage(), "ouvert dans un autre programme"),
    "disque plein": (OSError(errno.ENOSPC, ""), "le disque est plein"),
    "lecture seule": (OSError(errno.EROFS, ""), "lecture seule"),
}


@pytest.mark.parametrize("nom", ["a.docx", "b.pdf", "manifeste.json"])
@pytest.mark.parametrize("echec", ECHECS)
def test_a_file_that_cannot_be_replaced_leaves_all_the_others_as_they_were(tmp_path, monkeypatch, nom, echec):
    erreur, mots = ECHECS[echec]
    save_production(tmp_path, produce(1, *NOMS))
    (tmp_path / NOMS[1]).write_bytes(b"a la main")
    avant = read(tmp_path)
    fail_at(monkeypatch, nom, erreur)
    with pytest.raises(EcritureImpossible, match=mots) as info:
        save_production(tmp_path, produce(2, *NOMS, "neuf.docx"))
    assert nom in str(info.value)
    monkeypatch.undo()
    assert read(tmp_path) == avant
    assert not (tmp_path / TRAVAIL).exists()
    depot = save_production(tmp_path, produce(2, *NOMS))
    assert depot.phrase.count("\n") == 0
    assert depot.gardes == NOMS[1:2]


@pytest.mark.parametrize("etape", ["fsync", "open"])
def test_a_full_disk_changes_nothing_and_leaves_nothing(tmp_path, monkeypatch, etape):
    save_production(tmp_path, produce(1, *NOMS))
    avant = read(tmp_path)
    appels, fonction = [], getattr(os, etape)

    def fail(*arguments, **options):
        appels.append(arguments)
        if len(appels) == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return fonction(*arguments, **options)

    monkeypatch.setattr(os, etape, fail)
    with pytest.raises(EcritureImpossible, match="le disque est plein"):
        save_production(tmp_path, produce(2, *NOMS))
    monkeypatch.undo()
    assert read(tmp_path) == avant
    assert not (tmp_path / TRAVAIL).exists()


def test_a_production_that_fails_by_itself_changes_nothing(tmp_path):
    save_production(tmp_path, produce(1, *NOMS))
    avant = read(tmp_path)

    def fail():
        yield from produce(2, *NOMS[:2])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_production(tmp_path, fail())
    assert read(tmp_path) == avant


def test_two_at_once_the_second_is_told_to_wait(tmp_path):
    def meanwhile():
        with pytest.raises(DossierOccupe, match=r"Une autre production est en cours dans le dossier « .* » : attendez qu'elle finisse"):
            save_production(tmp_path, produce(3, *NOMS))
        yield from produce(2, *NOMS)

    save_production(tmp_path, meanwhile())
    assert read(tmp_path) == dict(produce(2, *NOMS))


# --- Links ---


@pytest.mark.parametrize("place", ["docx", "docx/a.docx", TRAVAIL])
def test_a_link_found_in_the_folder_is_not_followed(tmp_path, place):
    dehors, dossier = tmp_path / "dehors", tmp_path / "dossier"
    (dehors / "docx").mkdir(parents=True)
    (dehors / "docx" / "a.docx").write_bytes(b"a quelqu'un")
    (dossier / place).parent.mkdir(parents=True)
    (dossier / place).symlink_to(dehors if place == TRAVAIL else dehors / place, target_is_directory=place != "docx/a.docx")
    avant = read(tmp_path)
    with pytest.raises(EcritureImpossible, match="est un lien, qui mènerait hors du dossier"):
        save_production(dossier, produce(1, *NOMS))
    assert read(tmp_path) == avant


def test_a_link_put_there_during_the_production_is_not_followed(tmp_path):
    dehors, dossier = tmp_path / "dehors", tmp_path / "dossier"
    dehors.mkdir()
    save_production(dossier, produce(1, *NOMS))

    def change():
        yield from produce(2, *NOMS)
        shutil.rmtree(dossier / "pdf")
        (dossier / "pdf").symlink_to(dehors, target_is_directory=True)

    with pytest.raises(EcritureImpossible, match="est un lien"):
        save_production(dossier, change())
    assert list(dehors.iterdir()) == []
    assert (dossier / "docx" / "a.docx").read_bytes() == b"docx/a.docx 1"


def test_the_folder_itself_may_be_a_link(tmp_path):
    (tmp_path / "vrai").mkdir()
    (tmp_path / "lien").symlink_to(tmp_path / "vrai", target_is_directory=True)
    save_production(tmp_path / "lien", produce(1, *NOMS))
    assert read(tmp_path / "vrai") == dict(produce(1, *NOMS))
