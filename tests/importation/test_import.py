"""Somebody's table into a workbook, end to end: by the command, back and forth, on the officer's own base, from other formats."""

import json
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from dpid_xl import chaine
from dpid_xl.calcul.totaux import Axe, compute_totaux
from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.cli import main
from dpid_xl.examen import examine
from dpid_xl.importation import SourceIllisible, import_source
from dpid_xl.importation.correspondance import load_correspondance
from dpid_xl.importation.journal import Etat
from dpid_xl.importation.source import load_source
from dpid_xl.modele import Ligne, Mode
from dpid_xl.rendus.tableaux.annexe5 import render_annexe5_xlsx
from dpid_xl.rendus.tableaux.lignes import render_lignes_csv, render_lignes_xlsx
from tests.avenants import amend, make_avenant
from tests.exercices import REPARTIES, split
from tests.importation.fabrique import write_classeur
from tests.libreoffice import convert
from tests.signatures import make_signature
from tests.suivis import make_suivi
from tests.typographie import unset
from tests.versements import VERSEMENTS, make_pieces, pay, situate

JOUR = date(2022, 9, 27)
SIMPLE = "Opération;Structure;SIRET;Quantité;Montant retenu\nT1-01;APSA;35600000000048;80 places;6 400,00 €\nT1-01;ADEFI;1E+13;;100\n"


@pytest.fixture(scope="module")
def dossier():
    return load_campagne("2022_phase2")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    fichier = tmp_path_factory.mktemp("base") / "base.xlsm"
    fichier.write_bytes(chaine.make_classeur("2022_phase2", JOUR))
    return fichier


@dataclass(frozen=True)
class Sortie:
    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self):
        return self.stdout + self.stderr


@pytest.fixture
def run(capsys):
    """The command « importer », or another one, as an officer types it."""

    def run_commande(*arguments, commande="importer"):
        with pytest.raises(SystemExit) as fin:
            main([commande, *map(str, arguments)])
        return Sortie(fin.value.code, *map(unset, capsys.readouterr()))

    return run_commande


def same_lignes(lues, attendues):
    """Every field of the lines but where they stand."""
    noms = [champ.name for champ in fields(Ligne) if champ.name != "lieu"]
    return [[getattr(ligne, nom) for nom in noms] for ligne in lues] == [[getattr(ligne, nom) for nom in noms] for ligne in attendues]


@pytest.mark.parametrize("extension", [".csv", ".xlsx"])
def test_raw_lines_come_back_whole(tmp_path, dossier, extension):
    fichier = tmp_path / f"lignes{extension}"
    fichier.write_bytes(render_lignes_csv(dossier) if extension == ".csv" else render_lignes_xlsx(dossier, JOUR))
    recu = import_source(fichier, dossier)
    assert same_lignes(recu.dossier.lignes, dossier.lignes)
    assert not recu.refusees
    assert recu.dossier.structures == tuple(
        replace(structure, lieu=lu.lieu) for structure, lu in zip(dossier.structures, recu.dossier.structures, strict=True)
    )


@pytest.mark.parametrize("extension", ["ods", "xls"])
def test_other_formats_say_the_same(tmp_path, dossier, extension):
    fichier = tmp_path / "lignes.xlsx"
    fichier.write_bytes(render_lignes_xlsx(dossier, JOUR))
    autre = convert(fichier, extension)
    assert same_lignes(import_source(autre).dossier.lignes, dossier.lignes)


