"""The buttons of the life of a campaign, one after the other in a real LibreOffice, on the real workbook with invented matter."""

import io
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.documents.bilans import compose_bilans
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.modele import Base, Levier
from dpid_xl.rendus.pdf import render_pdf
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from dpid_xl.schema import ANNEXE5, FEUILLES, SIGNATURES, SUIVI, VERSEMENTS
from dpid_xl.schema import DEMANDES as DEMANDES_LUES
from tests.bilans import expect, fill_xlsx, invent
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.demandes import DEMANDES, apply_for
from tests.simulations import make_scenario, propose, suppose, with_scenarios
from tests.typographie import unset
from tests.udfs.libreoffice.essai import Essai, call
from tests.versements import pay
from udfs.actions import importation, reconduction
from udfs.extension import load_extension

pytestmark = pytest.mark.libreoffice

LIBERCOURT, AUTRE = "CCAS de Libercourt", "Tous Parrains"
PREVU = (LIBERCOURT, "T1-01", "avance", date(2022, 11, 2), None, 2022, "3840")
PAIEMENTS = f"""Tiers;Opération;Montant payé;Payé le;N° mandat;Exercice
{LIBERCOURT};T1-01;3 840,00;04/11/2022;1001;2022
4AJ;T3-02;1 000,00;04/11/2022;1002;2022
Association fictive;T2-05;5,00;05/11/2022;1004;2022
"""
EXPORTS = (
    "exporter_refus",
    "exporter_historique",
    "exporter_bilans",
    "exporter_resultats",
    "exporter_cloture",
    "exporter_echeancier",
    "exporter_scdl",
)
LONGUEMENT = 600  # seconds: twenty buttons
PAR_COMMANDE = ("importer_demandes", "reconduire")


@pytest.fixture(scope="module")
def avant(dossier):
    """The real campaign, demands, scenarios, a payment that is planned, the pattern of the numbers: all invented."""
    campagne = replace(dossier.campagne, modele_de_numero="2022-#####", premier_numero=2950)
    scenarios = [make_scenario("Plus de places", Base.A_VOTER), make_scenario("Moitié", Base.TOUTES)]
    suppositions = (
        suppose("Plus de places", Levier.QUANTITE, "T1-01", "85", LIBERCOURT, "Hénin-Carvin"),
        suppose("Moitié", Levier.POURCENTAGE, "T1-02", "0.5"),
    )
    recues = apply_for(replace(propose(dossier, "T1-01"), campagne=campagne), *DEMANDES)
    return pay(with_scenarios(recues, scenarios, *suppositions), PREVU)


@pytest.fixture(scope="module")
def essai(tmp_path_factory, oxt, avant, jour):
    essai = Essai(tmp_path_factory.mktemp("annee"), oxt, build_classeur(avant, (), jour, load_extension()))
    (essai.dossier / "paiements.csv").write_text(PAIEMENTS, encoding="utf-8")
    for nom in ("bilans", "numerises"):
        (essai.dossier / nom).mkdir()
    for convention in compose_conventions(avant):
        if convention.structure.nom in (LIBERCOURT, AUTRE):
            (essai.dossier / "numerises" / f"{convention.structure.nom}.pdf").write_bytes(render_pdf(convention, jour))
    for bilan in compose_bilans(avant, ["PAGE"]):
        (essai.dossier / "bilans" / f"{bilan.rang}.xlsx").write_bytes(fill_xlsx(render_bilan_xlsx(bilan, jour), invent(bilan)))
    return essai


@pytest.fixture(scope="module")
def dites(essai):
    """What each button said, by name; « apres.xlsx » is what they left."""
    formulaire = next((essai.dossier / "bilans").iterdir())
    etapes = {
        "ouverture": ["open", str(essai.copie)],
        "masquees": ["list_visibles"],
        "montrer_feuilles": call("montrer_feuilles"),
        "visibles": ["list_visibles"],
        "suivre_signatures": call("suivre_signatures"),
        "retrouver_signees": call("retrouver_signees", str(essai.dossier / "numerises"), "oui"),
        "numeroter_conventions": call("numeroter_conventions", "oui"),
        "rapprocher_paiements": call("rapprocher_paiements", str(essai.dossier / "paiements.csv"), "oui"),
        "lire_bilans": call("lire_bilans", str(formulaire), "oui"),
        "ligne": ["select", "Annexe 5", "A7:A7"],
        **{nom: call(nom) for nom in (*EXPORTS, *PAR_COMMANDE)},
        "simuler": call("simuler"),
        "scenario": ["select", "Scénarios", "B7:B7"],
        "appliquer_scenario": call("appliquer_scenario", "oui"),
        "passer_au_vote": call("passer_au_vote", "oui"),
        "repasser": call("passer_au_vote", "oui"),
        "enregistrer": ["save", str(essai.dossier / "apres.xlsx")],
    }
    dites = dict(zip(etapes, essai.play(*etapes.values(), delai=LONGUEMENT), strict=True))
    return {nom: unset(dite) if isinstance(dite, str) else dite for nom, dite in dites.items()}


@pytest.fixture(scope="module")
def relu(essai, dites):  # noqa: ARG001 (which writes the workbook)
    return read_classeur(essai.dossier / "apres.xlsx").dossier


@pytest.fixture(scope="module")
def valeurs(essai, dites):  # noqa: ARG001 (which writes the workbook)
    return openpyxl.load_workbook(essai.dossier / "apres.xlsx", data_only=True)


