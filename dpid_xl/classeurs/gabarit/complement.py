"""The add-in: the functions, the macros and the ribbon for any workbook of the officer's, without data of its own."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter

from dpid_xl.classeurs.gabarit.aide import REGLAGES
from dpid_xl.classeurs.gabarit.extension import Extension
from dpid_xl.classeurs.macros.modules import load_modules
from dpid_xl.classeurs.macros.ruban import add_ruban
from dpid_xl.classeurs.macros.vba import add_vba, mark_complement
from dpid_xl.classeurs.paquet import list_parties, zip_parties
from dpid_xl.version import __version__

# The add-in has no date: it is the same for every campaign.
_INSTANT = datetime(2022, 1, 1)  # noqa: DTZ001 (a file property has no zone)


def build_complement(extension: Extension) -> bytes:
    """Return the add-in (.xlam) that carries this extension; same extension, same bytes.

    Its only sheet, which Excel never shows, holds xlwings' settings where the open workbook has none.
    """
    parties = list_parties(_write_feuille())
    add_vba(parties, {**load_modules(extension.ouverture), **extension.modules})
    if extension.ruban:
        add_ruban(parties, extension.ruban)
    mark_complement(parties)
    return zip_parties(parties)


def _write_feuille() -> bytes:
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True})
    classeur.calc_on_load = False  # it has no formula: opening it must not mark it as changed
    classeur.set_vba_name("ThisWorkbook")
    # Excel's list of add-ins shows this title and this comment.
    classeur.set_properties({"title": "DPID", "comments": f"Fonctions et ruban DPID, dpid_xl {__version__}", "created": _INSTANT})
    onglet = classeur.add_worksheet("xlwings.conf")
    onglet.set_vba_name("wsXlwingsConf")
    for rang, (nom, valeur, _) in enumerate(REGLAGES):
        onglet.write_row(rang, 0, (nom, valeur))
    classeur.close()
    return tampon.getvalue()
