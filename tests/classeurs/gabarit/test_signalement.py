"""The cells that the last control points at, in colour, as LibreOffice shows them."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from dpid_xl.anomalies import Anomalie, Gravite, Origine
from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.gabarit.signalement import COULEURS_DES_GRAVITES, NOMS
from dpid_xl.schema import CONTROLES
from tests.libreoffice import convert

SIGNALEES = {
    ("Annexe 5", "M12"): Gravite.AVERTISSEMENT,
    ("Annexe 5", "M14"): Gravite.AVERTISSEMENT,  # with M12 on one row
    ("Annexe 5", "H20"): Gravite.BLOQUANTE,
    ("Structures", "E9"): Gravite.BLOQUANTE,
    ("Campagne", "B6"): Gravite.AVERTISSEMENT,
    ("Annexe 5", "H21"): Gravite.INFORMATION,
    ("Totaux", "B9"): Gravite.BLOQUANTE,
}
AUTRES = {"Accueil", "Mode d'emploi", "Contrôles", "Budget", "Totaux"}  # what explains the colours, and sums that miss the lines left out
VISIBLES = {cle: gravite for cle, gravite in SIGNALEES.items() if gravite is not Gravite.INFORMATION and cle[0] != "Totaux"}


@pytest.fixture(scope="module")
def signale(tmp_path_factory):
    anomalies = [
        Anomalie("ligne_a_zero", gravite, Origine(feuille, cellule), {"structure": "PAGE", "operation": "T1-01"})
        for (feuille, cellule), gravite in SIGNALEES.items()
    ]
    chemin = tmp_path_factory.mktemp("signalement") / "classeur.xlsm"
    campagne = load_campagne("2022_phase2")
    entieres = tuple(
        replace(ligne, justification="vue") for ligne in campagne.lignes if ligne.periode and ligne.quantite and not ligne.par_avenant
    )
    chemin.write_bytes(build_classeur(replace(campagne, lignes=entieres), anomalies, date(2022, 9, 27)))
    return chemin


def test_only_the_cells_concerned_take_the_colour_of_their_gravity(signale):
    fonds = _read_fonds(convert(signale, "html", recalcul=False), _list_visibles(signale))
    couleurs = {COULEURS_DES_GRAVITES[gravite]["bg_color"]: gravite for gravite in COULEURS_DES_GRAVITES}
    signalees = {cle: couleurs[fond] for cle, fond in fonds.items() if fond in couleurs and cle[0] not in AUTRES}
    assert signalees == VISIBLES
    assert fonds.get(("Totaux", "B9")) not in couleurs, "nobody types there"


def test_no_fill_is_written_in_the_cells(signale):
    classeur = openpyxl.load_workbook(signale)
    assert classeur["Annexe 5"]["H20"].fill.fgColor.rgb == classeur["Annexe 5"]["H19"].fill.fgColor.rgb
    assert {nom: classeur.defined_names[nom].attr_text for nom in NOMS} == {
        nom: f"tblControles[{CONTROLES.entete(champ)}]" for nom, champ in NOMS.items()
    }


class _Fonds(HTMLParser):
    """Backgrounds by table, row and column; cells that another covers are counted."""

    def __init__(self):
        super().__init__()
        self.fonds, self.table, self.rang, self.colonne, self.couvertes = {}, -1, 0, 0, set()

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        if tag == "table":
            self.table, self.rang, self.couvertes = self.table + 1, 0, set()
        elif tag == "tr":
            self.rang, self.colonne = self.rang + 1, 0
        elif tag == "td":
            self._add(int(attributs.get("colspan", 1)), int(attributs.get("rowspan", 1)), attributs.get("bgcolor"))

    def _add(self, largeur, hauteur, fond):
        self.colonne += 1
        while (self.rang, self.colonne) in self.couvertes:
            self.colonne += 1
        self.couvertes |= {(self.rang + r, self.colonne + c) for r in range(hauteur) for c in range(largeur)}
        self.fonds[self.table, f"{get_column_letter(self.colonne)}{self.rang}"] = fond
        self.colonne += largeur - 1


def _list_visibles(chemin):
    """The sheets that LibreOffice exports: those that wait hidden are not."""
    return [onglet.title for onglet in openpyxl.load_workbook(chemin, read_only=True) if onglet.sheet_state == "visible"]


def _read_fonds(page, feuilles):
    lecteur = _Fonds()
    lecteur.feed(page.read_text(encoding="utf-8", errors="replace"))
    assert lecteur.table == len(feuilles) - 1
    return {(feuilles[table], cellule): fond for (table, cellule), fond in lecteur.fonds.items()}
