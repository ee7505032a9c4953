"""What is built is read back: the real campaign, and the empty workbook of the next one."""

from dataclasses import fields

import pytest

from dpid_xl.campagnes import make_modele_vide
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.modele import Dossier


@pytest.fixture(scope="module")
def relu(dossier, jour, tmp_path_factory):
    chemin = tmp_path_factory.mktemp("aller_retour") / "annexe5.xlsm"
    chemin.write_bytes(build_classeur(dossier, (), jour))
    return read_classeur(chemin)


@pytest.mark.parametrize("champ", [champ.name for champ in fields(Dossier)])
def test_real_campaign(dossier, relu, champ):
    assert getattr(relu.dossier, champ) == getattr(locate_dossier(dossier), champ)


def test_real_campaign_is_read_without_anomaly(relu):
    assert relu.anomalies == ()


def test_empty_workbook(dossier, jour, lire):
    vide = make_modele_vide(dossier)
    lecture = lire(build_classeur(vide, (), jour))
    assert lecture.anomalies == ()
    assert lecture.dossier == locate_dossier(vide)
