"""The real workbook as Excel's client sends it to a server: the JSON has the shape that ``getBookData`` of xlwings' client gives."""

import json
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path

import xlwings
from openpyxl.utils import range_boundaries

import udfs
from tests.udfs.actions.client import Client
from tests.udfs.actions.feuille import ORIGINE
from tests.udfs.actions.lu import ClasseurLu
from tests.udfs.actions.paquet import CLASSEUR as PARTIE
from tests.udfs.actions.paquet import MAIN

RACINE = Path(udfs.__file__).parents[1]
CLASSEUR = RACINE / "workbooks" / "annexe5_2022_phase2.xlsm"
# What the officer is told of PAGE's line, which is in no convention of the campaign.
PAR_AVENANT = "Hors conventions, par avenant à une convention antérieure : 1 ligne, 2 240,00 € (commande dpid-xl avenants)."


@cache
def read_octets():
    return CLASSEUR.read_bytes()


@lru_cache(maxsize=4)
def load(octets):
    return ClasseurLu(octets)


def make_json(octets, nom="annexe5_2022_phase2.xlsm", devant="Accueil", selection="A1"):
    """The body that Excel's client posts for a workbook."""
    lu = json.loads(_read_classeur(octets))
    feuilles = [feuille["name"] for feuille in lu["sheets"]]
    return {
        "client": "Office.js",
        "version": xlwings.__version__,
        "book": {
            "name": nom,
            "active_sheet_index": feuilles.index(devant),
            "selection": selection,
            "calculation": lu["calculation"],
        },
        "names": lu["names"],
        "sheets": lu["sheets"],
    }


@lru_cache(maxsize=12)
def _read_classeur(octets):
    """What does not depend on what is in front, as JSON: most tests send the same workbook, and each may change what it sends."""
    client = Client(octets)
    feuilles = list(client.paquet.list_feuilles())
    classeur = client.paquet.open(PARTIE)
    definis = classeur.iter(f"{MAIN}definedName")
    lu = {
        "calculation": "Manual" if classeur.find(f"{MAIN}calcPr").get("calcMode") == "manual" else "Automatic",
        "names": [_make_nom(feuilles, defini.get("name"), defini.text) for defini in definis if defini.get("localSheetId") is None],
        "sheets": [_make_feuille(client, feuille) for feuille in feuilles],
    }
    return json.dumps(lu)


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


def _make_feuille(client, nom):
    feuille = client.open(nom)
    valeurs = feuille.read_rangees(lambda cellule: _to_json(feuille, cellule))
    adresse = feuille.racine.find(f"{MAIN}dimension").get("ref")
    return {
        "name": nom,
        "visibility": "Visible",
        "show_gridlines": False,
        "print_area": None,
        "notes": [],
        "notes_supported": True,
        "used_range_address": adresse if ":" in adresse else None,
        "values": [["" if valeur is None else valeur for valeur in rangee] for rangee in valeurs],
        "pictures": [],
        "shapes": [],
        "charts": [],
        "tables": [_make_table(table) for table in client.open_tables(nom)],
        "pivot_tables": [],
    }


def _make_table(table):
    adresse = table.get("ref")
    gauche, haut, droite, bas = range_boundaries(adresse)
    debut, fin = adresse.split(":")
    lettre_fin = fin.rstrip("0123456789")
    lettre_debut = debut.rstrip("0123456789")
    return {
        "name": table.get("name"),
        "range_address": adresse,
        "row_count": bas - haut,
        "column_count": droite - gauche + 1,
        "columns": [colonne.get("name") for colonne in table.iter(f"{MAIN}tableColumn")],
        "header_row_range_address": f"{debut}:{lettre_fin}{haut}",
        "data_body_range_address": f"{lettre_debut}{haut + 1}:{fin}",
        "total_row_range_address": None,
        "show_headers": True,
        "show_totals": False,
        "table_style": "TableStyleLight1",
        "show_autofilter": True,
    }


def _to_json(feuille, cellule):
    valeur = feuille.read_valeur(cellule)
    if isinstance(valeur, float) and feuille.styles.is_jour(int(cellule.get("s", "0"))):
        return f"{ORIGINE + timedelta(days=valeur):%Y-%m-%d}T00:00:00.000Z"
    return valeur
