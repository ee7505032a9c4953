"""Remettre à neuf: a new workbook beside the open one, on the desktop; elsewhere a sentence says the command."""

import csv
import shutil

import pytest

from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.client import apply, edit
from tests.udfs.actions.comparaison import LIGNE_DU_JOURNAL, compare
from tests.udfs.actions.conftest import Bureau2022
from tests.udfs.actions.excel import Classeur
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.actions.remise import PAR_LA_COMMANDE

NOM = "annexe5_2022_phase2_remis_a_neuf_2022-09-27_140500"


@pytest.fixture
def remettre(tmp_path, monkeypatch):
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    ouverts = []

    def press(octets=None):
        shutil.copyfile(CLASSEUR, tmp_path / CLASSEUR.name)
        classeur = Classeur(octets or read_octets(), tmp_path)
        ouverts.append(classeur)
        run(MACRO_PAR_NOM["remettre_a_neuf"], Bureau2022, classeur)
        return classeur, apply(classeur.octets, classeur.actions)

    yield press
    for classeur in ouverts:
        classeur.close()


def test_a_new_workbook_and_its_report_stand_beside(remettre, tmp_path):
    classeur, copie = remettre()
    assert (tmp_path / f"{NOM}.xlsm").read_bytes() == CLASSEUR.read_bytes()
    with (tmp_path / f"{NOM}.csv").open(encoding="utf-8-sig", newline="") as fichier:
        assert "non repris" not in {rangee["Devenir"] for rangee in csv.DictReader(fichier, delimiter=";")}
    ((phrase, _boutons, sorte),) = classeur.app.boites
    assert sorte == "info"
    assert phrase.startswith(f"2 fichiers écrits dans le dossier « {tmp_path} ». « {NOM}.xlsm » : tout ce qui a été saisi y est.")
    assert set(compare(read_octets(), copie.octets)) == LIGNE_DU_JOURNAL


def test_what_cannot_follow_is_named_in_the_box(remettre, tmp_path):
    classeur, _ = remettre(edit(read_octets(), "Annexe 5", {"K7": 99}))
    assert "1 chose à reprendre à la main, valeur de « Mois » (Annexe 5 K7)" in classeur.app.boites[0][0]
    neuf = read_classeur(tmp_path / f"{NOM}.xlsm").dossier
    assert locate_dossier(neuf) == locate_dossier(read_classeur(CLASSEUR).dossier)


def test_where_only_values_are_given_the_command_is_said(lancer):
    copie = lancer("remettre_a_neuf", read_octets())
    assert PAR_LA_COMMANDE in str(copie.alertes)
