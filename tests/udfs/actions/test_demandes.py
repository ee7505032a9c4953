"""Passer au vote, on the real workbook with invented demands: lines written, figures fixed, nothing twice, nothing typed lost."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest

from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.schema import ANNEXE5, DEMANDES, ECHEANCIER, JOURNAL
from tests.classeurs.fabrique import rewrite
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.demandes import DEMANDES as RECUES
from tests.demandes import apply_for
from tests.typographie import unset
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.conftest import launch, launch_bureau
from udfs.actions.demandes import SANS_FEUILLE
from udfs.extension import load_extension

AVANT = date(2022, 9, 13)  # another commission, held before the day of the buttons
NEUVE = {"description": "Exemple inventé : seconde demande"}


@pytest.fixture(scope="module")
def octets(dossier, jour):
    premiere, seconde, *autres = RECUES
    tardive = replace(seconde, description="Exemple inventé : reçue après sa commission", recue_le=date(2023, 1, 1))
    tenue = replace(seconde, commission=AVANT)
    incomplete = replace(tenue, montant_arrete=None)
    recues = apply_for(dossier, premiere, replace(tenue, **NEUVE), incomplete, tardive, *autres)
    deliberations = (*recues.deliberations, replace(recues.deliberations[-1], jour=AVANT))
    return build_classeur(replace(recues, deliberations=deliberations), (), jour, load_extension())


@pytest.fixture(scope="module")
def passee(octets, moteur):  # noqa: ARG001
    return launch("passer_au_vote", octets, confirme="oui")


def test_it_asks_first_and_tells_who_stays(lancer, octets):
    faite = lancer("passer_au_vote", octets)
    question = unset(faite.alertes[0][0])
    assert "18 400,00 €, d'après les commissions du 13/09/2022 (1) et du 27/09/2022 (1) ?" in question
    assert "2 demandes retenues laissées de côté : « CCAS de Libercourt (T1-02) : il lui manque « Montant arrêté » », " in question
    assert "« CCAS de Libercourt (T1-02) : sa commission du 14/11/2022 est antérieure à sa réception (01/01/2023) »." in question
    assert read_valeurs(faite.classeur, DEMANDES) == read_valeurs(lancer("passer_au_vote", octets, confirme=False).classeur, DEMANDES)


def test_the_lines_are_written_after_all_others(passee, dossier):
    rangees = read_valeurs(passee.classeur, ANNEXE5)
    assert len(rangees) == len(dossier.lignes) + 2
    ecrites = [(r["Structure"], r["Opération"], r["Territoire"], r["Quantité"], r["Montant retenu"], r["Statut"]) for r in rangees[-2:]]
    assert ecrites == [
        ("CCAS de Libercourt", "T1-01", "Hénin-Carvin", 80, 6400, "proposé"),
        ("CCAS de Libercourt", "T1-02", None, None, 12000, "proposé"),
    ]
    echeances = [r["Ligne"] for r in read_valeurs(passee.classeur, ECHEANCIER)]
    assert echeances == list(range(1, len(echeances) + 1)), "each line has its row, those to come too"
    assert len(echeances) >= len(rangees)


def test_the_amount_of_another_commission_is_to_be_typed(passee):
    assert "Saisissez ce qu'a décidé la commission du 13/09/2022 : feuille Campagne" in unset(passee.alertes[-1][0])


def test_the_figures_are_fixed_on_the_demand(passee):
    fixees = [
        (r["Au vote le"], r["Quantité fixée"], r["Simple fixée"], r["Montant fixé"], r["Fin fixée"])
        for r in read_valeurs(passee.classeur, DEMANDES)
    ]
    jour, fin = datetime(2022, 9, 27), datetime(2022, 12, 31)  # noqa: DTZ001
    assert fixees[:2] == [(jour, 80, None, 6400, fin), (jour, None, None, 12000, fin)]
    assert set(fixees[2:]) == {(None,) * 5}


def test_the_journal_says_it(passee):
    derniere = read_valeurs(passee.classeur, JOURNAL)[-1]
    assert (derniere["Action"], unset(derniere["Résultat"])) == ("Passer au vote", "2 demandes passées au vote, 18 400,00 €")


def test_a_second_time_nothing_passes(lancer, passee):
    encore = lancer("passer_au_vote", passee.octets, confirme="oui")
    assert unset(encore.alertes[0][0]).startswith("Aucune demande n'est à passer au vote")
    assert read_valeurs(encore.classeur, ANNEXE5) == read_valeurs(passee.classeur, ANNEXE5)


def test_letters_of_refusal_are_written_in_a_folder(octets, tmp_path):
    launch_bureau("exporter_refus", octets, tmp_path)
    ecrits = {chemin.relative_to(tmp_path / "conventions").as_posix() for chemin in tmp_path.rglob("conventions/**/*") if chemin.is_file()}
    dossier = "refus_2022-09-27_140500"
    (lettre,) = (chemin for chemin in ecrits if chemin.endswith(".docx"))
    assert {chemin.split("/")[0] for chemin in ecrits} == {dossier}
    assert lettre.startswith(f"{dossier}/docx/")
    assert {f"{dossier}/bordereau_refus.pdf", f"{dossier}/manifeste_refus.json"} <= ecrits


def test_without_a_refusal_no_letter_is_written(lancer):
    assert unset(lancer("exporter_refus", read_octets()).alertes[0][0]).startswith("Aucun courrier à écrire")


@pytest.mark.parametrize("bouton", ["passer_au_vote", "exporter_refus"])
def test_an_older_workbook_is_told_to_be_made_anew(lancer, octets, bouton):
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        partie = next(nom for nom in archive.namelist() if nom.startswith("xl/tables/") and b'name="tblDemandes"' in archive.read(nom))
    ancien = rewrite(octets, partie, b'"tblDemandes"', b'"autre"')
    assert lancer(bouton, ancien).alertes[0][0] == SANS_FEUILLE
