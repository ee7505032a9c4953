"""The empty model filled by hand: native sheets follow the lines, new operations and new names included."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter, range_boundaries

from dpid_xl.classeurs.gabarit.formules import write_formule
from dpid_xl.schema import ANNEXE5, AUTRES, ECHEANCIER, OPERATIONS, STRUCTURES, TOTAUX, Table
from tests.classeurs.gabarit.lignes import read_valeurs
from tests.classeurs.gabarit.test_valeurs import read_accueil
from tests.libreoffice import convert

pytestmark = pytest.mark.libreoffice

NOUVELLE = {"Code": "T3-09", "Thématique": "T3", "Intitulé": "Nouvelle", "Intitulé court": "Nouvelle"}
Lignes = list[dict[str, object]]


def _append(classeur: Workbook, table: Table, rangees: Lignes, *, depuis: int) -> None:
    """Write rows from the ``depuis``-th on, as typing below a table does: it grows, calculated columns follow."""
    onglet = classeur[table.feuille]
    trouvee = onglet.tables[table.nom]
    gauche, haut, droite, _ = range_boundaries(trouvee.ref)
    for rang, rangee in enumerate(rangees, haut + depuis):
        for place, colonne in enumerate(table.colonnes, gauche):
            if colonne.entete == "Montant calculé":
                onglet.cell(rang, place).value = None  # needs Python
            elif colonne.formule:
                onglet.cell(rang, place).value = write_formule(colonne.formule, table.nom)
            elif colonne.entete in rangee:
                onglet.cell(rang, place).value = rangee[colonne.entete]
    trouvee.ref = f"{get_column_letter(gauche)}{haut}:{get_column_letter(droite)}{haut + depuis + len(rangees) - 1}"
    if trouvee.autoFilter:
        trouvee.autoFilter.ref = trouvee.ref


def _fill(dossier: Path, octets: bytes, lignes: Lignes) -> Workbook:
    classeur = openpyxl.load_workbook(io.BytesIO(octets))
    budget = read_valeurs(classeur, OPERATIONS)[0]["Code budget"]
    _append(classeur, OPERATIONS, [NOUVELLE | {"Code budget": budget}], depuis=len(read_valeurs(classeur, OPERATIONS)) + 1)
    _append(classeur, ANNEXE5, lignes, depuis=1)
    fichier = dossier / "rempli.xlsx"
    classeur.save(fichier)
    return openpyxl.load_workbook(convert(fichier, "xlsx", recalcul=True), data_only=True)


def _make_lignes(octets: bytes) -> Lignes:
    """Return 13 lines: 11 funded bodies (one under two spellings, one unknown to the register), one at 0 €; T3-09 twice."""
    registre = read_valeurs(openpyxl.load_workbook(io.BytesIO(octets)), STRUCTURES)
    a_variante = next(rangee for rangee in registre if rangee["Variantes"] and " | " in rangee["Variantes"])
    noms = [rangee["Structure"] for rangee in registre if rangee is not a_variante][:10]
    noms = [*noms[:9], "Association toute nouvelle", a_variante["Structure"], a_variante["Variantes"].split(" | ")[-1], noms[9]]
    codes = ["T1-01", "T1-02", "T2-01", "T3-01", "T4-01"] * 2 + ["T3-09", "T3-09", "T1-01"]
    return [
        {
            "Opération": code,
            "Structure": nom,
            "Territoire": "Calaisis",
            "Quantité": 1,
            "Début": date(2023, 1, 1),
            "Fin": date(2023, 12, 31),
            "Montant retenu": 0 if rang == 13 else 1000 + rang,
        }
        for rang, (code, nom) in enumerate(zip(codes, noms, strict=True), 1)
    ]


def _read_controles(classeur: Workbook) -> list[str]:
    return [classeur["Contrôles"][f"A{rang}"].value for rang in range(5, 13)]


def test_the_empty_model_filled_by_hand(tmp_path: Path, octets_vides: bytes):
    lignes = _make_lignes(octets_vides)
    total = sum(int(str(ligne["Montant retenu"])) for ligne in lignes)
    rempli = _fill(tmp_path, octets_vides, lignes)
    etat = read_accueil(rempli)
    assert etat["Lignes de l'annexe 5"] == (13, "12 structures")
    assert etat["Structures financées"][0] == 11
    assert etat["Montant retenu"][0] == total
    # Nothing is voted, and nobody has controlled these lines: neither is said to be right.
    assert (etat["Écart"][1], etat["Anomalies bloquantes"]) == ("rien à comparer", (0, "contrôle à refaire"))
    assert (etat["4. Annexe 5"][1], etat["5. Contrôles"][1]) == ("✓ 13 lignes", "jamais lancés")

    totaux = {rangee["Code"]: rangee for rangee in read_valeurs(rempli, TOTAUX)}
    assert (totaux[AUTRES]["Lignes"], totaux[AUTRES]["Montant"]) == (2, 1011 + 1012)
    assert (totaux["T3"]["Lignes"], totaux["T3"]["Montant"]) == (4, 1004 + 1009 + 1011 + 1012)
    assert sum(totaux[code]["Montant"] for code in ("T1", "T2", "T3", "T4")) == total
    assert rempli["Totaux"]["G4"].value == total

    echeances = read_valeurs(rempli, ECHEANCIER)
    assert [rangee["Montant"] for rangee in echeances[:13]] == [ligne["Montant retenu"] for ligne in lignes]
    assert echeances[10]["Structure"] == echeances[11]["Structure"] == lignes[10]["Structure"]
    assert (echeances[0]["Avance"], echeances[0]["Solde"]) == (600.6, 400.4)
    assert {tuple(rangee.values())[1:] for rangee in echeances[13:]} == {(None,) * (len(ECHEANCIER.colonnes) - 1)}
    # Nothing is voted yet, and the list of conventions is that of the day of construction.
    assert _read_controles(rempli) == ["écart", "juste", "juste", "juste", "juste", "juste", "écart", "juste"]


def test_beyond_its_rows_the_echeancier_says_so(tmp_path: Path, octets_vides: bytes):
    lignes = (_make_lignes(octets_vides)[:12] * 26)[:301]
    rempli = _fill(tmp_path, octets_vides, lignes)
    assert _read_controles(rempli)[4:6] == ["écart", "écart"]
    assert read_accueil(rempli)["Lignes de l'annexe 5"] == (301, "11 structures")
