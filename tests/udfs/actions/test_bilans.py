"""Formulaires de bilan, lire les bilans: on the real workbook, in Excel on this computer."""

import shutil

import pytest

from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.documents.bilans import compose_bilans
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from dpid_xl.schema import INDICATEURS, SUIVI
from tests.bilans import expect, fill_xlsx, invent
from tests.typographie import unset
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.client import apply, edit
from tests.udfs.actions.comparaison import AUTRE_FEUILLE_MONTREE, LIGNE_DU_JOURNAL, compare
from tests.udfs.actions.conftest import Bureau2022
from tests.udfs.actions.excel import Classeur
from udfs.actions.bilans import RAPPORT, RIEN, TITRE
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.actions.serveur import SANS_FICHIER

STRUCTURES = ["PAGE", "4AJ"]


@pytest.fixture(scope="module")
def recus(dossier, jour, tmp_path_factory):
    """The forms of two structures, and one that is no form."""
    ici = tmp_path_factory.mktemp("recus")
    for bilan in compose_bilans(dossier, STRUCTURES):
        (ici / f"{bilan.rang}.xlsx").write_bytes(fill_xlsx(render_bilan_xlsx(bilan, jour), invent(bilan)))
    return ici


@pytest.fixture
def lire(tmp_path, monkeypatch, recus):
    """Press « Lire les bilans » and choose one of them."""
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    ouverts = []

    def press(reponse="yes", octets=None, *, choisi=True):
        shutil.copyfile(CLASSEUR, tmp_path / CLASSEUR.name)
        classeur = Classeur(octets or read_octets(), tmp_path, reponse)
        ouverts.append(classeur)
        classeur.app.choisi = str(next(recus.iterdir())) if choisi else False
        run(MACRO_PAR_NOM["lire_bilans"], Bureau2022, classeur)
        return classeur, apply(classeur.octets, classeur.actions)

    yield press
    for classeur in ouverts:
        classeur.close()


def read(octets, tmp_path):
    chemin = tmp_path / "apres.xlsm"
    chemin.write_bytes(octets)
    return read_classeur(chemin).dossier


def test_after_a_yes_the_cells_hold_what_the_bilans_say(lire, dossier, tmp_path):
    classeur, copie = lire()
    relu = read(copie.octets, tmp_path)
    suivis = {(suivi.structure, suivi.operation): suivi for suivi in relu.suivis}
    dits = {(dit.structure, dit.operation, dit.indicateur): dit for dit in relu.indicateurs}
    bilans = compose_bilans(dossier, STRUCTURES)
    for bilan in bilans:
        cle, reponses = (bilan.structure.nom, bilan.operations[0]), expect(bilan)
        for question in bilan.questions:
            if question.champ:
                assert getattr(suivis[cle], question.champ) == reponses[question.libelle]
            else:
                dit = dits[(*cle, question.indicateur)]
                assert reponses[question.libelle] in (dit.nombre, dit.part, dit.reponse)
    assert len(dits) == sum(not question.champ for bilan in bilans for question in bilan.questions)
    (question, boutons, _), (phrase, _, sorte) = classeur.app.boites
    cellules = sum(len(bilan.questions) for bilan in bilans)
    dite = f"Porter ces réponses dans Suivi et Indicateurs ({cellules} cellules de {len(bilans)} bilans), là où rien n'est saisi ?"
    assert (unset(question), boutons, sorte) == (dite, "yes_no", "info")
    assert f"Chaque réponse est dans « {RAPPORT} »." in phrase
    assert (tmp_path / "conventions" / RAPPORT).read_bytes().startswith(b"\xef\xbb\xbfDevenir;Fichier")
    assert copie.classeur[INDICATEURS.feuille].sheet_state == "visible"
    touches = set(compare(read_octets(), copie.octets))
    assert {SUIVI.feuille, INDICATEURS.feuille} <= touches
    assert len(list(tmp_path.glob("*_sauvegarde_*"))) == 1
    assert classeur.app.demandes[0][2] == TITRE


def test_what_is_typed_stays_and_is_named_before_the_yes(lire, tmp_path):
    relu = read(read_octets(), tmp_path)
    lettre = SUIVI.colonnes.index(SUIVI.colonne("realise"))
    rang = next(rang for rang, (structure, operation) in enumerate(_list_suivis(relu), 7) if (structure, operation) == ("PAGE", "T1-01"))
    octets = edit(read_octets(), SUIVI.feuille, {f"{chr(ord('A') + lettre)}{rang}": 12})
    classeur, copie = lire(octets=octets)
    assert "Refusé, à voir ou déjà saisi autrement, et laissé tel quel (1) : « PAGE T1-01 Quantité réalisée »." in unset(
        classeur.app.boites[0][0]
    )
    (suivi,) = [s for s in read(copie.octets, tmp_path).suivis if (s.structure, s.operation) == ("PAGE", "T1-01")]
    assert suivi.realise == 12


def _list_suivis(dossier):
    from dpid_xl.classeurs.gabarit.lieux import list_suivis

    return list_suivis(dossier)


@pytest.mark.parametrize(("choisi", "reponse"), [(False, "yes"), (True, "no")], ids=["no file", "no"])
def test_who_gives_up_changes_nothing(lire, choisi, reponse):
    _classeur, copie = lire(reponse, choisi=choisi)
    assert set(compare(read_octets(), copie.octets)) == LIGNE_DU_JOURNAL


def test_a_second_time_there_is_nothing_to_fill(lire):
    _classeur, premiere = lire()
    classeur, copie = lire(octets=premiere.octets)
    assert classeur.app.boites[0][0].startswith(RIEN)
    assert set(compare(premiere.octets, copie.octets)) <= {"Journal", "tblJournal"} | LIGNE_DU_JOURNAL | AUTRE_FEUILLE_MONTREE


def test_on_the_server_no_file_can_be_given(lancer):
    assert lancer("lire_bilans", read_octets()).alertes[0][0] == SANS_FICHIER
