"""The committed workbooks are exactly what the sources build."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.gabarit import build_complement
from udfs.extension import load_extension

WORKBOOKS = Path(__file__).parent.parent / "workbooks"


@pytest.mark.parametrize(("nom", "vide"), [("annexe5_2022_phase2.xlsm", False), ("annexe5_modele.xlsm", True)])
def test_rebuilt_part_by_part(nom, vide, jour):
    livre = (WORKBOOKS / nom).read_bytes()
    construit = chaine.make_classeur("2022_phase2", jour, vide=vide, extension=load_extension())
    with zipfile.ZipFile(BytesIO(livre)) as a, zipfile.ZipFile(BytesIO(construit)) as b:
        assert a.namelist() == b.namelist()
        for partie in a.namelist():
            assert a.read(partie) == b.read(partie), partie
    assert livre == construit


def test_the_add_in_is_rebuilt():
    assert (WORKBOOKS / "dpid_xl.xlam").read_bytes() == build_complement(load_extension(complement=True))
