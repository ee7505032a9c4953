"""One workbook for every host: on the web and on Mac its functions of cells are unknown, and nothing shows it."""

import io
import re

import openpyxl
import pytest

from dpid_xl.classeurs.audit.formules import normalize
from dpid_xl.schema.natif import DEMANDE, NON_DEMANDE, PYTHON_DEMANDE, PYTHON_REPOND
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.conftest import launch, moteur  # noqa: F401 (a fixture)

# How a formula of the workbook asks a function of ours: where Python answers, or where its absence is a word.
GARDES = (
    re.compile(rf"if\(or\(not\({PYTHON_REPOND.casefold()}\),[^,]+\),[^,]+,dpid\.[^.]+"),
    re.compile(rf'if\({PYTHON_DEMANDE.casefold()}="{DEMANDE}",iferror\(dpid\.version\(\),"[^"]+"\),"[^"]+"\)'),
)


def list_formules(octets):
    """The formulas that call a function of ours, one of each, by sheet and first cell."""
    classeur, vues = openpyxl.load_workbook(io.BytesIO(octets)), {}
    for onglet in classeur:
        for rangee in onglet.iter_rows():
            for cellule in rangee:
                if cellule.data_type == "f" and "dpid." in normalize(str(cellule.value)):
                    vues.setdefault(str(cellule.value), (onglet.title, cellule.coordinate))
    return vues


def is_gardee(formule):
    """Tell whether a formula asks our functions only where they are known."""
    return any(garde.fullmatch(normalize(formule)) for garde in GARDES)


@pytest.mark.parametrize("nom", ["annexe5_2022_phase2.xlsm", "annexe5_modele.xlsm"])
def test_no_function_of_ours_is_asked_where_it_is_unknown(nom):
    formules = list_formules(CLASSEUR.with_name(nom).read_bytes())
    assert len(formules) == 4, "the version, the amount of a line, of a demand, what the results earn in parts"
    assert {formule: place for formule, place in formules.items() if not is_gardee(formule)} == {}


def test_a_function_without_its_guard_is_seen():
    assert not is_gardee("=IFERROR(DPID_MONTANT([@Opération],[@Quantité]),0)")
    assert not is_gardee("=DPID_MONTANT([@Opération],[@Quantité])")


@pytest.mark.usefixtures("moteur")
def test_actualiser_on_the_server_asks_no_function_that_its_cells_do_not_know():
    faite = launch("actualiser", read_octets())
    demande = faite.classeur.defined_names[PYTHON_DEMANDE].attr_text.replace("$", "").split("!")
    assert faite.classeur[demande[0]][demande[1]].value == NON_DEMANDE
    assert faite.recalculs == 1
