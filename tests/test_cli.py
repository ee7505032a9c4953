"""The command as an officer types it: French sentences, exit codes, inputs left alone."""

import json
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from pypdf import PdfReader

from dpid_xl.cli import main
from dpid_xl.examen import examine
from tests.libreoffice import convert
from tests.places import find_partie
from tests.typographie import unset

RACINE = Path(__file__).parent.parent
CLASSEUR = RACINE / "workbooks" / "annexe5_2022_phase2.xlsm"


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main([str(argument) for argument in arguments])
    sortie, erreur = map(unset, capsys.readouterr())
    return fin.value.code, sortie, erreur


def _assert_one_sentence(erreur):
    assert "Traceback" not in erreur
    assert len(erreur.strip().splitlines()) == 1, erreur
    assert erreur.strip().endswith((".", "?"))


def test_demo(capsys, tmp_path):
    code, sortie, _ = _run(capsys, "demo", "--sortie", tmp_path, "--date", "2022-09-27")
    assert code == 0
    assert "143 lignes – 89 conventions – 6 198 687,52 €, dont 2 240,00 € par avenant (1 ligne) et " in sortie
    assert "Anomalies : 0 bloquante, " in sortie
    assert "0 convention complète sur 89 : 8 réglages de Campagne, " in sortie
    noms = sorted(str(chemin.relative_to(tmp_path)) for chemin in tmp_path.rglob("*") if chemin.is_file())
    assert len([nom for nom in noms if nom.endswith(".pdf")]) == 89 + 2 + 2
    assert len([nom for nom in noms if nom.endswith(".docx")]) == 89 + 1
    assert "avenants/docx/0001_avenant-1-page.docx" in noms
    assert {"annexe5_2022_phase2.xlsm", "conventions/conventions.xlsx", "conventions/manifeste.json", "etat_des_controles.json"} <= set(
        noms
    )
    assert {"etat_des_controles.pdf", "lignes.csv", "lignes.xlsx"} <= set(noms)


def test_demo_workbook_is_the_committed_one(capsys, tmp_path):
    code, _, _ = _run(capsys, "construire", "-o", tmp_path / "a.xlsm", "--date", "2022-09-27")
    assert code == 0
    assert (tmp_path / "a.xlsm").read_bytes() == CLASSEUR.read_bytes()


def test_controler_json(capsys):
    code, sortie, erreur = _run(capsys, "controler", CLASSEUR, "--json")
    rapport = json.loads(sortie)
    assert (code, erreur) == (0, "")
    assert (rapport["classeur"], rapport["lignes"], rapport["total"]) == (CLASSEUR.name, 143, "6198687.52")
    cles = {"code", "gravite", "feuille", "cellule", "message", "regle", "source", "faits", "justification", "groupe", "cause"}
    assert cles == set(rapport["anomalies"][0])
    assert [groupe["groupe"] for groupe in rapport["groupes"]] == list(range(1, 43))
    assert Counter(anomalie["groupe"] for anomalie in rapport["anomalies"]) == {g["groupe"]: g["constats"] for g in rapport["groupes"]}
    assert rapport["non_verifiables"]["versement_sans_convention"] == "La feuille Suivi ne dit aucun versement."
    assert not [code for code in rapport["non_verifiables"] if code.startswith("lecture_")]
    a_completer = rapport["a_completer"]
    assert (a_completer["conventions"], a_completer["completes"]) == (89, 0)
    assert set(a_completer["attentes"][0]) == {"feuille", "cellule", "sujet", "manque", "documents"}
    assert (a_completer["attentes"][0]["feuille"], a_completer["attentes"][0]["cellule"]) == ("Campagne", "B21")
    premiere = next(anomalie for anomalie in rapport["anomalies"] if anomalie["gravite"] == "avertissement")
    assert premiere["faits"]["montant"] == "12220.00"
    assert not [
        fait for anomalie in rapport["anomalies"] for fait in anomalie["faits"].values() if re.fullmatch(r"-?[\d\s]+,\d\d\s€", str(fait))
    ]
    assert not [anomalie for anomalie in rapport["anomalies"] if anomalie["gravite"] == "bloquante"]


