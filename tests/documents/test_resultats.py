"""The report of the results: figures that add up, structures without bilan named, nothing said of what is not known."""

from decimal import Decimal

import pytest

from dpid_xl.documents.bilans import compose_bilans
from dpid_xl.documents.document import Style
from dpid_xl.documents.resultats import INCONNU, compose_resultats
from dpid_xl.importation.bilans import BilanLu
from dpid_xl.importation.reception import receive_bilans
from dpid_xl.montants import parse_montant
from tests.bilans import INVENTE, invent


def read_lus(bilans):
    """What the forms say, as if they had come back."""
    return [BilanLu(bilan, "", tuple((question, invent(bilan)[question.libelle]) for question in bilan.questions)) for bilan in bilans]


@pytest.fixture(scope="module")
def recu(dossier):
    """The campaign with the bilans of all but the last structure of each operation, if it has several."""
    bilans = compose_bilans(dossier)
    dernier = {bilan.operations: bilan for bilan in bilans}
    nombre = {operation: sum(bilan.operations == operation for bilan in bilans) for operation in dernier}
    return receive_bilans(dossier, read_lus([b for b in bilans if nombre[b.operations] == 1 or b is not dernier[b.operations]])).dossier


def list_tables(blocs, legende):
    return [bloc.tableau for bloc in blocs if bloc.style is Style.TABLEAU and bloc.legende.replace("’", "'").startswith(legende)]


def sum_colonne(rangees, colonne):
    return sum((parse_montant(rangee[colonne]) for rangee in rangees if rangee[colonne] != INCONNU), Decimal(0))


def test_nothing_is_known_of_a_campaign_without_bilans(dossier):
    blocs = compose_resultats(dossier)
    (ensemble,) = list_tables(blocs, "Résultats par")
    assert [rangee[3] for rangee in ensemble[1:]] == [INCONNU] * 28
    textes = " ".join(bloc.texte for bloc in blocs)
    assert textes.count("Sans bilan") == 27
    assert INVENTE not in textes


def test_totals_are_the_sums_of_what_stands_above_them(recu):
    blocs = compose_resultats(recu)
    (ensemble,) = list_tables(blocs, "Résultats par")
    *operations, total = ensemble[1:]
    assert sum_colonne(operations, 2) == parse_montant(total[2]) == Decimal("6198687.52")
    assert sum_colonne(operations, 3) == parse_montant(total[3]) > 0
    details = list_tables(blocs, "Résultats de l'opération")
    assert len(details) == len(operations) == 27
    for operation, detail in zip(operations, details, strict=True):
        assert sum_colonne(detail[1:], 4) == parse_montant(operation[2])
        assert sum_colonne(detail[1:], 5) == (Decimal(0) if operation[3] == INCONNU else parse_montant(operation[3]))
        assert operation[1].endswith(f" sur {len(detail) - 1}")


def test_structures_without_a_bilan_are_named_and_they_alone(recu):
    textes = [bloc.texte.replace("\xa0", " ") for bloc in compose_resultats(recu) if bloc.texte.startswith("Sans bilan")]
    assert "Sans bilan (1) : Au bord de la ligne." in textes
    assert all(texte.startswith("Sans bilan (1) :") for texte in textes)


def test_counts_and_euros_are_added_up_shares_are_not(recu):
    blocs = compose_resultats(recu)
    (table,) = list_tables(blocs, "Indicateurs de l'opération T2-08")
    dits = [dit for dit in recu.indicateurs if dit.operation == "T2-08" and dit.indicateur.startswith("Plans d")]
    assert table[1][:2] == ("Plans d’action établis avec le référent", "1 sur 2")
    assert Decimal(table[1][2]) == sum(dit.nombre for dit in dits)
    (parts,) = list_tables(blocs, "Indicateurs de l'opération T2-02")
    rsa = next(rangee for rangee in parts if rangee[0] == "Part des bénéficiaires du RSA")
    assert " à " in rsa[2]
    assert rsa[2].endswith("%")


def test_words_are_given_structure_by_structure(recu):
    puces = [bloc.texte for bloc in compose_resultats(recu) if bloc.style is Style.PUCE]
    assert (
        sum(INVENTE in puce for puce in puces)
        == len(puces)
        == sum(bool(dit.reponse) for dit in recu.indicateurs) + sum(bool(suivi.observations) for suivi in recu.suivis)
    )
