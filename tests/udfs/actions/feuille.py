"""The cells of a worksheet's part, written as Excel writes what a macro gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from tests.udfs.actions.paquet import MAIN, read_texte
from tests.udfs.actions.styles import TEXTE

ORIGINE = date(1899, 12, 30)  # day 0 of Excel
_JOUR = re.compile(r"\d{4}-\d\d-\d\d")  # how xlwings writes a day; Excel reads it in any language
_REINTERPRETE = re.compile(r"[-+]?[\d .,]+(e[-+]?\d+)?%?|\d+[/-]\d+([/-]\d+)?.*|true|false|vrai|faux|[-+@].*", re.IGNORECASE)
_CETTE_LIGNE = re.compile(r"\[@(?:\[([^]]+)\]|([^][]+))\]")


@dataclass(frozen=True)
class Formule:
    texte: str


class Feuille:
    """One worksheet; ``textes`` are the shared strings, which are read and never added to."""

    def __init__(self, racine, styles, textes):
        self.racine, self.styles, self.textes = racine, styles, textes
        self._donnees = racine.find(f"{MAIN}sheetData")
        self._rangees = {int(rangee.get("r")): rangee for rangee in self._donnees}
        self._cellules = {cellule.get("r"): cellule for cellule in self._donnees.iter(f"{MAIN}c")}

    @property
    def protegee(self):
        return self.racine.find(f"{MAIN}sheetProtection") is not None

    def write(self, rang, colonne, valeur, table=""):
        """Give a cell a value; a text may be a formula, a day, or kept a text by an apostrophe or by the cell's format."""
        cellule = self.get_cellule(rang, colonne)
        style = int(cellule.get("s", "0"))
        contenu, apostrophe = _interpret(valeur, self.styles.get_format(style), self.styles.is_jour(style), table)
        self._set_style(cellule, self.styles.derive(style, quotePrefix="1" if apostrophe else None))
        if contenu != self.read(cellule):
            _fill(cellule, contenu)

    def clear(self, rang, colonne):
        """Empty a cell, which keeps its look."""
        if f"{get_column_letter(colonne)}{rang}" in self._cellules:
            _fill(self.get_cellule(rang, colonne), None)

    def set_format(self, rang, colonne, code):
        """Give a cell a number format."""
        cellule = self.get_cellule(rang, colonne)
        self._set_style(cellule, self.styles.derive(int(cellule.get("s", "0")), numFmtId=self.styles.find_format(code)))

    def fit_rangees(self, premiere, derniere):
        """Let rows take the height of what they hold."""
        for rang in range(premiere, derniere + 1):
            for attribut in ("ht", "customHeight"):
                self._get_rangee(rang).attrib.pop(attribut, None)

    def copy_rangee(self, rang, gauche, droite):
        """Give the cells of a row the look of the row above."""
        assert all(self.read(self.get_cellule(rang, colonne)) is None for colonne in range(gauche, droite + 1)), "cells would move down"
        for colonne in range(gauche, droite + 1):
            self._set_style(self.get_cellule(rang, colonne), int(self.get_cellule(rang - 1, colonne).get("s", "0")))

    def read(self, cellule):
        """Return what a cell holds: a Formule, or its value."""
        formule = cellule.find(f"{MAIN}f")
        return self.read_valeur(cellule) if formule is None else Formule(formule.text)

    def read_valeur(self, cellule):
        """Return what a cell shows: a text, a number, a truth value or None."""
        valeur, genre = cellule.findtext(f"{MAIN}v"), cellule.get("t", "n")
        if genre == "inlineStr":
            return read_texte(cellule)
        if valeur is None:
            return None
        lire = {"s": lambda texte: read_texte(self.textes[int(texte)]), "n": float, "b": lambda texte: texte == "1"}
        return lire.get(genre, str)(valeur)

    def read_rangees(self, lire):
        """Return the cells from A1 to the last used one, row by row, read by ``lire``; None where there is none."""
        _gauche, _haut, droite, bas = range_boundaries(self.racine.find(f"{MAIN}dimension").get("ref"))
        rangees = [[None] * droite for _rang in range(bas)]
        for adresse, cellule in self._cellules.items():
            colonne, rang, *_fin = range_boundaries(adresse)
            rangees[rang - 1][colonne - 1] = lire(cellule)
        return rangees

    def remove_liens(self, adresse):
        """Delete the links that hang on cells."""
        liens = self.racine.find(f"{MAIN}hyperlinks")
        gauche, haut, droite, bas = range_boundaries(adresse)
        for lien in () if liens is None else list(liens):
            colonne, rang = coordinate_from_string(lien.get("ref"))
            if gauche <= column_index_from_string(colonne) <= droite and haut <= rang <= bas:
                liens.remove(lien)
        if liens is not None and not len(liens):
            self.racine.remove(liens)

    def protect(self, droits):
        """Protect the sheet but for what is allowed, or lift the protection (None)."""
        if droits is None and self.protegee:
            self.racine.remove(self.racine.find(f"{MAIN}sheetProtection"))
        elif droits is not None and not self.protegee:
            permis = {nom: "0" for nom in ("formatColumns", "formatRows", "autoFilter") if nom in droits}
            assert len(permis) == len(droits), droits
            self._donnees.addnext(etree.Element(f"{MAIN}sheetProtection", sheet="1", objects="1", scenarios="1", **permis))

    def hide(self, rang):
        """Hide a row."""
        self._get_rangee(rang).set("hidden", "1")

    def is_masquee(self, rang):
        """Tell whether a row is hidden."""
        return rang in self._rangees and self._rangees[rang].get("hidden") == "1"

    def select(self, adresse):
        """Put the cursor on a cell."""
        vue = self.racine.find(f"{MAIN}sheetViews/{MAIN}sheetView")
        volet = vue.find(f"{MAIN}pane")
        if volet is None:
            selection = vue.find(f"{MAIN}selection")
            selection = etree.SubElement(vue, f"{MAIN}selection") if selection is None else selection
        else:
            selection = vue.find(f"{MAIN}selection[@pane='{volet.get('activePane')}']")
        selection.attrib.update({"activeCell": adresse, "sqref": adresse})

    def show(self, *, oui):
        """Tell whether the tab is the one in front."""
        vue = self.racine.find(f"{MAIN}sheetViews/{MAIN}sheetView")
        vue.attrib.pop("tabSelected", None)
        if oui:
            vue.set("tabSelected", "1")

    def get_cellule(self, rang, colonne):
        """Return the element of a cell, made in its place with the look of its column if it is absent."""
        adresse = f"{get_column_letter(colonne)}{rang}"
        if adresse not in self._cellules:
            cellule = etree.Element(f"{MAIN}c", r=adresse)
            colonnes = (c for c in self.racine.iter(f"{MAIN}col") if int(c.get("min")) <= colonne <= int(c.get("max")))
            self._set_style(cellule, next((int(c.get("style", "0")) for c in colonnes), 0))
            _insert(self._get_rangee(rang), cellule, colonne, lambda autre: range_boundaries(autre.get("r"))[0])
            self._cellules[adresse] = cellule
            self._extend(rang, colonne)
        return self._cellules[adresse]

    def _get_rangee(self, rang):
        if rang not in self._rangees:
            self._rangees[rang] = etree.Element(f"{MAIN}row", r=str(rang))
            _insert(self._donnees, self._rangees[rang], rang, lambda autre: int(autre.get("r")))
        return self._rangees[rang]

    def _extend(self, rang, colonne):
        dimension = self.racine.find(f"{MAIN}dimension")
        gauche, haut, droite, bas = range_boundaries(dimension.get("ref"))
        coins = min(gauche, colonne), min(haut, rang), max(droite, colonne), max(bas, rang)
        dimension.set("ref", f"{get_column_letter(coins[0])}{coins[1]}:{get_column_letter(coins[2])}{coins[3]}")

    @staticmethod
    def _set_style(cellule, style):
        cellule.attrib.pop("s", None)
        if style:
            cellule.set("s", str(style))


