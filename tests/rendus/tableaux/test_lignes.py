"""Raw lines: every line, real types, nothing that a spreadsheet would run."""

import csv
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from dpid_xl.calcul.lignes import COLONNES
from dpid_xl.rendus.tableaux.lignes import ColonneInconnue, render_lignes_choisies, render_lignes_csv, render_lignes_xlsx, select_colonnes
from dpid_xl.schema import ANNEXE5
from dpid_xl.schema.annexe5 import AUXILIAIRES

ENTETES = [colonne.entete for colonne in ANNEXE5.colonnes if colonne.champ not in AUXILIAIRES]


def _read_csv(contenu):
    return list(csv.DictReader(StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";"))


def _read_feuille(contenu):
    return load_workbook(BytesIO(contenu)).active


def _alter(dossier, **champs):
    return replace(dossier, lignes=(replace(dossier.lignes[0], **champs), *dossier.lignes[1:]))


def test_headers_and_bom(dossier):
    contenu = render_lignes_csv(dossier)
    assert contenu.startswith(b"\xef\xbb\xbf")
    assert contenu.decode("utf-8-sig").split("\r\n")[0] == ";".join(ENTETES)


def test_every_line_is_there_and_adds_up(dossier):
    rangees = _read_csv(render_lignes_csv(dossier))
    assert len(rangees) == 143
    assert sum(Decimal(rangee["Montant retenu"].replace(",", ".")) for rangee in rangees) == Decimal("6198687.52")


def test_a_line_in_french(dossier):
    premiere = _read_csv(render_lignes_csv(dossier))[0]
    assert premiere["Opération"] == "T1-01"
    assert premiere["Thématique"] == "T1"
    assert premiere["Début"] == "01/07/2022"
    assert premiere["Mois"] == "6"
    assert premiere["Montant calculé"] == "6400,00"
    assert premiere["Montant retenu"] == "6400,00"
    assert premiere["Écart"] == "0,00"


def test_the_register_name_stands_beside_the_printed_one(dossier):
    rangees = _read_csv(render_lignes_csv(dossier))
    assert rangees[6]["Structure"].startswith("La Maison")
    assert rangees[6]["Structure (registre)"] == "Maison de l'Emploi et des Métiers en Pays d'Artois"


@pytest.mark.parametrize("texte", ["=1+1", "+33", "-action", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_texts_are_never_run(dossier, texte):
    rangee = _read_csv(render_lignes_csv(_alter(dossier, description=texte)))[0]
    assert rangee["Description"].startswith("'")
    feuille = _read_feuille(render_lignes_xlsx(_alter(dossier, description=texte), date(2022, 9, 27)))
    assert not [cellule for rangee in feuille.iter_rows() for cellule in rangee if cellule.data_type == "f"]


def test_text_that_looks_like_the_library_mark_up_stays_text(dossier):
    texte = "<r><t>&amp;</t></r>"
    feuille = _read_feuille(render_lignes_xlsx(_alter(dossier, description=texte), date(2022, 9, 27)))
    assert feuille["E2"].value == texte


def test_separators_and_quotes_survive(dossier):
    texte = 'a;b "c"\nd'
    assert _read_csv(render_lignes_csv(_alter(dossier, description=texte)))[0]["Description"] == texte


@pytest.mark.parametrize(
    ("champs", "colonne"),
    [
        ({"quantite": None}, "Montant calculé"),
        ({"quantite": Decimal(-1)}, "Montant calculé"),
        ({"debut": None}, "Mois"),
        ({"montant": None}, "Écart"),
    ],
)
def test_what_cannot_be_computed_is_empty(dossier, champs, colonne):
    assert not _read_csv(render_lignes_csv(_alter(dossier, **champs)))[0][colonne]


def test_unknown_operation_and_structure(dossier):
    rangee = _read_csv(render_lignes_csv(_alter(dossier, operation="T9-99", structure="Inconnue")))[0]
    assert rangee["Thématique"] == rangee["Structure (registre)"] == ""
    assert rangee["Structure"] == "Inconnue"


@pytest.mark.parametrize(("quantite", "ecrit"), [("4.50", "4,5"), ("80", "80"), ("1155.00", "1155")])
def test_quantities_have_no_useless_zero(dossier, quantite, ecrit):
    assert _read_csv(render_lignes_csv(_alter(dossier, quantite=Decimal(quantite))))[0]["Quantité"] == ecrit


def test_negative_amounts_stay_numbers(dossier):
    assert _read_csv(render_lignes_csv(_alter(dossier, montant=Decimal("-12.50"))))[0]["Montant retenu"] == "-12,50"


def test_the_sheet_holds_real_numbers_and_dates(dossier):
    feuille = _read_feuille(render_lignes_xlsx(dossier, date(2022, 9, 27)))
    entetes, *rangees = feuille.iter_rows(values_only=True)
    assert list(entetes) == ENTETES
    assert len(rangees) == 143
    premiere = dict(zip(entetes, rangees[0], strict=True))
    assert premiere["Début"] == datetime(2022, 7, 1)  # noqa: DTZ001 - what openpyxl reads
    assert premiere["Montant retenu"] == 6400
    assert round(sum(rangee[ENTETES.index("Montant retenu")] for rangee in rangees), 2) == 6198687.52
    assert feuille.freeze_panes == "A2"
    assert feuille.auto_filter.ref == "A1:U144"


def test_old_dates_and_long_texts_do_not_break_the_sheet(dossier):
    feuille = _read_feuille(render_lignes_xlsx(_alter(dossier, debut=date(1022, 7, 1), description="é" * 40_000), date(2022, 9, 27)))
    assert feuille["I2"].value == "01/07/1022"
    assert len(feuille["E2"].value) == 32_767


def test_same_input_same_bytes(dossier):
    assert render_lignes_xlsx(dossier, date(2022, 9, 27)) == render_lignes_xlsx(dossier, date(2022, 9, 27))


def test_an_empty_campaign(dossier):
    vide = replace(dossier, lignes=())
    assert _read_csv(render_lignes_csv(vide)) == []
    assert _read_feuille(render_lignes_xlsx(vide, date(2022, 9, 27))).max_column == len(COLONNES)


def test_columns_are_chosen_by_their_headers_in_the_order_asked(dossier, jour):
    colonnes = select_colonnes(["montant retenu", "STRUCTURE"])
    lignes = render_lignes_choisies(dossier, ".csv", jour, colonnes).decode("utf-8-sig").splitlines()
    assert lignes[:2] == ["Montant retenu;Structure", "6400,00;CCAS de Libercourt"]
    assert render_lignes_choisies(dossier, ".xlsx", jour, colonnes)[:2] == b"PK"
    assert select_colonnes([]) == COLONNES


def test_an_unknown_column_is_named_with_those_there_are():
    with pytest.raises(ColonneInconnue, match="« Montan » n'existe pas : choisissez parmi Thématique"):
        select_colonnes(["Montan"])
