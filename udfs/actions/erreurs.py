"""What an officer is told when a macro cannot go on, and what is noted for whoever mends it.

A refusal is a French sentence that says what to do. Anything else is noted in a log: the kind of error and the places in the
code, never its text nor a value, since both may hold a name or an account.

>>> describe_erreur(ValueError("FR76 3000")).splitlines()
['ValueError']
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path

from dpid_xl.refus import BLOQUE, Refus

_PLACES = 6  # of the code that an officer is given to copy
TAILLE_MAXIMALE = 500_000  # of the log; past that it is started again


class MacroRefusee(Refus):
    """A macro that cannot run as things stand; its text is one French sentence: what, and what to do."""

    code = BLOQUE


def find_journal() -> Path:
    """Return the path of the log, in the user's folder."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "dpid_xl" / "macros.log"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Logs" / "dpid_xl" / "macros.log"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "dpid_xl" / "macros.log"


def describe_erreur(erreur: BaseException) -> str:
    """Write the kind of an error, of its causes, and the places in the code; no text and no value."""
    lignes = []
    courante: BaseException | None = erreur
    while courante is not None:
        lignes.append(type(courante).__name__)
        lignes += [f"  {Path(place.filename).name}:{place.lineno} {place.name}" for place in traceback.extract_tb(courante.__traceback__)]
        courante = courante.__cause__
    return "\n".join(lignes)


def tell_places(erreur: BaseException) -> str:
    """Write the same on one line, its end: what an officer can copy where there is no log.

    >>> tell_places(ValueError("FR76 3000"))
    'ValueError'
    """
    return ", ".join(ligne.strip() for ligne in describe_erreur(erreur).splitlines()[-_PLACES:])


def save_journal(macro: str, erreur: BaseException, quand: datetime) -> Path | None:
    """Note an unforeseen error; return the log, None when it cannot be written."""
    chemin = find_journal()
    try:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        mode = "w" if chemin.is_file() and chemin.stat().st_size > TAILLE_MAXIMALE else "a"
        with chemin.open(mode, encoding="utf-8") as fichier:
            fichier.write(f"{quand:%Y-%m-%d %H:%M:%S} {macro}\n{describe_erreur(erreur)}\n\n")
    except OSError:
        return None
    return chemin


def note_sur_le_poste(macro: str, erreur: BaseException, quand: datetime) -> str:
    """Note an unforeseen error on this computer; return what the officer joins to a message, as the end of a sentence."""
    journal = save_journal(macro, erreur, quand)
    return f"joignez le fichier {journal}" if journal else "décrivez ce que vous faisiez"


def write_phrase(libelle: str, suite: str) -> str:
    """Write what the officer reads of an unforeseen error; ``suite`` is what the host noted of it."""
    return (
        f"« {libelle} » n'a pas pu aller au bout : fermez les boîtes et cellules en cours de saisie puis recommencez ; "
        f"si cela se reproduit, écrivez au service informatique et {suite}."
    )
