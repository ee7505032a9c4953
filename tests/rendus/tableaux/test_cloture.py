"""The closing as a workbook: what is printed of it can be read, its header too, however the page is reduced to its width."""

from datetime import date
from pathlib import Path

import pytest

from dpid_xl.modele import Dossier
from dpid_xl.rendus.tableaux.cloture import render_cloture_xlsx
from tests.ecran import LISIBLE
from tests.libreoffice import convert
from tests.pdf.tailles import measure_tailles


@pytest.mark.libreoffice
def test_every_page_can_be_read(dossier: Dossier, tmp_path: Path):
    fichier = tmp_path / "cloture.xlsx"
    fichier.write_bytes(render_cloture_xlsx(dossier, date(2023, 6, 30)))
    tailles = measure_tailles(convert(fichier, "pdf").read_bytes())
    assert len(tailles) >= 6
    assert min(tailles) >= LISIBLE
