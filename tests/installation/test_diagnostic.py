"""What the diagnostic says of each machine: every finding is made to appear, and mending makes it go."""

import dataclasses
import http.server
import re
import subprocess
import threading
from pathlib import Path

import pytest

from dpid_xl.installation import confiance, diagnostic, lieux
from dpid_xl.installation.application import apply_gestes
from dpid_xl.installation.defender import BIBLIOTHEQUES, PROGRAMMES
from dpid_xl.installation.diagnostic import Statut, diagnose, is_complete, reach_serveur
from dpid_xl.installation.installation import plan_installation
from dpid_xl.installation.libreoffice import read_libreoffice
from dpid_xl.installation.lieux import OFFICE
from dpid_xl.installation.postes import Systeme, can_write
from dpid_xl.installation.textes import CONSTATS
from tests.installation.monde import (
    CLASSEURS,
    JOUR,
    POLITIQUE,
    SECURITE,
    SHELL,
    VERSIONS,
    make_libreoffice,
    make_linux,
    make_mac,
    make_windows,
)
from tests.libreoffice import find_soffice

COMMUNS = {"python_ok", "dpid_ok", "xlwings_ok", "typst_ok", "console_ok", "serveur_sans", "dossier_ok"}


def _install(poste):
    apply_gestes(poste, plan_installation(poste, CLASSEURS, JOUR))
    return poste


def _diagnose(poste, joindre=None):
    return {constat.code: constat for constat in diagnose(poste, joindre)}


def test_windows_installed(tmp_path):
    constats = _diagnose(_install(make_windows(tmp_path)))
    assert set(constats) == COMMUNS | {
        *("liaison_ok", "dll_ok", "excel_ok", "excel_bits_ok", "macros_ok", "acces_vba_inutile", "fichiers_ok", "asr_ok", "reglages_ok"),
        *("complement_ok", "libreoffice_absent"),
    }
    assert is_complete(tuple(constats.values()))
    assert constats["liaison_ok"].sujet == "pywin32"
    assert "n'est pas nécessaire" in constats["acces_vba_inutile"].phrase


def test_mac_installed(tmp_path):
    constats = _diagnose(_install(make_mac(tmp_path)))
    assert set(constats) == COMMUNS | {"liaison_ok", "excel_ok", "reglages_ok", "script_ok", "complement_ok", "libreoffice_absent"}
    assert is_complete(tuple(constats.values()))
    assert constats["liaison_ok"].sujet == "appscript"


def test_linux(tmp_path):
    constats = _diagnose(_install(make_linux(tmp_path)))
    assert set(constats) == COMMUNS | {"excel_linux", "libreoffice_ok"}
    assert is_complete(tuple(constats.values()))


@pytest.mark.parametrize(
    ("fabrique", "manques"),
    [
        (make_windows, {"reglages_absents", "complement_absent"}),
        (make_mac, {"reglages_absents", "complement_absent", "script_absent"}),
        (make_linux, {"libreoffice_note"}),
    ],
)
def test_before_the_installation(tmp_path, fabrique, manques):
    constats = diagnose(fabrique(tmp_path))
    assert {constat.code for constat in constats if constat.statut is Statut.MANQUE} == manques
    assert is_complete(constats) is not bool(manques)
    assert all("dpid-xl installer" in constat.remede for constat in constats if constat.statut is Statut.MANQUE)


def _cle(cle, **valeurs):
    return {"registre": {cle: valeurs}}


