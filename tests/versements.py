"""Payments and pieces, invented, that an officer could type on the packaged campaign."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier, PiecesRecues, Versement

AILLEURS = Lieu("", 0)
SITUATION = date(2023, 3, 15)
# Structure, operation, nature, planned on, paid on, exercice, amount, mandat, territoire.
VERSEMENTS = (
    ("CCAS de Libercourt", "T1-01", "avance", date(2022, 11, 2), date(2022, 11, 4), 2022, "3840", "1001", ""),
    ("CCAS de Libercourt", "T1-01", "solde", date(2023, 3, 31), None, 2023, "2560", "", ""),
    ("CCAS de Libercourt", "T1-02", "avance", None, date(2022, 11, 4), 2022, "6000.10", "1002", ""),
    ("CCAS de Libercourt", "T1-02", "titre de recettes", None, date(2023, 2, 1), 2023, "1000.05", "T12", ""),
    ("EPSM Val de Lys - Artois", "T3-08", "avance", None, date(2022, 12, 1), 2022, "5000", "1003", "Audomarois"),  # one of its two lines
    ("RECUP'TRI", "T2-13", "avance", None, date(2022, 12, 1), 2022, "700", "1004", ""),  # two lines that nothing tells apart
    ("4AJ", "T3-02", "avance", date(2023, 1, 10), None, 2023, "10000", "", ""),  # planned and late
    ("4AJ", "T3-02", "solde", date(2024, 2, 29), None, 2024, "10000", "", ""),
    ("4AJ", "T3-02", "solde", date(2024, 3, 1), None, 2024, "10000", "", ""),  # a day beyond the twelve months
    ("4AJ", "T1-01", "solde", None, date(2023, 1, 2), 2023, "1", "", ""),  # no line
    ("PAGE", "T2-05", "solde", None, None, None, "1", "", ""),  # neither planned nor paid
)


def make_versement(structure, operation, nature, prevu, verse, exercice, montant, mandat="", territoire=""):
    """One payment."""
    reste = {"structure": structure, "operation": operation, "territoire": territoire, "nature": nature, "mandat": mandat}
    vides = dict.fromkeys(("description", "engagement", "remarque"), "")
    faits = {"prevu_le": prevu, "verse_le": verse, "exercice": exercice, "montant": Decimal(montant), "lieu": AILLEURS}
    return Versement(**reste, **vides, **faits)


def make_pieces(structure, operation="", exercice=None, **recues):
    """One row of pieces: those that are not given are not received."""
    vides = {champ.name: None for champ in fields(PiecesRecues)} | {"remarque": "", "lieu": AILLEURS}
    return PiecesRecues(**vides | {"structure": structure, "operation": operation, "exercice": exercice} | recues)


def pay(dossier: Dossier, *versements) -> Dossier:
    """The dossier with these payments (arguments of make_versement)."""
    return replace(dossier, versements=tuple(make_versement(*versement) for versement in versements))


def situate(dossier: Dossier, jour: date | None = SITUATION, **reglages) -> Dossier:
    """The dossier, its payments seen from a day."""
    return replace(dossier, campagne=replace(dossier.campagne, situation_au=jour, **reglages))
