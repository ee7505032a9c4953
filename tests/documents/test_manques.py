"""What is missing from all the conventions: one row of the workbook each, first what unlocks them all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.bareme import load_bareme
from dpid_xl.calcul.exercices import compute_repartitions, list_a_repartir
from dpid_xl.classeurs.gabarit import locate_dossier
from dpid_xl.documents.avenants import compose_ajouts
from dpid_xl.documents.cloture import compose_cloture
from dpid_xl.documents.convention import compose_conventions, list_ebauches
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.historique import compose_historique
from dpid_xl.documents.manques import list_manques
from dpid_xl.documents.resultats import compose_resultats
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Suivi
from tests.conftest import JOUR
from tests.exercices import split
from tests.suivis import LIBERCOURT
from tests.vecus import make_vecu


@pytest.fixture(scope="module")
def situe(dossier):
    return locate_dossier(dossier)


@pytest.fixture(scope="module")
def manques(situe):
    return list_manques(situe, compose_conventions(situe))


def _select(manques, feuille):
    return [attente for attente in manques.attentes if attente.origine.feuille == feuille]


def test_settings_come_first_and_unlock_all(manques):
    reglages = _select(manques, "Campagne")
    assert manques.attentes[: len(reglages)] == tuple(reglages)
    assert {attente.documents for attente in reglages} == {89} == {manques.documents}
    assert len(reglages) == 8
    assert str(reglages[0].origine) == "Campagne!B21"


def test_then_operations_then_structures_then_lines(manques):
    feuilles = list(dict.fromkeys(attente.origine.feuille for attente in manques.attentes))
    ordre = ["Campagne", "Barème", "Modèle convention", "Opérations", "Structures", "Annexe 5"]
    assert feuilles == [feuille for feuille in ordre if feuille in feuilles]
    documents = [attente.documents for attente in _select(manques, "Opérations")]
    assert documents == sorted(documents, reverse=True)


def test_every_gap_of_every_convention_is_in_one_row(situe, manques):
    conventions = compose_conventions(situe)
    assert {m.origine for c in conventions for m in c.lacunes if not m.origine.cellule} == set()
    assert manques.complets == 0
    page = next(attente for attente in _select(manques, "Structures") if attente.sujet == "PAGE")
    assert {"IBAN", "BIC", "date de la décision de la structure"} <= set(page.quoi)
    assert page.documents == 1


def test_what_is_typed_leaves_the_list(situe, manques):
    rempli = replace(situe, campagne=replace(situe.campagne, contact="dpid@exemple.fr"))
    suite = list_manques(rempli, compose_conventions(rempli))
    assert len(suite.attentes) == len(manques.attentes) - 1
    assert "courriel" not in suite.phrase


def test_a_line_without_dates_or_reason_is_named_by_its_cell(situe, manques):
    lignes = {attente.sujet: attente for attente in _select(manques, "Annexe 5")}
    ligne = lignes["Au bord de la ligne – T1-01"]
    assert (ligne.origine.cellule, ligne.quoi) == ("O10", ("modalités de financement", "numéro de convention"))
    sans_dates = next(ligne for ligne in situe.lignes if ligne.financee and ligne.quantite and not ligne.debut and not ligne.par_avenant)
    attente = lignes[f"{sans_dates.structure} – {sans_dates.operation}"]
    assert attente.origine == sans_dates.lieu.origine("debut")
    assert attente.quoi[:2] == ("date de début", "date de fin")


def test_a_line_without_quantity_is_named_by_its_cell(situe):
    conventions = {convention.structure.nom: convention for convention in compose_conventions(situe)}
    ligne = next(ligne for ligne in situe.lignes if (ligne.structure, ligne.operation) == ("GEIQ 3A", "T2-03"))
    assert [m.quoi for m in conventions["GEIQ 3A"].lacunes if m.origine == ligne.lieu.origine("quantite")] == ["T2-03 : action financée"]
    cellules = {m.origine for c in conventions.values() for m in c.lacunes if m.quoi.endswith(" : action financée")}
    muettes = [ligne for ligne in situe.lignes if ligne.financee and not ligne.quantite and not ligne.quantite_simple]
    semblables = [ligne for ligne in situe.lignes if (ligne.structure, ligne.operation) == ("RECUP TRI", "T2-13")]
    distinctions = {ligne.lieu.origine("description") for ligne in semblables}
    assert cellules == {ligne.lieu.origine("quantite") for ligne in muettes} | distinctions
    assert len(distinctions) == 2
    assert len(muettes) == 16


def test_a_line_that_no_exercice_has_is_named_by_its_row(situe, manques):
    quoi = "montant par exercice (feuille Exercices)"
    nommees = {attente.origine.place[0] for attente in _select(manques, "Annexe 5") if quoi in attente.quoi}
    assert nommees == {repartition.ligne.lieu.rang for repartition in list_a_repartir(compute_repartitions(situe))}
    assert len(nommees) == 86
    assert {attente.origine.cellule for attente in _select(manques, "Annexe 5") if attente.quoi == (quoi,)} >= {"M102", "M115"}
    reparti = split(situe, ("4AJ", "T3-02", 2022, "10000.00"), ("4AJ", "T3-02", 2023, "30000.00"))
    suite = list_manques(reparti, compose_conventions(reparti))
    assert sum(quoi in attente.quoi for attente in suite.attentes) == 85


def test_a_line_without_objective_in_figures_misses_none_and_its_documents_say_so(situe):
    lignes = tuple(replace(une, objectif="sans objectif chiffré") if une.structure == "GEIQ 3A" else une for une in situe.lignes)
    convention = next(une for une in compose_conventions(replace(situe, lignes=lignes)) if une.structure.nom == "GEIQ 3A")
    (action,) = (rubrique for bloc in convention.blocs for rubrique in bloc.rubriques if rubrique.libelle == "Action financée")
    assert action.paragraphes[-1] == "Sans objectif chiffré."
    assert not [manque for manque in convention.lacunes if "action financée" in manque.quoi]


def test_one_of_two_lines_without_objective_in_figures_is_named(situe):
    premiere = next(une for une in situe.lignes if une.structure == "Association Community")
    seconde = replace(premiere, territoire="Artois", quantite=None, objectif="sans objectif chiffré")
    (convention,) = compose_conventions(replace(situe, lignes=(premiere, seconde)))
    (action,) = (rubrique for bloc in convention.blocs for rubrique in bloc.rubriques if rubrique.libelle == "Action financée")
    assert action.paragraphes[-1].replace("\xa0", " ") == "Artois : Sans objectif chiffré."
    muette = replace(seconde, objectif="")
    (convention,) = compose_conventions(replace(situe, lignes=(premiere, seconde, muette)))
    (action,) = (rubrique for bloc in convention.blocs for rubrique in bloc.rubriques if rubrique.libelle == "Action financée")
    assert action.paragraphes[-1].replace("\xa0", " ") == "Objectif chiffré : À COMPLÉTER"


def _list_lacunes(documents):
    return [(document.titre, document.lacunes) for document in documents]


def test_what_is_missing_is_known_before_anything_is_written(situe):
    assert _list_lacunes(list_ebauches(situe)) == _list_lacunes(compose_conventions(situe))


def test_before_a_convention_is_written_a_gap_in_its_table_is_known_when_nothing_else_misses(situe):
    tableau = replace(situe, modele=tuple(bloc for bloc in situe.modele if bloc.style == "operations"))
    ebauches = list_ebauches(tableau)
    assert _list_lacunes(ebauches) == _list_lacunes(compose_conventions(tableau))
    assert {ebauche.manques for ebauche in ebauches} == {(), ("tableau des opérations",)}


def test_one_sentence_says_where_to_begin(manques):
    assert manques.phrase.startswith("0 convention complète sur 89 : 8 réglages de Campagne, ")
    assert manques.phrase.endswith(" ; d'abord : courriel du gestionnaire (feuille Campagne, B21) – 89 documents.")


def test_without_convention_nothing_is_said(situe):
    assert list_manques(situe, ()).phrase == ""


def test_all_complete_is_said(situe):
    complete = replace(compose_conventions(situe)[0], lacunes=())
    assert list_manques(situe, [complete]).phrase == "1 convention complète sur 1."


def test_avenants_and_letters_wait_for_rows_too(situe, manques):
    suivi = Suivi(
        "PAGE", "T2-05", date(2022, 10, 1), (), None, Decimal(10), None, None, "", Lieu("Suivi", 9, {"versement": "G", "depenses": "J"})
    )
    signee = replace(situe, suivis=(suivi,))
    courriers = compose_courriers(signee, Nature.DECOMPTE)
    suite = list_manques(signee, compose_conventions(signee), (*compose_ajouts(signee), *courriers))
    assert len(courriers) == 1
    (versement,) = _select(suite, "Suivi")
    assert (versement.sujet, versement.documents, versement.origine.cellule) == ("PAGE – T2-05", 1, "G9")
    assert versement.quoi == ("T2-05\xa0: somme versée", "T2-05\xa0: coût de l'action (article 4)")
    sans_cellule = {attente.quoi: attente.sujet for attente in _select(suite, "")}
    assert sans_cellule[("montant avant l'avenant, en chiffres",)].startswith("Avenant")
    contact = next(attente for attente in suite.attentes if attente.quoi == ("courriel du gestionnaire",))
    assert contact.documents == manques.documents
    assert suite.documents == manques.documents
    assert f" et {len(sans_cellule)} blancs hors du classeur à compléter" in suite.phrase


def test_a_letter_names_the_cells_of_what_it_lacks(situe):
    (courrier,) = compose_courriers(situe, Nature.NOTIFICATION, ["SOLIHA"])
    cellules = {manque.quoi.replace("\xa0", " "): manque.origine.feuille for manque in courrier.lacunes}
    assert cellules["date de signature"] == cellules["date de publication"] == "Suivi"
    assert cellules["courriel du gestionnaire"] == "Campagne"
    assert {feuille for quoi, feuille in cellules.items() if quoi.endswith("taux de l'avance")} == {"Opérations"}
    assert "" not in cellules.values()


@pytest.mark.parametrize("code", [tarif.code for tarif in load_bareme().tarifs if not tarif.operation])
def test_a_figure_that_the_bareme_lacks_is_missing_where_it_is_written_and_stops_nothing(dossier, code):
    vecu = make_vecu(replace(dossier, lignes=tuple(ligne for ligne in dossier.lignes if ligne.structure == LIBERCOURT)))
    sans = locate_dossier(replace(vecu, tarifs=tuple(tarif for tarif in vecu.tarifs if tarif.code != code)))
    (convention,) = compose_conventions(sans)
    courriers = [courrier for nature in Nature for courrier in compose_courriers(sans, nature, [LIBERCOURT], JOUR)]
    assert list_manques(sans, [convention], courriers).attentes
    assert compose_resultats(sans)
    assert compose_cloture(sans, JOUR)
    assert compose_historique(sans, sans.structure_par_nom[LIBERCOURT], ())
    en_parts = [manque.quoi for manque in convention.lacunes if manque.quoi == "T1-01 : modalités de financement"]
    assert bool(en_parts) == code.startswith(("PART_", "PLACES_"))  # both are said in that row
