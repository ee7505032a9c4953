"""What an officer could write of the exercices of some lines of the campaign."""

from dataclasses import replace
from decimal import Decimal

from dpid_xl.lieu import Lieu
from dpid_xl.modele import PartAnnuelle
from dpid_xl.schema import EXERCICES

NOTE = "note du service"
# What an officer may have typed, once the avance of every operation is decided: whole and in part, with and without dates.
REPARTIES = (
    ("Tous Parrains", "T1-03", 2022, "53890.29"),
    ("Tous Parrains", "T1-03", 2023, "40417.71"),
    ("EPSM Val de Lys - Artois", "T3-08", 2023, "18333.33", "Audomarois"),  # two lines, told apart by their territoire
    ("EPSM Val de Lys - Artois", "T3-08", 2022, "1666.67", "Audomarois"),
    ("TOUS PARRAINS", "T2-05", 2022, "10000.00", "Montreuillois"),  # no dates
    ("Tous Parrains", "T2-05", 2024, "12766.40", "Montreuillois"),
)
INCOMPLETE = ("4AJ", "T3-02", 2022, "10000.00")
AMBIGUE = ("RECUP'TRI", "T2-13", 2022, "1.00")  # two lines that nothing tells apart
INCONNUE = ("4AJ", "T1-01", 2022, "1.00")


def make_part(structure, operation, exercice, montant, territoire="", description="", rang=0):
    """One part, on its row of the sheet."""
    lettres = {colonne.champ: chr(ord("A") + numero) for numero, colonne in enumerate(EXERCICES.colonnes)}
    lieu = Lieu(EXERCICES.feuille, 7 + rang, lettres)
    return PartAnnuelle(structure, operation, territoire, description, exercice, Decimal(montant), NOTE, lieu)


def split(dossier, *parts):
    """The dossier, once these parts are typed (arguments of make_part)."""
    return replace(dossier, exercices=tuple(make_part(*part, rang=rang) for rang, part in enumerate(parts)))
