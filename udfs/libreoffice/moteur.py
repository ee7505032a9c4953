"""The libraries that the macros need and the extension does not carry, because they are compiled (typst, rapidfuzz) or large.

One process of LibreOffice runs the functions of cells and the macros, and a module is imported once: all of our own Python comes
from the extension, for both; libraries only come from the Python where dpid_xl is installed, whose folders « dpid-xl installer »
notes. They go last on the path: nothing of LibreOffice's own is replaced.
"""

from __future__ import annotations

import importlib
import json
import sys
from importlib.util import find_spec
from pathlib import Path

from dpid_xl.installation.lieux import find_moteur
from dpid_xl.installation.postes import BIBLIOTHEQUES, Poste
from dpid_xl.refus import BLOQUE, Refus

COMMENT = "tapez « python -m pip install », suivi du dossier de dpid_xl, puis « dpid-xl installer », et recommencez"


class MoteurAbsent(Refus):
    """The libraries are not there; its text is one French sentence: what, and what to do."""

    code = BLOQUE


def load_moteur() -> None:
    """Make the libraries importable; raises MoteurAbsent."""
    if not list_manquantes():
        return
    sys.path += [dossier for dossier in read_dossiers(find_moteur(Poste.courant()), sys.version_info[:2]) if dossier not in sys.path]
    importlib.invalidate_caches()
    if manquantes := list_manquantes():
        raise MoteurAbsent(f"Il manque {', '.join(manquantes)} au Python où dpid_xl est installé : {COMMENT}.")


def list_manquantes() -> list[str]:
    """Return the libraries that cannot be imported."""
    return [nom for nom in BIBLIOTHEQUES if find_spec(nom) is None]


def read_dossiers(note: Path, version: tuple[int, int]) -> list[str]:
    """Return the folders that the installation noted; raises MoteurAbsent when there are none for this version of Python."""
    attendue = "{}.{}".format(*version)
    try:
        contenu = json.loads(note.read_text(encoding="utf-8"))
        trouvee, dossiers = str(contenu["python"]), [str(dossier) for dossier in contenu["dossiers"]]
    except (OSError, ValueError, KeyError, TypeError) as erreur:
        raise MoteurAbsent(f"Les macros ont besoin de dpid_xl, installé dans un Python {attendue} de ce poste : {COMMENT}.") from erreur
    if trouvee != attendue:
        raise MoteurAbsent(
            f"dpid_xl est installé dans Python {trouvee}, et LibreOffice a Python {attendue} : installez Python {attendue} "
            f"(python.org), puis avec lui {COMMENT}."
        )
    return dossiers
