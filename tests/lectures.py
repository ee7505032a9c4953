"""A workbook that tests have read again and again, by commands and buttons, is read once by a process: the same bytes read the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from dpid_xl import examen
from dpid_xl.classeurs.relecture import Lecture

# Where what is done with a workbook is tested, and not how it is read: each that is met there goes through the reader all the same.
LUES_UNE_FOIS = ("test_cli_ecriture.py", "udfs/actions")
GARDEES = 24
READ = examen.read_classeur
_lectures: dict[tuple[object, ...], Lecture] = {}


@contextmanager
def remember_lectures() -> Iterator[None]:
    """Let no workbook be read twice meanwhile."""
    with mock.patch.object(examen, "read_classeur", remember(READ)):
        yield


def remember(read: Callable[..., Lecture]) -> Callable[..., Lecture]:
    """Make of a reader one that remembers: all that it is given counts, of a path its last name and what stands there.

    A refusal is not kept, nor a reading that a picture beside the workbook changes.
    """

    def read_once(chemin, modules=None, *, valeurs_seules="", images=None, lus=None, ouvert=None):
        octets = chemin.read_bytes() if lus is None and chemin.is_file() else lus
        cle = (chemin.name, octets, tuple(sorted((modules or {}).items())), modules is None, valeurs_seules)
        if octets is not None and cle in _lectures:
            return _lectures[cle]
        lecture = read(chemin, modules, valeurs_seules=valeurs_seules, images=images, lus=lus, ouvert=ouvert)
        if octets is not None and not lecture.dossier.campagne.logo.strip():
            while len(_lectures) >= GARDEES:
                del _lectures[next(iter(_lectures))]
            _lectures[cle] = lecture
        return lecture

    return read_once
