"""Install, install again, take out: on machines made of temporary folders."""

import dataclasses
import errno
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from dpid_xl.ecriture import EcritureImpossible
from dpid_xl.installation import application, lieux
from dpid_xl.installation.application import apply_gestes, retirer
from dpid_xl.installation.installation import SorteDeGeste, make_reglages, plan_installation, plan_retrait
from dpid_xl.installation.postes import BIBLIOTHEQUES, Poste, Systeme
from dpid_xl.installation.reglages import get_reglages
from dpid_xl.installation.textes import GESTES
from dpid_xl.strict import DonneesInvalides
from tests.installation.monde import CLASSEURS, JOUR, SHELL, SUIVANTS, make_linux, make_mac, make_windows, photograph
from udfs.libreoffice.moteur import MoteurAbsent, read_dossiers

MODELE = "annexe5_modele.xlsm"
FABRIQUES = (make_windows, make_mac, make_linux)


def _install(poste, classeurs=CLASSEURS, jour=JOUR):
    resultats = apply_gestes(poste, plan_installation(poste, classeurs, jour))
    assert not [resultat.erreur for resultat in resultats if resultat.erreur]
    return {resultat.geste.code: resultat for resultat in resultats}


def _codes(gestes):
    return [geste.code for geste in gestes]


@pytest.fixture
def windows(tmp_path):
    return make_windows(tmp_path)


@pytest.mark.parametrize("fabrique", FABRIQUES)
def test_planning_changes_nothing(tmp_path, fabrique):
    poste = fabrique(tmp_path)
    avant = photograph(tmp_path)
    plan = plan_installation(poste, CLASSEURS, JOUR)
    assert plan
    assert all(geste.phrase for geste in plan)
    assert photograph(tmp_path) == avant


@pytest.mark.parametrize("fabrique", FABRIQUES)
def test_installing_then_removing_leaves_the_machine_as_it_was(tmp_path, fabrique):
    poste = fabrique(tmp_path)
    avant = photograph(tmp_path)
    _install(poste)
    _install(poste, SUIVANTS)
    assert not any(resultat.erreur for resultat in retirer(poste))
    assert photograph(tmp_path) == avant


@pytest.mark.parametrize("fabrique", FABRIQUES)
def test_installing_again_does_nothing(tmp_path, fabrique):
    poste = fabrique(tmp_path)
    _install(poste)
    apres = photograph(tmp_path)
    plan = plan_installation(poste, CLASSEURS, date(2027, 1, 1))
    assert {geste.action for geste in plan} <= {SorteDeGeste.RIEN, SorteDeGeste.PASSER}
    _install(poste, jour=date(2027, 1, 1))
    assert photograph(tmp_path) == apres


def test_windows_layout(windows):
    _install(windows)
    documents = windows.maison / "Documents" / "dpid_xl"
    assert {chemin.name: chemin.read_bytes() for chemin in documents.iterdir()} == {
        nom: contenu for nom, contenu in CLASSEURS.items() if nom.endswith(".xlsm")
    }
    demarrage = windows.maison / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    assert [chemin.name for chemin in demarrage.iterdir()] == ["dpid_xl.xlam"]
    conf = (windows.maison / ".xlwings" / "xlwings.conf").read_bytes()
    assert conf == f'"INTERPRETER_WIN","{windows.python}"\r\n"INTERPRETER","{windows.python}"\r\n'.encode("cp1252")
    assert (windows.paquets[0] / "__pycache__").is_dir()
    recu = json.loads(lieux.find_recu(windows).read_text(encoding="utf-8"))
    assert recu["version"] == "1.0.0"
    assert len(recu["ecrits"]) == 4


