"""Who is let in: the size that is announced, then the token, then what is sent; every route is asked by every method without a token."""

import asyncio
import json
import re
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from starlette.routing import Mount, Route

from tests.udfs.serveur.demande import APPEL, JETON, PROJET, make_demande
from tests.udfs.serveur.processus import measure_memoire
from udfs.serveur import portier
from udfs.serveur.portier import PUBLIQUES, TAILLE_MAXIMALE, TROP_GRAND

METHODES = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
DEMANDE = make_demande("dpid_places", 80, 6)
LONGUE = 150 * 1024 * 1024
PROTEGEES = {
    ("GET", "/dpid/acces"),
    ("POST", "/xlwings/custom-functions-call"),
    ("POST", "/xlwings/custom-scripts-call/{script_name}"),
}


@pytest.fixture
def production(reglages, monkeypatch):
    monkeypatch.setattr(reglages, "environment", "prod")
    monkeypatch.setenv("DPID_JETONS", f"arras={JETON}")


def list_routes(routes):
    """Every path of an application; FastAPI keeps a router that was included as one route."""
    for route in routes:
        inclus = getattr(route, "original_router", None)
        if inclus is None:
            yield route
        else:
            yield from list_routes(inclus.routes)


@pytest.mark.usefixtures("production")
def test_every_route_without_a_token(lointain, application):
    """401 but for the public ones; a method that a route has not is 405, and nothing was run."""
    routes = [route for route in list_routes(application.routes) if not isinstance(route, Mount)]
    obtenus = {}
    for route in routes:
        for methode in METHODES:
            reponse = lointain.request(methode, re.sub(r"\{\w+\}", "controler", route.path), json=DEMANDE)
            obtenus[methode, route.path] = reponse.status_code
    attendus = {(methode, route.path) for route in routes for methode in route.methods}
    publiques = {(methode, chemin) for methode, chemin in attendus if chemin in PUBLIQUES}
    assert attendus - publiques == PROTEGEES
    assert {cle for cle, etat in obtenus.items() if etat == 401} == PROTEGEES
    assert {cle for cle, etat in obtenus.items() if etat not in {401, 405}} == publiques
    assert {etat for cle, etat in obtenus.items() if cle not in attendus} == {405}


def test_every_public_path_is_a_route(application):
    assert set(PUBLIQUES) <= {route.path for route in list_routes(application.routes)}


def test_only_one_folder_is_public(application):
    assert [(route.path, route.name) for route in list_routes(application.routes) if isinstance(route, Mount)] == [("/static", "static")]


@pytest.mark.usefixtures("production")
def test_a_route_that_nobody_listed_is_closed(lointain, application, monkeypatch):
    monkeypatch.setattr(application.router, "routes", [*application.router.routes, Route("/nouvelle", lambda _: None, name="static")])
    assert lointain.get("/nouvelle").status_code == 401


def ask(application, entetes, morceaux=(), chemin=APPEL):
    """Send a request to the application, and give its answer with how many pieces of the body were read."""
    recus, envoyes = [], []

    async def receive():
        assert len(recus) < len(morceaux), "the body is read"
        recus.append(morceaux[len(recus)])
        return {"type": "http.request", "body": recus[-1], "more_body": len(recus) < len(morceaux)}

    async def send(message):
        envoyes.append(message)

    scope = {"type": "http", "method": "POST", "path": chemin, "raw_path": chemin.encode(), "query_string": b"", "root_path": ""}
    scope |= {"scheme": "http", "http_version": "1.1", "server": ("dpid.exemple.fr", 80), "client": ("10.1.2.3", 50000), "app": application}
    scope |= {"headers": [(nom.encode(), valeur.encode()) for nom, valeur in entetes.items()]}
    asyncio.run(application(scope, receive, send))
    etat = next(message["status"] for message in envoyes if message["type"] == "http.response.start")
    return etat, b"".join(message.get("body", b"") for message in envoyes).decode(), len(recus)


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("jeton", ["", "faux"])
def test_nothing_is_read_without_a_token(application, jeton):
    for taille in ({"content-length": str(TAILLE_MAXIMALE)}, {"transfer-encoding": "chunked"}):
        etat, texte, lus = ask(application, {"authorization": jeton, "content-type": "application/json"} | taille)
        assert (etat, lus) == (401, 0)
        assert "jeton de votre bureau" in json.loads(texte)["detail"]


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("chemin", [APPEL, "/taskpane.html", "/rien"])
@pytest.mark.parametrize("jeton", ["", "faux", JETON])
def test_what_announces_too_much_is_refused_before_anything_else(application, jeton, chemin):
    annoncee = {"authorization": jeton, "content-length": str(TAILLE_MAXIMALE + 1)}
    assert ask(application, annoncee, chemin=chemin) == (413, TROP_GRAND, 0)


