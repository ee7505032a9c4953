"""What an auditor reads in the formula bar is short, in both workbooks; what is not says why."""

import re

import pytest

from dpid_xl.schema import TABLES

LONGUEUR = 255
# Excel's editor shows « [@Colonne] » for what the file writes in full.
_CETTE_LIGNE = re.compile(r"tbl\w+\[\[#This Row\],\[((?:[^\[\]']|'.)+)\]\]")
# Longer formulas, by table and column, each with its reason.
RAISONS = {
    (
        "tblTotaux",
        "Montant décidé",
    ): "a code is of an operation or of a thématique: each of the two tables is asked whether it says an amount, "
    "then which one; a decided amount of 0 is not an empty one",
}


def _shorten(formule: str) -> str:
    return _CETTE_LIGNE.sub(lambda trouve: f"[@[{trouve[1]}]]" if re.search(r"\W", trouve[1]) else f"[@{trouve[1]}]", formule)


@pytest.mark.parametrize("nom", ["classeur", "classeur_vide"])
def test_no_formula_is_longer_than_what_is_read_at_a_glance(request: pytest.FixtureRequest, nom: str):
    classeur = request.getfixturevalue(nom)
    tables = {cellule.coordinate: cle for cle, cellule in _list_raisons(classeur)}
    formules = [
        (onglet.title, cellule.coordinate, _shorten(cellule.value))
        for onglet in classeur
        for rangee in onglet.iter_rows()
        for cellule in rangee
        if cellule.data_type == "f"
    ]
    formules += [("noms", nom, defini.attr_text) for nom, defini in classeur.defined_names.items()]
    assert len(formules) > 500
    longues = [(feuille, cellule, len(formule)) for feuille, cellule, formule in formules if len(formule) > LONGUEUR]
    assert [longue for longue in longues if longue[1] not in tables or longue[0] != "Totaux"] == []


def _list_raisons(classeur):
    for table, entete in RAISONS:
        declaree = next(declaree for declaree in TABLES if declaree.nom == table)
        onglet = classeur[declaree.feuille]
        entetes, *rangees = onglet[onglet.tables[table].ref]
        colonne = [cellule.value for cellule in entetes].index(entete)
        yield from (((table, entete), rangee[colonne]) for rangee in rangees)


def test_each_reason_is_still_needed():
    for (table, entete), raison in RAISONS.items():
        formule = next(
            colonne.formule for declaree in TABLES if declaree.nom == table for colonne in declaree.colonnes if colonne.entete == entete
        )
        assert len(formule) > LONGUEUR
        assert len(raison) > 20


def test_a_formula_is_measured_as_it_is_read():
    assert _shorten("=tblA[[#This Row],[Prix]]*tblA[[#This Row],[Taux d''avance]]") == "=[@Prix]*[@[Taux d''avance]]"
