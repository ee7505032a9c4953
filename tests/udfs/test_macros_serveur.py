"""The macros as xlwings Server publishes them: same names, same results, no macro that the client's JavaScript cannot carry out."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.typographie import unset
from tests.udfs.actions.classeur import make_json, read_octets
from tests.udfs.actions.client import apply
from tests.udfs.actions.comparaison import LIGNE_DU_JOURNAL, compare
from tests.udfs.serveur.conftest import application, local, reglages  # noqa: F401 (fixtures)
from tests.udfs.serveur.demande import PROJET
from udfs.actions import serveur
from udfs.actions.registre import MACROS

PARIS = ZoneInfo("Europe/Paris")
APPEL = "/xlwings/custom-scripts-call"


@pytest.fixture
def lancer(local):  # noqa: F811
    def launch(nom, arguments=(), **devant):
        return local.post(f"{APPEL}/{nom}", json=make_json(read_octets(), **devant) | {"args": list(arguments)})

    return launch


def test_every_macro_is_published_and_no_other(local):  # noqa: F811
    scripts = local.get("/xlwings/custom-scripts-meta.json").json()
    assert {script["function_name"]: script["name"] for script in scripts} == {macro.nom: macro.libelle for macro in MACROS}


def test_a_macro_answers_with_actions(lancer):
    reponse = lancer("controler")
    assert reponse.status_code == 200, reponse.text
    copie = apply(read_octets(), reponse.json()["actions"])
    assert copie.classeur["Journal"]["C7"].value == "Contrôler"
    assert copie.classeur["Journal"]["B7"].value


def test_a_refusal_is_a_box_a_row_of_the_journal_and_nothing_else(lancer):
    copie = apply(read_octets(), lancer("generer_conventions_selection").json()["actions"])
    ((phrase, *_boite),) = copie.alertes
    assert phrase.startswith("Aucune structure n'est sélectionnée")
    assert unset(copie.classeur["Journal"]["D7"].value) == f"refusé : {phrase}"
    assert set(compare(read_octets(), copie.octets)) == LIGNE_DU_JOURNAL


def test_a_failure_leaves_no_half_done_work_and_a_reference_finds_it_in_the_log(lancer, monkeypatch, caplog):
    def fail(*_arguments):
        raise RuntimeError("Mme Martin")

    monkeypatch.setattr("udfs.actions.serveur.Serveur.recalculate", fail)
    copie = apply(read_octets(), lancer("actualiser").json()["actions"])
    ((phrase, *_boite),) = copie.alertes
    (reference,) = re.findall(r"écrivez au service informatique et donnez la référence ([0-9a-f]{8})\.$", phrase)
    assert f"référence {reference}\nRuntimeError" in caplog.text
    assert "Martin" not in phrase + caplog.text
    assert copie.classeur["Journal"]["D7"].value == "échec"
    assert set(compare(read_octets(), copie.octets)) == LIGNE_DU_JOURNAL


def test_a_no_changes_nothing_and_is_noted(lancer):
    copie = apply(read_octets(), lancer("supprimer_conventions", ["non"]).json()["actions"])
    assert copie.alertes == []
    assert copie.classeur["Journal"]["D7"].value == "abandonné"
    assert set(compare(read_octets(), copie.octets)) == LIGNE_DU_JOURNAL


def test_the_hour_is_that_of_paris_wherever_the_server_stands(lancer):
    avant, lancee, apres = datetime.now(PARIS), lancer("actualiser"), datetime.now(PARIS)
    date = apply(read_octets(), lancee.json()["actions"]).classeur["Journal"]["A7"].value
    assert f"{avant:%Y%m%d%H%M}" <= f"{datetime.strptime(date, '%d/%m/%Y %H:%M'):%Y%m%d%H%M}" <= f"{apres:%Y%m%d%H%M}"  # noqa: DTZ007 (as written)


def test_the_client_has_every_function_that_is_asked_of_it():
    source = (PROJET / "static" / "js" / "macros.js").read_text(encoding="utf-8")
    definies = set(re.findall(r"function (dpid\w+)\(", source))
    enregistrees = set(re.findall(r"dpid\w+", source.split("for (const fonction of [")[1].split("]")[0]))
    demandees = {valeur for nom, valeur in vars(serveur).items() if nom.isupper() and str(valeur).startswith("dpid")}
    assert definies == enregistrees == demandees
    assert f'[choix === "yes" ? "{serveur.OUI}" : "{serveur.NON}"]' in source
    assert 'from "./macros.js";' in (PROJET / "static" / "js" / "main.js").read_text(encoding="utf-8")
