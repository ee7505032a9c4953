from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpid_xl.anomalies import Anomalie, Masque
from dpid_xl.classeurs.lecture.bruts import ErreurExcel, Illisible, Lexique, SansValeur
from dpid_xl.classeurs.lecture.cellules import convert
from dpid_xl.controles import get_message
from dpid_xl.controles.messages import write_fait
from dpid_xl.lieu import Origine
from dpid_xl.schema import TABLES_LUES
from tests.cas import load_cas
from tests.places import find_champ

CAS = load_cas(__file__, "cas_cellules.toml")
TABLES = {table.nom: table for table in TABLES_LUES}
COLONNES = [colonne for table in TABLES_LUES for colonne in table.colonnes if colonne.saisie]
CLES = {"nom", "table", "colonne", "entree", "heure", "erreur", "formule", "attendu", "anomalie", "gravite", "faits"}


def _brut(cas):
    if "heure" in cas:
        return time.fromisoformat(cas["heure"])
    if "erreur" in cas:
        return ErreurExcel(cas["erreur"])
    if cas.get("formule"):
        return SansValeur()
    entree = cas["entree"]
    return entree if isinstance(entree, (bool, int, str)) or hasattr(entree, "year") else float(entree)


def _find_colonne(table, entete):
    return table.colonne(find_champ(table, entete))


def _ecrit(valeur):
    return [str(element) for element in valeur] if isinstance(valeur, tuple) else str(valeur)


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: f"{cas['colonne']}-{cas.get('nom', cas.get('entree'))}")
def test_cell(cas):
    assert set(cas) <= CLES
    colonne = _find_colonne(TABLES[cas.get("table", "tblAnnexe5")], cas["colonne"])
    lue = convert(_brut(cas), colonne)
    assert _ecrit(lue.valeur) == cas.get("attendu", "None")
    if "anomalie" not in cas:
        assert lue.constat is None
        return
    assert lue.constat.code == cas["anomalie"]
    assert lue.constat.gravite == cas.get("gravite", "bloquante")
    faits = {nom: write_fait(fait).replace("\u202f", " ").replace("\xa0", " ") for nom, fait in lue.constat.faits.items()}
    assert faits == faits | cas.get("faits", {})
    assert "{" not in get_message(Anomalie(lue.constat.code, lue.constat.gravite, Origine("Annexe 5", "A1"), lue.constat.faits))


def test_dates_of_a_1904_workbook():
    colonne = TABLES["tblAnnexe5"].colonne("debut")
    assert str(convert(44743 - 1462, colonne, datetime(1904, 1, 1)).valeur) == "2022-07-01"  # noqa: DTZ001


@given(
    brut=st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.times(), st.timedeltas()),
    colonne=st.sampled_from(COLONNES),
)
def test_any_cell_is_read_or_reported(brut, colonne):
    lue = convert(brut, colonne)
    if lue.constat and lue.constat.gravite == "bloquante":
        assert not lue.valeur
        assert all(isinstance(fait, (str, tuple, Masque)) for fait in lue.constat.faits.values())


LEXIQUE = Lexique(("Arras", "x" * 40_000), frozenset({4}))


@pytest.mark.parametrize(
    ("genre", "style", "texte", "valeur"),
    [
        *(("b", None, vrai, True) for vrai in ("1", "true", "TRUE", " true ", "vrai")),
        *(("b", None, faux, False) for faux in ("0", "false", "Faux")),
        ("s", None, " 0 ", "Arras"),
        ("d", None, "2022-07-01T00:00:00", date(2022, 7, 1)),
        ("n", "4", " 44743 ", date(2022, 7, 1)),
        (None, None, "1E3", 1000.0),
    ],
)
def test_every_writing_of_a_value_is_read(genre, style, texte, valeur):
    assert LEXIQUE.read(genre, style, texte) == valeur


@pytest.mark.parametrize(
    ("genre", "style", "texte"),
    [
        ("b", None, "peut-être"),
        ("s", None, "99"),
        ("s", None, "x"),
        ("s", None, "1"),
        ("n", None, "1,5"),
        (None, "a", "1"),
        ("d", None, "hier"),
        ("str", None, "y" * 40000),
        (None, None, "9" * 5000),
    ],
)
def test_what_cannot_be_read_condemns_its_cell_alone(genre, style, texte):
    brut = LEXIQUE.read(genre, style, texte)
    assert isinstance(brut, Illisible)
    constat = convert(brut, COLONNES[0]).constat
    assert (constat.code, constat.gravite.value) == ("lecture_cellule_illisible", "bloquante")
