"""``dpid-xl texte-vote``: the voted convention type in a copy of the workbook, of which nothing else changes."""

import csv
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.classeurs.remplacement import ClasseurNonRempli, replace_modele
from dpid_xl.cli import main
from dpid_xl.modele import OrigineTexte
from dpid_xl.octets import hash_fichier
from tests.places import find_partie
from tests.typographie import unset

CLASSEUR = Path(__file__).parent.parent / "workbooks" / "annexe5_2022_phase2.xlsm"
TYPE = Path(__file__).parent / "documents" / "texte_vote" / "convention_type.txt"


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main([str(argument) for argument in arguments])
    sortie, erreur = map(unset, capsys.readouterr())
    return fin.value.code, sortie, erreur


def _list_parties(chemin):
    with zipfile.ZipFile(chemin) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def _find_parties():
    """The sheet of the model and its table."""
    parties = _list_parties(CLASSEUR)
    table = next(nom for nom, contenu in parties.items() if nom.startswith("xl/tables/") and b'name="tblModele"' in contenu)
    cite = f'Target="../tables/{Path(table).name}"'.encode()
    liens = next(nom for nom, contenu in parties.items() if nom.startswith("xl/worksheets/_rels/") and cite in contenu)
    return f"xl/worksheets/{Path(liens).stem}", table


ACCUEIL = find_partie("Accueil")
FEUILLE, TABLE = _find_parties()


def _save(chemin, parties):
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return chemin


def test_the_model_of_a_copy_is_the_voted_text_and_nothing_else_changes(capsys, tmp_path):
    avant = hash_fichier(CLASSEUR)
    code, sortie, _ = _run(capsys, "texte-vote", CLASSEUR, "--depuis", TYPE, "-o", tmp_path / "vote.xlsm", "--date", "2022-09-27")
    assert code in (0, None)
    assert hash_fichier(CLASSEUR) == avant
    assert "Non compris, rang" in sortie
    assert "Classeur écrit" in sortie
    ancien, nouveau = _list_parties(CLASSEUR), _list_parties(tmp_path / "vote.xlsm")
    assert list(ancien) == list(nouveau)
    assert {nom for nom in ancien if ancien[nom] != nouveau[nom]} == {ACCUEIL, FEUILLE, TABLE, "xl/workbook.xml"}
    assert "<v>convention type votée</v>" in nouveau[ACCUEIL].decode()
    lecture = read_classeur(tmp_path / "vote.xlsm")
    blocs = lecture.dossier.modele
    assert {bloc.origine for bloc in blocs} == {OrigineTexte.VOTE, OrigineTexte.TRAVAIL}
    assert [bloc.style for bloc in blocs if bloc.origine is OrigineTexte.TRAVAIL] == ["signature", *["rubrique"] * 5, "fiches"]
    assert not [anomalie for anomalie in lecture.anomalies if anomalie.origine.feuille == "Modèle convention"]
    with (tmp_path / "vote_texte_vote.csv").open(encoding="utf-8-sig", newline="") as flux:
        rangees = list(csv.DictReader(flux, delimiter=";"))
    assert [rangee["Bloc"] for rangee in rangees if rangee["Bloc"]] == [bloc.code for bloc in blocs]


def test_the_same_text_gives_the_same_bytes_and_can_be_loaded_again(capsys, tmp_path):
    for source, cible in ((CLASSEUR, "a.xlsm"), (CLASSEUR, "b.xlsm"), (tmp_path / "a.xlsm", "c.xlsm")):
        _run(capsys, "texte-vote", source, "--depuis", TYPE, "-o", tmp_path / cible)
    assert (tmp_path / "a.xlsm").read_bytes() == (tmp_path / "b.xlsm").read_bytes() == (tmp_path / "c.xlsm").read_bytes()


def test_the_order_of_calculation_of_excel_is_left_out(tmp_path):
    parties = _list_parties(CLASSEUR)
    parties["xl/calcChain.xml"] = (
        b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="E200" i="12"/></calcChain>'
    )
    cite = b'<Override PartName="/xl/calcChain.xml" ContentType="application/xml"/></Types>'
    parties["[Content_Types].xml"] = parties["[Content_Types].xml"].replace(b"</Types>", cite)
    lien = b'<Relationship Id="rId99" Type="http://x/calcChain" Target="calcChain.xml"/></Relationships>'
    parties["xl/_rels/workbook.xml.rels"] = parties["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", lien)
    octets = _save(tmp_path / "excel.xlsm", parties).read_bytes()
    contenu = replace_modele("excel.xlsm", octets, read_classeur(CLASSEUR).dossier.modele)
    nouveau = _list_parties(_write(tmp_path / "sans.xlsm", contenu))
    assert not any("calcChain" in nom or b"calcChain" in octets for nom, octets in nouveau.items())
    assert b'fullCalcOnLoad="1"' in nouveau["xl/workbook.xml"]


def _write(chemin, contenu):
    chemin.write_bytes(contenu)
    return chemin


