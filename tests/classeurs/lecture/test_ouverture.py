"""Our reader of sheets against openpyxl: the same cells, types and formulas, whichever program saved the workbook."""

import io
import math
import warnings
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from dpid_xl.classeurs.lecture import ouverture
from dpid_xl.classeurs.lecture.bruts import ERREURS_EN_FRANCAIS, ErreurExcel, SansValeur
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.paquet import list_parties, recu
from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from tests.classeurs.fabrique import Essai, add_partie, build, rewrite
from tests.libreoffice import convert
from udfs.libreoffice.classeur import adapt_classeur

CLASSEURS = sorted((Path(__file__).parents[3] / "workbooks").glob("annexe5_*.xlsm"))
FEUILLE1 = "xl/worksheets/sheet1.xml"


def _load(octets, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(octets), **options)


def _read_oracle(octets):
    """Formula and value of each cell that is not empty, by sheet, row and column."""
    formules, valeurs = _load(octets), _load(octets, data_only=True)
    lues = {}
    for onglet in formules.worksheets:
        for (rang, colonne), cellule in onglet._cells.items():
            calculee = valeurs[onglet.title]._cells[rang, colonne]
            formule = _write_formule(cellule.value) if cellule.data_type == "f" else ""
            brut = _write_brut(calculee)
            if formule and brut is None and calculee.data_type != "str":
                brut = SansValeur()
            if formule or brut is not None:
                lues[onglet.title, rang, colonne] = formule, brut
    return lues


def _write_formule(valeur):
    return valeur.text if isinstance(valeur, ArrayFormula) else str(valeur) if isinstance(valeur, str) else "="


def _write_brut(cellule):
    if cellule.data_type == "e":
        return ErreurExcel(ERREURS_EN_FRANCAIS.get(cellule.value, cellule.value))
    return cellule.value.date() if isinstance(cellule.value, datetime) else cellule.value


def _read_notre(octets):
    classeur = Classeur("essai.xlsm", octets)
    return {
        (onglet, rang, colonne): (classeur.get_formule(onglet, rang, colonne), classeur.get_brut(onglet, rang, colonne))
        for onglet in classeur.feuilles
        for rang in classeur.list_rangs(onglet)
        for colonne in classeur.list_colonnes(onglet, rang)
    }


def _check_as_openpyxl(octets):
    oracle, notre = _read_oracle(octets), _read_notre(octets)
    assert {place: lue for place, lue in notre.items() if lue != oracle.get(place)} == {}
    assert oracle.keys() == notre.keys()
    # 1 == 1.0 == True, yet they are not read alike.
    assert {place for place, (_, brut) in notre.items() if type(brut) is not type(oracle[place][1])} == set()
    assert len(oracle) > 20
    _check_aspects(octets)


def _check_aspects(octets):
    classeur, oracle = Classeur("essai.xlsm", octets), _load(octets)
    assert list(classeur.feuilles) == [onglet.title for onglet in oracle.worksheets]
    assert dict(classeur.list_noms()) == {nom: defini.value for nom, defini in oracle.defined_names.items()}
    assert (classeur.epoque, classeur.calcul_manuel) == (oracle.epoch, oracle.calculation.calcMode == "manual")
    tables = [table for onglet in oracle.worksheets for table in onglet.tables.values()]
    assert [tableau.nom for tableau in classeur.tableaux.values()] == [table.displayName for table in tables]
    for onglet in oracle.worksheets:
        masques = {rang for rang, aspect in onglet.row_dimensions.items() if aspect.hidden}
        assert classeur.list_rangs_masques(onglet.title) == masques
        assert [plage for plage, _bloc in classeur.list_fusions(onglet.title)] == sorted(map(str, onglet.merged_cells.ranges))
        for aspect in onglet.column_dimensions.values():
            assert classeur.is_colonne_masquee(onglet.title, aspect.min) == aspect.hidden


def _save_by_openpyxl(octets):
    tampon = io.BytesIO()
    _load(octets).save(tampon)
    return tampon.getvalue()