LIEUX = rf"{SECURITE}\Trusted Locations"
COMMUNE = POLITIQUE.replace(r"Excel\Security", "Common")
NUAGE = POLITIQUE.replace(r"Microsoft\Office", r"Microsoft\Cloud\Office")
GARDE = r"Windows Defender\Windows Defender Exploit Guard\ASR"
GROUPE, LOCALE = rf"HKLM\SOFTWARE\Policies\Microsoft\{GARDE}", rf"HKLM\SOFTWARE\Microsoft\{GARDE}"
FLOTTE = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
CAS_WINDOWS = [
    ("dll_absente", Statut.MANQUE, {"dll": None}, "xlwings64-0.37.8.dll"),
    ("dll_autre", Statut.MANQUE, {"dll": "xlwings64-0.36.0.dll"}, "xlwings64-0.36.0.dll"),
    ("dll_autre", Statut.MANQUE, _cle(r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration", Platform="x86"), "xlwings32-0.37.8.dll"),
    ("xlwings_absent", Statut.MANQUE, {"versions": {"pywin32": "308"}}, "xlwings"),
    ("xlwings_autre", Statut.MANQUE, {"versions": VERSIONS | {"xlwings": "0.36.0"}}, "0.37.8"),
    ("liaison_absente", Statut.MANQUE, {"versions": {"xlwings": "0.37.8"}}, "pywin32"),
    ("dpid_absent", Statut.MANQUE, {"versions": {}}, "dpid-xl"),
    ("typst_absent", Statut.MANQUE, {"versions": {}}, "PDF"),
    ("excel_absent", Statut.MANQUE, {"excel": False}, "Excel"),
    ("libreoffice_manque", Statut.MANQUE, {"excel": False}, "LibreOffice"),
    ("macros_bloquees", Statut.MANQUE, _cle(SECURITE, VBAWarnings=4), "bloque"),
    ("macros_bloquees", Statut.MANQUE, _cle(SECURITE, VBAWarnings=3), "bloque"),
    ("macros_toutes", Statut.CONSEIL, _cle(SECURITE, VBAWarnings=1), "toutes"),
    ("macros_interdites", Statut.MANQUE, _cle(POLITIQUE, vbawarnings=4), "vbawarnings"),
    ("macros_interdites", Statut.MANQUE, _cle(COMMUNE, vbaoff=1), "vbaoff"),
    ("macros_interdites", Statut.MANQUE, _cle(COMMUNE.replace("HKCU", "HKLM"), vbaoff=1), "vbaoff"),
    ("macros_interdites", Statut.MANQUE, _cle(NUAGE, vbawarnings=3), r"Cloud\Office"),
    ("macros_interdites", Statut.MANQUE, _cle(NUAGE.replace(r"Excel\Security", "Common"), vbaoff=1), r"Cloud\Office"),
    ("macros_interdites", Statut.MANQUE, _cle(POLITIQUE.replace("HKCU", "HKLM"), vbawarnings=4), "HKLM"),
    ("asr_programmes", Statut.MANQUE, _cle(rf"{GROUPE}\Rules", **{PROGRAMMES: "1"}), PROGRAMMES),
    ("asr_programmes", Statut.MANQUE, _cle(rf"{LOCALE}\Rules", **{PROGRAMMES: 1}), "Python"),
    ("asr_programmes", Statut.MANQUE, _cle(FLOTTE, ASRRules=f"{BIBLIOTHEQUES}=2|{PROGRAMMES.upper()}=1"), "Python"),
    ("asr_bibliotheques", Statut.MANQUE, _cle(rf"{GROUPE}\Rules", **{BIBLIOTHEQUES: "1"}), "bibliothèque"),
    ("asr_avertissement", Statut.CONSEIL, _cle(rf"{GROUPE}\Rules", **{PROGRAMMES: "6"}), "autorisation"),
    ("emplacements_interdits", Statut.MANQUE, _cle(rf"{NUAGE}\Trusted Locations", AllLocationsDisabled=1), "désactivés"),
    ("emplacements_interdits", Statut.MANQUE, _cle(LIEUX, AllLocationsDisabled=1), "désactivés"),
    ("emplacements_interdits", Statut.MANQUE, _cle(rf"{POLITIQUE}\Trusted Locations", alllocationsdisabled=1), "désactivés"),
    ("complements_signes", Statut.MANQUE, _cle(SECURITE, RequireAddinSig=1), "signés"),
    ("complements_signes", Statut.MANQUE, _cle(POLITIQUE, requireaddinsig=1), "signés"),
    ("console_etroite", Statut.CONSEIL, {"encodage_console": "cp850"}, "cp850"),
    ("dossier_ferme", Statut.MANQUE, {"can_write": lambda dossier: dossier.name != "XLSTART"}, "XLSTART"),
    ("dossier_ferme", Statut.MANQUE, {"can_write": lambda dossier: dossier.name == "XLSTART"}, "Documents"),
]


@pytest.mark.parametrize(("code", "statut", "machine", "mot"), CAS_WINDOWS)
def test_what_is_missing_on_windows(tmp_path, code, statut, machine, mot):
    constats = diagnose(_install(make_windows(tmp_path, **machine)))
    constat = next(constat for constat in constats if constat.code == code)
    assert constat.statut is statut
    assert mot in constat.phrase
    assert constat.remede
    assert is_complete(constats) is (statut is Statut.CONSEIL)


def test_old_python(tmp_path):
    constats = _diagnose(dataclasses.replace(make_linux(tmp_path), version_python=(3, 10, 4)))
    assert constats["python_ancien"].statut is Statut.MANQUE


def test_linux_without_any_spreadsheet(tmp_path):
    assert _diagnose(make_linux(tmp_path, libreoffice=False))["libreoffice_manque"].statut is Statut.MANQUE


def test_dll_where_excel_does_not_look(tmp_path):
    ailleurs = tmp_path / "AppData" / "Roaming" / "Python"
    ailleurs.mkdir(parents=True)
    (ailleurs / "xlwings64-0.37.8.dll").touch()
    constat = _diagnose(make_windows(tmp_path, dll=None, base_utilisateur=ailleurs))["dll_ailleurs"]
    assert str(ailleurs) in constat.phrase
    assert "venv" in constat.remede


def test_dll_of_a_virtual_environment(tmp_path):
    windows = make_windows(tmp_path)
    scripts = windows.python.parent / "Scripts" / "python.exe"
    assert "dll_ok" in _diagnose(dataclasses.replace(windows, python=scripts))


@pytest.mark.parametrize(("sous_dossiers", "attendu"), [(1, "macros_ok"), (0, "macros_bloquees")])
def test_a_trusted_location_lets_macros_run(tmp_path, sous_dossiers, attendu):
    registre = {SECURITE: {"VBAWarnings": 4}, rf"{LIEUX}\Location7": {"Path": "%USERPROFILE%/Documents/", "AllowSubFolders": sous_dossiers}}
    windows = make_windows(tmp_path, registre=registre)
    assert attendu in _diagnose(windows)
    assert confiance.is_approuve(windows, windows.maison / "Documents")
    assert not confiance.is_approuve(windows, windows.maison / "Documents2")


@pytest.mark.parametrize("mode", ["0", "2", "5", "", 3])
def test_a_rule_that_stops_nothing(tmp_path, mode):
    assert "asr_ok" in _diagnose(make_windows(tmp_path, registre={rf"{GROUPE}\Rules": {PROGRAMMES: mode, BIBLIOTHEQUES: mode}}))


@pytest.mark.parametrize("ou", [GROUPE, LOCALE, FLOTTE])
@pytest.mark.parametrize("dessus", [0, 1, 2])
def test_what_is_left_out_of_a_rule_runs(tmp_path, ou, dessus):
    regles = {rf"{GROUPE}\Rules": {PROGRAMMES: "1", BIBLIOTHEQUES: "1"}}
    windows = make_windows(tmp_path, registre=regles)
    exclus = [str((chemin, *chemin.parents)[dessus]) for chemin in (windows.python, lieux.find_documents(windows))]
    exclusions = {ou: {"ASROnlyExclusions": "|".join(exclus)}} if ou == FLOTTE else {rf"{ou}\ASROnlyExclusions": dict.fromkeys(exclus, "0")}
    windows.registre.valeurs.update(exclusions)
    assert "asr_ok" in _diagnose(windows)
    windows.registre.valeurs.update({cle: {"autre": "0"} for cle in exclusions})
    assert {"asr_programmes", "asr_bibliotheques"} <= set(_diagnose(windows))


RESEAU = {SHELL: {"Personal": "//serveur/agents/helene"}}
LETTRE = {SHELL: {"Personal": "H:/Documents"}, r"HKCU\Network\H": {"RemotePath": r"\\serveur\agents"}}


@pytest.mark.parametrize("lieu", [RESEAU, LETTRE])
@pytest.mark.parametrize(
    ("registre", "attendu"),
    [
        ({}, "reseau_bloque"),
        ({rf"{LIEUX}\Location7": {"Path": "{lieu}"}}, "reseau_bloque"),
        ({rf"{LIEUX}\Location7": {"Path": "{lieu}"}, LIEUX: {"AllowNetworkLocations": 1}}, "reseau_ok"),
        (
            {rf"{NUAGE}\Trusted Locations\Location1": {"Path": "{lieu}"}, rf"{NUAGE}\Trusted Locations": {"AllowNetworkLocations": 1}},
            "reseau_ok",
        ),
    ],
)
def test_workbooks_on_the_network(tmp_path, lieu, registre, attendu):
    dossier = f"{lieu[SHELL]['Personal']}/dpid_xl"
    valeurs = {
        cle: {nom: str(dit).replace("{lieu}", dossier) if nom == "Path" else dit for nom, dit in v.items()} for cle, v in registre.items()
    }
    constats = _diagnose(make_windows(tmp_path, registre=lieu | valeurs, can_write=lambda _: True))
    assert {"reseau_ok", "reseau_bloque"} & set(constats) == {attendu}
    assert "serveur" in constats[attendu].phrase or "H:" in constats[attendu].phrase


def test_a_local_disk_is_not_the_network(tmp_path):
    windows = make_windows(tmp_path, registre={SHELL: {"Personal": "D:/Documents"}, r"HKCU\Network\H": {"RemotePath": r"\\serveur\agents"}})
    assert not {"reseau_ok", "reseau_bloque"} & set(_diagnose(windows))


@pytest.mark.parametrize("dossier", ["Downloads", "Desktop"])
def test_a_workbook_that_came_by_mail(tmp_path, dossier):
    windows = _install(make_windows(tmp_path))
    recu = windows.maison / dossier / "annexe5_2022_phase2.xlsm"
    recu.parent.mkdir()
    recu.touch()
    Path(f"{recu}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="utf-8")
    assert str(recu) in _diagnose(windows)["fichiers_bloques"].phrase


OFFICE_32 = r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\16.0"


@pytest.mark.parametrize(
    ("registre", "bits"),
    [
        ({}, 64),
        ({r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration": {"Platform": "x86"}}, 32),
        ({rf"HKLM\{OFFICE}\Outlook": {"Bitness": "x86"}}, 32),
        ({rf"{OFFICE_32}\Outlook": {"Bitness": "x86"}}, 32),
        ({rf"{OFFICE_32}\Excel\InstallRoot": {"Path": "C:/Office16/"}}, 32),
        ({rf"HKLM\{OFFICE}\Excel\InstallRoot": {"Path": "C:/Office16/"}}, 64),
        (
            {r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration": {"Platform": "x64"}, rf"{OFFICE_32}\Outlook": {"Bitness": "x86"}},
            64,
        ),
    ],
)
def test_how_many_bits_excel_has(tmp_path, registre, bits):
    windows = make_windows(tmp_path, registre=registre)
    assert f"{bits} bits" in _diagnose(windows)["excel_bits_ok"].phrase
    assert lieux.get_nom_dll(windows) == f"xlwings{bits}-0.37.8.dll"


def test_trusted_locations_that_are_off_or_empty_trust_nothing(tmp_path):
    lieu = {rf"{LIEUX}\Location7": {"Path": "%USERPROFILE%/Documents/dpid_xl"}, rf"{LIEUX}\Location8": {"AllowSubFolders": 1}}
    windows = make_windows(tmp_path, registre=lieu)
    assert confiance.is_approuve(windows, lieux.find_documents(windows))
    assert not confiance.is_approuve(windows, windows.maison)
    windows.registre.valeurs[LIEUX] = {"AllLocationsDisabled": 1}
    assert not confiance.is_approuve(windows, lieux.find_documents(windows))


@pytest.mark.parametrize(("zone", "attendu"), [("3", "fichiers_bloques"), ("4", "fichiers_bloques"), ("1", "fichiers_ok")])
def test_files_from_the_internet(tmp_path, zone, attendu):
    windows = _install(make_windows(tmp_path))
    classeur = lieux.find_documents(windows) / "annexe5_modele.xlsm"
    Path(f"{classeur}:Zone.Identifier").write_text(f"[ZoneTransfer]\r\nZoneId={zone}\r\n", encoding="utf-8")
    assert attendu in _diagnose(windows)


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        ('"LICENSE_KEY","x"\n', "reglages_absents"),
        ('"INTERPRETER_WIN","{autre}"\n"INTERPRETER","{autre}"\n', "reglages_autres"),
        ('"Interpreter_Win","/parti/python.exe"\n"Interpreter","/parti/python.exe"\n', "reglages_perdus"),
    ],
)
def test_settings_that_call_another_python(tmp_path, contenu, attendu):
    windows = _install(make_windows(tmp_path))
    autre = tmp_path / "autre.exe"
    autre.touch()
    lieux.find_reglages(windows).write_text(contenu.replace("{autre}", str(autre)), encoding="cp1252")
    assert _diagnose(windows)[attendu].statut is Statut.MANQUE
    assert "reglages_ok" in _diagnose(_install(windows))


def test_the_add_in_of_another_version(tmp_path):
    windows = _install(make_windows(tmp_path))
    suivant = dataclasses.replace(windows, versions=windows.versions | {"dpid-xl": "1.1.0"})
    constat = _diagnose(suivant)["complement_ancien"]
    assert "1.0.0" in constat.phrase
    assert "1.1.0" in constat.phrase
    assert "complement_ok" in _diagnose(_install(suivant))


def test_an_add_in_that_is_not_ours(tmp_path):
    windows = _install(make_windows(tmp_path))
    (lieux.find_demarrage(windows) / "dpid_xl.xlam").write_bytes(b"autre")
    assert _diagnose(windows)["complement_autre"].statut is Statut.CONSEIL


def test_a_damaged_receipt(tmp_path):
    windows = _install(make_windows(tmp_path))
    lieux.find_recu(windows).write_text("{", encoding="utf-8")
    assert _diagnose(windows)["recu_illisible"].statut is Statut.MANQUE


def test_excel_that_has_run(tmp_path):
    windows = make_windows(tmp_path, excel=False)
    lieux.find_demarrage(windows).mkdir(parents=True)
    assert "excel_devine" in _diagnose(windows)


def test_excel_declared_by_office(tmp_path):
    dossier = tmp_path / "root" / "Office16"
    dossier.mkdir(parents=True)
    windows = make_windows(tmp_path, excel=False, registre={rf"HKLM\{OFFICE}\Excel\InstallRoot": {"Path": str(dossier)}})
    assert lieux.find_excel(windows) == dossier


@pytest.mark.parametrize("par", ["registre", "dossier"])
def test_libreoffice_on_windows(tmp_path, par):
    programme = tmp_path / "Program Files" / "LibreOffice" / "program" / "soffice.exe"
    windows = make_windows(
        tmp_path, registre={r"HKLM\SOFTWARE\LibreOffice\UNO\InstallPath": {"": str(programme.parent)}} if par == "registre" else {}
    )
    assert "libreoffice_absent" in _diagnose(windows)
    programme.parent.mkdir(parents=True)
    programme.touch()
    assert _diagnose(windows)["libreoffice_scripts"].statut is Statut.CONSEIL, "Excel is there"
    (programme.parent / "python-core-3.12.4").mkdir()
    make_libreoffice(programme.parent)
    assert str(programme.parent) in _diagnose(_install(windows))["libreoffice_ok"].phrase


def test_libreoffice_on_mac(tmp_path):
    contenu = tmp_path / "Applications" / "LibreOffice.app" / "Contents"
    make_libreoffice(contenu / "Resources")
    (contenu / "Resources" / "libpyuno.so").unlink()
    (contenu / "Frameworks" / "LibreOfficePython.framework" / "Versions" / "3.9").mkdir(parents=True)
    mac = _install(make_mac(tmp_path))
    constat = _diagnose(mac)["libreoffice_python"]
    assert (constat.statut, "Python 3.9" in constat.phrase) == (Statut.CONSEIL, True)
    (contenu / "Frameworks" / "LibreOfficePython.framework" / "Versions" / "3.9").rename(contenu / "Frameworks" / "parti")
    assert "libreoffice_ok" in _diagnose(mac)


@pytest.mark.parametrize(
    ("code", "libreoffice", "mot"),
    [
        ("libreoffice_ancien", {"version": "7.3"}, "7.3"),
        ("libreoffice_scripts", {"scripts": False}, "macro"),
        ("libreoffice_python", {"python": "3.11"}, "Python 3.11"),
    ],
)
def test_what_keeps_libreoffice_from_running_the_macros(tmp_path, code, libreoffice, mot):
    linux = _install(make_linux(tmp_path))
    dossier = lieux.find_libreoffice(linux).parent
    (dossier / "pythonscript.py").unlink()
    make_libreoffice(dossier, **libreoffice)
    constats = diagnose(linux)
    (constat,) = (constat for constat in constats if constat.sujet == "LibreOffice")
    assert (constat.code, constat.statut) == (code, Statut.MANQUE)
    assert mot in constat.phrase
    assert not is_complete(constats)


@pytest.mark.libreoffice
def test_the_libreoffice_of_this_machine_is_read(tmp_path):
    lu = read_libreoffice(Path(find_soffice()))
    version = subprocess.run(["env", f"HOME={tmp_path}", find_soffice(), "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith("LibreOffice {}.{}.".format(*lu.version))
    assert lu.scripts
    assert re.fullmatch(r"3\.\d+", lu.python)


def _with_serveur(poste, url):
    return dataclasses.replace(poste, environnement=dict(poste.environnement) | {"DPID_SERVEUR": url})


def test_the_server_is_tried_only_when_asked(tmp_path):
    poste = _with_serveur(make_linux(tmp_path), "https://dpid.exemple.fr")
    assert _diagnose(poste)["serveur_non_essaye"].statut is Statut.CONSEIL
    assert "serveur_ok" in _diagnose(poste, lambda _url: True)
    assert _diagnose(poste, lambda _url: False)["serveur_muet"].statut is Statut.MANQUE


@pytest.mark.parametrize("url", ["dpid.exemple.fr", "ftp://exemple.fr", "https://", "http://exemple.fr:abc", "http://[::1"])
def test_an_address_that_is_none(tmp_path, url):
    assert _diagnose(_with_serveur(make_linux(tmp_path), url), lambda _url: True)["serveur_faux"].statut is Statut.MANQUE


@pytest.mark.parametrize(
    ("statut", "corps", "attendu"),
    [(200, b'{"status":"ok"}', True), (503, b'{"status":"ok"}', False), (200, b"<html>", False), (200, b'{"status":"ko"}', False)],
)
def test_a_server_answers_as_ours_or_is_not_ours(statut, corps, attendu):
    class Serveur(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            assert self.path == "/dpid/"
            self.send_response(statut)
            self.end_headers()
            self.wfile.write(corps)

        def log_message(self, *_arguments):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Serveur) as serveur:
        fil = threading.Thread(target=serveur.handle_request)
        fil.start()
        assert reach_serveur(f"http://127.0.0.1:{serveur.server_port}/dpid") is attendu
        fil.join()
        port = serveur.server_port
    assert not reach_serveur(f"http://127.0.0.1:{port}/dpid")


def test_writing_is_proved_and_leaves_nothing(tmp_path):
    assert can_write(tmp_path / "a" / "venir")
    assert not list(tmp_path.iterdir())
    (tmp_path / "fichier").touch()
    assert not can_write(tmp_path / "fichier" / "dessous")


@pytest.mark.parametrize("fabrique", [make_windows, make_mac, make_linux])
def test_a_diagnostic_changes_nothing(tmp_path, fabrique):
    poste = fabrique(tmp_path)
    avant = sorted(tmp_path.rglob("*"))
    diagnose(poste)
    assert sorted(tmp_path.rglob("*")) == avant
    assert poste.systeme in Systeme


def test_every_finding_has_its_sentence_and_back():
    source = Path(diagnostic.__file__).read_text(encoding="utf-8")
    cites = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', source))
    assert set(CONSTATS) <= cites
    assert {texte.phrase[-1] for texte in CONSTATS.values()} <= set(".}")
    bons = {"acces_vba_inutile", "excel_devine", "serveur_sans"}
    for code, texte in CONSTATS.items():
        assert bool(texte.remede) is not (code.endswith("_ok") or code in bons), code
