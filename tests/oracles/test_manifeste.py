"""Microsoft's reader of add-in manifests reads ours."""

import json
import subprocess

import pytest

from dpid_xl.version import __version__
from tests.outils import ORACLES, find_module_npm, find_programme
from tests.udfs.serveur.conftest import application, local, reglages  # noqa: F401 (fixtures)
from tests.udfs.serveur.demande import RACINE
from tests.udfs.volet.conftest import construit, sources  # noqa: F401 (fixtures)


@pytest.fixture
def read(tmp_path):
    """Give a manifest to Microsoft's reader."""
    node = find_programme("Node.js", "node")
    module = find_module_npm("office-addin-manifest", "office-addin-manifest/lib/main.js")

    def ask(manifeste):
        fichier = tmp_path / "manifest.xml"
        fichier.write_bytes(manifeste)
        commande = [node, str(ORACLES / "manifeste.mjs"), module, str(fichier)]
        return subprocess.run(commande, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)

    return ask


@pytest.fixture
def manifeste(local, reglages, monkeypatch):  # noqa: F811
    monkeypatch.setattr(reglages, "environment", "prod")
    monkeypatch.setattr(reglages, "hostname", "dpid.exemple.fr")
    return local.get("/manifest.xml").content


def test_manifest_is_read(read, manifeste):
    lu = json.loads(read(manifeste).stdout)
    assert (lu["version"], lu["displayName"], lu["officeAppType"]) == (f"1.{__version__}", "DPID", "TaskPaneApp")
    assert lu["hosts"] == ["Workbook"]
    assert lu["defaultSettings"]["sourceLocation"] == "https://dpid.exemple.fr/taskpane.html"
    assert lu["permissions"] == "ReadWriteDocument"


def test_manifest_of_the_pane_is_read(read, construit):  # noqa: F811
    dossier, adresse = construit
    lu = json.loads(read((dossier / "manifest.xml").read_bytes()).stdout)
    assert (lu["version"], lu["displayName"], lu["hosts"]) == (f"1.{__version__}", "DPID sur ce poste", ["Workbook"])
    assert lu["defaultSettings"]["sourceLocation"] == f"{adresse}/taskpane.html"
    assert lu["id"] not in (RACINE / "udfs" / "serveur" / "pyproject.toml").read_text(encoding="utf-8"), "another add-in than the server's"


def test_a_manifest_that_is_none_is_refused(read, manifeste):
    """The reader finds nothing in it, and refuses what is not XML."""
    assert json.loads(read(manifeste.replace(b"OfficeApp", b"OfficeApps")).stdout) == {}
    assert read(manifeste.replace(b"</OfficeApp>", b"")).returncode
