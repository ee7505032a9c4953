"""The sheets « Versements » and « Pièces »: typed, read back, computed by Calc as by the package."""

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.gabarit.versements import FIGURES, SANS_JOUR
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.modele import Dossier
from dpid_xl.schema import ECHEANCIER, PIECES, SUIVI, VERSEMENTS
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.suivis import make_suivi, with_suivis
from tests.udfs.libreoffice.calc import recalculate
from tests.versements import SITUATION, make_pieces, pay, situate
from tests.versements import VERSEMENTS as PAYES
from udfs.extension import load_extension
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import build_oxt

RECUES = (
    make_pieces("CCAS de Libercourt", rib=date(2022, 10, 1)),
    make_pieces("CCAS de Libercourt", "T1-01", 2022, bilan=date(2023, 1, 20), rapport_activite=date(2023, 5, 2)),
    make_pieces("recup'tri", rib=date(2022, 10, 2)),  # RECUP'TRI, at the register
    make_pieces("Plateforme Défi Mobilité", rib=date(2022, 10, 2)),  # a variant of the register: the formulas know no variant
    make_pieces("Hors du registre", rib=date(2022, 10, 2)),
)
# They do not say whose they are, or for what: the reading says so, and neither the formulas nor the package count them.
INCOMPLETS = (
    ("CCAS de Libercourt", "", "avance", None, date(2022, 11, 4), 2022, "10", "1", ""),
    ("", "T1-01", "avance", None, date(2022, 11, 4), 2022, "10", "2", ""),
    ("CCAS de Libercourt", "", "solde", date(2023, 3, 31), None, 2023, "10", "", ""),
)
FICHES = {
    "CCAS de Libercourt": ("CCAS", None),
    "RECUP'TRI": ("Association", date(2022, 9, 2)),
    "PAGE": ("Association", date(2022, 9, 1)),
    "4AJ": ("association loi 1901", None),
}


@pytest.fixture(scope="module")
def paye(dossier: Dossier) -> Dossier:
    structures = tuple(
        replace(structure, nature=fiche[0], cer=fiche[1]) if (fiche := FICHES.get(structure.nom)) else structure
        for structure in dossier.structures
    )
    avec = replace(pay(dossier, *PAYES, *INCOMPLETS), pieces=RECUES, structures=structures)
    saisi = with_suivis(avec, make_suivi("PAGE", "T2-05", versement="1500.50"))
    return locate_dossier(situate(saisi, pieces_avance=("RIB", "CER"), pieces_solde=("bilan", "RIB")))


