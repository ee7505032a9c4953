"""An older workbook made anew: what is not in the records is there too, and what cannot be is named with its cell."""

import io
import re
import struct
import zlib
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from pyopenvba import ExcelFile

from dpid_xl import chaine
from dpid_xl.chaine import ClasseurNonRemis
from dpid_xl.classeurs.audit.macros import list_ajoutes
from dpid_xl.classeurs.empreinte import sign_dossier
from dpid_xl.classeurs.lecture.entetes import find_tableau
from dpid_xl.classeurs.lecture.reglages import find_places
from dpid_xl.classeurs.macros.modules import load_evenements
from dpid_xl.classeurs.paquet import list_parties
from dpid_xl.classeurs.paquet.garde import TAILLE_SANS_SOUPCON
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.classeurs.remise import NOS_MODULES
from dpid_xl.classeurs.reprise.modele import Sort
from dpid_xl.classeurs.reprise.notes import read_notes
from dpid_xl.schema import ANNEXE5, BUDGET, CONVENTIONS, FEUILLES, JOURNAL, RANGS_DES_REGLAGES, REGLAGES_DU_CLASSEUR, SUIVI, Table
from tests.classeurs.court import shorten_echeancier
from tests.classeurs.fabrique import Essai, Formule, add_feuilles, build, rewrite

A_COTE = get_column_letter(len(ANNEXE5.colonnes) + 5)  # right of the table, whatever it becomes


