"""The archive of a closing: the same bytes for the same campaign and day, and a manifest that anyone can check."""

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest

from dpid_xl import chaine
from dpid_xl.examen import Examen, examine
from dpid_xl.production.cloture import MANIFESTE, ProductionAbsente, read_productions
from tests.test_cli import CLASSEUR

JOUR = date(2023, 12, 31)


@pytest.fixture(scope="module")
def examen() -> Examen:
    return examine(CLASSEUR)


@pytest.fixture(scope="module")
def archive(examen):
    return chaine.export_cloture(examen, CLASSEUR, CLASSEUR.read_bytes(), JOUR)


def read_archive(octets):
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert archive.testzip() is None
        return {nom: archive.read(nom) for nom in archive.namelist()}


def test_every_file_is_in_the_manifest_with_its_hash(archive):
    fichiers = read_archive(archive)
    manifeste = json.loads(fichiers.pop(MANIFESTE))
    assert {entree["fichier"]: (entree["octets"], entree["sha256"]) for entree in manifeste["fichiers"]} == {
        nom: (len(contenu), hashlib.sha256(contenu).hexdigest()) for nom, contenu in fichiers.items()
    }
    assert (manifeste["campagne"], manifeste["date"]) == ("2022_phase2", "2023-12-31")
    assert manifeste["obstacles"] > 0


def test_the_workbook_is_archived_as_it_was_read(archive):
    assert read_archive(archive)[f"classeur/{CLASSEUR.name}"] == CLASSEUR.read_bytes()


def test_what_is_archived_is_what_the_exports_write(archive, examen):
    fichiers = read_archive(archive)
    for nom, extension in chaine.ARCHIVES:
        assert fichiers[f"exports/{nom}{extension}"] == chaine.export_tableau(examen, nom, extension, JOUR)


def test_the_same_campaign_and_day_give_the_same_bytes(archive, examen):
    assert chaine.export_cloture(examen, CLASSEUR, CLASSEUR.read_bytes(), JOUR) == archive


def test_manifests_of_productions_are_joined(tmp_path):
    (tmp_path / "conventions").mkdir()
    (tmp_path / "conventions" / "manifeste.json").write_text('{"fichiers": []}', encoding="utf-8")
    (tmp_path / "conventions" / "bordereau.pdf").write_bytes(b"%PDF")
    (tmp_path / "conventions" / "autre.txt").write_bytes(b"x")
    noms = [nom for nom, _contenu in read_productions([tmp_path / "conventions"])]
    assert noms == ["productions/1_conventions/manifeste.json", "productions/1_conventions/bordereau.pdf"]


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(ProductionAbsente, match="n'a pas de manifeste"):
        list(read_productions([tmp_path]))
