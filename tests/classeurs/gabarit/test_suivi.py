"""The sheet « Suivi »: typed after the signature, read back, computed by Calc as by the package."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.calcul.suivi import compute_resultats
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.controles import check_dossier
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier, Suivi
from dpid_xl.montants import to_decimal
from dpid_xl.schema import ECHEANCIER, SUIVI
from tests.classeurs.court import shorten_for_calc
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.libreoffice import convert
from tests.suivis import DECOMPTES, apply_decompte, make_suivi
from tests.udfs.libreoffice.calc import ask, recalculate
from udfs.extension import load_extension
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import build_oxt

AILLEURS = Lieu("", 0)
NOTES = Suivi(
    *("CCAS de Libercourt", "T1-01", date(2022, 10, 12), ("n° 1 du 12/11/2022",), Decimal(3840), Decimal(60)),
    *(Decimal("0.5"), Decimal(1), "visite le 3 novembre", AILLEURS),
)
TROP_VERSE = Suivi("Au bord de la ligne", "T1-01", date(2022, 10, 30), (), Decimal(7332), Decimal(4), Decimal(0), Decimal(0), "", AILLEURS)
# PAGE: 28 places by avenant to an earlier convention, signed on its own day, whose notes are awaited; then its own convention, of
# which nobody says the payments.
AVENANT = Suivi("PAGE", "T1-01", date(2022, 11, 2), (), Decimal(0), Decimal(14), None, None, "", AILLEURS)
SANS_VERSE = Suivi("PAGE", "T2-05", date(2022, 12, 15), (), None, Decimal(165), None, None, "", AILLEURS)
# Nobody says how many participants were planned.
SANS_PREVU = Suivi("GEIQ 3A", "T2-03", None, (), Decimal(18000), Decimal(1), None, None, "", AILLEURS)
# Mesures renforcées et simples, told apart or not; expenses that cap, said or not; no objective in figures.
MESURES = replace(make_suivi("4AJ", "T3-02", versement=24000, realise=4, realise_simple=4), lieu=AILLEURS)
MELEES = replace(make_suivi("La Vie Active", "T3-02", versement=24000, realise=8), lieu=AILLEURS)
PLAFONNE = replace(make_suivi("APSA", "T2-13", versement=34920, realise=72, depenses="50000.50"), sorties=9, lieu=AILLEURS)
SANS_DEPENSES = replace(make_suivi("DEMAIN", "T2-08", versement=4950, realise=10), lieu=AILLEURS)
COUT = replace(make_suivi("CCAS de Libercourt", "T1-02", versement=6000, realise=80, depenses=9000), lieu=AILLEURS)
ARRETE = replace(make_suivi("GEIQ Propreté Hauts de France", "T2-03", versement=16200, acquis_arrete=20000), motif="bilan", lieu=AILLEURS)
SANS_MOTIF = replace(make_suivi("GEIQ A Domicile des Hauts de France", "T2-03", versement=0, acquis_arrete=10000), lieu=AILLEURS)
SANS_OBJECTIF = (ARRETE.structure, SANS_MOTIF.structure)
ATTENDUS = {
    NOTES: (Decimal(4960), Decimal(1120)),
    AVENANT: (None, None),
    TROP_VERSE: (Decimal(2444), Decimal(-4888)),
    SANS_VERSE: (Decimal("30740.66"), None),
    SANS_PREVU: (None, None),
    MESURES: (Decimal(30000), Decimal(6000)),
    MELEES: (None, None),
    PLAFONNE: (Decimal("50000.50"), Decimal("15080.50")),
    SANS_DEPENSES: (None, None),
    COUT: (Decimal(9000), Decimal(3000)),
    ARRETE: (Decimal(20000), Decimal(3800)),
    SANS_MOTIF: (None, None),
}


@pytest.fixture(scope="module")
def suivi(dossier: Dossier) -> Dossier:
    lignes = tuple(
        replace(ligne, objectif="sans objectif chiffré") if ligne.structure in SANS_OBJECTIF else ligne for ligne in dossier.lignes
    )
    return locate_dossier(replace(dossier, lignes=lignes, suivis=tuple(ATTENDUS)))


@pytest.fixture(scope="module")
def chemin(suivi: Dossier, jour: date, tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("suivi") / "classeur.xlsm"
    chemin.write_bytes(build_classeur(suivi, (), jour, load_extension()))
    return chemin


def test_what_was_typed_is_read_back(chemin: Path, suivi: Dossier):
    lecture = read_classeur(chemin)
    assert lecture.anomalies == ()
    assert lecture.dossier == suivi
    cellules = {item.structure: item.lieu.origine("realise").cellule for item in suivi.suivis if item.operation in ("T1-01", "T2-05")}
    assert cellules == {"CCAS de Libercourt": "I7", "PAGE": "I41", "Au bord de la ligne": "I10"}
    assert [item.lieu.origine("realise").cellule for item in suivi.suivis if item.structure == "PAGE"] == ["I9", "I41"]
    assert [item.lieu.origine("realise").cellule for item in suivi.suivis if item.structure == "GEIQ 3A"] == ["I27"]


def test_rows_that_wait_say_nothing(octets: bytes, dossier: Dossier, tmp_path: Path):
    (tmp_path / "classeur.xlsm").write_bytes(octets)
    assert read_classeur(tmp_path / "classeur.xlsm").dossier.suivis == ()
    rangees = read_valeurs(openpyxl.load_workbook(io.BytesIO(octets)), SUIVI)
    assert [(rangee["Structure"], rangee["Opération"]) for rangee in rangees] == [
        (resultat.structure, resultat.operation) for resultat in compute_resultats(dossier)
    ]


def test_a_workbook_older_than_the_sheet_is_read(octets: bytes, tmp_path: Path):
    classeur = openpyxl.load_workbook(io.BytesIO(octets))
    del classeur["Suivi"]
    classeur.save(tmp_path / "ancien.xlsx")
    lecture = read_classeur(tmp_path / "ancien.xlsx")
    assert lecture.dossier.suivis == ()
    assert len(lecture.dossier.lignes) == 143


RECENTES = {
    "Annexe 5": ("Objectif",),
    "Opérations": ("Plafond de dépenses", "Sorties demandées"),
    "Suivi": ("Réalisé simple", "Dépenses", "Sorties", "Acquis arrêté", "Motif"),
}


def test_a_workbook_older_than_the_columns_means_what_it_meant_or_is_said_unclear(octets: bytes, tmp_path: Path):
    classeur = openpyxl.load_workbook(io.BytesIO(octets))
    for feuille, entetes in RECENTES.items():
        for cellule in classeur[feuille][6]:
            if cellule.value in entetes:
                cellule.value = f"du temps de {cellule.value}"
    del classeur.defined_names["Generation_du_classeur"]
    rangs = {(rangee[0].value, rangee[1].value): rangee[0].row for rangee in classeur["Suivi"].iter_rows(min_row=7)}
    anciens = (("CCAS de Libercourt", "T1-02", 40), ("4AJ", "T3-02", 8), ("APSA", "T2-13", 72), ("DEMAIN", "T2-08", 10))
    for structure, operation, realise in anciens:
        classeur["Suivi"][f"I{rangs[structure, operation]}"] = realise
    classeur.save(tmp_path / "ancien.xlsx")
    lecture = read_classeur(tmp_path / "ancien.xlsx")
    assert "lecture_colonne_absente" not in {anomalie.code for anomalie in lecture.anomalies}
    acquis = {resultat.operation: resultat.acquis for resultat in compute_resultats(lecture.dossier) if resultat.suivi}
    assert acquis == {"T1-02": Decimal(5000), "T3-02": None, "T2-13": None, "T2-08": None}
    constats = {
        (constat.code, constat.faits["operation"]) for constat in check_dossier(lecture.dossier) if constat.origine.feuille == "Suivi"
    }
    assert constats == {
        *(("mesures_confondues", "T3-02"), ("depenses_absentes", "T2-13"), ("sorties_absentes", "T2-13"), ("depenses_absentes", "T2-08")),
    }


def test_acquis_and_solde(suivi: Dossier):
    trouves = {resultat.suivi: (resultat.acquis, resultat.solde) for resultat in compute_resultats(suivi) if resultat.suivi}
    assert {replace(item, lieu=AILLEURS): valeurs for item, valeurs in trouves.items()} == ATTENDUS


def test_an_avenant_has_its_own_signature(chemin: Path):
    echeances = [
        rangee for rangee in read_valeurs(openpyxl.load_workbook(chemin, data_only=True), ECHEANCIER) if rangee["Structure"] == "PAGE"
    ]
    assert [(rangee["Avenant à"], rangee["Publication"]) for rangee in echeances] == [
        *(("n° 2022-02942", datetime(2023, 2, 2)), (None, datetime(2023, 3, 15))),  # noqa: DTZ001 (cells)
    ]


def test_dates_to_keep(chemin: Path):
    libercourt = read_valeurs(openpyxl.load_workbook(chemin, data_only=True), ECHEANCIER)[0]
    assert [libercourt[entete] for entete in ("Publication", "Bilan", "Compte rendu")] == [
        *(datetime(2023, 1, 12), datetime(2023, 1, 31), datetime(2023, 6, 30)),  # noqa: DTZ001 (cells)
    ]


@pytest.mark.libreoffice
def test_calc_computes_the_same(chemin: Path, tmp_path: Path):
    copie = tmp_path / "suivi.xlsx"
    copie.write_bytes(adapt_classeur(chemin.read_bytes()))
    recalcule = recalculate(copie, build_oxt())
    ecrit = openpyxl.load_workbook(chemin, data_only=True)
    for table in (SUIVI, ECHEANCIER):
        assert _simplify(read_valeurs(recalcule, table)) == _simplify(read_valeurs(ecrit, table))


RETENUS = {(cas["structure"], cas["operation"]): cas for cas in reversed(DECOMPTES)}


@pytest.fixture(scope="module")
def decomptes(dossier: Dossier, jour: date) -> bytes:
    """The table of the décomptes, typed in one workbook, on the lines of its bodies."""
    siennes = {dossier.find_structure(structure).nom for structure, _operation in RETENUS}
    lignes = tuple(ligne for ligne in dossier.lignes if dossier.name_structure(ligne.structure) in siennes)
    tape = locate_dossier(reduce(apply_decompte, RETENUS.values(), replace(dossier, lignes=lignes)))
    with shorten_for_calc(20):
        return build_classeur(tape, (), jour, load_extension())


@pytest.mark.libreoffice
@pytest.mark.parametrize("python", [True, False], ids=["avec Python", "sans Python"])
def test_calc_settles_every_family_of_operations(decomptes: bytes, dossier: Dossier, tmp_path: Path, *, python: bool):
    """The sheet says the same acquis and soldes without the package."""
    adapte, suivi = adapt_classeur(decomptes), tmp_path / "suivi.xlsx"
    suivi.write_bytes(ask(adapte) if python else adapte)
    ecrit = openpyxl.load_workbook(io.BytesIO(decomptes), data_only=True)
    seul = None if python else openpyxl.load_workbook(convert(suivi, "xlsx"), data_only=True)
    recalcule = read_valeurs(seul or recalculate(suivi, build_oxt()), SUIVI)
    assert _simplify(recalcule) == _simplify(read_valeurs(ecrit, SUIVI))
    assert any(rangee["Acquis en parts natif"] for rangee in recalcule)
    soldes = {(rangee["Structure"], rangee["Opération"]): (rangee["Acquis"], rangee["Solde"]) for rangee in recalcule}
    for (structure, operation), cas in RETENUS.items():
        acquis, solde = soldes[dossier.find_structure(structure).nom, operation]
        if "acquis" in cas:
            attendu = (cas["acquis"], cas["a_verser"] - cas["titre_de_recettes"])
            assert (to_decimal(acquis), to_decimal(solde)) == attendu
        elif "coût de l'action (article 4)" not in cas["manque"]:
            assert (acquis or "", solde or "") == ("", "")


def _simplify(rangees):
    return [{entete: valeur for entete, valeur in rangee.items() if valeur not in (None, "")} for rangee in rangees]
