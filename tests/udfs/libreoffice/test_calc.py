"""The functions in the cells of a real Calc, which has nothing but the extension."""

from datetime import date, datetime
from pathlib import Path

import pytest

from dpid_xl.cellules import JOUR_ZERO
from tests.udfs.libreoffice.calc import read_journal, recalculate
from tests.udfs.libreoffice.feuille import TEMOIN, Feuille
from udfs.declaration import Valeur
from udfs.fonctions import FONCTION_PAR_NOM, FONCTIONS

pytestmark = pytest.mark.libreoffice

ERREUR = "#VALUE!"
# One wrong input per value function: an unknown code, a text for a number or a date, a quantity that is missing.
FAUTES: dict[str, tuple[Valeur, ...]] = {
    "MONTANT": ("T9-99", 80.0),
    "PLACES": ("beaucoup", 6.0),
    "MESURES": (-5.0, 4.0),
    "POSTES": ("un demi",),
    "TARIF": ("T9-99",),
    "MOIS": ("hier", date(2022, 12, 31)),
    "PRORATA": (160.0, date(2022, 12, 31), date(2022, 7, 1)),
    "PLACES_MAX": (-1.0,),
    "DIAGNOSTICS": ("deux",),
    "CHARGES_INDIRECTES": (1000.0, 2000.0),
    "AVANCE": (6400.0, 60.0),
    "SOLDE": ("6 400 places", 3840.0),
    "ECHEANCIER": (6400.0, "bientôt", date(2022, 12, 31)),
    "PART_QUANTITATIVE": (-1.0,),
    "PART_QUALITATIVE": ("deux mille",),
    "SOLDE_REALISE": (6400.0, 3840.0, 80.0, 80.0, 2.0, 1.0),
    "TOTAL": ((("Opération", "Montant"), ("T1-01", 1.0)),),
    "REPARTITION": ((("Opération", "Montant retenu"), ("T1-01", 1.0)), "couleur"),
    "EN_LETTRES": ("mille",),
    "STRUCTURE": ("Structure que personne ne connaît",),
    "CONVENTION_REQUISE": ("association", "beaucoup"),
}


def get_valeur(valeur: Valeur) -> object:
    """What Calc shows of an expected value: no truth values, no dates, an empty text for nothing."""
    match valeur:
        case bool():
            return float(valeur)
        case date():
            return (valeur - JOUR_ZERO).days
        case None:
            return ""
        case _:
            return valeur


def get_trouve(cellule: object) -> object:
    return (cellule.date() - JOUR_ZERO).days if isinstance(cellule, datetime) else "" if cellule is None else cellule


@pytest.mark.parametrize("par_cellules", [False, True], ids=["constantes", "cellules"])
def test_every_example_of_the_registry(tmp_path: Path, oxt: bytes, par_cellules: bool):  # noqa: FBT001 (parametrized)
    feuille = Feuille(tmp_path / "exemples.xlsx")
    temoin = feuille.add_formule(TEMOIN)
    attendus = {}
    for fonction in FONCTIONS:
        for exemple in fonction.exemples:
            rangees = exemple.resultat if isinstance(exemple.resultat, tuple) else ((exemple.resultat,),)
            cellule = feuille.add_appel(
                fonction, exemple.arguments, par_cellules=par_cellules, hauteur=len(rangees), largeur=len(rangees[0])
            )
            attendus[fonction.nom, exemple.arguments, cellule] = [[get_valeur(valeur) for valeur in rangee] for rangee in rangees]
    onglet = recalculate(feuille.close(), oxt)["Formules"]
    trouves = {
        cle: [
            [get_trouve(cellule.value) for cellule in rangee]
            for rangee in onglet.iter_rows(onglet[cle[2]].row, onglet[cle[2]].row + len(rangees) - 1, max_col=len(rangees[0]))
        ]
        for cle, rangees in attendus.items()
    }
    assert onglet[temoin].value == 6400
    assert trouves == attendus
    assert read_journal(tmp_path) == ""


def test_a_wrong_input_is_an_error(tmp_path: Path, oxt: bytes):
    feuille = Feuille(tmp_path / "fautes.xlsx")
    cellules = {
        (nom, par_cellules): feuille.add_appel(FONCTION_PAR_NOM[nom], arguments, par_cellules=par_cellules)
        for nom, arguments in FAUTES.items()
        for par_cellules in (False, True)
    }
    onglet = recalculate(feuille.close(), oxt)["Formules"]
    assert {cle: onglet[cellule].value for cle, cellule in cellules.items()} == dict.fromkeys(cellules, ERREUR)
    assert read_journal(tmp_path) == ""  # a refusal is no failure


def test_cells_as_officers_leave_them(tmp_path: Path, oxt: bytes):
    feuille = Feuille(tmp_path / "cellules.xlsx")
    vide, texte, faute = (feuille.add_plage(((valeur,),)) for valeur in (None, " 80 ", "=1/0"))
    plage = feuille.add_plage((("T1-01", 80.0, 6.0), (None, None, None), ("T9-99", 1.0, None), ("T1-01", 80.0, None)))
    feuille_plage, _, _ = plage.partition("!")
    rang = int(plage.split("$")[2].rstrip(":"))
    colonnes = ",".join(f"{feuille_plage}!${lettre}${rang}:${lettre}${rang + 3}" for lettre in "ABC")
    attendus = {
        f'DPID.MONTANT("T1-01",{texte},6)': 6400,
        f'DPID.MONTANT("T1-01",80,{vide})': 12800,  # an empty duration is a year
        f"DPID.PLACES(80,,{vide})": 12800,
        f"DPID.AVANCE(6400,{vide})": ERREUR,  # 0 % or left empty: Calc cannot tell
        f"DPID.POSTES({vide})": 0,  # nor can it tell here, where 0 is a number like another
        f'DPID.TOTAL({plage},"T1")': ERREUR,  # no headers
        f"DPID.PLACES({plage},6)": ERREUR,  # a range for a cell
        f"DPID.PLACES({faute},6)": "#DIV/0!",
        f'DPID.CONTROLE("T1-01",80,{vide},12800)': None,
        'DPID.CONTROLE("T1-01",-1,6,6400)': "Une quantité ou une durée est négative.",
        'DPID.EXPLIQUER("01/10",80)': "« 01/10 » n'est pas un code d'opération (attendu : T1-01).",
        "DPID.SIRET_VALIDE(22620001200012)": 1,
        "SUM(DPID.PLACES(80,6),DPID.POSTES(0.5))": 32400,
        'IF(DPID.RNA_VALIDE("W622001234"),"oui","non")': "oui",
        f'IFERROR(DPID.MOIS({vide},{vide}),"dates")': "dates",
    }
    cellules = {feuille.add_formule(formule): (formule, attendu) for formule, attendu in attendus.items()}
    montants = feuille.add_formule(f"DPID.MONTANTS({colonnes},{vide})", hauteur=4)
    onglet = recalculate(feuille.close(), oxt)["Formules"]
    assert {formule: onglet[cellule].value for cellule, (formule, _) in cellules.items()} == attendus
    premier = onglet[montants].row
    assert [onglet.cell(premier + rang, 1).value for rang in range(4)] == [6400, None, ERREUR, 12800]
