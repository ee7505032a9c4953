"""A convention that was sent is not made over: its file, its hash in the manifest, what to tell of what changed since."""

import json
from dataclasses import replace
from datetime import date

import pytest

from dpid_xl import chaine
from dpid_xl.examen import Examen
from dpid_xl.production.depot import save_production
from dpid_xl.production.engagees import leave_engagees
from tests.signatures import make_signature
from tests.typographie import unset

TOUQUET, PAGE = "CCAS du Touquet", "PAGE"
DEMAIN = date(2022, 10, 12)


@pytest.fixture(scope="module")
def petit(dossier):
    """A campaign of three conventions, nothing voted."""
    lignes = tuple(ligne for ligne in dossier.lignes if ligne.structure in (TOUQUET, PAGE, "CCAS de Libercourt"))
    return replace(dossier, lignes=lignes, decisions=(), attributions=())


def produce(dossier, jour, formats=("docx",)):
    return chaine.produce_conventions(Examen("annexe5.xlsm", dossier, (), "0"), formats, jour)


def send(dossier, *structures):
    return replace(dossier, signatures=tuple(make_signature(nom, envoyee=DEMAIN) for nom in structures))


def read_etat(sortie):
    manifeste = json.loads((sortie / "manifeste.json").read_bytes())
    return {entree["structure"]: entree for entree in manifeste["conventions"]}, manifeste


@pytest.fixture
def sortie(petit, jour, tmp_path):
    save_production(tmp_path, produce(petit, jour).render())
    return tmp_path


def change(dossier, structure):
    lignes = (replace(ligne, montant=ligne.montant + 160) if ligne.structure == structure else ligne for ligne in dossier.lignes)
    return replace(dossier, lignes=tuple(lignes))


def test_what_was_sent_stays_byte_for_byte(petit, jour, sortie):
    avant = {chemin.name: chemin.read_bytes() for chemin in (sortie / "docx").iterdir()}
    faits, _ = read_etat(sortie)
    production = leave_engagees(produce(send(change(petit, TOUQUET), TOUQUET), DEMAIN), sortie)
    save_production(sortie, production.render())
    apres = {chemin.name: chemin.read_bytes() for chemin in (sortie / "docx").iterdir()}
    assert {nom for nom in avant if avant[nom] != apres[nom]} == {nom for nom in avant if "touquet" not in nom}
    nouveaux, manifeste = read_etat(sortie)
    assert nouveaux[TOUQUET]["empreinte"] == faits[TOUQUET]["empreinte"]
    assert nouveaux[TOUQUET]["date"] == jour.isoformat()
    assert len(manifeste["conventions"]) == 3
    assert [unset(phrase) for phrase in production.phrases[-2:]] == [
        "1 convention déjà envoyée ou signée (feuille Signature), et gardée telle quelle : « CCAS du Touquet ».",
        "Ce qui a changé depuis pour « CCAS du Touquet » relève d'un avenant.",
    ]


def test_what_did_not_change_is_only_told_as_kept(petit, sortie):
    production = leave_engagees(produce(send(petit, PAGE), DEMAIN), sortie)
    assert len(production.documents) == 2
    assert "relève d'un avenant" not in unset(" ".join(production.phrases))


def test_when_all_were_sent_nothing_is_written(petit, sortie):
    avant = (sortie / "manifeste.json").read_bytes()
    production = leave_engagees(produce(send(petit, TOUQUET, PAGE, "CCAS de Libercourt"), DEMAIN), sortie)
    assert (production.documents, production.manifeste) == ((), "")
    assert (sortie / "manifeste.json").read_bytes() == avant


def test_in_another_folder_they_are_made(petit, jour, tmp_path):
    production = produce(send(petit, TOUQUET), jour)
    assert leave_engagees(production, tmp_path) is production


def test_sheets_of_one_workbook_are_kept_too(petit, jour, tmp_path):
    save_production(tmp_path, produce(petit, jour, ("xlsx",)).render())
    production = leave_engagees(produce(send(petit, TOUQUET), DEMAIN, ("xlsx",)), tmp_path)
    assert [nom for nom, _ in production.render()] == ["conventions_selection.xlsx", "manifeste.json"]


def test_a_file_that_the_officer_took_away_is_made_again(petit, sortie):
    for chemin in (sortie / "docx").glob("*touquet*"):
        chemin.unlink()
    production = produce(send(petit, TOUQUET), DEMAIN)
    assert leave_engagees(production, sortie) is production
