"""« Tableau de bord »: native charts on hidden cells, from zero, whole on their page; a real spreadsheet finds the same figures."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import column_index_from_string

from dpid_xl.calcul.tableau_de_bord import (
    NON_SAISI,
    RIEN_ENCORE,
    SANS_CREDIT,
    SANS_SIGNATURE,
    compute_tableau_de_bord,
)
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.gabarit.barres import CLE, DERNIERE, LIBELLE, TOTAL
from dpid_xl.classeurs.gabarit.tableau_de_bord import COLONNES, FEUILLE
from dpid_xl.modele import Dossier, PartAnnuelle
from dpid_xl.montants import to_decimal
from tests.classeurs.court import shorten_for_calc
from tests.libreoffice import convert
from tests.suivis import LIBERCOURT, make_suivi, with_suivis

GRAPHIQUES = 7
CORPS = 900  # hundredths of a point: printed at four fifths, more than 7 points


@pytest.fixture(scope="module")
def graphiques(parties: Mapping[str, bytes]) -> list[str]:
    return [contenu.decode() for nom, contenu in sorted(parties.items()) if nom.startswith("xl/charts/chart")]


def test_charts_draw_hidden_cells_from_zero_without_effects(graphiques: list[str]):
    assert len(graphiques) == GRAPHIQUES
    for graphique in graphiques:
        assert "plotVisOnly" not in graphique, "without it, Excel and LibreOffice draw hidden cells too"
        assert '<c:min val="0"/>' in graphique
        assert "3D" not in graphique
        tailles = [int(taille) for taille in re.findall(r'sz="(\d+)"', graphique)]
        assert min(tailles) >= CORPS
        colonnes = re.findall(rf"'{FEUILLE}'!\$([A-Z]+)\$", graphique)
        assert {CLE <= column_index_from_string(colonne) - 1 <= DERNIERE for colonne in colonnes} == {True}


def test_charts_hold_what_their_cells_say(graphiques: list[str], valeurs: Workbook):
    """What a viewer that calculates nothing shows: the values kept with the chart."""
    onglet = valeurs[FEUILLE]
    for graphique in graphiques:
        for formule, garde in re.findall(r"<c:f>'Tableau de bord'!([^<]*)</c:f><c:(?:num|str)Cache>(.*?)</c:(?:num|str)Cache>", graphique):
            plage = onglet[formule.replace("$", "")]
            cellules = [rangee[0] for rangee in plage] if isinstance(plage, tuple) else [plage]
            lus = {int(rang): valeur for rang, valeur in re.findall(r'<c:pt idx="(\d+)"><c:v>([^<]*)</c:v>', garde)}
            for rang, cellule in enumerate(cellules):
                lu = lus.get(rang, "")
                if isinstance(cellule.value, int | float):
                    assert to_decimal(float(lu)) == to_decimal(float(cellule.value)), cellule.coordinate
                else:
                    assert lu.replace("&amp;", "&") == (cellule.value or ""), cellule.coordinate


def test_the_helper_columns_are_hidden_and_not_printed(classeur: Workbook):
    onglet = classeur[FEUILLE]
    largeurs = [colonne for colonne in onglet.column_dimensions.values() if colonne.hidden]
    assert {(colonne.min - 1, colonne.max - 1) for colonne in largeurs} == {(CLE, DERNIERE)}
    assert onglet.print_area.startswith(f"'{FEUILLE}'!$A$1:$P$")
    assert column_index_from_string("P") == COLONNES


def test_no_chart_is_cut_by_a_page(classeur: Workbook, parties: Mapping[str, bytes]):
    onglet = classeur[FEUILLE]
    [coupe] = [saut.id for saut in onglet.row_breaks.brk]
    dernier = int(onglet.print_area.rpartition("$")[2])
    dessin = next(contenu for nom, contenu in parties.items() if nom.startswith("xl/drawings/drawing") and b"graphicFrame" in contenu)
    ancres = re.findall(rb"<xdr:row>(\d+)</xdr:row>", dessin)
    paires = [(int(haut), int(bas)) for haut, bas in zip(ancres[::2], ancres[1::2], strict=True)]
    assert len(paires) == GRAPHIQUES
    assert all((haut < coupe) == (bas < coupe) and bas < dernier for haut, bas in paires)


def test_an_empty_campaign_says_that_it_has_nothing(octets_vides: bytes):
    onglet = openpyxl.load_workbook(io.BytesIO(octets_vides), data_only=True)[FEUILLE]
    textes = [cellule.value for rangee in onglet.iter_rows() for cellule in rangee if isinstance(cellule.value, str)]
    assert [sum(texte in lu for lu in textes) for texte in (RIEN_ENCORE, SANS_CREDIT, SANS_SIGNATURE, NON_SAISI)] == [5, 1, 1, 2]
    assert "juste" not in textes


def test_other_sheets_have_no_chart_of_their_own(classeur: Workbook):
    assert {onglet.title for onglet in classeur if onglet._charts} <= {FEUILLE}


@pytest.mark.libreoffice
def test_recalculated_bars_are_those_of_the_package(tmp_path: Path, dossier: Dossier, jour: date):
    """Equal amounts, a body that the register does not know, a line over two years, a credit that is not enough, signatures, payments."""
    premiere, deuxieme, *autres = dossier.lignes[:12]
    inconnue = replace(premiere, structure="Inconnue au registre", operation="T9-99", montant=Decimal("0.37"), territoire="")
    lignes = (premiere, replace(deuxieme, montant=premiere.montant, territoire="Artois / Ternois"), *autres, inconnue)
    part = PartAnnuelle(
        dossier.name_structure(autres[0].structure), autres[0].operation, "", "", 2024, Decimal("10.10"), "", autres[0].lieu
    )
    petit = with_suivis(
        replace(
            dossier,
            lignes=lignes,
            budget=(replace(dossier.budget[0], disponible=Decimal("100.25")), *dossier.budget[1:]),
            exercices=(part,),
        ),
        make_suivi(LIBERCOURT, premiere.operation, signature=date(2022, 10, 12), versement=Decimal("3840.00")),
        make_suivi(dossier.name_structure(autres[5].structure), autres[5].operation, signature=date(2024, 2, 29)),
    )
    fichier = tmp_path / "classeur.xlsm"
    with shorten_for_calc(20):
        fichier.write_bytes(build_classeur(petit, (), jour))
    recalcule = openpyxl.load_workbook(convert(fichier, "xlsx"), data_only=True)[FEUILLE]
    ecrit = openpyxl.load_workbook(fichier, data_only=True)[FEUILLE]
    ecarts = [
        (cellule.coordinate, cellule.value, recalcule[cellule.coordinate].value)
        for rangee in ecrit.iter_rows()
        for cellule in rangee
        if not _is_same(cellule.value, recalcule[cellule.coordinate].value)
    ]
    assert ecarts == []
    barres = [
        (rangee[LIBELLE].value, to_decimal(rangee[TOTAL].value))
        for rangee in recalcule.iter_rows()
        if rangee[LIBELLE].value and isinstance(rangee[TOTAL].value, int | float)
    ]
    tableau = compute_tableau_de_bord(petit)
    for barre in (*tableau.operations, *tableau.structures, *tableau.territoires):
        assert barre.montant == 0 or (f"{barre.code} {barre.libelle}".strip(), barre.montant) in barres
    for barre in (tableau.autres_operations, tableau.reunis, tableau.sans_territoire, *tableau.exercices, *tableau.mois):
        assert barre.montant == 0 or (barre.libelle, barre.montant) in barres
    assert tableau.credits[0].depasse > 0
    assert to_decimal(recalcule["A6"].value) == tableau.retenu


def _is_same(ecrite: object, trouvee: object) -> bool:
    if isinstance(ecrite, int | float) and isinstance(trouvee, int | float):
        return abs(ecrite - trouvee) < 1e-6
    return (ecrite or "") == (trouvee or "")
