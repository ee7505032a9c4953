"""The styles of a workbook's package: what is new is put at the end, so that every style already cited keeps its number."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree

from tests.udfs.actions.paquet import MAIN

PARTIES_DE_STYLE = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
PREMIER_FORMAT = 164  # the numbers below are those of Excel itself
TEXTE = "@"
_EXCEL = {"0": "General", "14": "dd/mm/yyyy", "49": TEXTE}
_LITTERAL = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')


class Styles:
    """The part « styles » of a package."""

    def __init__(self, racine: etree._Element) -> None:
        self.racine = racine
        self._rangs = {nom: {} for nom in (*PARTIES_DE_STYLE.values(), "cellXfs")}
        for nom, rangs in self._rangs.items():
            for rang, element in enumerate(self._bloc(nom)):
                rangs.setdefault(_write(element), rang)

    def _bloc(self, nom):
        return self.racine.find(f"{MAIN}{nom}")

    def get_format(self, style):
        """Return the number format of a cell's style."""
        return self._write_format(self._bloc("cellXfs")[style].get("numFmtId"))

    def is_jour(self, style):
        """Tell whether a number in this style shows as a day."""
        return bool(re.search("[dmy]", _LITTERAL.sub("", self.get_format(style)), re.IGNORECASE))

    def derive(self, style, **attributs):
        """Return the style that differs from another by attributes only; None takes an attribute away."""
        xf = deepcopy(self._bloc("cellXfs")[style])
        if all(xf.get(nom) == valeur for nom, valeur in attributs.items()):
            return style
        for nom, valeur in attributs.items():
            xf.attrib.pop(nom, None)
            if valeur is not None:
                xf.set(nom, valeur)
        return self._find_or_append("cellXfs", xf)

    def find_format(self, code):
        """Return the number of a number format, added if it is new."""
        formats = self._bloc("numFmts")
        connus = {nom: numero for numero, nom in _EXCEL.items()} | {f.get("formatCode"): f.get("numFmtId") for f in formats}
        if code not in connus:
            numero = str(max(PREMIER_FORMAT - 1, *(int(f.get("numFmtId")) for f in formats)) + 1)
            etree.SubElement(formats, f"{MAIN}numFmt", numFmtId=numero, formatCode=code)
            formats.set("count", str(len(formats)))
            connus[code] = numero
        return connus[code]

    def take(self, source, style):
        """Return the number here of a style of another workbook; its « Normal » becomes that of this one, as in Excel."""
        if style == 0:
            return 0
        xf = deepcopy(source._bloc("cellXfs")[style])
        assert xf.get("xfId") == "0", "a named style"
        for cle, bloc in PARTIES_DE_STYLE.items():
            xf.set(cle, str(self._find_or_append(bloc, deepcopy(source._bloc(bloc)[int(xf.get(cle))]))))
        if int(xf.get("numFmtId")) >= PREMIER_FORMAT:
            xf.set("numFmtId", self.find_format(source._write_format(xf.get("numFmtId"))))
        return self._find_or_append("cellXfs", xf)

    def resolve(self, style):
        """Return all that a style says, whatever the numbers of the workbook."""
        xf = self._bloc("cellXfs")[style]
        parties = [_write(self._bloc(bloc)[int(xf.get(cle))]) for cle, bloc in PARTIES_DE_STYLE.items()]
        numeros = {"numFmtId", *PARTIES_DE_STYLE}
        aspects = sorted((nom, valeur) for nom, valeur in xf.attrib.items() if nom not in numeros)
        return self._write_format(xf.get("numFmtId")), *parties, *aspects, *map(_write, xf)

    def _write_format(self, numero):
        trouve = self.racine.find(f"{MAIN}numFmts/{MAIN}numFmt[@numFmtId='{numero}']")
        return _EXCEL.get(numero, numero) if trouve is None else trouve.get("formatCode")

    def _find_or_append(self, nom, element):
        bloc, cle = self._bloc(nom), _write(element)
        if cle not in self._rangs[nom]:
            self._rangs[nom][cle] = len(bloc)
            bloc.append(element)
            bloc.set("count", str(len(bloc)))
        return self._rangs[nom][cle]


def _write(element):
    return etree.tostring(element, method="c14n", exclusive=True)
