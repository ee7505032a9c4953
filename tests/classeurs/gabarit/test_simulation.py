"""The sheets of the scenarios: typed, read back, computed by Calc as by the package, in the workbook and in the one of their own."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.calcul.etude import study
from dpid_xl.calcul.totaux import Axe
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.gabarit.etude import SOURCES, build_etude, list_lues
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.modele import Ajustement, Base, Dossier, Levier
from dpid_xl.schema import EFFETS, FEUILLES, HYPOTHESES, SCENARIOS, SIMULATION
from tests.classeurs.court import shorten_for_calc
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.demandes import DEMANDES, make_demande
from tests.simulations import make_scenario, propose, suppose, with_scenarios
from tests.udfs.libreoffice.calc import recalculate, recalculate_tous
from udfs.extension import load_extension
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import build_oxt

TABLES = (SCENARIOS, HYPOTHESES, EFFETS, SIMULATION)
BUDGETS = ("C02-566A05", "C01-564H02")


@pytest.fixture(scope="module")
def simule(dossier: Dossier) -> Dossier:
    """Each way to fit, each lever, each way of being wrong."""
    scenarios = (
        make_scenario("Même taux", Base.TOUTES, Ajustement.EGALE, "pour la commission"),
        make_scenario("Par priorité", Base.A_VOTER, Ajustement.PRIORITE),
        make_scenario("Désignées", Base.TOUTES, Ajustement.DESIGNEES),
    )
    return locate_dossier(
        with_scenarios(
            propose(dossier, "T1-01", "T2-05", "T3-02"),
            scenarios,
            suppose("Même taux", Levier.ENVELOPPE, BUDGETS[0], "487654.32"),
            suppose("Même taux", Levier.ENVELOPPE, BUDGETS[1], "3000000"),
            suppose("Même taux", Levier.POURCENTAGE, "T1-02", "0.333"),
            suppose("Par priorité", Levier.TARIF, "PLACE_REFERENT_SOLIDARITE", "171.37"),
            suppose("Par priorité", Levier.QUANTITE, "T1-01", "85", "CCAS de Libercourt", "Hénin-Carvin"),
            suppose("Par priorité", Levier.PRIORITE, "T1-01", "1"),
            suppose("Par priorité", Levier.ENVELOPPE, BUDGETS[0], "548000"),
            suppose("Désignées", Levier.REDUITE, "T1-01"),
            suppose("Désignées", Levier.REDUITE, "T1-02"),
            suppose("Désignées", Levier.TARIF, "MESURE_ASL_SIMPLE", "2600"),
            suppose("Désignées", Levier.QUANTITE_SIMPLE, "T3-02", "3", "4AJ"),
            suppose("Désignées", Levier.ENVELOPPE, BUDGETS[0], "520000.01"),
            suppose("Désignées", Levier.ENVELOPPE, BUDGETS[0], "1"),
            suppose("Désignées", Levier.POURCENTAGE, "T9-99", "0.5"),
            suppose("Désignées", Levier.POURCENTAGE, "T1-03", "50"),
            suppose("Inconnu", Levier.POURCENTAGE, "T1-03", "0.5"),
        )
    )


@pytest.fixture(scope="module")
def demande(dossier: Dossier) -> Dossier:
    """Demands, and no line: what is proposed counts, else what is asked for; what is refused, adjourned or passed does not."""
    passee = make_demande("PAGE", "T1-01", quantite="28", montant_arrete="2240", au_vote_le=date(2022, 9, 1))
    scenarios = (make_scenario("Priorités", Base.DEMANDES, Ajustement.PRIORITE), make_scenario("Taux", Base.DEMANDES, Ajustement.EGALE))
    return locate_dossier(
        with_scenarios(
            replace(dossier, lignes=(), demandes=(*DEMANDES, passee), attributions=()),
            (*scenarios, make_scenario("Sans base", None)),
            suppose("Priorités", Levier.ENVELOPPE, BUDGETS[0], "10000"),
            suppose("Priorités", Levier.QUANTITE, "T1-01", "75", "CCAS de Libercourt"),
            suppose("Taux", Levier.ENVELOPPE, BUDGETS[0], "9999.99"),
            suppose("Taux", Levier.TARIF, "MESURE_ASL_RENFORCEE", "4567.89"),
        )
    )


@pytest.fixture(scope="module")
def chemin(simule: Dossier, jour: date, tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("scenarios") / "classeur.xlsm"
    chemin.write_bytes(build_classeur(simule, (), jour, load_extension()))
    return chemin


def test_what_was_typed_is_read_back(chemin: Path, simule: Dossier):
    lu = read_classeur(chemin).dossier
    assert lu.scenarios == simule.scenarios
    assert lu.hypotheses == simule.hypotheses


def test_the_sheets_say_what_the_package_computes(chemin: Path, simule: Dossier):
    classeur, etude = openpyxl.load_workbook(chemin, data_only=True), study(simule)
    scenarios = read_valeurs(classeur, SCENARIOS)
    montants = [float(simulation.montant) for simulation in etude.simulations.values()]
    assert [rangee["Montant"] for rangee in scenarios] == montants
    assert [rangee["État"] for rangee in scenarios] == ["tient", "tient", "à revoir"]
    effets = {(rangee["Axe"], rangee["Groupe"]): rangee for rangee in read_valeurs(classeur, EFFETS)}
    assert [effets["Total", None][f"Scénario {n}"] for n in (1, 2, 3)] == montants
    for n, simulation in etude.simulations.items():
        for axe in (Axe.BUDGET, Axe.OPERATION, Axe.TERRITOIRE, Axe.STRUCTURE):
            siens = [rangee for (nom, _cle), rangee in effets.items() if nom == axe.value.capitalize()]
            assert sum(round(rangee[f"Scénario {n}"] * 100) for rangee in siens) == simulation.montant * 100
    assert effets["Budget", BUDGETS[0]]["Scénario 1"] == 487654.32
    etats = [rangee["Comprise"] for rangee in read_valeurs(classeur, HYPOTHESES)]
    assert [etat for etat in etats if etat != "oui"] == ["en double", "cible ?", "valeur ?", "scénario ?"]
    assert classeur["Simulation"].sheet_state == "visible"


def test_who_only_votes_sees_nothing(octets: bytes):
    classeur = openpyxl.load_workbook(io.BytesIO(octets), data_only=True)
    for table in TABLES:
        assert classeur[table.feuille].sheet_state == "hidden"
        assert len(read_valeurs(classeur, table)) == (3 if table is SCENARIOS else 1)
    assert {feuille.nom for feuille in FEUILLES if feuille.nom in {table.feuille for table in TABLES} and not feuille.a_la_demande} == set()


@pytest.mark.libreoffice
def test_a_scenario_that_nobody_named_shows_nothing(dossier: Dossier, jour: date, tmp_path: Path):
    lignes = dossier.lignes[:6]
    seul = with_scenarios(replace(dossier, lignes=lignes), (make_scenario("Seul"),), suppose("Seul", Levier.POURCENTAGE, "T1-01", "0.5"))
    octets = build_etude(seul, jour)
    fichier = tmp_path / "etude.xlsx"
    fichier.write_bytes(octets)
    for livre in (openpyxl.load_workbook(io.BytesIO(octets), data_only=True), recalculate(fichier, build_oxt())):
        for table, champs in ((EFFETS, ("Scénario", "Écart", "Solde")), (SIMULATION, ("Quantité", "Montant", "Écart"))):
            rangees = [rangee for rangee in read_valeurs(livre, table) if rangee.get("Axe") or rangee.get("Sorte")]
            assert rangees
            assert all(rangee[f"{champ} 1"] is not None for rangee in rangees for champ in champs[:2])
            assert all(rangee[f"{champ} {numero}"] in (None, "") for rangee in rangees for champ in champs for numero in (2, 3))


@pytest.mark.libreoffice
def test_calc_computes_the_same(chemin: Path, simule: Dossier, demande: Dossier, jour: date, tmp_path: Path):
    with shorten_for_calc(20):
        complet, demandes = chemin.read_bytes(), build_classeur(demande, (), jour, load_extension())
    calcules = {"complet": adapt_classeur(complet), "seule": build_etude(simule, jour), "demandes": adapt_classeur(demandes)}
    ecrits = {"complet": complet, "seule": complet, "demandes": demandes}
    _compare(calcules, ecrits, tmp_path)


@pytest.mark.libreoffice
def test_calc_gives_no_line_a_cent_more_than_it_had(dossier: Dossier, jour: date, tmp_path: Path):
    montants = ("66761.89", "41297.43", "0.03", "0.63", "94314.94", "58239.71", "96026.31", "54423.46")
    siennes = [ligne for ligne in dossier.lignes if dossier.operation_par_code[ligne.operation].budget == BUDGETS[0]]
    lignes = tuple(replace(ligne, montant=Decimal(montant), statut="proposé") for ligne, montant in zip(siennes, montants, strict=False))
    scenario, enveloppe = make_scenario("Taux", Base.TOUTES, Ajustement.EGALE), suppose("Taux", Levier.ENVELOPPE, BUDGETS[0], "411064.39")
    fichier = tmp_path / "etude.xlsx"
    fichier.write_bytes(build_etude(with_scenarios(replace(dossier, lignes=lignes), (scenario,), enveloppe), jour))
    rangees = [rangee for rangee in read_valeurs(recalculate(fichier, build_oxt()), SIMULATION) if rangee["Montant"]]
    assert [rangee["Montant"] for rangee in rangees] == [float(ligne.montant) for ligne in lignes]
    assert sum(round(rangee["Montant 1"] * 100) for rangee in rangees) == 41106439
    assert all(rangee["Montant 1"] <= rangee["Montant"] for rangee in rangees)


@pytest.mark.libreoffice
def test_calc_computes_the_same_of_nothing(octets_vides: bytes, octets: bytes, tmp_path: Path):
    ecrits = {"vide": octets_vides, "reel": octets}
    _compare({nom: adapt_classeur(contenu) for nom, contenu in ecrits.items()}, ecrits, tmp_path)


def _compare(calcules: Mapping[str, bytes], ecrits: Mapping[str, bytes], dossier: Path):
    """One LibreOffice for all: what it computes of each workbook is what was written, in this one or in another."""
    fichiers = [dossier / f"{nom}.xlsx" for nom in calcules]
    for fichier, contenu in zip(fichiers, calcules.values(), strict=True):
        fichier.write_bytes(contenu)
    lus = {contenu: openpyxl.load_workbook(io.BytesIO(contenu), data_only=True) for contenu in set(ecrits.values())}
    for nom, recalcule in zip(calcules, recalculate_tous(fichiers, build_oxt()), strict=True):
        for table in TABLES:
            assert _simplify(read_valeurs(recalcule, table)) == _simplify(read_valeurs(lus[ecrits[nom]], table)), (nom, table.nom)


def _simplify(rangees):
    """Prices are not rounded: the last binary digit is nobody's."""
    return [
        {entete: round(valeur, 9) if isinstance(valeur, float) else valeur for entete, valeur in rangee.items() if valeur not in (None, "")}
        for rangee in rangees
    ]


def test_what_is_copied_is_what_the_formulas_name(simule: Dossier, jour: date):
    octets = build_etude(simule, jour)
    assert octets == build_etude(simule, jour)
    classeur = openpyxl.load_workbook(io.BytesIO(octets))
    for table in SOURCES:
        entetes = [cellule.value for cellule in classeur[table.feuille][classeur[table.feuille].tables[table.nom].ref][0]]
        assert tuple(entetes) == list_lues(table)
        assert all(cellule.data_type != "f" for rangee in classeur[table.feuille].iter_rows(min_row=7) for cellule in rangee)
    assert "Prix" not in list_lues(SOURCES[0])