def _make_image(chemin):
    """The smallest PNG."""

    def write(nom, contenu):
        return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", zlib.crc32(nom + contenu))

    entete = write(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    chemin.write_bytes(b"\x89PNG\r\n\x1a\n" + entete + write(b"IDAT", zlib.compress(b"\0\xff\0\0")) + write(b"IEND", b""))
    return str(chemin)


def _read_colonne(classeur, table: Table, champ):
    place = find_tableau(classeur, table)
    return [classeur.get_brut(place.feuille, rang, place.colonnes[champ]) for rang in range(place.rang_entetes + 1, place.dernier + 1)]


def _read_entete(classeur, table, entete):
    """The cells of a column that is not of the schema: values and formulas."""
    place = classeur.tableaux[table.nom.casefold()]
    bloc = place.bloc
    (numero,) = [n for n in range(bloc.gauche, bloc.droite + 1) if classeur.get_brut(place.feuille, bloc.haut, n) == entete]
    return [
        classeur.get_formule(place.feuille, rang, numero) or classeur.get_brut(place.feuille, rang, numero)
        for rang in range(bloc.haut + 1, bloc.bas + 1)
    ]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    return _make_image(tmp_path_factory.mktemp("image") / "logo.png")


@pytest.fixture(scope="module")
def pleine(refit, image):
    """A workbook with all that an officer may add."""
    rangees = Essai().rangees
    rangees["tblAnnexe5"][0] |= {"Quantité": Formule("=40+40", 80), "Montant retenu": "6 400,00 €"}
    rangees["tblAnnexe5"][1]["Montant retenu"] = Formule("=Notes!B1", 1600.5)

    def add(classeur):
        annexe5, campagne = classeur.get_worksheet_by_name("Annexe 5"), classeur.get_worksheet_by_name("Campagne")
        annexe5.write(f"{A_COTE}7", "à côté")
        annexe5.write("E3", "au-dessus", classeur.add_format({"bold": True, "bg_color": "#00B0F0"}))
        annexe5.write("A7", "oui", classeur.add_format({"bg_color": "#FFFF00", "font_strikeout": True, "font_color": "#FF0000"}))
        annexe5.write_comment("A8", "à revoir", {"author": "Marie"})
        annexe5.insert_image("Z1", image)
        campagne.write("D6", "réglage à voir")
        notes = add_feuilles(classeur)
        notes.write("A1", "Total", classeur.add_format({"bold": True, "bg_color": "#FFC000", "num_format": "0.000"}))
        notes.write_rich_string("C1", "en ", classeur.add_format({"bold": True}), "gras")
        notes.write_comment("A1", "la mienne", {"author": "Marie"})
        notes.insert_image("F1", image)
        notes.conditional_format(
            "B1:B3", {"type": "cell", "criteria": ">", "value": 1, "format": classeur.add_format({"bg_color": "#92D050"})}
        )

    return refit(Essai(rangees=rangees, en_plus={"tblAnnexe5": {"Avis": "oui"}}, a_l_envers=True, apres=add))


def test_columns_come_back_in_order_and_one_s_own_stand_at_the_right_end(pleine):
    bloc = pleine.nouveau.tableaux["tblannexe5"].bloc
    entetes = [pleine.nouveau.get_brut("Annexe 5", bloc.haut, numero) for numero in range(bloc.gauche, bloc.droite + 1)]
    assert entetes == [*(colonne.entete for colonne in ANNEXE5.colonnes), "Avis"]
    assert _read_entete(pleine.nouveau, ANNEXE5, "Avis") == ["oui", "oui"]
    assert [constat.quoi for constat in pleine.select(Sort.REFAIT, "ordre des colonnes")]
    assert [(constat.valeur, constat.cellule) for constat in pleine.select(Sort.GARDE, "colonne à vous")] == [("Avis", "A6")]


def test_a_formula_and_a_text_stay_what_they_were(pleine):
    place = find_tableau(pleine.nouveau, ANNEXE5)
    quantite, montant = place.colonnes["quantite"], place.colonnes["montant"]
    assert pleine.nouveau.get_formule("Annexe 5", 7, quantite) == "=40+40"
    assert pleine.nouveau.get_brut("Annexe 5", 7, quantite) == 80
    assert pleine.nouveau.get_brut("Annexe 5", 7, montant) == "6 400,00 €"
    assert pleine.nouveau.get_formule("Annexe 5", 8, montant) == "=Notes!B1"


def test_what_stands_beside_the_tables_follows(pleine):
    decalage = pleine.nouveau.tableaux["tblannexe5"].bloc.droite - pleine.ancien.tableaux["tblannexe5"].bloc.droite
    assert pleine.nouveau.get_brut("Annexe 5", 7, column_index_from_string(A_COTE) + decalage) == "à côté"
    assert pleine.nouveau.get_brut("Annexe 5", 3, 5) == "au-dessus"
    assert pleine.nouveau.get_brut("Campagne", 6, 4) == "réglage à voir"
    gardees = {constat.cellule: constat.valeur for constat in pleine.select(Sort.GARDE, "cellule hors tableau")}
    assert gardees == {f"{A_COTE}7": "à côté", "E3": "au-dessus", "D6": "réglage à voir"}


def test_notes_follow_their_cells(pleine):
    notes = {place: note for place, note in read_notes(pleine.nouveau).items() if note.auteur == "Marie"}
    droite = pleine.nouveau.tableaux["tblannexe5"].bloc.droite
    assert {place: note.texte for place, note in notes.items()} == {("Annexe 5", 8, droite): "à revoir", ("Notes", 1, 1): "la mienne"}


def test_names_are_defined_again(pleine):
    noms = dict(pleine.nouveau.list_noms())
    assert noms["Mon_total"] == "Notes!$B$2"
    assert "Perdu" not in noms
    assert [constat.valeur for constat in pleine.select(Sort.PERDU, "nom défini")] == [
        "Perdu = 'Annexe 5'!$1:$1",
        "Local = 'Annexe 5'!$A$1",
    ]


def test_one_s_own_sheets_are_there_as_they_were(pleine):
    assert pleine.nouveau.feuilles[-2:] == ("Notes", "Cachée")
    servies = ("Versements", "Pièces", "Indicateurs", "Scénarios", "Hypothèses", "Simulation", "Lignes simulées")  # something stands there
    a_la_demande = {feuille.nom: "hidden" for feuille in FEUILLES if feuille.a_la_demande and feuille.nom not in servies}
    assert pleine.nouveau.feuilles_masquees == a_la_demande | {"Cachée": "veryHidden"}
    assert [pleine.nouveau.get_brut("Notes", 1, n) for n in (1, 2, 3, 4)] == ["Total", 1600.5, "en gras", date(2022, 9, 27)]
    assert [pleine.nouveau.get_formule("Notes", rang, 2) for rang in (1, 2, 3)] == ["=1600.5", "=SUM(tblAnnexe5[Montant retenu])", ""]
    assert pleine.nouveau.get_brut("Notes", 3, 2) == 7
    assert pleine.nouveau.tableaux["matable"].feuille == "Notes"
    parties = list_parties(pleine.octets)
    assert [nom for nom in parties if nom.startswith("xl/media/") and "repris" in nom]
    assert [nom for nom in parties if nom.startswith("xl/charts/") and "repris" in nom]
    assert b'name="_xlnm.Print_Area" localSheetId="%d"' % (len(pleine.nouveau.feuilles) - 2) in parties["xl/workbook.xml"]


def test_what_cannot_follow_is_named(pleine):
    assert [(c.feuille, c.cellule, c.quoi) for c in pleine.perdus if not c.quoi.startswith("nom défini")] == [
        ("Notes", "B3", "formules"),
        ("Annexe 5", "", "image"),
    ]


def test_colours_of_one_s_own_follow(pleine):
    neuf = load_workbook(io.BytesIO(pleine.octets))
    droite = pleine.nouveau.tableaux["tblannexe5"].bloc.droite
    avis = neuf["Annexe 5"].cell(7, droite)
    assert (avis.fill.fgColor.rgb, avis.font.strike, avis.font.color.rgb) == ("FFFFFF00", True, "FFFF0000")
    assert neuf["Annexe 5"].cell(8, droite).font.strike is None
    notes = neuf["Notes"]["A1"]
    assert (notes.fill.fgColor.rgb, notes.font.b, notes.number_format) == ("FFFFC000", True, "0.000")
    assert neuf["Notes"]["D1"].number_format == "dd/mm/yy"
    (regle,) = [regle for plage in neuf["Notes"].conditional_formatting for regle in plage.rules]
    assert regle.dxf.fill.bgColor.rgb == "FF92D050"


def test_made_anew_again_nothing_more_changes(pleine, refit):
    encore = refit(pleine.octets)
    for table in (ANNEXE5, BUDGET):
        for colonne in table.colonnes:
            if colonne.saisie:
                assert _read_colonne(encore.nouveau, table, colonne.champ) == _read_colonne(pleine.nouveau, table, colonne.champ)
    assert encore.perdus == []
    assert encore.select(Sort.AJOUTE) == []
    assert encore.nouveau.feuilles == pleine.nouveau.feuilles


def test_an_old_workbook_gets_the_sheets_and_columns_it_had_not(refit):
    remise = refit(Essai(absents=("tblAttributions", "tblDeliberations", "tblSuivi"), entetes={"tblAnnexe5": {"Remarque": ""}}))
    ajoutes = {(constat.quoi, constat.feuille, constat.valeur) for constat in remise.select(Sort.AJOUTE)}
    assert {("feuille", "Suivi", ""), ("tableau tblSuivi", "Suivi", ""), ("tableau tblDeliberations", "Campagne", "")} <= ajoutes
    assert ("colonne de tblAnnexe5", "Annexe 5", "Remarque") in ajoutes
    assert _read_colonne(remise.nouveau, SUIVI, "structure") == ["CCAS de Libercourt", "PAGE"]


def test_rows_under_a_table_and_tables_undone_come_back_in(refit):
    dessous = {"tblAnnexe5": [(3, {"Opération": "T1-01", "Structure": "PAGE", "Montant retenu": 5})]}
    for essai in (Essai(dessous=dessous), Essai(sans_tableau=True), Essai(avec_totaux=True)):
        remise = refit(essai)
        attendus = [6400, 1600.5, *(rangee["Montant retenu"] for _decalage, rangee in essai.dessous.get("tblAnnexe5", ()))]
        assert _read_colonne(remise.nouveau, ANNEXE5, "montant") == attendus


def test_an_unreadable_row_stays_in_its_place(refit):
    rangees = Essai().rangees
    rangees["tblBudget"] = [{"Code": "C01", "AE": "beaucoup", "Disponible": 3}, *rangees["tblBudget"]]
    remise = refit(Essai(rangees=rangees))
    assert _read_colonne(remise.nouveau, BUDGET, "ae") == ["beaucoup", 10000]


def test_the_macros_memory_is_kept(refit, tmp_path):
    remise = refit(Essai())
    classeur = load_workbook(io.BytesIO(remise.octets))
    journal, conventions = find_tableau(remise.nouveau, JOURNAL), find_tableau(remise.nouveau, CONVENTIONS)
    for numero, texte in enumerate(("2022-10-01", "marie", "Contrôler", "fait", "abc", "2022"), 1):
        classeur["Journal"].cell(journal.rang_entetes + 1, numero, texte)
    rang = conventions.rang_entetes + 1
    for champ, texte in (("feuille", "PAGE"), ("fichiers", "pdf/PAGE.pdf"), ("etat", "complète"), ("empreinte", "123")):
        classeur["Conventions"].cell(rang, conventions.colonnes[champ], texte)
    classeur["xlwings.conf"]["A20"], classeur["xlwings.conf"]["B20"] = "INTERPRETER_WIN", r"C:\Python\python.exe"
    classeur["xlwings.conf"]["B1"] = "ancien.module"
    ancien = tmp_path / "ancien.xlsm"
    classeur.save(ancien)
    encore = refit(ancien.read_bytes())
    assert _read_colonne(encore.nouveau, JOURNAL, "resultat")[0] == "fait"
    assert [_read_colonne(encore.nouveau, CONVENTIONS, champ)[0] for champ in ("feuille", "fichiers", "etat", "empreinte")] == [
        "PAGE",
        "pdf/PAGE.pdf",
        "complète",
        "123",
    ]
    reglages = {encore.nouveau.get_brut("xlwings.conf", n, 1): encore.nouveau.get_brut("xlwings.conf", n, 2) for n in range(1, 12)}
    assert reglages["INTERPRETER_WIN"] == r"C:\Python\python.exe"
    assert reglages["UDF Modules"] == "udfs.fonctions"  # where the code is, is no choice of the officer's


def _read_reglages_du_classeur(classeur):
    return [classeur.get_brut(*place) for place in find_places(classeur, REGLAGES_DU_CLASSEUR).values()]


@pytest.mark.parametrize(
    ("typed", "repris", "gardes"),
    [
        (("9", r"D:\sorties"), [9, r"D:\sorties"], {("Copies gardées", "9", "B1"), ("Dossier des exports", r"D:\sorties", "B2")}),
        (("5", ""), [5, None], set()),
        (("deux", ""), ["deux", None], {("Copies gardées", "deux", "B1")}),
    ],
)
def test_the_settings_of_the_macros_leave_those_of_xlwings_for_the_campaign_s(refit, typed, repris, gardes):
    def add(classeur):
        onglet = classeur.add_worksheet("xlwings.conf")
        for rang, (nom, valeur) in enumerate(zip(("Copies gardées", "Dossier des exports", "AUTRE"), (*typed, "à moi"), strict=True)):
            onglet.write_row(rang, 0, (nom, valeur))

    remise = refit(Essai(apres=add))
    assert _read_reglages_du_classeur(remise.nouveau) == repris
    restants = {remise.nouveau.get_brut("xlwings.conf", rang, 1) for rang in remise.nouveau.list_rangs("xlwings.conf")}
    assert restants.isdisjoint({"Copies gardées", "Dossier des exports"})
    assert "AUTRE" in restants
    dits = {(constat.quoi, constat.valeur, constat.cellule) for constat in remise.select(Sort.GARDE, "réglage «")}
    assert dits == {(f"réglage « {nom} »", valeur, cellule) for nom, valeur, cellule in {*gardes, ("AUTRE", "à moi", "")}}
    assert remise.perdus == []


def test_the_settings_of_the_workbook_are_kept_and_are_nothing_of_the_campaign(refit, lire):
    remise, tampon = refit(Essai()), io.BytesIO()
    classeur = load_workbook(io.BytesIO(remise.octets), keep_vba=True)
    for reglage, valeur in zip(REGLAGES_DU_CLASSEUR, (0, "sorties"), strict=True):
        classeur["Campagne"][f"B{RANGS_DES_REGLAGES[reglage]}"] = valeur
    classeur.save(tampon)
    encore = refit(tampon.getvalue())
    assert _read_reglages_du_classeur(encore.nouveau) == [0, "sorties"]
    assert sign_dossier(lire(tampon.getvalue()).dossier) == sign_dossier(lire(remise.octets).dossier)


def test_what_was_typed_over_a_formula_is_named_with_its_cell(refit, tmp_path):
    remise = refit(Essai())
    classeur = load_workbook(io.BytesIO(remise.octets))
    place = find_tableau(remise.nouveau, ANNEXE5)
    classeur["Annexe 5"].cell(7, place.colonnes["mois"], 99)
    ancien = tmp_path / "ancien.xlsm"
    classeur.save(ancien)
    (constat,) = refit(ancien.read_bytes()).perdus
    assert (constat.feuille, constat.quoi, constat.valeur) == ("Annexe 5", "valeur de « Mois »", "99")


def test_a_sheet_of_their_own_whose_name_is_ours_today_is_theirs_to_rename(refit):
    """Nothing of it would be lost: nothing is written."""

    def add(classeur):
        classeur.add_worksheet("tableau de bord").write("A1", "mes graphiques")

    with pytest.raises(ClasseurNonRemis, match=r"a une feuille « Tableau de bord » à vous.*renommez la vôtre"):
        refit(Essai(apres=add))


def test_macros_of_one_s_own_are_named(refit, tmp_path):
    ancien = tmp_path / "ancien.xlsm"
    ancien.write_bytes(refit(Essai()).octets)
    with ExcelFile(ancien) as classeur:
        classeur.vba_project().add_module("MesMacros", "Sub Imprimer()\r\nEnd Sub\r\n")
        classeur.save()
    assert [(constat.quoi, constat.valeur) for constat in refit(ancien.read_bytes()).perdus] == [("module de macros", "MesMacros")]


def test_the_code_of_the_workbook_itself_is_ours_only_as_we_ship_it(refit):
    classeur = refit(Essai()).nouveau
    assert list_ajoutes(classeur, NOS_MODULES, load_evenements()) == []
    assert list_ajoutes(classeur, NOS_MODULES, {}) == ["ThisWorkbook"]


ECRITURES = {
    "prefix": lambda texte: re.sub(r"<(/?)(?=\w)", r"<\1x:", texte.partition("?>")[2]).replace("xmlns=", "xmlns:x=", 1),
    "single quotes": lambda texte: re.sub(r'="([^"]*)"', r"='\1'", texte),
    "spaces": lambda texte: re.sub(r' (\w+)="', r'\n  \1 = "', texte),
    "attributes of values": lambda texte: texte.replace("<v>", '<v xml:space="preserve">'),
    "comments": lambda texte: re.sub("(<(?:row|si)[ >])", r'<!-- <c r="A1"/><si>non</si> -->\1', texte),
    "no places": lambda texte: re.sub(r' r="[A-Z]*\d+"', "", texte),
    "sections": lambda texte: texte.replace("<t>un</t>", "<t><![CDATA[un]]></t>"),
}


@pytest.mark.parametrize("ecriture", ECRITURES.values(), ids=ECRITURES)
def test_a_sheet_of_one_s_own_says_the_same_whatever_program_wrote_it(refit, ecriture):
    """As a text, its cells would be those of another sheet: a text is a number in a list, that is not the same in two workbooks."""

    def add(classeur):
        autre = classeur.add_worksheet("Autre")
        autre.write_row(0, 0, ["un", 'deux < trois & "quatre"'], classeur.add_format({"bg_color": "#FFC000"}))
        autre.write_formula("A2", "=B2+Notes!A1", None, 4)
        autre.write_formula("B2", "='Annexe 5'!E7", None, "CCAS de Libercourt")
        classeur.add_worksheet("Notes").write("A1", 3)

    octets = build(Essai(apres=add, en_plus={"tblAnnexe5": {"Avis": "oui"}}))
    partie = f"xl/worksheets/sheet{len(load_workbook(io.BytesIO(octets)).sheetnames) - 1}.xml"
    for nom in (partie, "xl/sharedStrings.xml"):
        ancien = list_parties(octets)[nom]
        octets = rewrite(octets, nom, ancien, ecriture(ancien.decode()).encode())
    remise = refit(octets)
    cellules = [(rang, colonne) for rang in (1, 2) for colonne in (1, 2)]
    assert [remise.nouveau.get_brut("Autre", *cellule) for cellule in cellules] == [
        "un",
        'deux < trois & "quatre"',
        4,
        "CCAS de Libercourt",
    ]
    suivie = remise.nouveau.get_formule("Autre", 2, 2)
    place = find_tableau(remise.nouveau, ANNEXE5).colonnes["structure"]
    assert (remise.nouveau.get_formule("Autre", 2, 1), suivie) == ("=B2+Notes!A1", f"='Annexe 5'!{get_column_letter(place)}7")
    assert not remise.select(Sort.PERDU, "formule")
    assert not remise.select(Sort.PERDU, "feuille")


def test_names_that_excel_does_not_take_are_told(refit):
    """XlsxWriter leaves them out and warns, which nobody sees."""
    octets = build(Essai(apres=lambda classeur: classeur.define_name("Total", "=Annexe5!A1")))
    refuses = ["1er", "c", "a b", "A1", "TOTAL", "x" * 256]
    noms = "".join(f"<definedName name='{nom}'>'Annexe 5'!$A$6</definedName>" for nom in (*refuses, "Bon"))
    octets = rewrite(octets, "xl/workbook.xml", b"</definedNames>", f"{noms}</definedNames>".encode())
    octets = rewrite(octets, "xl/workbook.xml", b"Annexe5!A1", b"'Annexe 5'!$A$6")
    remise = refit(octets)
    assert [constat.valeur.partition(" = ")[0] for constat in remise.perdus] == refuses
    gardes = {nom for nom, _cible in remise.nouveau.list_noms()}
    assert {"Total", "Bon"} <= gardes
    assert not gardes & set(refuses)


def test_a_great_sheet_is_taken_as_a_text(refit):
    """Cells that only have a look, in tens of thousands: programs leave them behind, and no tree is made of them."""

    def add(classeur):
        classeur.add_worksheet("Autre").write("A1", "un")

    octets = build(Essai(apres=add))
    partie = f"xl/worksheets/sheet{len(load_workbook(io.BytesIO(octets)).sheetnames)}.xml"
    vides = "".join(f'<row r="{rang}"><c r="A{rang}" s="1"/><c r="B{rang}" s="{rang % 3}"/></row>' for rang in range(9, 180_000))
    assert len(vides) > TAILLE_SANS_SOUPCON
    remise = refit(rewrite(octets, partie, b"</sheetData>", f"{vides}</sheetData>".encode()))
    assert remise.nouveau.get_brut("Autre", 1, 1) == "un"


def test_a_sign_that_no_xml_holds_is_one_in_what_a_formula_gave_too(refit):
    """Excel writes it by its number; a formula that gives one (CHAR(7)) made a new workbook that nothing reads."""

    def add(classeur):
        classeur.get_worksheet_by_name("Structures").write_formula("Z60", '=CHAR(7)&"b"', None, "donne")

    octets = build(Essai(apres=add))
    partie = f"xl/worksheets/sheet{load_workbook(io.BytesIO(octets)).sheetnames.index('Structures') + 1}.xml"
    remise = refit(rewrite(octets, partie, b">donne<", b">_x0007_b_x000D_&lt;_x005F_x0007_<"))
    assert not remise.perdus
    assert remise.nouveau.get_formule("Structures", 60, 26) == '=CHAR(7)&"b"'
    assert remise.nouveau.get_brut("Structures", 60, 26) == "\x07b\r<_x0007_"


@pytest.mark.parametrize(
    "ecrit",
    [
        b'<hyperlink ref="A7" r:id="rId1"',
        b'<hyperlink r:id="rId1" ref="A7"',
        b'<hyperlink ref="A7" display="CCAS" r:id="rId1"',
        b'<hyperlink xmlns:lien="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ref="A7" lien:id="rId1"',
    ],
    ids=["Excel, LibreOffice", "Google", "an attribute between", "openpyxl"],
)
def test_a_link_that_its_cell_does_not_say_is_told_lost(refit, ecrit):
    def add(classeur):
        structures = classeur.get_worksheet_by_name("Structures")
        structures.write_url("A7", "https://exemple.fr/ccas", string="CCAS de Libercourt")
        structures.write_url("B8", "mailto:page@exemple.fr", string="page@exemple.fr")

    octets = build(Essai(apres=add))
    partie = f"xl/worksheets/sheet{load_workbook(io.BytesIO(octets)).sheetnames.index('Structures') + 1}.xml"
    octets = rewrite(octets, partie, b'<hyperlink ref="A7" r:id="rId1"', ecrit)
    assert [(constat.quoi, constat.cellule, constat.valeur) for constat in refit(octets).perdus] == [
        ("lien", "A7", "https://exemple.fr/ccas")
    ]


def test_what_is_longer_than_excel_takes_is_told_lost(refit):
    def add(classeur):
        annexe5 = classeur.get_worksheet_by_name("Annexe 5")
        annexe5.write_comment("B8", "note", {"author": "Marie"})
        annexe5.write(f"{A_COTE}7", "libre")

    octets = build(Essai(apres=add, en_plus={"tblAnnexe5": {"Avis": "avis"}}))
    for partie, texte in (("xl/comments1.xml", "note"), ("xl/sharedStrings.xml", "libre"), ("xl/sharedStrings.xml", "avis")):
        octets = rewrite(octets, partie, f">{texte}<".encode(), f">{texte * 10_000}<".encode())
    assert [(constat.quoi, constat.cellule) for constat in refit(octets).perdus] == [
        ("note", "B8"),
        ("cellule hors tableau", f"{A_COTE}7"),
        ("valeur de « Avis »", "A7"),
        ("valeur de « Avis »", "A8"),
    ]


@pytest.mark.parametrize("couleur", ['theme="4" tint="NaN"', 'theme="4" tint="1e999"', 'theme="\u00b2" tint="x"', 'theme="99"', 'rgb="é"'])
def test_a_damaged_colour_is_no_colour(refit, couleur):
    def add(classeur):
        classeur.get_worksheet_by_name("Annexe 5").write("A7", "oui", classeur.add_format({"bg_color": "#00B0F0"}))

    octets = build(Essai(apres=add, en_plus={"tblAnnexe5": {"Avis": "oui"}}))
    remise = refit(rewrite(octets, "xl/styles.xml", b'rgb="FF00B0F0"', couleur.encode()))
    assert _read_entete(remise.nouveau, ANNEXE5, "Avis") == ["oui", "oui"]


def test_a_logo_beside_the_workbook_is_found_again(image, tmp_path_factory):
    dossier = tmp_path_factory.mktemp("logo")
    (dossier / "logo.png").write_bytes(Path(image).read_bytes())
    essai = Essai()
    essai.reglages["logo"] = "logo.png"
    (dossier / "ancien.xlsm").write_bytes(build(essai))
    with shorten_echeancier(4):
        octets, _constats = chaine.refit_classeur(dossier / "ancien.xlsm", date(2022, 9, 27))
    (dossier / "neuf.xlsm").write_bytes(octets)
    assert read_classeur(dossier / "neuf.xlsm").dossier.logo