def test_controler_shows_the_anomalies(capsys):
    code, sortie, _ = _run(capsys, "controler", CLASSEUR)
    assert code == 0
    assert "Au bord" in sortie
    assert "143 lignes" in sortie
    assert "0 bloquante, 17 avertissements, 25 informations (196 constats réunis)" in sortie


@pytest.mark.parametrize("extension", [".pdf", ".json"])
def test_rapport(capsys, tmp_path, extension):
    code, _, _ = _run(capsys, "controler", CLASSEUR, "--rapport", tmp_path / f"r{extension}")
    assert code == 0
    assert (tmp_path / f"r{extension}").stat().st_size > 1000


def test_conventions_of_one_structure(capsys, tmp_path):
    code, sortie, _ = _run(capsys, "conventions", CLASSEUR, "-o", tmp_path, "--structure", "PAGE", "--formats", "pdf")
    assert code == 0
    assert "– 1 convention –" in sortie
    assert [chemin.suffix for chemin in (tmp_path / "pdf").iterdir()] == [".pdf"]
    assert not (tmp_path / "docx").exists()


def test_a_convention_made_again_leaves_the_others_in_the_manifest(capsys, tmp_path):
    commande = ("conventions", CLASSEUR, "-o", tmp_path, "--formats", "pdf")
    assert "précédente" not in _run(capsys, *commande, "--structure", "PAGE", "--structure", "CCAS du Touquet")[1]
    code, sortie, _ = _run(capsys, *commande, "--structure", "PAGE")
    assert code == 0
    assert sortie.startswith("Le manifeste garde 1 autre document d'une production précédente, dont les fichiers n'ont pas changé.\n")
    assert "qu'aucun manifeste ne cite" not in sortie
    assert sorted(chemin.name for chemin in (tmp_path / "pdf").iterdir()) == ["0002_ccas-du-touquet.pdf", "0003_page.pdf"]


def test_version(capsys):
    code, sortie, _ = _run(capsys, "--version")
    assert (code, sortie) == (0, "dpid-xl 1.0.0\n")


def test_exporter_lignes(capsys, tmp_path):
    code, sortie, _ = _run(capsys, "exporter", "lignes", CLASSEUR, "-o", tmp_path / "lignes.csv")
    assert code == 0
    assert "143 lignes" in sortie
    assert len((tmp_path / "lignes.csv").read_text(encoding="utf-8-sig").splitlines()) == 144


def _rewrite(cible, partie, change):
    """Copy the workbook with one of its parts changed."""
    with zipfile.ZipFile(CLASSEUR) as source, zipfile.ZipFile(cible, "w") as copie:
        for info in source.infolist():
            contenu = source.read(info)
            if re.fullmatch(partie, info.filename):
                neuf = change(contenu.decode()).encode()
                assert neuf != contenu, info.filename
                contenu = neuf
            copie.writestr(info, contenu)


def _break(tmp_path, sorte):
    chemin = tmp_path / "casse.xlsm"
    match sorte:
        case "dossier":
            chemin.mkdir()
        case "vide":
            chemin.write_bytes(b"")
        case "tronque":
            chemin.write_bytes(CLASSEUR.read_bytes()[:20000])
        case "texte":
            chemin.write_text("Structure;Montant\nPAGE;2240", encoding="utf-8")
        case "feuille":
            _rewrite(chemin, r"xl/workbook\.xml", lambda texte: texte.replace('name="Structures"', 'name="Structure"'))
        case "entete":
            _rewrite(chemin, r"xl/sharedStrings\.xml", lambda texte: texte.replace("Montant retenu", "Montant voté"))
    return chemin


