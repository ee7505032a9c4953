"""The built files as Excel would take them: ribbon against its schema's rules, buttons and callbacks resolved, whole packages."""

import importlib.util
import re
import subprocess
import sys
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from pyopenvba import check_file

from dpid_xl.campagnes import load_campagne, make_modele_vide
from dpid_xl.classeurs.gabarit import build_classeur, build_complement
from dpid_xl.classeurs.macros.commandes import SorteDeDepart, read_inventaire
from dpid_xl.classeurs.macros.modules import load_modules as load_modules_propres
from dpid_xl.classeurs.macros.procedures import read_projet
from dpid_xl.classeurs.macros.ruban import NAMESPACE, PARTIE, RELATION
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.installation.lieux import COMPLEMENT
from dpid_xl.schema import FEUILLES
from tests.libreoffice import convert
from tests.ooxml import check_ooxml
from udfs import macros
from udfs.actions.registre import MACROS, GroupeDeMacros, Place
from udfs.excel import load_modules
from udfs.excel.macros import name_rappel, name_sub
from udfs.extension import load_extension

# [MS-CUSTOMUI2]: what we use of it. Element: its parent, the attributes it must have, those it may have besides.
REGLES = {
    "customUI": (None, set(), {"onLoad"}),
    "ribbon": ("customUI", set(), {"startFromScratch"}),
    "tabs": ("ribbon", set(), set()),
    "tab": ("tabs", {"id", "label"}, {"insertAfterMso", "insertBeforeMso", "keytip", "visible", "getVisible", "tag"}),
    "group": ("tab", {"id", "label"}, {"imageMso", "screentip", "supertip", "keytip", "autoScale", "visible", "getVisible"}),
    "button": (
        "group",
        {"id", "label", "onAction"},
        {"imageMso", "size", "screentip", "supertip", "keytip", "description", "showImage", "showLabel", "enabled", "tag"},
    ),
}
LONGUEUR = 1024
# Pictures that Excel gives by these names: each is in Microsoft's lists of Office's controls for 2016, 2019 and 365
# (OfficeDev/office-fluent-ui-command-identifiers) and in a gallery asked of Excel itself (ImageMso Gallery). Look a new one up there.
IMAGES = frozenset(
    (
        "NumberInsert",  # PowerPoint
        *("GoalSeek", "WhatIfAnalysisMenu"),  # Excel
        "SignatureLineInsert",  # Word, Excel
        *("AcceptInvitation", "AcceptTask", "CalendarInsert", "NewContact", "PageMenu"),  # Outlook
        *("AccountingFormat", "CalculateNow", "CalculateSheet", "ChartInsert", "FileEmailAsPdfEmailAttachment"),  # Excel
        *("DataValidation", "FileNew", "FileProperties", "FileSaveAsExcelXlsxMacro", "FindDialogExcel"),
        *("DataFormExcel", "OutlineSubtotals", "ReviewProtectWorkbook", "XmlExport", "XmlImport"),
        "Help",
        *("FileSaveAsPdfOrXps", "PrintPreviewAndPrint", "SheetDelete", "TableInsertExcel", "TableRowsInsertAboveExcel"),
        "TableRowsInsertBelowExcel",
        *("CreateReportBlankReport", "CreateReportFromWizard", "ExportExcel", "ExportTextFile", "ExportWord", "ImportExcel"),
        "ImportSavedImports",  # Access
        *("ImportTextFile", "PublishToPdfOrEdoc"),
        *(
            "FileSaveAsWordDocx",
            "ReviewAcceptChange",
            "ReviewTrackChanges",
            "TableInsertDialogWord",
            "WindowSideBySide",
            "WindowUnhide",
            "EnvelopesAndLabelsDialog",
            "MailMergeMergeToDocument",
            "MasterDocumentMergeSubdocuments",
        ),  # Word
        "PublishToWeb",  # Publisher
    )
)
NCNAME = re.compile(r"[A-Za-z_][\w.-]*")
VALEURS = {"size": {"normal", "large"}}
NOMS = ("annexe5.xlsm", "modele.xlsm", COMPLEMENT)