def _make_varie(**options):
    """Every type of cell that XlsxWriter knows."""
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, **options})
    onglet = classeur.add_worksheet("Divers")
    formats = ("General", "0.00", "dd/mm/yyyy", "[$-40C]d mmmm yyyy", "hh:mm", "[h]:mm:ss", '0 "jours"', "0;-0;;@", "m/d/yy h:mm")
    nombres = (0, 1, 0.25, 12.5, 59, 60, 61, 44743, 44743.5, 1e15, 123456789.01, 3e6)
    for colonne, ecriture in enumerate(formats):
        for rang, nombre in enumerate(nombres):
            onglet.write_number(rang, colonne, nombre, classeur.add_format({"num_format": ecriture}))
    gras = classeur.add_format({"bold": True})
    onglet.write_rich_string("A20", "Maison ", gras, "des solidarités", " d'Arras")
    onglet.write_string("A21", " deux  espaces \n et une ligne ")
    onglet.write("A22", vrai := True)
    onglet.write_blank("A23", None, gras)
    onglet.write_formula("A24", "=1/0", None, "#DIV/0!")
    onglet.write_formula("A25", '="é"&"<à>"', None, "é<à>")
    onglet.write_formula("A26", "=TRUE", None, vrai)
    onglet.write_formula("A27", "=A22+1", None, 2)
    onglet.write_array_formula("A28:A29", "{=SUM(A1:A3*1)}", None, 1.25)
    onglet.write_datetime("A30", datetime(2022, 7, 1, 14, 30), classeur.add_format({"num_format": "dd/mm/yyyy hh:mm"}))  # noqa: DTZ001
    onglet.merge_range("C20:D22", "ensemble")
    onglet.set_row(40, None, None, {"hidden": True})
    onglet.set_column("F:G", None, None, {"hidden": True})
    classeur.define_name("Un_nom", "=Divers!$A$20")
    graphique = classeur.add_chart({"type": "column"})
    graphique.add_series({"values": "=Divers!$A$1:$A$9"})
    classeur.add_chartsheet("Graphique").set_chart(graphique)
    classeur.close()
    return tampon.getvalue()


@pytest.mark.parametrize("classeur", CLASSEURS, ids=lambda fichier: fichier.stem)
def test_shipped_workbooks(classeur):
    _check_as_openpyxl(classeur.read_bytes())
    _check_as_openpyxl(_save_by_openpyxl(classeur.read_bytes()))


@pytest.mark.libreoffice
@pytest.mark.parametrize("classeur", CLASSEURS, ids=lambda fichier: fichier.stem)
def test_shipped_workbooks_saved_by_libreoffice(tmp_path, classeur):
    fichier = tmp_path / "annexe5.xlsx"
    fichier.write_bytes(adapt_classeur(classeur.read_bytes()))
    _check_as_openpyxl(convert(fichier, "xlsx", recalcul=False).read_bytes())


@pytest.mark.parametrize("options", [{}, {"date_1904": True}, {"constant_memory": True}], ids=["communs", "1904", "textes en place"])
def test_every_type_of_cell(options):
    _check_as_openpyxl(_make_varie(**options))
    _check_as_openpyxl(_save_by_openpyxl(_make_varie(**options)))


@pytest.mark.libreoffice
def test_every_type_of_cell_saved_by_libreoffice(tmp_path):
    fichier = tmp_path / "divers.xlsx"
    fichier.write_bytes(_make_varie())
    _check_as_openpyxl(convert(fichier, "xlsx").read_bytes())


PARTAGEES = b"""<row r="50"><c r="A50"><f t="shared" ref="A50:A52" si="0">SUM(B50,$C$1)*tblX[[#This Row],[A1]]</f><v>1</v></c>
<c r="B50"><f t="shared" ref="B50:B52" si="1">tblX[[#This Row],[Nom]]&amp;"A1"</f><v>2</v></c>
<c r="C50" t="d"><v>2022-07-01</v></c>
<c r="D50" t="inlineStr"><is><r><t xml:space="preserve">a </t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>
<c r="E50"><f t="dataTable" ref="E50:E51" dt2D="0" dtr="0" r1="A1"/><v>5</v></c></row>
<row r="51" hidden="true"><c r="A51"><f t="shared" si="0"/><v>3</v></c><c r="B51"><f t="shared" si="1"/></c></row>
<row><c><v>7</v></c><c t="e"><v>#VALUE!</v></c></row></sheetData>"""


