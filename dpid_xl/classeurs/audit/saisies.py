"""Formulas where figures are typed: a reference that follows the lines would be compared with itself, an amount would move by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl.utils import column_index_from_string

from dpid_xl.anomalies import Faits, Gravite
from dpid_xl.classeurs.audit.calculs import cut, write_cellules
from dpid_xl.classeurs.audit.formules import write_plage
from dpid_xl.classeurs.lecture.bruts import ErreurExcel, SansValeur
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.lieu import Lieu, Origine
from dpid_xl.modele import Dossier

# Columns by the field of the dossier that holds their rows: what the lines are compared with, and the lines.
REFERENCES: Mapping[str, tuple[str, ...]] = {
    "thematiques": ("Montant décidé", "Total de l'annexe 5", "Opérations décidées"),
    "operations": ("Montant décidé", "Quantité décidée", "Structures décidées"),
    "budget": ("AE", "Disponible", "Dépense décidée"),
    "tarifs": ("Valeur",),
}
LIGNES: Mapping[str, tuple[str, ...]] = {"lignes": ("Quantité", "Montant retenu")}


def report_saisies(classeur: Classeur, dossier: Dossier, releve: Releve) -> None:
    """Note the formulas among the figures that are typed, column by column; one that gives no figure is noted with its cell."""
    for code, gravite, colonnes in (
        ("lecture_decision_en_formule", Gravite.AVERTISSEMENT, REFERENCES),
        ("lecture_saisie_en_formule", Gravite.INFORMATION, LIGNES),
    ):
        for lieux, entete in _list_colonnes(dossier, colonnes):
            feuille, numero = lieux[0].feuille, column_index_from_string(lieux[0].colonnes[entete])
            formules = {lieu.rang: texte for lieu in lieux if (texte := _get_formule(classeur, feuille, lieu.rang, numero))}
            if formules:
                premier = next(iter(formules))
                origine = Origine(feuille, write_plage(numero, (premier, premier)))
                faits: Faits = {"entete": entete, "feuille": feuille, "nombre": len(formules), "valeur": cut(formules[premier])}
                releve.add(code, gravite, origine, cellules=write_cellules(numero, formules), **faits)


def _get_formule(classeur: Classeur, feuille: str, rang: int, numero: int) -> str:
    illisible = isinstance(classeur.get_brut(feuille, rang, numero), (ErreurExcel, SansValeur))
    return "" if illisible else classeur.get_formule(feuille, rang, numero)


def _list_colonnes(dossier: Dossier, colonnes: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[list[Lieu], str]]:
    for champ, entetes in colonnes.items():
        lieux = [rangee.lieu for rangee in getattr(dossier, champ)]
        yield from ((lieux, entete) for entete in entetes if lieux and entete in lieux[0].colonnes)
