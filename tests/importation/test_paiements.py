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
