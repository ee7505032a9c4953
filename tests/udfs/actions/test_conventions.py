"""Générer et supprimer les conventions, on the real workbook through xlwings' remote engine."""

import pytest

from dpid_xl.classeurs.gabarit.formules import write_formule
from dpid_xl.schema import CONVENTIONS, FEUILLES
from tests.udfs.actions.classeur import CLASSEUR, PAR_AVENANT, read_octets
from tests.udfs.actions.client import Client, add_feuille, edit
from tests.udfs.actions.comparaison import LIGNE_DU_JOURNAL, compare
from tests.udfs.actions.conftest import launch
from tests.udfs.actions.paquet import MAIN

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
    return selectionnees.octets


@pytest.fixture(scope="module")
def retouchee(suivante):
    """The same with one sheet edited by hand; and the name of that sheet."""
    feuille = "CCAS du Touquet"
    return edit(suivante, feuille, {"A3": "Corrigé à la main"}), feuille


def list_rangees(copie):
    return {rangee[0]: rangee for rangee in copie.read("Conventions")[6:]}


def list_feuilles(copie):
    return list(copie.paquet.list_feuilles())


def test_every_convention_is_inserted_after_the_sheets_of_the_workbook(generee):
    assert list_feuilles(generee) == [*MAITRES, *generee.inserees]
    assert len(generee.inserees) == NOMBRE


def test_the_index_links_to_each_sheet_and_each_sheet_back(generee):
    rangees = list_rangees(generee)
    assert len(rangees) == NOMBRE
    for nom, rangee in rangees.items():
        feuille = rangee[5]
        assert feuille in generee.inserees, nom
        assert rangee[9] == write_formule(CONVENTIONS.colonne("lien").formule, CONVENTIONS.nom), "a column of a table has one formula"
        assert rangee[7] in ("projet", "générée")
        assert len(rangee[8]) == 16
        (retour,) = generee.open(feuille).racine.iter(f"{MAIN}hyperlink")
        assert retour.get("location") == "'Conventions'!A1"


def test_sheets_are_grouped_and_coloured_by_thematique(generee):
    couleurs = [generee.open(nom).racine.find(f"{MAIN}sheetPr/{MAIN}tabColor").get("rgb") for nom in generee.inserees]
    assert 1 < len(set(couleurs)) == len([c for c, avant in zip(couleurs, [None, *couleurs], strict=False) if c != avant])


def test_the_officer_is_told(generee):
    assert [alerte[0] for alerte in generee.alertes] == [f"89 conventions écrites à la fin du classeur. {PAR_AVENANT}"]


def test_an_earlier_generation_is_replaced_only_after_a_yes(suivante, lancer):
    demande = lancer("generer_conventions_selection", suivante, **DEVANT)
    assert demande.question == "generer_conventions_selection"
    assert demande.alertes[0][0].startswith("Remplacer 3 conventions générées ?")
    assert demande.alertes[0][2:] == ["yes_no", "info", "dpidReponse"]
    assert demande.octets == suivante
    faite = lancer("generer_conventions_selection", suivante, confirme=True, **DEVANT)
    assert len(faite.inserees) == CHOISIES
    assert len(list_feuilles(faite)) == len(MAITRES) + CHOISIES


def test_a_sheet_edited_by_hand_is_kept_and_told(retouchee, lancer):
    octets, feuille = retouchee
    faite = lancer("generer_conventions_selection", octets, confirme=True, **DEVANT)
    assert feuille not in faite.inserees
    assert len(faite.inserees) == CHOISIES - 1
    assert faite.read(feuille)[2][0] == "Corrigé à la main"
    assert f"1 feuille retouchée à la main, et gardée : « {feuille} »." in faite.alertes[0][0]
    rangee = next(rangee for rangee in list_rangees(faite).values() if feuille in str(rangee[5]))
    assert rangee[7] == "retouchée"
    encore = lancer("generer_conventions_selection", faite.octets, confirme=True, **DEVANT)
    assert feuille not in encore.inserees, "the hash that is kept is that of what was generated"


def test_an_index_that_excel_made_one_link_of_finds_each_sheet_by_its_hash(suivante, lancer):
    (premiere, *_autres) = [nom for nom in list_feuilles(Client(suivante)) if nom not in MAITRES]
    lignes = [rang for rang, rangee in enumerate(Client(suivante).read("Conventions"), 1) if rang > 6 and rangee[5]]
    octets = edit(suivante, "Conventions", {f"F{rang}": premiere for rang in lignes})
    faite = lancer("generer_conventions_selection", octets, confirme=True, **DEVANT)
    assert len(faite.inserees) == CHOISIES
    assert [rangee[7] for rangee in list_rangees(faite).values()].count("retouchée") == 0
    a_la_main = edit(octets, "CCAS du Touquet", {"A3": "Corrigé à la main"})
    gardee = lancer("generer_conventions_selection", a_la_main, confirme=True, **DEVANT)
    assert len(gardee.inserees) == CHOISIES - 1
    assert gardee.read("CCAS du Touquet")[2][0] == "Corrigé à la main"
    retiree = lancer("supprimer_conventions", octets, confirme=True)
    assert list_feuilles(retiree) == MAITRES