@pytest.mark.usefixtures("production")
def test_what_announces_no_size_is_read_no_further_than_the_limit(application, monkeypatch):
    monkeypatch.setattr(portier, "TAILLE_MAXIMALE", 10)
    assert ask(application, {"authorization": JETON}, [b"x" * 6] * 5) == (413, TROP_GRAND, 2)


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("taille", [7, 10_000])
def test_what_comes_in_pieces_is_given_whole(application, taille):
    corps = json.dumps(DEMANDE).encode()
    morceaux = [corps[debut : debut + taille] for debut in range(0, len(corps), taille)]
    etat, texte, lus = ask(application, {"authorization": JETON, "content-type": "application/json"}, morceaux)
    assert (etat, json.loads(texte), lus) == (200, {"result": [[6400.0]]}, len(morceaux))


def send(serveur, jeton, taille, morceaux=()):
    """Send a request by hand, all that it announces or not; the status, and how many bytes the server took before it closed."""
    ou = urlsplit(serveur.adresse)
    tete = f"POST {APPEL} HTTP/1.1\r\nHost: {ou.netloc}\r\nAuthorization: {jeton}\r\nContent-Type: application/json\r\n{taille}\r\n\r\n"
    pris = 0
    with socket.create_connection((ou.hostname, ou.port), timeout=30) as prise:
        prise.sendall(tete.encode())
        with suppress(ConnectionError):
            for morceau in morceaux:
                prise.sendall(morceau)
                pris += len(morceau)
        return int(prise.recv(65536).split()[1]), pris


@pytest.mark.parametrize("jeton", ["", JETON])
def test_a_running_server_answers_before_150_megabytes_are_sent(serveur, jeton):
    assert send(serveur, jeton, f"Content-Length: {LONGUE}") == (413, 0)


@pytest.mark.parametrize(("jeton", "etat", "pris"), [("", 401, TAILLE_MAXIMALE), (JETON, 413, 2 * TAILLE_MAXIMALE)])
def test_a_running_server_takes_no_endless_body(serveur, jeton, etat, pris):
    """What announces no size comes piece by piece, for ever: it is answered, and the rest is not kept."""
    morceau = b"100000\r\n" + b"x" * 2**20 + b"\r\n"
    avant = measure_memoire(serveur)
    obtenu, envoyes = send(serveur, jeton, "Transfer-Encoding: chunked", [morceau] * 150)
    assert obtenu == etat
    assert envoyes <= 151 * len(morceau)
    assert measure_memoire(serveur) - avant < pris


def test_the_limit_is_the_one_that_is_written():
    for texte in (PROJET / "LISEZMOI.md", PROJET.parents[1] / "docs" / "dsi.md"):
        assert f"{TAILLE_MAXIMALE // 2**20} Mo" in texte.read_text(encoding="utf-8")


def test_the_limit_lets_whole_columns_in():
    """What one formula on four whole columns sends, 1 048 576 rows each, is let in by its size."""
    taille = len(json.dumps([[[""]]], separators=(",", ":"))) - 2
    assert 4 * 1_048_576 * taille < TAILLE_MAXIMALE


def test_lisezmoi_lists_what_is_public():
    texte = (PROJET / "LISEZMOI.md").read_text(encoding="utf-8")
    tableau = texte.partition("## Qui entre")[2].partition("\n\nToute autre adresse")[0]
    assert set(re.findall(r"`(/[\w./-]*)`", tableau)) == {*PUBLIQUES, "/static/", "/dpid/acces", APPEL, "/xlwings/custom-scripts-call/"}
