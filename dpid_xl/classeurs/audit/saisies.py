"""Formulas where figures are typed: a reference that follows the lines would be compared with itself, an amount would move by itself."""

from __future__ import annotations

from collections.abc import Iterator

from dpid_xl.anomalies import Compte, Faits, Gravite
from dpid_xl.classeurs.audit.calculs import cut, write_cellules
from dpid_xl.classeurs.audit.formules import write_plage
from dpid_xl.classeurs.lecture.bruts import ErreurExcel, SansValeur
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Lieu, Origine
from dpid_xl.modele import Dossier
from dpid_xl.reperes import column_index_from_string
from dpid_xl.schema import (
    ANNEXE5,
    ATTRIBUTIONS,
    AVENANTS,
    BAREME,
    BUDGET,
    DEMANDES,
    EXERCICES,
    HYPOTHESES,
    INDICATEURS,
    OPERATIONS,
    PIECES,
    SIGNATURES,
    SUIVI,
    THEMATIQUES,
    VERSEMENTS,
    Colonne,
    Nature,
    Table,
)

Colonnes = tuple[tuple[str, Table, tuple[str, ...]], ...]

# What the lines are compared with, and the lines: field of the dossier that holds the rows, their table, its columns.
REFERENCES: Colonnes = (
    ("thematiques", THEMATIQUES, ("montant_decide", "total_annexe5", "operations_decidees")),
    ("operations", OPERATIONS, ("montant_decide", "quantite_decidee", "structures_decidees")),
    ("budget", BUDGET, ("ae", "disponible", "depense_decidee")),
    ("tarifs", BAREME, ("valeur",)),
    ("attributions", ATTRIBUTIONS, ("montant_decide",)),
)
# What an officer types in the course of the year, days included: one that is computed moves by itself.
CHIFFRES = frozenset({Nature.NOMBRE, Nature.ENTIER, Nature.ANNEE, Nature.MONTANT, Nature.TAUX, Nature.VALEUR, Nature.DATE})
SAISIES: Colonnes = tuple(
    (rangees, table, tuple(colonne.champ for colonne in table.colonnes if colonne.saisie and colonne.nature in CHIFFRES))
    for rangees, table in (
        ("demandes", DEMANDES),
        ("lignes", ANNEXE5),
        ("hypotheses", HYPOTHESES),
        ("avenants", AVENANTS),
        ("signatures", SIGNATURES),
        ("exercices", EXERCICES),
        ("suivis", SUIVI),
        ("versements", VERSEMENTS),
        ("pieces", PIECES),
        ("indicateurs", INDICATEURS),
    )
)


def report_saisies(classeur: Classeur, dossier: Dossier, releve: Releve) -> None:
    """Note the formulas among the figures that are typed, column by column; one that gives no figure is noted with its cell."""
    for code, gravite, colonnes in (
        ("lecture_decision_en_formule", Gravite.AVERTISSEMENT, REFERENCES),
        ("lecture_saisie_en_formule", Gravite.INFORMATION, SAISIES),
    ):
        for lieux, colonne in _list_colonnes(dossier, colonnes):
            feuille, numero = lieux[0].feuille, column_index_from_string(lieux[0].colonnes[colonne.champ])
            formules = {lieu.rang: texte for lieu in lieux if (texte := _get_formule(classeur, feuille, lieu.rang, numero))}
            if formules:
                premier = next(iter(formules))
                origine = Origine(feuille, write_plage(numero, (premier, premier)))
                compte = Compte(len(formules), "ligne")
                faits: Faits = {
                    "entete": colonne.entete,
                    "feuille": feuille,
                    "nombre": compte,
                    "valeur": cut(formules[premier]),
                }
                releve.add(code, gravite, origine, cellules=write_cellules(numero, formules), **faits)


def _get_formule(classeur: Classeur, feuille: str, rang: int, numero: int) -> str:
    formule = classeur.get_formule(feuille, rang, numero)
    return "" if formule and isinstance(classeur.get_brut(feuille, rang, numero), (ErreurExcel, SansValeur)) else formule


def _list_colonnes(dossier: Dossier, colonnes: Colonnes) -> Iterator[tuple[list[Lieu], Colonne]]:
    for rangees, table, champs in colonnes:
        lieux = [rangee.lieu for rangee in getattr(dossier, rangees)]
        yield from ((lieux, table.colonne(champ)) for champ in champs if lieux and champ in lieux[0].colonnes)
