"""The unit that runs the server as a service: systemd finds nothing wrong in it, and its own commands start a server, or say why not."""

import re
import shlex
import subprocess
import sys

import httpx2 as httpx
import pytest

from tests.outils import find_programme
from tests.udfs.serveur.demande import JETON, PROJET, RACINE, find_port, make_environnement, run_serveur

UNITE = (PROJET / "dpid-serveur.service").read_text(encoding="utf-8")
INSTALLE = "/opt/dpid"


@pytest.fixture
def installe(tmp_path):
    """The folders laid as LISEZMOI says."""
    for nom in ("dpid_xl", "udfs"):
        (tmp_path / nom).symlink_to(RACINE / nom, target_is_directory=True)
    return tmp_path


def read_commande(cle, installe, **variables):
    """One of the unit's commands, and the environment that the unit gives it, with these folders."""
    ici = UNITE.replace(f"{INSTALLE}/venv/bin/python", sys.executable).replace(INSTALLE, str(installe))
    (ligne,) = re.findall(rf"^{cle}=(.+)$", ici, re.MULTILINE)
    (environnement,) = re.findall(r"^Environment=(.+)$", ici, re.MULTILINE)
    variables = make_environnement(**dict(mot.split("=", 1) for mot in environnement.split())) | variables
    return [re.sub(r"\$\{(\w+)\}", lambda nom: variables[nom[1]], mot) for mot in shlex.split(ligne)], variables


def test_systemd_finds_nothing_wrong(tmp_path):
    analyse = find_programme("systemd-analyze", "systemd-analyze")
    unite = tmp_path / "dpid-serveur.service"
    unite.write_text(UNITE.replace(f"{INSTALLE}/venv/bin/python", sys.executable), encoding="utf-8")
    fait = subprocess.run([analyse, "verify", str(unite)], capture_output=True, text=True, timeout=60, check=False)
    assert (fait.returncode, fait.stdout, [ligne for ligne in fait.stderr.splitlines() if unite.name in ligne]) == (0, "", [])


def test_systemd_sees_a_key_that_is_out_of_place(tmp_path):
    analyse = find_programme("systemd-analyze", "systemd-analyze")
    unite = tmp_path / "dpid-serveur.service"
    unite.write_text(UNITE.replace("[Service]\n", "[Service]\nStartLimitIntervalSec=60\n"), encoding="utf-8")
    fait = subprocess.run([analyse, "verify", str(unite)], capture_output=True, text=True, timeout=60, check=False)
    assert "Unknown key" in fait.stderr


def test_its_commands_start_a_server(installe, tmp_path):
    variables = {"DPID_JETONS": f"arras={JETON}", "XLWINGS_ENVIRONMENT": "prod", "WORKERS": "2"}
    avant, environnement = read_commande("ExecStartPre", installe, **variables)
    fait = subprocess.run(avant, cwd=installe, env=environnement, capture_output=True, text=True, timeout=120, check=False)
    assert fait.returncode == 0, fait.stderr
    commande, environnement = read_commande("ExecStart", installe, **variables)
    port = find_port()
    commande[commande.index("8000")] = str(port)
    with run_serveur(commande, port, tmp_path / "serveur.log", cwd=installe, env=environnement) as ouvert:
        assert httpx.get(f"{ouvert.adresse}/dpid/acces").status_code == 401
        assert httpx.get(f"{ouvert.adresse}/dpid/acces", headers={"Authorization": JETON}).json() == {"bureau": "arras"}


@pytest.mark.parametrize(
    ("jetons", "phrase"), [("", "Le serveur DPID ne démarre pas : aucun jeton"), ("arras=court", "moins de 32 caractères")]
)
def test_it_says_once_why_it_does_not_start(installe, jetons, phrase):
    """Several processes would each refuse, and be started again for ever."""
    commande, environnement = read_commande("ExecStartPre", installe, DPID_JETONS=jetons, XLWINGS_ENVIRONMENT="prod")
    fait = subprocess.run(commande, cwd=installe, env=environnement, capture_output=True, text=True, timeout=120, check=False)
    assert fait.returncode == 1
    assert phrase in fait.stderr
    assert "Traceback" not in fait.stderr


def test_each_way_of_serving_checks_first():
    assert UNITE.index("ExecStartPre=") < UNITE.index("ExecStart=")
    assert "python -m udfs.serveur.verification && exec python -m uvicorn" in (PROJET / "Dockerfile").read_text(encoding="utf-8")


def test_the_proxy_lets_through_what_the_server_refuses_itself():
    from udfs.serveur.portier import TAILLE_MAXIMALE

    (megaoctets,) = re.findall(r"client_max_body_size (\d+)m;", (PROJET / "nginx.conf.example").read_text(encoding="utf-8"))
    assert int(megaoctets) * 1024 * 1024 > TAILLE_MAXIMALE


def test_nothing_of_a_service_is_left_out_of_the_package():
    """Files that are no Python are named in pyproject.toml, or the installed folder has not them."""
    motifs = (RACINE / "pyproject.toml").read_text(encoding="utf-8").partition('"*" = [')[2].partition("]")[0]
    for nom in ("dpid-serveur.service", "nginx.conf.example"):
        assert f'"*{nom[nom.rindex(".") :]}"' in motifs, nom
