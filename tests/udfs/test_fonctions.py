"""The functions as plain Python: the examples, odd cells, and the campaign's 143 lines."""

from datetime import date, datetime
from decimal import Decimal
from itertools import product

import pytest

from dpid_xl.calcul.montant import compute_montant_ligne
from tests.udfs.plages import make_bareme, make_lignes
from udfs import fonctions
from udfs.cellules import ERREUR, ErreurCellule
from udfs.declaration import PLAGES, SorteDeValeur
from udfs.fonctions import (
    FONCTIONS,
    dpid_avance,
    dpid_charges_indirectes,
    dpid_controle,
    dpid_convention_requise,
    dpid_echeancier,
    dpid_en_lettres,
    dpid_expliquer,
    dpid_mois,
    dpid_montant,
    dpid_montants,
    dpid_part_qualitative,
    dpid_part_quantitative,
    dpid_places,
    dpid_prorata,
    dpid_repartition,
    dpid_siret_valide,
    dpid_solde,
    dpid_solde_realise,
    dpid_structure,
    dpid_tarif,
    dpid_total,
)

EXEMPLES = [(fonction, exemple) for fonction in FONCTIONS for exemple in fonction.exemples]
ETRANGES = [None, "", "\xa0", " \u202f ", "texte", "12 abc", "#N/A", "#VALEUR!", "Err:502", float("nan"), float("inf"), True, -2146826273]
ETRANGES += [0.0, -1.0, 1e300, Decimal("12.5"), datetime(2022, 7, 1), date(2022, 7, 1), [], [[]], [[None]], [[1.0, 2.0]], [[1.0], ["x"]]]  # noqa: DTZ001
ERREURS = ["#N/A", -2146826273, float("nan")]
TYPES = {
    SorteDeValeur.NOMBRE: float,
    SorteDeValeur.TEXTE: str,
    SorteDeValeur.PHRASE: str,
    SorteDeValeur.BOOLEEN: bool,
    SorteDeValeur.TABLEAU: list,
}


def to_cellules(valeur):
    """A range as hosts hand it over: lists of rows."""
    return [list(rangee) for rangee in valeur] if isinstance(valeur, tuple) else valeur


def to_valeur(resultat):
    """A result as the registry writes it: tuples, and dates for datetimes at midnight."""
    if isinstance(resultat, list):
        return tuple(to_valeur(element) for element in resultat)
    return resultat.date() if isinstance(resultat, datetime) else resultat


@pytest.mark.parametrize(("fonction", "exemple"), EXEMPLES, ids=lambda cas: getattr(cas, "nom", ""))
def test_examples(fonction, exemple):
    resultat = getattr(fonctions, fonction.python)(*map(to_cellules, exemple.arguments))
    assert to_valeur(resultat) == exemple.resultat
    assert type(resultat) is TYPES[fonction.resultat]


def list_essais(fonction, cellules):
    """Each of these cells in the place of each argument of the first example: which, what it is in, the arguments."""
    exemple = [to_cellules(valeur) for valeur in fonction.exemples[0].arguments]
    exemple += [None] * (len(fonction.arguments) - len(exemple))
    for cellule, (place, argument) in product(cellules, enumerate(fonction.arguments)):
        valeur = [[cellule]] if cellules is ERREURS and argument.sorte in PLAGES else cellule
        yield f"{argument.nom} : {cellule!r}", (*exemple[:place], valeur, *exemple[place + 1 :])


def call(fonction, essai, arguments):
    """The result of a function, or its refusal; any other failure names the cell."""
    try:
        return getattr(fonctions, fonction.python)(*arguments)
    except ErreurCellule as refus:
        return refus
    except Exception as erreur:
        erreur.add_note(essai)
        raise


@pytest.mark.parametrize("fonction", FONCTIONS, ids=lambda fonction: fonction.nom)
def test_an_odd_cell_gives_a_refusal_or_a_result_of_the_right_kind(fonction):
    for essai, arguments in list_essais(fonction, ETRANGES):
        resultat = call(fonction, essai, arguments)
        if isinstance(resultat, ErreurCellule):
            assert str(resultat), essai
            assert fonction.resultat is not SorteDeValeur.PHRASE, f"{essai} : a sentence is expected, not an error"
        else:
            assert type(resultat) is TYPES[fonction.resultat], essai


@pytest.mark.parametrize(
    "fonction", [f for f in FONCTIONS if f.resultat in (SorteDeValeur.NOMBRE, SorteDeValeur.TEXTE)], ids=lambda f: f.nom
)
def test_an_error_cell_never_gives_a_value(fonction):
    for essai, arguments in list_essais(fonction, ERREURS):
        assert isinstance(call(fonction, essai, arguments), ErreurCellule), essai


