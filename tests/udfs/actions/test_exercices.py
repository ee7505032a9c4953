"""Accepter les propositions: the prorata become parts that the officer answers for, after a yes; what was typed stays."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from dpid_xl.calcul.exercices import PRORATA_ACCEPTE, compute_repartitions, list_a_repartir, list_propositions
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.modele import Dossier
from tests.exercices import INCOMPLETE, REPARTIES, split
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.comparaison import AUTRE_FEUILLE_MONTREE, LIGNE_DU_JOURNAL, compare
from tests.udfs.actions.conftest import QUAND
from udfs.actions.exercices import SANS_PROPOSITION, SANS_SELECTION


@pytest.fixture(scope="module")
def commence(dossier: Dossier) -> bytes:
    """A workbook in which the officer split some lines, one of them in part."""
    return build_classeur(split(dossier, *REPARTIES, INCOMPLETE), (), QUAND.date())


def _read(octets: bytes, tmp_path) -> Dossier:
    fichier = tmp_path / "accepte.xlsm"
    fichier.write_bytes(octets)
    return read_classeur(fichier).dossier


def _list_proposees(lancee) -> Sequence[Sequence[object]]:
    return [rangee for rangee in lancee.read("Propositions")[6:] if rangee and rangee[0]]


def test_it_asks_first(lancer):
    demandee = lancer("accepter_propositions", read_octets())
    assert demandee.question == "accepter_propositions"
    assert "56 lignes, 3 117 994,33 €" in demandee.alertes[0][0]
    assert set(compare(read_octets(), demandee.octets)) == set()


def test_all_of_them(lancer, tmp_path):
    acceptee = lancer("accepter_propositions", read_octets(), confirme=True)
    lu = _read(acceptee.octets, tmp_path)
    assert len(lu.exercices) == 112
    assert {part.source for part in lu.exercices} == {PRORATA_ACCEPTE}
    assert sum(part.montant for part in lu.exercices) == Decimal("3117994.33")
    assert sum_montants(repartition.ligne for repartition in list_a_repartir(compute_repartitions(lu))) == Decimal("1165795.18")
    assert _list_proposees(acceptee) == []
    changees = {"Exercices", "tblExercices", "Propositions", "tblPropositions"} | LIGNE_DU_JOURNAL | AUTRE_FEUILLE_MONTREE
    assert set(compare(read_octets(), acceptee.octets)) == changees
    assert acceptee.read("Journal")[6][3] == "prorata accepté pour 56 lignes, 3\u202f117\u202f994,33\xa0€"


def test_no_is_no(lancer):
    refusee = lancer("accepter_propositions", read_octets(), confirme=False)
    assert "Exercices" not in compare(read_octets(), refusee.octets)


@pytest.mark.parametrize("devant", ["Propositions", "Annexe 5"])
def test_the_selected_lines_only(lancer, tmp_path, dossier, devant):
    premiere = list_propositions(dossier)[0].ligne
    rang = 7 if devant == "Propositions" else 7 + dossier.lignes.index(premiere)
    acceptee = lancer("accepter_propositions_selection", read_octets(), confirme=True, devant=devant, selection=f"A{rang}:B{rang}")
    lu = _read(acceptee.octets, tmp_path)
    nom = dossier.find_structure(premiere.structure).nom
    assert [(part.operation, part.structure, part.exercice) for part in lu.exercices] == [
        *((premiere.operation, nom, 2022), (premiere.operation, nom, 2023)),
    ]
    assert len(_list_proposees(acceptee)) == 110


def test_what_was_typed_is_not_overwritten(lancer, commence, tmp_path):
    avant = _read(commence, tmp_path).exercices
    lu = _read(lancer("accepter_propositions", commence, confirme=True).octets, tmp_path)
    assert lu.exercices[: len(avant)] == avant
    assert {part.source for part in lu.exercices[len(avant) :]} == {PRORATA_ACCEPTE}
    assert {("4AJ", "T3-02"), ("Tous Parrains", "T1-03")}.isdisjoint(
        (part.structure, part.operation) for part in lu.exercices[len(avant) :]
    )


def test_nothing_to_accept(lancer):
    acceptee = lancer("accepter_propositions", read_octets(), confirme=True)
    encore = lancer("accepter_propositions", acceptee.octets)
    assert [phrase for phrase, *_ in encore.alertes] == [SANS_PROPOSITION]


def test_nothing_selected(lancer):
    demandee = lancer("accepter_propositions_selection", read_octets(), devant="Structures", selection="A7")
    assert [phrase for phrase, *_ in demandee.alertes] == [SANS_SELECTION]


def test_controler_lists_what_may_be_accepted(lancer, commence, tmp_path):
    controlee = lancer("controler", commence)
    assert len(_list_proposees(controlee)) == len(list_propositions(_read(commence, tmp_path)))
