"""The functions in the real client page, in a real browser."""

import pytest

from tests.udfs.serveur.demande import ERREUR, to_json, to_resultat
from tests.udfs.serveur.page import open_page
from udfs.fonctions import FONCTIONS

FAUTES = [("DPID_PLACES", ("abc", 6)), ("DPID_PLACES_MAX", ({"type": "Error", "errorType": "Div0", "basicValue": "#DIV/0!"},))]
COLONNE = ("DPID_MONTANTS", ([["T1-01"], [""], ["T9-99"]], [[80], [""], [1]], [[6]] * 3, [[""]] * 3))
EXEMPLES = [(fonction.excel, exemple.arguments) for fonction in FONCTIONS for exemple in fonction.exemples]
ATTENDUS = [to_resultat(exemple.resultat) for fonction in FONCTIONS for exemple in fonction.exemples]


@pytest.fixture(scope="module")
def rapport(tmp_path_factory):
    """What the page did: a call without a token, the token typed in the pane, then every formula."""
    cellules = [{"nom": nom, "arguments": [to_json(valeur) for valeur in valeurs]} for nom, valeurs in [*EXEMPLES, *FAUTES, COLONNE]]
    with open_page(tmp_path_factory.mktemp("fonctions"), ["office.js", "fonctions.js"], {"cellules": cellules}) as (
        receive,
        _stop,
        _serveur,
    ):
        return receive()


def test_nothing_breaks_in_the_page(rapport):
    assert rapport["incidents"] == []
    assert rapport["langue"] == "fr"
    assert set(rapport["fonctions"]) == {fonction.excel for fonction in FONCTIONS}


def test_without_a_token_the_pane_and_the_cell_say_so(rapport):
    phrase = "Accès refusé : ouvrez le volet DPID et saisissez le jeton de votre bureau."
    assert rapport["anonyme"] == {"etat": phrase, "cellule": {"code": "#VALUE!", "message": phrase}}


def test_token_typed_in_the_pane_opens_and_recalculates(rapport):
    assert rapport["etat"] == "Le serveur répond. Accès : arras."
    assert rapport["calculs"] == ["Full"]


def test_every_example_of_the_registry(rapport):
    for (nom, _), attendu, resultat in zip(EXEMPLES, ATTENDUS, rapport["resultats"], strict=False):
        assert resultat == {"valeur": _relocate(attendu), "demandes": 1}, nom


def test_wrong_input_is_an_excel_error_with_our_sentence_asked_once(rapport):
    nombre, erreur = rapport["resultats"][len(EXEMPLES) : len(EXEMPLES) + 2]
    assert nombre == {"code": "#VALUE!", "message": "Quantité : « abc » n'est pas un nombre.", "demandes": 1}
    assert erreur == {"code": "#VALUE!", "message": "Etp : la cellule est en erreur (#DIV/0!).", "demandes": 1}


def test_faulty_row_is_an_excel_error_among_the_others(rapport):
    assert rapport["resultats"][-1] == {"valeur": [[6400], [""], [ERREUR]], "demandes": 1}


def _relocate(rangees):
    """The date format is the one of the stand-in, « jj/MM/aaaa », as Excel wants it."""
    return [
        [cellule | {"numberFormat": "dd/mm/yyyy"} if isinstance(cellule, dict) else cellule for cellule in rangee] for rangee in rangees
    ]
