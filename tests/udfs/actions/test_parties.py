"""Contrôler, then Générer, then Supprimer on the real campaign: the workbook's package before and after, part by part, for both hosts.

Computed values are those of before: only Excel computes formulas again.
"""

from datetime import date
from functools import cache

import pytest
from lxml import etree
from openpyxl.utils import range_boundaries

from dpid_xl.examen import examine
from dpid_xl.production.choix import select_conventions
from dpid_xl.rendus.feuilles import render_feuilles
from tests.libreoffice import convert
from tests.ooxml import Paquet as PaquetLu
from tests.ooxml import check_ooxml
from tests.udfs.actions.classeur import CLASSEUR as FICHIER
from tests.udfs.actions.classeur import read_octets
from tests.udfs.actions.client import Client, apply
from tests.udfs.actions.comparaison import (
    AUTRE_FEUILLE_MONTREE,
    FEUILLES_EN_PLUS,
    LIGNE_DU_JOURNAL,
    compare,
    list_autres,
    list_cellules,
    name_parties,
)
from tests.udfs.actions.conftest import Bureau2022, launch
from tests.udfs.actions.excel import Classeur
from tests.udfs.actions.insertion import Source
from tests.udfs.actions.paquet import CLASSEUR, MAIN, STYLES, Paquet
from tests.udfs.actions.styles import Styles
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM

NOMBRE = 89
TOUCHEES = {"À compléter", "Contrôles", "Conventions", "Propositions", "tblJournal"} | LIGNE_DU_JOURNAL | AUTRE_FEUILLE_MONTREE
CURSEUR = {f"/sheetViews[0]/sheetView[0]{volet}" for volet in ("", "/selection[bottomLeft]", "/selection[bottomRight]")}


@pytest.fixture(scope="module")
def bureau(moteur, tmp_path_factory):  # noqa: ARG001
    """The same runs in Excel on a computer."""
    dossier = tmp_path_factory.mktemp("bureau")
    octets = read_octets()
    with pytest.MonkeyPatch.context() as contexte:
        contexte.setenv("LOGNAME", "arras")  # the name of the session
        for macro in ("controler", "generer_conventions"):
            classeur = Classeur(octets, dossier)
            run(MACRO_PAR_NOM[macro], Bureau2022, classeur)
            faite = apply(octets, classeur.actions)
            classeur.close()
            octets = faite.octets
    return faite


@pytest.fixture(scope="module")
def differences(generee):
    return compare(read_octets(), generee.octets)


@pytest.fixture(scope="module")
def supprimee(generee):
    """The workbook once its conventions are taken out again."""
    return launch("supprimer_conventions", generee.octets, confirme=True)


def test_the_parts_that_change_are_these(generee, differences):
    assert set(differences) == TOUCHEES | FEUILLES_EN_PLUS | {f"+{nom}" for nom in generee.inserees}
    assert len(generee.inserees) == NOMBRE


def test_every_other_part_keeps_its_very_bytes(generee, differences):
    avant, apres = Paquet(read_octets()), Paquet(generee.octets)
    gardees = {nom: partie for nom, partie in name_parties(avant).items() if nom not in differences}
    assert {"xl/vbaProject.bin", "customUI/customUI14.xml", "xl/sharedStrings.xml", "xl/charts/chart1.xml", "Annexe 5"} <= set(gardees)
    for nom, partie in gardees.items():
        assert apres.parties[partie] == avant.parties[partie], nom


def test_outside_the_cells_announced_nothing_changes_in_a_sheet(differences):
    assert list_autres(differences["Accueil"]).keys() == {"/sheetViews[0]/sheetView[0]"}, "no longer the sheet in front"
    assert list_autres(differences["Conventions"]).keys() == CURSEUR - {"/sheetViews[0]/sheetView[0]/selection[bottomLeft]"}
    assert list_autres(differences["Contrôles"]).keys() == {"/sheetViews[0]/sheetView[0]/selection[bottomLeft]"}
    journal = list_autres(differences["Journal"])
    assert set(journal) == {"/dimension[A1:J7]", "/dimension[A1:J8]", "/sheetData[0]/row[8]"}
    announced = {"Accueil": [], "Contrôles": ["A13:A13", "A15:C400", "E15:H400"], "Conventions": ["A3:A3", "A7:I95"], "Journal": ["A7:J8"]}
    for feuille, plages in announced.items():
        assert list_hors(differences[feuille], *plages) == set(), feuille


def test_a_table_takes_the_row_of_the_journal_and_no_other_changes(differences):
    assert set(differences["tblJournal"]) == {"", "/autoFilter[A6:J7]", "/autoFilter[A6:J8]"}
    avant, apres = differences["tblJournal"][""]
    assert apres[0] == avant[0] | {"ref": "A6:J8"}


def test_styles_are_only_added(differences):
    for chemin, (avant, apres) in differences[STYLES].items():
        if avant is not None:
            assert set(avant[0]) == {"count"}, chemin
            assert int(apres[0]["count"]) > int(avant[0]["count"])


