"""A production written over an earlier one: what was edited by hand is kept, the rest is made again."""

import hashlib
import json
import os

import pytest

from dpid_xl.ecriture import EcritureImpossible
from dpid_xl.ecriture.echange import Echange
from dpid_xl.production.depot import list_restes, save_production


def produce(version, *noms, manifeste="manifeste.json"):
    """Files and their manifest, as a production gives them."""
    contenus = {nom: f"{nom} {version}".encode() for nom in noms}
    entrees = [{"fichier": nom, "sha256": hashlib.sha256(contenu).hexdigest()} for nom, contenu in contenus.items()]
    return [*contenus.items(), (manifeste, json.dumps({"fichiers": entrees}).encode())]


def read(dossier):
    return {chemin.relative_to(dossier).as_posix(): chemin.read_bytes() for chemin in dossier.rglob("*") if chemin.is_file()}


def assert_manifeste_vrai(dossier):
    """The manifest tells what is on the disk, whoever made it."""
    for entree in json.loads((dossier / "manifeste.json").read_bytes())["fichiers"]:
        contenu = (dossier / entree["fichier"]).read_bytes()
        assert hashlib.sha256(contenu).hexdigest() == entree["sha256"], entree
        assert entree.get("octets", len(contenu)) == len(contenu)


def test_in_a_new_folder_the_bytes_are_those_given(tmp_path):
    fichiers = produce(1, "docx/a.docx", "pdf/a.pdf")
    production = save_production(tmp_path / "neuf", fichiers)
    assert read(tmp_path / "neuf") == dict(fichiers)
    assert (len(production.ecrits), production.gardes, production.phrase) == (3, (), "")


def test_what_was_edited_is_kept_the_rest_is_made_again(tmp_path):
    save_production(tmp_path, produce(1, "a.docx", "b.docx", "c.pdf"))
    (tmp_path / "a.docx").write_bytes(b"a la main")
    (tmp_path / "c.pdf").write_bytes(b"signe")
    production = save_production(tmp_path, produce(2, "a.docx", "b.docx", "c.pdf"))
    assert production.gardes == ("a.docx", "c.pdf")
    assert production.phrase == (
        "Fichiers retouchés depuis la production précédente, et gardés : a.docx, c.pdf ; "
        "pour les refaire, supprimez-les ou déplacez-les, puis recommencez."
    )
    ecrits = read(tmp_path)
    manifeste = json.loads(ecrits.pop("manifeste.json"))
    assert ecrits == {"a.docx": b"a la main", "b.docx": b"b.docx 2", "c.pdf": b"signe"}
    assert [(entree["fichier"], entree.get("retouche", False)) for entree in manifeste["fichiers"]] == [
        ("a.docx", True),
        ("b.docx", False),
        ("c.pdf", True),
    ]
    assert_manifeste_vrai(tmp_path)
    assert save_production(tmp_path, produce(3, "a.docx", "b.docx", "c.pdf")).gardes == ("a.docx", "c.pdf"), "as long as they stand"


def test_once_deleted_it_is_made_again(tmp_path):
    save_production(tmp_path, produce(1, "a.docx"))
    (tmp_path / "a.docx").write_bytes(b"a la main")
    save_production(tmp_path, produce(2, "a.docx"))
    (tmp_path / "a.docx").unlink()
    assert save_production(tmp_path, produce(3, "a.docx")).gardes == ()
    assert read(tmp_path) == dict(produce(3, "a.docx"))


def test_a_file_that_the_next_production_would_write_alike_is_nobodys_work(tmp_path):
    save_production(tmp_path, produce(1, "a.docx"))
    (tmp_path / "a.docx").write_bytes(dict(produce(2, "a.docx"))["a.docx"])
    assert save_production(tmp_path, produce(2, "a.docx")).gardes == ()


