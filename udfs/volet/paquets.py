"""The Python that goes in the pane: this package and the pure libraries it needs, as pip put them here, in two archives.

The functions of cells wait for the first alone; the second is taken in when a button is pressed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dpid_xl.classeurs.paquet import zip_parties
from udfs.bibliotheques import DES_FONCTIONS, DONNEES_DU_PAQUET, DPID_XL, Bibliotheque, pack
from udfs.volet.bytecode import compile_archives

# Excel itself on this computer, and its COM: nothing of it runs in a browser.
_SANS_OBJET_XLWINGS = frozenset(
    {"_xlwindows.py", "_xlmac.py", "cli.py", "com_server.py", "mac_dict.py", "udfs.py", "rest", "ext", "html", "js"}
)
_SUFFIXES = (*DONNEES_DU_PAQUET, ".bas", ".cls", ".xml")
FONCTIONS = (
    replace(DPID_XL, suffixes=_SUFFIXES),
    Bibliotheque(
        "udfs",
        sauf=frozenset({"libreoffice", "auth", "routers", "templates", "static", "navigateur", "custom_functions", "custom_scripts"}),
        suffixes=_SUFFIXES,
    ),
    *DES_FONCTIONS,
    Bibliotheque("xlwings", "xlwings", sauf=_SANS_OBJET_XLWINGS, suffixes=_SUFFIXES),
)
CLASSEURS = (
    Bibliotheque("openpyxl", "openpyxl"),
    Bibliotheque("et_xmlfile", "et-xmlfile"),
    Bibliotheque("xlsxwriter", "xlsxwriter"),
    Bibliotheque("rapidfuzz", "rapidfuzz", sauf=frozenset({"__pyinstaller"})),
    Bibliotheque("pyopenvba", "pyOpenVBA"),
    Bibliotheque("segno", "segno"),
)


def make_archives(pyodide: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the archives by name, with what the Python of these files of Pyodide makes of them; the same packages make the same bytes.

    Raises CompilationImpossible.
    """
    sources = {nom: dict(_pack(bibliotheques)) for nom, bibliotheques in _ARCHIVES.items()}
    compilees = compile_archives(pyodide, {nom: zip_parties(parties) for nom, parties in sources.items()})
    return {nom: zip_parties({**parties, **compilees[nom]}) for nom, parties in sources.items()}


_ARCHIVES = {"fonctions.zip": FONCTIONS, "classeurs.zip": CLASSEURS}


def _pack(bibliotheques: tuple[Bibliotheque, ...]) -> Iterator[tuple[str, bytes]]:
    for bibliotheque in bibliotheques:
        yield from pack(bibliotheque)
