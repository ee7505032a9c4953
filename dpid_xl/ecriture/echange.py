"""A folder whose files change all together: made aside in a hidden folder of it, noted, then exchanged with those that stood there.

A run that fails puts everything back. One that is killed leaves the hidden folder as it was, and with it what to know: before the first
exchange, ``journal.json`` says which files are about to come, with their hashes. Whoever opens the folder next finds it, and finishes.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as dossier, open_echange(Path(dossier)) as echange:
...     echange.make_aside("docx/a.docx", b"PK")
...     echange.seal()
...     _ = echange.put(echange.deposes[0])
...     echange.finish()
...     [chemin.name for chemin in Path(dossier, "docx").iterdir()]
['a.docx']
"""

from __future__ import annotations

import errno
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import Any

from dpid_xl.classes import dataclass
from dpid_xl.ecriture import check_nom, leads_out, make_dossier, name_anciens
from dpid_xl.ecriture.disque import MARQUE, choose_droits, is_lien, put_neuf, sync, sync_dossier, write_neuf
from dpid_xl.ecriture.pannes import DEDANS, DossierOccupe, EcritureImpossible, explain, make_erreur
from dpid_xl.ecriture.verrou import Verrou, take
from dpid_xl.octets import hash_fichier, hash_octets

TRAVAIL = f"{MARQUE}travail"
VERROU, JOURNAL = "verrou", "journal.json"
OCCUPE = "Une autre production est en cours dans le dossier « {dossier} » : attendez qu'elle finisse, puis recommencez."
LIEN = "« {chemin} » est un lien, qui mènerait hors du dossier « {dossier} » : rien n'y est écrit ; supprimez ce lien, puis recommencez."


@dataclass(frozen=True, slots=True)
class Depose:
    """A file made aside: its rank, its name in the folder, its hash."""

    rang: int
    nom: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Vu:
    """A file as it was looked at: its hash, its size in bytes, when it was written."""

    sha256: str
    octets: int
    instant: int

    def is_autre(self, chemin: Path) -> bool:
        """Tell whether a file was written since."""
        etat = chemin.stat()
        return (etat.st_size, etat.st_mtime_ns) != (self.octets, self.instant)


def look(chemin: Path) -> Vu | None:
    """Look at a file; None when there is none, or it cannot be read now."""
    with suppress(OSError, ValueError):
        etat = chemin.stat()
        sha256 = hash_fichier(chemin) if chemin.is_file() else None
        return Vu(sha256, etat.st_size, etat.st_mtime_ns) if sha256 else None
    return None


@contextmanager
def open_echange(dossier: Path) -> Iterator[Echange]:
    """Hold a folder, made if need be, for the time of an exchange; whatever is raised before its end puts back what it had done.

    Raises EcritureImpossible, and DossierOccupe when another process holds it.
    """
    make_dossier(dossier)
    verrou = _take(dossier)
    echange = Echange(dossier)
    try:
        yield echange
    except BaseException:
        echange.undo()
        raise
    finally:
        verrou.release()
        with suppress(OSError):  # what is left in there is for the next run
            (dossier / TRAVAIL).rmdir()


