"""The hash of what was read: the same wherever the workbook was saved, another one as soon as a cell says something else."""

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.empreinte import hash_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.lieu import Lieu

CLASSEUR = Path(__file__).parents[2] / "workbooks" / "annexe5_2022_phase2.xlsm"


@pytest.fixture(scope="module")
def campagne():
    return load_campagne("2022_phase2")


def test_the_file_and_its_copy_by_another_program_have_one_hash(tmp_path):
    lu = read_classeur(CLASSEUR)
    onglets = openpyxl.load_workbook(io.BytesIO(CLASSEUR.read_bytes()))  # saved again: other bytes, same cells
    onglets.save(tmp_path / "copie.xlsx")
    copie = read_classeur(tmp_path / "copie.xlsx")
    assert copie.empreinte != lu.empreinte
    assert hash_dossier(copie.dossier) == hash_dossier(lu.dossier)


def test_places_and_zeros_after_the_comma_do_not_count(campagne):
    ligne = campagne.lignes[0]
    meme = replace(ligne, montant=ligne.montant.quantize(Decimal("0.0001")), lieu=Lieu("Annexe 5", 99))
    assert hash_dossier(replace(campagne, lignes=(meme, *campagne.lignes[1:]))) == hash_dossier(campagne)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: replace(d, lignes=(replace(d.lignes[0], montant=d.lignes[0].montant + Decimal("0.01")), *d.lignes[1:])),
        lambda d: replace(d, lignes=(replace(d.lignes[0], montant=None), *d.lignes[1:])),
        lambda d: replace(d, lignes=d.lignes[::-1]),
        lambda d: replace(d, structures=(replace(d.structures[0], iban="FR"), *d.structures[1:])),
        lambda d: replace(d, campagne=replace(d.campagne, debut=d.campagne.fin)),
        lambda d: replace(d, modele=(replace(d.modele[0], texte=d.modele[0].texte + " "), *d.modele[1:])),
    ],
    ids=["centime", "vidé", "ordre", "iban", "date", "clause"],
)
def test_any_other_change_counts(campagne, change):
    assert hash_dossier(change(campagne)) != hash_dossier(campagne)
