"""What LibreOffice loads first: it finds the packed Python beside itself and tells in a file why nothing works, if so.

Written for the oldest Python that LibreOffice may carry, so that it can say that it is too old. The file
``dpid_xl.log`` of the LibreOffice profile holds types of errors and lines of our code, never the content of a cell.
"""

import re
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import uno
import unohelper

PYTHON_MINIMUM = (3, 11)
JOURNAL = "dpid_xl.log"
TAILLE_MAXIMALE = 100_000  # bytes; the oldest traces are of no use

_MODULE = re.compile(r"'([\w.]+)'")


class PythonTropAncien(ImportError):
    """LibreOffice carries a Python older than PYTHON_MINIMUM: no module of ours can be imported, and only the log is told."""


def load() -> Any:
    """Return what LibreOffice asks for: the maker of the component."""
    try:
        if sys.version_info < PYTHON_MINIMUM:
            raise PythonTropAncien("'python3.11' au moins est nécessaire")  # noqa: TRY301 (to be logged like the rest)
        # In front: another dpid_xl installed on the machine may be older.
        sys.path.insert(0, str(Path(__file__).resolve().parent / "pythonpath"))
        from udfs.libreoffice import IMPLEMENTATION, SERVICES
        from udfs.libreoffice.composant import make_composant

        fabrique = unohelper.ImplementationHelper()
        fabrique.addImplementation(make_composant(log), IMPLEMENTATION, SERVICES)
    except BaseException as erreur:
        log(erreur)
        raise
    return fabrique


def log(erreur: BaseException) -> None:
    """Add an error to the log; a log that cannot be written stops nothing."""
    try:
        contexte = uno.getComponentContext()
        chemins = contexte.getServiceManager().createInstanceWithContext("com.sun.star.util.PathSubstitution", contexte)
        fichier = Path(uno.fileUrlToSystemPath(chemins.substituteVariables("$(user)", True)), JOURNAL)  # noqa: FBT003 (UNO has no keywords)
        pleine = fichier.exists() and fichier.stat().st_size > TAILLE_MAXIMALE
        with fichier.open("w" if pleine else "a", encoding="utf-8") as journal:
            journal.write(write_trace(erreur))
    except Exception:  # noqa: BLE001 (UNO raises what it wants)
        return


def write_trace(erreur: BaseException) -> str:
    """Write an error without its text, which may quote a cell: its type, the missing modules, the lines of code."""
    # The text of an ImportError quotes modules only; UNO, which takes over imports, does not fill its ``name``.
    manques = _MODULE.findall(str(erreur)) if isinstance(erreur, ImportError) else []
    version = "{}.{}".format(*sys.version_info[:2])
    titre = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {' '.join([type(erreur).__name__, *manques])} (Python {version})"
    appels = [f"  {Path(appel.filename).name}:{appel.lineno} {appel.name}" for appel in traceback.extract_tb(erreur.__traceback__)]
    return "\n".join([titre, *appels]) + "\n"


g_ImplementationHelper = load()  # noqa: N816 (the name that LibreOffice looks for)
