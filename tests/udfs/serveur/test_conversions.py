"""Our reading of cells against xlwings' own, and its probe of Pyodide made cheap without changing what it finds."""

import sys

import pytest

from udfs.cellules import ErreurCellule, to_instant_de_cellule
from udfs.fonctions import FONCTIONS

DIV0 = {"type": "Error", "errorType": "Div0", "basicValue": "#DIV/0!"}
FORMAT = {"type": "FormattedNumber", "basicValue": 44682, "numberFormat": "dd/mm/yyyy"}
PLAGE = [["T1-01", 80, ""], [None, 4.5, True], [DIV0, FORMAT, " texte "]]


@pytest.mark.usefixtures("application")
@pytest.mark.parametrize("valeur", [PLAGE, [["a", 1]], [["a"], [1]], 80, 4.5, "T1-01", "", True, DIV0, FORMAT])
@pytest.mark.parametrize("ndim", [2, None])
def test_reads_what_xlwings_reads(valeur, ndim):
    from xlwings import conversion

    from udfs.serveur.conversions import ArgumentRecu

    options = {"ndim": ndim} if ndim else {}
    lue = conversion.read(None, valeur, {"convert": ArgumentRecu, **options}, engine_name="officejs")
    attendue = conversion.read(None, valeur, {"err_to_str": True, "ndim": ndim or (2 if isinstance(valeur, list) else None)}, "officejs")
    assert lue == attendue


@pytest.mark.usefixtures("application")
@pytest.mark.parametrize("cellule", [6400.0, "Avance", True, False, "", None, "#VALUE!", float("nan"), float("inf")])
def test_writes_what_xlwings_writes(cellule):
    from xlwings.pro import _xlofficejs

    from udfs.serveur.conversions import make_resultat

    options = {"runtime": "1.4", "date_format": "dd/mm/yyyy"}
    attendue = _xlofficejs.engine.prepare_xl_data_element(cellule, options)
    if isinstance(cellule, float) and cellule != 6400.0:
        attendue = {"type": "Error", "errorType": "Value"}  # xlwings says #NUM! for one, and breaks the answer for the other
    assert make_resultat(cellule, options) == attendue


@pytest.mark.usefixtures("application")
def test_dates():
    from datetime import date

    from udfs.serveur.conversions import make_resultat

    jour = date(2022, 10, 1)
    assert make_resultat(jour, {"runtime": "1.3", "date_format": "dd/mm/yyyy"}) == 44835.0
    assert make_resultat(to_instant_de_cellule(jour), {"runtime": "1.4", "date_format": None}) == 44835.0
    assert make_resultat(to_instant_de_cellule(jour), {"runtime": "1.10", "date_format": "x"})["basicValue"] == 44835.0
    with pytest.raises(ErreurCellule):
        make_resultat("#VALUE!", {"runtime": "1.1"})


@pytest.mark.usefixtures("application")
def test_pyodide_is_not_looked_for_again_and_still_not_found(monkeypatch):
    from xlwings.pro.udfs_officejs import js_to_none
    from xlwings.utils import is_jsnull

    from udfs.serveur.conversions import forget_pyodide

    valeurs = (None, "", 0, 80.0, "T1-01", DIV0, [1])
    monkeypatch.delitem(sys.modules, "pyodide.ffi", raising=False)
    avant = [(is_jsnull(valeur), js_to_none(valeur)) for valeur in valeurs]
    forget_pyodide()
    assert "pyodide" not in sys.modules
    assert [(is_jsnull(valeur), js_to_none(valeur)) for valeur in valeurs] == avant


@pytest.mark.usefixtures("application")
def test_pyodide_is_left_alone_in_a_browser(monkeypatch):
    from udfs.serveur.conversions import forget_pyodide

    monkeypatch.delitem(sys.modules, "pyodide.ffi", raising=False)
    monkeypatch.setattr(sys, "platform", "emscripten")
    forget_pyodide()
    assert "pyodide.ffi" not in sys.modules


def test_every_function_is_published_with_its_texts(local):
    publiees = {fonction["id"]: fonction for fonction in local.get("/xlwings/custom-functions-meta.json").json()["functions"]}
    assert publiees.keys() == {fonction.excel for fonction in FONCTIONS}
    for fonction in FONCTIONS:
        publiee = publiees[fonction.excel]
        assert (publiee["name"], publiee["description"]) == (fonction.nom, fonction.resume)
        assert [(argument["name"], argument["description"], argument.get("optional", False)) for argument in publiee["parameters"]] == [
            (argument.libelle, argument.aide, not argument.obligatoire) for argument in fonction.arguments
        ]