def test_a_sheet_of_the_officers_own_with_that_name_is_kept(lancer):
    octets = add_feuille(read_octets(), "CCAS du Touquet", {"A1": "mes notes"})
    faite = lancer("generer_conventions_selection", octets, **DEVANT)
    assert len(faite.inserees) == CHOISIES - 1
    assert faite.read("CCAS du Touquet")[0][0] == "mes notes"


def test_only_the_selected_structures(selectionnees):
    assert len(selectionnees.inserees) == CHOISIES
    assert [rangee[7] for rangee in list_rangees(selectionnees).values()].count("à générer") == NOMBRE - CHOISIES


@pytest.mark.parametrize(("devant", "selection"), [("Accueil", "A1"), ("Conventions", "A1:C6"), ("Annexe 5", "A1000")])
def test_no_structure_selected_is_a_sentence(lancer, devant, selection):
    faite = lancer("generer_conventions_selection", read_octets(), devant=devant, selection=selection)
    assert [alerte[0] for alerte in faite.alertes] == [
        "Aucune structure n'est sélectionnée : sélectionnez des lignes d'Annexe 5, Structures, Conventions ou Suivi."
    ]
    assert set(compare(read_octets(), faite.octets)) == LIGNE_DU_JOURNAL


def test_sheets_made_again_go_back_to_their_place(generee, lancer):
    suite = lancer("generer_conventions_selection", generee.octets, confirme=True, devant="Conventions", selection="A7:A8,A20,A60:A61")
    assert len(suite.inserees) == 5
    assert list_feuilles(suite) == list_feuilles(generee)


def test_sheets_made_one_after_the_other_stand_in_the_order_of_all(generee, lancer):
    octets = read_octets()
    for selection in ("A60:A61", "A7:A8", "A20"):
        octets = lancer("generer_conventions_selection", octets, devant="Conventions", selection=selection).octets
    posees = list_feuilles(Client(octets))[len(MAITRES) :]
    assert len(posees) == 5
    assert posees == [feuille for feuille in list_feuilles(generee) if feuille in posees]


def test_a_sheet_whose_structure_is_no_longer_funded_is_told(suivante, lancer):
    rang = next(rang for rang, rangee in enumerate(Client(suivante).read("Structures"), 1) if rangee[0] == "CCAS du Touquet")
    octets = edit(suivante, "Structures", {f"A{rang}": "CCAS de Touquet-Paris-Plage", f"B{rang}": "CCAS du Touquet"})
    phrase = "1 feuille n'a plus de structure financée : « CCAS du Touquet » ; « Supprimer les conventions » la retire."
    choix = {"devant": "Conventions", "selection": "A7,A9"}
    assert lancer("generer_conventions", octets).alertes[0][0].startswith(f"Remplacer 2 conventions générées ? {phrase}")
    faite = lancer("generer_conventions_selection", octets, confirme=True, **choix)
    assert faite.alertes[0][0].startswith("2 conventions de la sélection écrites à la fin du classeur.")
    assert faite.alertes[0][0].endswith(phrase)
    assert list_rangees(faite)["CCAS du Touquet"][7] == "plus financée"
    a_la_main = lancer("generer_conventions_selection", edit(octets, "CCAS du Touquet", {"A3": "Corrigé"}), confirme=True, **choix)
    assert a_la_main.alertes[0][0].endswith("1 feuille n'a plus de structure financée : « CCAS du Touquet » ; retirez-la à la main.")
    retiree = lancer("supprimer_conventions", faite.octets, confirme=True)
    assert list_feuilles(retiree) == MAITRES


def test_the_index_says_of_which_day_it_is_and_its_links_look_like_links(selectionnees):
    assert "Liste du 27/09/2022, jour de la dernière génération :" in selectionnees.read("Conventions")[2][0]
    police = selectionnees.classeur["Conventions"]["J7"].font
    assert (police.color.rgb, police.underline) == ("FF0563C1", "single")


def test_an_empty_workbook_has_no_convention_to_write(lancer):
    faite = lancer("generer_conventions", CLASSEUR.with_name("annexe5_modele.xlsm").read_bytes())
    assert faite.alertes[0][0] == "Aucune structure n'a encore de convention à écrire : saisissez les montants retenus dans l'Annexe 5."


def test_delete_asks_then_gives_the_workbook_back(suivante, lancer):
    demande = lancer("supprimer_conventions", suivante)
    assert demande.question == "supprimer_conventions"
    assert demande.octets == suivante
    faite = lancer("supprimer_conventions", suivante, confirme=True)
    assert list_feuilles(faite) == MAITRES
    assert list_rangees(faite) == list_rangees(Client(read_octets()))


def test_delete_keeps_what_was_edited(retouchee, lancer):
    octets, feuille = retouchee
    faite = lancer("supprimer_conventions", octets, confirme=True)
    assert list_feuilles(faite) == [*MAITRES, feuille]
    assert f"« {feuille} »" in faite.alertes[0][0]


def test_a_blocking_anomaly_forbids_documents(lancer):
    faite = lancer("generer_conventions", edit(read_octets(), "Annexe 5", {"M7": -5}))
    assert faite.alertes[0][0].startswith("Aucun document n'est écrit tant qu'il reste une anomalie bloquante")
    assert faite.alertes[0][3] == "critical"
    assert faite.inserees == []
