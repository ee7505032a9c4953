"""Machines that do not exist: folders in a temporary place, a registry in a dict."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dpid_xl.installation.lieux import OFFICE
from dpid_xl.installation.postes import Poste, Systeme

JOUR = date(2026, 11, 23)
CLASSEURS = {
    "annexe5_2022_phase2.xlsm": b"campagne v1",
    "annexe5_modele.xlsm": b"modele v1",
    "dpid_xl.xlam": b"complement v1",
}
SUIVANTS = {nom: contenu.replace(b"v1", b"v2") for nom, contenu in CLASSEURS.items()}
VERSIONS = {"dpid-xl": "1.0.0", "xlwings": "0.37.8", "pywin32": "308", "appscript": "1.3.0", "typst": "0.15.2"}
SECURITE = rf"HKCU\{OFFICE}\Excel\Security"
POLITIQUE = SECURITE.replace("Software", r"Software\Policies")
SHELL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"


@dataclass
class FauxRegistre:
    """Keys and values, any case."""

    valeurs: dict[str, dict[str, str | int]] = field(default_factory=dict)

    def read(self, cle, nom):
        valeurs = {k.casefold(): v for k, v in self.valeurs.items()}.get(cle.casefold(), {})
        return {k.casefold(): v for k, v in valeurs.items()}.get(nom.casefold())

    def list_cles(self, cle):
        debut = cle.casefold() + "\\"
        return tuple(dict.fromkeys(autre[len(debut) :].split("\\")[0] for autre in self.valeurs if autre.casefold().startswith(debut)))


def make_paquet(racine):
    """Make a package whose modules are not compiled yet."""
    paquet = racine / "site-packages" / "dpid_xl"
    paquet.mkdir(parents=True)
    (paquet / "__init__.py").write_text("A = 1\n", encoding="utf-8")
    return paquet


def make_windows(racine, *, excel=True, dll="xlwings64-0.37.8.dll", registre=None, nom="Hélène de l'Orme", **autres):
    maison = racine / "Users" / nom
    (maison / "Documents").mkdir(parents=True)
    env = {
        "USERPROFILE": str(maison),
        "APPDATA": str(maison / "AppData" / "Roaming"),
        "LOCALAPPDATA": str(maison / "AppData" / "Local"),
        "ProgramFiles": str(racine / "Program Files"),
    }
    python = racine / "Python 3.12" / "python.exe"
    python.parent.mkdir()
    python.touch()
    if dll:
        (python.parent / dll).touch()
    valeurs = {SHELL: {"Personal": r"%USERPROFILE%/Documents"}}
    if excel:
        programme = racine / "Program Files" / "EXCEL.EXE"
        programme.parent.mkdir()
        programme.touch()
        valeurs[r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"] = {"": f'"{programme}"'}
    defauts = {
        "prefixe": python.parent,
        "versions": {nom: version for nom, version in VERSIONS.items() if nom != "appscript"},
        "exigences": {"xlwings": "0.37.8"},
        "paquets": (make_paquet(racine),),
        "bibliotheques": (racine / "site-packages",),
        "encodage": "cp1252",
        "registre": FauxRegistre(valeurs | (registre or {})),
    }
    return Poste(Systeme.WINDOWS, maison, env, python, (3, 12, 1), **(defauts | autres))


def make_mac(racine, *, excel=True, suffixe=".localized", **autres):
    maison = racine / "Users" / "agnès"
    office = maison / "Library" / "Group Containers" / "UBF8T346G9.Office"
    (maison / "Documents").mkdir(parents=True)
    xlwings = racine / "xlwings"
    xlwings.mkdir()
    (xlwings / "xlwings-0.37.8.applescript").write_bytes(b"on VbaHandler")
    if excel:
        (racine / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
        (office / f"User Content{suffixe}" / f"Startup{suffixe}" / "Excel").mkdir(parents=True)
    python = racine / "venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.touch()
    defauts = {
        "versions": {nom: version for nom, version in VERSIONS.items() if nom != "pywin32"},
        "exigences": {"xlwings": "0.37.8"},
        "paquets": (make_paquet(racine),),
        "bibliotheques": (racine / "site-packages",),
        "xlwings": xlwings,
        "applications": racine / "Applications",
        "encodage": "ascii",
    }
    return Poste(Systeme.MAC, maison, {"HOME": str(maison)}, python, (3, 12, 1), **(defauts | autres))


def make_libreoffice(dossier, *, version="7.4", python="3.12", scripts=True):
    """Make the folder of a LibreOffice's program, as far as the diagnostic reads it."""
    dossier.mkdir(parents=True, exist_ok=True)
    (dossier / "soffice").touch()
    (dossier / "bootstraprc").write_text(f"[Bootstrap]\nProductKey=LibreOffice {version}\n", encoding="ascii")
    (dossier / "libpyuno.so").write_bytes(b"\x7fELF\0libpython%s.so.1.0\0" % python.encode())
    if scripts:
        (dossier / "pythonscript.py").touch()
    return dossier


def make_linux(racine, *, libreoffice=True, **autres):
    maison = racine / "home" / "agent"
    (maison / "Documents").mkdir(parents=True)
    soffice = make_libreoffice(racine / "usr" / "lib" / "libreoffice" / "program") / "soffice" if libreoffice else None
    defauts = {
        "versions": VERSIONS,
        "exigences": {"xlwings": "0.37.8"},
        "paquets": (make_paquet(racine),),
        "bibliotheques": (racine / "site-packages",),
        "find_programme": lambda nom: soffice if nom == "soffice" else None,
    }
    return Poste(Systeme.LINUX, maison, {"HOME": str(maison)}, Path("/usr/bin/python3"), (3, 12, 1), **(defauts | autres))


def photograph(racine):
    """Return every file with its bytes and every folder, bytecode left aside: it is Python's own cache."""
    etat = {}
    for dossier, sous_dossiers, fichiers in os.walk(racine):
        sous_dossiers[:] = [nom for nom in sous_dossiers if nom != "__pycache__"]
        etat[dossier] = None
        etat |= {str(Path(dossier, nom)): Path(dossier, nom).read_bytes() for nom in fichiers}
    return etat
