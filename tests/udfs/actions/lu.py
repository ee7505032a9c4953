"""A workbook as openpyxl reads it, the cells of a sheet when it is asked for: those of all the sheets take four times as long."""

from __future__ import annotations

import io
import re
from functools import cached_property

import openpyxl

from dpid_xl.classeurs.paquet import zip_parties
from tests.udfs.actions.paquet import Paquet

CELLULES = re.compile(rb"<sheetData>.*</sheetData>|<mergeCells .*?</mergeCells>", re.DOTALL)


class ClasseurLu:
    """Sheets by name, to be read only: each is that of a reading of its own, where the other sheets are empty."""

    def __init__(self, octets: bytes) -> None:
        self._paquet = Paquet(octets)
        self._feuilles = {}

    def __getitem__(self, nom):
        if nom not in self._feuilles:
            self._feuilles[nom] = self._load(nom)[nom]
        return self._feuilles[nom]

    @cached_property
    def worksheets(self):
        """All the sheets, without what they hold."""
        return self._cadre.worksheets

    @cached_property
    def sheetnames(self):
        return self._cadre.sheetnames

    @cached_property
    def defined_names(self):
        return self._cadre.defined_names

    @cached_property
    def _cadre(self):
        return self._load("")

    def _load(self, gardee):
        parties = dict(self._paquet.parties)
        for nom, partie in self._paquet.list_feuilles().items():
            if nom != gardee:
                parties[partie] = CELLULES.sub(lambda trouve: b"<sheetData/>" if trouve[0].startswith(b"<s") else b"", parties[partie])
        return openpyxl.load_workbook(io.BytesIO(zip_parties(parties)))