def _build(nom, jour):
    if nom == COMPLEMENT:
        return build_complement(load_extension(complement=True))
    campagne = load_campagne("2022_phase2")
    return build_classeur(make_modele_vide(campagne) if nom == "modele.xlsm" else campagne, (), jour, load_extension())


@pytest.fixture(scope="module", params=NOMS)
def fichier(request, tmp_path_factory, jour):
    fichier = tmp_path_factory.mktemp("paquet") / request.param
    fichier.write_bytes(_build(request.param, jour))
    return fichier


@pytest.fixture
def ruban(fichier) -> Element:
    return fromstring(list_parties(fichier.read_bytes())[PARTIE])


@pytest.fixture
def commandes(fichier):
    """All that can be started from the file, as its bytes say."""
    return read_inventaire(fichier, [f"{macros.__name__}.{nom}" for nom in macros.__all__]).commandes


def check_ruban(racine: Element) -> list[str]:
    fautes = []
    parents = {enfant: parent for parent in racine.iter() for enfant in parent}
    for element in racine.iter():
        nom = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        if nom not in REGLES:
            fautes.append(f"élément {element.tag}")
            continue
        parent, voulus, permis = REGLES[nom]
        if element is not racine and parents[element].tag != f"{{{NAMESPACE}}}{parent}":
            fautes.append(f"{nom} hors de {parent}")
        fautes += [f"{nom} sans {attribut}" for attribut in sorted(voulus - set(element.attrib))]
        fautes += [f"{nom} : attribut {attribut}" for attribut in sorted(set(element.attrib) - voulus - permis)]
        for attribut, valeur in element.attrib.items():
            identifiant = attribut in ("id", "imageMso", "insertAfterMso", "insertBeforeMso")
            if not 0 < len(valeur) <= LONGUEUR or (identifiant and not NCNAME.fullmatch(valeur)):
                fautes.append(f"{nom} {attribut} : « {valeur[:40]} »")
            if valeur not in VALEURS.get(attribut, {valeur}):
                fautes.append(f"{nom} {attribut} : « {valeur} »")
    identifiants = [element.attrib["id"] for element in racine.iter() if "id" in element.attrib]
    return fautes + [f"id en double : {cle}" for cle in sorted({cle for cle in identifiants if identifiants.count(cle) > 1})]


def test_the_ribbon_keeps_the_rules_of_its_schema(ruban):
    assert ruban.tag == f"{{{NAMESPACE}}}customUI"
    assert check_ruban(ruban) == []


def test_every_button_has_a_picture_of_its_own_that_office_knows():
    images = [macro.icone for macro in MACROS]
    assert set(images) == IMAGES
    assert len(images) == len(IMAGES)


@pytest.mark.parametrize(
    ("avant", "apres", "faute"),
    [
        ('id="dpid_controler"', 'id="dpid_onglet"', "id en double : dpid_onglet"),
        ("supertip=", "superTip=", "button : attribut superTip"),
        ('size="large"', 'size="grand"', "button size : « grand »"),
        ('label="DPID"', 'label=""', "tab label : «  »"),
        ('label="Contrôler"', f'label="{"a" * 1025}"', f"button label : « {'a' * 40} »"),
        ('imageMso="SheetDelete"', 'imageMso="Sheet Delete"', "button imageMso : « Sheet Delete »"),
        ("<tabs>", "<tabs><button/>", "button hors de group"),
        ("<tabs>", "<tabs><bouton/>", f"élément {{{NAMESPACE}}}bouton"),
        (' onAction="DPID_Ruban_Controler"', "", "button sans onAction"),
    ],
)
def test_a_broken_ribbon_is_seen(avant, apres, faute):
    xml = load_extension().ruban
    assert avant in xml
    assert faute in check_ruban(fromstring(xml.replace(avant, apres)))


