"""A production made lot by lot, then put together: what one run makes, byte for byte, or one sentence."""

import json
import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from dpid_xl import chaine
from dpid_xl.cli import main
from dpid_xl.examen import Examen
from dpid_xl.production.depot import save_production
from dpid_xl.production.engagees import leave_engagees
from dpid_xl.production.lots import Lot, LotImpossible, join_lots, parse_lot
from dpid_xl.refus import Refus
from dpid_xl.rendus import volumes
from tests.rendus.fabrique import JOUR
from tests.signatures import make_signature
from tests.typographie import unset

LOTS = 3


@pytest.fixture(scope="module")
def dossiers(dossier, conventions, tmp_path_factory):
    """One run of five volumes, and the same in three lots."""
    racine = tmp_path_factory.mktemp("lots")
    with pytest.MonkeyPatch.context() as contexte:
        contexte.setattr(volumes, "PAR_VOLUME", 2)
        neuf = _keep_neuf(dossier, conventions)
        save_production(racine / "entiere", produce(neuf).render())
        for rang in range(1, LOTS + 1):
            lot = produce(neuf, Lot(rang, LOTS))
            fichiers = list(lot.render())
            assert len(fichiers) == lot.nombre
            save_production(racine / str(rang), fichiers)
    return racine


def _keep_neuf(dossier, conventions):
    structures = {convention.structure.nom for convention in conventions[:9]}
    return replace(dossier, lignes=tuple(ligne for ligne in dossier.lignes if dossier.name_structure(ligne.structure) in structures))


def produce(dossier, lot=None, jour=JOUR):
    examen = Examen("annexe5.xlsm", dossier, (), "a" * 64)
    return replace(chaine.produce_conventions(examen, ("xlsx", "docx", "pdf"), jour, fusion=True, lot=lot), word_unique=True)


@pytest.fixture
def lots(dossiers, tmp_path):
    """Copies, to be damaged."""
    return [shutil.copytree(dossiers / str(rang), tmp_path / str(rang)) for rang in range(1, LOTS + 1)]


def read_dossier(dossier):
    return {fichier.relative_to(dossier).as_posix(): fichier.read_bytes() for fichier in dossier.rglob("*") if fichier.is_file()}


def change_manifeste(dossier, **changes):
    manifeste = dossier / "manifeste.json"
    manifeste.write_text(json.dumps(json.loads(manifeste.read_bytes()) | changes), encoding="utf-8")


def test_lots_put_together_are_one_run(dossiers, lots, tmp_path):
    fichiers, nombre = join_lots([lots[2], lots[0], lots[1]], tmp_path / "reunie")
    depot = save_production(tmp_path / "reunie", fichiers)
    assert len(depot.ecrits) == nombre
    assert read_dossier(tmp_path / "reunie") == read_dossier(dossiers / "entiere")


def test_lots_are_put_together_twice_in_one_folder(dossiers, lots, tmp_path):
    for _ in range(2):
        save_production(tmp_path / "reunie", join_lots(lots, tmp_path / "reunie")[0])
    assert read_dossier(tmp_path / "reunie") == read_dossier(dossiers / "entiere")


def test_what_is_kept_in_their_folder_is_told(lots, tmp_path, capsys):
    def join():
        with pytest.raises(SystemExit) as fin:
            main(["reunir", *map(str, lots), "-o", str(tmp_path / "reunie")])
        assert not fin.value.code
        return unset(capsys.readouterr().out)

    assert "gardé" not in join()
    docx = next((tmp_path / "reunie" / "docx").iterdir())
    docx.write_bytes(b"a la main")
    (tmp_path / "reunie" / "manifeste.json").unlink()
    perdu = join()
    assert f"ne connaissait, remplacé, et gardé à côté : « docx/{docx.stem}_ancien.docx »." in perdu
    docx.write_bytes(b"encore a la main")
    garde = join()
    assert f"Fichier retouché depuis la production précédente, et gardé : docx/{docx.name} ;" in garde
    ecrits = re.compile(r"3 lots : (\d+) fichiers")
    assert int(ecrits.search(garde)[1]) == int(ecrits.search(perdu)[1]) - 1


def test_a_folder_of_something_else_is_not_written_over(dossiers, lots):
    with pytest.raises(LotImpossible, match="porte déjà une autre production"):
        join_lots(lots, dossiers / "1")


