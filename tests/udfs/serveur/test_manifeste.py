"""What an officer's Excel reads first, and how the office's machine runs the server."""

import re
import tomllib

import pytest
import yaml
from defusedxml.ElementTree import fromstring

from dpid_xl.version import __version__
from tests.udfs.serveur.demande import PROJET, RACINE

ESPACE = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
TYPES = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
REGLAGES = tomllib.loads((PROJET / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["xlwings_server"]


@pytest.fixture
def read_manifeste(local, reglages, monkeypatch):
    def read(environnement="prod", hote="dpid.exemple.fr"):
        monkeypatch.setattr(reglages, "environment", environnement)
        monkeypatch.setattr(reglages, "hostname", hote)
        reponse = local.get("/manifest.xml")
        assert reponse.status_code == 200
        return fromstring(reponse.content)

    return read


@pytest.mark.parametrize(("environnement", "nom"), [("prod", "DPID"), ("dev", "DPID [dev]")])
def test_manifest(read_manifeste, environnement, nom):
    racine = read_manifeste(environnement)
    assert racine.find(f"{ESPACE}Id").text == REGLAGES[f"manifest_id_{environnement}"]
    assert racine.find(f"{ESPACE}DisplayName").get("DefaultValue") == nom
    assert racine.find(f"{ESPACE}DefaultLocale").text == "fr-FR"
    textes = {element.get("id"): element.get("DefaultValue") for element in racine.iter(f"{TYPES}String")}
    assert textes["Fonctions.Espace"] == "DPID"
    assert all(len(texte) <= 250 for texte in textes.values())


def test_version_is_ours_in_the_four_numbers_that_office_wants(read_manifeste):
    version = read_manifeste().find(f"{ESPACE}Version").text
    assert version == f"1.{__version__}"
    assert re.fullmatch(r"\d+\.\d+\.\d+\.\d+", version)


def test_manifest_points_to_the_server_only(read_manifeste, local):
    racine = read_manifeste()
    adresses = [
        element.get("DefaultValue") for element in racine.iter() if (element.get("DefaultValue") or "").startswith(("http:", "https:"))
    ]
    assert len(adresses) >= 9
    for adresse in adresses:
        assert adresse.startswith("https://dpid.exemple.fr/")
        assert local.get(adresse.removeprefix("https://dpid.exemple.fr")).status_code == 200, adresse


def test_every_name_of_the_manifest_is_defined(read_manifeste):
    racine = read_manifeste()
    definis = {element.get("id") for element in racine.iter() if element.tag.startswith(TYPES) and element.get("id")}
    assert {element.get("resid") for element in racine.iter() if element.get("resid")} == definis


def test_manifest_asks_for_an_excel_that_shows_errors(read_manifeste):
    demandes = {element.get("Name"): element.get("MinVersion") for element in read_manifeste().iter(f"{ESPACE}Set")}
    assert demandes == {"SharedRuntime": "1.1", "CustomFunctionsRuntime": "1.2"}


def test_settings_name_things_that_exist(reglages):
    for nom, valeur in REGLAGES.items():
        assert nom in type(reglages).model_fields, nom
        if nom != "license_key":
            lue = getattr(reglages, nom)
            assert (str(lue) if nom.startswith("manifest_id") else lue) == valeur


def test_example_of_environment_holds_no_secret_and_every_variable():
    lignes = dict(
        ligne.split("=", 1) for ligne in (PROJET / ".env.example").read_text(encoding="utf-8").splitlines() if re.match(r"[A-Z]", ligne)
    )
    assert lignes == {"XLWINGS_ENVIRONMENT": "prod", "XLWINGS_HOSTNAME": "", "DPID_JETONS": "", "WORKERS": "4"}


def test_compose_runs_several_processes_and_redis():
    compose = yaml.safe_load((PROJET / "compose.yaml").read_text(encoding="utf-8"))
    serveur, redis = compose["services"]["serveur"], compose["services"]["redis"]
    assert (PROJET / serveur["build"]["context"]).resolve() == RACINE
    assert (RACINE / serveur["build"]["dockerfile"]).is_file()
    assert serveur["environment"]["XLWINGS_OBJECT_CACHE_URL"] == "redis://redis:6379/0"
    assert all(port.startswith("127.0.0.1:") for port in serveur["ports"])
    assert "ports" not in redis
    assert serveur["depends_on"]["redis"]["condition"] == "service_healthy"
    assert serveur["environment"].keys() == {"XLWINGS_OBJECT_CACHE_URL"}  # secrets come from .env only


def test_dockerfile_copies_what_exists_and_runs_as_a_user():
    lignes = (PROJET / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copies = [source for ligne in lignes if ligne.startswith("COPY ") for source in ligne.split()[1:-1]]
    assert copies
    assert all((RACINE / source).exists() for source in copies)
    assert lignes.index("USER dpid") < next(rang for rang, ligne in enumerate(lignes) if ligne.startswith("CMD"))
    assert any("--workers $WORKERS" in ligne for ligne in lignes)
    assert any("pip install" in ligne and '".[serveur]"' in ligne for ligne in lignes)
