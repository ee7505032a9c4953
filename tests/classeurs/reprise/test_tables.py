"""Every input of every table of the schema is taken over as it was typed, whether the reader understands it or not."""

from datetime import date

import pytest

from dpid_xl.classeurs.lecture.enregistrements import CLES
from dpid_xl.classeurs.lecture.entetes import find_tableau
from dpid_xl.classeurs.reprise.modele import Sort
from dpid_xl.schema import JOURNAL, TABLES, Nature
from tests.classeurs.fabrique import RANGEES, Essai

SAISIES = [(table, colonne) for table in TABLES for colonne in table.colonnes if colonne.saisie]
VALEURS = {
    Nature.TEXTE: "saisi, é",
    Nature.PARAGRAPHES: "un\ndeux",
    Nature.NOMS: "A | B",
    Nature.IDENTIFIANT: "00123",
    Nature.NOMBRE: 3.5,
    Nature.ENTIER: 2,
    Nature.MONTANT: 12.34,
    Nature.TAUX: 0.25,
    Nature.VALEUR: 7.5,
    Nature.DATE: date(2022, 8, 1),
    Nature.OUI_NON: "oui",
}
ILLISIBLE = "ni l'un, ni l'autre"


def _choose(colonne):
    return colonne.liste[0] if isinstance(colonne.liste, tuple) else VALEURS.get(colonne.nature, 2022)


def _fill(choose):
    """A workbook whose last row of each table has something in each of its inputs."""
    rangees = {
        table.nom: [
            *(dict(rangee) for rangee in RANGEES.get(table.nom, ())),
            {colonne.entete: choose(colonne) for colonne in table.colonnes if colonne.saisie},
        ]
        for table in CLES
    }
    return Essai(rangees=rangees)


@pytest.fixture(scope="module")
def comprise(refit):
    return refit(_fill(_choose))


@pytest.fixture(scope="module")
def incomprise(refit):
    return refit(_fill(lambda _colonne: ILLISIBLE))


def _read(classeur, table, champ):
    place = find_tableau(classeur, table)
    return [classeur.get_brut(place.feuille, rang, place.colonnes[champ]) for rang in range(place.rang_entetes + 1, place.dernier + 1)]


@pytest.mark.parametrize(("table", "colonne"), SAISIES, ids=[f"{table.nom}-{colonne.champ}" for table, colonne in SAISIES])
def test_every_input_is_taken_over(comprise, table, colonne):
    anciennes, lues = _read(comprise.ancien, table, colonne.champ), _read(comprise.nouveau, table, colonne.champ)
    assert _choose(colonne) in lues
    assert lues[: len(anciennes)] == anciennes  # rows that wait to be filled come after


@pytest.mark.parametrize(("table", "colonne"), SAISIES, ids=[f"{table.nom}-{colonne.champ}" for table, colonne in SAISIES])
def test_what_is_not_understood_is_taken_over_too(incomprise, table, colonne):
    assert ILLISIBLE in _read(incomprise.nouveau, table, colonne.champ)


def test_nothing_is_lost(comprise, incomprise):
    assert comprise.perdus == incomprise.perdus == []


def test_every_table_where_people_type_is_read():
    assert {table.nom for table, _colonne in SAISIES} == {table.nom for table in CLES}


def test_the_journal_is_kept_whole():
    assert all(colonne.gardee for colonne in JOURNAL.colonnes)


def test_no_column_is_typed_and_computed():
    assert not [colonne for table in TABLES for colonne in table.colonnes if colonne.gardee and (colonne.saisie or colonne.formule)]


def test_the_report_counts_the_rows(comprise):
    gardes = {constat.quoi: constat.valeur for constat in comprise.select(Sort.GARDE, "tableau")}
    assert gardes["tableau tblAnnexe5"] == "3 rangées"
    assert gardes["tableau tblBareme"] == "2 rangées"
