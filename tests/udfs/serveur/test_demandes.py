"""What Excel never sends, sent to a running server in production: one French sentence, no fault of the server, nothing of it in the log."""

import json
import socket
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from tests.udfs.actions.classeur import make_json, read_octets
from tests.udfs.serveur.demande import APPEL, JETON, make_demande
from tests.udfs.serveur.mal_formees import APPELS, AUTRES_BOUTONS, BOUTON, CLASSEUR, PROFOND, SCRIPTS, encode
from udfs.actions.registre import MACROS
from udfs.fonctions import FONCTIONS
from udfs.serveur.demandes import PROFONDEUR_MAXIMALE, DemandeIllisible, DemandeInconnue, check_appel, check_script

SCRIPT = "/xlwings/custom-scripts-call/"
CHEMINS = {"fonctions": (APPEL, APPELS), "boutons": (SCRIPT + BOUTON, SCRIPTS)}
TETES = ("POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: " + JETON + "\r\n", "GET / HTTP/1.1\r\nHost: {1}\r\n")


@pytest.fixture(scope="module")
def post(serveur):
    with httpx.Client(base_url=serveur.adresse, timeout=30) as client:

        def send(chemin, corps, jeton=JETON, sorte="application/json"):
            return client.post(chemin, content=corps, headers={"Content-Type": sorte, "Authorization": jeton})

        yield send


@pytest.mark.parametrize("jeton", ["", "faux", JETON[:-1], JETON], ids=["sans", "faux", "coupé", "bon"])
@pytest.mark.parametrize("ou", CHEMINS)
def test_malformed_bodies(serveur, post, ou, jeton):
    chemin, table = CHEMINS[ou]
    assert len(table) >= 43
    for nom, (corps, attendu) in table.items():
        reponse = post(chemin, corps, jeton)
        if jeton != JETON:
            assert (reponse.status_code, reponse.json()["detail"].count(".")) == (401, 1), nom
        else:
            assert reponse.status_code == attendu, (nom, reponse.text)
            assert_phrase(reponse.text)
    assert_sain(serveur)


def assert_phrase(texte):
    """One sentence in French, ended, that tells nothing of the code."""
    assert texte.endswith(".")
    assert "\n" not in texte
    assert texte.startswith(("La demande", "Le serveur DPID n'a pas ce", "DPID."))


def assert_sain(serveur):
    journal = serveur.journal.read_bytes()
    assert b"Traceback" not in journal
    assert b" 500" not in journal
    assert [octet for octet in journal if octet < 32 and octet != 10] == []


@pytest.mark.parametrize("nom", AUTRES_BOUTONS)
def test_buttons_that_nobody_declared(serveur, post, nom):
    reponse = post(SCRIPT + nom, encode(CLASSEUR))
    assert reponse.status_code == 404
    assert_sain(serveur)


@pytest.mark.parametrize(
    "sorte", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json5"]
)
def test_other_types_are_not_read(serveur, post, sorte):
    for chemin, corps in ((APPEL, encode(make_demande("dpid_places", 80, 6))), (SCRIPT + BOUTON, encode(CLASSEUR))):
        reponse = post(chemin, corps, sorte=sorte)
        assert reponse.status_code == 400
        assert_phrase(reponse.text)
    assert_sain(serveur)


@pytest.mark.parametrize("suite", ["Content-Length: abc", f"Content-Length: {'9' * 5000}", "Content-Length: -1", "Transfer-Encoding: zz"])
def test_sizes_that_are_none(serveur, suite):
    ou = urlsplit(serveur.adresse)
    for tete in TETES:
        with socket.create_connection((ou.hostname, ou.port), timeout=30) as prise:
            prise.sendall(f"{tete.format(APPEL, ou.netloc)}{suite}\r\n\r\n".encode())
            assert prise.recv(65536).split()[1] in {b"400", b"413", b"200"} - ({b"200"} if tete.startswith("POST") else set())
    assert_sain(serveur)


def test_what_excel_sends_is_let_in():
    for fonction in FONCTIONS:
        for exemple in fonction.exemples:
            check_appel(encode(make_demande(fonction.python, *exemple.arguments)))
    for macro in MACROS:
        check_script(encode(make_json(read_octets()) | {"args": ["oui"]}), macro.nom)


@pytest.mark.parametrize(
    "cellule",
    [
        {"type": "Error", "errorType": "Div0", "basicValue": "#DIV/0!", "basicType": "Error"},
        {"type": "FormattedNumber", "basicValue": 44682, "numberFormat": "dd/mm/yyyy"},
        {"type": "Entity", "text": "Lens", "properties": {"places": {"type": "Double", "basicValue": 3}}},
        {"type": "WebImage", "address": "https://exemple.fr/a.png"},
        "\U0001f600",
        None,
        True,
        1e307,
        "a\x00b",
    ],
)
def test_cells_that_excel_sends_are_let_in(cellule):
    check_appel(encode(make_demande("dpid_places", 80, 6) | {"args": [[[cellule]], [[6]]]}))
    check_script(encode(CLASSEUR | {"sheets": [CLASSEUR["sheets"][0] | {"values": [[cellule]]}]}), BOUTON)


def test_a_data_type_is_let_in_only_so_deep():
    def nest(fois):
        cellule = {"type": "Entity"}
        for _ in range(fois):
            cellule = {"type": "Entity", "properties": cellule}
        return encode(make_demande("dpid_places", 80, 6) | {"args": [[[cellule]], [[6]]]})

    check_appel(nest(PROFONDEUR_MAXIMALE - 1))
    for fois in (PROFONDEUR_MAXIMALE, 500):
        with pytest.raises(DemandeIllisible):
            check_appel(nest(fois))
    with pytest.raises(DemandeIllisible):
        check_appel(b"[" * PROFOND)


def test_what_is_missing_is_named():
    with pytest.raises(DemandeIllisible, match=r"^DPID\.PLACES : l'argument « .+ » manque$"):
        check_appel(encode(make_demande("dpid_places")))
    with pytest.raises(DemandeInconnue, match="rechargez le complément"):
        check_appel(json.dumps(make_demande("dpid_hier")).encode())
