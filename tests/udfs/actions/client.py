"""Excel's client: the actions that a macro sends back, carried out on the package of the workbook itself.

An action that it does not know, or that Excel would refuse on a protected sheet, is a failure of the test.
"""

from __future__ import annotations

import base64
import io
import re
from functools import cache, cached_property
from itertools import chain

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries

from tests.typographie import unset
from tests.udfs.actions.feuille import Feuille, Formule
from tests.udfs.actions.insertion import insert_feuille, open_source, remove_feuille
from tests.udfs.actions.lu import ClasseurLu
from tests.udfs.actions.paquet import CLASSEUR, MAIN, STYLES, Paquet
from tests.udfs.actions.styles import Styles
from tests.udfs.serveur.demande import PROJET


@cache
def read_droits():
    """What the client lets people do on a protected sheet, as macros.js says it to Office.js."""
    source = (PROJET / "static" / "js" / "macros.js").read_text(encoding="utf-8")
    permis = re.findall(r"allow(\w+): true", source.split("const PROTECTION = {")[1].split("}")[0])
    return [f"{nom[0].lower()}{nom[1:]}" for nom in permis]


class Client:
    """A workbook open in Excel; what it was told, asked and sent is kept beside it."""

    def __init__(self, octets: bytes) -> None:
        self.paquet = Paquet(octets)
        self.styles = Styles(self.paquet.open(STYLES))
        self.textes = self.paquet.read_textes()
        self._feuilles: dict[str, Feuille] = {}
        self.alertes, self.protections, self.telechargements, self.inserees = [], [], [], []
        self.question = None
        self.selection = None
        self.recalculs = 0

    @cached_property
    def octets(self):
        """The workbook as it is after the actions."""
        return self.paquet.read_octets()

    @cached_property
    def classeur(self):
        """The same, as openpyxl reads it."""
        return ClasseurLu(self.octets)

    def read(self, nom):
        """Return what the cells of a sheet hold, row by row from A1: texts, numbers, and formulas from their « = »."""
        feuille = self.open(nom)
        contenus = feuille.read_rangees(feuille.read)
        return [[f"={contenu.texte}" if isinstance(contenu, Formule) else contenu for contenu in rangee] for rangee in contenus]

    def carry_out(self, actions):
        for action in actions:
            getattr(self, action["func"])(action)

    def open(self, nom):
        """Return the cells of a sheet."""
        partie = self.paquet.list_feuilles()[nom]
        if partie not in self._feuilles:
            self._feuilles[partie] = Feuille(self.paquet.open(partie), self.styles, self.textes)
        return self._feuilles[partie]

    def _find_nom(self, action):
        return list(self.paquet.list_feuilles())[action["sheet_position"]]

    def _open_modifiable(self, action):
        feuille = self.open(self._find_nom(action))
        assert not feuille.protegee, f"{self._find_nom(action)} est protégée"
        return feuille

    def open_tables(self, nom):
        """Return the trees of a sheet's tables."""
        return [self.paquet.open(partie) for partie in self.paquet.list_tables(self.paquet.list_feuilles()[nom])]

    def setValues(self, action):  # noqa: N802 (names of the client)
        feuille, tables = self._open_modifiable(action), self.open_tables(self._find_nom(action))
        for (rang, colonne), valeur in zip(_list_cellules(action), chain.from_iterable(action["values"]), strict=True):
            feuille.write(rang, colonne, valeur, next((table.get("name") for table in tables if _contains(table, rang, colonne)), ""))
        for table in tables:
            ecrites = [cellule for cellule in _list_cellules(action) if _contains(table, *cellule)]
            for colonne in {colonne for _rang, colonne in ecrites}:
                _autofill(feuille, table, colonne, {rang for rang, autre in ecrites if autre == colonne})

    def setAutofit(self, action):  # noqa: N802
        assert action["args"] in (["rows"], "rows")
        self._open_modifiable(action).fit_rangees(action["start_row"] + 1, action["start_row"] + action["row_count"])

    def rangeClearContents(self, action):  # noqa: N802
        feuille = self._open_modifiable(action)
        for rang, colonne in _list_cellules(action):
            feuille.clear(rang, colonne)

    def resizeTable(self, action):  # noqa: N802
        self._open_modifiable(action)
        rang, adresse = action["args"]
        _resize(self.open_tables(self._find_nom(action))[rang], adresse.replace("$", ""))

    def addTableRow(self, action):  # noqa: N802
        feuille = self._open_modifiable(action)
        table = self.open_tables(self._find_nom(action))[action["args"][0]]
        gauche, haut, droite, bas = range_boundaries(table.get("ref"))
        feuille.copy_rangee(bas + 1, gauche, droite)
        for colonne, declaree in enumerate(table.iter(f"{MAIN}tableColumn"), gauche):
            formule = declaree.findtext(f"{MAIN}calculatedColumnFormula")
            if formule:
                feuille.write(bas + 1, colonne, f"={formule}")
        _resize(table, f"{get_column_letter(gauche)}{haut}:{get_column_letter(droite)}{bas + 1}")

    def sheetDelete(self, action):  # noqa: N802
        nom = self._find_nom(action)
        self._feuilles.pop(self.paquet.list_feuilles()[nom], None)
        remove_feuille(self.paquet, nom)

    def setSheetVisibility(self, action):  # noqa: N802
        etat = action["args"][0].lower()
        assert etat in ("visible", "hidden")
        feuille = self.paquet.open(CLASSEUR).findall(f"{MAIN}sheets/{MAIN}sheet")[action["sheet_position"]]
        feuille.attrib.pop("state", None)
        if etat == "hidden":
            feuille.set("state", etat)

    def activateSheet(self, action):  # noqa: N802
        vue = self.paquet.open(CLASSEUR).find(f"{MAIN}bookViews/{MAIN}workbookView")
        noms = list(self.paquet.list_feuilles())
        self.open(noms[int(vue.get("activeTab", "0"))]).show(oui=False)
        self.open(noms[action["args"][0]]).show(oui=True)
        vue.set("activeTab", str(action["args"][0]))

    def rangeSelect(self, action):  # noqa: N802
        rang, colonne = action["start_row"] + 1, action["start_column"] + 1
        self.selection = (self._find_nom(action), rang, colonne)
        self.open(self._find_nom(action)).select(f"{get_column_letter(colonne)}{rang}")

    def alert(self, action):
        self.alertes.append([unset(mot) if isinstance(mot, str) else mot for mot in action["args"]])

    def runMacro(self, action):  # noqa: N802
        nom, *arguments = action["args"]
        getattr(self, nom)(*arguments)

    def dpidProteger(self, feuille, oui, droits=None):  # noqa: N802
        self.open(feuille).protect((droits or read_droits()) if oui else None)
        self.protections.append((feuille, oui))

    def dpidSansLiens(self, feuille, adresse):  # noqa: N802
        self.open(feuille).remove_liens(adresse)

    def dpidInserer(self, contenu, places):  # noqa: N802
        source = open_source(base64.b64decode(contenu))
        for nom, apres in places:
            insert_feuille(self.paquet, self.styles, source, nom, apres)
            self.inserees.append(nom)

    def dpidQuestion(self, macro):  # noqa: N802
        self.question = macro

    def dpidRecalculer(self):  # noqa: N802
        self.recalculs += 1

    def dpidTelecharger(self, nom, contenu):  # noqa: N802
        self.telechargements.append((nom, base64.b64decode(contenu)))


