"""Nothing is read differently in a formula and by the controls: the same cell gives the same value, or both refuse it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from dpid_xl import cellules
from dpid_xl.bareme import load_bareme
from dpid_xl.calcul.montant import CalculImpossible, compute_montant
from dpid_xl.classeurs.lecture.bruts import Lexique
from dpid_xl.classeurs.lecture.cellules import convert
from dpid_xl.montants import round_montant
from dpid_xl.schema import ANNEXE5, BAREME, STRUCTURES, SUIVI
from udfs import fonctions
from udfs.cellules import ErreurCellule, read_date, read_euros, read_nombre, require_montant
from udfs.tableaux import read_lignes, read_plage, read_registre, read_valeurs

TYPES_EN_FRANCAIS = st.from_regex(r"[-+]?[ \u202f]?\d{1,4}([ \xa0.,]\d{3}){0,2}([.,]\d{1,3})?[ \xa0]?(€|euros|%)?", fullmatch=True)
DATES = st.from_regex(r"\d{1,2}[/.-]\d{1,2}[/.-](19|20)\d\d", fullmatch=True)
MOTS = ("oui", "VRAI", "Quantite  simple", "forfait", "t1-01", "T3-02", "CCAS\xa0de Libercourt", "He\u0301nin", "\u200b", "a | b |", "")
ERREURS = ("#N/A", "#VALEUR!", "Err:502", "#1")
BRUTS = st.one_of(
    *(TYPES_EN_FRANCAIS, DATES, st.text(max_size=8), st.sampled_from(MOTS + ERREURS)),
    *(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**53), 2**53), st.floats(0, 1e5), st.integers(30_000, 75_000)),
    *(st.booleans(), st.dates(), st.none()),
)
COLONNES = [
    *(colonne for table in (ANNEXE5, BAREME, SUIVI) for colonne in table.colonnes if colonne.saisie),
    *(STRUCTURES.colonne(champ) for champ in ("nom", "variantes", "siret")),
]
TABLE_PAR_COLONNE = {id(colonne): table for table in (ANNEXE5, BAREME, SUIVI, STRUCTURES) for colonne in table.colonnes}
REFUS = object()


def to_hote(brut):
    """A cell as hosts hand it over: they know no whole numbers, only doubles."""
    return float(brut) if isinstance(brut, int) and not isinstance(brut, bool) else brut


def read_par_controles(brut, colonne):
    lue = convert(brut, colonne)
    return REFUS if lue.constat and lue.constat.gravite == "bloquante" else lue.valeur


def read_par_formule(brut, colonne):
    plage = [[colonne.entete, "à nous"], [to_hote(brut), "x"]]
    try:
        rangees = list(read_plage(plage, "plage", TABLE_PAR_COLONNE[id(colonne)], [colonne.champ]))
        # An empty row is left out.
        return read_valeurs(rangees[0][1], [colonne.champ], "ligne 2")[colonne.champ] if rangees else convert(None, colonne).valeur
    except ErreurCellule:
        return REFUS


def attempt(appel):
    try:
        return appel()
    except (ErreurCellule, CalculImpossible):
        return REFUS


@given(brut=BRUTS, colonne=st.sampled_from(COLONNES))
@example(brut="160 €", colonne=BAREME.colonne("valeur"))
@example(brut="60 %", colonne=SUIVI.colonne("note_parcours"))
@example(brut=100.005, colonne=ANNEXE5.colonne("montant"))
@example(brut=2022, colonne=ANNEXE5.colonne("debut"))
@example(brut="#N/A", colonne=ANNEXE5.colonne("structure"))
@example(brut=1e12, colonne=ANNEXE5.colonne("quantite"))
@example(brut=10**15, colonne=ANNEXE5.colonne("territoire"))
def test_a_cell_of_a_table(brut, colonne):
    assert read_par_formule(brut, colonne) == read_par_controles(brut, colonne)


@given(BRUTS)
@example("80 €")
@example(1e13)
def test_a_quantity_given_to_a_function(brut):
    quantite = read_par_controles(brut, ANNEXE5.colonne("quantite"))
    assert attempt(lambda: read_nombre(to_hote(brut), "quantité")) == quantite
    tarifs = load_bareme().find_tarifs("T1-01")
    attendu = REFUS if quantite is REFUS else attempt(lambda: float(compute_montant(tarifs, quantite)))
    assert attempt(lambda: fonctions.dpid_montant("t1-01", to_hote(brut))) == attendu
    assert attempt(lambda: fonctions.dpid_montants([["t1-01"]], [[to_hote(brut)]], None, None)) == [
        ["#VALUE!" if attendu is REFUS else attendu]
    ]


@given(BRUTS)
@example(2022.0)
def test_a_day_given_to_a_function(brut):
    assert attempt(lambda: read_date(to_hote(brut), "début")) == read_par_controles(brut, ANNEXE5.colonne("debut"))


@given(st.integers(32_874, 71_588), st.integers(0, 86_399), st.sampled_from([WINDOWS_EPOCH, MAC_EPOCH]))
def test_a_day_in_a_file_is_the_day_that_a_host_hands_over(serie, secondes, epoque):
    nombre = serie + secondes / 86_400
    lu = Lexique((), frozenset({4}), epoque=epoque).read(None, "4", repr(nombre))
    assert lu == cellules.read_date(nombre, epoque)


@given(BRUTS)
@example("12 220,00 €")
def test_an_amount_given_to_a_function_may_have_been_computed(brut):
    """The one tolerance: a formula may give any number of euros, which is rounded; what the controls read is read the same."""
    retenu = read_par_controles(brut, ANNEXE5.colonne("montant"))
    euros = attempt(lambda: read_euros(to_hote(brut), "montant"))
    if euros is REFUS or euros is None:
        assert euros is retenu
        return
    assert retenu in (round_montant(euros), REFUS)
    if retenu is REFUS:
        assert euros != round_montant(euros)
    if euros >= 0:
        assert require_montant(to_hote(brut), "montant") == round_montant(euros)


def test_a_typed_amount_is_checked_as_typed():
    assert fonctions.dpid_controle("T1-01", 80.0, 6.0, 6400.004) == "Montant : il a plus de deux décimales."
    assert fonctions.dpid_avance(100.005, 0.6) == 60.01
    with pytest.raises(ErreurCellule, match="lignes, ligne 2 : montant retenu : il a plus de deux décimales"):
        fonctions.dpid_total([["Opération", "Montant retenu"], ["T1-01", 100.005]])


def test_a_negative_amount_is_summed_and_left_to_the_controls():
    assert fonctions.dpid_total([["Opération", "Montant retenu"], ["T1-01", 6400.0], ["T1-01", -800.0]]) == 5600.0


def test_headers_and_names_are_those_that_the_reader_accepts():
    plage = [["MONTANT  retenu", "operation", "Structure"], [6400.0, " t1-01", "CCAS\xa0de  Libercourt\u200b"], ["", None, "\xa0"]]
    (ligne,) = read_lignes(plage)
    assert ligne == ("T1-01", "", "CCAS de Libercourt", Decimal(6400))
    assert ligne.thematique == "T1"
    assert read_registre([["structure", "VARIANTES"], ["A\xa0B", "ab | a.b"]]) == {"A B": ("A B",), "ab": ("A B",)}


def test_a_rate_is_read_as_the_sheet_is():
    entetes = [colonne.entete for colonne in BAREME.colonnes]
    plage = [entetes, ["PLACE", "", "160 €", "€/place/an", "t1-01", "QUANTITE", "VRAI", "01/01/2022", None, "", "", "", "", "", "", "", ""]]
    assert fonctions.dpid_montant("T1-01", 80.0, 6.0, None, plage) == 6400.0
    for colonne, faute in (("Valeur", "60 %"), ("Assiette", "au doigt mouillé"), ("Prorata", "peut-être"), ("Valable du", 2022.0)):
        fautive = [entetes, [faute if entete == colonne else cellule for entete, cellule in zip(entetes, plage[1], strict=True)]]
        with pytest.raises(ErreurCellule, match=f"Barème, ligne 2 : {colonne.lower()}"):
            fonctions.dpid_montant("T1-01", 80.0, 6.0, None, fautive)
    for colonne, vide in (("Code", None), ("Valeur", "")):
        incomplete = [entetes, [vide if entete == colonne else cellule for entete, cellule in zip(entetes, plage[1], strict=True)]]
        with pytest.raises(ErreurCellule, match=f"Barème, ligne 2 : {colonne.lower()} : la valeur manque"):
            fonctions.dpid_montant("T1-01", 80.0, 6.0, None, incomplete)
    toujours = [entetes, ["\xa0" if entete == "Valable du" else cellule for entete, cellule in zip(entetes, plage[1], strict=True)]]
    assert fonctions.dpid_montant("T1-01", 80.0, 6.0, None, toujours) == 6400.0
    with pytest.raises(ErreurCellule, match="Barème, ligne 2 : le tarif est négatif"):
        fonctions.dpid_montant("T1-01", 80.0, 6.0, None, [entetes, [*plage[1][:2], -160.0, *plage[1][3:]]])
    assert fonctions.dpid_montant("T1-01", 80.0, 6.0, None, [entetes, plage[1][:8]]) == 6400.0  # a host may cut what is empty
    assert fonctions.dpid_mois(date(2022, 7, 1), 44926.0) == 6.0
