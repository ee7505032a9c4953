"""The built workbook against its contract: sheets, tables, inputs, protection, print set-up."""

import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils import range_boundaries

from dpid_xl.anomalies import Anomalie
from dpid_xl.classeurs.gabarit import build_classeur
from dpid_xl.classeurs.gabarit.formules import write_formule
from dpid_xl.classeurs.gabarit.impression import PAPIER_A3, PAPIER_A4, SUR_A3
from dpid_xl.classeurs.gabarit.saisie import make_regle
from dpid_xl.classeurs.gabarit.textes import load_textes
from dpid_xl.modele import Dossier
from dpid_xl.schema import (
    ANNEXE5,
    CAMPAGNE,
    CONTROLES,
    COPIES_GARDEES,
    FEUILLE_IMPORT,
    FEUILLES,
    RANGS_DES_REGLAGES,
    REGLAGES_DU_CLASSEUR,
    TABLES,
    THEMATIQUES,
    Feuille,
    Nature,
    Table,
)
from tests.classeurs.gabarit.lignes import read_table
from tests.typographie import unset

INTERDITES = re.compile(rb"_xlfn|_xlws|_xlpm|XLOOKUP\(|LET\(|FILTER\(|UNIQUE\(|SORT\(|MAXIFS\(|MINIFS\(|TEXTJOIN\(|IFS?\.")
FORMULES = re.compile(rb"<f[^>]*>([^<]*)</f>")


def test_sheets_stand_in_the_order_of_the_schema(classeur: Workbook):
    assert classeur.sheetnames == [feuille.nom for feuille in FEUILLES]
    assert classeur.active.title == "Accueil"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.nom)
@pytest.mark.parametrize("cas", ["campagne", "vide"])
def test_tables_have_the_headers_of_the_schema(request: pytest.FixtureRequest, table: Table, cas: str):
    classeur = request.getfixturevalue("classeur" if cas == "campagne" else "classeur_vide")
    trouvee = classeur[table.feuille].tables[table.nom]
    assert trouvee.ref.split(":")[0] == table.depart
    assert [colonne.name for colonne in trouvee.tableColumns] == [colonne.entete for colonne in table.colonnes]
    gauche, haut, _, bas = range_boundaries(trouvee.ref)
    onglet = classeur[table.feuille]
    assert [onglet.cell(haut, gauche + rang).value for rang in range(len(table.colonnes))] == [colonne.entete for colonne in table.colonnes]
    assert bas > haut


def test_every_table_is_declared(classeur: Workbook):
    assert {nom for onglet in classeur for nom in onglet.tables} == {table.nom for table in TABLES}


def test_the_band_of_a_sheet_covers_its_tables(classeur: Workbook):
    for onglet in classeur:
        droites = [range_boundaries(table.ref)[2] for table in onglet.tables.values()]
        if droites:
            fond = onglet["A1"].fill.fgColor.rgb
            assert [onglet.cell(1, colonne).fill.fgColor.rgb == fond for colonne in range(1, max(droites) + 1)] == [True] * max(droites)


def test_tables_and_named_cells_do_not_meet():
    """Between what is named and what follows there is an empty row, then a title."""
    assert RANGS_DES_REGLAGES[CAMPAGNE[-1]] < RANGS_DES_REGLAGES[COPIES_GARDEES] - 2
    assert max(RANGS_DES_REGLAGES.values()) < int(THEMATIQUES.depart[1:]) - 2


def test_the_settings_of_the_workbook_stand_with_the_campaign_s_and_not_among_those_of_xlwings(classeur: Workbook):
    campagne = {onglet.value: cellule for onglet, cellule, *_ in classeur["Campagne"].iter_rows()}
    assert (campagne["Copies gardées"].value, campagne["Dossier des exports"].value) == (5, None)
    libelles = {reglage.libelle for reglage in REGLAGES_DU_CLASSEUR}
    assert libelles.isdisjoint(nom.value for nom, *_ in classeur["xlwings.conf"].iter_rows())


def test_annexe5_has_the_seventeen_columns_of_the_conception_then_its_provenance_and_its_native_amounts(classeur: Workbook):
    attendus = [
        "Thématique",
        "Opération",
        "Territoire",
        "Structure",
        "Description",
        "Unité",
        "Quantité",
        "Quantité simple",
        "Début",
        "Fin",
        "Mois",
        "Montant calculé",
        "Montant retenu",
        "Écart",
        "Justification",
        "N° convention",
        "Statut",
        "Source",
        "Remarque",
        "Objectif",
        "Structure (registre)",
        "Calcul",
        "Prix",
        "Prix simple",
        "Forfait",
        "Produit",
        "Montant natif",
        "Recoupement",
    ]
    assert [colonne.name for colonne in classeur["Annexe 5"].tables["tblAnnexe5"].tableColumns] == attendus
    assert classeur["Annexe 5"].tables["tblAnnexe5"].ref == "A6:AB149"
    assert classeur["Annexe 5"].tables["tblAnnexe5"].autoFilter is not None


