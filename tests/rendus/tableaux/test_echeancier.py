"""Payments as a file: every financed operation once, sums that hold, nothing that a spreadsheet would run."""

import csv
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from dpid_xl.rendus.tableaux.echeancier import COLONNES, render_echeancier_csv, render_echeancier_xlsx
from tests.avances import decide_avances
from tests.avenants import amend, make_avenant
from tests.exercices import REPARTIES, split
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis
from tests.versements import pay


@pytest.fixture(scope="module")
def suivi(dossier):
    notes = {"note_partenariat": "0.80", "note_parcours": "0.50"}
    return with_suivis(
        dossier,
        make_suivi(LIBERCOURT, "T1-01", signature=SIGNATURE, versement="3840", realise=60, **notes),
        make_suivi(LIBERCOURT, "T1-02", versement="6000", realise=40),
    )


def _read_csv(contenu):
    return list(csv.DictReader(StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";"))


def _to_decimal(texte):
    return Decimal(texte.replace(",", "."))


def test_every_financed_operation_once(dossier):
    rangees = _read_csv(render_echeancier_csv(dossier))
    cles = {(rangee["Structure"], rangee["Opération"]) for rangee in rangees}
    assert len(rangees) == len(cles) == 136
    assert sum(_to_decimal(rangee["Montant"]) for rangee in rangees) == Decimal("6198687.52")
    assert {(rangee["Versé"], rangee["Acquis"], rangee["Solde"], rangee["Signée le"]) for rangee in rangees} == {("",) * 4}


def test_a_row_in_french(suivi):
    premiere = _read_csv(render_echeancier_csv(suivi))[0]
    assert premiere == {
        "Structure": LIBERCOURT,
        "SIRET": "",
        "Opération": "T1-01",
        "Intitulé": "Dispositif référent solidarité",
        "N° convention": "",
        "Ligne budgétaire": "C02-566A05",
        "Imputation": "6568/93566",
        "Montant": "6400,00",
        "Avance": "3840,00",
        "Versé": "3840,00",
        "Acquis": "4384,00",
        "Solde": "544,00",
        "Signée le": "12/10/2022",
        "Publication": "12/01/2023",
        "Bilan": "31/01/2023",
        "Compte rendu": "30/06/2023",
        "Exercice": "2022",
        "Solde au plus": "2560,00",
        "Versé de l'exercice": "",  # typed in Suivi: of which one?
        "Reste à verser": "2560,00",
        **dict.fromkeys(("Prévu, non versé", "Prochain versement", "Premier versement", "Dernier versement", "Engagements", "Mandats"), ""),
    }


def test_a_row_for_each_exercice_which_add_up(dossier):
    decide = split(decide_avances(dossier), *REPARTIES)
    suivi = with_suivis(decide, make_suivi("Tous Parrains", "T1-03", signature=SIGNATURE, versement="100"))
    rangees = _read_csv(render_echeancier_csv(suivi))
    assert sum(_to_decimal(rangee["Montant"]) for rangee in rangees) == Decimal("6198687.52")
    for rangee in rangees:
        if rangee["Exercice"]:
            assert _to_decimal(rangee["Avance"]) + _to_decimal(rangee["Solde au plus"]) == _to_decimal(rangee["Montant"])
        else:
            assert (rangee["Avance"], rangee["Solde au plus"]) == ("", "")
    siennes = [rangee for rangee in rangees if (rangee["Structure"], rangee["Opération"]) == ("Tous Parrains", "T1-03")]
    assert [(r["Exercice"], r["Montant"], r["Versé"], r["Compte rendu"]) for r in siennes] == [
        ("2022", "53890,29", "100,00", "30/06/2023"),
        ("2023", "40417,71", "", "30/06/2024"),
    ]


def test_what_is_not_split_has_neither_exercice_nor_avance(dossier):
    rangees = _read_csv(render_echeancier_csv(decide_avances(dossier)))
    (sienne,) = [rangee for rangee in rangees if (rangee["Structure"], rangee["Opération"]) == ("Tous Parrains", "T1-03")]
    assert (sienne["Montant"], sienne["Exercice"], sienne["Avance"], sienne["Solde au plus"]) == ("94308,00", "", "", "")


def test_a_titre_de_recettes_is_a_negative_solde(suivi):
    rangee = next(rangee for rangee in _read_csv(render_echeancier_csv(suivi)) if rangee["Opération"] == "T1-02" and rangee["Versé"])
    assert (rangee["Acquis"], rangee["Solde"]) == ("5000,00", "-1000,00")
    assert _to_decimal(rangee["Solde"]) + _to_decimal(rangee["Versé"]) == _to_decimal(rangee["Acquis"])


def test_the_sheet_holds_real_numbers_and_dates(suivi, jour):
    feuille = load_workbook(BytesIO(render_echeancier_xlsx(suivi, jour))).active
    entetes, *rangees = feuille.iter_rows(values_only=True)
    assert list(entetes) == [colonne.entete for colonne in COLONNES]
    assert len(rangees) == 136
    premiere = dict(zip(entetes, rangees[0], strict=True))
    assert (premiere["Montant"], premiere["Solde"]) == (6400, 544)
    assert premiere["Signée le"] == datetime(2022, 10, 12)  # noqa: DTZ001 - what openpyxl reads
    assert feuille.freeze_panes == "A2"


