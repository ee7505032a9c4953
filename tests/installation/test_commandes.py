"""The two commands as an officer types them, on simulated machines: the real home folder is never touched."""

import pytest
import typer
from typer.testing import CliRunner

from dpid_xl import cli_installation
from dpid_xl.installation import lieux
from dpid_xl.installation.postes import Poste
from tests.installation.monde import CLASSEURS, make_linux, make_mac, make_windows


@pytest.fixture
def run(monkeypatch):
    app = typer.Typer()
    cli_installation.register(app)
    monkeypatch.setattr(cli_installation, "_make_classeurs", lambda: dict(CLASSEURS))
    monkeypatch.setenv("COLUMNS", "400")

    def run_on(poste, *arguments):
        monkeypatch.setattr(Poste, "courant", classmethod(lambda _classe: poste))
        resultat = CliRunner().invoke(app, list(arguments))
        assert resultat.exception is None or isinstance(resultat.exception, SystemExit), resultat.exception
        return resultat.exit_code, resultat.output

    return run_on


@pytest.mark.parametrize("fabrique", [make_windows, make_mac])
def test_the_officers_way(run, tmp_path, fabrique):
    poste = fabrique(tmp_path)
    code, sortie = run(poste, "diagnostic")
    assert code == 1
    assert "dpid-xl installer" in sortie
    code, sortie = run(poste, "installer")
    assert code == 0, sortie
    assert "annexe5_modele.xlsm" in sortie
    assert f"Pour tout défaire\xa0: dpid-xl installer --retirer (ce qui a été écrit est noté dans {lieux.find_recu(poste)})" in sortie
    code, sortie = run(poste, "diagnostic")
    assert code == 0, sortie
    assert "Rien ne manque." in sortie
    code, sortie = run(poste, "installer", "--retirer")
    assert code == 0
    assert "Retiré" in sortie
    assert not lieux.find_recu(poste).exists()


def test_linux(run, tmp_path):
    poste = make_linux(tmp_path)
    code, sortie = run(poste, "installer")
    assert code == 0
    assert "LibreOffice" in sortie
    assert "Noté pour les macros de LibreOffice" in sortie
    assert run(poste, "diagnostic")[0] == 0
    assert run(poste, "installer", "--retirer")[0] == 0


def test_what_is_still_missing_is_said(run, tmp_path):
    code, sortie = run(make_windows(tmp_path, dll=None), "installer")
    assert code == 1
    assert "Il manque encore – DLL d’xlwings\xa0: xlwings64-0.37.8.dll" in sortie


def test_the_server_on_demand(run, tmp_path):
    poste = make_linux(tmp_path)
    poste.environnement["DPID_SERVEUR"] = "http://127.0.0.1:9"
    run(poste, "installer")
    assert run(poste, "diagnostic")[0] == 0
    code, sortie = run(poste, "diagnostic", "--serveur")
    assert code == 1
    assert "Aucun serveur DPID ne répond" in sortie


def test_the_real_workbooks_are_built_once_and_for_all():
    premiers, seconds = cli_installation._make_classeurs(), cli_installation._make_classeurs()
    assert premiers == seconds
    assert set(premiers) == set(CLASSEURS)
    assert all(contenu.startswith(b"PK") for contenu in premiers.values())