def test_calculated_columns_hold_their_formula_on_every_row(classeur: Workbook):
    for table in TABLES:
        for rangee in read_table(classeur, table):
            for colonne in table.colonnes:
                if colonne.formule:
                    assert str(rangee[colonne.entete].value).startswith("="), (table.nom, colonne.entete)
                    assert "[@" not in rangee[colonne.entete].value


def test_inputs_are_never_formulas(classeur: Workbook):
    for table in TABLES:
        for rangee in read_table(classeur, table):
            assert [c.entete for c in table.colonnes if c.saisie and rangee[c.entete].data_type == "f"] == []


def test_identifiers_are_text_cells(classeur: Workbook):
    for table in TABLES:
        for rangee in read_table(classeur, table):
            for colonne in table.colonnes:
                if colonne.nature is Nature.IDENTIFIANT and colonne.entete != "Cellule":  # a link, made by a formula
                    cellule = rangee[colonne.entete]
                    assert cellule.number_format == "@", (table.nom, cellule.coordinate)
                    assert cellule.value is None or isinstance(cellule.value, str)


def test_no_formula_needs_a_recent_excel(parties: Mapping[str, bytes]):
    formules = [
        formule for nom, contenu in parties.items() if nom.startswith("xl/worksheets/sheet") for formule in FORMULES.findall(contenu)
    ]
    assert len(formules) > 2000
    assert [formule for formule in formules if INTERDITES.search(formule)] == []
    assert not any(b't="array"' in contenu for contenu in parties.values())


@pytest.mark.parametrize("feuille", FEUILLES, ids=lambda feuille: feuille.nom)
def test_protection_code_name_tab_and_print(classeur: Workbook, feuille: Feuille):
    onglet = classeur[feuille.nom]
    assert bool(onglet.protection.sheet) is feuille.protegee
    assert onglet.protection.password is None
    assert onglet.sheet_properties.codeName == feuille.nom_vba
    assert onglet.sheet_properties.tabColor.rgb[2:] == feuille.groupe.couleur[1:].upper()
    assert onglet.page_setup.paperSize == (PAPIER_A3 if feuille.nom in SUR_A3 else PAPIER_A4)
    assert (onglet.page_setup.orientation == "landscape") is feuille.paysage
    assert "page &P / &N" in onglet.oddFooter.right.text
    assert onglet.oddHeader.right.text == "&A"


def test_sheets_with_a_long_table_repeat_and_freeze_its_headers(classeur: Workbook):
    for nom in ("Annexe 5", "Structures", "Opérations", "Barème", "Échéancier", "Conventions", "Modèle convention", "Journal"):
        assert classeur[nom].print_title_rows == "$6:$6", nom
        assert int(re.sub(r"\D", "", classeur[nom].freeze_panes)) == 7, nom
        assert classeur[nom].page_setup.fitToHeight == 0


def test_names_point_at_lists_and_at_the_campaign(classeur: Workbook):
    noms = {nom: defini.attr_text for nom, defini in classeur.defined_names.items()}
    assert noms["Liste_operations"] == "tblOperations[Code]"
    assert noms["Liste_territoires"] == "tblTerritoires[Territoire]"
    for reglage in RANGS_DES_REGLAGES:
        cellule = noms[reglage.nom].split("!")[1].replace("$", "")
        assert unset(classeur["Campagne"][cellule].offset(0, -1).value) == reglage.libelle


def test_every_list_of_the_schema_is_validated(classeur: Workbook):
    noms = set(classeur.defined_names)
    for table in TABLES:
        regles = classeur[table.feuille].data_validations.dataValidation
        for colonne, lettre in (
            (c, read_table(classeur, table)[0][c.entete].column_letter) for c in table.colonnes if c.saisie and c.liste
        ):
            premiere = f"{lettre}{int(table.depart[1:]) + 1}"
            regle = next(r for r in regles if any(premiere in plage for plage in r.sqref.ranges))
            assert regle.type == "list"
            if isinstance(colonne.liste, str):
                assert regle.formula1 in noms
            else:
                assert regle.formula1.strip('"').split(",") == list(colonne.liste)