def test_what_excel_writes_and_no_library_does():
    _check_as_openpyxl(rewrite(_make_varie(), FEUILLE1, b"</sheetData>", PARTAGEES))
    classeur = Classeur("essai.xlsx", rewrite(_make_varie(), FEUILLE1, b"</sheetData>", PARTAGEES))
    assert classeur.get_formule("Divers", 51, 1) == "=SUM(B51,$C$1)*tblX[[#This Row],[A1]]"
    assert classeur.get_formule("Divers", 51, 2) == '=tblX[[#This Row],[Nom]]&"A1"'
    assert classeur.get_brut("Divers", 50, 3) == date(2022, 7, 1)
    assert classeur.get_brut("Divers", 50, 4) == "a b"
    assert classeur.get_brut("Divers", 52, 1) == 7
    assert isinstance(classeur.get_brut("Divers", 51, 2), SansValeur)
    assert (classeur.get_brut("Divers", 3, 5), classeur.get_brut("Divers", 4, 6)) == (time(6), timedelta(days=12.5))


def test_names_of_elements_may_have_a_prefix():
    """As the Open XML SDK writes."""
    texte = list_parties(build())[FEUILLE1].decode()
    prefixee = texte.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    assert _read_notre(add_partie(build(), FEUILLE1, prefixee.encode())) == _read_notre(build())


def test_escaped_text_is_put_back_once():
    paquet = rewrite(
        build(Essai().set("Description", "MARQUE")), "xl/sharedStrings.xml", b"MARQUE", b"a_x000D_b_x005F_x000D_c_x0041__x00e9_"
    )
    assert "a\rb_x000D_cA\xe9" in [brut for _, brut in _read_notre(paquet).values()]


TEXTE_LONG = b'<row r="99"><c r="A99" t="str"><v>' + "é😀".encode() * 100_000 + b"</v></c></row></sheetData>"
HOSTILES = {
    "commentaire sans fin": b"<!--" + b"x" * 3_000_000 + b"--></sheetData>",
    "texte sans fin": b'<row r="9"><c r="A9" t="str"><v>' + b"x" * 3_000_000 + b"</v></c></row></sheetData>",
    "rang hors de la feuille": b'<row r="2000000"><c r="A2000000"><v>1</v></c></row></sheetData>',
    "colonne hors de la feuille": b'<row r="9"><c r="ZZZZ9"><v>1</v></c></row></sheetData>',
    "DTD en minuscules": b"<!doctype a></sheetData>",
}


@pytest.mark.parametrize("xml", HOSTILES.values(), ids=HOSTILES)
def test_hostile_sheet_is_refused(lire, xml):
    with pytest.raises(ClasseurIllisible, match="son contenu est abîmé"):
        lire(rewrite(build(), FEUILLE1, b"</sheetData>", xml))


def test_two_sheets_of_one_name_are_refused(lire):
    with pytest.raises(ClasseurIllisible, match="son contenu est abîmé"):
        lire(rewrite(build(), "xl/workbook.xml", b'name="Budget"', b'name="Structures"'))


@pytest.mark.parametrize("cible", [b"worksheets/sheet99.xml", b"file:///xl/worksheets/sheet1.xml"])
def test_a_sheet_without_its_part_is_not_left_out(lire, cible):
    """Read without it, what it holds would be lost without a word."""
    with pytest.raises(ClasseurIllisible, match="son contenu est abîmé"):
        lire(rewrite(build(), "xl/_rels/workbook.xml.rels", b'Target="worksheets/sheet1.xml"', b'Target="%b"' % cible))


