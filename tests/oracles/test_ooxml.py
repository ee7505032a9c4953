"""Microsoft's own validator finds nothing wrong in the workbook of a whole campaign, and sees what is wrong elsewhere."""

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from tests.oracles.ooxml import EXTREMES, VERSIONS, validate_ooxml
from tests.places import find_partie
from tests.udfs.actions.classeur import read_octets


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
