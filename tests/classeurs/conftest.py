from collections.abc import Callable
from pathlib import Path

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.relecture import Lecture, read_classeur
from tests.classeurs.fabrique import Essai, build
from udfs.extension import load_extension


@pytest.fixture(scope="session")
def livre(jour) -> bytes:
    """The workbook of the real campaign, as it is shipped."""
    return chaine.make_classeur("2022_phase2", jour, extension=load_extension())


@pytest.fixture
def lire(tmp_path: Path) -> Callable[[Essai | bytes], Lecture]:
    """Write a workbook in a file, read it, and check that the file is as it was."""

    def _lire(classeur: Essai | bytes) -> Lecture:
        octets = classeur if isinstance(classeur, bytes) else build(classeur)
        chemin = tmp_path / "essai.xlsm"
        chemin.write_bytes(octets)
        chemin.chmod(0o444)
        try:
            return read_classeur(chemin)
        finally:
            assert chemin.read_bytes() == octets
            assert [fichier.name for fichier in tmp_path.iterdir()] == ["essai.xlsm"]

    return _lire
