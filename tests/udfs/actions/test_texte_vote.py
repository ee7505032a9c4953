"""Charger le texte voté, projets d'avenants: on the real workbook, on the desktop and on the server."""

import io
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from dpid_xl import chaine
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.examen import examine
from dpid_xl.schema import MODELE
from tests.typographie import unset
from tests.udfs.actions.classeur import CLASSEUR, read_octets
from tests.udfs.actions.client import apply, edit
from tests.udfs.actions.comparaison import AUTRE_FEUILLE_MONTREE, LIGNE_DU_JOURNAL, compare
from tests.udfs.actions.conftest import Bureau2022
from tests.udfs.actions.excel import Classeur
from udfs.actions.bureau import Bureau
from udfs.actions.execution import run
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.actions.serveur import SANS_FICHIER
from udfs.actions.texte_vote import EXTENSIONS, RAPPORT, TITRE

SOURCE = Path(__file__).parents[2] / "documents" / "texte_vote" / "convention_type.txt"


@pytest.fixture
def charger(tmp_path, monkeypatch):
    """Press « Charger le texte voté » in Excel on this computer and choose a file."""
    monkeypatch.setattr("udfs.actions.bureau._open_dossier", lambda _dossier: None)
    ouverts = []

    def load(fichier=SOURCE, reponse="yes", octets=None):
        shutil.copyfile(CLASSEUR, tmp_path / CLASSEUR.name)
        classeur = Classeur(octets or read_octets(), tmp_path, reponse)
        ouverts.append(classeur)
        classeur.app.choisi = str(fichier) if fichier else False
        run(MACRO_PAR_NOM["charger_texte_vote"], Bureau2022, classeur)
        return classeur, apply(classeur.octets, classeur.actions)

    yield load
    for classeur in ouverts:
        classeur.close()


def read(octets, tmp_path):
    chemin = tmp_path / "apres.xlsm"
    chemin.write_bytes(octets)
    return read_classeur(chemin).dossier


def list_blocs(dossier):
    return [(bloc.code, bloc.style, bloc.si, bloc.texte, bloc.texte_vote) for bloc in dossier.modele]


def test_the_blocks_of_the_workbook_are_those_that_the_command_writes(charger, tmp_path):
    classeur, copie = charger()
    attendu, vote = chaine.load_texte_vote(CLASSEUR, SOURCE)
    obtenu, voulu = read(copie.octets, tmp_path), read(attendu, tmp_path)
    assert list_blocs(obtenu) == list_blocs(voulu)
    assert replace(obtenu, modele=()) == replace(voulu, modele=())
    onglet = copie.classeur[MODELE.feuille]
    assert onglet.tables[MODELE.nom].ref == f"A6:G{6 + len(vote.blocs)}"
    assert all(str(onglet[f"E{rang}"].value).startswith("=IF(") for rang in range(7, 7 + len(vote.blocs)))
    assert [onglet[f"A{rang}"].value for rang in (6 + len(vote.blocs), 7 + len(vote.blocs))] == [vote.blocs[-1].code, None]
    assert onglet.row_dimensions[7].height is None
    assert set(compare(read_octets(), copie.octets)) == {MODELE.feuille, MODELE.nom} | LIGNE_DU_JOURNAL | AUTRE_FEUILLE_MONTREE
    assert classeur.app.demandes == [(f"{TITRE} (*.docx;*.odt;*.txt),*.docx;*.odt;*.txt", 1, TITRE)]


def test_the_officer_says_yes_a_copy_is_kept_the_report_is_shown_and_the_journal_says_it(charger, tmp_path):
    classeur, copie = charger()
    (question, boutons, _), (phrase, _, sorte) = classeur.app.boites
    nombre = len(chaine.read_vote(SOURCE).blocs)
    assert question.startswith(f"Remplacer les {len(examine(CLASSEUR).dossier.modele)} blocs de la feuille Modèle convention par les ")
    assert f"les {nombre} lus dans « {SOURCE.name} » (" in question
    assert (boutons, sorte) == ("yes_no", "info")
    rapport = tmp_path / "conventions" / RAPPORT
    assert rapport.read_bytes().startswith(b"\xef\xbb\xbfRang;Texte de la source;Lecture")
    assert phrase.startswith(f"1 fichier écrit dans le dossier « {rapport.parent} ». {nombre} blocs chargés de « {SOURCE.name} » : ")
    assert "Le classeur d'avant est gardé : « " in phrase
    assert len(list(tmp_path.glob("*_sauvegarde_*"))) == 1
    assert copie.classeur["Journal"]["C7"].value == "Charger le texte voté"
    assert unset(copie.classeur["Journal"]["D7"].value).startswith(f"{nombre} blocs chargés de « {SOURCE.name} » : ")


