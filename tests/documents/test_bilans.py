"""What a form asks: what the source names, and nothing else; what tells it from the others."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from dpid_xl.calcul.bilans import QUALITATIF, Genre, list_indicateurs, strip_genre
from dpid_xl.calcul.paragraphes import select_paragraphes
from dpid_xl.documents.bilans import IDENTIFIANT, compose_bilans
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.noms import fold_nom

MOTS = re.compile(r"[^\W_]+")
DE_LIAISON = {"de", "des", "d"}  # that join two words of the fiche: « durée des contrats »


@pytest.fixture(scope="module")
def bilans(dossier):
    return compose_bilans(dossier)


def list_libelles(bilan):
    return [question.libelle for question in bilan.questions]


def find(bilans, structure, operation):
    return next(bilan for bilan in bilans if bilan.structure.nom == structure and bilan.operations == (operation,))


def test_each_financed_operation_of_each_structure_has_its_form(bilans, dossier):
    assert len(bilans) == 136
    assert len({bilan.structure.nom for bilan in bilans}) == 89
    assert {bilan.operations[0] for bilan in bilans} == {operation.code for operation in dossier.operations}
    assert sum(bilan.montant for bilan in bilans) == Decimal("6198687.52")


def test_an_indicator_has_no_word_that_its_fiche_does_not_have(dossier):
    for operation in dossier.operations:
        dits = set(MOTS.findall(fold_nom(" ".join(operation.fiche.bilan)))) | DE_LIAISON
        for indicateur in operation.indicateurs:
            mots = set(MOTS.findall(fold_nom(strip_genre(indicateur))))
            assert not mots - dits, (operation.code, indicateur)


def test_an_indicator_of_some_structures_is_asked_of_them_only(bilans, dossier):
    reserve = "Demandes de renseignement reçues par téléphone ou par courriel"
    demandeurs = {bilan.structure.nom for bilan in bilans if reserve in list_libelles(bilan)}
    (phrase,) = [texte for texte in dossier.operation_par_code["T2-10"].fiche.bilan if texte.startswith("[")]
    nommees = {dossier.find_structure(nom.strip()).nom for nom in phrase[1 : phrase.index("]")].split("|")}
    assert demandeurs == nommees
    assert select_paragraphes(dossier, dossier.find_structure("PAGE"), [phrase]) == ()


def test_exits_are_asked_where_the_source_asks_them_and_notes_nowhere(bilans):
    avec = {bilan.operations[0] for bilan in bilans for question in bilan.questions if question.champ == "sorties"}
    assert avec == {"T2-13"}
    champs = {question.champ for bilan in bilans for question in bilan.questions}
    assert champs == {"realise", "realise_simple", "depenses", "sorties", ""}, "the notes are the Département's to give"


def test_quantities_are_asked_by_kind_with_what_was_planned(bilans):
    mesures = find(bilans, "4AJ", "T3-02").questions[:2]
    assert [(question.libelle, question.prevu) for question in mesures] == [
        ("Mesures renforcées réalisées", "8 mesures"),
        ("Mesures simples réalisées", "0 mesure"),
    ]
    place = find(bilans, "CCAS de Libercourt", "T1-01").questions[0]
    assert (place.libelle, place.unite, place.prevu) == ("Quantité réalisée", "place", "80 places")


def test_the_words_of_a_form_tell_its_rows_apart(bilans):
    for bilan in bilans:
        libelles = [fold_nom(libelle) for libelle in list_libelles(bilan)]
        assert len(set(libelles)) == len(libelles), bilan.titre


def test_a_form_says_nothing_that_is_to_be_completed(bilans):
    for bilan in bilans:
        textes = [texte for bloc in bilan.blocs for rubrique in bloc.rubriques for texte in rubrique.paragraphes]
        assert not any(A_COMPLETER in texte for texte in [*textes, *list_libelles(bilan)]), bilan.titre
        assert not bilan.projet


def test_identifiers_are_those_of_one_form_each(bilans):
    assert len({bilan.cle for bilan in bilans}) == len(bilans)
    assert all(IDENTIFIANT.fullmatch(bilan.identifiant) for bilan in bilans)


def test_what_a_form_was_filled_in_with_is_told_by_its_identifier(bilans, dossier):
    avant = find(bilans, "PAGE", "T2-05")
    siennes = [ligne for ligne in dossier.lignes if (ligne.structure, ligne.operation) == ("PAGE", "T2-05")]
    lignes = tuple(replace(ligne, quantite=Decimal(1)) if ligne in siennes else ligne for ligne in dossier.lignes)
    apres = find(compose_bilans(replace(dossier, lignes=lignes)), "PAGE", "T2-05")
    assert (avant.cle, avant.etat != apres.etat) == (apres.cle, True)
    autre = replace(dossier, campagne=replace(dossier.campagne, code="2023"))
    assert find(compose_bilans(autre), "PAGE", "T2-05").cle != avant.cle


def test_only_the_structures_asked_for(dossier):
    assert [bilan.operations[0] for bilan in compose_bilans(dossier, ["PAGE"])] == ["T1-01", "T2-05"]


def test_a_line_without_an_objective_in_figures_is_asked_no_quantity(dossier):
    lignes = tuple(replace(ligne, objectif="sans objectif chiffré") for ligne in dossier.lignes)
    bilan = find(compose_bilans(replace(dossier, lignes=lignes)), "PAGE", "T2-05")
    assert "Quantité réalisée" not in list_libelles(bilan)


def test_an_operation_without_indicators_asks_none(dossier):
    assert list_indicateurs(dossier, "GEIQ PRO TP", "T2-14") == (QUALITATIF,)
    genres = {question.genre for bilan in compose_bilans(dossier, ["GEIQ PRO TP"]) for question in bilan.questions}
    assert genres == {Genre.NOMBRE, Genre.EUROS, Genre.TEXTE}
