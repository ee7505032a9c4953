"""A list of payments against what is due: each finds its place, or it is said why not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.calcul.rapprochement import Paiement, Sort, match_paiements
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
    assert [un.sort for un in deux[:2]] == [Sort.DEJA_SAISI, Sort.TROP]
