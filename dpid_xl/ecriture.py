"""Write files so that a reader never meets half of one, and say in one French sentence why it could not be done.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as dossier:
...     [chemin.name for chemin in write_fichiers(Path(dossier) / "2022", [("a.csv", b"1;2"), ("b.csv", b"")])]
['a.csv', 'b.csv']
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path, PurePath

from dpid_xl.refus import BLOQUE, Refus

_RAISONS = {
    errno.EACCES: "vous n'avez pas le droit d'y écrire, ou il est ouvert dans un autre programme",
    errno.EPERM: "vous n'avez pas le droit d'y écrire, ou il est ouvert dans un autre programme",
    errno.EBUSY: "il est ouvert dans un autre programme",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre espace sur le disque est plein",
    errno.ENOENT: "son dossier n'existe pas",
    errno.ENOTDIR: "un fichier porte déjà le nom de son dossier",
    errno.EISDIR: "un dossier porte déjà ce nom",
    errno.ENAMETOOLONG: "son nom est trop long",
}
_OUVERT = frozenset({32, 33})  # Windows: sharing or lock violation


class EcritureImpossible(Refus):
    """A file that cannot be written."""

    code = BLOQUE


def write_atomically(chemin: Path, contenu: bytes) -> None:
    """Write a file whole or not at all, with the rights that a new file has; what stood there before is replaced.

    Raises EcritureImpossible, and leaves the folder as it was.
    """
    try:
        cible = Path(os.path.realpath(chemin))  # a link stays a link
        if cible.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        _write_and_replace(cible, contenu)
    except (OSError, ValueError) as erreur:
        raise _explain(chemin, erreur) from erreur


def write_fichiers(dossier: Path, fichiers: Iterable[tuple[str, bytes]]) -> tuple[Path, ...]:
    """Write files (name, content) into a folder, made if need be; return their paths.

    A name may hold folders (« docx/001.docx »), but may not lead out of ``dossier`` nor stand twice, even in another case.
    Files are taken and written one by one: those written before a failure stay.
    """
    ecrits: list[Path] = []
    noms: set[str] = set()
    _make_dossier(dossier)
    for nom, contenu in fichiers:
        relatif = PurePath(nom)
        if relatif.is_absolute() or relatif.drive or not relatif.parts or ".." in relatif.parts:
            raise EcritureImpossible(f"Le nom de fichier « {nom} » mène hors du dossier « {dossier} ».")
        if relatif.as_posix().casefold() in noms:
            raise EcritureImpossible(f"Deux fichiers à écrire portent le nom « {nom} ».")
        noms.add(relatif.as_posix().casefold())
        chemin = dossier / relatif
        _make_dossier(chemin.parent)
        write_atomically(chemin, contenu)
        ecrits.append(chemin)
    return tuple(ecrits)


def _write_and_replace(cible: Path, contenu: bytes) -> None:
    provisoire = cible.with_name(f".{cible.name[:100]}.{secrets.token_hex(4)}.tmp")
    descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(contenu)
            fichier.flush()
            os.fsync(fichier.fileno())
        provisoire.replace(cible)
    except BaseException:
        provisoire.unlink(missing_ok=True)
        raise


def _make_dossier(dossier: Path) -> None:
    try:
        dossier.mkdir(parents=True, exist_ok=True)
    except FileExistsError as erreur:
        raise EcritureImpossible(f"Le dossier « {dossier} » ne peut pas être créé : un fichier porte déjà ce nom.") from erreur
    except (OSError, ValueError) as erreur:
        raise EcritureImpossible(f"Le dossier « {dossier} » ne peut pas être créé : {_find_raison(erreur)}.") from erreur


def _explain(chemin: Path, erreur: Exception) -> EcritureImpossible:
    return EcritureImpossible(f"Le fichier « {chemin} » ne peut pas être écrit : {_find_raison(erreur)}.")


def _find_raison(erreur: Exception) -> str:
    if getattr(erreur, "winerror", None) in _OUVERT:
        return _RAISONS[errno.EBUSY]
    if isinstance(erreur, OSError) and erreur.errno in _RAISONS:
        return _RAISONS[erreur.errno]
    return getattr(erreur, "strerror", None) or "ce nom n'est pas accepté par le système"
