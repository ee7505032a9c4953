"""What Excel gets when a call goes wrong: never an internal detail, never a status that it sends again."""

import logging

import pytest
from fastapi import FastAPI

from dpid_xl.montants import MontantIllisible
from tests.udfs.serveur.demande import APPEL, make_demande
from udfs.serveur.acces import JetonsIllisibles
from udfs.serveur.demandes import DEMANDE_ILLISIBLE
from udfs.serveur.demarrage import DemarrageRefuse, check_demarrage


@pytest.fixture
def fail_with(local, monkeypatch):
    """Make a function raise something, call it, and give the answer."""

    def call(erreur):
        import custom_functions

        def fail(*_):
            raise erreur

        fail.__xlfunc__ = custom_functions.dpid_places.__xlfunc__
        monkeypatch.setattr(custom_functions, "dpid_places", fail)
        return local.post(APPEL, json=make_demande("dpid_places", 80, 6))

    return call


@pytest.mark.parametrize("erreur", [RuntimeError("mot de passe : 1234"), ValueError("could not convert 1234"), KeyError("1234")])
def test_unexpected_error_is_neutral_and_its_place_is_found_again_in_the_log(fail_with, erreur, caplog):
    with caplog.at_level(logging.ERROR):
        reponse = fail_with(erreur)
    assert reponse.status_code == 500
    assert "1234" not in reponse.text
    reference = reponse.text.partition("référence ")[2].split()[0]
    assert reference in caplog.text
    assert f"{type(erreur).__name__}\n" in caplog.text
    assert "test_erreurs.py" in caplog.text
    assert "1234" not in caplog.text


def test_refusal_of_the_package_keeps_its_sentence(fail_with):
    reponse = fail_with(MontantIllisible("« 1.234 » peut se lire de deux façons"))
    assert (reponse.status_code, reponse.text) == (400, "« 1.234 » peut se lire de deux façons.")


@pytest.mark.parametrize("nom", ["dpid_inconnue", "__builtins__", "publish"])
def test_unknown_function_is_not_found(local, nom):
    reponse = local.post(APPEL, json=make_demande(nom))
    assert (reponse.status_code, reponse.text.partition(" :")[0]) == (404, "Le serveur DPID n'a pas cette fonction")


@pytest.mark.parametrize("corps", ["{", "[]", '"a"', "{}"])
def test_unreadable_request(local, corps):
    reponse = local.post(APPEL, content=corps, headers={"Content-Type": "application/json"})
    assert (reponse.status_code, reponse.text) == (400, DEMANDE_ILLISIBLE)


def test_client_sends_nothing_again_that_we_answer(reglages):
    assert not {400, 401, 500} & set(reglages.custom_functions_retry_codes)


def test_error_carries_the_security_headers(local):
    reponse = local.post(APPEL, json={})
    assert reponse.headers["x-content-type-options"] == "nosniff"


def test_start_is_refused_unless_the_project_is_whole(application, reglages, monkeypatch):
    import custom_functions

    check_demarrage(application, reglages, custom_functions)
    with pytest.raises(DemarrageRefuse, match=r"routers/custom\.py"):
        check_demarrage(FastAPI(), reglages, custom_functions)
    with pytest.raises(DemarrageRefuse, match="PYTHONPATH"):
        check_demarrage(application, reglages, logging)
    monkeypatch.setattr(reglages, "environment", "prod")
    with pytest.raises(DemarrageRefuse, match="aucun jeton"):
        check_demarrage(application, reglages, custom_functions)
    monkeypatch.setenv("DPID_JETONS", "arras=court")
    with pytest.raises(JetonsIllisibles, match="arras a moins de 32"):
        check_demarrage(application, reglages, custom_functions)
    monkeypatch.setattr(reglages, "auth_providers", [])
    with pytest.raises(DemarrageRefuse, match="contrôle d'accès"):
        check_demarrage(application, reglages, custom_functions)
