"""The checker of packages sees what it is there to see: one broken package per way of being broken."""

import pytest

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from tests.ooxml import check_ooxml
from tests.places import find_partie

TYPES, CLASSEUR, FEUILLE = "[Content_Types].xml", "xl/workbook.xml", find_partie("Campagne")
CHAINE = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="A1" i="2"/></calcChain>'


def test_a_built_workbook_is_whole(octets, octets_vides):
    assert check_ooxml(octets) == []
    assert check_ooxml(octets_vides) == []


@pytest.mark.parametrize(
    ("partie", "avant", "apres", "faute"),
    [
        (CLASSEUR, b"</workbook>", b"</workbok>", "XML mal formé"),
        (TYPES, b'PartName="/xl/styles.xml"', b'PartName="/xl/style.xml"', "/xl/style.xml : typée mais absente"),
        (TYPES, b'<Default Extension="vml" ', b'<Default Extension="vmm" ', ".vml : sans type de contenu"),
        (TYPES, b'PartName="/xl/styles.xml"', b'PartName="/xl/workbook.xml"', "type par partie en double"),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet2.xml", b"worksheets/sheet99.xml", "cible absente xl/worksheets/sheet99.xml"),
        ("xl/_rels/workbook.xml.rels", b'Id="rId2"', b'Id="rId1"', "relation en double : rId1"),
        (CLASSEUR, b'r:id="rId2"', b'r:id="rId99"', "relation rId99 inconnue"),
        ("_rels/.rels", b'Target="docProps/app.xml"', b'Target="docProps/core.xml"', "docProps/app.xml : rien n'y mène"),
        (CLASSEUR, b'name="Totaux" sheetId', b'name="Budget" sheetId', "feuille en double : budget"),
        (CLASSEUR, b'name="Totaux" sheetId', b'name="To/taux" sheetId', "nom de feuille impossible"),
        (CLASSEUR, b'sheetId="3"', b'sheetId="2"', "sheetId en double : 2"),
        (CLASSEUR, b"</definedNames>", b'<definedName name="X">Absente!$A$1</definedName></definedNames>', "feuille inconnue Absente"),
        (CLASSEUR, b"</definedNames>", b'<definedName name="X">#REF!</definedName></definedNames>', "cellule absente"),
        (CLASSEUR, b"</definedNames>", b'<definedName name="tblAnnexe5">1</definedName></definedNames>', "tblAnnexe5 : nom déjà défini"),
        (FEUILLE, b'<c r="A2"', b'<c r="A1"', "cellule en double : A1"),
        (FEUILLE, b'<row r="2"', b'<row r="1"', "lignes en désordre"),
        (FEUILLE, b'<c r="A1" s="', b'<c r="A1" s="99', "A1 : format inconnu"),
        (FEUILLE, b'<sheetPr codeName="wsCampagne"', b'<sheetPr codeName="wsTotaux"', "codeName en double : wsTotaux"),
        (find_partie("Accueil"), b"location=\"'Annexe 5'!", b"location=\"'Annexe 6'!", "lien vers une feuille inconnue Annexe 6"),
        ("xl/tables/table1.xml", b'name="Code"', b'name="Chiffre"', "tblThematiques : en-têtes différents"),
        ("xl/tables/table1.xml", b' id="1"', b' id="2"', "identifiant de tableau en double : 2"),
        ("xl/drawings/vmlDrawing1.vml", b'id="_x0000_s1025"', b'id="_x0000_t202"', "forme en double"),
    ],
)
def test_a_broken_package_is_seen(octets, partie, avant, apres, faute):
    parties = list_parties(octets)
    assert avant in parties[partie], partie
    parties[partie] = parties[partie].replace(avant, apres)
    assert any(faute in trouvee for trouvee in check_ooxml(zip_parties(parties))), check_ooxml(zip_parties(parties))


def test_a_chain_of_calculation_must_name_formulas(octets):
    parties = list_parties(octets)
    parties["xl/calcChain.xml"] = CHAINE
    assert "chaîne de calcul : A1 (feuille 2) n'a pas de formule" in check_ooxml(zip_parties(parties))


def test_a_package_without_workbook_is_seen():
    assert check_ooxml(zip_parties({"a.xml": b"<a/>"})) != []
