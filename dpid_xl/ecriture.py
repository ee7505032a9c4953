"""Save files so that a reader never meets half of one and nobody's work is lost; say in one French sentence why it could not be done.

A file that stands on its own goes through :func:`save_fichiers`, which replaces nothing unasked. :func:`replace_fichiers` replaces: it
is for whoever knows what stood there, by a manifest (``production``) or a receipt (``installation``). Neither writes on what is read.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as dossier:
...     [chemin.name for chemin in replace_fichiers(Path(dossier) / "2022", [("a.csv", b"1;2"), ("b.csv", b"")])]
['a.csv', 'b.csv']
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
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
    errno.ELOOP: "c'est un lien qui ne mène nulle part",
}
_OUVERT = frozenset({32, 33})  # Windows: sharing or lock violation


class EcritureImpossible(Refus):
    """A file that cannot be written."""

    code = BLOQUE


def save_fichiers(fichiers: Mapping[Path, bytes], jour: date, *, lus: Iterable[Path] = (), remplacer: bool = False) -> tuple[Path, ...]:
    """Save files that stand on their own; every target is looked at before the first is written.

    A target that holds other bytes is refused, unless ``remplacer``: it is then kept beside, in a copy dated ``jour`` that never takes
    the place of another. Returns these copies. Raises EcritureImpossible, also for a target that is one of the files read (``lus``).
    """
    refuse_lus(fichiers, lus)
    avant = {chemin: _read(chemin) for chemin in fichiers}
    changes = {chemin: contenu for chemin, contenu in fichiers.items() if avant[chemin] != contenu}
    anciens = {chemin: ancien for chemin in changes if (ancien := avant[chemin]) is not None}
    if anciens and not remplacer:
        raise EcritureImpossible(
            f"Le fichier « {next(iter(anciens))} » existe déjà, avec un autre contenu : choisissez un autre nom, ou ajoutez --remplacer "
            "(l'ancien est alors gardé à côté, en copie datée)."
        )
    copies = tuple(_keep_copie(chemin, ancien, jour) for chemin, ancien in anciens.items())
    for chemin, contenu in changes.items():
        _save_atomically(chemin, contenu)
    return copies


def refuse_lus(cibles: Iterable[Path], lus: Iterable[Path]) -> None:
    """Raise EcritureImpossible when a target is a file that is read, under any name: link, other path, other case."""
    lus = tuple(lus)
    for cible in cibles:
        if any(_is_meme(cible, lu) for lu in lus):
            raise EcritureImpossible(
                f"Le fichier « {cible} » est lu par cette opération et n'est jamais remplacé : choisissez un autre endroit."
            )


def leads_out(nom: str) -> bool:
    """Tell whether a name leads out of its folder, or to nothing."""
    relatif = PurePath(nom)
    return relatif.is_absolute() or bool(relatif.drive) or not relatif.parts or ".." in relatif.parts


def make_dossier(dossier: Path) -> None:
    """Make a folder, and those above; raises EcritureImpossible."""
    try:
        dossier.mkdir(parents=True, exist_ok=True)
    except FileExistsError as erreur:
        raise EcritureImpossible(f"Le dossier « {dossier} » ne peut pas être créé : un fichier porte déjà ce nom.") from erreur
    except (OSError, ValueError) as erreur:
        raise EcritureImpossible(f"Le dossier « {dossier} » ne peut pas être créé : {_find_raison(erreur)}.") from erreur


def _is_meme(chemin: Path, autre: Path) -> bool:
    try:
        return chemin.samefile(autre)
    except (OSError, ValueError):  # one of them is not there
        return False


def _read(chemin: Path) -> bytes | None:
    """Return what a target holds; None when there is no file yet."""
    try:
        if chemin.exists() and not chemin.is_file():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        return chemin.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as erreur:
        raise _explain(chemin, erreur) from erreur


def _keep_copie(chemin: Path, ancien: bytes, jour: date) -> Path:
    """Save what a file held into a new one beside it."""
    suites = ("" if rang == 1 else f"_{rang}" for rang in count(1))
    copies = (chemin.with_name(f"{chemin.stem}_ancien_{jour}{suite}{chemin.suffix}") for suite in suites)
    copie = next(copie for copie in copies if _reserve(copie))
    try:
        _save_atomically(copie, ancien)
    except BaseException:
        copie.unlink(missing_ok=True)
        raise
    return copie


def _reserve(chemin: Path) -> bool:
    """Make an empty file of that name; False when the name is taken."""
    try:
        os.close(os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError:
        return False
    except OSError as erreur:
        raise _explain(chemin, erreur) from erreur
    return True


def _save_atomically(chemin: Path, contenu: bytes) -> None:
    """Save a file whole or not at all, with the rights that a new file has; what stood there before is replaced."""
    try:
        cible = Path(os.path.realpath(chemin))  # a link stays a link
        if cible.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        _save_and_replace(cible, contenu)
    except (OSError, ValueError) as erreur:
        raise _explain(chemin, erreur) from erreur


def replace_fichiers(dossier: Path, fichiers: Iterable[tuple[str, bytes]], lus: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Save files (name, content) into a folder, made if need be; return their paths. What stood there before is replaced.

    A name may hold folders (« docx/001.docx »), but may not lead out of ``dossier`` nor stand twice, even in another case, nor be
    one of the files read (``lus``): EcritureImpossible.
    Files are taken and written one by one: those written before a failure stay.
    """
    ecrits: list[Path] = []
    noms: set[str] = set()
    lus = tuple(lus)
    make_dossier(dossier)
    for nom, contenu in fichiers:
        relatif = PurePath(nom)
        if leads_out(nom):
            raise EcritureImpossible(f"Le nom de fichier « {nom} » mène hors du dossier « {dossier} ».")
        if relatif.as_posix().casefold() in noms:
            raise EcritureImpossible(f"Deux fichiers à écrire portent le nom « {nom} ».")
        noms.add(relatif.as_posix().casefold())
        chemin = dossier / relatif
        refuse_lus([chemin], lus)
        make_dossier(chemin.parent)
        _save_atomically(chemin, contenu)
        ecrits.append(chemin)
    return tuple(ecrits)


def _save_and_replace(cible: Path, contenu: bytes) -> None:
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


def _explain(chemin: Path, erreur: Exception) -> EcritureImpossible:
    return EcritureImpossible(f"Le fichier « {chemin} » ne peut pas être écrit : {_find_raison(erreur)}.")


def _find_raison(erreur: Exception) -> str:
    if getattr(erreur, "winerror", None) in _OUVERT:
        return _RAISONS[errno.EBUSY]
    if isinstance(erreur, OSError) and erreur.errno in _RAISONS:
        return _RAISONS[erreur.errno]
    return getattr(erreur, "strerror", None) or "ce nom n'est pas accepté par le système"
