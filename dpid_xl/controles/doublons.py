"""What stands twice: lines, amounts, operations, structures.

Source: « règle de gestion »: a line entered twice is paid twice.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.controles.noms import simplify_nom
from dpid_xl.controles.selection import name_ligne
from dpid_xl.modele import Dossier, Ligne, Mode
from dpid_xl.montants import ZERO, format_montant, format_nombre

_T = TypeVar("_T")


def check_lignes_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """One operation, structure and territoire do not stand twice with the same quantity and amount, unless a Justification says why."""
    cles = [
        (
            (
                *(get_cle(dossier, ligne, axe) for axe in (Axe.OPERATION, Axe.STRUCTURE)),
                simplify_nom(ligne.territoire),
                (ligne.quantite, ligne.quantite_simple, ligne.montant),
            ),
            ligne,
        )
        for ligne in dossier.lignes
    ]
    for premiere, ligne in _pair_with_first(cles):
        faits = name_ligne(ligne) | {
            "quantite": "vide" if ligne.quantite is None else format_nombre(ligne.quantite),
            "montant": _write_montant(ligne),
            "premiere": str(premiere.lieu.origine("Structure")),
        }
        if ligne.justification or premiere.justification:
            faits["justification"] = ligne.justification or premiere.justification
            yield Anomalie("ligne_en_double_justifiee", Gravite.AVERTISSEMENT, ligne.lieu.origine("Structure"), faits)
        else:
            yield Anomalie("ligne_en_double", Gravite.BLOQUANTE, ligne.lieu.origine("Structure"), faits)


def check_montants_repetes(dossier: Dossier) -> Iterable[Anomalie]:
    """Where amounts are decided line by line, a structure does not get the same amount in two operations (T1-02 and T1-03: 27 907 €)."""
    arretees = {operation.code for operation in dossier.operations if operation.mode is Mode.ARRETE}
    cles = [
        ((get_cle(dossier, ligne, Axe.STRUCTURE), ligne.montant), ligne)
        for ligne in dossier.lignes
        if ligne.operation in arretees and ligne.montant is not None and ligne.montant > ZERO
    ]
    for premiere, ligne in _pair_with_first(cles):
        if ligne.operation != premiere.operation:
            yield Anomalie(
                "montant_repete",
                Gravite.AVERTISSEMENT,
                ligne.lieu.origine("Montant retenu"),
                name_ligne(ligne)
                | {
                    "montant": _write_montant(ligne),
                    "autre": premiere.operation,
                    "premiere": str(premiere.lieu.origine("Montant retenu")),
                },
            )


def check_operations_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """The code of an operation stands once in the sheet Opérations."""
    for premiere, operation in _pair_with_first([(operation.code, operation) for operation in dossier.operations]):
        yield Anomalie(
            "operation_en_double",
            Gravite.BLOQUANTE,
            operation.lieu.origine("Code"),
            {"operation": operation.code, "premiere": str(premiere.lieu.origine("Code"))},
        )


def check_structures_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """A name stands once in the register, whatever its case, spaces, accents or signs."""
    cles = [(simplify_nom(structure.nom), structure) for structure in dossier.structures]
    for premiere, structure in _pair_with_first(cles):
        yield Anomalie(
            "structure_en_double",
            Gravite.BLOQUANTE,
            structure.lieu.origine("Structure"),
            {"structure": structure.nom, "premiere": str(premiere.lieu.origine("Structure"))},
        )


def check_variantes_partagees(dossier: Dossier) -> Iterable[Anomalie]:
    """A variant leads to one structure: shared by two, it would give the line of one to the other."""
    for structure in dossier.structures:
        for variante in structure.variantes:
            autre = next(
                (autre for autre in dossier.structures if autre.nom != structure.nom and variante in (autre.nom, *autre.variantes)), None
            )
            if autre:
                yield Anomalie(
                    "variante_partagee",
                    Gravite.BLOQUANTE,
                    structure.lieu.origine("Variantes"),
                    {"variante": variante, "structure": structure.nom, "autre": autre.nom},
                )


def _pair_with_first(cles: Iterable[tuple[Hashable, _T]]) -> Iterator[tuple[_T, _T]]:
    """Yield, for every record whose key was already met, the first record of that key and itself."""
    premiers: dict[Hashable, _T] = {}
    for cle, element in cles:
        if cle in premiers:
            yield premiers[cle], element
        else:
            premiers[cle] = element


def _write_montant(ligne: Ligne) -> str:
    return "vide" if ligne.montant is None else format_montant(ligne.montant)