PROPRES = ("operation", "territoire", "structure", "description", "quantite", "quantite_simple", "montant")  # what it prints


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_the_official_annexe_comes_back_with_all_that_it_prints(tmp_path, dossier, extension):
    fichier = tmp_path / "annexe5.xlsx"
    fichier.write_bytes(render_annexe5_xlsx(dossier, JOUR))
    recu = import_source(convert(fichier, extension) if extension != "xlsx" else fichier)
    lues = [[getattr(ligne, champ) for champ in PROPRES] for ligne in recu.dossier.lignes]
    attendues = [
        [None if champ == "quantite" and ligne.unite == "forfait" else getattr(ligne, champ) for champ in PROPRES]
        for ligne in dossier.lignes
    ]
    assert lues == attendues
    assert len(recu.dossier.operations) == 27
    assert {cle: total.montant for cle, total in compute_totaux(recu.dossier, Axe.OPERATION).items()} == {
        cle: total.montant for cle, total in compute_totaux(dossier, Axe.OPERATION).items()
    }
    assert [(operation.code, operation.intitule) for operation in recu.dossier.operations] == [
        (operation.code, operation.intitule) for operation in dossier.operations
    ]
    assert [(chapitre.code, chapitre.intitule) for chapitre in recu.dossier.thematiques] == [
        (chapitre.code, chapitre.intitule) for chapitre in dossier.thematiques
    ]
    assert (recu.dossier.campagne.deliberation_numero, recu.dossier.campagne.deliberation_date) == ("2022-375", date(2022, 9, 27))
    assert not recu.refusees
    totaux = [trace for trace in recu.journal.select(Etat.ECARTE) if trace.valeur and "somme" in trace.message]
    assert len(totaux) == 27 + 4 + 1


@pytest.mark.parametrize("extension", ["ods", "xls"])
def test_merged_cells_of_other_formats(tmp_path, extension):
    rangees = [["Territoire", "Structure", "Montant"], ["Artois", "APSA", 1], ["", "ADEFI", 2]]
    fichier = write_classeur(tmp_path / "f.xlsx", [{"nom": "A", "fusions": ["A2:A3"], "rangees": rangees}])
    lignes = import_source(convert(fichier, extension)).dossier.lignes
    assert [(ligne.territoire, ligne.structure) for ligne in lignes] == [("Artois", "APSA"), ("Artois", "ADEFI")]


def test_without_a_base_nothing_comes_from_the_packaged_campaign(tmp_path, dossier):
    fichier = tmp_path / "t.csv"
    fichier.write_text(SIMPLE, encoding="utf-8")
    importe = import_source(fichier).dossier
    assert [(operation.code, operation.mode, operation.budget) for operation in importe.operations] == [("T1-01", Mode.ARRETE, "")]
    assert not importe.bareme.find_tarifs("T1-01")
    assert importe.decisions == importe.budget == importe.suivis == importe.attributions == ()
    vides = {champ.name for champ in fields(importe.campagne)} - {"code", "nom"}
    assert not [nom for nom in vides if getattr(importe.campagne, nom)]
    assert {tarif.source[:3] for tarif in importe.tarifs} == {"Loi", "Déc"}
    assert dossier.campagne.departement not in repr(importe.campagne)


def test_the_base_gives_operations_bareme_and_register(tmp_path, base):
    avant = read_classeur(base).dossier
    fichier = tmp_path / "t.csv"
    fichier.write_text(
        "Opération;Structure;SIRET;Montant\nRéférent solidarité;PAGE;35600000000048;100\nT9-01;Nouvelle;;5\n", encoding="utf-8"
    )
    recu = import_source(fichier, avant)
    assert [ligne.operation for ligne in recu.dossier.lignes] == ["T1-01", "T9-01"]
    assert recu.dossier.operations[:-1] == avant.operations
    assert recu.dossier.tarifs == avant.tarifs
    assert [structure.nom for structure in recu.dossier.structures] == [*(structure.nom for structure in avant.structures), "Nouvelle"]
    assert recu.dossier.structure_par_nom["PAGE"].siret == avant.structure_par_nom["PAGE"].siret != "35600000000048"
    assert [(trace.cellule, trace.colonne) for trace in recu.journal.traces if trace.etat == "refusé"] == [("2", "SIRET")]
    assert recu.dossier.lignes[0].structure == "PAGE"


