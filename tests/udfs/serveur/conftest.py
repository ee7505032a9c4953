"""The server in this process, as its own project folder sets it up."""

import sys

import pytest

from tests.udfs.serveur.demande import APPEL, JETON, PROJET, make_demande, open_serveur

# Set for the import only: other hosts are tested in the same process.
VARIABLES = {
    "XLWINGS_LICENSE_KEY": "noncommercial",
    "XLWINGS_ON_SERVER": "true",
    "XLWINGS_PROJECT_DIR": str(PROJET),
    "XLWINGS_ENVIRONMENT": "dev",
    "XLWINGS_LOG_LEVEL": "WARNING",
}


@pytest.fixture(scope="session")
def application():
    """xlwings Server's application with our project in it, in development."""
    import xlwings  # before the variables: its decorators are then those that the other hosts are tested with

    with pytest.MonkeyPatch.context() as contexte:
        for nom, valeur in VARIABLES.items():
            contexte.setenv(nom, valeur)
        contexte.setattr(sys, "path", [*sys.path])
        _add_engines(xlwings)
        import xlwings_server.main

        assert xlwings_server.config.PROJECT_DIR == PROJET, "another test imported xlwings Server first, without our settings"
        yield xlwings_server.main.app


@pytest.fixture
def reglages(application, monkeypatch):  # noqa: ARG001 (settings are read when the application is)
    """The settings, with what a test changes put back."""
    from xlwings_server.config import settings

    monkeypatch.delenv("DPID_JETONS", raising=False)
    return settings


@pytest.fixture
def local(application, reglages):  # noqa: ARG001 (no token of this machine's own)
    """A client on the same machine as the server."""
    return open_client(application)


@pytest.fixture
def lointain(application, reglages):  # noqa: ARG001
    """A client on another machine."""
    return open_client(application, "10.1.2.3", "http://dpid.exemple.fr")


@pytest.fixture
def appeler(local):
    """Call a function as Excel does: the answer."""
    return lambda nom, *arguments, **options: local.post(APPEL, json=make_demande(nom, *arguments, **options))


@pytest.fixture(scope="session")
def serveur(tmp_path_factory):
    """A server in production, as the office runs it: two processes of its own, asked over HTTP."""
    with open_serveur(tmp_path_factory.mktemp("serveur"), 2, XLWINGS_ENVIRONMENT="prod", DPID_JETONS=f"arras={JETON}") as ouvert:
        yield ouvert


def open_client(application, adresse="127.0.0.1", base="http://127.0.0.1"):
    from fastapi.testclient import TestClient

    return TestClient(application, base_url=base, client=(adresse, 50000), raise_server_exceptions=False)


def _add_engines(xlwings):
    """xlwings adds them at its first import when it finds the licence key: another host's test may have imported it without."""
    if "officejs" not in {moteur.name for moteur in xlwings.engines}:
        from xlwings.pro import _xlofficejs, _xlremote

        for module in (_xlofficejs, _xlremote):
            xlwings.engines.add(xlwings.Engine(impl=module.engine))
