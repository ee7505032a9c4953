"""Rapprocher les paiements: on the real workbook, in Excel on a computer; the list is made up."""

from datetime import date

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.examen import examine
from dpid_xl.importation.paiements import read_paiements
from dpid_xl.schema import JOURNAL, VERSEMENTS
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.typographie import unset
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.client import apply, edit
from tests.udfs.actions.conftest import Bureau2022
from tests.udfs.actions.excel import Classeur
from udfs.actions.execution import run
from udfs.actions.paiements import EXTENSIONS, RAPPORT, TITRE
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.actions.serveur import SANS_FICHIER

LISTE = """Tiers;Opération;Montant payé;Payé le;N° mandat;Exercice;Engagement
CCAS de Libercourt;T1-01;3 840,00;04/11/2022;1001;2022;E7
CCAS de Libercourt;T1-01;2 560,00;03/04/2023;2001;2023;E8
4AJ;T3-02;1 000,00;04/11/2022;1002;2022;
4AJ;T3-02;2 000,00;;1003;2022;
4AJ;T3-02;9 000 000,00;05/11/2022;1004;2022;
Amicale fictive;T3-02;5,00;05/11/2022;1005;2022;
"""
# A payment that somebody planned, with an engagement that they typed.
PREVU = {"A11": "CCAS de Libercourt", "B11": "T1-01", "E11": "solde", "F11": 45016, "I11": 2560, "J11": "E-tapé"}


@pytest.fixture
def rapprocher(tmp_path, monkeypatch):
    """Press « Rapprocher les paiements » and choose a list."""
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    ouverts = []

    def press(octets, texte=LISTE, reponse="yes"):
        liste = tmp_path / "paiements.csv"
        liste.write_text(texte, encoding="utf-8")
        classeur = Classeur(octets, tmp_path, reponse)
        ouverts.append(classeur)
        classeur.app.choisi = str(liste)
        run(MACRO_PAR_NOM["rapprocher_paiements"], Bureau2022, classeur)
        return classeur, apply(classeur.octets, classeur.actions)

    yield press
    for classeur in ouverts:
        classeur.close()


@pytest.fixture
def prevue():
    return edit(read_octets(), "Versements", PREVU)


def list_versements(octets, tmp_path):
    chemin = tmp_path / "apres.xlsm"
    chemin.write_bytes(octets)
    champs = ("structure", "operation", "nature", "prevu_le", "verse_le", "exercice", "montant", "engagement", "mandat")
    return [tuple(getattr(versement, champ) for champ in champs) for versement in read_classeur(chemin).dossier.versements]


def test_what_is_paid_fills_what_was_planned_and_adds_the_rest(rapprocher, prevue, tmp_path):
    classeur, copie = rapprocher(prevue)
    (question, boutons, _), (phrase, *_reste) = classeur.app.boites
    assert boutons == "yes_no"
    assert question == (
        "« paiements.csv » : 4 payé (9 400,00 €) ; 1 trop versé (9 000 000,00 €) ; 1 sans correspondance (5,00 €). "
        "Écrire dans la feuille Versements le jour de 1 versement prévu et 2 rangées de plus, dont 1 nature à choisir ? "
        "Ce qui y est tapé ne change pas ; 2 paiements à voir ; 1 paiement sans date, à saisir."
    )
    solde, novembre = date(2023, 3, 31), date(2022, 11, 4)
    assert list_versements(copie.octets, tmp_path) == [
        ("CCAS de Libercourt", "T1-01", "solde", solde, date(2023, 4, 3), 2023, 2560, "E-tapé", "2001"),
        ("CCAS de Libercourt", "T1-01", "avance", None, novembre, 2022, 3840, "E7", "1001"),
        ("4AJ", "T3-02", "", None, novembre, 2022, 1000, "", "1002"),
    ]
    assert copie.classeur["Versements"].sheet_state == "visible"
    assert (tmp_path / "conventions" / RAPPORT).is_file()
    assert "Le classeur d'avant est gardé : « " in phrase
    # What was planned is told once seen; what the button wrote will be at the next run.
    assert [unset(rangee["Action"]) for rangee in read_valeurs(copie.classeur, JOURNAL)] == ["Changement", "Rapprocher les paiements"]
    assert classeur.app.demandes == [
        (f"{TITRE} ({';'.join(f'*{e}' for e in EXTENSIONS)}),{';'.join(f'*{e}' for e in EXTENSIONS)}", 1, TITRE)
    ]
    formules = [rangee["Versé"] for rangee in read_valeurs(copie.classeur, VERSEMENTS)]
    assert len(formules) == 3, "the formulas of the table go down with its rows"
    assert all(str(formule).startswith("=") for formule in formules)


def test_a_second_time_the_same_list_writes_only_what_is_new(rapprocher, prevue, tmp_path):
    _classeur, une = rapprocher(prevue)
    classeur, deux = rapprocher(une.octets)
    ((phrase, *_),) = classeur.app.boites
    assert "3 déjà saisi (7 400,00 €)" in phrase
    assert "Rien à écrire dans Versements" in phrase
    assert list_versements(deux.octets, tmp_path) == list_versements(une.octets, tmp_path)


def test_a_no_writes_nothing(rapprocher, prevue, tmp_path):
    _classeur, copie = rapprocher(prevue, reponse="no")
    assert list_versements(copie.octets, tmp_path) == list_versements(prevue, tmp_path)
    assert read_valeurs(copie.classeur, JOURNAL)[-1]["Résultat"] == "abandonné"


def test_the_button_and_the_command_match_alike(rapprocher, prevue, tmp_path):
    classeur, _copie = rapprocher(prevue)
    fichier = tmp_path / "avant.xlsm"
    fichier.write_bytes(prevue)
    dits = chaine.tell_rapprochement(chaine.match_paiements(examine(fichier), read_paiements(tmp_path / "paiements.csv")))
    assert unset(dits) in classeur.app.boites[0][0]


def test_on_the_server_no_list_can_be_given(lancer):
    ((phrase, *_boite),) = lancer("rapprocher_paiements", read_octets()).alertes
    assert phrase == SANS_FICHIER