def test_the_life_of_the_base_stays_there(tmp_path, base):
    """Each table of the dossier that an officer filled while the base lived: none of its rows is of the campaign that comes."""
    avant = read_classeur(base).dossier
    vecu = situate(pay(amend(avant, make_avenant("CCAS de Libercourt", operation="T1-01", montant="1")), *VERSEMENTS))
    vecu = replace(
        split(vecu, *REPARTIES),
        suivis=(make_suivi("PAGE", "T2-05"),),
        signatures=(make_signature("PAGE", envoyee=JOUR),),
        pieces=(make_pieces("PAGE"),),
    )
    fichier = tmp_path / "t.csv"
    fichier.write_text("Opération;Structure;Montant\nT1-01;PAGE;100\n", encoding="utf-8")
    importe = import_source(fichier, vecu).dossier
    remplies = {champ.name for champ in fields(importe) if isinstance(table := getattr(importe, champ.name), tuple) and table}
    assert remplies == {"thematiques", "tarifs", "operations", "structures", "lignes", "budget", "modele"}
    assert import_source(fichier, avant).dossier == importe


def test_the_command_writes_a_workbook_that_reads_back(tmp_path, run):
    source, classeur = tmp_path / "t.csv", tmp_path / "t.xlsm"
    source.write_text(SIMPLE, encoding="utf-8")
    resultat = run(source, "-o", classeur, "--date", "2022-09-27")
    assert resultat.exit_code == 1  # a cell was refused
    assert "Refusé, C3 (SIRET) : « 1E+13 »" in resultat.output
    assert "2 lignes – 2 structures – 6 500,00 €" in resultat.output
    relu = examine(classeur).dossier
    assert [(ligne.structure, ligne.quantite, ligne.unite, ligne.montant) for ligne in relu.lignes] == [
        ("APSA", Decimal(80), "place", Decimal("6400.00")),
        ("ADEFI", None, "", Decimal("100.00")),
    ]
    assert relu.structure_par_nom["APSA"].siret == "35600000000048"


def test_the_journal_is_a_sheet_of_the_workbook(tmp_path, run):
    from openpyxl import load_workbook

    source, classeur = tmp_path / "t.csv", tmp_path / "t.xlsm"
    source.write_text(SIMPLE, encoding="utf-8")
    run(source, "-o", classeur)
    feuille = load_workbook(classeur, read_only=True)["Import"]
    rangees = [rangee[:7] for rangee in feuille.iter_rows(min_row=7, values_only=True)]
    assert rangees[0][0] == "refusé"
    assert ("refusé", "C3", "SIRET", "1E+13") in [(rangee[0], rangee[2], rangee[3], rangee[4]) for rangee in rangees]
    assert ("lu", "B1", "Structure", "Structure") in [(rangee[0], rangee[2], rangee[3], rangee[4]) for rangee in rangees]


def test_json_is_one_object_refusals_included(tmp_path, run):
    source = tmp_path / "t.csv"
    source.write_text(SIMPLE, encoding="utf-8")
    resultat = run(source, "-o", tmp_path / "t.xlsm", "--json")
    compte_rendu = json.loads(resultat.stdout)
    assert resultat.exit_code == 1
    assert (compte_rendu["lignes"], compte_rendu["total"], compte_rendu["refus"]) == (2, "6500.00", "")
    assert compte_rendu["comptes"]["refusé"] == 1
    refuse = run(source, "-o", tmp_path / "u.xlsm", "--feuille", "X", "--json")
    assert refuse.exit_code == 2
    assert json.loads(refuse.stdout).keys() == compte_rendu.keys()
    assert "n'a pas de feuille « X »" in json.loads(refuse.stdout)["refus"]
    assert not (tmp_path / "u.xlsm").exists()


