"""« État des contrôles » from the buttons: the officer's name, the workbook's own, a hash that can be checked, what was not controlled."""

import hashlib
import io
import re

import pytest
from pypdf import PdfReader

from dpid_xl.classeurs.empreinte import hash_dossier
from dpid_xl.examen import examine
from tests.udfs.actions.alteration import CONSTATS, alter_fichier
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.conftest import Bureau2022, launch
from tests.udfs.actions.excel import Classeur
from udfs.actions.copie import HORS_DE_PORTEE
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM

NOM = "etat_des_controles.pdf"
VALEURS = f"Empreinte des valeurs contrôlées : {hash_dossier(examine(CLASSEUR).dossier)[:16]}, celle du Journal"


@pytest.fixture
def exporter(tmp_path, monkeypatch):
    """Export from Excel on this computer, the workbook being saved there; return the pages and the boxes."""
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    monkeypatch.setenv("LOGNAME", "mdupont")

    def export(octets, *, enregistre=True):
        (tmp_path / CLASSEUR.name).write_bytes(octets)
        classeur = Classeur(octets, tmp_path)
        classeur.api.Saved = enregistre
        try:
            run(MACRO_PAR_NOM["exporter_rapport"], Bureau2022, classeur)
        finally:
            classeur.close()
        return read_pages((tmp_path / "conventions" / NOM).read_bytes()), classeur.app.boites

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
