"""Rows that an officer could type in the sheet « Avenants », made up, and the deliberations that decide them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from openpyxl.utils import get_column_letter

from dpid_xl.lieu import Lieu
from dpid_xl.modele import DECIDE, Deliberation, Effet, LigneAvenant
from dpid_xl.schema import AVENANTS, DELIBERATIONS

DECISIONS = {1: ("2023-12", date(2023, 1, 16)), 2: ("2023-45", date(2023, 3, 20))}  # by the rank of the avenant that each decides
CHIFFRES = ("quantite", "quantite_simple", "montant")


def make_avenant(structure, *, rang=1, rangee=7, effet=Effet.MODIFIE, deliberation=None, **dits):
    """A row: the figures that it says, decided by the deliberation of its rank."""
    lieu = Lieu(AVENANTS.feuille, rangee, {colonne.champ: get_column_letter(n) for n, colonne in enumerate(AVENANTS.colonnes, 1)})
    vides = dict.fromkeys((*CHIFFRES, "debut", "fin", "convention_du"))
    textes = dict.fromkeys(("territoire", "description", "objet", "numero_convention"), "")
    chiffres = {champ: Decimal(valeur) for champ, valeur in dits.items() if champ in CHIFFRES}
    numero = DECISIONS[rang][0] if deliberation is None else deliberation
    return LigneAvenant(
        rang=rang, structure=structure, effet=Effet(effet), deliberation=numero, lieu=lieu, **{**vides, **textes, **dits, **chiffres}
    )


def make_decision(rang, convention):
    """The deliberation that decides an avenant to a convention."""
    numero, jour = DECISIONS[rang]
    lieu = Lieu(DELIBERATIONS.feuille, 90 + rang)
    return Deliberation("Commission permanente", "Avenant", numero, jour, (convention,), DECIDE, rang, "note", None, lieu)


def amend(dossier, *rangees, convention="2022-00017"):
    """The campaign, once these rows are typed and decided."""
    decisions = tuple(make_decision(rang, convention) for rang in sorted({rangee.rang for rangee in rangees}))
    return replace(dossier, avenants=rangees, deliberations=(*dossier.deliberations, *decisions))