FAUTES = {
    "manque": (lambda lots: lots.pop(), "Le lot 3/3 manque"),
    "en double": (lambda lots: lots.append(lots[0]), "Le lot 1/3 est donné deux fois"),
    "autre date": (lambda lots: change_manifeste(lots[1], date="2022-09-28"), "est d'une autre date que"),
    "autre classeur": (
        lambda lots: change_manifeste(lots[1], classeur={"nom": "b.xlsm", "sha256": "b" * 64}),
        "est d'un autre classeur que",
    ),
    "autre version": (lambda lots: change_manifeste(lots[2], version="9.9"), "est d'une autre version de dpid_xl que"),
    "autres options": (
        lambda lots: change_manifeste(lots[2], lot=json.loads((lots[2] / "manifeste.json").read_bytes())["lot"] | {"fusion": False}),
        "est d'autres options que",
    ),
    "autre barème": (lambda lots: change_manifeste(lots[2], bareme=[]), "est d'un autre contenu que"),
    "retouché": (lambda lots: next(lots[1].glob("docx/*.docx")).write_bytes(b"PK"), "a changé depuis que son lot l'a écrit"),
    "supprimé": (lambda lots: next(lots[1].glob("pdf/*.pdf")).unlink(), "manque ou ne peut pas être lu"),
    "sans manifeste": (lambda lots: (lots[0] / "manifeste.json").unlink(), "n'est pas un lot entier"),
    "sélection": (lambda lots: change_manifeste(lots[0], selection=["PAGE"]), "n'est pas un lot entier"),
    "total qui n’en est pas un": (lambda lots: change_manifeste(lots[0], total=None), "n'est pas un lot entier"),
    "convention ôtée": (lambda lots: change_manifeste(lots[0], conventions=[]), "ne font pas une production entière"),
}


@pytest.mark.parametrize("faute", FAUTES)
def test_lots_that_do_not_make_one_run_are_refused(lots, tmp_path, faute):
    damage, phrase = FAUTES[faute]
    damage(lots)
    with pytest.raises(LotImpossible) as refus:
        join_lots(lots, tmp_path / "reunie")
    assert phrase in unset(str(refus.value))
    assert not (tmp_path / "reunie").exists()


def test_a_lot_writes_its_own_conventions_alone(dossier, conventions, monkeypatch):
    monkeypatch.setattr(volumes, "PAR_VOLUME", 2)
    production = produce(_keep_neuf(dossier, conventions), Lot(2, LOTS))
    assert [bool(convention.blocs) for convention in production.conventions] == [False] * 2 + [True] * 4 + [False] * 3


def test_a_lot_made_again_where_a_convention_was_sent_is_the_same(dossier, conventions, lots, monkeypatch):
    monkeypatch.setattr(volumes, "PAR_VOLUME", 2)
    avant = read_dossier(lots[0])
    envoye = replace(_keep_neuf(dossier, conventions), signatures=(make_signature(conventions[0].structure.nom, envoyee=JOUR),))
    save_production(lots[0], leave_engagees(produce(envoye, Lot(1, LOTS)), lots[0]).render())
    assert read_dossier(lots[0]) == avant


@pytest.mark.parametrize(("jour", "de_plus"), [(JOUR + timedelta(days=1), 0), (JOUR, 160)])
def test_a_lot_never_changes_a_convention_that_was_sent(dossier, conventions, lots, monkeypatch, jour, de_plus):
    monkeypatch.setattr(volumes, "PAR_VOLUME", 2)
    neuf, nom = _keep_neuf(dossier, conventions), conventions[0].structure.nom
    lignes = (replace(ligne, montant=ligne.montant + de_plus) if ligne.structure == nom else ligne for ligne in neuf.lignes)
    envoye = replace(neuf, lignes=tuple(lignes), signatures=(make_signature(nom, envoyee=JOUR),))
    with pytest.raises(LotImpossible, match=rf"« {re.escape(nom)} », que ce lot referait : faites-le dans un dossier vide\."):
        leave_engagees(produce(envoye, Lot(1, LOTS), jour), lots[0])


def test_a_lot_of_nothing_is_nothing(dossier):
    with pytest.raises(chaine.RienAEcrire):
        produce(replace(dossier, lignes=()), Lot(1, LOTS))


def test_a_lot_has_whole_volumes():
    tous = volumes.cut_volumes(2000)
    parts = [Lot(rang, 3).take(tous) for rang in (1, 2, 3)]
    assert [volume for part in parts for volume in part] == list(tous)
    with pytest.raises(LotImpossible, match="demandez 8 lots au plus"):
        Lot(1, 9).take(tous)


@pytest.mark.parametrize("texte", ["", "0/3", "4/3", "1", "a/b", "1/2/3", "-1/2"])
def test_a_lot_that_does_not_exist_is_refused(texte):
    with pytest.raises(Refus, match="n'existe pas"):
        parse_lot(texte)
