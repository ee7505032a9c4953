"""Lists of payments as programs write them: their columns known by name, their cells read or refused one by one."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dpid_xl.importation.paiements import read_paiements
from dpid_xl.importation.refus import SourceIllisible

# Eighteen columns, invented, in the manner of an accounting program.
LARGE = """Collectivité;Budget;Exercice;N° bordereau;N° mandat;Nature;Fonction;Code tiers;Nom du tiers;N° SIRET;Objet du mandat;\
Montant HT;Montant TVA;Montant TTC;Date du mandat;Date de paiement;N° engagement;Mode
Essai;01;2022;12;1001;6568;564;T9;CCAS DE LIBERCOURT;50902397400017;Avance;3 840,00;0,00;3 840,00;02/11/2022;04/11/2022;E22-1;VIR
Essai;01;2022;12;1002;6568;564;T8;4AJ;;Avance;24 000,00;0,00;24 000,00;02/11/2022;;E22-2;VIR
;;;;;;;;Total;;;27 840,00;;27 840,00;;;;
"""


def test_a_wide_list_is_read_by_its_headers(tmp_path: Path):
    chemin = tmp_path / "mandats.csv"
    chemin.write_text(LARGE, encoding="cp1252")
    liste = read_paiements(chemin)
    premier, second = liste.paiements
    assert (premier.siret, premier.montant, premier.jour, premier.exercice) == ("50902397400017", Decimal(3840), date(2022, 11, 4), 2022)
    assert (premier.mandat, premier.engagement, premier.objet) == ("1001", "E22-1", "Avance")
    assert (second.structure, second.jour) == ("4AJ", None)  # the day of payment, not that of the mandat
    assert liste.refus == ()
    assert dict(liste.colonnes)["montant"] == "Montant TTC"


def test_a_plain_workbook_says_the_cell_that_it_cannot_read(tmp_path: Path):
    classeur = openpyxl.Workbook()
    for rangee in (
        ["Paiements de mars"],
        [],
        ["Structure", "Montant", "Payé le"],
        ["PAGE", 100.5, date(2023, 3, 1)],
        ["4AJ", "cent", None],
    ):
        classeur.active.append(rangee)
    chemin = tmp_path / "plat.xlsx"
    classeur.save(chemin)
    liste = read_paiements(chemin)
    assert [(paiement.structure, paiement.montant, paiement.jour, paiement.place) for paiement in liste.paiements] == [
        ("PAGE", Decimal("100.50"), date(2023, 3, 1), "Sheet!4"),
    ]
    assert len(liste.refus) == 1
    assert liste.refus[0].startswith("Sheet!B5 : « cent »")


def test_a_file_without_such_a_table_is_refused(tmp_path: Path):
    chemin = tmp_path / "autre.csv"
    chemin.write_text("Nom;Prénom\nA;B\n", encoding="utf-8")
    with pytest.raises(SourceIllisible, match="Aucune liste de paiements"):
        read_paiements(chemin)


def _read(tmp_path: Path, texte: str):
    chemin = tmp_path / "liste.csv"
    chemin.write_text(texte, encoding="utf-8")
    return read_paiements(chemin)


def test_what_a_list_of_titres_says_is_paid_back(tmp_path: Path):
    liste = _read(tmp_path, "Débiteur;N° titre;Opération;Montant;Date\nPAGE;55;T1-01;500;02/01/2023\nPAGE;56;T1-01;-10;02/01/2023\n")
    assert [(un.structure, un.mandat, un.montant) for un in liste.paiements] == [("PAGE", "55", Decimal(-500))]
    assert liste.refus == ("3 : un titre de recettes se lit en positif ; celui-ci est négatif, à voir",)


def test_a_list_of_both_says_each_row_by_its_number(tmp_path: Path):
    liste = _read(tmp_path, "Tiers;Mandat;Titre;Montant\nPAGE;7;;500\n4AJ;;T12;20\n4AJ;8;9;1\n4AJ;;Avance;3\n")
    assert [(un.structure, un.mandat, un.montant) for un in liste.paiements] == [("PAGE", "7", Decimal(500)), ("4AJ", "T12", Decimal(-20))]
    assert liste.refus == (
        "4 : la rangée dit à la fois un paiement et un titre de recettes",
        "C5 : « Avance » – ce n'est pas le numéro d'un titre de recettes",
    )


TOTAUX = """Structure;SIRET;Mandat;Montant;Objet
Total Énergies;;12;1000;Achat
PAGE;;13;10;Totalité de la subvention
Sous-total PAGE;;;1010;
Total CCAS de Libercourt;26620586900018;;5;
Montant total;;;1015;
PAGE;;14;;
"""


def test_totals_are_rows_that_say_so_and_have_nothing_of_a_payment(tmp_path: Path):
    liste = _read(tmp_path, TOTAUX)
    assert [un.structure for un in liste.paiements] == ["Total Énergies", "PAGE"]
    assert liste.remarques == ("3 rangées mises de côté (total) : 4, 5, 6.", "1 rangée mise de côté (sans montant) : 7.")


def test_a_hidden_sheet_is_read_and_said(tmp_path: Path):
    classeur = openpyxl.Workbook()
    cachee = classeur.create_sheet("Brouillon")
    cachee.sheet_state = "hidden"
    for feuille in classeur.worksheets:
        feuille.append(["Structure", "Montant"])
        feuille.append(["PAGE", 1])
    chemin = tmp_path / "deux.xlsx"
    classeur.save(chemin)
    liste = read_paiements(chemin)
    assert [un.place for un in liste.paiements] == ["Sheet!2", "Brouillon!2"]
    assert liste.remarques == ("Feuille « Brouillon » masquée, lue comme les autres.",)


def test_a_day_of_another_century_is_refused_and_a_list_without_payments_too(tmp_path: Path):
    liste = _read(tmp_path, "Structure;Montant;Payé le\nPAGE;1;04/11/1922\n")
    assert [un.jour for un in liste.paiements] == [None]
    assert liste.refus[0].startswith("C2 : « 04/11/1922 » – l'année attendue")
    with pytest.raises(SourceIllisible, match="aucun paiement"):
        _read(tmp_path, "Structure;Montant\n")