def _interpret(valeur, code, jour, table):
    """Return what a cell of this number format holds once given a value, and whether an apostrophe kept it a text."""
    if valeur is None or valeur == "":
        return None, False
    if not isinstance(valeur, str):
        assert code != TEXTE, f"{valeur} deviendrait un texte"
        return float(valeur), False
    if valeur.startswith("'"):
        return valeur[1:], True
    return (valeur if code == TEXTE else _parse(valeur, jour, table)), False


def _parse(texte, jour, table):
    """Return what Excel makes of a text in a cell that is not one of texts; ``jour`` tells that the cell shows days."""
    if texte.startswith("="):
        return Formule(_CETTE_LIGNE.sub(lambda trouve: f"{table}[[#This Row],[{trouve[1] or trouve[2]}]]", texte[1:]))
    if _JOUR.fullmatch(texte):
        assert jour, f"{texte} dans une cellule qui n'est pas une date"
        return float((date.fromisoformat(texte) - ORIGINE).days)
    assert not _REINTERPRETE.fullmatch(texte), f"Excel ne garderait pas le texte « {texte} »"
    return texte


def _fill(cellule, contenu):
    for element in list(cellule):
        cellule.remove(element)
    cellule.attrib.pop("t", None)
    if isinstance(contenu, Formule):
        etree.SubElement(cellule, f"{MAIN}f").text = contenu.texte
    elif isinstance(contenu, str):
        cellule.set("t", "inlineStr")
        texte = etree.SubElement(etree.SubElement(cellule, f"{MAIN}is"), f"{MAIN}t")
        texte.text = contenu
        if contenu != contenu.strip():
            texte.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    elif contenu is not None:
        etree.SubElement(cellule, f"{MAIN}v").text = f"{contenu:.15g}"


def _insert(parent, element, cle, lire):
    for autre in reversed(parent):
        if lire(autre) < cle:
            autre.addnext(element)
            return
    parent.insert(0, element)
