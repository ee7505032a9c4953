"""A content has one hash, read from memory or from a disk; a file that cannot be read has none."""

from dpid_xl.octets import hash_fichier, hash_octets


def test_a_file_has_the_hash_of_its_content(tmp_path):
    (tmp_path / "a").write_bytes(b"contenu")
    assert hash_fichier(tmp_path / "a") == hash_octets(b"contenu") != hash_octets(b"autre")
    assert hash_octets(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of the standard (FIPS 180-2)


def test_what_cannot_be_read_has_no_hash(tmp_path):
    assert hash_fichier(tmp_path) is None
    assert hash_fichier(tmp_path / "absent") is None