def test_the_sheets_of_the_year_are_shown(dites):
    cachees = {feuille.nom for feuille in FEUILLES if feuille.nom in dites["visibles"]} - set(dites["masquees"])
    assert cachees == {"Avenants", "Signature", "Pièces", "Indicateurs"}, "the others hold something already"


def test_nothing_is_lost_and_only_what_is_said_changes(avant, relu):
    """Every input of every sheet, but for what the buttons say that they write."""
    avant = locate_dossier(avant)
    ecrits = {champ.name for champ in fields(avant) if getattr(avant, champ.name) != getattr(relu, champ.name)}
    assert ecrits == {"lignes", "suivis", "signatures", "versements", "demandes", "indicateurs"}
    premiere, *autres = (replace(ligne, numero_convention="") for ligne in relu.lignes[: len(avant.lignes)])
    voulues = [replace(ligne, numero_convention="") for ligne in avant.lignes]
    assert autres == voulues[1:]
    assert premiere == replace(voulues[0], quantite=Decimal(85), montant=Decimal(6800))


def test_what_is_computed_is_what_the_package_computes(relu, valeurs, jour):
    """The rows that were added have the formulas of the others, and each formula its value."""
    attendues = openpyxl.load_workbook(io.BytesIO(build_classeur(relu, (), jour)), data_only=True)
    for table in (ANNEXE5, DEMANDES_LUES, SIGNATURES, VERSEMENTS, SUIVI):
        calculees = {colonne.entete for colonne in table.colonnes if not colonne.gardee}
        trouvees, voulues = (
            [{entete: _round(rangee[entete]) for entete in calculees} for rangee in read_valeurs(classeur, table)]
            for classeur in (valeurs, attendues)
        )
        assert trouvees == voulues, table.nom


def _round(valeur):
    return (round(valeur, 9) if isinstance(valeur, float) else valeur) or None  # a formula that gives nothing, or zero


def test_signatures_are_followed_and_found(dites, valeurs):
    assert dites["suivre_signatures"].startswith("89 rangées ajoutées à la feuille Signature")
    pages = {rangee["Structure"]: rangee["Pages signées"] for rangee in read_valeurs(valeurs, SIGNATURES)}
    trouvees = {structure: suite.rpartition("-")[0] for structure, suite in pages.items() if suite}
    assert trouvees == {nom: f"{nom}.pdf, p. 1" for nom in (LIBERCOURT, AUTRE)}


def test_numbers_are_given(dites, relu):
    assert dites["numeroter_conventions"].startswith("88 numéros donnés, de 2022-02950 à 2022-03037")
    assert relu.lignes[0].numero_convention == "2022-02950"


def test_what_was_paid_dates_what_was_planned(relu):
    assert [(v.structure, v.operation, v.verse_le, v.montant, v.mandat) for v in relu.versements] == [
        (LIBERCOURT, "T1-01", date(2022, 11, 4), Decimal(3840), "1001"),
        ("4AJ", "T3-02", date(2022, 11, 4), Decimal(1000), "1002"),
    ]


def test_bilans_fill_what_is_empty(dites, relu, avant):
    remplies = sum(len(expect(bilan)) for bilan in compose_bilans(avant, ["PAGE"]))
    assert f"{remplies} cellules remplies" in dites["lire_bilans"]
    assert {suivi.structure for suivi in relu.suivis} == {"PAGE"}


def test_a_scenario_is_applied_and_the_demands_pass_once(dites, relu):
    assert "1 ligne changée, total 6 199 087,52 € au lieu de 6 198 687,52 €" in dites["appliquer_scenario"]
    assert dites["passer_au_vote"].startswith("2 demandes passées au vote, 18 400,00 €")
    assert dites["repasser"].startswith("Aucune demande n'est à passer au vote")
    assert [(ligne.structure, ligne.montant, ligne.statut) for ligne in relu.lignes[-2:]] == [
        (LIBERCOURT, 6400, "proposé"),
        (LIBERCOURT, 12000, "proposé"),
    ]
    assert [(demande.montant_fixe, demande.au_vote_le is None) for demande in relu.demandes[:3]] == [
        (6400, False),
        (12000, False),
        (None, True),
    ]


def test_files_are_beside_the_workbook(dites, essai):
    dossier = essai.dossier / "conventions"
    assert all("fichier" in dites[nom] and "écrit" in dites[nom] for nom in EXPORTS)
    refus, bilans = next(dossier.glob("refus_*")), next(dossier.glob("bilans_2*"))
    assert [len(list(refus.glob(motif))) for motif in ("docx/*.docx", "pdf/*.pdf", "bordereau_refus.pdf")] == [1, 1, 1]
    assert len(list(bilans.glob("*/*"))) == 2 * 136
    assert {chemin.name for chemin in dossier.iterdir() if chemin.is_file()} == {
        *("historique_ccas-de-libercourt.pdf", "resultats.docx", "cloture.xlsx", "echeancier.xlsx"),
        *("subventions.csv", "subventions_a_completer.csv", "pages_signees.csv", "rapprochement.xlsx", "bilans_recus.csv"),
    }


def test_what_wants_the_whole_workbook_says_the_command(dites):
    assert dites["importer_demandes"] == unset(importation.DEMANDES_PAR_LA_COMMANDE)
    assert dites["reconduire"] == unset(reconduction.PAR_LA_COMMANDE)