@pytest.mark.parametrize(
    ("appel", "raison"),
    [
        (lambda: dpid_montant("T2-05", 10.0), "Aucun tarif au barème"),
        (lambda: dpid_montant("T1-01", None), "[Ll]a quantité manque"),
        (lambda: dpid_montant("T1-01", -1.0), "négative"),
        (lambda: dpid_montant("T1-01", [[1.0], [2.0]]), "une seule cellule"),
        (lambda: dpid_montant("T1-01", "1.234"), "deux façons"),
        (lambda: dpid_places(80.0, "six"), "mois"),
        (lambda: dpid_mois("31/12/2022", "01/12/2022"), "avant son début"),
        (lambda: dpid_mois(debut=True, fin=44743.0), "date"),
        (lambda: dpid_avance(6400.0, 60.0), "entre 0 et 1"),
        (lambda: dpid_tarif("T9-99"), "pas de code"),
        (lambda: dpid_tarif("SEUIL_CONVENTION", "01/01/1999"), "01/01/1999"),
        (lambda: dpid_en_lettres(1.234), "deux décimales"),
        (lambda: dpid_echeancier(1.0, "01/02/2022", "01/01/2022", 0.6), "avant la signature"),
        (lambda: dpid_solde_realise(1.0, 0.0, 0.0, 0.0, 1.0, 1.0), "prévue"),
        (lambda: dpid_charges_indirectes(1.0, 2.0), "dépassent"),
        (lambda: dpid_convention_requise("PLIE", 50000.0), "public ou privé"),
        (lambda: dpid_structure("Personne"), "pas au registre"),
        (lambda: dpid_repartition([["Opération", "Montant retenu"]], "budget"), "attendu : opération"),
        (lambda: dpid_total([["Opération"]]), "Montant retenu"),
        (lambda: dpid_total([["Opération", "Montant retenu"], [None, 5.0]]), "pas d'opération"),
        (lambda: dpid_montants([["T1-01"], ["T1-01"], ["T1-01"]], [[1.0], [2.0]], [[6.0]], [[None]]), "3"),
        (lambda: dpid_montants([["T1-01", "T1-01"], ["T1-01", "T1-01"]], [[1.0]], [[6.0]], [[None]]), "une seule colonne"),
    ],
)
def test_a_refusal_says_why(appel, raison):
    with pytest.raises(ErreurCellule, match=raison):
        appel()


@pytest.mark.parametrize(
    ("appel", "phrase"),
    [
        (lambda: dpid_expliquer("T2-05", 10.0), "Aucun tarif pour l'opération T2-05 : son montant est arrêté ligne à ligne."),
        (lambda: dpid_expliquer("T1-01", "#N/A"), "Quantité : la cellule est en erreur (#N/A)."),
        (lambda: dpid_expliquer("1.10", 5.0), "« 1.10 » n'est pas un code d'opération (attendu : T1-01)."),
        (lambda: dpid_expliquer(None, 5.0), "Opération : la valeur manque."),
        (lambda: dpid_controle("T1-01", 80.0, 6.0, None), "Montant : la valeur manque."),
        (lambda: dpid_controle("T1-01", None, 6.0, 5.0), "La quantité manque."),
        (lambda: dpid_controle("T2-05", 10.0, 6.0, 5.0), ""),
    ],
)
def test_sentences(appel, phrase):
    assert appel() == phrase


def test_the_campaign_line_by_line_and_as_columns(dossier):
    bareme = make_bareme()
    lignes = dossier.lignes
    cellules = [
        [[ligne.operation], [ligne.quantite and float(ligne.quantite)], [float(ligne.mois) if ligne.mois else ""], [ligne.quantite_simple]]
        for ligne in lignes
    ]
    colonnes = [[rangee[place] for rangee in cellules] for place in range(4)]
    attendus = [float(compute_montant_ligne(dossier, ligne)) if dossier.bareme.find_tarifs(ligne.operation) else ERREUR for ligne in lignes]
    assert dpid_montants(*colonnes, bareme) == [[attendu] for attendu in attendus]
    for rangee, attendu in zip(cellules, attendus, strict=True):
        if attendu != ERREUR:
            assert dpid_montant(*(cellule[0] for cellule in rangee), bareme) == attendu


def test_rates_follow_the_workbook():
    modifie = make_bareme(PLACE_REFERENT_SOLIDARITE=170.0)
    assert dpid_montant("T1-01", 80.0, 6.0, None, modifie) == 6800.0
    assert dpid_montant("T1-01", 80.0, 6.0, None, make_bareme()) == 6400.0
    assert dpid_tarif("PLACE_REFERENT_SOLIDARITE", None, modifie) == 170.0


def test_rates_are_those_of_the_day():
    bareme = make_bareme()
    ancien, nouveau = list(bareme[1]), list(bareme[1])
    ancien[7], ancien[8], nouveau[2], nouveau[7] = date(2022, 1, 1), date(2022, 12, 31), 170.0, date(2023, 1, 1)
    deux = [bareme[0], ancien, nouveau, *bareme[2:]]
    colonnes = ([["T1-01"], ["T1-01"]], [[80.0], [160.0]], 6.0, None, deux)
    assert dpid_montants(*colonnes, "31/12/2022") == [[6400.0], [12800.0]]
    assert dpid_montants(*colonnes, "01/01/2023") == dpid_montants(*colonnes) == [[6800.0], [13600.0]]
    assert dpid_montants(*colonnes, "31/12/2021") == [[ERREUR], [ERREUR]]
    versements = [dpid_echeancier(1000.0, "01/10/2022", "31/12/2022", "t1-01 ", make_bareme(AVANCE=0.7), jour) for jour in (None, 44835.0)]
    assert [[montant for *_, montant in echeancier] for echeancier in versements] == [[700.0, 300.0]] * 2