def test_a_rounded_amount_is_rounded_to_the_cent():
    formules = [colonne.formule for table in TABLES for colonne in table.colonnes if colonne.nature is Nature.MONTANT]
    arrondies = [formule for formule in formules if "ROUND(" in formule]
    assert [formule for formule in arrondies if not all(arrondi.endswith(",2") for arrondi in _list_arrondis(formule))] == []
    assert len(arrondies) >= 9


def _list_arrondis(formule: str) -> Iterator[str]:
    """Yield what stands between the brackets of each ROUND."""
    for trouve in re.finditer(r"\bROUND\(", formule):
        ouverts, debut = 1, trouve.end()
        for place, signe in enumerate(formule[debut:], debut):
            ouverts += (signe == "(") - (signe == ")")
            if not ouverts:
                yield formule[debut:place]
                break


def test_a_new_structure_is_asked_to_be_confirmed_not_refused():
    assert make_regle(ANNEXE5.colonne("structure"))["error_type"] == "warning"
    assert "error_type" not in make_regle(ANNEXE5.colonne("operation"))


def test_accueil_leads_to_every_other_sheet(classeur: Workbook):
    liens = _read_liens(classeur, "Accueil")
    cibles = {cible.rpartition("!")[0].strip("'").replace("''", "'") for cible in liens.values()}
    assert cibles == {feuille.nom for feuille in FEUILLES} - {"Accueil"}


def test_each_anomaly_leads_to_its_cell(classeur: Workbook, valeurs: Workbook):
    onglet = valeurs["Contrôles"]
    rangees = read_table(classeur, CONTROLES)
    assert len(rangees) > 30
    assert {rangee["Lien"].value for rangee in rangees} == {write_formule(CONTROLES.colonne("lien").formule, CONTROLES.nom)}
    assert {onglet[rangee["Lien"].coordinate].value for rangee in rangees} == {"aller"}
    assert all(rangee["Feuille"].value in classeur.sheetnames for rangee in rangees)
    assert not any(str(rangee["Cellule"].value).startswith("=") for rangee in rangees)


def test_every_sentence_is_used_and_every_colour_explained():
    textes = load_textes()
    noms = {feuille.nom for feuille in FEUILLES}
    assert set(textes.buts) == noms - {"xlwings.conf"} | {FEUILLE_IMPORT.nom}
    assert set(textes.sommaire) == noms - {"Accueil"}
    assert [etape.feuille for etape in textes.etapes if etape.feuille not in noms] == []
    assert len(textes.etapes) == 8


def test_charts_have_an_alternative_text(parties: Mapping[str, bytes]):
    dessins = b"".join(contenu for nom, contenu in parties.items() if nom.startswith("xl/drawings/drawing"))
    assert re.findall(rb'<xdr:cNvPr [^>]*descr="[^"]{20,}"', dessins).__len__() == 7


def test_the_window_fits_a_screen(parties: Mapping[str, bytes]):
    (largeur, hauteur) = re.findall(rb'window(?:Width|Height)="(\d+)"', parties["xl/workbook.xml"])
    assert 20_000 <= int(largeur) <= 28_800, "twips: Excel's own windows have about 25 800"
    assert 10_000 <= int(hauteur) <= 16_200


def test_a_protected_sheet_offers_no_sort_that_excel_would_refuse(classeur: Workbook):
    protegees = [onglet for onglet in classeur if onglet.protection.sheet]
    assert protegees
    assert all(onglet.protection.sort for onglet in protegees), "true: forbidden"
    assert not any(onglet.protection.autoFilter for onglet in protegees)


def test_excel_keeps_the_computed_values_on_opening(parties: Mapping[str, bytes]):
    assert b'<calcPr calcId="191029"/>' in parties["xl/workbook.xml"]


def test_two_builds_are_identical(dossier: Dossier, jour: date):
    anomalies: tuple[Anomalie, ...] = ()
    assert build_classeur(dossier, anomalies, jour) == build_classeur(dossier, anomalies, jour)


def _read_liens(classeur: Workbook, nom: str) -> dict[str, str]:
    cellules = (cellule for rangee in classeur[nom].iter_rows() for cellule in rangee)
    return {cellule.coordinate: cellule.hyperlink.location for cellule in cellules if cellule.hyperlink}


def test_no_cell_has_two_validations(classeur: Workbook):
    for onglet in classeur:
        plages = [plage for regle in onglet.data_validations.dataValidation for plage in regle.sqref.ranges]
        assert not [(une.coord, autre.coord) for une, autre in itertools.combinations(plages, 2) if not une.isdisjoint(autre)], onglet.title