@pytest.fixture(scope="module")
def chemin(paye: Dossier, jour: date, tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("versements") / "classeur.xlsm"
    chemin.write_bytes(build_classeur(paye, (), jour, load_extension()))
    return chemin


def read_figures(classeur) -> dict:
    """The block above the payments, by its labels."""
    onglet = classeur["Versements"]
    return {onglet.cell(rang, colonne - 1).value: onglet.cell(rang, colonne).value for rang in range(5, 9) for colonne in (3, 9)}


def test_what_was_typed_is_read_back(chemin: Path, paye: Dossier):
    lu = read_classeur(chemin).dossier
    assert lu.versements == paye.versements
    assert lu.pieces == paye.pieces
    assert (lu.campagne.situation_au, lu.campagne.pieces_avance) == (SITUATION, ("RIB", "CER"))


def test_the_block_tells_where_payments_stand(chemin: Path):
    figures = read_figures(openpyxl.load_workbook(chemin, data_only=True))
    assert figures == {
        "Situation au": datetime(2023, 3, 15),  # noqa: DTZ001
        "Attribué": 6198687.52,
        "Versé": 16041.55,
        "Reste à verser": 6182645.97,
        "Prévu avant ce mois, non versé": 10000,
        "Prévu ce mois": 2560,
        "Prévu en douze mois, celui-ci compris": 12560,
        "Attribué, ni versé ni prévu": 6150085.97,
    }
    assert list(figures) == [libelle for figures_ in FIGURES for _champ, libelle, _formule in figures_]


def test_each_line_and_each_operation_knows_what_is_left(chemin: Path):
    classeur = openpyxl.load_workbook(chemin, data_only=True)
    restes = {
        (rangee["Structure"], rangee["Opération"], rangee["Territoire"]): (rangee["Versé"], rangee["Prévu"], rangee["Reste à verser"])
        for rangee in read_valeurs(classeur, ECHEANCIER)
        if rangee["Versé"] or rangee["Prévu"] or rangee["Versé sans ligne"]
    }
    assert restes[("CCAS de Libercourt", "T1-01", "Hénin-Carvin")] == (3840, 2560, 2560)
    assert restes[("EPSM Val de Lys - Artois", "T3-08", "Audomarois")] == (5000, 0, 15000)
    assert {reste for cle, reste in restes.items() if cle[0] == "RECUP'TRI"} == {(0, 0, None)}
    assert {reste for cle, reste in restes.items() if cle[0] == "PAGE"} == {(0, 0, None)}  # typed in Suivi: of which line?
    suivis = {(rangee["Structure"], rangee["Opération"]): rangee for rangee in read_valeurs(classeur, SUIVI)}
    assert [suivis["CCAS de Libercourt", code]["Versé"] for code in ("T1-01", "T1-02")] == [3840, 5000.05]
    assert (suivis["PAGE", "T2-05"]["Versé"], suivis["PAGE", "T2-05"]["Versé saisi"]) == (1500.5, 1500.5)
    assert (suivis["4AJ", "T3-02"]["Versé"], suivis["4AJ", "T3-02"]["Reste à verser"]) == (None, None)


def test_pieces_tell_what_holds_a_payment_back(chemin: Path):
    rangees = read_valeurs(openpyxl.load_workbook(chemin, data_only=True), PIECES)
    libercourt = [
        (r["CER"], r["Manque pour l'avance"], r["Manque pour le solde"]) for r in rangees if r["Structure"] == "CCAS de Libercourt"
    ]
    assert libercourt == [("sans objet", 0, 1), ("sans objet", 1, 1)]
    page, quatre = (next(r for r in rangees if r["Structure"] == nom) for nom in ("PAGE", "4AJ"))
    assert (page["CER"], page["Manque pour l'avance"]) == (datetime(2022, 9, 1), 1)  # noqa: DTZ001
    assert (quatre["CER"], quatre["Manque pour l'avance"], quatre["Manque pour le solde"]) == (None, 2, 2)
    assert rangees[-1]["Structure"] == "Hors du registre"


def test_a_name_of_another_case_is_that_of_the_register(chemin: Path):
    rangees = read_valeurs(openpyxl.load_workbook(chemin, data_only=True), PIECES)
    (recup,) = [rangee for rangee in rangees if rangee["Structure"].casefold() == "recup'tri"]
    assert (recup["Structure"], recup["CER"], recup["Nature"]) == ("recup'tri", datetime(2022, 9, 2), "Association")  # noqa: DTZ001
    assert recup["Attribué"] > 0
    assert (recup["Versé"], recup["Reste à verser"]) == (700, recup["Attribué"] - 700)


def test_a_payment_that_does_not_say_whose_it_is_has_no_row_in_suivi(chemin: Path):
    suivis = read_valeurs(openpyxl.load_workbook(chemin, data_only=True), SUIVI)
    assert all(rangee["Structure"] and rangee["Opération"] for rangee in suivis)


def test_the_campaign_has_no_invented_payment(octets: bytes):
    classeur = openpyxl.load_workbook(io.BytesIO(octets), data_only=True)
    (rangee,) = read_valeurs(classeur, VERSEMENTS)
    assert set(rangee.values()) <= {None, 0}
    figures = read_figures(classeur)
    assert (figures["Situation au"], figures["Prévu ce mois"], figures["Versé"]) == (SANS_JOUR, None, 0)
    assert {rangee["Manque pour l'avance"] for rangee in read_valeurs(classeur, PIECES)} == {None}


@pytest.mark.libreoffice
def test_calc_computes_the_same(chemin: Path, tmp_path: Path):
    copie = tmp_path / "versements.xlsx"
    copie.write_bytes(adapt_classeur(chemin.read_bytes()))
    recalcule, ecrit = recalculate(copie, build_oxt()), openpyxl.load_workbook(chemin, data_only=True)
    assert read_figures(recalcule) == read_figures(ecrit)
    for table in (VERSEMENTS, PIECES, SUIVI, ECHEANCIER):
        assert _simplify(read_valeurs(recalcule, table)) == _simplify(read_valeurs(ecrit, table))


def _simplify(rangees):
    return [{entete: valeur for entete, valeur in rangee.items() if valeur not in (None, "")} for rangee in rangees]