@pytest.mark.parametrize("texte", ["=1+1", "+33", "-action", "@SUM(A1)", " =1"])
def test_texts_are_never_run(dossier, jour, texte):
    piege = replace(dossier, lignes=(replace(dossier.lignes[0], structure=texte, numero_convention=texte),))
    (rangee,) = _read_csv(render_echeancier_csv(piege))
    assert rangee["Structure"].startswith("'")
    assert rangee["N° convention"].startswith("'")
    feuille = load_workbook(BytesIO(render_echeancier_xlsx(piege, jour))).active
    assert not [cellule for rangee in feuille.iter_rows() for cellule in rangee if cellule.data_type == "f"]


def test_siret_stays_a_text(dossier, jour):
    feuille = load_workbook(BytesIO(render_echeancier_xlsx(dossier, jour))).active
    assert "50902397400017" in {rangee[1] for rangee in feuille.iter_rows(values_only=True)}


def test_unknown_structure_and_operation_are_shown_as_they_are(dossier):
    (rangee,) = _read_csv(render_echeancier_csv(replace(dossier, lignes=(replace(dossier.lignes[0], structure="X", operation="T9-99"),))))
    assert (rangee["Structure"], rangee["Opération"], rangee["Intitulé"], rangee["Imputation"]) == ("X", "T9-99", "", "")


def test_same_input_same_bytes(suivi, jour):
    assert render_echeancier_xlsx(suivi, jour) == render_echeancier_xlsx(suivi, jour)


def test_what_is_paid_planned_and_left_stands_at_the_right(dossier):
    paye = pay(
        dossier,
        ("CCAS de Libercourt", "T1-01", "avance", None, date(2022, 11, 4), 2022, "3840", "1001"),
        ("CCAS de Libercourt", "T1-01", "titre de recettes", None, date(2022, 12, 1), 2022, "40", "T3"),
        ("CCAS de Libercourt", "T1-01", "solde", date(2023, 3, 31), None, 2023, "2560"),
    )
    rangee, autre = _read_csv(render_echeancier_csv(paye))[:2]
    assert list(rangee)[-8:] == [
        *("Versé de l'exercice", "Reste à verser", "Prévu, non versé", "Prochain versement"),
        *("Premier versement", "Dernier versement", "Engagements", "Mandats"),
    ]
    assert list(rangee.values())[-8:] == ["3800,00", "2600,00", "2560,00", "31/03/2023", "04/11/2022", "04/11/2022", "", "1001, T3"]
    assert rangee["Versé"] == "3800,00"
    assert set(list(autre.values())[-8:]) == {""}


@pytest.mark.parametrize(
    ("cle", "retraits", "acquis", "solde"),
    [
        ((LIBERCOURT, "T1-01"), (make_avenant(LIBERCOURT, operation="T1-01", quantite=0, montant=0),), "", ""),  # not signed
        (("DEMAIN", "T2-05"), (), "0,00", "-3840,00"),  # voted at zero
    ],
)
def test_what_is_paid_for_nothing_that_is_financed_has_its_row(dossier, cle, retraits, acquis, solde):
    paye = amend(pay(dossier, (*cle, "avance", None, date(2022, 11, 4), 2022, "3840", "77")), *retraits)
    (rangee,) = [rangee for rangee in _read_csv(render_echeancier_csv(paye)) if (rangee["Structure"], rangee["Opération"]) == cle]
    champs = ("Montant", "Versé", "Acquis", "Solde", "Reste à verser", "Premier versement", "Mandats")
    assert [rangee[champ] for champ in champs] == ["0,00", "3840,00", acquis, solde, "-3840,00", "04/11/2022", "77"]
    assert rangee["Ligne budgétaire"]


def test_what_is_paid_of_an_exercice_without_a_part_has_its_row(dossier):
    paye = pay(
        dossier,
        (LIBERCOURT, "T1-01", "avance", None, date(2022, 11, 4), 2022, "3000", "77"),
        (LIBERCOURT, "T1-01", "solde", None, date(2023, 4, 4), 2023, "840.5", "78"),
    )
    siennes = [r for r in _read_csv(render_echeancier_csv(paye)) if (r["Structure"], r["Opération"]) == (LIBERCOURT, "T1-01")]
    champs = ("Exercice", "Montant", "Solde au plus", "Versé", "Versé de l'exercice")
    assert [tuple(rangee[champ] for champ in champs) for rangee in siennes] == [
        ("2022", "6400,00", "2560,00", "3840,50", "3000,00"),
        ("2023", "0,00", "0,00", "", "840,50"),
    ]


def test_a_payment_that_does_not_say_its_exercice_adds_no_row(dossier):
    paye = pay(
        dossier,
        (LIBERCOURT, "T1-01", "avance", None, date(2022, 11, 4), None, "3000", "77"),
        (LIBERCOURT, "T1-01", "solde", None, date(2023, 4, 4), 2023, "840.5", "78"),
    )
    siennes = [r for r in _read_csv(render_echeancier_csv(paye)) if (r["Structure"], r["Opération"]) == (LIBERCOURT, "T1-01")]
    assert [(rangee["Exercice"], rangee["Versé"], rangee["Versé de l'exercice"]) for rangee in siennes] == [("2022", "3840,50", "")]
