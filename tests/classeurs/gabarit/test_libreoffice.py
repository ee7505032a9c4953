"""A real spreadsheet forgets the computed values of the file, calculates its formulas and must find the package's figures."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.modele import Dossier, Effet
from dpid_xl.montants import to_decimal
from dpid_xl.schema import BUDGET, ECHEANCIER, FEUILLES, TOTAUX
from tests.avances import decide_avances
from tests.avenants import amend, make_avenant
from tests.classeurs.court import shorten_for_calc
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.ecran import LISIBLE
from tests.libreoffice import convert
from tests.pdf.remplissage import measure_remplissages
from tests.pdf.tailles import measure_tailles
from tests.pdf.textes import read_pages
from tests.places import find_partie

pytestmark = pytest.mark.libreoffice

PRESQUE_VIDE = 0.15  # part of a page
# Nothing, or a few settings, to put there; LibreOffice prints the hidden sheets too, which Excel does not.
PEU_REMPLIES = ("À compléter", "Exercices", "Journal", "xlwings.conf", *(feuille.nom for feuille in FEUILLES if feuille.a_la_demande))

ANNEXE5 = find_partie("Annexe 5")


def _recalculate(dossier: Path, octets: bytes) -> Workbook:
    fichier = dossier / "classeur.xlsm"
    fichier.write_bytes(octets)
    return openpyxl.load_workbook(convert(fichier, "xlsx"), data_only=True)


def _compare(classeur: Workbook, valeurs: Workbook, recalcule: Workbook) -> tuple[int, list[tuple[str, str, object, object]]]:
    comparees, ecarts = 0, []
    for onglet in classeur:
        for rangee in onglet.iter_rows():
            for cellule in rangee:
                if cellule.data_type != "f":
                    continue
                comparees += 1
                ecrite, trouvee = (livre[onglet.title][cellule.coordinate].value for livre in (valeurs, recalcule))
                if not _is_same(ecrite, trouvee):
                    ecarts.append((onglet.title, cellule.coordinate, ecrite, trouvee))
    return comparees, ecarts


def _is_same(ecrite: object, trouvee: object) -> bool:
    if isinstance(ecrite, int | float) and isinstance(trouvee, int | float):
        return abs(ecrite - trouvee) < 1e-6
    return (ecrite or "") == (trouvee or "")


def test_every_native_formula_gives_the_value_of_the_package(tmp_path: Path, octets: bytes, classeur: Workbook, valeurs: Workbook):
    # The canary: values are really forgotten, a false one of the file does not come back.
    parties = list_parties(octets)
    assert parties[ANNEXE5].count(b"<v>6198687.52</v>") == 2
    faux = zip_parties(parties | {ANNEXE5: parties[ANNEXE5].replace(b"<v>6198687.52</v>", b"<v>1</v>")})
    recalcule = _recalculate(tmp_path, faux)
    comparees, ecarts = _compare(classeur, valeurs, recalcule)
    assert comparees > 1500
    assert ecarts == []
    assert recalcule["Annexe 5"]["M5"].value == 6198687.52


def test_the_empty_model_is_right_too(tmp_path: Path, octets_vides: bytes, classeur_vide: Workbook):
    recalcule = _recalculate(tmp_path, octets_vides)
    valeurs = openpyxl.load_workbook(tmp_path / "classeur.xlsm", data_only=True, keep_vba=False)
    assert _compare(classeur_vide, valeurs, recalcule)[1] == []
    assert [recalcule["Contrôles"][f"A{rang}"].value for rang in range(5, 13)] == ["rien"] * 8


def test_what_follows_the_avenants_is_that_of_the_package(tmp_path: Path, dossier: Dossier):
    """Two avenants to a line, one that adds a line, one that takes an operation out, one that nobody decided, one made elsewhere."""
    premiere = "CCAS de Libercourt"
    amende = amend(
        decide_avances(dossier),
        make_avenant(premiere, operation="T1-01", quantite=100, montant=8000),
        make_avenant(premiere, rang=2, operation="T1-01", montant=8100, fin=date(2023, 3, 31)),
        make_avenant(premiere, rang=2, effet=Effet.AJOUTE, operation="T2-05", territoire="Artois", quantite=10, montant=1000),
        make_avenant("PAGE", operation="T2-05", montant=0),
        make_avenant("Tous Parrains", operation="T1-03", montant=90000, deliberation="2023-99"),
        make_avenant("PAGE", effet=Effet.AILLEURS, operation="T1-01", montant=10240, numero_convention="2021-7"),
    )
    recalcule = _recalculate(tmp_path, build_classeur(amende, (), date(2023, 4, 1)))
    classeur, valeurs = (openpyxl.load_workbook(tmp_path / "classeur.xlsm", data_only=seules) for seules in (False, True))
    assert _compare(classeur, valeurs, recalcule)[1] == []
    en_cours = sum_montants(make_en_cours(amende).lignes)
    assert en_cours == sum_montants(dossier.lignes) + 1700 + 1000 - Decimal("30740.66")
    assert to_decimal(recalcule["Totaux"]["K4"].value) == en_cours
    assert sum(_read(rangee, "Montant") for rangee in read_valeurs(recalcule, ECHEANCIER) if rangee["Montant"]) == en_cours
    assert [recalcule["Contrôles"][f"A{rang}"].value for rang in range(6, 13)] == ["juste"] * 7


def test_a_difference_is_found_to_the_cent(tmp_path: Path, dossier: Dossier, jour: date):
    """The campaign has no difference: a line with 37 cents too many has one in every sum it enters."""
    premiere, *autres = dossier.lignes[:6]
    petit = replace(dossier, lignes=(replace(premiere, montant=premiere.montant + Decimal("0.37")), *autres))
    with shorten_for_calc(20):
        recalcule = _recalculate(tmp_path, build_classeur(petit, (), jour))
    totaux = {rangee["Code"]: rangee for rangee in read_valeurs(recalcule, TOTAUX)}
    budget = {rangee["Code"]: rangee for rangee in read_valeurs(recalcule, BUDGET)}
    operation = petit.operation_par_code[premiere.operation]
    for rangee in (totaux[operation.code], totaux[operation.thematique]):
        assert _read(rangee, "Écart") == _read(rangee, "Montant") - _read(rangee, "Montant décidé")
        assert _read(rangee, "Écart") % 1, "the cents are kept"
    rangee = budget[operation.budget]
    assert _read(rangee, "Écart") == _read(rangee, "Proposition") - _read(rangee, "Dépense décidée")
    assert _read(rangee, "Solde") == _read(rangee, "Disponible") - _read(rangee, "Proposition")
    assert _read(rangee, "Solde") % 1
    assert _read(rangee, "Écart") % 1


def _read(rangee: Mapping[str, Any], entete: str) -> Decimal:
    return to_decimal(rangee[entete])


def test_the_workbook_prints(tmp_path: Path, octets: bytes):
    fichier = tmp_path / "classeur.xlsm"
    fichier.write_bytes(octets)
    pdf = convert(fichier, "pdf", recalcul=False).read_bytes()
    pages = read_pages(pdf)
    assert 30 <= len(pages) <= 72
    petites = {page: round(taille, 1) for page, taille in enumerate(measure_tailles(pdf), 1) if round(taille, 1) < LISIBLE}
    assert petites == {}
    creuses = [page for page, part in zip(pages, measure_remplissages(pdf), strict=True) if part < PRESQUE_VIDE]
    assert [page[:80] for page in creuses if not any(f" {nom}\n" in page for nom in PEU_REMPLIES)] == []
    assert not any("###" in page.replace("2022-#####", "") for page in pages), "but the model of numbers that Campagne gives as an example"
    assert "Mode d'emploi" in "".join(pages)
