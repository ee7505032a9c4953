"""The real workbook as Excel's client sends it to a server, and the actions that come back carried out on a copy of it.

The JSON has the shape that ``getBookData`` of xlwings' client gives; the copy is openpyxl's, for comparison only.
"""

import base64
import io
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import xlwings
from openpyxl.utils import range_boundaries

import udfs

RACINE = Path(udfs.__file__).parents[1]
CLASSEUR = RACINE / "workbooks" / "annexe5_2022_phase2.xlsm"


@cache
def read_octets():
    return CLASSEUR.read_bytes()


@cache
def _load_valeurs(octets):
    return openpyxl.load_workbook(io.BytesIO(octets), data_only=True)


def load(octets):
    return openpyxl.load_workbook(io.BytesIO(octets))


def make_json(octets, nom="annexe5_2022_phase2.xlsm", devant="Accueil", selection="A1"):
    """The body that Excel's client posts for a workbook."""
    classeur = _load_valeurs(octets)
    feuilles = classeur.sheetnames
    return {
        "client": "Office.js",
        "version": xlwings.__version__,
        "book": {
            "name": nom,
            "active_sheet_index": feuilles.index(devant),
            "selection": selection,
            "calculation": "Automatic",
        },
        "names": [_make_nom(feuilles, nom, defini.attr_text) for nom, defini in classeur.defined_names.items()],
        "sheets": [_make_feuille(onglet) for onglet in classeur.worksheets],
    }


def _make_nom(feuilles, nom, cible):
    feuille, _, adresse = cible.rpartition("!")
    feuille = feuille.strip("'").replace("''", "'")
    return {
        "name": nom,
        "refers_to": f"={cible}",
        "sheet_index": feuilles.index(feuille) if feuille in feuilles else None,
        "address": adresse.replace("$", "") or None,
        "scope_sheet_name": None,
        "scope_sheet_index": None,
        "book_scope": True,
    }


def _make_feuille(onglet):
    valeurs = [[_to_json(cellule.value) for cellule in rangee] for rangee in onglet.iter_rows(1, onglet.max_row, 1, onglet.max_column)]
    return {
        "name": onglet.title,
        "visibility": "Visible",
        "show_gridlines": False,
        "print_area": None,
        "notes": [],
        "notes_supported": True,
        "used_range_address": onglet.dimensions if ":" in onglet.dimensions else None,
        "values": valeurs,
        "pictures": [],
        "shapes": [],
        "charts": [],
        "tables": [_make_table(table.name, table.ref, onglet) for table in onglet.tables.values()],
        "pivot_tables": [],
    }


def _make_table(nom, adresse, onglet):
    gauche, haut, droite, bas = range_boundaries(adresse)
    debut, fin = adresse.split(":")
    lettre_fin = fin.rstrip("0123456789")
    lettre_debut = debut.rstrip("0123456789")
    return {
        "name": nom,
        "range_address": adresse,
        "row_count": bas - haut,
        "column_count": droite - gauche + 1,
        "columns": [str(onglet.cell(haut, colonne).value) for colonne in range(gauche, droite + 1)],
        "header_row_range_address": f"{debut}:{lettre_fin}{haut}",
        "data_body_range_address": f"{lettre_debut}{haut + 1}:{fin}",
        "total_row_range_address": None,
        "show_headers": True,
        "show_totals": False,
        "table_style": "TableStyleLight1",
        "show_autofilter": True,
    }


def _to_json(valeur):
    if valeur is None:
        return ""
    if isinstance(valeur, (datetime, date)):
        return f"{valeur:%Y-%m-%dT00:00:00.000Z}"
    return valeur


def apply(octets, actions):
    """Carry actions out on a copy, as Excel's client does; return the copy and the sentences shown."""
    classeur = load(octets)
    copie = Copie(classeur)
    for action in actions:
        getattr(copie, action["func"])(action)
    return copie