def test_every_command_of_the_file_ends_in_its_python_function(fichier, commandes):
    assert [commande.defaut for commande in commandes if commande.defaut] == []
    complement = fichier.name == COMPLEMENT
    boutons = {(macro.libelle, name_sub(macro.nom)) for macro in MACROS if macro.lieu is Place.ACCUEIL and not complement}
    ruban = [
        (groupe.value, macro.libelle, name_rappel(macro.nom, complement=complement), f"udfs.macros.{macro.nom}")
        for groupe in GroupeDeMacros
        for macro in MACROS
        if macro.groupe is groupe
    ]
    par_sorte = {sorte: [commande for commande in commandes if commande.entree.sorte is sorte] for sorte in SorteDeDepart}
    assert {(commande.entree.libelle, commande.entree.macro) for commande in par_sorte[SorteDeDepart.BOUTON]} == boutons
    assert all(re.fullmatch(r"Accueil![BCFG]\d+", commande.entree.lieu) for commande in par_sorte[SorteDeDepart.BOUTON])
    assert [(c.entree.lieu, c.entree.libelle, c.entree.macro, c.cible) for c in par_sorte[SorteDeDepart.RUBAN]] == ruban


def test_the_tab_asks_a_sub_of_the_file_whether_it_shows(fichier, ruban):
    (onglet,) = ruban.iter(f"{{{NAMESPACE}}}tab")
    (procedure,) = read_projet(list_parties(fichier.read_bytes())).list_publiques(onglet.attrib["getVisible"])
    assert procedure.arguments == ("control As IRibbonControl", "ByRef reponse As Variant")


def test_no_callback_of_the_add_in_is_in_the_workbook(jour):
    rappels = []
    for nom in ("modele.xlsm", COMPLEMENT):
        racine = fromstring(list_parties(_build(nom, jour))[PARTIE])
        rappels.append({valeur for e in racine.iter() for cle, valeur in e.attrib.items() if cle in ("onAction", "getVisible")})
    assert rappels[0].isdisjoint(rappels[1])


def test_the_package_is_whole(fichier):
    assert check_ooxml(fichier.read_bytes()) == []
    rapport = check_file(fichier)
    assert rapport.ok, rapport
    assert not rapport.issues
    parties = list_parties(fichier.read_bytes())
    assert parties["_rels/.rels"].count(RELATION.encode()) == 1
    voulu = b"addin" if fichier.name == COMPLEMENT else b"sheet"
    assert re.findall(rb"vnd\.ms-excel\.(\w+)\.macroEnabled\.main\+xml", parties["[Content_Types].xml"]) == [voulu]


@pytest.mark.skipif(importlib.util.find_spec("oletools") is None, reason="oletools n'est pas installé")
def test_another_reader_lists_the_modules(fichier):
    commande = [sys.executable, "-W", "ignore", "-m", "oletools.olevba", "-c", str(fichier)]
    sortie = subprocess.run(commande, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    feuilles = {"wsXlwingsConf"} if fichier.name == COMPLEMENT else {feuille.nom_vba for feuille in FEUILLES}
    assert set(re.findall(r"VBA MACRO (\w+)\.", sortie)) == {"ThisWorkbook", *feuilles, *load_modules_propres(), *load_modules()}
    assert "Public Sub DPID_Controler()" in sortie


@pytest.mark.libreoffice
def test_libreoffice_opens_it(fichier, tmp_path):
    # It opens files by their type and has never heard of add-ins; but for that word, they are workbooks.
    parties = list_parties(fichier.read_bytes())
    parties["[Content_Types].xml"] = parties["[Content_Types].xml"].replace(b"ms-excel.addin", b"ms-excel.sheet")
    copie = tmp_path / f"{fichier.stem}.xlsm"
    copie.write_bytes(zip_parties(parties))
    assert convert(copie, "xlsx", recalcul=False).stat().st_size > 0


@pytest.mark.parametrize("nom", NOMS)
def test_two_builds_are_identical(nom, jour):
    assert _build(nom, jour) == _build(nom, jour)
