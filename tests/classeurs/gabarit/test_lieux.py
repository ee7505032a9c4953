from openpyxl import Workbook

from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier
from dpid_xl.montants import to_decimal
from dpid_xl.schema import EMPLACEMENTS


def test_every_record_stands_in_its_cell(valeurs: Workbook, situe: Dossier):
    def read(lieu, champ: str):
        origine = lieu.origine(champ)
        return valeurs[origine.feuille][origine.cellule].value

    assert [read(ligne.lieu, "montant") for ligne in situe.lignes] == [float(ligne.montant) for ligne in situe.lignes]
    assert [read(structure.lieu, "nom") for structure in situe.structures] == [structure.nom for structure in situe.structures]
    assert [read(tarif.lieu, "code") for tarif in situe.tarifs] == [tarif.code for tarif in situe.tarifs]
    assert [read(bloc.lieu, "texte") or "" for bloc in situe.modele] == [bloc.texte for bloc in situe.modele]


def test_every_decided_figure_stands_in_its_cell(valeurs: Workbook, situe: Dossier):
    assert {(decision.portee, decision.mesure) for decision in situe.decisions} == set(EMPLACEMENTS)
    for decision in situe.decisions:
        assert to_decimal(valeurs[decision.origine.feuille][decision.origine.cellule].value) == decision.valeur, decision


def test_only_places_change(dossier: Dossier, situe: Dossier):
    assert [ligne.montant for ligne in situe.lignes] == [ligne.montant for ligne in dossier.lignes]
    assert situe.campagne == dossier.campagne
    assert situe.decisions[0].origine == Origine("Campagne", "E55")


def test_locating_twice_changes_nothing(situe: Dossier):
    assert locate_dossier(situe) == situe


def test_a_note_says_where_each_decided_figure_was_read(classeur: Workbook, situe: Dossier):
    for decision in situe.decisions:
        assert classeur[decision.origine.feuille][decision.origine.cellule].comment is not None, decision
    assert classeur["Opérations"]["M7"].comment.text == "138 places\nDélibération, annexe 1, opération 1"
    assert {decision.unite for decision in situe.decisions if decision.cle == "T3-02"} == {"€", "mesure"}