class Echange:
    """What is made aside, or was by a run that is no more; ``connues`` are hashes noted by it of files that it wrote, by name."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        self._travail = dossier / TRAVAIL
        self._noms: set[str] = set()
        self._mis: list[Depose] = []
        self._mien = False  # what is there was made by this run: a failure takes it away
        self._gardes: list[Path] = []  # files that this run made beside others: a failure takes them away
        self.cotes: list[str] = []  # what stood there and is kept beside
        self.deposes: list[Depose] = []
        self.connues: dict[str, set[str]] = {}
        self._read_journal()

    @property
    def restes(self) -> bool:
        """Whether files made aside are there."""
        return any(self._travail.glob("*.neuf"))

    def make_aside(self, nom: str, contenu: bytes, lus: Collection[Path] = ()) -> None:
        """Make a file aside; raises EcritureImpossible when it cannot be written, here or where it must go."""
        cible = check_nom(self.dossier, nom, self._noms, lus)
        self._check_cible(cible)
        self._mien = True
        depose = Depose(len(self.deposes) + 1, PurePath(nom).as_posix(), hash_octets(contenu))
        try:
            write_neuf(self._name(depose), contenu, choose_droits(cible.name))
        except (OSError, ValueError) as erreur:
            raise explain(cible, erreur) from erreur
        self.deposes.append(depose)

    def seal(self) -> None:
        """Note what is about to be put in place, once all of it is on the disk; raises EcritureImpossible."""
        try:
            for depose in self.deposes:
                sync(self._name(depose))
            self._write_journal(self.deposes)
        except OSError as erreur:
            raise explain(self.dossier, erreur, DEDANS) from erreur

    def is_entier(self, depose: Depose) -> bool:
        """Tell whether a file made aside is still there, as it was noted."""
        return hash_fichier(self._name(depose)) == depose.sha256

    def is_depose(self, depose: Depose) -> bool:
        """Tell whether a file made aside is still there: it has not been put in place."""
        return self._name(depose).exists()

    def read(self, depose: Depose) -> bytes:
        """Return a file made aside; raises EcritureImpossible."""
        try:
            return self._name(depose).read_bytes()
        except OSError as erreur:
            raise explain(self.dossier / depose.nom, erreur) from erreur

    def keep_beside(self, depose: Depose) -> None:
        """Keep beside, under a name that nothing has, what stands where a file must go; raises EcritureImpossible.

        What a run that is no more kept so is not kept twice.
        """
        cible = self.dossier / depose.nom
        try:
            contenu = cible.read_bytes()
            empreinte = hash_octets(contenu)
            cote = next(nom for nom in name_anciens(cible) if hash_fichier(nom) == empreinte or self._copy(depose, contenu, nom))
        except (OSError, ValueError) as erreur:
            raise explain(cible, erreur) from erreur
        self.cotes.append(cote.relative_to(self.dossier).as_posix())

    def _copy(self, depose: Depose, contenu: bytes, cote: Path) -> bool:
        """Write a copy, whole, under a name that nothing has; False when the name is taken."""
        if is_lien(cote) or cote.exists():
            return False
        copie = self._name(depose, "copie")
        copie.unlink(missing_ok=True)
        write_neuf(copie, contenu, choose_droits(cote.name))
        sync(copie)
        try:
            put_neuf(copie, cote)
        except FileExistsError:
            return False
        self._gardes.append(cote)
        return True

    def put(self, depose: Depose, vu: Vu | None = None) -> bool:
        """Put a file in place; what stood there is kept until the end.

        Of a file that was ``vu`` there and is no longer that one, nothing is done: False. Raises EcritureImpossible.
        """
        cible, ancien = self.dossier / depose.nom, self._name(depose, "ancien")
        self._check_cible(cible)
        make_dossier(cible.parent)
        self._mis.append(depose)
        try:
            with suppress(FileNotFoundError):
                cible.replace(ancien)
                if vu and vu.is_autre(ancien):
                    ancien.replace(cible)
                    return False
            self._name(depose).replace(cible)
        except (OSError, ValueError) as erreur:
            raise explain(cible, erreur) from erreur
        return True

    def conclude(self, depose: Depose, contenu: bytes) -> None:
        """Put in place, with this content, the file that tells of the others: one of that name is there at every moment.

        From then on nothing is put back. Raises EcritureImpossible.
        """
        cible, final = self.dossier / depose.nom, self._name(depose, "final")
        self._check_cible(cible)
        try:
            final.unlink(missing_ok=True)
            write_neuf(final, contenu, choose_droits(cible.name))
            sync(final)
            final.replace(cible)
        except (OSError, ValueError) as erreur:
            raise explain(cible, erreur) from erreur
        self._mis, self._gardes = [], []

    def finish(self) -> None:
        """Forget all that was aside: what is in place is what must stand."""
        for dossier in {self.dossier, *((self.dossier / depose.nom).parent for depose in self.deposes)}:
            sync_dossier(dossier)
        self._mis, self._gardes, self.connues = [], [], {}
        with suppress(OSError):  # Windows, of a file that somebody looks at: the next run will find that all is in place
            self._clean()
            self._forget()

    def forget(self, connues: Mapping[str, Collection[str]]) -> None:
        """Give up what was aside, but for these hashes of files that are already in place; raises EcritureImpossible."""
        self.connues = {nom: set(empreintes) for nom, empreintes in connues.items()}
        try:
            self._give_up()
        except OSError as erreur:
            raise explain(self.dossier, erreur, DEDANS) from erreur

    def undo(self) -> None:
        """Put back what stood there, as far as it can be; what an earlier run left is not touched."""
        if not self._mien:
            return
        self._mis = [depose for depose in reversed(self._mis) if not self._put_back(depose)]
        if not self._mis:  # else the next run will find the journal and go on
            with suppress(OSError):
                for cote in self._gardes:
                    cote.unlink(missing_ok=True)
                self._give_up()

    def _give_up(self) -> None:
        if self.connues:
            self._write_journal([])
        else:
            self._forget()
        self._clean()

    def _put_back(self, depose: Depose) -> bool:
        cible, neuf, ancien = self.dossier / depose.nom, self._name(depose), self._name(depose, "ancien")
        with suppress(OSError):
            if not neuf.exists() and cible.exists():
                cible.replace(neuf)
            if ancien.exists():
                ancien.replace(cible)
            return True
        return False

    def _check_cible(self, cible: Path) -> None:
        """Refuse what is a link or a folder, or goes through a link or a file."""
        parents = cible.relative_to(self.dossier).parents
        for parent in reversed(parents):
            if parent.parts:
                check_sous_dossier(self.dossier, self.dossier / parent)
        _refuse_lien(self.dossier, cible)
        if cible.is_dir():
            raise explain(cible, make_erreur(errno.EISDIR))

    def _name(self, depose: Depose, suite: str = "neuf") -> Path:
        return self._travail / f"{depose.rang}.{suite}"

    def _read_journal(self) -> None:
        with suppress(OSError, ValueError, RecursionError, TypeError, AttributeError, KeyError):
            journal = json.loads((self._travail / JOURNAL).read_bytes())
            deposes = [Depose(rang, str(nom), str(sha256)) for rang, (nom, sha256) in enumerate(journal["fichiers"], 1)]
            self.connues = {str(nom): set(map(str, empreintes)) for nom, empreintes in journal["connues"].items()}
            self.deposes = [depose for depose in deposes if not leads_out(depose.nom)]

    def _write_journal(self, deposes: Collection[Depose]) -> None:
        connues: Mapping[str, Any] = {nom: sorted(empreintes) for nom, empreintes in sorted(self.connues.items())}
        contenu = json.dumps({"fichiers": [(depose.nom, depose.sha256) for depose in deposes], "connues": connues}, indent=1)
        neuf = self._travail / f"{JOURNAL}.tmp"
        neuf.unlink(missing_ok=True)
        write_neuf(neuf, contenu.encode(), 0o600)
        sync(neuf)
        neuf.replace(self._travail / JOURNAL)
        sync_dossier(self._travail)

    def _clean(self) -> None:
        # In the order in which they were made: as long as one is there, so is the last, which tells of the others.
        for chemin in sorted(self._travail.iterdir(), key=_get_rang):
            if chemin.name not in (VERROU, JOURNAL):
                chemin.unlink(missing_ok=True)
        self.deposes, self._noms, self._mien = [], set(), False

    def _forget(self) -> None:
        (self._travail / JOURNAL).unlink(missing_ok=True)


def check_sous_dossier(dossier: Path, place: Path) -> None:
    """Refuse, for a folder of what is exchanged, a link or a file; raises EcritureImpossible."""
    _refuse_lien(dossier, place)
    if place.exists() and not place.is_dir():
        raise explain(place, make_erreur(errno.EEXIST), DEDANS)


def _refuse_lien(dossier: Path, place: Path) -> None:
    if is_lien(place):
        raise EcritureImpossible(LIEN.format(chemin=place, dossier=dossier))


def _get_rang(chemin: Path) -> int:
    return int(chemin.stem) if chemin.stem.isdigit() else 0


def _take(dossier: Path) -> Verrou:
    travail = dossier / TRAVAIL
    _refuse_lien(dossier, travail)
    try:
        for _ in range(3):  # whoever ends in between takes the folder away
            travail.mkdir(mode=0o700, exist_ok=True)
            with suppress(FileNotFoundError):
                verrou = take(travail / VERROU)
                break
        else:
            raise make_erreur(errno.EBUSY)
    except (OSError, ValueError) as erreur:
        raise explain(dossier, erreur, DEDANS) from erreur
    if verrou is None:
        raise DossierOccupe(OCCUPE.format(dossier=dossier))
    return verrou
