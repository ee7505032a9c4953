"""The manifests of a folder after several productions: what finds a signed page is never lost."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from dpid_xl import chaine
from dpid_xl.examen import examine
from dpid_xl.production.depot import list_restes, save_production
from dpid_xl.production.liasse import LES_CONVENTIONS
from tests.rendus.fabrique import JOUR

CLASSEUR = Path(__file__).parents[2] / "workbooks" / "annexe5_2022_phase2.xlsm"
TROIS = ("CCAS de Libercourt", "CCAS du Touquet", "PAGE")
AVANT, APRES = {"nom": "avant.xlsm", "sha256": "a"}, {"nom": "apres.xlsm", "sha256": "b"}


@pytest.fixture(scope="module")
def examen():
    return examine(CLASSEUR)


def produce(dossier, examen, structures, formats, *, selection=False):
    production = chaine.produce_conventions(examen, formats, JOUR, structures, fusion=True)
    return save_production(dossier, replace(production, selection=selection).render())


def read_manifeste(dossier, nom="manifeste.json"):
    return json.loads((dossier / nom).read_bytes())


def assert_cited_files_stand(dossier, manifeste):
    for entree in manifeste["fichiers"]:
        assert hashlib.sha256((dossier / entree["fichier"]).read_bytes()).hexdigest() == entree["sha256"], entree["fichier"]


def test_one_convention_made_again_leaves_the_whole_as_it_was(tmp_path, examen):
    produce(tmp_path, examen, TROIS, LES_CONVENTIONS.formats)
    avant = {chemin.name: chemin.read_bytes() for chemin in tmp_path.rglob("*") if chemin.is_file()}
    entier = read_manifeste(tmp_path)
    assert "selection" not in entier
    production = produce(tmp_path, examen, ("PAGE",), LES_CONVENTIONS.formats, selection=True)
    assert production.conservees == ("CCAS de Libercourt", "CCAS du Touquet")
    assert "Le manifeste garde 2 autres documents" in production.phrase
    apres = {chemin.name: chemin.read_bytes() for chemin in tmp_path.rglob("*") if chemin.is_file()}
    assert set(apres) - set(avant) == {"bordereau_selection.pdf", "conventions_selection.pdf", "conventions_selection.xlsx"}
    assert {nom for nom in avant if avant[nom] != apres[nom]} == {"manifeste.json"}
    manifeste = read_manifeste(tmp_path)
    assert manifeste["selection"] == ["PAGE"]
    assert [entree["structure"] for entree in manifeste["conventions"]] == list(TROIS)
    assert manifeste["total"] == entier["total"]
    assert {entree["fichier"] for entree in manifeste["fichiers"]} == {
        chemin.relative_to(tmp_path).as_posix() for chemin in tmp_path.rglob("*.*") if chemin.name != "manifeste.json"
    }
    assert_cited_files_stand(tmp_path, manifeste)
    touquet, page = manifeste["conventions"][1:]
    assert touquet["classeur"] == entier["classeur"]
    assert touquet["date"] == JOUR.isoformat()
    assert "classeur" not in page
    assert list_restes(tmp_path) == []


def test_a_convention_whose_file_changed_or_went_is_no_longer_vouched_for(tmp_path, examen):
    produce(tmp_path, examen, TROIS, ["docx"])
    (tmp_path / "docx" / "0001_ccas-de-libercourt.docx").unlink()
    (tmp_path / "docx" / "0002_ccas-du-touquet.docx").write_bytes(b"a la main")
    assert produce(tmp_path, examen, ("PAGE",), ["docx"], selection=True).conservees == ()
    manifeste = read_manifeste(tmp_path)
    assert [entree["structure"] for entree in manifeste["conventions"]] == ["PAGE"]
    assert_cited_files_stand(tmp_path, manifeste)
    assert [chemin.name for chemin in list_restes(tmp_path)] == ["0002_ccas-du-touquet.docx"]


def test_a_whole_production_forgets_who_is_no_longer_in_it(tmp_path, examen):
    produce(tmp_path, examen, TROIS, ["docx"])
    production = produce(tmp_path, examen, TROIS[1:], ["docx"])
    assert (production.conservees, production.phrase) == ((), "")
    assert [entree["structure"] for entree in read_manifeste(tmp_path)["conventions"]] == list(TROIS[1:])
    assert [chemin.name for chemin in list_restes(tmp_path)] == ["0001_ccas-de-libercourt.docx"]


# --- Manifests made by hand ---


def write(dossier, *documents, liste="conventions", selection=None, classeur=APRES, nom="manifeste.json", version=1, campagne="c"):
    """Produce one docx per document, (structure, what it says); ``selection`` as in a manifest."""
    contenus = {f"docx/{structure}.docx": f"{structure} {dit} {version}".encode() for structure, dit in documents}
    manifeste = {
        "campagne": campagne,
        "date": f"2022-09-{version:02}",
        "version": "0",
        "classeur": classeur,
        liste: [{"structure": structure, "fichiers": structure, "empreinte": dit, "montant": "1.50"} for structure, dit in documents],
        "fichiers": [{"fichier": cle, "sha256": hashlib.sha256(contenu).hexdigest()} for cle, contenu in contenus.items()],
    }
    manifeste |= {"selection": selection} if selection is not None else {}
    return save_production(dossier, [*contenus.items(), (nom, json.dumps(manifeste).encode())])


@pytest.mark.parametrize("liste", ["conventions", "avenants", "courriers"])
def test_kept_entries_say_where_they_come_from(tmp_path, liste):
    write(tmp_path, ("a", "x"), ("b", "x"), liste=liste, classeur=AVANT)
    assert write(tmp_path, ("b", "y"), liste=liste, selection=["b"], version=2).conservees == ("a",)
    assert write(tmp_path, ("c", "z"), liste=liste, selection=["c"], version=3).conservees == ("a", "b")
    manifeste = read_manifeste(tmp_path)
    origines = [(entree["structure"], entree.get("date"), entree.get("classeur")) for entree in manifeste[liste]]
    assert origines == [("a", "2022-09-01", AVANT), ("b", "2022-09-02", APRES), ("c", None, None)]
    assert_cited_files_stand(tmp_path, manifeste)


def test_another_format_of_what_changed_is_not_kept(tmp_path):
    write(tmp_path, ("a", "x"), nom="manifeste.json")
    (tmp_path / "pdf").mkdir()
    for dit, gardes in (("x", ["docx/a.docx"]), ("y", [])):
        manifeste = read_manifeste(tmp_path) | {"selection": ["a"], "fichiers": []}
        manifeste["conventions"][0]["empreinte"] = dit
        save_production(tmp_path, [("manifeste.json", json.dumps(manifeste).encode())])
        assert [entree["fichier"] for entree in read_manifeste(tmp_path)["fichiers"]] == gardes


def test_what_gathers_a_document_that_changed_is_not_kept(tmp_path):
    write(tmp_path, ("a", "x"), ("b", "x"))
    manifeste, contenu = read_manifeste(tmp_path), b"all of them"
    (tmp_path / "conventions.xlsx").write_bytes(contenu)
    manifeste["fichiers"].append({"fichier": "conventions.xlsx", "sha256": hashlib.sha256(contenu).hexdigest()})
    for dit, restes in (("x", []), ("y", ["conventions.xlsx"])):
        (tmp_path / "manifeste.json").write_text(json.dumps(manifeste))
        assert write(tmp_path, ("b", dit), selection=["b"]).conservees == ("a",)
        assert [chemin.name for chemin in list_restes(tmp_path)] == restes


def test_another_campaign_or_somebody_elses_manifest_is_not_kept(tmp_path):
    write(tmp_path, ("a", "x"), campagne="autre")
    assert write(tmp_path, ("b", "x"), selection=["b"]).conservees == ()
    for contenu in (b"{", b"[]", b'{"campagne": "c", "conventions": 3}', b'{"campagne": "c", "conventions": [2], "fichiers": [{}]}'):
        (tmp_path / "manifeste.json").write_bytes(contenu)
        assert list_restes(tmp_path) != []
        assert write(tmp_path, ("b", "x"), selection=["b"]).conservees == ()


def test_leftovers_are_what_no_manifest_cites(tmp_path):
    write(tmp_path, ("a", "x"))
    write(tmp_path, ("b", "x"), liste="courriers", nom="manifeste_decompte.json")
    assert list_restes(tmp_path) == []
    (tmp_path / "docx" / "c.docx").write_bytes(b"")
    (tmp_path / "notes.txt").write_bytes(b"")
    assert [chemin.name for chemin in list_restes(tmp_path)] == ["c.docx"]
