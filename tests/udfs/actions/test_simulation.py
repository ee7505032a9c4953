"""Simuler, Appliquer le scénario: on the real workbook, with scenarios typed in it."""

from datetime import date

import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.modele import Base, Dossier, Levier
from dpid_xl.schema import ANNEXE5, EFFETS, JOURNAL, SIMULATION
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.simulations import make_scenario, propose, suppose, with_scenarios
from tests.typographie import unset
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.client import edit
from udfs.actions.simulation import A_CHOISIR, A_NOMMER
from udfs.extension import load_extension


@pytest.fixture(scope="module")
def octets(dossier: Dossier) -> bytes:
    scenarios = [make_scenario("Plus de places", Base.A_VOTER), make_scenario("Moitié", Base.TOUTES)]
    avec = with_scenarios(
        propose(dossier, "T1-01"),
        scenarios,
        suppose("Plus de places", Levier.QUANTITE, "T1-01", "85", "CCAS de Libercourt"),
        suppose("Moitié", Levier.POURCENTAGE, "T1-02", "0.5"),
    )
    return build_classeur(locate_dossier(avec), (), date(2022, 9, 27), load_extension())


def test_the_first_time_it_shows_where_to_name_a_scenario(lancer):
    faite = lancer("simuler", read_octets())
    assert unset(faite.alertes[0][0]) == A_NOMMER
    assert {faite.classeur[nom].sheet_state for nom in ("Scénarios", "Hypothèses", "Simulation", "Lignes simulées")} == {"visible"}


def test_it_lays_out_a_row_for_each_line_and_each_group(lancer):
    tapes = edit(read_octets(), "Scénarios", {"B7": "Tout", "C7": "toutes les lignes", "D7": "réduction égale"})
    faite = lancer("simuler", tapes)
    lignes, effets = read_valeurs(faite.classeur, SIMULATION), read_valeurs(faite.classeur, EFFETS)
    assert len(lignes) == 144, "the lines, and the empty row of the demands"
    assert all(str(rangee["Montant 1"]).startswith("=") for rangee in lignes)
    assert [(rangee["Axe"], rangee["Groupe"]) for rangee in effets[:2]] == [("Total", None), ("Budget", "C02-566A05")]
    assert all(str(rangee["Scénario 1"]).startswith("=") for rangee in effets)
    assert "« Tout » tient" in unset(read_valeurs(faite.classeur, JOURNAL)[-1]["Résultat"])


def test_the_selected_scenario_is_written_where_it_is_typed(lancer, octets):
    faite = lancer("appliquer_scenario", octets, confirme="oui", devant="Scénarios", selection="B7")
    premiere = read_valeurs(faite.classeur, ANNEXE5)[0]
    assert (premiere["Quantité"], premiere["Montant retenu"]) == (85, 6800)
    note = unset(read_valeurs(faite.classeur, JOURNAL)[-1]["Résultat"])
    assert note == "scénario « Plus de places » : 1 ligne changée, total 6 199 087,52 € au lieu de 6 198 687,52 €"


def test_a_vote_is_never_written_again(lancer, octets):
    faite = lancer("appliquer_scenario", octets, confirme="oui", devant="Scénarios", selection="B8")
    assert "un vote ne se récrit pas" in unset(faite.alertes[0][0])
    assert read_valeurs(faite.classeur, ANNEXE5)[0]["Quantité"] == 80


def test_it_asks_which_one(lancer, octets):
    assert unset(lancer("appliquer_scenario", octets, confirme="oui").alertes[0][0]) == A_CHOISIR