class Copie:
    """A workbook that does what the client's actions say; an action that it does not know is a failure of the test."""

    def __init__(self, classeur):
        self.classeur = classeur
        self.alertes = []
        self.protections = []
        self.telechargements = []
        self.question = None
        self.inserees = []
        self.retours = {}
        self.recalculs = 0

    def _feuille(self, action):
        return self.classeur.worksheets[action["sheet_position"]]

    def _plage(self, action):
        haut, gauche = action["start_row"] + 1, action["start_column"] + 1
        return self._feuille(action).iter_rows(haut, haut + action["row_count"] - 1, gauche, gauche + action["column_count"] - 1)

    def setValues(self, action):  # noqa: N802 (names of the client)
        for cellules, valeurs in zip(self._plage(action), action["values"], strict=True):
            for cellule, valeur in zip(cellules, valeurs, strict=True):
                assert not cellule.parent.protection.sheet, f"{cellule.parent.title} est protégée"
                cellule.value = _from_json(valeur)

    def setNumberFormat(self, action):  # noqa: N802
        for cellules in self._plage(action):
            for cellule in cellules:
                cellule.number_format = action["args"][0]

    def setRangeColor(self, action):  # noqa: N802
        for cellules in self._plage(action):
            for cellule in cellules:
                couleur = action["args"][0]
                cellule.fill = (
                    openpyxl.styles.PatternFill("solid", fgColor="FF" + couleur[1:]) if couleur else openpyxl.styles.PatternFill()
                )

    def rangeClearContents(self, action):  # noqa: N802
        for cellules in self._plage(action):
            for cellule in cellules:
                cellule.value = None

    def resizeTable(self, action):  # noqa: N802
        self._table(action).ref = action["args"][1].replace("$", "")

    def addTableRow(self, action):  # noqa: N802
        table = self._table(action)
        assert not self._feuille(action).protection.sheet
        debut, fin = table.ref.split(":")
        lettres, rang = fin.rstrip("0123456789"), int(fin.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        table.ref = f"{debut}:{lettres}{rang + 1}"

    def _table(self, action):
        return list(self._feuille(action).tables.values())[action["args"][0]]

    def sheetDelete(self, action):  # noqa: N802
        self.classeur.remove(self._feuille(action))

    def activateSheet(self, action):  # noqa: N802
        self.classeur.active = action["args"][0]

    def rangeSelect(self, action):  # noqa: N802
        self.selection = (self._feuille(action).title, action["start_row"] + 1, action["start_column"] + 1)

    def alert(self, action):
        self.alertes.append(action["args"])

    def runMacro(self, action):  # noqa: N802
        nom, *arguments = action["args"]
        getattr(self, nom)(*arguments)

    def dpidProteger(self, feuille, oui):  # noqa: N802
        self.classeur[feuille].protection.sheet = oui
        self.protections.append((feuille, oui))

    def dpidSansLiens(self, feuille, adresse):  # noqa: N802
        for cellules in self.classeur[feuille][adresse]:
            for cellule in cellules:
                cellule.hyperlink = None

    def dpidInserer(self, contenu, feuilles):  # noqa: N802
        source = load(base64.b64decode(contenu))
        for nom in feuilles:
            assert nom.casefold() not in {onglet.casefold() for onglet in self.classeur.sheetnames}, nom
            onglet = self.classeur.create_sheet(nom)
            for rangee in source[nom].iter_rows():
                for cellule in rangee:
                    if cellule.value is not None:
                        onglet[cellule.coordinate].value = cellule.value
            onglet.sheet_properties.tabColor = source[nom].sheet_properties.tabColor
            for rangee in source[nom].iter_rows(max_row=1):
                for cellule in rangee:
                    if cellule.hyperlink:
                        self.retours[nom] = cellule.hyperlink.location
            self.inserees.append(nom)

    def dpidQuestion(self, macro):  # noqa: N802
        self.question = macro

    def dpidRecalculer(self):  # noqa: N802
        self.recalculs += 1

    def dpidTelecharger(self, nom, contenu):  # noqa: N802
        self.telechargements.append((nom, base64.b64decode(contenu)))

    def read_octets(self):
        return save(self.classeur)


def _from_json(valeur):
    if isinstance(valeur, str):
        if valeur.startswith("'"):
            return valeur[1:]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", valeur):  # how xlwings writes a day; Excel reads it in any language
            return datetime.fromisoformat(valeur)
        return valeur or None
    return valeur


def save(classeur):
    memoire = io.BytesIO()
    classeur.save(memoire)
    return memoire.getvalue()


def calculate_liens(octets):
    """Give the formulas of links the value that Excel would: openpyxl computes nothing."""
    classeur = load(octets)
    for feuille in ("Contrôles", "Conventions"):
        for rangee in classeur[feuille].iter_rows():
            for cellule in rangee:
                if str(cellule.value).startswith("=HYPERLINK("):
                    cellule.value = cellule.value.split('"')[3]
    return save(classeur)
