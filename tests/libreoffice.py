"""LibreOffice, the only real spreadsheet of the test machines: convert a file, with or without recalculating it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.outils import find_programme

DELAI = 600  # of a LibreOffice that hangs: a whole session of macros takes minutes on a slow machine
_ENTETE = '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
_REGLAGE = '<item oor:path="{chemin}"><prop oor:name="{nom}" oor:op="fuse"><value>{valeur}</value></prop></item>\n'
_RECALCUL = "/org.openoffice.Office.Calc/Formula/Load"
_LANGUE = "/org.openoffice.Setup/L10N"


def find_soffice() -> str:
    """Return the program; skip the test on a machine without it, but fail where CI promises it."""
    return find_programme("LibreOffice (soffice)", "soffice")


def convert(fichier: Path, vers: str, *, recalcul: bool = True) -> Path:
    """Convert a file beside itself and return the result; ``recalcul`` forgets the computed values that the file holds.

    Each directory has its own profile: LibreOffice refuses to share one between two runs.
    """
    return convert_tous([fichier], vers, recalcul=recalcul)[0]


def convert_tous(fichiers: Sequence[Path], vers: str, *, recalcul: bool = True) -> list[Path]:
    """Convert files of one folder in one run, as :func:`convert` does one of them."""
    soffice = find_soffice()
    dossier = fichiers[0].parent
    sortie = dossier / "sortie"
    profil = dossier / "profil"
    _write_profil(profil, recalcul=recalcul)
    commande = [
        soffice,
        f"-env:UserInstallation={profil.resolve().as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        vers,
        "--outdir",
        str(sortie),
        *map(str, fichiers),
    ]
    fait = subprocess.run(commande, capture_output=True, text=True, timeout=DELAI, check=False)
    resultats = [sortie / f"{fichier.stem}.{vers.split(':', maxsplit=1)[0]}" for fichier in fichiers]
    assert all(resultat.exists() for resultat in resultats), f"LibreOffice n'a rien produit : {fait.stdout} {fait.stderr}"
    return resultats


def _write_profil(profil: Path, *, recalcul: bool) -> None:
    reglages = [
        (_RECALCUL, "OOXMLRecalcMode", "0" if recalcul else "1"),
        (_LANGUE, "ooSetupSystemLocale", "fr-FR"),
    ]
    (profil / "user").mkdir(parents=True, exist_ok=True)
    (profil / "user" / "registrymodifications.xcu").write_text(
        _ENTETE + "".join(_REGLAGE.format(chemin=chemin, nom=nom, valeur=valeur) for chemin, nom, valeur in reglages) + "</oor:items>\n",
        encoding="utf-8",
    )
