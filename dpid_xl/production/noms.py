"""Names of the files of a production: what a disk accepts, and what tells some documents from all of them.

>>> make_nom_de_fichier("L'Œuvre & Cie", 2)
'0002_l-oeuvre-cie'
>>> name_ensemble("conventions.pdf", selection=True)
'conventions_selection.pdf'
"""

from __future__ import annotations

from pathlib import PurePosixPath

from dpid_xl.rendus.noms import make_slug

LONGUEUR_FICHIER = 80
CHIFFRES_DU_RANG = 4  # ten thousand conventions sort
SUFFIXE = "_selection"  # ends the names of what gathers some structures only: what gathers all of them is left alone


def make_nom_de_fichier(nom: str, rang: int) -> str:
    """Return a file name without extension: rank, then plain ASCII letters, fit for Windows as for Linux.

    The rank makes them distinct, and different from the reserved names of Windows (CON, PRN…).
    """
    prefixe = f"{rang:0{CHIFFRES_DU_RANG}d}_"
    return prefixe + make_slug(nom, LONGUEUR_FICHIER - len(prefixe))


def name_ensemble(fichier: str, *, selection: bool) -> str:
    """Return the name of a file that gathers documents, all those of the campaign or some."""
    chemin = PurePosixPath(fichier)
    return f"{chemin.stem}{SUFFIXE}{chemin.suffix}" if selection else fichier