def test_the_workbook_says_the_new_sheets_and_the_one_in_front(generee, differences):
    changees = {chemin: valeurs for chemin, valeurs in differences[CLASSEUR].items() if valeurs[0] is not None}
    ((chemin, (avant, apres)),) = changees.items()
    assert chemin == "/bookViews[0]/workbookView[0]"
    assert apres[0] == avant[0] | {"activeTab": str(list(generee.paquet.list_feuilles()).index("Conventions"))}
    ajoutees = [chemin for chemin in differences[CLASSEUR] if "/sheet[" in chemin]
    assert len(ajoutees) == NOMBRE
    zones = {nom.text for nom in generee.paquet.open(CLASSEUR).iter(f"{MAIN}definedName") if nom.get("name") == "_xlnm.Print_Area"}
    assert len(zones) >= NOMBRE


def test_both_hosts_leave_the_same_workbook_but_for_the_servers_reserve(generee, bureau):
    ecarts = compare(generee.octets, bureau.octets)
    assert {nom: list_cellules(cellules) for nom, cellules in ecarts.items()} == {"Contrôles": {"A13"}, "Journal": {"D7"}}
    assert bureau.protections == [(nom, oui) for oui in (False, True) for nom in ("Conventions", "Journal")]


def test_the_package_is_whole(generee, supprimee):
    assert check_ooxml(generee.octets) == []
    assert check_ooxml(supprimee.octets) == []


def test_a_sheet_is_the_command_lines_down_to_its_styles(generee):
    examen = examine(FICHIER)
    source = Source(render_feuilles(select_conventions(examen.dossier), examen.dossier.campagne.nom, date(2022, 9, 27)))
    attendues, obtenues = Resolution(source.paquet), Resolution(Paquet(generee.octets))
    assert set(generee.inserees) == set(source.feuilles) - {"Index"}
    for nom in generee.inserees:
        attendue = attendues.resolve(nom).replace(b"location=\"'Index'!A1\"", b"location=\"'Conventions'!A1\"")
        assert obtenues.resolve(nom) == attendue, nom


def test_deleting_gives_back_the_parts_and_the_rows(supprimee):
    differences = compare(read_octets(), supprimee.octets)
    assert set(differences) == TOUCHEES
    assert set(supprimee.paquet.parties) == set(Paquet(read_octets()).parties)
    index, avant = supprimee.read("Conventions"), Client(read_octets()).read("Conventions")
    assert [rang for rang, rangees in enumerate(zip(index, avant, strict=True), 1) if rangees[0] != rangees[1]] == [3], (
        "the day of the list"
    )
    assert differences[CLASSEUR].keys() == {"/bookViews[0]/workbookView[0]"}


@pytest.mark.libreoffice
def test_libreoffice_opens_it(generee, tmp_path):
    chemin = tmp_path / "annexe5.xlsm"
    chemin.write_bytes(generee.octets)
    relu = PaquetLu(convert(chemin, "xlsx", recalcul=False).read_bytes())
    assert [nom for nom, _partie, _xml in relu.find_feuilles()] == list(generee.paquet.list_feuilles())


class Resolution:
    """Sheets of a workbook with the styles and the texts themselves in the place of their numbers."""

    def __init__(self, paquet):
        styles = Styles(paquet.open(STYLES))
        self.paquet, self.feuilles, self.textes = paquet, paquet.list_feuilles(), paquet.read_textes()
        self._resolve_style = cache(lambda style: repr(styles.resolve(style)) if style else "Normal")

    def resolve(self, nom):
        racine = etree.fromstring(self.paquet.parties[self.feuilles[nom]])
        for element in racine.iter(f"{MAIN}c", f"{MAIN}row", f"{MAIN}col"):
            cle = "style" if element.tag == f"{MAIN}col" else "s"
            if element.get(cle):
                element.set(cle, self._resolve_style(int(element.get(cle))))
            if element.get("t") in ("s", "inlineStr"):
                self._resolve_texte(element)
        return etree.tostring(racine)

    def _resolve_texte(self, cellule):
        (valeur,) = cellule
        morceaux = self.textes[int(valeur.text)] if cellule.get("t") == "s" else valeur
        cellule.set("t", "texte")
        cellule.text = b"".join(etree.tostring(morceau, method="c14n", exclusive=True) for morceau in morceaux).decode()
        cellule.remove(valeur)


def list_hors(ecarts, *plages):
    """The cells that differ outside these ranges."""
    bornes = [range_boundaries(plage) for plage in plages]
    cellules = {cellule: range_boundaries(cellule) for cellule in list_cellules(ecarts)}
    return {
        cellule
        for cellule, (colonne, rang, *_fin) in cellules.items()
        if not any(gauche <= colonne <= droite and haut <= rang <= bas for gauche, haut, droite, bas in bornes)
    }
