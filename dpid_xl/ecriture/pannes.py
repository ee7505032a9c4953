"""Why something could not be written, in one French sentence.

>>> str(explain(Path("a.csv"), OSError(errno.ENOSPC, "No space left on device")))
'Le fichier « a.csv » ne peut pas être écrit : le disque est plein.'
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from dpid_xl.refus import BLOQUE, Refus

FICHIER = "Le fichier « {chemin} » ne peut pas être écrit"
DOSSIER = "Le dossier « {chemin} » ne peut pas être créé"
DEDANS = "Rien ne peut être écrit dans le dossier « {chemin} »"
_RAISONS = {
    errno.EACCES: "vous n'avez pas le droit d'y écrire, ou il est ouvert dans un autre programme",
    errno.EPERM: "vous n'avez pas le droit d'y écrire, ou il est ouvert dans un autre programme",
    errno.EBUSY: "il est ouvert dans un autre programme",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre espace sur le disque est plein",
    errno.ENOENT: "son dossier n'existe pas",
    errno.ENOTDIR: "un fichier porte déjà le nom de son dossier",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EISDIR: "un dossier porte déjà ce nom",
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.ELOOP: "c'est un lien qui ne mène nulle part",
}
_OUVERT = frozenset({32, 33})  # Windows: sharing or lock violation


class EcritureImpossible(Refus):
    """A file that cannot be written."""

    code = BLOQUE


class DossierOccupe(Refus):
    """A folder where another run is writing at this moment."""

    code = BLOQUE


def explain(chemin: Path, erreur: Exception, phrase: str = FICHIER) -> EcritureImpossible:
    """Make the error that says why."""
    return EcritureImpossible(f"{phrase.format(chemin=chemin)} : {_find_raison(erreur)}.")


def make_erreur(code: int) -> OSError:
    """Make the error that the system would raise."""
    return OSError(code, os.strerror(code))


def _find_raison(erreur: Exception) -> str:
    if getattr(erreur, "winerror", None) in _OUVERT:
        return _RAISONS[errno.EBUSY]
    if isinstance(erreur, OSError) and erreur.errno in _RAISONS:
        return _RAISONS[erreur.errno]
    return getattr(erreur, "strerror", None) or "ce nom n'est pas accepté par le système"
