"""Every formula cell holds the value that the package computes, and inputs are those of the dossier."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl import Workbook

from dpid_xl.calcul.echeancier import compute_versements_ligne
from dpid_xl.calcul.montant import compute_montant_ligne
from dpid_xl.calcul.totaux import Axe, compute_totaux
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.gabarit.suivi import count_rangs, make_conventions
from dpid_xl.classeurs.gabarit.totaux import make_totaux
from dpid_xl.controles import check_dossier, group_anomalies, write_groupe
from dpid_xl.modele import Dossier
from dpid_xl.montants import to_decimal
from dpid_xl.periodes import format_date
from dpid_xl.schema import ANNEXE5, AUTRES, BUDGET, CONTROLES, CONVENTIONS, ECHEANCIER, OPERATIONS, TERRITOIRES, TOTAUX
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.typographie import unset

# Nobody named a scenario: Calc says that their formulas give nothing (test_simulation).
DES_SCENARIOS = ("Scénarios", "Hypothèses", "Simulation", "Lignes simulées")


def test_no_formula_is_left_without_a_value(classeur: Workbook, valeurs: Workbook):
    vides = {
        (onglet.title, cellule.column_letter)
        for onglet in classeur
        for rangee in onglet.iter_rows()
        for cellule in rangee
        if onglet.title not in DES_SCENARIOS and cellule.data_type == "f" and valeurs[onglet.title][cellule.coordinate].value is None
    }
    # An empty text reads as None: lines without dates, thématiques without a quantity, operations without rate or avance, the row of the
    # operations to come, the lines to come,
    # the lines that do not say their quantity, what the results will give.
    # an amount that is decided line by line, a rate that is not annual, or is; what nobody has compared yet.
    attendus = {("Annexe 5", lettre) for lettre in ("K", "N", "AB")} | {("Opérations", "G"), ("Opérations", "Z")}
    attendus |= {("Barème", "P"), ("Barème", "Q")}
    attendus |= {("Totaux", lettre) for lettre in "DEFGHIJK"}  # G: a territoire that no avenant changes
    attendus |= {("Échéancier", lettre) for lettre in (*"BCDEFGHIJKLMNOPQRSTUVWXYZ", *("AA", "AB", "AC", "AD", "AE", "AF", "AG"))}
    attendus |= {("Échéancier", lettre) for lettre in ("AH", "AI", "AJ", "AK", "AL", "AM")}
    attendus |= {("Budget", "Q"), ("Budget", "R")}  # no avenant
    attendus |= {("Budget", "S"), ("Totaux", "L"), ("Campagne", "K")}  # no other commission
    attendus |= {("Avenants", "AK"), ("Suivi", "AP")}  # nothing is signed; a row of an earlier convention
    attendus |= {
        ("Suivi", lettre)
        for lettre in ("F", "G", "H", "L", "M", "O", "X", "AA", "AB", "AC", "AD", "AE", "AF", "AG", "AI", "AJ", "AK", "AL", "AM", "AO")
    }
    attendus |= {("À compléter", "F"), ("Conventions", "J")}  # no list, no sheet yet
    attendus |= {("Exercices", lettre) for lettre in "HIJLMNOP"}  # nothing was split
    attendus |= {("Avenants", lettre) for lettre in ("I", "J", "N", *"TUVWXYZ", "AA", "AB", "AC", "AE")}  # nothing changed since the vote
    attendus |= {("Signature", lettre) for lettre in "KMQRS"} | {("Pièces", "N")}  # nothing is followed, no CER is known
    applique = (*"IJKLMX", "AB", "AJ", "AK", "AL", "AM", "AQ", "AR", "AS", "AX", "AY")
    attendus |= {("Demandes", lettre) for lettre in applique}  # nobody applies
    attendus |= {("Versements", lettre) for lettre in "INO"}  # nothing is paid, nor seen from a day
    attendus |= {("Pièces", lettre) for lettre in "KMOP"}  # nobody named a piece; natures and CER that the register does not know
    attendus |= {("Tableau de bord", lettre) for lettre in "SU"}  # nothing is signed, a bar of nothing has no name
    attendus |= {("Accueil", "F")}  # nobody has looked for what the conventions lack
    assert (vides - attendus, attendus - vides) == (set(), set())


def test_annexe5_is_computed_line_by_line(valeurs: Workbook, situe: Dossier):
    rangees = read_valeurs(valeurs, ANNEXE5)
    assert len(rangees) == 143
    for ligne, rangee in zip(situe.lignes, rangees, strict=True):
        calcule = compute_montant_ligne(situe, ligne)
        assert rangee["Thématique"] == situe.operation_par_code[ligne.operation].thematique
        assert (rangee["Opération"], rangee["Structure"]) == (ligne.operation, ligne.structure)
        assert rangee["Mois"] == (float(ligne.periode.mois) if ligne.periode else None)
        assert to_decimal(rangee["Montant retenu"]) == ligne.montant
        assert rangee["Structure (registre)"] == situe.find_structure(ligne.structure).nom
        if calcule is None:
            assert (rangee["Montant calculé"], rangee["Montant natif"], rangee["Écart"]) == ("arrêté", "arrêté", None)
        else:
            assert to_decimal(rangee["Montant calculé"]) == to_decimal(rangee["Montant natif"]) == calcule
            assert to_decimal(rangee["Écart"]) == ligne.montant - calcule
    assert sum(to_decimal(rangee["Écart"] or 0) for rangee in rangees) == 11420


def test_totals_are_those_of_the_package(valeurs: Workbook, situe: Dossier):
    totaux = {**compute_totaux(situe, Axe.OPERATION), **compute_totaux(situe, Axe.THEMATIQUE)}
    rangees = {rangee["Code"]: rangee for rangee in read_valeurs(valeurs, TOTAUX)}
    autres = rangees.pop(AUTRES)
    assert (autres["Lignes"], autres["Montant"], autres["Écart"]) == (0, 0, None)
    assert set(rangees) == set(totaux)
    for code, total in totaux.items():
        rangee = rangees[code]
        assert (rangee["Lignes"], rangee["Structures"]) == (total.lignes, total.structures)
        assert to_decimal(rangee["Montant"]) == total.montant
        assert rangee["Écart"] == 0


def test_territoires_are_those_of_the_package(valeurs: Workbook, situe: Dossier):
    totaux = compute_totaux(situe, Axe.TERRITOIRE)
    lus = {rangee["Territoire"]: to_decimal(rangee["Montant"]) for rangee in read_valeurs(valeurs, TERRITOIRES)}
    assert lus == {cle: total.montant for cle, total in totaux.items() if cle}


def test_budget_is_that_of_the_package(valeurs: Workbook, situe: Dossier):
    totaux = compute_totaux(situe, Axe.BUDGET)
    for ligne, rangee in zip(situe.budget, read_valeurs(valeurs, BUDGET), strict=True):
        assert to_decimal(rangee["Proposition"]) == totaux[ligne.code].montant
        assert to_decimal(rangee["Solde"]) == ligne.disponible - totaux[ligne.code].montant
        assert rangee["Écart"] == 0


def test_echeancier_is_that_of_the_package(valeurs: Workbook, situe: Dossier):
    rangees = read_valeurs(valeurs, ECHEANCIER)
    for ligne, rangee in zip(situe.lignes, rangees[:143], strict=True):
        versements = compute_versements_ligne(situe, ligne)
        assert (rangee["Taux d'avance"], versements is None) == ((0.6, False) if ligne.operation == "T1-01" else (None, True))
        if versements is None:
            assert (rangee["Avance"], rangee["Solde"]) == (None, None)
        else:
            assert (to_decimal(rangee["Avance"]), to_decimal(rangee["Solde"])) == (versements.avance, versements.solde)
    assert sum(to_decimal(rangee["Avance"] or 0) for rangee in rangees) == Decimal("13476.00")


@pytest.mark.parametrize(("cas", "remplies", "imprimees"), [("octets", 143, 149), ("octets_vides", 1, 31)])
def test_echeancier_waits_for_the_lines_to_come(request: pytest.FixtureRequest, cas: str, remplies: int, imprimees: int):
    valeurs = openpyxl.load_workbook(io.BytesIO(request.getfixturevalue(cas)), data_only=True)
    rangees = read_valeurs(valeurs, ECHEANCIER)
    assert [rangee["Ligne"] for rangee in rangees] == list(range(1, 301))
    assert {tuple(rangee.values())[1:] for rangee in rangees[remplies:]} == {(None,) * (len(ECHEANCIER.colonnes) - 1)}
    assert valeurs["Échéancier"].print_area == f"'Échéancier'!$A$1:$L${imprimees}"


def test_echeancier_always_has_rows_to_spare(dossier: Dossier):
    assert [count_rangs(replace(dossier, lignes=dossier.lignes * fois)) for fois in (0, 1, 2, 3)] == [300, 300, 386, 529]


def test_lines_that_totaux_does_not_name_are_not_lost(dossier: Dossier):
    inconnue = replace(dossier.lignes[0], operation="T9-01", montant=Decimal(500))
    rangees = make_totaux(replace(dossier, lignes=(*dossier.lignes, inconnue)))
    assert (rangees[-1]["code"], rangees[-1]["lignes"], rangees[-1]["montant"]) == (AUTRES, 1, 500)


def test_conventions_tell_their_day(valeurs: Workbook, jour: date):
    assert f"Liste du {format_date(jour)}" in valeurs["Conventions"]["A3"].value


def test_conventions_are_the_funded_structures(valeurs: Workbook):
    rangees = read_valeurs(valeurs, CONVENTIONS)
    assert len(rangees) == 89
    assert sum(to_decimal(rangee["Montant"]) for rangee in rangees) == Decimal("6196447.52")
    assert {rangee["État"] for rangee in rangees} == {"à générer"}
    assert [rangee["Montant"] for rangee in rangees if rangee["Structure"] == "PAGE"] == [30740.66]
    assert [valeurs["Conventions"][cellule].value for cellule in ("C4", "C5", "F4")] == [6196447.52, 2240, 6198687.52]


def test_a_structure_with_avenants_only_has_no_convention(dossier: Dossier):
    seules = tuple(replace(ligne, statut="avenant", numero_convention="1") for ligne in dossier.lignes[:2])
    assert make_conventions(replace(dossier, lignes=seules)) == []


def test_operations_hold_what_was_decided(valeurs: Workbook):
    premiere = read_valeurs(valeurs, OPERATIONS)[0]
    assert (premiere["Montant décidé"], premiere["Quantité décidée"]) == (22460, 138)
    assert premiere["Barème"] == "PLACE_REFERENT_SOLIDARITE"
    assert premiere["Public cible"].count("\n") == 4


def test_controles_show_native_checks_and_every_anomaly(valeurs: Workbook, situe: Dossier):
    onglet = valeurs["Contrôles"]
    assert [onglet[f"A{rang}"].value for rang in range(5, 13)] == ["juste"] * 8
    groupes = group_anomalies(check_dossier(situe))
    assert [rangee["Message"] for rangee in read_valeurs(valeurs, CONTROLES)] == [write_groupe(groupe) for groupe in groupes]


def read_accueil(classeur: Workbook) -> dict[str, tuple[object, object]]:
    """What stands on the right of each label of Accueil, in both halves."""
    rangees = list(classeur["Accueil"].iter_rows(min_row=4, values_only=True))
    return {unset(str(rangee[colonne])): rangee[colonne + 1 : colonne + 3] for colonne in (0, 4) for rangee in rangees if rangee[colonne]}


def test_accueil_sums_the_state_up(valeurs: Workbook):
    etat = read_accueil(valeurs)
    assert etat["Lignes de l'annexe 5"] == (143, "92 structures")
    assert etat["Structures financées"][0] == 89
    assert etat["Montant retenu"][0] == etat["Montant voté"][0] == 6198687.52
    assert etat["dont lignes par avenant"][0] == 2240
    assert (etat["Écart"], etat["Solde budgétaire le plus bas"]) == ((0, "juste"), (170000, "reste"))
    assert (etat["Anomalies bloquantes"], etat["Conventions complètes"][1]) == ((0, "aucune"), "sur 89")
    assert etat["Délibération"][0] == "n°\xa02022-375 du 27/09/2022"


def test_nothing_is_right_in_an_empty_campaign(octets_vides: bytes):
    etat = read_accueil(openpyxl.load_workbook(io.BytesIO(octets_vides), data_only=True))
    dits = [str(dit) for _chiffre, dit in etat.values()]
    assert not {"juste", "aucune", "reste", "rien"} & set(dits)
    assert (etat["Écart"][1], etat["Anomalies bloquantes"][1], etat["Solde budgétaire le plus bas"][1]) == (
        "rien à comparer",
        "rien à contrôler",
        "rien d’engagé",
    )


def test_a_line_without_the_quantity_its_rate_needs_shows_an_error(dossier: Dossier, jour: date, tmp_path):
    ligne = replace(dossier.lignes[0], quantite=None)
    fichier = tmp_path / "sans_quantite.xlsm"
    fichier.write_bytes(build_classeur(replace(dossier, lignes=(ligne,)), (), jour))
    rangee = read_valeurs(openpyxl.load_workbook(fichier, data_only=True), ANNEXE5)[0]
    assert (rangee["Montant calculé"], rangee["Écart"]) == ("#VALUE!", "#VALUE!")


@pytest.mark.parametrize("table", [ANNEXE5, CONTROLES, CONVENTIONS], ids=lambda table: table.nom)
def test_the_empty_model_has_one_empty_row(classeur_vide: Workbook, table):
    rangees = read_valeurs(classeur_vide, table)
    assert len(rangees) == 1
    saisies = [colonne.entete for colonne in table.colonnes if colonne.saisie]
    assert [rangees[0][entete] for entete in saisies] == [None] * len(saisies)