def apply(octets, actions):
    """Carry actions out on a workbook, as Excel's client does."""
    client = Client(octets)
    client.carry_out(actions)
    return client


def edit(octets, feuille, valeurs):
    """Type values in cells, as an officer does; the sheet is not protected."""
    client = Client(octets)
    for adresse, valeur in valeurs.items():
        colonne, rang, *_fin = range_boundaries(adresse)
        client.open(feuille).write(rang, colonne, valeur)
    return client.octets


def hide(octets, feuille, rangs):
    """Hide rows of a sheet, as a filter does."""
    client = Client(octets)
    for rang in rangs:
        client.open(feuille).hide(rang)
    return client.octets


def add_feuille(octets, nom, valeurs):
    """Add a sheet of the officer's own at the end."""
    source = openpyxl.Workbook()
    source.active.title = nom
    for adresse, valeur in valeurs.items():
        source.active[adresse].value = valeur
    memoire = io.BytesIO()
    source.save(memoire)
    client = Client(octets)
    client.dpidInserer(base64.b64encode(memoire.getvalue()), [[nom, list(client.paquet.list_feuilles())[-1]]])
    return client.octets


def _list_cellules(action):
    haut, gauche = action["start_row"] + 1, action["start_column"] + 1
    rangs, colonnes = range(haut, haut + action["row_count"]), range(gauche, gauche + action["column_count"])
    return [(rang, colonne) for rang in rangs for colonne in colonnes]


def _contains(table, rang, colonne):
    gauche, haut, droite, bas = range_boundaries(table.get("ref"))
    return gauche <= colonne <= droite and haut < rang <= bas


def _autofill(feuille, table, colonne, ecrits):
    """Make a calculated column of a formula written in a column of a table, as Excel does whatever AutoFillFormulasInLists says.

    The first formula takes all the rows that were written (xlwings#2113, #2383, office-js#2093), and the other rows too when they
    are empty or of one formula. Excel is told to leave other columns alone, or not, according to who tells it.
    """
    gauche, haut, _droite, bas = range_boundaries(table.get("ref"))
    contenus = {rang: feuille.read(feuille.get_cellule(rang, colonne)) for rang in range(haut + 1, bas + 1)}
    premiere = next((contenus[rang] for rang in sorted(ecrits) if isinstance(contenus[rang], Formule)), None)
    if premiere is None:
        return
    autres = {contenu for rang, contenu in contenus.items() if rang not in ecrits}
    entiere = autres <= {None} or (len(autres) == 1 and isinstance(next(iter(autres)), Formule))
    for rang in contenus if entiere else ecrits:
        if contenus[rang] != premiere:
            feuille.write(rang, colonne, f"={premiere.texte}")
    if entiere:
        declaree = list(table.iter(f"{MAIN}tableColumn"))[colonne - gauche]
        formule = declaree.find(f"{MAIN}calculatedColumnFormula")
        formule = etree.SubElement(declaree, f"{MAIN}calculatedColumnFormula") if formule is None else formule
        formule.text = premiere.texte


def _resize(table, adresse):
    for element in (table, table.find(f"{MAIN}autoFilter")):
        element.set("ref", adresse)
