"""Calc with the extension and nothing of ours around it: no virtual environment, no PYTHONPATH, one profile per run."""

import os
import signal
import subprocess
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl import Workbook

from dpid_xl.classeurs.paquet import list_parties, zip_parties
from tests.libreoffice import DELAI, _write_profil, find_soffice
from tests.places import find_partie
from udfs.libreoffice.extension import IDENTIFIANT

ACCUEIL = find_partie("Accueil")


def ask(classeur: bytes) -> bytes:
    """Have the workbook ask Python, as when it opens."""
    parties, question = list_parties(classeur), b'IF(Python_demande="oui"'
    assert parties[ACCUEIL].count(question) == 1
    return zip_parties(parties | {ACCUEIL: parties[ACCUEIL].replace(question, b'IF(Python_demande="non"')})


def recalculate(fichier: Path, oxt: bytes) -> Workbook:
    """Let Calc forget the values of a workbook and compute them again; the result holds values only."""
    return recalculate_tous([fichier], oxt)[0]


def recalculate_tous(fichiers: Sequence[Path], oxt: bytes) -> list[Workbook]:
    """Do so of workbooks of one folder, in one LibreOffice."""
    return [openpyxl.load_workbook(resultat, data_only=True) for resultat in _convert_tous(fichiers, "xlsx", oxt)]


def convert(fichier: Path, vers: str, oxt: bytes) -> Path:
    """Convert a file with the extension installed, in directories beside the file."""
    return _convert_tous([fichier], vers, oxt)[0]


def _convert_tous(fichiers: Sequence[Path], vers: str, oxt: bytes) -> list[Path]:
    extensions = fichiers[0].parent / "extensions"
    with zipfile.ZipFile(BytesIO(oxt)) as archive:
        archive.extractall(extensions / IDENTIFIANT)
    return run_soffice(fichiers, vers, f"-env:BUNDLED_EXTENSIONS={extensions.resolve().as_uri()}")


def run_soffice(fichiers: Sequence[Path], vers: str, *options: str) -> list[Path]:
    soffice, dossier = find_soffice(), fichiers[0].parent
    profil, sortie = get_profil(dossier), dossier / "sortie"
    if not (profil / "user").exists():
        _write_profil(profil, recalcul=True)
    run(
        [
            *(soffice, f"-env:UserInstallation={profil.resolve().as_uri()}", *options, "--headless", "--norestore"),
            *("--convert-to", vers, "--outdir", str(sortie), *map(str, fichiers)),
        ]
    )
    resultats = [sortie / f"{fichier.stem}.{vers.split(':', maxsplit=1)[0]}" for fichier in fichiers]
    assert all(resultat.exists() for resultat in resultats), f"LibreOffice n'a rien produit ; journal : {read_journal(dossier)}"
    return resultats


def run(commande: list[str], delai: float = DELAI) -> str:
    """Run a command with its children; all of them end with it, also when it takes too long."""
    environnement = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("PYTHON")}
    environnement.pop("VIRTUAL_ENV", None)
    environnement["PATH"] = os.defpath  # a python3 met on the way would tell LibreOffice's own where its library is
    with subprocess.Popen(
        commande, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environnement, start_new_session=True
    ) as processus:
        try:
            sortie, _ = processus.communicate(timeout=delai)
        except subprocess.TimeoutExpired:
            os.killpg(processus.pid, signal.SIGKILL)
            raise
    return sortie


def get_profil(dossier: Path) -> Path:
    return dossier / "profil"


def read_journal(dossier: Path) -> str:
    journal = get_profil(dossier) / "user" / "dpid_xl.log"
    return journal.read_text(encoding="utf-8") if journal.exists() else ""