def test_a_production_of_some_does_not_forget_the_others(tmp_path):
    save_production(tmp_path, produce(1, "a.docx", "b.docx"))
    (tmp_path / "a.docx").write_bytes(b"a la main")
    save_production(tmp_path, produce(2, "c.docx"))
    manifeste = json.loads((tmp_path / "manifeste.json").read_bytes())
    assert [entree["fichier"] for entree in manifeste["anterieurs"]] == ["a.docx", "b.docx"]
    assert save_production(tmp_path, produce(3, "a.docx", "b.docx", "c.docx")).gardes == ("a.docx",)
    assert_manifeste_vrai(tmp_path)
    (tmp_path / "a.docx").unlink()
    assert save_production(tmp_path, produce(3, "a.docx", "b.docx", "c.docx")).gardes == ()
    assert "anterieurs" not in json.loads((tmp_path / "manifeste.json").read_bytes())


def test_a_file_edited_once_is_known_when_it_is_put_back(tmp_path):
    save_production(tmp_path, produce(1, "a.docx"))
    (tmp_path / "a.docx").write_bytes(b"a la main")
    save_production(tmp_path, produce(2, "a.docx"))
    (tmp_path / "a.docx").write_bytes(b"a.docx 1")  # what we wrote: no longer anybody's work
    assert save_production(tmp_path, produce(3, "a.docx")).gardes == ()
    assert read(tmp_path) == dict(produce(3, "a.docx"))


def test_an_edited_file_whose_past_is_lost_is_kept(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"a la main")
    entree = {"fichier": "a.docx", "octets": 9, "sha256": hashlib.sha256(b"a la main").hexdigest(), "retouche": True}
    (tmp_path / "manifeste.json").write_text(json.dumps({"fichiers": [entree]}), encoding="utf-8")
    assert save_production(tmp_path, produce(2, "a.docx")).gardes == ("a.docx",)
    assert_manifeste_vrai(tmp_path)


def test_each_manifest_of_the_folder_counts(tmp_path):
    save_production(tmp_path, produce(1, "a.docx", manifeste="manifeste_docx.json"))
    save_production(tmp_path, produce(1, "a.pdf", manifeste="manifeste_pdf.json"))
    (tmp_path / "a.docx").write_bytes(b"a la main")
    assert save_production(tmp_path, produce(2, "a.pdf", "a.docx")).gardes == ("a.docx",)


def test_what_an_interrupted_production_wrote_is_not_taken_for_edited(tmp_path):
    save_production(tmp_path, produce(1, "a.docx", "b.docx"))
    (tmp_path / "b.docx").unlink()
    (tmp_path / "b.docx").mkdir()
    with pytest.raises(EcritureImpossible, match=r"b\.docx.*un dossier porte déjà ce nom"):
        save_production(tmp_path, produce(2, "a.docx", "b.docx"))
    (tmp_path / "b.docx").rmdir()
    assert read(tmp_path).items() >= {("a.docx", b"a.docx 1")}
    assert save_production(tmp_path, produce(3, "a.docx", "b.docx")).gardes == ()
    assert read(tmp_path) == dict(produce(3, "a.docx", "b.docx"))


@pytest.mark.parametrize("contenu", [b"{", b"[]", b'{"fichiers": [{"nom": 1}, 2]}', b"\xff"])
def test_what_a_damaged_manifest_knows_no_more_is_made_again_and_kept_beside(tmp_path, contenu):
    """Nobody knows whether it was edited: it is not called so, is not lost, and what it says is not left where it may be signed."""
    (tmp_path / "manifeste.json").write_bytes(contenu)
    (tmp_path / "docx").mkdir()
    (tmp_path / "docx" / "a.docx").write_bytes(b"avant")
    neufs = produce(1, "docx/a.docx", "b.docx")
    depot = save_production(tmp_path, neufs)
    assert depot.phrase == (
        "1 fichier qu'aucun manifeste de ce dossier ne connaissait, remplacé, et gardé à côté : « docx/a_ancien.docx »."
    )
    assert read(tmp_path) == {**dict(neufs), "docx/a_ancien.docx": b"avant"}
    suivants = produce(2, "docx/a.docx", "b.docx")
    assert save_production(tmp_path, suivants).phrase == ""
    assert read(tmp_path) == {**dict(suivants), "docx/a_ancien.docx": b"avant"}


