"""How a command starts and goes: of a library what is used, not what it would load besides; the collector of memory once in a while.

What a library prints by itself, past Python, is kept off the screen: what is to be said is said in French.

>>> import sys
>>> with skip_paquet("num2words"):
...     from num2words.lang_FR import Num2Word_FR
>>> Num2Word_FR().to_cardinal(21)
'vingt et un'
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType

NAISSANCES = 100_000  # of objects, the dead ones taken off, between two collections: 700 unless said
TOUR_DE_FIL = 0.0005  # seconds that a thread of Python keeps the others waiting: 0.005 unless said
_UN_SEUL_FIL = RLock()


def share_fils() -> None:
    """Let threads take turns sooner: what makes PDF files works past Python most of the time, and asks for a word between two."""
    sys.setswitchinterval(TOUR_DE_FIL)


def space_ramassages() -> None:
    """Look less often for objects that hold one another: what a command reads, or a server is sent, is looked through in vain.

    What holds one another and is great is collected where it is made (``rendus.feuilles``). At its end Python would look through all
    that is left, which the system takes back anyway.
    """
    atexit.register(gc.freeze)
    gc.set_threshold(NAISSANCES, *gc.get_threshold()[1:])


@contextmanager
def skip_paquet(nom: str) -> Iterator[None]:
    """Let modules of a package be imported here without what the package itself imports; a package that is loaded stays.

    Who imports it later finds it whole, with the same modules in it. One thread at a time: another would find a package without anything.
    """
    with _UN_SEUL_FIL:
        fiche = None if nom in sys.modules else find_spec(nom)
        if fiche is None:  # loaded, or not there: the import says so
            yield
            return
        sys.modules[nom] = module_from_spec(fiche)  # where its modules are, and nothing that runs
        try:
            yield
        finally:
            del sys.modules[nom]


@contextmanager
def silence() -> Iterator[None]:
    """Keep off the screen what a library prints when it meets a damaged file, past Python, and what it warns of."""
    try:
        erreurs, rien = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # a program without a screen
        yield
        return
    try:
        os.dup2(rien, 2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(erreurs, 2)
        os.close(erreurs)
        os.close(rien)


@contextmanager
def delay_modules(*noms: str) -> Iterator[None]:
    """Let a library be imported here without modules that it imports for a use that is not ours: each is read at its first use.

    Who imports them elsewhere has the true ones.

    >>> import sys
    >>> with delay_modules("this"):
    ...     import this
    >>> "this" in sys.modules
    False
    """
    attendus = {nom: _Attendu(nom) for nom in noms if nom not in sys.modules}
    sys.modules.update(attendus)
    try:
        yield
    finally:
        for attendu in attendus.values():
            attendu.leave()


class _Attendu(ModuleType):
    """What stands for a module until one of its names is asked for."""

    def __getattr__(self, nom: str) -> object:
        self.leave()
        return getattr(import_module(self.__name__), nom)

    def leave(self) -> None:
        """Give its place to the true module, if nothing did."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
