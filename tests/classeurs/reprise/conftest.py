from collections.abc import Callable
from dataclasses import dataclass

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.lecture.ouverture import Classeur, open_classeur
from dpid_xl.classeurs.reprise.modele import Constat, Sort
from tests.classeurs.court import shorten_echeancier
from tests.classeurs.fabrique import Essai, build
from tests.conftest import JOUR


@dataclass(frozen=True)
class Remise:
    """An older workbook, the one that was made of it, and what was said."""

    ancien: Classeur
    nouveau: Classeur
    constats: tuple[Constat, ...]
    octets: bytes

    def select(self, sort: Sort, quoi: str = "") -> list[Constat]:
        return [constat for constat in self.constats if constat.sort is sort and quoi in constat.quoi]

    @property
    def perdus(self) -> list[Constat]:
        return self.select(Sort.PERDU)


@pytest.fixture(scope="module")
def refit(tmp_path_factory) -> Callable[[Essai | bytes], Remise]:
    def _refit(essai: Essai | bytes) -> Remise:
        dossier = tmp_path_factory.mktemp("remise")
        ancien, nouveau = dossier / "ancien.xlsm", dossier / "nouveau.xlsm"
        ancien.write_bytes(essai if isinstance(essai, bytes) else build(essai))
        with shorten_echeancier(4):
            octets, constats = chaine.refit_classeur(ancien, JOUR)
        nouveau.write_bytes(octets)
        return Remise(open_classeur(ancien)[0], open_classeur(nouveau)[0], constats, octets)

    return _refit
