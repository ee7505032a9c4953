"""Who gets in: the token of an office, or this very machine in development."""

import pytest
import xlwings

from tests.udfs.serveur.conftest import open_client
from tests.udfs.serveur.demande import APPEL, JETON, make_demande
from udfs.serveur import acces
from udfs.serveur.acces import AccesRefuse, JetonsIllisibles, authenticate, is_locale, read_jetons

DEMANDE = make_demande("dpid_places", 80, 6)


@pytest.fixture
def production(reglages, monkeypatch):
    monkeypatch.setattr(reglages, "environment", "prod")
    monkeypatch.setenv("DPID_JETONS", f"arras={JETON}\nlens={'y' * 40}")


@pytest.mark.parametrize("jeton", ["", " ", "faux", JETON[:-1], JETON + "x", f"arras={JETON}", "é"])
@pytest.mark.usefixtures("production")
def test_production_refuses_whoever_has_no_token(local, lointain, jeton):
    for client in (local, lointain):
        reponse = client.post(APPEL, json=DEMANDE, headers={"Authorization": jeton.encode()})
        assert reponse.status_code == 401
        assert "jeton de votre bureau" in reponse.json()["detail"]


@pytest.mark.usefixtures("production")
def test_production_knows_an_office_by_its_token(lointain):
    entetes = {"Authorization": JETON, "Auth-Provider": "bureau"}
    assert lointain.post(APPEL, json=DEMANDE, headers=entetes).json() == {"result": [[6400.0]]}
    assert lointain.get("/dpid/acces", headers=entetes).json() == {"bureau": "arras"}


@pytest.mark.usefixtures("production")
def test_production_refuses_a_script_too(lointain):
    classeur = {"name": "C.xlsx", "active_sheet_index": 0, "selection": "A1"}
    feuille = {"name": "F", "values": [[]], "pictures": [], "tables": []}
    demande = {"client": "Office.js", "version": xlwings.__version__, "book": classeur, "names": [], "sheets": [feuille]}
    assert lointain.post("/xlwings/custom-scripts-call/rien", json=demande).status_code == 401
    assert lointain.get("/dpid/acces").status_code == 401


def test_development_lets_only_this_machine_in(local, lointain, application):
    assert local.post(APPEL, json=DEMANDE).status_code == 200
    assert lointain.post(APPEL, json=DEMANDE).status_code == 401
    deguise = open_client(application, "127.0.0.1", "http://dpid.exemple.fr")
    assert deguise.post(APPEL, json=DEMANDE).status_code == 401
    assert local.post(APPEL, json=DEMANDE, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 401
    assert lointain.post(APPEL, json=DEMANDE, headers={"X-Forwarded-For": "127.0.0.1", "Host": "localhost"}).status_code == 401


def test_wrong_token_is_refused_even_here(local):
    assert local.post(APPEL, json=DEMANDE, headers={"Authorization": "faux"}).status_code == 401


@pytest.mark.parametrize("environnement", ["prod", "staging", "uat", "qa"])
def test_only_development_has_anonymous_calls(environnement):
    with pytest.raises(AccesRefuse):
        authenticate("", {}, environnement=environnement, locale=True)


@pytest.mark.parametrize(
    ("adresse", "hote", "attendu"),
    [
        ("127.0.0.1", "localhost:8123", True),
        ("::1", "[::1]:8123", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "[::1]", True),
        ("192.168.1.2", "localhost", False),
        (None, "localhost", False),
        ("testclient", "localhost", False),
        ("127.0.0.1", "", False),
    ],
)
def test_local_request(adresse, hote, attendu):
    assert is_locale(adresse, [("Host", hote)]) is attendu


def test_tokens_are_all_compared_in_constant_time(monkeypatch):
    comparees = []
    monkeypatch.setattr(acces, "compare_digest", lambda a, b: comparees.append((len(a), len(b))) or a == b)
    jetons = read_jetons(f"arras={JETON} lens={'y' * 40}")
    assert authenticate(JETON, jetons, environnement="prod", locale=False) == "arras"
    assert comparees == [(32, 32), (32, 32)]


def test_tokens_are_not_kept_as_they_are():
    assert JETON.encode() not in read_jetons(f"arras={JETON}").values()


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("arras", "s'écrit pas bureau=jeton"),
        (f"={JETON}", "s'écrit pas bureau=jeton"),
        ("arras=court", "moins de 32"),
        (f"arras={JETON} arras={'y' * 40}", "deux fois"),
    ],
)
def test_wrong_list_of_tokens(texte, phrase):
    with pytest.raises(JetonsIllisibles, match=phrase) as refus:
        read_jetons(texte)
    assert JETON not in str(refus.value)
