"""Public files on a running server, in production and in development: what lies in a public folder, and nothing else of the machine."""

import shutil
import socket
from urllib.parse import quote, urlsplit

import pytest
from starlette.staticfiles import StaticFiles

from tests.udfs.serveur.demande import JETON, PROJET, open_serveur
from udfs.serveur import statiques

CONTENU = "contenu-que-personne-ne-doit-lire"
PUBLICS = ("/static/js/auth.js", "/static/css/style.css", "/static/images/favicon.png", "/favicon.ico", "/taskpane.html")
BARRE = "%2f"


@pytest.fixture(scope="module")
def racine(tmp_path_factory):
    """A folder like the repository's: the tokens at its root, the project below, links in its public folder."""
    racine = tmp_path_factory.mktemp("racine")
    (racine / ".env").write_text(CONTENU, encoding="utf-8")
    (racine / "static-secret").mkdir()
    (racine / "static-secret" / "a.txt").write_text(CONTENU, encoding="utf-8")
    projet = racine / "serveur"
    shutil.copytree(PROJET, projet, ignore=shutil.ignore_patterns("__pycache__", ".env"))
    (projet / "secret.txt").write_text(CONTENU, encoding="utf-8")
    (projet / "static_voisin").mkdir()
    (projet / "static_voisin" / "a.txt").write_text(CONTENU, encoding="utf-8")
    (projet / "static" / "lien.txt").symlink_to(racine / ".env")
    (projet / "static" / "dossier").symlink_to(racine, target_is_directory=True)
    (projet / "static" / "interne.js").symlink_to(projet / "static" / "js" / "auth.js")
    return racine


@pytest.fixture(scope="module", params=["prod", "dev"])
def serveur(racine, tmp_path_factory, request):
    variables = {"XLWINGS_ENVIRONMENT": request.param, "DPID_JETONS": f"arras={JETON}", "XLWINGS_PROJECT_DIR": str(racine / "serveur")}
    with open_serveur(tmp_path_factory.mktemp("journal"), **variables) as ouvert:
        yield ouvert


def ask(serveur, chemin, methode="GET"):
    """Send a path as it is, which no HTTP library does: the status and the whole answer."""
    ou = urlsplit(serveur.adresse)
    with socket.create_connection((ou.hostname, ou.port), timeout=30) as prise:
        prise.sendall(f"{methode} {chemin} HTTP/1.1\r\nHost: {ou.netloc}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        reponse = b"".join(iter(lambda: prise.recv(65536), b""))
    return int(reponse.split(maxsplit=2)[1]), reponse


def list_chemins(racine):
    """Every spelling of a way out, towards files that exist."""
    env, projet = str(racine / ".env"), str(racine / "serveur" / "secret.txt")
    clairs = ["../secret.txt", "../../.env", "js/../../secret.txt", "./../secret.txt", "../static_voisin/a.txt", "../static/../secret.txt"]
    clairs += ["../" * 20 + env.lstrip("/"), "../" * 20 + "etc/passwd", "..//secret.txt", ".././/secret.txt", "js/../../../.env"]
    for clair in clairs:
        yield clair
        yield clair.replace("..", "%2e%2e")
        yield clair.replace("..", ".%2E")
        yield clair.replace("/", BARRE)
        yield clair.replace("..", "%2e%2e").replace("/", BARRE)
        yield quote(quote(clair, safe=""), safe="")
        yield quote(quote(quote(clair, safe=""), safe=""), safe="")
        yield clair.replace("/", "\\")
        yield clair.replace("/", "%5c")
        yield clair + "%00"
        yield clair.replace(".txt", ".txt%00.js").replace(".env", ".env%00.js")
        yield clair + "?a=1"
        yield clair + "/"
    for absolu in (env, projet, "/etc/passwd"):
        yield absolu
        yield "/" + absolu
        yield "//" + absolu
        yield absolu.replace("/", BARRE)
        yield BARRE + absolu
        yield "%5c" + absolu
        yield "file://" + absolu
    yield from ("lien.txt", "dossier/.env", "dossier/serveur/secret.txt", "dossier/../.env", "js/..%2f../secret.txt", "..;/secret.txt")
    yield from ("%c0%ae%c0%ae/secret.txt", "..%c0%afsecret.txt", "%ff", "%00", "%00/../secret.txt", "..", ".", "", "../", "C:/secret.txt")
    yield from ("a" * 5000, "../" * 4000 + "etc/passwd", "js/" * 3000 + "../" * 3002 + ".env", "~/.env", "~root/.bashrc")


@pytest.mark.parametrize("prefixe", ["/static/", "//static/", "/static//", "/"])
def test_no_path_leaves_the_public_folders(serveur, racine, prefixe):
    for chemin in list_chemins(racine):
        for methode in ("GET", "HEAD"):
            etat, reponse = ask(serveur, prefixe + chemin, methode)
            if (prefixe, chemin) != ("/", ""):
                assert etat == 404 or (etat == 400 and b"Invalid HTTP" in reponse), (methode, prefixe + chemin, etat)
            assert CONTENU.encode() not in reponse
            assert b"root:" not in reponse


def test_no_template_nor_function_is_found_by_a_path(serveur):
    for chemin in ("/taskpane.html/../../secret.txt", "/taskpane/%2e%2e/secret.txt", "/manifest/../secret.txt", "/xlwings/../secret.txt"):
        etat, reponse = ask(serveur, chemin)
        assert (etat, CONTENU.encode() in reponse) == (404, False), chemin
    for dossier in ("custom_functions", "custom_scripts", "wasm", "templates"):
        assert ask(serveur, f"/{dossier}/__init__.py")[0] == 404


@pytest.mark.parametrize("chemin", [*PUBLICS, "/static/interne.js", "/static/js/../js/auth.js"])
def test_public_files_are_still_given(serveur, chemin):
    assert ask(serveur, chemin)[0] == 200
    assert ask(serveur, chemin, "HEAD")[0] == (200 if chemin.startswith("/static/") else 405)


def test_our_file_stands_before_the_package_s(serveur):
    assert (PROJET / "static" / "js" / "auth.js").read_bytes() in ask(serveur, "/static/js/auth.js")[1]


def test_class_that_nobody_looked_at_is_refused():
    class Autre(StaticFiles):
        """What another version may bring."""

    with pytest.raises(statiques.FichiersPublicsInconnus, match=r"statiques\.py"):
        statiques.install(Autre)
    assert Autre.lookup_path is StaticFiles.lookup_path
