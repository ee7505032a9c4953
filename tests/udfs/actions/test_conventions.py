"""Générer et supprimer les conventions, on the real workbook through xlwings' remote engine."""

from datetime import date

import pytest

from dpid_xl.chaine import examine, select_conventions
from dpid_xl.classeurs.schema import FEUILLES
from dpid_xl.rendus.feuilles import render_feuilles
from tests.udfs.actions.classeur import CLASSEUR, calculate_liens, load, read_octets, save
from tests.udfs.actions.comparaison import compare
from tests.udfs.actions.conftest import launch

NOMBRE, CHOISIES = 89, 3
MAITRES = [feuille.nom for feuille in FEUILLES]
DEVANT = {"devant": "Conventions", "selection": "A7:A9"}


@pytest.fixture(scope="module")
def selectionnees(moteur):  # noqa: ARG001
    """The workbook after a generation of the conventions of three selected rows."""
    return launch("generer_conventions_selection", read_octets(), **DEVANT)


@pytest.fixture(scope="module")
def suivante(selectionnees):
    """The workbook after a generation of three conventions, as it would be sent again."""
    return calculate_liens(selectionnees.read_octets())


@pytest.fixture(scope="module")
def retouchee(suivante):
    """The same with one sheet edited by hand; and the name of that sheet."""
    classeur = load(suivante)
    feuille = classeur["Conventions"]["F8"].value
    classeur[feuille]["A3"].value = "Corrigé à la main"
    return save(classeur), feuille


def list_rangees(classeur):
    return {rangee[0]: rangee for rangee in classeur["Conventions"].iter_rows(7, 95, values_only=True)}


def test_every_convention_is_inserted_after_the_sheets_of_the_workbook(generee):
    assert generee.classeur.sheetnames == [*MAITRES, *generee.inserees]
    assert len(generee.inserees) == NOMBRE


def test_the_sheets_are_those_of_the_command_line(generee):
    examen = examine(CLASSEUR)
    reference = load(render_feuilles(select_conventions(examen), examen.dossier.campagne.nom, date(2022, 9, 27)))
    assert set(generee.inserees) == set(reference.sheetnames[1:])
    for nom in generee.inserees:
        attendues = {c.coordinate: c.value for rangee in reference[nom].iter_rows() for c in rangee if c.value is not None}
        obtenues = {c.coordinate: c.value for rangee in generee.classeur[nom].iter_rows() for c in rangee if c.value is not None}
        assert obtenues == attendues


def test_nothing_else_changes(generee):
    differences = compare(read_octets(), generee.classeur)
    assert set(differences) == {"Conventions", "Journal", *(f"+{nom}" for nom in generee.inserees)}


def test_the_index_links_to_each_sheet_and_each_sheet_back(generee):
    rangees = list_rangees(generee.classeur)
    assert len(rangees) == NOMBRE
    for nom, rangee in rangees.items():
        feuille = rangee[5].split('"')[3]
        assert rangee[5].startswith("=HYPERLINK(\"#'"), nom
        assert feuille in generee.inserees
        assert rangee[7] in ("projet", "générée")
        assert len(rangee[8]) == 16
        assert generee.retours[feuille] == "'Conventions'!A1"


def test_sheets_are_grouped_and_coloured_by_thematique(generee):
    couleurs = [generee.classeur[nom].sheet_properties.tabColor.rgb for nom in generee.inserees]
    assert 1 < len(set(couleurs)) == len([c for c, avant in zip(couleurs, [None, *couleurs], strict=False) if c != avant])


def test_the_officer_is_told(generee):
    assert [alerte[0] for alerte in generee.alertes] == ["89 conventions écrites à la fin du classeur."]


