"""Année suivante: after a yes, the next workbook and its report beside the open one; elsewhere a sentence says the command."""

import csv
import shutil

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.reprise.modele import Constat, Sort
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.client import apply
from tests.udfs.actions.comparaison import LIGNE_DU_JOURNAL, compare
from tests.udfs.actions.conftest import Bureau2022
from tests.udfs.actions.excel import Classeur
from udfs.actions.execution import run
from udfs.actions.reconduction import PAR_LA_COMMANDE
from udfs.actions.registre import MACRO_PAR_NOM

NOM = "annexe5_2022_phase2_2023_2022-09-27_140500"


@pytest.fixture
def reconduire(tmp_path, monkeypatch):
    """What the press does; what it builds has its own tests."""
    demandes = []

    def build(chemin, annee, jour, _extension):
        demandes.append((chemin.read_bytes(), annee, jour.year))
        return b"PK", (Constat(Sort.A_REVOIR, "Opérations", "V8", "« Bilan » de T1-02", "en 2022", "à relire"),)

    monkeypatch.setattr(chaine, "reconduct_classeur", build)
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    shutil.copyfile(CLASSEUR, tmp_path / CLASSEUR.name)
    classeur = Classeur(read_octets(), tmp_path)
    run(MACRO_PAR_NOM["reconduire"], Bureau2022, classeur)
    yield classeur, demandes
    classeur.close()


def test_the_next_workbook_and_its_report_stand_beside(reconduire, tmp_path):
    classeur, demandes = reconduire
    assert demandes == [(read_octets(), 2023, 2022)]
    assert (tmp_path / f"{NOM}.xlsm").read_bytes() == b"PK"
    with (tmp_path / f"{NOM}.csv").open(encoding="utf-8-sig", newline="") as fichier:
        assert [rangee["Devenir"] for rangee in csv.DictReader(fichier, delimiter=";")] == ["à revoir"]
    (question, _, _), (phrase, _, sorte) = classeur.app.boites
    assert question.startswith("Écrire à côté le classeur de 2023 : ")
    assert sorte == "info"
    assert f"« {NOM}.xlsm » : 1 chose à revoir" in phrase
    assert set(compare(read_octets(), apply(classeur.octets, classeur.actions).octets)) == LIGNE_DU_JOURNAL


def test_where_only_values_are_given_the_command_is_said(lancer):
    copie = lancer("reconduire", read_octets())
    assert PAR_LA_COMMANDE in str(copie.alertes)