@pytest.mark.parametrize("sorte", ["absent", "dossier", "vide", "tronque", "texte", "feuille", "entete"])
def test_an_unreadable_workbook_is_one_sentence_and_2(capsys, tmp_path, sorte):
    chemin = _break(tmp_path, sorte)
    avant = chemin.read_bytes() if chemin.is_file() else None
    for commande in (["controler", chemin], ["conventions", chemin, "-o", tmp_path / "sortie"]):
        code, sortie, erreur = _run(capsys, *commande)
        assert code == 2
        assert sortie == ""
        _assert_one_sentence(erreur)
    assert (chemin.read_bytes() if chemin.is_file() else None) == avant
    assert not (tmp_path / "sortie").exists()


def test_a_blocking_anomaly_stops_production(capsys, tmp_path):
    chemin = tmp_path / "faux.xlsm"
    _rewrite(chemin, re.escape(find_partie("Annexe 5")), lambda texte: texte.replace("<v>6400</v>", "<v>64000</v>"))
    code, _, erreur = _run(capsys, "conventions", chemin, "-o", tmp_path / "sortie")
    assert code == 1
    assert "bloquante" in erreur
    *tableau, phrase = erreur.splitlines()
    constats = [ligne.split("│")[1].strip() for ligne in tableau if ligne.startswith("│")]
    assert {constat for constat in constats if constat} == {"bloquante"}, "what to mend is shown, and nothing else"
    assert phrase.startswith("Aucune convention n'est écrite tant qu'il reste une anomalie bloquante : ")
    assert not (tmp_path / "sortie").exists()
    assert _run(capsys, "controler", chemin)[0] == 1
    assert _run(capsys, "exporter", "lignes", chemin, "-o", tmp_path / "l.csv")[0] == 1
    assert examine(chemin).bloque


def _type_in_m7(chemin, texte):
    """Type a text over the first amount, as an officer would in a cell."""
    cellule = re.compile(r'<c r="M7"([^>]*)><v>6400</v></c>')
    saisie = rf'<c r="M7"\1 t="inlineStr"><is><t>{texte}</t></is></c>'
    _rewrite(chemin, re.escape(find_partie("Annexe 5")), lambda xml: cellule.sub(saisie, xml))


def test_an_amount_typed_as_text_is_read_and_said(capsys, tmp_path):
    chemin = tmp_path / "texte.xlsm"
    _type_in_m7(chemin, "6 400,00 €")
    code, sortie, _ = _run(capsys, "controler", chemin, "--json")
    rapport = json.loads(sortie)
    assert (code, rapport["total"]) == (0, "6198687.52")
    assert [(a["gravite"], a["cellule"]) for a in rapport["anomalies"] if a["code"] == "lecture_montant_en_texte"] == [
        ("avertissement", "M7")
    ]


def test_a_justified_warning_is_accepted_everywhere(capsys, tmp_path):
    chemin, rapport = tmp_path / "accepte.xlsm", tmp_path / "r.pdf"
    saisie = r'<c r="O34"\1 t="inlineStr"><is><t>Retrait voté le 7 novembre.</t></is></c>'
    _rewrite(chemin, re.escape(find_partie("Annexe 5")), lambda xml: re.sub(r'<c r="O34"( s="\d+")/>', saisie, xml))
    code, sortie, _ = _run(capsys, "controler", chemin, "--json")
    acceptees = [a for a in json.loads(sortie)["anomalies"] if a["justification"]]
    assert code == 0
    assert [(a["code"], a["cellule"], a["justification"]) for a in acceptees] == [
        ("dates_absentes", "I34", "Retrait voté le 7 novembre."),
        ("ligne_a_zero", "M34", "Retrait voté le 7 novembre."),
    ]
    _, sortie, _ = _run(capsys, "controler", chemin, "--rapport", rapport, "--date", "2022-09-27")
    assert "avertissements (dont 2 acceptés)" in sortie
    assert len(re.findall(r"accepté\W+:\W+Retrait", sortie)) == 2
    texte = " ".join(page.extract_text() for page in PdfReader(rapport).pages)
    assert "(dont 2 acceptés)" in " ".join(texte.split())
    assert re.sub(r"-\n|\s", "", texte).count("—accepté:Retraitvotéle7novembre.") == 2