def test_the_same_inputs_give_the_same_bytes(tmp_path, run):
    source = tmp_path / "t.csv"
    source.write_text(SIMPLE, encoding="utf-8")
    for nom in ("a", "b"):
        run(source, "-o", tmp_path / f"{nom}.xlsm", "--date", "2022-09-27")
    assert (tmp_path / "a.xlsm").read_bytes() == (tmp_path / "b.xlsm").read_bytes()


def test_the_choice_of_columns_is_kept(tmp_path, run):
    source, choix = tmp_path / "t.csv", tmp_path / "choix.toml"
    source.write_text("Nom usuel;Structure;Montant voté;Montant attribué\nx;APSA;1;2\n", encoding="utf-8")
    refuse = run(source, "-o", tmp_path / "t.xlsm", "--correspondance", choix)
    assert refuse.exit_code == 2
    assert "« Montant voté » et « Montant attribué »" in refuse.output
    assert not choix.exists()
    choix.write_text(
        '[colonnes]\n"Montant attribué" = "Montant retenu"\n"Montant voté" = "ignorer"\n"Nom usuel" = "Remarque"\n', encoding="utf-8"
    )
    assert run(source, "-o", tmp_path / "t.xlsm", "--correspondance", choix).exit_code == 0
    ligne = read_classeur(tmp_path / "t.xlsm").dossier.lignes[0]
    assert (ligne.montant, ligne.remarque) == (Decimal("2.00"), "x")


def test_a_first_choice_is_written_for_next_time(tmp_path, run):
    source, choix = tmp_path / "t.csv", tmp_path / "choix.toml"
    source.write_text("Bénéficiaire;Mandaté;Autre\nAPSA;1;z\n", encoding="utf-8")
    assert run(source, "-o", tmp_path / "t.xlsm", "--correspondance", choix).exit_code == 0
    assert load_correspondance(choix) == {"beneficiaire": "Structure", "mandate": "Montant retenu", "autre": "ignorer"}
    recu = import_source(source, choix=load_correspondance(choix))
    assert not [trace for trace in recu.journal.traces if trace.colonne == "Montant retenu"]  # no longer guessed


@pytest.mark.parametrize(
    ("texte", "mots"),
    [("[colonnes]\n'A' = 'Montan retenu'", "peut-être « Montant retenu »"), ("colonnes = 1", "[colonnes]"), ("= =", "mal écrit")],
)
def test_a_wrong_choice_is_named(tmp_path, texte, mots):
    choix = tmp_path / "choix.toml"
    choix.write_text(texte, encoding="utf-8")
    with pytest.raises(SourceIllisible) as erreur:
        load_correspondance(choix)
    assert mots in str(erreur.value)


def test_the_source_is_never_a_target(tmp_path, run):
    source = tmp_path / "t.xlsm"
    write_classeur(source.with_suffix(".xlsx"), [{"nom": "A", "rangees": [["Structure", "Montant"], ["APSA", 1]]}]).rename(source)
    resultat = run(source, "-o", source, "--remplacer")
    assert resultat.exit_code == 1
    assert "est lu par cette opération" in resultat.output