def test_what_stands_beside_the_table_stays(tmp_path):
    parties = _list_parties(CLASSEUR)
    feuille = parties[FEUILLE].decode()
    note = '<c r="H7" t="inlineStr"><is><t>note</t></is></c>'
    parties[FEUILLE] = re.sub(r'(<row r="7".*?)</row>', rf"\1{note}</row>", feuille, count=1, flags=re.DOTALL).encode()
    contenu = replace_modele("a.xlsm", _save(tmp_path / "a.xlsm", parties).read_bytes(), read_classeur(CLASSEUR).dossier.modele[:3])
    nouveau = _list_parties(_write(tmp_path / "b.xlsm", contenu))
    assert note in nouveau[FEUILLE].decode()
    assert b'ref="A6:G9"' in nouveau[TABLE]
    assert len(read_classeur(tmp_path / "b.xlsm").dossier.modele) == 3


@pytest.mark.parametrize(
    ("partie", "avant", "apres", "phrase"),
    [
        (TABLE, 'name="Texte"', 'name="Autre"', "pas de colonne « Texte »"),
        (TABLE, 'totalsRowShown="0"', 'totalsRowCount="1"', "une ligne de totaux"),
        (TABLE, 'name="tblModele"', 'name="tblAutre"', "il n'y est pas"),
        (FEUILLE, "<sheetData>", "<sheetData >", "un autre programme"),
        (FEUILLE, "</sheetData>", '<row r="{suivant}"><c r="A{suivant}"><v>1</v></c></row></sheetData>', "sous le tableau"),
    ],
)
def test_a_workbook_that_cannot_take_the_text_is_refused(tmp_path, partie, avant, apres, phrase):
    blocs = read_classeur(CLASSEUR).dossier.modele
    parties = _list_parties(CLASSEUR)
    suivant = str(7 + len(blocs))
    parties[partie] = parties[partie].decode().replace(avant, apres.replace("{suivant}", suivant), 1).encode()
    with pytest.raises(ClasseurNonRempli, match=phrase):
        replace_modele("a.xlsm", _save(tmp_path / "a.xlsm", parties).read_bytes(), (*blocs, blocs[0]))


@pytest.mark.parametrize(
    ("source", "cible", "phrase"),
    [
        ("lettre.txt", "b.xlsm", "n'a aucun article"),
        ("absent.txt", "b.xlsm", "n'existe pas"),
        ("lettre.txt", "b.csv", "doit finir par .xlsm"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(capsys, tmp_path, source, cible, phrase):
    (tmp_path / "lettre.txt").write_text("Bonjour", encoding="utf-8")
    shutil.copy(CLASSEUR, tmp_path / "a.xlsm")
    code, _, erreur = _run(capsys, "texte-vote", tmp_path / "a.xlsm", "--depuis", tmp_path / source, "-o", tmp_path / cible)
    assert code == 2
    assert phrase in erreur
    assert erreur.count("\n") == 1
    assert not (tmp_path / cible).exists()


def _drop_colonnes(table):
    sans = re.sub(r'<tableColumn id="5".*?</tableColumn><tableColumn id="6"[^>]*/><tableColumn id="7"[^>]*/>', "", table)
    return sans.replace('count="7"', 'count="4"').replace(":G", ":D").encode()


def test_what_stands_where_columns_would_be_added_is_not_written_over(tmp_path):
    parties = _list_parties(CLASSEUR)
    parties[TABLE] = _drop_colonnes(parties[TABLE].decode())
    with pytest.raises(ClasseurNonRempli, match="sont à sa droite"):
        replace_modele("a.xlsm", _save(tmp_path / "a.xlsm", parties).read_bytes(), read_classeur(CLASSEUR).dossier.modele)


def test_a_workbook_older_than_the_columns_receives_them(capsys, tmp_path):
    parties = _list_parties(CLASSEUR)
    feuille, table = parties[FEUILLE].decode(), parties[TABLE].decode()
    parties[FEUILLE] = re.sub(r'<c r="[EFG]\d+"[^>]*?(?:/>|>.*?</c>)|<col min="[567]"[^>]*/>', "", feuille).encode()
    parties[TABLE] = _drop_colonnes(table)
    ancien = _save(tmp_path / "ancien.xlsm", parties)
    assert not read_classeur(ancien).dossier.texte_vote
    code, _, erreur = _run(capsys, "texte-vote", ancien, "--depuis", TYPE, "-o", tmp_path / "vote.xlsm")
    assert code in (0, None), erreur
    lecture = read_classeur(tmp_path / "vote.xlsm")
    assert lecture.dossier.texte_vote
    # The file still says that it is of today, whose tables have one column more; what is loaded is of no earlier vote.
    dits = [anomalie.faits.get("entete") for anomalie in lecture.anomalies if anomalie.origine.feuille == "Modèle convention"]
    assert dits == ["Voté en"]
    nouvelle = _list_parties(tmp_path / "vote.xlsm")[TABLE].decode()
    assert 'count="6"' in nouvelle
    assert f'ref="A6:F{6 + len(lecture.dossier.modele)}"' in nouvelle
