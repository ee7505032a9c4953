"""``dpid-xl passer-au-vote``: the demands retained become lines in a workbook beside; the one that is read does not change."""

from datetime import date

import pytest

from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.cli import main
from tests.classeurs.court import shorten_echeancier
from tests.classeurs.fabrique import Essai, build
from tests.typographie import unset

VOTE = date(2022, 9, 27)
RETENUE = {
    "Structure": "PAGE",
    "Opération": "T1-01",
    "Territoire": "Artois",
    "Quantité proposée": 10,
    "Début": date(2022, 7, 1),
    "Fin": date(2022, 12, 31),
    "Décision": "retenue",
    "Commission": VOTE,
    "Avis": "à l'étude",
}
REFUSEE = {
    "Structure": "CCAS de Libercourt",
    "Opération": "T1-01",
    "Décision": "refusée",
    "Motif": "hors délai,\n  dossier vide",
    "Commission": VOTE,
}
SECONDE = RETENUE | {"Opération": "t1-01", "Territoire": "Calaisis", "Quantité proposée": "dix"}


@pytest.fixture(autouse=True)
def court():
    with shorten_echeancier(6):
        yield


@pytest.fixture
def classeur(tmp_path):
    essai = Essai(reglages={"code": "essai", "nom": "Campagne d'essai", "deliberation_date": VOTE})
    essai.rangees["tblDemandes"] = [RETENUE, REFUSEE, SECONDE]
    chemin = tmp_path / "demandes.xlsm"
    chemin.write_bytes(build(essai))
    return chemin


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(["passer-au-vote", *map(str, arguments)])
    sortie, erreur = map(unset, capsys.readouterr())
    return fin.value.code or 0, sortie, erreur


def test_the_lines_are_in_a_workbook_beside(capsys, classeur, tmp_path):
    avant, octets = read_classeur(classeur).dossier, classeur.read_bytes()
    code, sortie, _ = _run(capsys, classeur, "-o", tmp_path / "au_vote.xlsm", "--date", "2022-09-28")
    assert code == 0
    assert classeur.read_bytes() == octets
    assert "Demandes!B9 : « PAGE » (T1-01) reste, la cellule U9 ne peut pas être lue." in sortie
    assert "1 demande passée au vote, 800,00 €." in sortie
    assert "Saisissez" not in sortie, "those of the campaign's own vote are there"
    apres = read_classeur(tmp_path / "au_vote.xlsm").dossier
    assert [ligne.montant for ligne in apres.lignes] == [*(ligne.montant for ligne in avant.lignes), 800]
    passee, refusee, illisible = apres.demandes
    assert (passee.au_vote_le, passee.montant_fixe, passee.quantite_fixee, passee.avis) == (date(2022, 9, 28), 800, 10, "à l'étude")
    assert (refusee.motif, refusee.au_vote_le, illisible.au_vote_le) == (("hors délai,", "dossier vide"), None, None)


def test_a_second_commission_passes_after_the_vote(capsys, classeur, tmp_path):
    essai = Essai(reglages={"code": "essai", "nom": "Campagne d'essai", "deliberation_date": VOTE})
    deux = {"Assemblée": "Commission permanente", "Date": date(2022, 11, 14), "Rôle": "décide des demandes"}
    essai.rangees["tblDeliberations"] = [deux]
    essai.rangees["tblDemandes"] = [RETENUE, RETENUE | {"Territoire": "Calaisis", "Commission": date(2022, 11, 14)}]
    classeur.write_bytes(build(essai))
    _run(capsys, classeur, "-o", tmp_path / "vote.xlsm", "--commission", VOTE.isoformat())
    code, sortie, _ = _run(capsys, tmp_path / "vote.xlsm", "-o", tmp_path / "deux.xlsm", "--date", "2022-11-15")
    assert code == 0
    assert "Saisissez ce qu'a décidé la commission du 14/11/2022 : feuille Campagne, colonne « Montant accordé »" in sortie
    un, autre = read_classeur(tmp_path / "deux.xlsm").dossier.demandes
    assert (un.au_vote_le, un.montant_fixe, autre.au_vote_le, autre.montant_fixe) == (un.au_vote_le, 800, date(2022, 11, 15), 800)


def test_the_same_demand_never_passes_twice(capsys, classeur, tmp_path):
    _run(capsys, classeur, "-o", tmp_path / "au_vote.xlsm")
    code, _, erreur = _run(capsys, tmp_path / "au_vote.xlsm", "-o", tmp_path / "encore.xlsm")
    assert code == 1
    assert erreur.startswith("Aucune demande n'est à passer au vote")
    assert not (tmp_path / "encore.xlsm").exists()


def test_what_was_typed_and_not_understood_is_still_there(capsys, classeur, tmp_path):
    _run(capsys, classeur, "-o", tmp_path / "au_vote.xlsm")
    lecture = read_classeur(tmp_path / "au_vote.xlsm")
    assert [str(a.origine) for a in lecture.anomalies if a.code == "lecture_nombre_illisible"] == ["Demandes!U9"]


@pytest.mark.parametrize(
    ("arguments", "code", "dit"),
    [
        (["-o", "au_vote.xlsx"], 2, "doit finir par .xlsm"),
        (["-o", "au_vote.xlsm", "--commission", "2022-10-03"], 1, "ne connaît pas de commission du 03/10/2022 (connues : 27/09/2022)"),
        (["-o", "demandes.xlsm", "--remplacer"], 1, "demandes.xlsm"),
    ],
)
def test_a_refusal_is_one_sentence(capsys, classeur, monkeypatch, arguments, code, dit):
    monkeypatch.chdir(classeur.parent)
    fini, _, erreur = _run(capsys, classeur.name, *arguments)
    assert fini == code
    assert dit in erreur
    assert [fichier.name for fichier in classeur.parent.iterdir()] == ["demandes.xlsm"]
