"""A list of demands, by the importer's own engine: columns of its own, the same refusals, nothing dropped unsaid."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.cli import main
from dpid_xl.importation import import_source
from dpid_xl.importation.journal import Etat
from dpid_xl.modele import SortDemande
from tests.classeurs.court import shorten_echeancier
from tests.demandes import apply_for, make_demande
from tests.typographie import unset

ENTETES = "Date de réception;Porteur;SIRET;Opération;Territoire;Places demandées;Montant demandé;Cofinanceurs;Avis;Remarque;Décision;Motif"
RANGEES = (
    "01/03/2022;Association inventée;509 023 974 00017;T1-01;Artois;40 places;3 200,00 €;CAF;favorable;vu;refusée;hors délai",
    "02/03/2022;CCAS de Libercourt;;T1-02;;;N 12;;;;;",
)
SAISIE = make_demande("4AJ", "T3-02", recue_le=date(2022, 2, 1), avis="tapé avant", montant_demande="10")


@pytest.fixture
def source(tmp_path):
    chemin = tmp_path / "demandes.csv"
    chemin.write_text("\n".join((ENTETES, *RANGEES)), encoding="utf-8")
    return chemin


@pytest.fixture(autouse=True, scope="module")
def court():
    with shorten_echeancier(30):
        yield


@pytest.fixture(scope="module")
def octets(dossier, jour, court):  # noqa: ARG001 (under which it is built)
    """The real campaign, but for most of its lines: demands look at none."""
    return build_classeur(locate_dossier(apply_for(replace(dossier, lignes=dossier.lignes[:20]), SAISIE)), (), jour)


@pytest.fixture
def base(tmp_path, octets):
    chemin = tmp_path / "annexe5.xlsm"
    chemin.write_bytes(octets)
    return chemin


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["importer", *map(str, arguments)])
    sortie, erreur = capsys.readouterr()
    return fin.value.code or 0, unset(sortie), unset(erreur)


def test_each_column_of_a_demand_is_known(source):
    recu = import_source(source, load_campagne("2022_phase2"), en_demandes=True)
    premiere, seconde = recu.demandes
    assert (premiere.recue_le, premiere.operation, premiere.territoire) == (date(2022, 3, 1), "T1-01", "Artois")
    assert (premiere.quantite_demandee, premiere.montant_demande, premiere.autres_financeurs) == (40, Decimal("3200.00"), "CAF")
    assert (premiere.avis, premiere.decision, premiere.motif) == ("favorable", SortDemande.REFUSEE, ("hors délai",))
    assert (seconde.structure, seconde.montant_demande, seconde.quantite, seconde.motif) == ("CCAS de Libercourt", None, None, ())
    assert "Montant demandé" in {colonne.colonne for colonne in recu.journal.colonnes}


def test_nothing_is_dropped_unsaid(source):
    journal = import_source(source, load_campagne("2022_phase2"), en_demandes=True).journal
    (refusee,), (ecartee,) = journal.select(Etat.REFUSE), journal.select(Etat.ECARTE)
    assert (refusee.cellule, refusee.colonne, refusee.valeur) == ("G3", "Montant demandé", "N 12")
    assert (ecartee.colonne, ecartee.valeur) == ("Remarque", "vu")


def test_without_demandes_an_amount_asked_is_no_amount_granted(source):
    recu = import_source(source, load_campagne("2022_phase2"))
    assert (recu.demandes, recu.lignes) == (None, ())


def test_the_workbook_keeps_all_that_was_typed(capsys, source, base, tmp_path):
    avant, octets = read_classeur(base).dossier, base.read_bytes()
    code, sortie, _ = _run(capsys, source, "-o", tmp_path / "recu.xlsm", "--base", base, "--demandes")
    assert code == 1, "a cell is refused"
    assert base.read_bytes() == octets
    assert "2 demandes – 92 structures – 3 200,00 €" in sortie
    apres = read_classeur(tmp_path / "recu.xlsm").dossier
    assert [demande.avis for demande in apres.demandes] == ["tapé avant", "favorable", ""]
    assert apres.lignes == avant.lignes
    page = apres.find_structure("Association inventée")
    assert (page.nom, page.siret) == ("PAGE", "50902397400017"), "the same SIRET: one body"


def test_what_a_row_says_completes_the_register(capsys, base, tmp_path):
    source = tmp_path / "liste.csv"
    source.write_text("Structure;SIRET;Opération;Montant demandé\nCCAS de Libercourt;55208131766522;T1-01;10\nNeuve;;T1-01;20\n", "utf-8")
    code, _, _ = _run(capsys, source, "-o", tmp_path / "recu.xlsm", "--base", base, "--demandes")
    assert code == 0
    apres = read_classeur(tmp_path / "recu.xlsm").dossier
    assert apres.find_structure("CCAS de Libercourt").siret == "55208131766522"
    assert apres.structures[-1].nom == "Neuve"


def test_a_workbook_that_would_not_say_what_was_read_is_not_written(capsys, source, base, tmp_path, monkeypatch):
    """The demands as much as all the rest: what is read again is what was read in the table."""
    monkeypatch.setattr("dpid_xl.classeurs.gabarit.demandes.make_rangee", lambda *_: {"structure": "PAGE"})
    code, sortie, erreur = _run(capsys, source, "-o", tmp_path / "recu.xlsm", "--base", base, "--demandes")
    assert (code, sortie, (tmp_path / "recu.xlsm").exists()) == (1, "", False)
    assert erreur.startswith("Le classeur qui reçoit les demandes ne se relit pas comme il le faudrait : rien n'est écrit")


def test_a_second_list_comes_after_the_first(capsys, source, base, tmp_path):
    _run(capsys, source, "-o", tmp_path / "un.xlsm", "--base", base, "--demandes")
    code, _, erreur = _run(capsys, source, "-o", tmp_path / "deux.xlsm", "--base", tmp_path / "un.xlsm", "--demandes")
    assert (code, erreur) == (1, "")
    assert len(read_classeur(tmp_path / "deux.xlsm").dossier.demandes) == 5


def test_json_counts_the_demands(capsys, source, base, tmp_path):
    code, sortie, _ = _run(capsys, source, "-o", tmp_path / "recu.xlsm", "--base", base, "--demandes", "--json")
    dit = json.loads(sortie)
    assert (code, dit["demandes"], dit["lignes"], dit["total"]) == (1, 2, 0, "3200.00")


def test_a_correspondance_says_the_rest(capsys, base, tmp_path):
    source, choix = tmp_path / "liste.csv", tmp_path / "choix.toml"
    source.write_text("Structure;Opération;Demandeur interne;Somme\nPAGE;T1-01;Exemple A.;10\n", "utf-8")
    choix.write_text('[colonnes]\n"Demandeur interne" = "Instructeur"\n"Somme" = "Montant demandé"\n', "utf-8")
    code, _, _ = _run(capsys, source, "-o", tmp_path / "recu.xlsm", "--base", base, "--demandes", "--correspondance", choix)
    assert code == 0
    derniere = read_classeur(tmp_path / "recu.xlsm").dossier.demandes[-1]
    assert (derniere.instructeur, derniere.montant_demande) == ("Exemple A.", 10)


def test_a_base_is_asked_for(capsys, source, tmp_path):
    code, _, erreur = _run(capsys, source, "-o", tmp_path / "recu.xlsm", "--demandes")
    assert (code, erreur.strip()) == (2, "--demandes ajoute des demandes à un classeur : nommez-le par --base.")
