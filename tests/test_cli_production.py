"""``dpid-xl conventions`` twice into the same folder: what was edited in between stays, and is said."""

import pytest

from dpid_xl.cli import main
from tests.test_cli import CLASSEUR
from tests.typographie import unset

FORMATS = {"docx": "0003_page.docx", "pdf": "0003_page.pdf"}


@pytest.fixture
def produire(capsys, tmp_path):
    """Write the convention of one structure, on a day."""

    def run(jour):
        with pytest.raises(SystemExit) as fin:
            main(["conventions", str(CLASSEUR), "-o", str(tmp_path), "--structure", "PAGE", "--formats", "docx,pdf", "--date", jour])
        assert fin.value.code == 0
        return unset(capsys.readouterr().out)

    return run


def test_a_file_edited_by_hand_is_kept_and_said(produire, tmp_path):
    assert "retouché" not in produire("2022-09-27")
    word, pdf = (tmp_path / format_ / nom for format_, nom in FORMATS.items())
    word.write_bytes(b"retouche")
    premier = pdf.read_bytes()
    sortie = produire("2022-09-28")
    assert "Fichier retouché depuis la production précédente, et gardé : docx/0003_page.docx ; pour le refaire," in sortie
    assert word.read_bytes() == b"retouche"
    assert pdf.read_bytes() != premier
    assert "garde" not in sortie.replace("gardé", "")
