"""A list of payments against what is due: each finds its place, or it is said why not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.calcul.paiements import Paiement
from dpid_xl.calcul.rapprochement import Sort, list_inscriptions, match_paiements
from dpid_xl.modele import Dossier
from tests.versements import pay

SIRET, PREVU = "26620586900018", "montant prévu"
LIBERCOURT = "CCAS de Libercourt"
PREVUS = (
    (LIBERCOURT, "T1-01", "solde", date(2023, 3, 31), None, 2023, "2560"),
    (LIBERCOURT, "T1-01", "avance", None, date(2022, 11, 4), 2022, "3840", "1001"),
    ("4AJ", "T3-02", "solde", date(2023, 4, 1), None, 2023, "10000"),
    ("4AJ", "T3-02", "solde", date(2023, 5, 1), None, 2023, "10000"),
)


@pytest.fixture(scope="module")
def prevu(dossier: Dossier) -> Dossier:
    structures = tuple(replace(une, siret=SIRET) if une.nom == LIBERCOURT else une for une in dossier.structures)
    lignes = tuple(replace(ligne, numero_convention="2022-7") if ligne.structure == "4AJ" else ligne for ligne in dossier.lignes)
    return pay(replace(dossier, structures=structures, lignes=lignes), *PREVUS)


def pays(montant, **dits):
    return Paiement("2", Decimal(montant), **dits)


CAS = [
    ("par le SIRET et le montant prévu", pays("2560", siret="266 205 869 00018"), Sort.PAYE, LIBERCOURT, "T1-01", "SIRET, montant prévu"),
    ("par le SIRET et l'opération", pays("100", siret=SIRET, operation="t1-02"), Sort.PAYE, LIBERCOURT, "T1-02", "SIRET, opération"),
    ("par le SIRET et le montant dû", pays("10000", siret=SIRET), Sort.PAYE, LIBERCOURT, "T1-02", "SIRET, montant dû"),
    ("déjà saisi : même mandat, même montant", pays("3840", siret=SIRET, mandat="1001"), Sort.DEJA_SAISI, LIBERCOURT, "T1-01", None),
    ("ni prévu ni dû : deux opérations possibles", pays("12.34", siret=SIRET), Sort.AMBIGU, LIBERCOURT, "", None),
    (
        "par la convention",
        pays("10000", convention="N° 2022-7", structure="?"),
        Sort.PAYE,
        "4AJ",
        "T3-02",
        f"n° de convention, {PREVU}",
    ),
    (
        "par le nom, sans casse ni accent",
        pays("1", structure="ccas  de libercourt", operation="T1-02"),
        Sort.PAYE,
        LIBERCOURT,
        "T1-02",
        None,
    ),
    ("le SIRET et la convention se contredisent", pays("10", siret=SIRET, convention="2022-7"), Sort.AMBIGU, "", "", None),
    ("personne", pays("10", structure="Papeterie du coin"), Sort.INCONNU, "", "", None),
    ("un centime de trop", pays("2560.01", siret=SIRET, operation="T1-01"), Sort.TROP, LIBERCOURT, "T1-01", None),
    ("ce que la structure rend", pays("-840", siret=SIRET, operation="T1-01"), Sort.PAYE, LIBERCOURT, "T1-01", None),
]


@pytest.mark.parametrize(("paiement", "sort", "structure", "operation", "par"), [cas[1:] for cas in CAS], ids=[cas[0] for cas in CAS])
def test_cas(prevu: Dossier, paiement: Paiement, sort: Sort, structure: str, operation: str, par: str | None):
    trouve = match_paiements(prevu, [paiement])[0]
    assert (trouve.sort, trouve.structure, trouve.operation) == (sort, structure, operation)
    assert par in (None, trouve.par)
    assert bool(trouve.pourquoi) == (sort in (Sort.AMBIGU, Sort.INCONNU, Sort.TROP))


def test_what_is_planned_and_not_paid_is_said(prevu: Dossier):
    assert [(un.sort, un.structure, un.montant) for un in match_paiements(prevu, [pays("10000", structure="4AJ")])] == [
        (Sort.PAYE, "4AJ", 10000),
        (Sort.DU, LIBERCOURT, 2560),
        (Sort.DU, "4AJ", 10000),
    ]


def test_two_payments_do_not_take_the_same_place(prevu: Dossier):
    trois = [pays("10000", structure="4AJ")] * 3
    trouves = match_paiements(prevu, trois)
    jours = [un.versement.prevu_le if un.versement else None for un in trouves[:3]]
    assert jours == [date(2023, 4, 1), date(2023, 5, 1), None]  # the third one is of the only operation, nothing was planned
    deux = match_paiements(prevu, [pays("3840", siret=SIRET, mandat="1001", operation="T1-01")] * 2)
    assert [un.sort for un in deux[:2]] == [Sort.DEJA_SAISI, Sort.AMBIGU]  # the second one is the first, written twice


# What « Versements » says was paid to PAGE: an amount with its mandat, the same amount without.
SAISIS = (
    ("PAGE", "T1-01", "avance", None, date(2022, 11, 4), 2022, "1000", "1002"),
    ("PAGE", "T2-05", "avance", None, date(2022, 12, 5), 2022, "500", ""),
)
NOV, DEC = date(2022, 11, 4), date(2022, 12, 5)
DEJA_SAISIS = [
    ("le même mandat, écrit autrement", pays("1000", structure="PAGE", mandat="n° 01002"), Sort.DEJA_SAISI),
    ("le même mandat, devenu un nombre", pays("1000", structure="PAGE", mandat="1002.0", exercice=2022), Sort.DEJA_SAISI),
    ("le même numéro, d'une autre année", pays("1000", structure="PAGE", mandat="1002", exercice=2023), Sort.AMBIGU),
    ("un autre mandat du même montant", pays("1000", structure="PAGE", mandat="1003", operation="T1-01"), Sort.PAYE),
    ("le même mandat, pour une autre opération", pays("1000", structure="PAGE", mandat="1002", operation="T2-05"), Sort.PAYE),
    ("sans mandat, le même jour", pays("1000", structure="PAGE", jour=NOV, operation="T1-01"), Sort.DEJA_SAISI),
    ("sans mandat, un jour voisin", pays("1000", structure="PAGE", jour=date(2022, 11, 5), operation="T1-01"), Sort.AMBIGU),
    ("sans mandat, une autre année", pays("1000", structure="PAGE", jour=date(2023, 11, 4), operation="T1-01"), Sort.PAYE),
    ("sans mandat ni jour", pays("1000", structure="PAGE", operation="T1-01"), Sort.AMBIGU),
    ("un mandat que Versements n'a pas, le même jour", pays("500", structure="PAGE", mandat="7", jour=DEC), Sort.DEJA_SAISI),
    ("un mandat que Versements n'a pas, un autre jour", pays("500", structure="PAGE", mandat="7", jour=NOV), Sort.AMBIGU),
]


@pytest.mark.parametrize(("paiement", "sort"), [cas[1:] for cas in DEJA_SAISIS], ids=[cas[0] for cas in DEJA_SAISIS])
def test_what_is_entered_already_is_not_entered_again(dossier: Dossier, paiement: Paiement, sort: Sort):
    paye = pay(dossier, *SAISIS)
    trouve = match_paiements(paye, [paiement])[0]
    assert trouve.sort is sort
    assert bool(list_inscriptions(paye, [replace(trouve, paiement=replace(paiement, jour=NOV))])) == (sort is Sort.PAYE)


@pytest.mark.parametrize(
    ("second", "sort"),
    [
        ({}, Sort.AMBIGU),
        ({"mandat": "0077"}, Sort.AMBIGU),
        ({"mandat": "78"}, Sort.PAYE),
        ({"jour": date(2023, 1, 3)}, Sort.PAYE),
        ({"operation": "T2-05"}, Sort.PAYE),  # one mandat for two operations
        ({"objet": "seconde opération"}, Sort.PAYE),
    ],
)
def test_a_row_that_the_list_says_twice_is_paid_once(dossier: Dossier, second: dict[str, object], sort: Sort):
    premier = pays("1000", structure="PAGE", operation="T1-01", mandat="77", jour=date(2023, 1, 2))
    assert [un.sort for un in match_paiements(dossier, [premier, replace(premier, place="3", **second)])] == [Sort.PAYE, sort]


def test_a_siret_or_a_convention_does_not_say_one_body_and_the_name_another(prevu: Dossier):
    contredits = [
        pays("10", siret=SIRET, structure="PAGE", operation="T1-01"),
        pays("10", convention="2022-7", structure="PAGE", operation="T1-01"),
        pays("10", siret="22620001200012", structure=LIBERCOURT, operation="T1-01"),
    ]
    assert [un.sort for un in match_paiements(prevu, contredits)[:3]] == [Sort.AMBIGU] * 3
    assert match_paiements(prevu, contredits)[2].pourquoi == "le SIRET de la liste n'est pas celui du registre"


def test_an_operation_that_the_structure_has_not_is_named_with_those_it_has(dossier: Dossier):
    inconnue, ailleurs = match_paiements(dossier, [pays("1", structure="PAGE", operation=code) for code in ("T9-99", "t1\u201101")])[:2]
    assert (inconnue.sort, inconnue.pourquoi) == (Sort.INCONNU, "l'opération « T9-99 » n'est pas de cette structure : T1-01, T2-05")
    assert (ailleurs.sort, ailleurs.operation) == (Sort.PAYE, "T1-01")