def test_only_the_formulas_that_need_an_unreadable_rate_fail():
    casse = make_bareme(PLACE_REFERENT_SOLIDARITE="à voir")
    with pytest.raises(ErreurCellule, match="Barème, ligne 2 : valeur"):
        dpid_montant("T1-01", 80.0, 6.0, None, casse)
    assert dpid_montant("T3-06", 9.0, 6.0, None, casse) == 63000.0


def test_months_computed_by_excel_are_exact_again():
    excel = 5 + 16 / 31
    assert dpid_places(31.0, excel) == pytest.approx(31 * 160 * excel / 12, abs=0.005)
    assert dpid_places(31.0 * 12, excel) == 27360.0
    assert dpid_mois("15/02/2022", 44620.0) == 0.5  # 28/02/2022


def test_months_typed_with_decimals_stay_what_was_typed():
    """Near a number of days over a month, and yet not it."""
    assert dpid_places(1200.0, 5.517) == 88272.0
    assert dpid_places(1200.0, 5 + 15 / 29) == 88275.86


def test_spilled_columns():
    operations = [["T1-01"], [None], ["T2-05"], ["T1-01"], ["T1-01"]]
    resultats = dpid_montants(operations, [[80.0], [None], [1.0], ["x"], [True]], [[6.0]], [[None]])
    assert resultats == [[6400.0], [""], [ERREUR], [ERREUR], [ERREUR]]
    assert dpid_montants([["T1-01"], ["T1-01"]], [[1.0], [True]], [[12.0]], [[None]]) == [[160.0], [ERREUR]]


def test_sums_over_the_campaign(dossier):
    lignes = make_lignes(dossier)
    assert dpid_total(lignes) == 6198687.52
    assert [dpid_total(lignes, f"T{rang}") for rang in (1, 2, 3, 4)] == [559915.33, 3410772.19, 1760000.0, 468000.0]
    assert dpid_total(lignes, None, "T4-01") == 468000.0
    assert dpid_total(lignes, "T9") == 0.0
    repartition = dpid_repartition(lignes, "OPERATION")
    assert (len(repartition), sum(nombre for _, nombre, _ in repartition)) == (27, 143)
    assert sum(Decimal(str(montant)) for *_, montant in repartition) == Decimal("6198687.52")


def test_parts_add_up():
    for montant in (0.01, 6400.0, 233333.33, 18193.75):
        avance = dpid_avance(montant, "T1-01")
        assert Decimal(str(avance)) + Decimal(str(dpid_solde(montant, avance))) == Decimal(str(montant))
        parts = (dpid_part_quantitative(montant), dpid_part_qualitative(montant))
        assert sum(Decimal(str(part)) for part in parts) == Decimal(str(montant))
        assert dpid_solde_realise(montant, 0.0, 10.0, 12.0, 1.0, 1.0) == montant
    assert dpid_avance(1000.0, "60 %") == 600.0


@pytest.mark.parametrize("taux", [None, "", "T1-02", "AVANCE", "peu"])
def test_no_rate_of_avance_is_taken_for_granted(taux):
    for ask in (lambda: dpid_avance(6400.0, taux), lambda: dpid_echeancier(6400.0, "01/10/2022", "31/12/2022", taux)):
        with pytest.raises(ErreurCellule, match="taux"):
            ask()


def test_the_one_rate_of_an_older_sheet_is_that_of_no_operation():
    ancien = [rangee[:-1] for rangee in make_bareme()]
    assert dpid_montant("T1-01", 80.0, 6.0, None, ancien) == 6400.0
    with pytest.raises(ErreurCellule, match="taux d'avance pour l'opération « T1-01 »"):
        dpid_avance(6400.0, "T1-01", ancien)
    assert dpid_avance(6400.0, 0.6, ancien) == 3840.0


def test_names_of_the_register():
    registre = [["Structure", "Variantes"], ["RECUP'TRI", "RECUP TRI | Récup-Tri 62"], ["A B", None], ["AB", None]]
    assert dpid_structure("recup tri", registre) == "RECUP'TRI"
    assert dpid_structure("récup tri 62", registre) == "RECUP'TRI"
    assert dpid_structure("A B", registre) == "A B"  # exact before simplified
    with pytest.raises(ErreurCellule, match="plusieurs"):
        dpid_structure("a b", registre)


def test_a_siret_may_be_a_number_and_prorata_has_two_forms():
    assert dpid_siret_valide(22620001200012.0) is True
    assert dpid_prorata(6400.0, "01/07/2022", "31/12/2022", "30/06/2022") == 0.0
    assert dpid_prorata(6400.0, "01/07/2022", "31/12/2022", "30/06/2024") == 6400.0
    assert dpid_montant("T1-01", quantite=80.0, mois=6.0) == 6400.0
