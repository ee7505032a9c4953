"""The official table and the articles: what the lines say, in the order and at the levels of the vote."""

from dataclasses import replace
from decimal import Decimal

from dpid_xl.documents.annexe5 import compose_annexe5, compose_deliberation, write_description
from dpid_xl.documents.document import Style


def test_every_line_once_and_every_total(dossier):
    annexe = compose_annexe5(dossier)
    blocs = [bloc for chapitre in annexe.chapitres for bloc in chapitre.blocs]
    assert sum(len(bloc.rangees) for bloc in blocs) == 143
    assert [bloc.code for bloc in blocs] == [operation.code for operation in dossier.operations]
    assert (
        sum(bloc.total for bloc in blocs) == sum(chapitre.total for chapitre in annexe.chapitres) == annexe.total == Decimal("6198687.52")
    )
    assert [str(chapitre.total) for chapitre in annexe.chapitres] == ["559915.33", "3410772.19", "1760000.00", "468000.00"]
    assert annexe.sous_titre == "Délibération n°\xa02022-375 du 27 septembre 2022"


def test_a_line_of_an_unknown_operation_is_not_lost(dossier):
    inconnue = replace(dossier.lignes[0], operation="T9-09")
    annexe = compose_annexe5(replace(dossier, lignes=(*dossier.lignes[1:], inconnue)))
    assert annexe.chapitres[-1].intitule == "Sans opération connue"
    assert annexe.chapitres[-1].blocs[0].titre == "T9-09"
    assert annexe.total == Decimal("6198687.52")


def test_quantities_are_written_before_the_words(dossier):
    ligne = replace(dossier.lignes[0], quantite=Decimal(6), quantite_simple=Decimal(2), unite="mesure", description="Suivi")
    assert write_description(dossier, ligne) == "6 mesures et 2 mesures simples – Suivi"
    assert write_description(dossier, replace(ligne, quantite=None, quantite_simple=None)) == "Suivi"
    assert write_description(dossier, replace(ligne, unite="forfait", quantite=Decimal(1), quantite_simple=None)) == "Suivi"


def test_without_a_vote_nothing_is_invented(dossier):
    campagne = replace(dossier.campagne, deliberation_numero="", deliberation_date=None)
    assert compose_annexe5(replace(dossier, campagne=campagne)).sous_titre == ""
    sans_article = replace(dossier, thematiques=tuple(replace(thematique, article="") for thematique in dossier.thematiques))
    assert not any("Article" in bloc.texte for bloc in compose_deliberation(sans_article))


def test_the_articles_say_their_amounts(dossier):
    blocs = compose_deliberation(dossier)
    textes = " ".join(bloc.texte for bloc in blocs)
    for montant in ("559\u202f915,33", "3\u202f410\u202f772,19", "1\u202f760\u202f000,00", "468\u202f000,00"):
        assert montant in textes
    assert [bloc.texte.split(" – ")[0] for bloc in blocs if bloc.style is Style.ARTICLE] == [
        "Article 1",
        "Article 2",
        "Article 3",
        "Article 4",
        "Imputation budgétaire",
    ]
    budget = blocs[-1].tableau
    assert budget[-1] == ("TOTAL", "", "", "", "6\u202f198\u202f687,52\xa0€")
    assert len(budget) == 2 + 5
