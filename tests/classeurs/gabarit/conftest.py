import io
from collections.abc import Mapping
from datetime import date

import openpyxl
import pytest
from openpyxl import Workbook

from dpid_xl.campagnes import make_modele_vide
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.controles import check_dossier
from dpid_xl.modele import Dossier


@pytest.fixture(scope="session")
def situe(dossier: Dossier) -> Dossier:
    return locate_dossier(dossier)


@pytest.fixture(scope="session")
def octets(dossier: Dossier, situe: Dossier, jour: date) -> bytes:
    return build_classeur(dossier, check_dossier(situe), jour)


@pytest.fixture(scope="session")
def octets_vides(dossier: Dossier, jour: date) -> bytes:
    return build_classeur(make_modele_vide(dossier), (), jour)


@pytest.fixture(scope="session")
def parties(octets: bytes) -> Mapping[str, bytes]:
    return list_parties(octets)


@pytest.fixture(scope="session")
def classeur(octets: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(octets))


@pytest.fixture(scope="session")
def classeur_vide(octets_vides: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(octets_vides))


@pytest.fixture(scope="session")
def valeurs(octets: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(octets), data_only=True)
