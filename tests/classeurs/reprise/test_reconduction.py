"""The workbook of the year after: what it keeps, what it leaves, what is to be read again; nothing of the old campaign is in force."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from dpid_xl import chaine
from dpid_xl.campagnes.reconduction import AnneeRefusee
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.lecture.ouverture import open_classeur
from dpid_xl.classeurs.reconduction import LignesIllisibles
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.classeurs.reprise.modele import Sort
from dpid_xl.classeurs.reprise.notes import read_notes
from dpid_xl.examen import examine
from dpid_xl.modele import OrigineTexte
from dpid_xl.schema import ANTERIEUR, BUDGET, FEUILLES, JOURNAL, OPERATIONS
from tests.classeurs.court import shorten_echeancier
from tests.classeurs.fabrique import Essai, build
from tests.classeurs.reprise.conftest import Remise
from tests.libreoffice import convert
from tests.typographie import unset

JOUR = date(2023, 1, 10)
SUIVI = (
    {
        "Structure": "CCAS de Libercourt",
        "Opération": "T1-01",
        "Signée le": date(2022, 10, 20),
        "Versé": 3840,
        "Réalisé": 80,
        "Partenariat": 1,
        "Parcours": 1,
        "Dépenses": 6000,
        "Observations": "bilan reçu (inventé)",
    },
)


def _make_essai():
    essai = Essai(reglages={"code": "essai", "nom": "Campagne d'essai", "deliberation_numero": "2022-375", "tribunal": "Lille"})
    essai.reglages |= {"deliberation_date": date(2022, 9, 27), "debut": date(2022, 7, 1), "elus_interesses": "Une élue"}
    essai.reglages |= {"modele_de_numero": "2022-#####", "premier_numero": 2950, "delai_de_retour": 30}
    essai.rangees["tblSuivi"] = [dict(rangee) for rangee in SUIVI]
    essai.rangees["tblAnnexe5"][0] |= {"Structure": "ccas de libercourt", "N° convention": "2022-1"}
    essai.rangees["tblOperations"][0] |= {
        "Bilan": "Premier bilan en 2022.",
        "Objectifs": "Récrits par l'agent.",
        "Début": date(2022, 7, 1),
        "Bilan au plus tard": date(2023, 1, 31),
        "Justification": "écart accepté",
    }
    essai.rangees["tblStructures"][0] |= {
        "Siège": "1 rue Inventée",
        "Représentant": "Camille Inventée",
        "IBAN": "FR7630006000011234567890189",
        "BIC": "AGRIFRPP",
        "Justification": "doublon accepté",
        "Décision du": date(2022, 5, 12),
        "CER signé le": date(2022, 6, 1),
    }
    essai.rangees["tblBareme"].append(
        {"Code": "AVANCE", "Libellé": "Avance", "Valeur": 0.6, "Unité": "part", "Avance de": "T1-01", "Source": "annexe 7"}
    )
    essai.rangees["tblModele"] = [
        {"Bloc": "v001-titre", "Style": "titre", "Texte": "CONVENTION", "Texte voté": "CONVENTION"},
        {"Bloc": "v002-texte", "Style": "texte", "Texte": "Récrit.", "Texte voté": "Voté."},
    ]
    essai.en_plus = {"tblStructures": {"Avis": "favorable en 2022"}, "tblAnnexe5": {"Ma note": "sur la ligne"}}
    essai.apres = _add
    return essai


def _add(classeur):
    notes = classeur.add_worksheet("Mes notes")
    notes.write("A1", "Réunion de 2022")
    notes.write_formula("B1", "=SUM(tblAnnexe5[Montant retenu])", None, 8000.5)
    classeur.get_worksheet_by_name("Annexe 5").write("AZ7", "à côté de la ligne")
    classeur.get_worksheet_by_name("Annexe 5").write_comment("B7", "note d'agent", {"author": "Marie"})
    classeur.get_worksheet_by_name("Campagne").write("D6", "à garder")


@pytest.fixture(scope="module")
def reconduire(tmp_path_factory):
    def _reconduire(octets, annee=2023):
        dossier = tmp_path_factory.mktemp("reconduction")
        ancien, nouveau = dossier / "ancien.xlsm", dossier / "nouveau.xlsm"
        ancien.write_bytes(octets)
        with shorten_echeancier(4):
            contenu, constats = chaine.reconduct_classeur(ancien, annee, JOUR)
        assert ancien.read_bytes() == octets
        nouveau.write_bytes(contenu)
        return Remise(open_classeur(ancien)[0], open_classeur(nouveau)[0], constats, contenu)

    return _reconduire


@pytest.fixture(scope="module")
def remise(reconduire):
    return reconduire(build(_make_essai()))


@pytest.fixture(scope="module")
def neuf(remise, tmp_path_factory):
    chemin = tmp_path_factory.mktemp("neuf") / "neuf.xlsm"
    chemin.write_bytes(remise.octets)
    return chemin


@pytest.fixture(scope="module")
def relu(neuf):
    return read_classeur(neuf).dossier


def _dits(remise, sort, quoi=""):
    return {(constat.feuille, unset(constat.quoi)): unset(constat.valeur) for constat in remise.select(sort, quoi)}


def test_the_register_the_operations_and_the_clauses_are_kept(relu):
    structure = relu.structures[0]
    assert (structure.siret, structure.siege, structure.representant) == ("26620586900018", "1 rue Inventée", "Camille Inventée")
    assert (structure.iban, structure.bic, structure.justification) == ("FR7630006000011234567890189", "AGRIFRPP", "doublon accepté")
    assert structure.cer == date(2022, 6, 1)
    assert (relu.operations[0].fiche.objectifs, relu.campagne.tribunal) == (("Récrits par l'agent.",), "Lille")
    assert [tarif.code for tarif in relu.tarifs] == ["PLACE"]


def test_no_line_no_vote_no_signature_no_result_no_rate_of_avance_no_date(relu):
    assert relu.lignes == relu.decisions == relu.attributions == relu.deliberations == relu.exercices == relu.suivis == relu.remarques == ()
    assert relu.bareme.find_avance("T1-01") is None
    campagne, operation = relu.campagne, relu.operations[0]
    assert (campagne.nom, campagne.deliberation_numero, campagne.deliberation_date, campagne.debut) == ("Campagne 2023", "", None, None)
    assert campagne.elus_interesses == relu.signatures == ()
    assert (campagne.modele_de_numero, campagne.premier_numero, campagne.delai_de_retour) == ("", None, 30)
    assert (operation.debut, operation.bilan_au_plus_tard, operation.justification, operation.source) == (None, None, "", "")
    assert (relu.structures[0].decision_date, relu.tarifs[0].valable_du) == (None, None)


def test_budget_lines_wait_for_their_ae(remise, neuf):
    feuille = openpyxl.load_workbook(neuf)[BUDGET.feuille]
    entetes = {cellule.value: cellule.column for cellule in feuille[6]}
    assert [feuille.cell(7, entetes[entete]).value for entete in ("Code", "AE", "Disponible", "Dépense décidée")] == [
        "C02",
        None,
        None,
        None,
    ]
    bloquantes = [anomalie for anomalie in examine(neuf).anomalies if anomalie.gravite.value == "bloquante"]
    assert "lecture_ligne_incomplete" in [anomalie.code for anomalie in bloquantes if anomalie.origine.feuille == BUDGET.feuille]
    assert _dits(remise, Sort.VIDE)["Budget", "« AE » de C02"] == "10000"


def test_amounts_and_results_are_remembered_once(relu):
    premiere, seconde = relu.anterieurs
    assert (premiere.annee, premiere.structure, premiere.montant) == (2022, "CCAS de Libercourt", Decimal(6400))
    assert (premiere.numero_convention, premiere.campagne) == ("2022-1", "Campagne d'essai")
    assert (premiere.signature, premiere.versement, premiere.realise) == (date(2022, 10, 20), Decimal(3840), Decimal(80))
    assert premiere.observations == "bilan reçu (inventé)"
    assert (seconde.structure, seconde.montant, seconde.versement, seconde.acquis) == ("PAGE", Decimal("1600.50"), None, None)


def test_the_sheet_is_protected_and_shown(remise):
    feuille = next(feuille for feuille in FEUILLES if feuille.nom == ANTERIEUR.feuille)
    assert feuille.protegee
    assert ANTERIEUR.feuille not in remise.nouveau.feuilles_masquees


def test_the_voted_text_waits_for_a_new_vote(relu, neuf):
    assert [bloc.origine for bloc in relu.modele] == [OrigineTexte.A_CONFIRMER, OrigineTexte.MODIFIE]
    assert relu.modele[0].origine_dite == "voté en 2022, à confirmer"
    valeurs = openpyxl.load_workbook(neuf, data_only=True)
    assert valeurs["Modèle convention"]["E7"].value == "voté en 2022, à confirmer"
    textes = [unset(str(cellule.value)) for rangee in valeurs["Accueil"].iter_rows() for cellule in rangee if cellule.value]
    assert "convention type votée en 2022, à confirmer, 1 bloc modifié depuis le vote" in textes


def test_what_is_one_s_own_follows(remise, relu):
    nouveau = remise.nouveau
    assert nouveau.feuilles[-1] == "Mes notes"
    assert nouveau.get_formule("Mes notes", 1, 2) == "=SUM(tblAnnexe5[Montant retenu])"
    assert nouveau.get_brut("Campagne", 6, 4) == "à garder"
    assert {constat.valeur for constat in remise.select(Sort.GARDE, "colonne à vous")} == {"Avis", "Ma note"}
    assert read_notes(nouveau) == {}
    assert relu.structures[0].nom == "CCAS de Libercourt"


def test_what_is_left_is_said_with_its_cell(remise):
    vides = _dits(remise, Sort.VIDE)
    assert vides["Annexe 5", "tableau tblAnnexe5"] == "2 rangées"
    assert vides["Annexe 5", "cellule hors tableau"] == "à côté de la ligne"
    assert vides["Annexe 5", "note"] == "note d'agent"
    assert vides["Annexe 5", "colonne à vous « Ma note »"] == "sur la ligne"
    assert vides["Opérations", "« Début » de T1-01"] == "01/07/2022"
    assert vides["Structures", "« Décision du » de CCAS de Libercourt"] == "12/05/2022"
    assert vides["Barème", "taux « AVANCE »"] == "0,6"
    assert vides["Campagne", "réglage « Délibération du »"] == "27/09/2022"
    assert not remise.perdus


def test_what_speaks_of_a_year_is_to_be_read_again(remise, neuf):
    revoir = _dits(remise, Sort.A_REVOIR)
    assert revoir["Opérations", "« Bilan » de T1-01"] == "Premier bilan en 2022."
    assert revoir["Structures", "cellule à vous"] == "favorable en 2022"
    assert revoir["Mes notes", "cellule à vous"] == "Réunion de 2022"
    assert revoir["Structures", "« CER signé le » de CCAS de Libercourt"] == "01/06/2022"
    assert revoir["Campagne", "réglage « Nom de la campagne »"] == "Campagne d'essai"
    passees = [anomalie for anomalie in examine(neuf).anomalies if anomalie.code == "annee_passee"]
    (dit,) = [constat for constat in remise.select(Sort.A_REVOIR) if "Bilan" in constat.quoi]
    assert [(anomalie.origine.feuille, anomalie.origine.cellule) for anomalie in passees] == [(OPERATIONS.feuille, dit.cellule)]


def test_the_journal_says_where_the_workbook_comes_from(remise):
    place = remise.nouveau.tableaux[JOURNAL.nom.casefold()].bloc
    rangee = [remise.nouveau.get_brut(JOURNAL.feuille, place.haut + 1, numero) for numero in range(place.gauche, place.droite + 1)]
    assert (rangee[0], rangee[2]) == ("10/01/2023", "Reconduction")
    assert "ancien.xlsm" in rangee[3]
    assert place.bas == place.haut + 1


def test_the_same_bytes_again(reconduire, remise):
    assert reconduire(build(_make_essai())).octets == remise.octets


def test_an_empty_campaign_has_nothing_right(neuf):
    """Neither on the sheet of controls, nor on Accueil; what blocks is said there."""
    valeurs = openpyxl.load_workbook(neuf, data_only=True)
    dits = {
        str(cellule.value)
        for feuille in ("Accueil", "Contrôles", "Totaux")
        for rangee in valeurs[feuille].iter_rows()
        for cellule in rangee
    }
    assert not {"juste", "aucune", "reste", "écart"} & dits
    assert {"rien", "rien à comparer", "à corriger"} <= dits


def test_made_anew_the_year_after_keeps_what_it_was_given(neuf, relu, tmp_path):
    with shorten_echeancier(4):
        contenu, _constats = chaine.refit_classeur(neuf, JOUR)
    (tmp_path / "refait.xlsm").write_bytes(contenu)
    assert locate_dossier(read_classeur(tmp_path / "refait.xlsm").dossier) == locate_dossier(relu)


def test_the_third_year_keeps_the_first(reconduire, relu, jour):
    with shorten_echeancier(4):
        campagne = replace(relu.campagne, deliberation_date=date(2023, 5, 9), nom="Campagne de 2023")
        suivante = reconduire(build_classeur(replace(relu, campagne=campagne), (), jour), 2024)
    annees = [suivante.nouveau.get_brut(ANTERIEUR.feuille, rang, 1) for rang in (7, 8)]
    assert annees == [2022, 2022]
    assert suivante.nouveau.get_brut("Modèle convention", 7, 5) == "voté en 2022, à confirmer"


@pytest.mark.parametrize("annee", [2021, 2022])
def test_the_year_comes_after(reconduire, annee):
    with pytest.raises(AnneeRefusee, match=f"doit venir après 2022, .* « {annee} »"):
        reconduire(build(_make_essai()), annee)


def test_a_campaign_without_a_year_is_refused_with_its_cell(reconduire):
    with pytest.raises(AnneeRefusee, match=r"\(Campagne!B9\)"):
        reconduire(build())


def test_a_line_that_cannot_be_read_would_be_forgotten(reconduire):
    with pytest.raises(LignesIllisibles, match="Annexe 5!"):
        reconduire(build(_make_essai().set("Montant retenu", "six mille")))


@pytest.mark.libreoffice
def test_a_real_spreadsheet_computes_the_same(neuf):
    formules, ecrites = (openpyxl.load_workbook(neuf, data_only=valeurs) for valeurs in (False, True))
    recalcule = openpyxl.load_workbook(convert(neuf, "xlsx"), data_only=True)
    ecarts = [
        (onglet.title, cellule.coordinate, ecrite, trouvee)
        for onglet in formules
        for rangee in onglet.iter_rows()
        for cellule in rangee
        if cellule.data_type == "f" and "DPID_" not in str(cellule.value)
        for ecrite, trouvee in [[livre[onglet.title][cellule.coordinate].value for livre in (ecrites, recalcule)]]
        if (ecrite or "") != (trouvee or "") and not str(cellule.value).startswith("=HYPERLINK")
    ]
    assert ecarts == [("Mes notes", "B1", 8000.5, 0)]  # what people's own formula gave, until it is computed