def test_a_text_that_is_no_amount_blocks(capsys, tmp_path):
    chemin = tmp_path / "texte.xlsm"
    _type_in_m7(chemin, "six mille")
    code, sortie, _ = _run(capsys, "controler", chemin, "--json")
    (anomalie,) = [a for a in json.loads(sortie)["anomalies"] if a["code"] == "lecture_montant_illisible"]
    assert (code, anomalie["gravite"], anomalie["feuille"], anomalie["cellule"]) == (1, "bloquante", "Annexe 5", "M7")
    assert "« six mille »" in anomalie["message"]


@pytest.mark.libreoffice
def test_a_workbook_saved_by_another_spreadsheet_says_the_same(capsys, tmp_path):
    shutil.copy(CLASSEUR, tmp_path)
    enregistre = convert(tmp_path / CLASSEUR.name, "xlsx", recalcul=False)
    rapports = [json.loads(_run(capsys, "controler", chemin, "--json")[1]) for chemin in (CLASSEUR, enregistre)]
    assert rapports[0]["anomalies"] == rapports[1]["anomalies"]
    assert rapports[0]["total"] == rapports[1]["total"]


@pytest.mark.parametrize(
    ("arguments", "mot"),
    [
        (["controller"], "controler, conventions"),
        (["controler"], "CLASSEUR"),
        (["controler", CLASSEUR, "--jsn"], "--jsn"),
        (["controler", CLASSEUR, "--rapport", "r.docx"], ".pdf ou .json"),
        (["conventions", CLASSEUR, "-o", "x", "--formats", "odt"], "odt"),
        (["conventions", CLASSEUR, "-o", "x", "--structure", "CCAS du Touqet"], "CCAS du Touquet"),
        (["exporter", "lignes", CLASSEUR, "-o", "lignes.odt"], ".csv ou .xlsx"),
        (["exporter", "tout", CLASSEUR, "-o", "x.csv"], "annexe5, budget"),
        (["construire", "-o", "x.xlsx"], ".xlsm"),
        (["construire", "-o", "x.xlsm", "--campagne", "2023"], "2022_phase2"),
        (["construire", "-o", "x.xlsm", "--date", "hier"], "--date"),
    ],
)
def test_a_wrong_command_is_one_sentence_and_2(capsys, tmp_path, monkeypatch, arguments, mot):
    monkeypatch.chdir(tmp_path)
    code, _, erreur = _run(capsys, *arguments)
    assert code == 2
    assert mot in erreur
    _assert_one_sentence(erreur)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_sentence_and_1(capsys, tmp_path):
    obstacle = tmp_path / "sortie"
    obstacle.write_text("ceci est un fichier", encoding="utf-8")
    code, _, erreur = _run(capsys, "conventions", CLASSEUR, "-o", obstacle, "--structure", "PAGE")
    assert code == 1
    _assert_one_sentence(erreur)
    assert obstacle.read_text(encoding="utf-8") == "ceci est un fichier"


@pytest.mark.parametrize(
    "commande",
    [
        [],
        ["demo"],
        ["construire"],
        ["controler"],
        ["conventions"],
        ["avenants"],
        ["exporter"],
        ["libreoffice"],
        ["installer"],
        ["diagnostic"],
    ],
)
def test_help_is_in_french(capsys, commande):
    code, sortie, _ = _run(capsys, *commande, "--help")
    assert code == 0
    assert "Utilisation" in sortie
    for anglais in ("Usage", "Show this", "Options:", "Commands", "required", "default", "DIRECTORY", "TEXT", "PATH", "<path>", "..."):
        assert anglais not in sortie, anglais