def test_too_many_cells_are_not_kept(lire, monkeypatch):
    cellules = len(_read_notre(build()))
    monkeypatch.setattr(ouverture, "CELLULES_MAXIMUM", cellules // 2)
    with pytest.raises(ClasseurIllisible, match=r"est démesuré .* trop de cellules"):
        lire(build())


def test_too_much_text_is_not_kept(lire, monkeypatch):
    monkeypatch.setattr(ouverture, "CELLULES_MAXIMUM", 2 * len(_read_notre(build())))
    paquet = rewrite(build(), FEUILLE1, b"</sheetData>", TEXTE_LONG)
    with pytest.raises(ClasseurIllisible, match=r"est démesuré .* trop de cellules"):
        lire(paquet)


def test_blank_cells_are_not_kept(lire):
    """A sheet formatted down to its bottom holds no more than its filled cells."""
    vides = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (rang, rang, rang) for rang in range(100, 5100))
    paquet = rewrite(build(), FEUILLE1, b"</sheetData>", vides + b"</sheetData>")
    assert lire(paquet).anomalies == ()
    assert _read_notre(paquet) == _read_notre(build())


def test_sheets_too_great_together_are_not_unfolded(lire, monkeypatch):
    monkeypatch.setattr(recu, "GARDE", replace(recu.GARDE, taille_des_grandes=10_000))
    with pytest.raises(ClasseurIllisible, match="est démesuré"):
        lire(build())


@pytest.mark.parametrize("partie", ["xl/workbook.xml", "xl/tables/table1.xml", "xl/worksheets/_rels/sheet1.xml.rels"])
def test_great_part_is_no_tree(lire, partie):
    contenu = list_parties(build())[partie]
    with pytest.raises(ClasseurIllisible, match="est démesuré"):
        lire(add_partie(build(), partie, contenu + b"<!-- " + b"abcdefghi " * 1_100_000 + b"-->"))


def test_a_number_past_any_other_is_infinite():
    paquet = rewrite(build(Essai().set("Quantité", 654321)), FEUILLE1, b"<v>654321</v>", b"<v>" + b"9" * 400 + b"</v>")
    assert math.inf in [brut for _, brut in _read_notre(paquet).values()]


VRAIS, FAUX = ("1", "true", "True", " TRUE ", "on"), ("0", "false", "False", "off", "")


@pytest.mark.parametrize(("ecrit", "vrai"), [*((ecrit, True) for ecrit in VRAIS), *((ecrit, False) for ecrit in FAUX)])
def test_every_writing_of_an_attribute_that_is_true_or_not(ecrit, vrai):
    paquet = rewrite(build(), "xl/workbook.xml", b"<workbookPr ", f'<workbookPr date1904="{ecrit}" '.encode())
    paquet = rewrite(paquet, FEUILLE1, b'<row r="8"', f'<row r="8" hidden="{ecrit}"'.encode())
    classeur = Classeur("essai.xlsx", paquet)
    assert (classeur.epoque.year == 1904) is vrai
    assert (8 in classeur.list_rangs_masques(classeur.feuilles[0])) is vrai


@pytest.mark.parametrize(("ecrit", "etat"), [("Hidden", "hidden"), ("VERYHIDDEN", "veryHidden"), ("Visible", None), ("", None)])
def test_every_writing_of_the_state_of_a_sheet(ecrit, etat):
    paquet = rewrite(build(), "xl/workbook.xml", b"<sheet ", f'<sheet state="{ecrit}" '.encode())
    classeur = Classeur("essai.xlsx", paquet)
    assert classeur.feuilles_masquees.get(classeur.feuilles[0]) == etat


def test_a_cell_says_only_its_own_texts():
    rangee = b'<row r="60"><c r="A60"><v>7</v><extLst><ext><is><t>9</t></is></ext></extLst></c></row></sheetData>'
    classeur = Classeur("essai.xlsx", rewrite(_make_varie(), FEUILLE1, b"</sheetData>", rangee))
    assert classeur.get_brut("Divers", 60, 1) == 7
