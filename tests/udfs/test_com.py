"""The functions through xlwings' real COM route: what pywin32 hands over goes in, what Excel shows comes out."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.udfs.com import ERREURS, open_com
from tests.udfs.plages import make_bareme, make_lignes
from udfs.cellules import ErreurCellule
from udfs.declaration import SorteDeValeur
from udfs.fonctions import FONCTIONS

EXEMPLES = [(fonction, exemple) for fonction in FONCTIONS for exemple in fonction.exemples]
SANS_PLAGE = [cas for cas in EXEMPLES if cas[0].resultat is not SorteDeValeur.TABLEAU]


@pytest.fixture(scope="module")
def call():
    with open_com() as call:
        yield call


@pytest.mark.parametrize(("fonction", "exemple"), EXEMPLES, ids=lambda cas: getattr(cas, "nom", ""))
def test_examples(call, fonction, exemple):
    assert call(fonction.python, *exemple.arguments) == _to_com(exemple.resultat)


@pytest.mark.parametrize(("fonction", "exemple"), SANS_PLAGE, ids=lambda cas: getattr(cas, "nom", ""))
def test_examples_from_cells(call, fonction, exemple):
    """Each argument as a reference to a cell instead of a value."""
    cellules = [valeur if isinstance(valeur, tuple) else [[valeur]] for valeur in exemple.arguments]
    assert call(fonction.python, *cellules) == _to_com(exemple.resultat)


@pytest.mark.parametrize("erreur", ERREURS)
def test_an_error_is_not_an_empty_cell(call, erreur):
    for quantite, mois in ((80.0, erreur), (80.0, [[erreur]]), (erreur, 6.0)):
        with pytest.raises(ErreurCellule, match="en erreur"):
            call("dpid_montant", "T1-01", quantite, mois)
        assert "en erreur" in call("dpid_expliquer", "T1-01", quantite, mois)[0][0]


def test_a_cell_formatted_as_currency_is_a_decimal(call):
    assert call("dpid_avance", [[Decimal("6400.0000")]], "T1-01") == [[3840.0]]


def test_a_date_is_a_date_cell_a_serial_number_or_a_text(call):
    for debut in (date(2022, 5, 1), [[date(2022, 5, 1)]], 44682.0, [[44682.0]], "01/05/2022"):
        assert call("dpid_mois", debut, date(2023, 6, 30)) == [[14.0]]


def test_empty_cells_and_omitted_arguments(call):
    assert call("dpid_montant", "T4-01", 1.0, [[None]], [[None]], [[None]]) == [[52000.0]]
    with pytest.raises(ErreurCellule):
        call("dpid_places", [[None]], 6.0)


def test_tables(call, dossier):
    assert call("dpid_montant", "T1-01", 80.0, 6.0, None, make_bareme(PLACE_REFERENT_SOLIDARITE=170.0)) == [[6800.0]]
    assert call("dpid_total", make_lignes(dossier)) == [[6198687.52]]
    assert call("dpid_montants", [["T1-01"], [None]], [[80.0], [None]], 6.0, None) == [[6400.0], [""]]


def _to_com(valeur):
    if isinstance(valeur, tuple):
        return [[_to_com(cellule)[0][0] for cellule in rangee] for rangee in valeur]
    if isinstance(valeur, date):
        return [[datetime(valeur.year, valeur.month, valeur.day, tzinfo=UTC)]]
    return [[valeur]]
