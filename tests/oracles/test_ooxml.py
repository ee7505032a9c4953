"""Microsoft's own validator finds nothing wrong in any workbook or Word file that we write, nor in what a button leaves."""

import pytest

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from tests.oracles.ooxml import SUFFIXES, VERSIONS, validate_ooxml
from tests.places import find_partie
from tests.udfs.actions.classeur import read_octets
from udfs.actions.registre import MACROS

EXTREMES = (VERSIONS[0], VERSIONS[-1])  # what the oldest and the newest both know, those between know too


def list_ooxml(fichiers):
    return [fichier for fichier in fichiers if fichier.suffix in SUFFIXES]


@pytest.mark.parametrize("version", EXTREMES)
def test_what_the_commands_write(produits, version):
    fichiers = list_ooxml(produits)
    assert {fichier.suffix for fichier in fichiers} == set(SUFFIXES)
    assert validate_ooxml(fichiers, [version]) == []


@pytest.mark.parametrize("version", EXTREMES)
def test_what_the_buttons_leave(laisses, version):
    fichiers = list_ooxml(laisses)
    assert {fichier.parent.name for fichier in fichiers if fichier.name == "apres.xlsm"} == {macro.nom for macro in MACROS}
    assert validate_ooxml(fichiers, [version]) == []


def test_the_whole_campaign_with_its_conventions(generee, tmp_path):
    (tmp_path / "generee.xlsm").write_bytes(generee.octets)
    assert validate_ooxml([tmp_path / "generee.xlsm"], EXTREMES) == []


def test_a_fault_is_seen_by_each_version(tmp_path):
    parties = list_parties(read_octets())
    annexe5 = find_partie("Annexe 5")
    parties[annexe5] = parties[annexe5].replace(b"<sheetData>", b'<sheetData inconnu="1">', 1)
    fichier = tmp_path / "annexe5.xlsm"
    fichier.write_bytes(zip_parties(parties))
    fautes = validate_ooxml([fichier])
    assert ["inconnu" in faute for faute in fautes] == [True] * len(VERSIONS)


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path):
    fichier = tmp_path / "abime.docx"
    fichier.write_bytes(b"rien")
    assert len(validate_ooxml([fichier])) == len(VERSIONS)
