"""Save files so that a reader never meets half of one and nobody's work is lost; say in one French sentence why it could not be done.

A file that stands on its own goes through :func:`save_fichiers`, which replaces nothing unasked. :func:`replace_fichiers` replaces: it
is for whoever knows what stood there, by a manifest (``production``) or a receipt (``installation``). Neither writes on what is read.
What takes long to make begins with :func:`check_fichiers` or :func:`check_dossier`: a place that cannot receive it is said before.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as dossier:
...     [chemin.name for chemin in replace_fichiers(Path(dossier) / "2022", [("a.csv", b"1;2"), ("b.csv", b"")])]
['a.csv', 'b.csv']
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path, PurePath

from dpid_xl.ecriture.disque import clean_provisoires, is_lien, probe, probe_dossier, put_neuf, put_over, save_octets
from dpid_xl.ecriture.pannes import DEDANS, DOSSIER, DossierOccupe, EcritureImpossible, explain, make_erreur

__all__ = [
    "DossierOccupe",
    "EcritureImpossible",
    "check_dossier",
    "check_fichiers",
    "check_nom",
    "leads_out",
    "make_dossier",
    "name_anciens",
    "refuse_lus",
    "replace_fichiers",
    "save_fichiers",
]

LIEN_DEHORS = (
    "Le fichier « {chemin} » est un lien qui mène hors de son dossier : rien n'y est écrit ; donnez l'endroit lui-même, ou supprimez "
    "le lien, puis recommencez."
)


def save_fichiers(fichiers: Mapping[Path, bytes], jour: date, *, lus: Iterable[Path] = (), remplacer: bool = False) -> tuple[Path, ...]:
    """Save files that stand on their own; every target is looked at before the first is written.

    A target that holds other bytes is refused, unless ``remplacer``: it is then kept beside, in a copy dated ``jour`` that never takes
    the place of another. Returns these copies. Raises EcritureImpossible, also for a target that is one of the files read (``lus``).
    """
    refuse_lus(fichiers, lus)
    cibles = {chemin: _resolve(chemin) for chemin in fichiers}
    avant = {chemin: _read(chemin, cible) for chemin, cible in cibles.items()}
    changes = {chemin: contenu for chemin, contenu in fichiers.items() if avant[chemin] != contenu}
    anciens = {chemin: ancien for chemin in changes if (ancien := avant[chemin]) is not None}
    if anciens and not remplacer:
        raise EcritureImpossible(
            f"Le fichier « {next(iter(anciens))} » existe déjà, avec un autre contenu : choisissez un autre nom, ou ajoutez --remplacer "
            "(l'ancien est alors gardé à côté, en copie datée)."
        )
    for dossier in dict.fromkeys(cible.parent for cible in cibles.values()):
        clean_provisoires(dossier)
    copies = tuple(_keep_copie(chemin, ancien, jour) for chemin, ancien in anciens.items())
    for chemin, contenu in changes.items():
        _save(chemin, cibles[chemin], contenu)
    return copies


def check_fichiers(fichiers: Collection[Path], lus: Iterable[Path] = ()) -> None:
    """Raise EcritureImpossible, before the work, when files could not be written where they are wanted, whatever they hold.

    Their folder is not there or takes no file, a folder has their name, a link leads elsewhere, one is a file read (``lus``).
    """
    refuse_lus(fichiers, lus)
    for chemin in fichiers:
        cible = _resolve(chemin)
        try:
            with suppress(FileNotFoundError):
                if not stat.S_ISREG(cible.stat().st_mode):
                    raise make_erreur(errno.EISDIR)
            probe(cible.parent)
        except (OSError, ValueError) as erreur:
            raise explain(chemin, erreur) from erreur


def check_dossier(dossier: Path) -> None:
    """Raise EcritureImpossible, before the work, when nothing could be written in a folder, or it could not be made; none is made."""
    phrase = DOSSIER
    try:
        existant = _find_existant(dossier)
        if not existant.is_dir():
            raise make_erreur(errno.EEXIST if existant == dossier else errno.ENOTDIR)
        if existant == dossier:
            phrase = DEDANS
            probe(existant)
        else:
            probe_dossier(existant)
    except (OSError, ValueError) as erreur:
        raise explain(dossier, erreur, phrase) from erreur


def _find_existant(dossier: Path) -> Path:
    """Return a folder, or the nearest of those above that is there; raises OSError."""
    for place in (dossier, *dossier.parents):
        with suppress(FileNotFoundError, NotADirectoryError):
            place.lstat()
            return place
    raise make_erreur(errno.ENOENT)  # a drive that is not there


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
    except (OSError, ValueError) as erreur:
        raise explain(dossier, erreur, DOSSIER) from erreur


def _is_meme(chemin: Path, autre: Path) -> bool:
    try:
        return chemin.samefile(autre)
    except (OSError, ValueError):  # one of them is not there
        return False


def _resolve(chemin: Path) -> Path:
    """Follow a link to a file of the same folder; raises EcritureImpossible for one that leads elsewhere."""
    try:
        cible = Path(os.path.realpath(chemin))
        if is_lien(chemin) and cible.parent != Path(os.path.realpath(chemin.parent)):
            raise EcritureImpossible(LIEN_DEHORS.format(chemin=chemin))
    except (OSError, ValueError) as erreur:
        raise explain(chemin, erreur) from erreur
    return cible


def _read(chemin: Path, cible: Path) -> bytes | None:
    """Return what a target holds; None when there is no file yet."""
    try:
        if cible.exists() and not cible.is_file():
            raise make_erreur(errno.EISDIR)
        return cible.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as erreur:
        raise explain(chemin, erreur) from erreur


def _keep_copie(chemin: Path, ancien: bytes, jour: date) -> Path:
    """Save what a file held into a new one beside it, that takes the place of none."""
    return next(copie for copie in name_anciens(chemin, f"_{jour}") if _save_neuf(copie, ancien))


def name_anciens(chemin: Path, suite: str = "") -> Iterator[Path]:
    """Yield the names beside a file under which what it held may be kept, the first that is free being the one.

    >>> noms = name_anciens(Path("annexe5.xlsm"), "_2022-09-27")
    >>> next(noms).name, next(noms).name
    ('annexe5_ancien_2022-09-27.xlsm', 'annexe5_ancien_2022-09-27_2.xlsm')
    """
    rangs = ("" if rang == 1 else f"_{rang}" for rang in count(1))
    return (chemin.with_name(f"{chemin.stem}_ancien{suite}{rang}{chemin.suffix}") for rang in rangs)


def _save_neuf(chemin: Path, contenu: bytes) -> bool:
    """Save a file under a name that nothing has; False when the name is taken."""
    try:
        return not chemin.exists() and _save(chemin, chemin, contenu, put_neuf)
    except FileExistsError:
        return False


def _save(chemin: Path, cible: Path, contenu: bytes, put: Callable[[Path, Path], object] = put_over) -> bool:
    try:
        save_octets(cible, contenu, put)
    except FileExistsError:
        raise
    except (OSError, ValueError) as erreur:
        raise explain(chemin, erreur) from erreur
    return True


def replace_fichiers(dossier: Path, fichiers: Iterable[tuple[str, bytes]], lus: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Save files (name, content) into a folder, made if need be; return their paths. What stood there before is replaced.

    A name may hold folders (« docx/001.docx »), but may not lead out of ``dossier`` nor stand twice, even in another case, nor be
    one of the files read (``lus``): EcritureImpossible.
    Files are taken and written one by one: those written before a failure stay.
    """
    ecrits: list[Path] = []
    noms: set[str] = set()
    propres: set[Path] = set()
    lus = tuple(lus)
    make_dossier(dossier)
    for nom, contenu in fichiers:
        chemin = check_nom(dossier, nom, noms, lus)
        make_dossier(chemin.parent)
        cible = Path(os.path.realpath(chemin))  # a link stays a link
        if cible.parent not in propres:
            clean_provisoires(cible.parent)
            propres.add(cible.parent)
        _save(chemin, cible, contenu)
        ecrits.append(chemin)
    return tuple(ecrits)


def check_nom(dossier: Path, nom: str, noms: set[str], lus: Iterable[Path]) -> Path:
    """Return where a file of that name goes in a folder, and add it to those met; raises EcritureImpossible.

    The name may not lead out of the folder, nor be one of those met, even in another case, nor be a file read.
    """
    relatif = PurePath(nom)
    if leads_out(nom):
        raise EcritureImpossible(f"Le nom de fichier « {nom} » mène hors du dossier « {dossier} ».")
    cle = relatif.as_posix().casefold()
    if cle in noms:
        raise EcritureImpossible(f"Deux fichiers à écrire portent le nom « {nom} ».")
    noms.add(cle)
    refuse_lus([dossier / relatif], lus)
    return dossier / relatif