def test_what_is_kept_beside_takes_the_place_of_nothing_and_is_kept_once(tmp_path):
    for nom, contenu in {"a.docx": b"le mien", "a_ancien.docx": b"un autre", "a_ancien_2.docx": b"le mien"}.items():
        (tmp_path / nom).write_bytes(contenu)
    assert save_production(tmp_path, produce(1, "a.docx")).cotes == ("a_ancien_2.docx",)
    assert read(tmp_path) == {**dict(produce(1, "a.docx")), "a_ancien.docx": b"un autre", "a_ancien_2.docx": b"le mien"}


def test_a_production_that_fails_leaves_nothing_beside(tmp_path, monkeypatch):
    def fail(*_):
        assert read(tmp_path).items() >= {("a_ancien.docx", b"le mien"), ("a.docx", b"a.docx 1")}
        raise EcritureImpossible("disque plein")

    (tmp_path / "a.docx").write_bytes(b"le mien")
    monkeypatch.setattr(Echange, "conclude", fail)
    with pytest.raises(EcritureImpossible, match="disque plein"):
        save_production(tmp_path, produce(1, "a.docx"))
    assert read(tmp_path) == {"a.docx": b"le mien"}


def test_what_holds_accounts_is_kept_for_oneself(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"le mien")
    save_production(tmp_path, produce(1, "a.docx"))
    if os.name == "posix":
        assert (tmp_path / "a_ancien.docx").stat().st_mode & 0o777 == 0o600


ENTREE = {"fichier": "docx/a.docx", "sha256": "0" * 64}
DOCUMENT = {"structure": "PAGE", "fichiers": "a", "empreinte": "z", "montant": "1.00"}
FORMES = {
    "rien": b"",
    "pas du JSON": b"{",
    "imbriqué sans fin": b"[" * 100_000,
    "nombre sans fin": b"1" * 10_000,
    "substitut seul": b'{"fichiers": [], "campagne": "\\ud800"}',
    **{
        f"{cle} : {valeur!r}": json.dumps({cle: valeur}).encode()
        for cle in ("fichiers", "anterieurs", "conventions", "avenants", "courriers")
        for valeur in (None, 5, "x", {}, [None], [5], ["x"], [[]], [{}])
    },
    **{
        f"fichier : {change}": json.dumps({"fichiers": [ENTREE | change]}).encode()
        for change in (
            {"fichier": 5},
            {"fichier": None},
            {"fichier": ""},
            {"fichier": "../../x"},
            {"fichier": "a\0b"},
            {"fichier": "/etc/passwd"},
            {"fichier": "a" * 5000},
            {"sha256": []},
        )
    },
    **{
        f"document : {change}": json.dumps(
            {"selection": [], "campagne": "2022_phase2", "conventions": [DOCUMENT | change], "fichiers": [ENTREE]}
        ).encode()
        for change in (
            {"structure": ["u"]},
            {"fichiers": 5},
            {"empreinte": {}},
            {"montant": "un"},
            {"montant": 1},
            {"numero": [1]},
            {"montant": "NaN"},
        )
    },
}


@pytest.mark.parametrize("forme", FORMES.values(), ids=FORMES)
def test_a_manifest_of_any_shape_is_no_matter(tmp_path, forme):
    (tmp_path / "manifeste.json").write_bytes(forme)
    nouveau = {"selection": ["APSA"], "campagne": "2022_phase2", "total": "2.00", "conventions": [DOCUMENT | {"structure": "APSA"}]}
    contenu = json.dumps(nouveau | {"fichiers": [ENTREE]}).encode()
    assert save_production(tmp_path, [("manifeste.json", contenu)]).gardes == ()
    assert [entree["structure"] for entree in json.loads((tmp_path / "manifeste.json").read_bytes())["conventions"]][-1:] in (
        ["APSA"],
        ["PAGE"],
    )
    assert list_restes(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipe on this system")
def test_a_manifest_that_never_ends_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "manifeste_autre.json")
    assert save_production(tmp_path, produce(1, "a.docx")).gardes == ()
