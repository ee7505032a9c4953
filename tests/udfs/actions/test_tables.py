"""Rows of tables as actions: the formulas are the schema's, one per column, and the texts stay texts."""

import pytest

from dpid_xl.schema import ANNEXE5, CONTROLES, CONVENTIONS, ECHEANCIER, JOURNAL, MANQUES
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.client import Client
from udfs.actions.plan import Ecriture
from udfs.actions.tables import append_rangees, fill_table
from udfs.actions.vue import Place, Vue


def make_vue(*tables, sans=()):
    """A workbook with these tables, side by side, each of one empty row; ``sans`` are headers that it does not have."""
    entetes = {table.nom: [c.entete for c in table.colonnes if c.entete not in sans] for table in tables}
    places = {nom: Place(nom, 1, 1, 2, len(colonnes)) for nom, colonnes in entetes.items()}

    def read(nom, haut, _gauche, bas, droite):
        return [entetes[nom][:droite] if rang == 1 else [None] * droite for rang in range(haut, bas + 1)]

    return Vue("C.xlsm", tuple(places), places, read)


def read_rangees(actions, vue, table):
    (ecriture,) = [action for action in actions if isinstance(action, Ecriture)]
    return [dict(zip(vue.read_champs(table), rangee, strict=True)) for rangee in ecriture.valeurs]


@pytest.mark.parametrize("rangees", [[], [{"feuille": "Annexe 5"}, {"feuille": "Budget", "lien": "=1+1"}]], ids=["vide", "deux"])
def test_a_calculated_column_has_the_formula_of_the_schema_on_every_row(rangees):
    vue = make_vue(CONTROLES)
    ecrites = read_rangees(fill_table(vue, CONTROLES, rangees), vue, CONTROLES)
    assert {rangee["lien"] for rangee in ecrites} == {CONTROLES.colonne("lien").formule}
    assert len(ecrites) == max(len(rangees), 1)


def test_no_text_becomes_a_formula():
    vue = make_vue(CONTROLES)
    (rangee,) = read_rangees(fill_table(vue, CONTROLES, [{"message": "=1+1", "feuille": "2A", "cellule": "M7"}]), vue, CONTROLES)
    assert (rangee["message"], rangee["feuille"], rangee["cellule"]) == ("'=1+1", "'2A", "M7")
    actions, _rang = append_rangees(make_vue(JOURNAL), JOURNAL, [{"date": "27/09/2022 14:05", "utilisateur": "=arras"}])
    assert [action.valeurs for action in actions] == [(("'27/09/2022 14:05",),), (("'=arras",),)]


def test_an_older_workbook_keeps_a_formula_that_names_what_it_has():
    vue = make_vue(CONVENTIONS, ANNEXE5, sans={"Lien"})
    (rangee,) = read_rangees(fill_table(vue, CONVENTIONS, [{"feuille": "CCAS"}]), vue, CONVENTIONS)
    assert "lien" not in rangee
    assert (rangee["feuille"], rangee["montant"]) == ("CCAS", CONVENTIONS.colonne("montant").formule)
    vue = make_vue(CONVENTIONS, ANNEXE5, ECHEANCIER, sans={"Avenant à", "Structure (registre)"})
    (rangee,) = read_rangees(fill_table(vue, CONVENTIONS, [{"montant": 12.5}]), vue, CONVENTIONS)
    assert rangee["montant"] == 12.5, "Excel takes in no formula that names a column that is not there"
    assert rangee["lien"] == CONVENTIONS.colonne("lien").formule


# --- The stand-in for Excel ---


def _write(client, haut, valeurs, colonne=6):
    rang = list(client.paquet.list_feuilles()).index(MANQUES.feuille)
    zone = {"start_row": haut - 1, "start_column": colonne - 1, "row_count": len(valeurs), "column_count": 1}
    client.setValues({"sheet_position": rang, "values": [[valeur] for valeur in valeurs], **zone})
    return [rangee[colonne - 1] for rangee in client.read(MANQUES.feuille)[6:]]


@pytest.fixture
def client():
    """The real workbook, one sheet unprotected."""
    client = Client(read_octets())
    client.dpidProteger(MANQUES.feuille, False)  # noqa: FBT003 (an action of the client)
    return client


def test_the_stand_in_makes_one_formula_of_several(client):
    nombre = len(client.read(MANQUES.feuille)) - 6
    assert set(_write(client, 7, [f'=HYPERLINK("#A{rang}")' for rang in range(nombre)])) == {'=HYPERLINK("#A0")'}


def test_the_stand_in_fills_a_column_that_is_of_one_formula_or_empty(client):
    assert set(_write(client, 9, ["=1+1"])) == {"=1+1"}
    client.carry_out([])
    for rang in range(7, 7 + len(client.read(MANQUES.feuille)) - 6):
        client.open(MANQUES.feuille).clear(rang, 6)
    assert set(_write(client, 9, ["=2+2"])) == {"=2+2"}


def test_the_stand_in_leaves_texts_beside_a_formula_alone(client):
    avant = [rangee[0] for rangee in client.read(MANQUES.feuille)[6:]]
    assert _write(client, 8, ["=1+1"], colonne=1) == [avant[0], "=1+1", *avant[2:]]
