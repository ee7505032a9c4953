"""The functions in process, fed with the JSON that Excel's client sends."""

import pytest

from tests.udfs.serveur.demande import APPEL, ERREUR, make_demande, to_resultat
from udfs import fonctions
from udfs.fonctions import FONCTIONS

EXEMPLES = [(fonction, exemple) for fonction in FONCTIONS for exemple in fonction.exemples]
DIV0 = {"type": "Error", "errorType": "Div0", "basicValue": "#DIV/0!", "basicType": "Error"}


def _resultat(reponse):
    assert reponse.status_code == 200, reponse.text
    return reponse.json()["result"]


@pytest.mark.parametrize(("fonction", "exemple"), EXEMPLES, ids=[f"{f.nom}{f.exemples.index(e)}" for f, e in EXEMPLES])
def test_example_of_the_registry(appeler, fonction, exemple):
    assert _resultat(appeler(fonction.python, *exemple.arguments)) == to_resultat(exemple.resultat)


@pytest.mark.parametrize("vide", [None, "", " ", "\xa0"])
def test_empty_optional_argument_is_left_out(appeler, vide):
    assert _resultat(appeler("dpid_montant", "T4-01", 1, vide, vide, None)) == [[52000.0]]


def test_null_cell_is_empty(local):
    demande = make_demande("dpid_montant", "T4-01", 1)
    demande["args"] += [[[None]], None]
    assert _resultat(local.post(APPEL, json=demande)) == [[52000.0]]


@pytest.mark.parametrize(
    ("argument", "phrase"),
    [
        ("abc", "Places : « abc » n'est pas un nombre."),
        ("", "La valeur manque"),
        (True, "Un nombre est attendu"),
        (DIV0, "Places : la cellule est en erreur (#DIV/0!)."),
        ([[1, 2]], "Une seule cellule est attendue, pas une plage"),
        ([[1], [2]], "Une seule cellule est attendue, pas une plage"),
        (-1, "négati"),
    ],
)
def test_wrong_input_is_an_error_with_a_french_sentence(appeler, argument, phrase):
    reponse = appeler("dpid_places_max", argument)
    assert (reponse.status_code, reponse.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    attendue = phrase.replace("Places :", "Etp :")
    assert attendue.lower() in reponse.text.lower()
    assert reponse.text.endswith(".")


@pytest.mark.parametrize("nom", ["dpid_controle", "dpid_expliquer"])
def test_sentences_are_results_and_not_errors(appeler, nom):
    ((phrase,),) = _resultat(appeler(nom, "T1-01", "abc", 6, 6400))
    assert "abc" in phrase


def test_every_value_function_refuses_an_error_cell(appeler):
    for fonction in FONCTIONS:
        if fonction.resultat != "phrase" and fonction.arguments:
            arguments = [DIV0] * sum(argument.obligatoire for argument in fonction.arguments)
            reponse = appeler(fonction.python, *arguments)
            faute = reponse.status_code == 400 or reponse.json()["result"] == [[ERREUR]]
            assert faute, (fonction.nom, reponse.status_code, reponse.text)


@pytest.mark.parametrize(
    "jour", [44682, 44682.75, "01/05/2022", {"type": "FormattedNumber", "basicValue": 44682, "numberFormat": "dd/mm/yyyy"}]
)
def test_date_comes_as_a_serial_a_text_or_a_formatted_number(appeler, jour):
    assert _resultat(appeler("dpid_mois", jour, 45107)) == [[14.0]]


def test_date_is_written_in_the_format_of_this_excel(local):
    demande = make_demande("dpid_echeancier", 6400, 44835, 44926, 0.6) | {"date_format": "jj/mm/aaaa"}
    rangees = _resultat(local.post(APPEL, json=demande))
    assert rangees[0][1] == {"type": "FormattedNumber", "basicValue": 44835, "numberFormat": "dd/mm/yyyy"}


def test_older_excel_gets_the_serial_of_a_date(appeler):
    rangees = _resultat(appeler("dpid_echeancier", 6400, 44835, 44926, 0.6, runtime="1.3"))
    assert rangees == [["Avance", 44835, 3840], ["Solde", 44926, 2560]]


def test_faulty_row_is_an_error_and_empty_row_stays_empty(appeler):
    colonnes = ([["T1-01"], [""], ["T1-01"], ["T9-99"]], [[80], [""], [DIV0], [1]], [[6]] * 4, [[""]] * 4)
    assert _resultat(appeler("dpid_montants", *colonnes)) == [[6400.0], [""], [ERREUR], [ERREUR]]


def test_older_excel_gets_an_error_and_never_a_text(appeler):
    reponse = appeler("dpid_montants", [["T1-01"], ["T9-99"]], [[80], [1]], [[6], [6]], [[""], [""]], runtime="1.3")
    assert reponse.status_code == 400
    assert "au moins une ligne est fautive" in reponse.text.lower()


def test_range_of_one_row_and_of_one_cell(appeler):
    assert _resultat(appeler("dpid_montants", "T1-01", 80, 6, None)) == [[6400.0]]
    assert _resultat(appeler("dpid_montants", [["T1-01", "T4-01"]], [[80, 1]], 6, None)) == [[6400.0], [26000.0]]


def test_same_result_as_the_function_called_directly(appeler):
    colonnes = [["T1-01", "T3-06"], [80.0, 9.0], [5.516129032258064, 6.0], [None, None]]
    plages = [[[cellule] for cellule in colonne] for colonne in colonnes]
    assert _resultat(appeler("dpid_montants", *plages)) == fonctions.dpid_montants(*plages)
