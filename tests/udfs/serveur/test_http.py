"""The server as the office runs it: a process of its own, asked over HTTP."""

import re
import shlex
import shutil
import subprocess
import sys

import httpx2 as httpx
import pytest

from tests.udfs.serveur.demande import (
    APPEL,
    ERREUR,
    JETON,
    PROJET,
    RACINE,
    find_port,
    make_commande,
    make_demande,
    make_environnement,
    run_serveur,
    to_resultat,
)
from udfs.fonctions import FONCTIONS


@pytest.fixture(scope="module")
def excel(serveur):
    with httpx.Client(base_url=serveur.adresse, headers={"Authorization": JETON, "Auth-Provider": "bureau"}, timeout=30) as client:
        yield client


def test_every_example_of_the_registry(excel):
    for fonction in FONCTIONS:
        for exemple in fonction.exemples:
            reponse = excel.post(APPEL, json=make_demande(fonction.python, *exemple.arguments))
            assert (reponse.status_code, reponse.json()) == (200, {"result": to_resultat(exemple.resultat)}), fonction.nom


def test_faulty_rows_among_others(excel):
    reponse = excel.post(APPEL, json=make_demande("dpid_montants", [["T1-01"], [None], ["T9-99"]], [[80], [None], [1]], 6, None))
    assert reponse.json() == {"result": [[6400.0], [""], [ERREUR]]}


def test_wrong_input(excel):
    reponse = excel.post(APPEL, json=make_demande("dpid_places", "abc", 6))
    assert (reponse.status_code, reponse.text) == (400, "Quantité : « abc » n'est pas un nombre.")


def test_anonymous_is_refused_in_production(serveur):
    reponse = httpx.post(f"{serveur.adresse}{APPEL}", json=make_demande("dpid_places", 80, 6))
    assert reponse.status_code == 401
    assert "saisissez le jeton" in reponse.json()["detail"]


def test_pages_and_manifest_need_no_token(serveur):
    for page in ("/taskpane.html", "/manifest.xml", "/xlwings/custom-functions-code.js", "/static/js/auth.js"):
        reponse = httpx.get(f"{serveur.adresse}{page}")
        assert reponse.status_code == 200, page
        assert JETON not in reponse.text


def test_token_is_not_logged(serveur, excel):
    excel.get("/dpid/acces")
    journal = serveur.journal.read_text(encoding="utf-8")
    assert "/dpid/acces" in journal
    assert JETON not in journal


@pytest.mark.parametrize(
    ("variables", "phrase"),
    [
        ({}, "aucun jeton"),
        ({"DPID_JETONS": "arras=court"}, "moins de 32 caractères"),
        ({"DPID_JETONS": f"arras={JETON}", "XLWINGS_AUTH_PROVIDERS": "[]"}, "contrôle d'accès"),
    ],
)
def test_server_does_not_start_open(tmp_path, variables, phrase):
    fait = subprocess.run(
        make_commande(find_port()),
        cwd=tmp_path,
        env=make_environnement(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert fait.returncode != 0
    assert phrase in fait.stderr


def test_server_does_not_start_with_its_tokens_in_its_folder(tmp_path):
    projet = shutil.copytree(PROJET, tmp_path / "serveur", ignore=shutil.ignore_patterns("__pycache__", ".env"))
    (projet / ".env").write_text(f"DPID_JETONS=arras={JETON}", encoding="utf-8")
    variables = make_environnement(XLWINGS_PROJECT_DIR=str(projet), XLWINGS_ENVIRONMENT="dev")
    fait = subprocess.run(make_commande(find_port()), cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert fait.returncode != 0
    assert "déplacez-le à la racine" in fait.stderr


def test_image_holds_what_it_needs_and_no_token():
    ignores = (RACINE / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copies = re.findall(r"^COPY (.+) \S+$", (PROJET / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    admis = {ligne.removeprefix("!") for ligne in ignores if ligne.startswith("!")}
    assert "*" in ignores
    assert admis == {nom for ligne in copies for nom in ligne.split()}
    # The last rule that fits a file decides.
    assert ignores.index("**/.env") > max(ignores.index(f"!{nom}") for nom in admis)


@pytest.mark.parametrize(
    ("fichier", "mots"),
    [("compose.yaml", "env_file: ../../.env\n"), ("LISEZMOI.md", "--env-file .env "), (".env.example", "à la racine du dépôt")],
)
def test_tokens_are_at_the_root_everywhere(fichier, mots):
    assert mots in (PROJET / fichier).read_text(encoding="utf-8")


def test_lisezmoi_starts_a_server_on_one_machine(tmp_path):
    texte = (PROJET / "LISEZMOI.md").read_text(encoding="utf-8")
    (ligne,) = re.findall(r"^XLWINGS_PROJECT_DIR=.*$", texte, re.MULTILINE)
    mots = shlex.split(ligne)
    variables = dict(mot.split("=", 1) for mot in mots if "=" in mot)
    port = find_port()
    commande = [{"python": sys.executable, "8123": str(port)}.get(mot, mot) for mot in mots if "=" not in mot]
    environnement = make_environnement(**variables)
    del environnement["PYTHONPATH"]  # the officer has none
    with run_serveur(commande, port, tmp_path / "serveur.log", cwd=RACINE, env=environnement) as ouvert:
        reponse = httpx.post(f"{ouvert.adresse}{APPEL}", json=make_demande("dpid_montant", "T1-01", 80, 6))
        assert reponse.json() == {"result": [[6400.0]]}
        assert httpx.get(f"{ouvert.adresse}/static/js/auth.js").status_code == 200  # the project's folder is given from where it starts


def test_lisezmoi_names_files_that_exist():
    texte = (PROJET / "LISEZMOI.md").read_text(encoding="utf-8").partition("## Les fichiers")[2]
    nommes = re.findall(r"`([\w./]+)`", texte)
    assert len(nommes) >= 10
    assert [nom for nom in nommes if not (PROJET / nom).exists()] == []