@pytest.mark.parametrize(("suffixe", "attendu"), [(".localized", ".localized"), ("", "")])
def test_mac_layout(tmp_path, suffixe, attendu):
    mac = make_mac(tmp_path, suffixe=suffixe)
    _install(mac)
    bibliotheque = mac.maison / "Library"
    office = bibliotheque / "Group Containers" / "UBF8T346G9.Office"
    assert (office / f"User Content{attendu}" / f"Startup{attendu}" / "Excel" / "dpid_xl.xlam").is_file()
    conf = (bibliotheque / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf").read_bytes()
    assert conf == f'"INTERPRETER_MAC","{mac.python}"\n"INTERPRETER","{mac.python}"\n'.encode()
    script = bibliotheque / "Application Scripts" / "com.microsoft.Excel" / "xlwings-0.37.8.applescript"
    assert script.read_bytes() == b"on VbaHandler"


def test_linux_says_libreoffice_and_copies_nothing(tmp_path):
    linux = make_linux(tmp_path)
    resultats = _install(linux)
    assert set(resultats) == {"linux", "moteur_note", "compile"}
    assert "LibreOffice" in resultats["linux"].phrase
    assert not list((linux.maison / "Documents").iterdir())
    assert _codes([resultat.geste for resultat in retirer(linux) if resultat.geste.action is SorteDeGeste.EFFACER]) == ["retire"]
    assert not lieux.find_recu(linux).parent.exists()


@pytest.mark.parametrize("fabrique", FABRIQUES)
def test_libreoffice_is_told_where_the_libraries_are(tmp_path, fabrique):
    poste = fabrique(tmp_path)
    resultat = _install(poste)["moteur_note"]
    note = lieux.find_moteur(poste)
    assert str(note) in resultat.phrase
    assert json.loads(note.read_text(encoding="utf-8")) == {"python": "3.12", "dossiers": [str(tmp_path / "site-packages")]}
    assert read_dossiers(note, (3, 12)) == [str(tmp_path / "site-packages")]
    _install(dataclasses.replace(poste, version_python=(3, 13, 0)))
    with pytest.raises(MoteurAbsent, match=r"installé dans Python 3\.13, et LibreOffice a Python 3\.12"):
        read_dossiers(note, (3, 12))
    assert not any(resultat.erreur for resultat in retirer(poste))
    with pytest.raises(MoteurAbsent, match=r"installé dans un Python 3\.12 de ce poste : tapez"):
        read_dossiers(note, (3, 12))


@pytest.mark.parametrize("fabrique", [make_windows, make_mac])
def test_without_excel_only_the_workbooks_are_copied(tmp_path, fabrique):
    poste = fabrique(tmp_path, excel=False)
    assert set(_install(poste)) == {"sans_excel", "classeur_ecrit", "moteur_note", "compile"}
    assert not lieux.find_reglages(poste).exists()
    assert not lieux.find_demarrage(poste).exists()


def test_excel_that_has_run_is_enough(tmp_path):
    windows = make_windows(tmp_path, excel=False)
    lieux.find_demarrage(windows).mkdir(parents=True)
    assert "programme_ecrit" in _install(windows)


def test_onedrive_documents(tmp_path):
    onedrive = tmp_path / "OneDrive - Département du Pas-de-Calais" / "Documents"
    onedrive.mkdir(parents=True)
    windows = make_windows(tmp_path, registre={SHELL: {"Personal": str(onedrive)}})
    _install(windows)
    assert (onedrive / "dpid_xl" / MODELE).is_file()
    assert not list((windows.maison / "Documents").iterdir())


def test_a_changed_workbook_is_kept_and_the_new_one_is_beside(windows):
    _install(windows)
    dossier = lieux.find_documents(windows)
    (dossier / MODELE).write_bytes(b"saisies de l'agent")
    resultat = _install(windows, SUIVANTS)["classeur_a_cote"]
    assert (dossier / MODELE).read_bytes() == b"saisies de l'agent"
    assert (dossier / "annexe5_modele_2026-11-23.xlsm").read_bytes() == b"modele v2"
    assert "gardé" in resultat.phrase
    assert "annexe5_modele_2026-11-23.xlsm" in resultat.phrase
    assert (dossier / "annexe5_2022_phase2.xlsm").read_bytes() == b"campagne v2"
    # Another day, the same version: what is beside is enough.
    assert "copie_deja_la" in _install(windows, SUIVANTS, date(2027, 1, 1))
    assert len(list(dossier.iterdir())) == 3
    # The officer works in the copy too: neither is overwritten, on the same day either.
    (dossier / "annexe5_modele_2026-11-23.xlsm").write_bytes(b"autres saisies")
    _install(windows, SUIVANTS)
    assert (dossier / "annexe5_modele_2026-11-23_2.xlsm").read_bytes() == b"modele v2"
    assert (dossier / "annexe5_modele_2026-11-23.xlsm").read_bytes() == b"autres saisies"


def test_a_workbook_of_the_same_name_that_is_not_ours_is_kept(windows):
    dossier = lieux.find_documents(windows)
    dossier.mkdir()
    (dossier / MODELE).write_bytes(b"venu d'ailleurs")
    _install(windows)
    retirer(windows)
    assert [chemin.name for chemin in dossier.iterdir()] == [MODELE]
    assert (dossier / MODELE).read_bytes() == b"venu d'ailleurs"


def test_a_workbook_put_there_by_hand_is_not_removed(windows):
    dossier = lieux.find_documents(windows)
    dossier.mkdir()
    (dossier / MODELE).write_bytes(CLASSEURS[MODELE])
    _install(windows)
    retirer(windows)
    assert (dossier / MODELE).is_file()


def test_a_folder_with_the_name_of_a_workbook(windows):
    (lieux.find_documents(windows) / MODELE).mkdir(parents=True)
    assert "classeur_a_cote" in _install(windows)


def test_removing_keeps_what_was_changed_and_says_it(windows):
    _install(windows)
    classeur = lieux.find_documents(windows) / MODELE
    classeur.write_bytes(b"saisies")
    resultats = retirer(windows)
    gardes = [resultat.phrase for resultat in resultats if resultat.geste.action is SorteDeGeste.GARDER]
    assert gardes == [f"Gardé, car modifié depuis l'installation : {classeur}"]
    assert [chemin.name for chemin in classeur.parent.iterdir()] == [MODELE]
    assert not lieux.find_recu(windows).parent.exists()
    assert _codes(plan_retrait(windows)) == ["rien_a_retirer"]


def test_removing_what_the_officer_already_removed(windows):
    _install(windows)
    shutil.rmtree(lieux.find_documents(windows))
    codes = [resultat.geste.code for resultat in retirer(windows)]
    assert codes.count("retire_deja") == 2
    assert "retire" in codes


def test_another_add_in_is_kept_aside_then_put_back(windows):
    complement = lieux.find_demarrage(windows) / "dpid_xl.xlam"
    complement.parent.mkdir(parents=True)
    complement.write_bytes(b"une vieille version")
    resultat = _install(windows)["programme_sauve"]
    _install(windows, SUIVANTS)
    assert [chemin.name for chemin in complement.parent.iterdir()] == ["dpid_xl.xlam"]  # Excel would open two
    assert complement.read_bytes() == b"complement v2"
    sauvegarde = lieux.find_documents(windows) / "avant_dpid_xl_2026-11-23.xlam"
    assert str(sauvegarde) in resultat.phrase
    assert sauvegarde.read_bytes() == b"une vieille version"
    retirer(windows)
    assert complement.read_bytes() == b"une vieille version"
    assert not sauvegarde.exists()


def test_settings_removed_by_hand_are_not_put_back(windows):
    _install(windows)
    chemin = lieux.find_reglages(windows)
    chemin.unlink()
    assert "retire_deja" in [resultat.geste.code for resultat in retirer(windows)]
    assert not chemin.exists()


CONF = b'\r\n"LICENSE_KEY","noncommercial"\r\nligne \xe9crite \x81 la main\r\n"Interpreter_Win","C:\\Autre\\python.exe"'


def _write_conf(poste, contenu):
    chemin = lieux.find_reglages(poste)
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(contenu)
    return chemin


def test_settings_of_the_user_are_preserved_and_come_back(windows):
    chemin = _write_conf(windows, CONF)
    resultat = _install(windows)["reglages_remplaces"]
    assert r"C:\Autre\python.exe" in resultat.phrase
    neuf = chemin.read_bytes()
    assert neuf.startswith(CONF[: CONF.index(b'"C:')])
    reglages = get_reglages(neuf, "cp1252")
    assert reglages == make_reglages(windows) | {"LICENSE_KEY": "noncommercial"}
    # A later Python takes the place of ours, not of what the user had.
    suivant = dataclasses.replace(windows, python=windows.python.with_name("python3.exe"))
    _install(suivant)
    assert get_reglages(chemin.read_bytes(), "cp1252")["INTERPRETER_WIN"] == str(suivant.python)
    retirer(suivant)
    assert chemin.read_bytes() == CONF + b"\r\n"


def test_a_setting_changed_since_is_kept_and_said(windows):
    chemin = _write_conf(windows, b"")
    _install(windows)
    _write_conf(windows, b'"INTERPRETER_WIN","D:\\mien.exe"\r\n"INTERPRETER","' + str(windows.python).encode("cp1252") + b'"\r\n')
    resultat = next(resultat for resultat in retirer(windows) if resultat.geste.chemin == chemin)
    assert resultat.geste.code == "reglages_gardes"
    assert "INTERPRETER_WIN" in resultat.phrase
    assert chemin.read_bytes() == b'"INTERPRETER_WIN","D:\\mien.exe"\r\n'


def test_settings_added_since_are_kept(windows):
    _install(windows)
    chemin = lieux.find_reglages(windows)
    chemin.write_bytes(chemin.read_bytes() + b'"SHOW CONSOLE","True"\r\n')
    retirer(windows)
    assert chemin.read_bytes() == b'"SHOW CONSOLE","True"\r\n'


def test_a_path_that_excel_cannot_read(tmp_path):
    windows = dataclasses.replace(make_windows(tmp_path), python=tmp_path / "Ωμέγα" / "python.exe")
    resultat = _install(windows)["reglages_impossibles"]
    assert "Ωμέγα" in resultat.phrase
    assert not lieux.find_reglages(windows).exists()


def test_a_closed_folder_stops_nothing_else(windows, monkeypatch):
    demarrage = lieux.find_demarrage(windows)
    ouvrir = os.open

    def refuse(chemin, *arguments, **options):
        if Path(chemin).parent == demarrage:
            raise OSError(errno.EACCES, "refusé")
        return ouvrir(chemin, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    resultats = apply_gestes(windows, plan_installation(windows, CLASSEURS, JOUR))
    erreurs = [resultat.phrase for resultat in resultats if resultat.erreur]
    assert len(erreurs) == 1
    assert "dpid_xl.xlam" in erreurs[0]
    assert "pas le droit d'y écrire" in erreurs[0]
    assert (lieux.find_documents(windows) / MODELE).is_file()
    assert lieux.find_reglages(windows).is_file()
    monkeypatch.undo()
    _install(windows)
    assert (demarrage / "dpid_xl.xlam").is_file()


def test_without_a_receipt_nothing_is_written(windows):
    racine = lieux.find_recu(windows).parent.parent
    racine.parent.mkdir(parents=True)
    racine.write_bytes(b"un fichier la ou il faut un dossier")
    with pytest.raises(EcritureImpossible):
        apply_gestes(windows, plan_installation(windows, CLASSEURS, JOUR))
    assert not lieux.find_documents(windows).exists()


@pytest.mark.parametrize("contenu", ["{", "[]", '{"version": "1"}', '{"version":"","ecrits":[{}],"reglages":null,"dossiers":[]}'])
def test_a_damaged_receipt_is_one_sentence(windows, contenu):
    chemin = lieux.find_recu(windows)
    chemin.parent.mkdir(parents=True)
    chemin.write_text(contenu, encoding="utf-8")
    with pytest.raises(DonneesInvalides, match="supprimez-le"):
        plan_installation(windows, CLASSEURS, JOUR)
    with pytest.raises(DonneesInvalides, match="supprimez-le"):
        retirer(windows)


def test_what_could_not_be_removed_stays_in_the_receipt(windows, monkeypatch):
    _install(windows)
    retire = Path.unlink

    def refuse(chemin, **options):
        if chemin.suffix == ".xlam":
            raise PermissionError(errno.EACCES, "ouvert")
        return retire(chemin, **options)

    monkeypatch.setattr(Path, "unlink", refuse)
    erreurs = [resultat.phrase for resultat in retirer(windows) if resultat.erreur]
    assert len(erreurs) == 1
    assert "fermez Excel" in erreurs[0]
    monkeypatch.undo()
    assert [geste.action for geste in plan_retrait(windows) if geste.action is not SorteDeGeste.VIDER] == [SorteDeGeste.EFFACER]
    assert not [resultat.erreur for resultat in retirer(windows) if resultat.erreur]
    assert not (lieux.find_demarrage(windows) / "dpid_xl.xlam").exists()


def test_bytecode_that_cannot_be_made_is_said(windows, monkeypatch):
    monkeypatch.setattr(application.compileall, "compile_dir", lambda *_arguments, **_options: False)
    resultats = apply_gestes(windows, plan_installation(windows, CLASSEURS, JOUR))
    assert ["un peu moins vite" in resultat.erreur for resultat in resultats if resultat.erreur] == [True]


def test_a_changed_module_is_compiled_again(windows):
    _install(windows)
    module = windows.paquets[0] / "__init__.py"
    module.write_text("A = 2222\n", encoding="utf-8")
    assert _codes(plan_installation(windows, CLASSEURS, JOUR))[-1] == "compile"


def test_the_version_follows_even_when_the_bytes_do_not(windows):
    _install(windows)
    _install(dataclasses.replace(windows, versions=windows.versions | {"dpid-xl": "0.2.0"}))
    assert json.loads(lieux.find_recu(windows).read_text(encoding="utf-8"))["version"] == "0.2.0"


def test_the_real_machine_is_described():
    poste = Poste.courant()
    assert poste.systeme in Systeme
    assert poste.versions["dpid-xl"]
    assert poste.exigences["xlwings"] == poste.versions["xlwings"]
    assert [paquet.name for paquet in poste.paquets] == ["dpid_xl", "udfs"]
    assert all(any((dossier / nom).exists() for dossier in poste.bibliotheques) for nom in BIBLIOTHEQUES)
    assert next(poste.xlwings.glob("xlwings-*.applescript")).stem == f"xlwings-{poste.versions['xlwings']}"


def test_every_gesture_sentence_is_used():
    sources = "".join(chemin.read_text(encoding="utf-8") for chemin in Path(application.__file__).parent.glob("*.py"))
    sources += Path(application.__file__).parents[1].joinpath("cli_installation.py").read_text(encoding="utf-8")
    assert [code for code in GESTES if sources.count(f'"{code}"') < 2] == []