def test_an_earlier_generation_is_replaced_only_after_a_yes(suivante, lancer):
    demande = lancer("generer_conventions_selection", suivante, **DEVANT)
    assert demande.question == "generer_conventions_selection"
    assert demande.alertes[0][0].startswith("Remplacer 3 conventions générées ?")
    assert demande.alertes[0][2:] == ["yes_no", "info", "dpidReponse"]
    assert compare(suivante, demande.classeur) == {}
    faite = lancer("generer_conventions_selection", suivante, confirme=True, **DEVANT)
    assert len(faite.inserees) == CHOISIES
    assert len(faite.classeur.sheetnames) == len(MAITRES) + CHOISIES


def test_a_sheet_edited_by_hand_is_kept_and_told(retouchee, lancer):
    octets, feuille = retouchee
    faite = lancer("generer_conventions_selection", octets, confirme=True, **DEVANT)
    assert feuille not in faite.inserees
    assert len(faite.inserees) == CHOISIES - 1
    assert faite.classeur[feuille]["A3"].value == "Corrigé à la main"
    assert f"1 feuille retouchée à la main, et gardée : « {feuille} »." in faite.alertes[0][0]
    rangee = next(rangee for rangee in list_rangees(faite.classeur).values() if feuille in str(rangee[5]))
    assert rangee[7] == "retouchée"
    encore = lancer("generer_conventions_selection", calculate_liens(faite.read_octets()), confirme=True, **DEVANT)
    assert feuille not in encore.inserees, "the hash that is kept is that of what was generated"


def test_a_sheet_of_the_officers_own_with_that_name_is_kept(lancer):
    classeur = load(read_octets())
    classeur.create_sheet("CCAS du Touquet")["A1"].value = "mes notes"
    faite = lancer("generer_conventions_selection", save(classeur), **DEVANT)
    assert len(faite.inserees) == CHOISIES - 1
    assert faite.classeur["CCAS du Touquet"]["A1"].value == "mes notes"


def test_only_the_selected_structures(selectionnees):
    assert len(selectionnees.inserees) == CHOISIES
    assert [rangee[7] for rangee in list_rangees(selectionnees.classeur).values()].count("à générer") == NOMBRE - CHOISIES


@pytest.mark.parametrize(("devant", "selection"), [("Accueil", "A1"), ("Conventions", "A1:C6"), ("Annexe 5", "A1000")])
def test_no_structure_selected_is_a_sentence(lancer, devant, selection):
    faite = lancer("generer_conventions_selection", read_octets(), devant=devant, selection=selection)
    assert [alerte[0] for alerte in faite.alertes] == [
        "Aucune structure n'est sélectionnée : sélectionnez des lignes d'Annexe 5, de Structures ou de Conventions."
    ]
    assert compare(read_octets(), faite.classeur) == {}


def test_delete_asks_then_gives_the_workbook_back(suivante, lancer):
    demande = lancer("supprimer_conventions", suivante)
    assert demande.question == "supprimer_conventions"
    assert compare(suivante, demande.classeur) == {}
    faite = lancer("supprimer_conventions", suivante, confirme=True)
    assert faite.classeur.sheetnames == MAITRES
    differences = compare(save(load(read_octets())), faite.classeur)
    assert set(differences) == {"Conventions", "Journal"}
    assert {colonne for (_rang, colonne), *_textes in differences["Conventions"]} == {3}, "the formula of the amount, in its short writing"


def test_delete_keeps_what_was_edited(retouchee, lancer):
    octets, feuille = retouchee
    faite = lancer("supprimer_conventions", octets, confirme=True)
    assert faite.classeur.sheetnames == [*MAITRES, feuille]
    assert f"« {feuille} »" in faite.alertes[0][0]


def test_a_blocking_anomaly_forbids_documents(lancer):
    classeur = load(read_octets())
    classeur["Annexe 5"]["M7"].value = -5
    faite = lancer("generer_conventions", save(classeur))
    assert faite.alertes[0][0].startswith("Aucun document n'est écrit tant qu'il reste une anomalie bloquante")
    assert faite.alertes[0][3] == "critical"
    assert faite.inserees == []