@pytest.mark.parametrize(("fichier", "reponse"), [(None, "yes"), (SOURCE, "no")], ids=["no file", "no"])
def test_who_gives_up_changes_nothing_and_it_is_noted(charger, tmp_path, fichier, reponse):
    _classeur, copie = charger(fichier, reponse)
    assert copie.classeur["Journal"]["D7"].value == "abandonné"
    assert set(compare(read_octets(), copie.octets)) == LIGNE_DU_JOURNAL
    assert list(tmp_path.glob("*_sauvegarde_*")) == []


def test_a_file_that_is_no_convention_type_is_one_sentence(charger, tmp_path):
    faux = tmp_path / "lettre.txt"
    faux.write_text("Madame,\n\nbonjour.\n", encoding="utf-8")
    classeur, copie = charger(faux)
    ((phrase, _, sorte),) = classeur.app.boites
    assert phrase.startswith("« lettre.txt » n'a aucun article")
    assert sorte == "critical"
    assert set(compare(read_octets(), copie.octets)) == LIGNE_DU_JOURNAL


def test_a_workbook_older_than_the_column_is_told_the_command(charger):
    classeur, copie = charger(octets=edit(read_octets(), MODELE.feuille, {"F6": "Autre"}))
    ((phrase, _, _),) = classeur.app.boites
    assert phrase.startswith("Ce classeur est d'avant la colonne « Texte voté » de la feuille Modèle convention")
    assert copie.classeur["Journal"]["C7"].value == "Charger le texte voté"


def test_on_the_server_no_file_can_be_given(lancer):
    copie = lancer("charger_texte_vote", read_octets())
    ((phrase, *_boite),) = copie.alertes
    assert phrase == SANS_FICHIER
    commandes = ("texte-vote", "importer", "comparer", "rapprocher", "retrouver", "bilans-recus")
    assert all(f"« dpid-xl {commande} »" in phrase for commande in commandes)
    assert set(compare(read_octets(), copie.octets)) == LIGNE_DU_JOURNAL


def test_on_a_mac_the_system_asks(monkeypatch):
    appels = []

    def run_(commande, **_options):
        appels.append(commande)
        return SimpleNamespace(returncode=len(appels) - 1, stdout="/Users/a/type votée.docx\n")

    monkeypatch.setattr("udfs.actions.bureau.subprocess.run", run_)
    bureau = Bureau(SimpleNamespace(app=SimpleNamespace(), api=SimpleNamespace()))
    assert bureau.choose_fichier(TITRE, EXTENSIONS) == Path("/Users/a/type votée.docx")
    assert bureau.choose_fichier(TITRE, EXTENSIONS) is None
    assert appels[0][0] == "/usr/bin/osascript"
    assert appels[0][2] == f'POSIX path of (choose file with prompt "{TITRE}" of type {{"docx", "odt", "txt"}})'


def test_the_drafts_of_avenants_are_those_of_the_command(lancer):
    faite = lancer("exporter_avenants", read_octets())
    ((nom, contenu),) = faite.telechargements
    production = chaine.produce_ajouts(examine(CLASSEUR), ["docx"], date(2022, 9, 27))
    attendus = dict(production.render())
    assert nom == "conventions.zip"
    obtenus = unzip(contenu)
    assert obtenus.keys() == {f"avenants_2022-09-27_140500/{attendu}" for attendu in attendus}
    assert {attendu for attendu in attendus if attendu.endswith(".docx")} == {"docx/0001_avenant-1-page.docx"}
    assert obtenus["avenants_2022-09-27_140500/docx/0001_avenant-1-page.docx"] == attendus["docx/0001_avenant-1-page.docx"]
    assert unset(faite.classeur["Journal"]["D7"].value).startswith("1 projet d'avenant (« PAGE »), à compléter : ")
    assert set(compare(read_octets(), faite.octets)) == LIGNE_DU_JOURNAL


def test_without_a_line_by_avenant_there_is_none_to_write(lancer):
    faite = lancer("exporter_avenants", edit(read_octets(), "Annexe 5", {"Q9": "décidé"}))
    ((phrase, *_boite),) = faite.alertes
    assert phrase.startswith("Aucune ligne de ce classeur n'a le statut « avenant »")


def unzip(contenu):
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}