@pytest.mark.parametrize(
    ("nom", "octets", "mots"),
    [
        ("absent.csv", None, "n'existe pas"),
        ("vide.csv", b"", "est vide"),
        ("vrai.csv", b"PK\x03\x04rien", "n'est pas un fichier de texte"),
        ("faux.xls", b"rien", "n'est pas ce que dit son nom"),
        ("tronque.ods", b"PK\x03\x04rien", "tronqué ou abîmé"),
        ("tronque.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "tronqué ou abîmé"),
        ("macros.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "contient des macros"),
        ("chiffre.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
        ("image.png", b"\x89PNG", "n'est pas un tableau"),
        ("guillemet.csv", b'Structure;Montant\n"APSA;1', "un guillemet y reste ouvert"),
        ("binaire.txt", bytes(range(256)) * 20, "n'est pas un fichier de texte"),
    ],
)
def test_a_bad_file_is_one_sentence_and_nothing_is_written(tmp_path, nom, octets, mots, run):
    source = tmp_path / nom
    if octets is not None:
        source.write_bytes(octets)
    resultat = run(source, "-o", tmp_path / "sortie.xlsm")
    assert resultat.exit_code == 2
    assert mots in resultat.output
    assert resultat.output.count("\n") == 1
    assert not (tmp_path / "sortie.xlsm").exists()


def test_a_master_workbook_is_not_a_table(base, tmp_path, run):
    resultat = run(base, "-o", tmp_path / "x.xlsm")
    assert resultat.exit_code == 2
    assert "est un classeur maître" in resultat.output


def test_a_table_with_macros_is_refused(tmp_path):
    from zipfile import ZipFile

    fichier = write_classeur(tmp_path / "t.xlsx", [{"nom": "A", "rangees": [["Structure", "Montant"], ["APSA", 1]]}])
    with ZipFile(fichier, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"rien")
    with pytest.raises(SourceIllisible, match="contient des macros"):
        import_source(fichier)


def test_controler_says_which_command_reads_a_table(tmp_path, run):
    fichier = write_classeur(tmp_path / "t.xlsx", [{"nom": "A", "rangees": [["Structure", "Montant"], ["APSA", 1]]}])
    texte = tmp_path / "t.csv"
    texte.write_text(SIMPLE, encoding="utf-8")
    for source in (fichier, texte):
        resultat = run(source, commande="controler")
        assert resultat.exit_code == 2
        assert "« dpid-xl importer » en fait un classeur" in resultat.output


def test_a_far_cell_of_an_ods_is_refused_before_it_is_laid_out(tmp_path):
    from zipfile import ZipFile

    contenu = (
        '<office:document-content xmlns:office="o" xmlns:table="t"><table:table table:name="A">'
        '<table:table-row table:number-rows-repeated="1000000"/><table:table-row><table:table-cell table:number-columns-repeated="16000"/>'
        '<table:table-cell office:value-type="float"/></table:table-row></table:table></office:document-content>'
    )
    fichier = tmp_path / "loin.ods"
    with ZipFile(fichier, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", contenu)
    with pytest.raises(SourceIllisible, match="démesuré"):
        import_source(fichier)


def test_a_library_that_panics_prints_nothing(tmp_path, capfd):
    fichier = tmp_path / "abime.xls"
    fichier.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00" + b"\x01" * 2000)
    with pytest.raises(SourceIllisible, match="tronqué ou abîmé"):
        import_source(fichier)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("extension", ["xlsx", "ods", "xls"])
def test_what_is_hidden_is_read_and_said(tmp_path, extension):
    fichier = tmp_path / "f.xlsx"
    with Workbook(fichier) as classeur:
        for nom, structure in (("Vue", "APSA"), ("Cachée", "ADEFI")):
            onglet = classeur.add_worksheet(nom)
            for rang, rangee in enumerate((["Structure", "Objet", "Montant"], *([f"{structure} {n}", "aide", n] for n in (1, 2, 3, 4)))):
                onglet.write_row(rang, 0, rangee)
            for rang in (2, 3):
                onglet.set_row(rang, None, None, {"hidden": nom == "Vue"})
            onglet.set_column(1, 1, None, None, {"hidden": nom == "Vue"})
        onglet.hide()
    recu = import_source(fichier if extension == "xlsx" else convert(fichier, extension))
    assert [ligne.structure for ligne in recu.dossier.lignes] == [f"{nom} {n}" for nom in ("APSA", "ADEFI") for n in (1, 2, 3, 4)]
    assert {ligne.description for ligne in recu.dossier.lignes} == {"aide"}
    dites = {(trace.feuille, trace.cellule): trace.message for trace in recu.journal.select(Etat.DEVINE) if "masquée" in trace.message}
    assert dites.pop(("Cachée", ""))
    rangees = {("Vue", "3"): "rangées 3 à 4 masquées, lues comme les autres", ("Vue", "B1"): "colonne masquée, lue comme les autres"}
    assert dites == ({} if extension == "xls" else rangees)  # of an .xls, hidden rows and columns are not known


def test_a_year_is_a_header_when_the_officer_says_so(tmp_path):
    source = tmp_path / "t.csv"
    source.write_text("Structure;2021;2022\nAPSA;100;200\n", encoding="utf-8")
    with pytest.raises(SourceIllisible, match="--correspondance"):
        import_source(source)
    assert [ligne.montant for ligne in import_source(source, choix={"2022": "Montant retenu"}).dossier.lignes] == [Decimal("200.00")]


@pytest.mark.parametrize("tiret", ["-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d"], ids=ascii)
def test_every_hyphen_of_a_code_is_read(tmp_path, tiret):
    fichier = tmp_path / "tableau.csv"
    fichier.write_text(f"Opération;Structure;Montant retenu\nT1{tiret}01;PAGE\u202e;12,50\n", encoding="utf-8")
    (ligne,) = import_source(fichier).dossier.lignes
    assert (ligne.operation, ligne.structure) == ("T1-01", "PAGE")


def test_a_text_that_no_cell_holds_is_refused_not_dropped(tmp_path):
    fichier = tmp_path / "tableau.csv"
    fichier.write_text(f"Opération;Structure;Montant retenu;Description\nT1-01;PAGE;12,50;{'long ' * 8000}\n", encoding="utf-8")
    assert [entree.valeur for entree in import_source(fichier).journal.select(Etat.REFUSE)] == ["#TROP LONG!"]


def test_an_account_and_a_refused_number_are_told_by_their_ends(tmp_path, run):
    source, classeur = tmp_path / "t.csv", tmp_path / "t.xlsm"
    faux = ("FR76 3000 6000 0112 3456 7890 188", "509 023 974 00018")
    source.write_text(f"Structure;Montant;IBAN;SIRET\nAPSA;100;{faux[0]};{faux[1]}\n", encoding="utf-8")
    sorties = run(source, "-o", classeur).output, run(source, "-o", tmp_path / "u.xlsm", "--json").stdout
    for sortie in sorties:
        assert "•••" in sortie  # of an account, not even the sheet says more
        assert "5090 **** **** 0018" in unset(sortie)
        assert not [numero for numero in faux if numero in unset(sortie) or numero.replace(" ", "") in sortie]


def test_more_rows_than_a_workbook_can_be_made_of_are_refused_before_they_are_read(tmp_path, monkeypatch):
    source = tmp_path / "t.csv"
    source.write_text("Structure;Montant\nA;1\n\nB;2\nC;3\n", encoding="utf-8")
    monkeypatch.setattr("dpid_xl.importation.RANGEES_MAXIMUM", 4)
    assert len(import_source(source).dossier.lignes) == 3
    vides = tmp_path / "v.csv"
    vides.write_text(source.read_text(encoding="utf-8") + ";0\n" * 9 + "non;-\n", encoding="utf-8")
    assert len(import_source(vides).dossier.lignes) == 3, "rows that say nothing, as those of a formula drawn down to the last"
    monkeypatch.setattr("dpid_xl.importation.RANGEES_MAXIMUM", 3)
    monkeypatch.setattr("dpid_xl.importation.LecteurDeTable", None)
    with pytest.raises(SourceIllisible) as refus:
        import_source(source)
    assert unset(str(refus.value)) == (
        "« t.csv » a 4 rangées à lire, et un import en lit 3 au plus : gardez celles d'une seule campagne, ou choisissez une seule feuille "
        "avec --feuille NOM."
    )


@pytest.mark.parametrize("chemin", [".", "/"])
def test_a_folder_is_named_as_one(chemin):
    with pytest.raises(SourceIllisible, match=rf"^« {chemin} » est un dossier, pas un tableau : indiquez le fichier qu'il contient\.$"):
        load_source(Path(chemin))
