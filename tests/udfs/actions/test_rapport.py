"""« État des contrôles » from the buttons: the officer's name, the workbook's own, a hash that can be checked, what was not controlled."""

import hashlib
import io
import json
import re

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from dpid_xl.classeurs.empreinte import hash_dossier
from dpid_xl.cli import app
from dpid_xl.examen import examine
from tests.udfs.actions.alteration import CONSTATS, alter_fichier
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.conftest import Bureau2022, launch
from tests.udfs.actions.excel import Classeur
from udfs.actions.copie import HORS_DE_PORTEE
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM

NOM, EN_JSON = "etat_des_controles.pdf", "etat_des_controles.json"
VALEURS = f"Empreinte des valeurs contrôlées : {hash_dossier(examine(CLASSEUR).dossier)[:16]}, celle du Journal"


@pytest.fixture
def exporter(tmp_path, monkeypatch):
    """Export from Excel on this computer, the workbook being saved there; return the pages and the boxes."""
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    monkeypatch.setenv("LOGNAME", "mdupont")

    def export(octets, *, enregistre=True, macro="exporter_rapport", nom=NOM):
        (tmp_path / CLASSEUR.name).write_bytes(octets)
        classeur = Classeur(octets, tmp_path)
        classeur.api.Saved = enregistre
        try:
            run(MACRO_PAR_NOM[macro], Bureau2022, classeur)
        finally:
            classeur.close()
        contenu = (tmp_path / "conventions" / nom).read_bytes()
        return read_pages(contenu) if nom == NOM else contenu, classeur.app.boites

    return export


def read_pages(contenu):
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(contenu)).pages]


def flatten(texte):
    return re.sub(r"[\s\u00ad-]", "", texte)


def test_of_a_saved_workbook_the_hash_is_that_of_its_file(exporter):
    (premiere, *_), boites = exporter(read_octets())
    assert f"Classeur contrôlé : {CLASSEUR.name}, le 27 septembre 2022, par mdupont" in premiere
    assert VALEURS in premiere
    assert flatten(f"Empreinte SHA-256 du fichier : {hashlib.sha256(read_octets()).hexdigest()}") in flatten(premiere)
    assert "Réserve" not in premiere
    assert [texte.startswith("1 fichier écrit dans le dossier") for texte, *_ in boites] == [True]
    assert HORS_DE_PORTEE not in boites[0][0]


def test_of_a_workbook_changed_since_only_the_values_have_a_hash(exporter):
    (premiere, *_), _boites = exporter(read_octets(), enregistre=False)
    assert VALEURS in premiere
    assert "SHA-256" not in premiere


def test_the_desktop_finds_what_was_done_to_the_workbook(exporter):
    pages, _boites = exporter(alter_fichier(read_octets()))
    texte = flatten("".join(pages))
    for code, feuille, cellule in CONSTATS:
        assert flatten(f"avertissement{code}{feuille} {cellule}") in texte


def test_for_another_program_the_desktop_writes_what_the_command_says(exporter, tmp_path):
    contenu, _boites = exporter(alter_fichier(read_octets()), macro="exporter_rapport_json", nom=EN_JSON)
    dit = CliRunner().invoke(app, ["controler", str(tmp_path / CLASSEUR.name), "--json"])
    assert contenu == dit.stdout_bytes
    assert {code for code, *_ in CONSTATS} <= {anomalie["code"] for anomalie in json.loads(contenu)["anomalies"]}


def test_for_another_program_the_server_writes_the_same_but_for_what_it_did_not_receive():
    ((nom, contenu),) = launch("exporter_rapport_json", read_octets()).telechargements
    assert nom == EN_JSON
    ecrit, dit = json.loads(contenu), json.loads(CliRunner().invoke(app, ["controler", str(CLASSEUR), "--json"]).stdout)
    assert set(ecrit["non_verifiables"].values()) - set(dit["non_verifiables"].values()) == {HORS_DE_PORTEE}
    assert ecrit | {"non_verifiables": {}} == dit | {"non_verifiables": {}}


def test_the_server_signs_names_and_says_what_it_did_not_receive():
    exportee = launch("exporter_rapport", read_octets())
    ((nom, contenu),) = exportee.telechargements
    premiere = read_pages(contenu)[0]
    assert nom == NOM
    assert f"Classeur contrôlé : {CLASSEUR.name}, le 27 septembre 2022, par arras" in premiere
    assert VALEURS in premiere
    assert "SHA-256" not in premiere
    assert flatten(f"Réserve. {HORS_DE_PORTEE}") in flatten(premiere)
    assert HORS_DE_PORTEE in exportee.alertes[0][0]
