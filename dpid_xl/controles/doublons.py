"""What stands twice: lines, periods, amounts, numbers, operations, thématiques, budget codes, structures.

Source: « règle de gestion »: a line entered twice is paid twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from heapq import merge
from typing import NamedTuple

from dpid_xl.anomalies import Anomalie, Euros, Gravite, Nombre
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.controles.acceptation import read_justification
from dpid_xl.controles.selection import VIDE, name_ligne, pair_with_first
from dpid_xl.controles.territoires import simplify_territoires
from dpid_xl.modele import Dossier, Ligne, Mode, Structure
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_numero, simplify_nom
from dpid_xl.periodes import Periode


def check_lignes_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """One operation, structure and territoire do not stand twice with the same quantity and amount, unless a Justification says why."""
    cles = [
        (
            (
                *(get_cle(dossier, ligne, axe) for axe in (Axe.OPERATION, Axe.STRUCTURE)),
                simplify_territoires(ligne.territoire),
                _get_chiffres(ligne),
            ),
            ligne,
        )
        for ligne in dossier.lignes
    ]
    for premiere, ligne in pair_with_first(cles):
        faits = name_ligne(ligne) | {
            "quantite": "vide" if ligne.quantite is None else Nombre(ligne.quantite),
            "montant": _get_montant(ligne),
            "premiere": premiere.lieu.origine("structure"),
        }
        if justification := read_justification(ligne.justification) or read_justification(premiere.justification):
            yield Anomalie("ligne_en_double_justifiee", Gravite.AVERTISSEMENT, ligne.lieu.origine("structure"), faits, justification)
        else:
            yield Anomalie("ligne_en_double", Gravite.BLOQUANTE, ligne.lieu.origine("structure"), faits)


def check_periodes_chevauchees(dossier: Dossier) -> Iterable[Anomalie]:
    """For one operation and structure, two lines whose territoires meet do not pay the same days twice."""
    for lignes in dossier.financees_par_cle.values():
        for paiement, precedents in _pair_par_territoire(lignes):
            autre = next((precedent for precedent in precedents if _is_chevauche(paiement, precedent)), None)  # one line, one sentence
            if autre:
                ligne = paiement.ligne
                faits = name_ligne(ligne) | {
                    "territoire": ligne.territoire or "non dit",
                    "debut": max(paiement.periode.debut, autre.periode.debut),
                    "fin": min(paiement.periode.fin, autre.periode.fin),
                    "montant": _get_montant(ligne),
                    "autre_montant": _get_montant(autre.ligne),
                    "autre": autre.ligne.lieu.origine("debut"),
                }
                yield Anomalie("periodes_chevauchees", Gravite.AVERTISSEMENT, ligne.lieu.origine("debut"), faits)


def check_montants_repetes(dossier: Dossier) -> Iterable[Anomalie]:
    """Where amounts are decided line by line, a structure does not get the same amount in two operations (T1-02 and T1-03: 27 907 €)."""
    arretees = {operation.code for operation in dossier.operations if operation.mode is Mode.ARRETE}
    cles = [
        ((get_cle(dossier, ligne, Axe.STRUCTURE), ligne.montant), ligne)
        for ligne in dossier.lignes
        if ligne.operation in arretees and ligne.montant is not None and ligne.montant > ZERO
    ]
    for premiere, ligne in pair_with_first(cles):
        if ligne.operation != premiere.operation:
            yield Anomalie(
                "montant_repete",
                Gravite.AVERTISSEMENT,
                ligne.lieu.origine("montant"),
                name_ligne(ligne)
                | {
                    "montant": _get_montant(ligne),
                    "autre": premiere.operation,
                    "premiere": premiere.lieu.origine("montant"),
                },
            )


def check_numeros_partages(dossier: Dossier) -> Iterable[Anomalie]:
    """The number of a convention is that of one structure; one of this campaign under an avenant is check_avenants_de_la_campagne."""
    signales: set[tuple[str, str]] = set()
    numerotees = [(numero, ligne) for ligne in dossier.lignes if ligne.financee and (numero := fold_numero(ligne.numero_convention))]
    for premiere, ligne in pair_with_first([((numero, ligne.par_avenant), ligne) for numero, ligne in numerotees]):
        structure = get_cle(dossier, ligne, Axe.STRUCTURE)
        cle = (fold_numero(ligne.numero_convention), structure)
        if structure != get_cle(dossier, premiere, Axe.STRUCTURE) and cle not in signales:
            signales.add(cle)
            origine = ligne.lieu.origine("numero_convention")
            faits = {
                "numero": premiere.numero_convention,
                "structure": ligne.structure or VIDE,
                "autre": premiere.structure or VIDE,
                "cellule": premiere.lieu.origine("numero_convention").cellule,
            }
            yield Anomalie("numero_partage", Gravite.AVERTISSEMENT, origine, faits)


def check_operations_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """The code of an operation stands once in the sheet Opérations."""
    for premiere, operation in pair_with_first([(operation.code, operation) for operation in dossier.operations]):
        yield Anomalie(
            "operation_en_double",
            Gravite.BLOQUANTE,
            operation.lieu.origine("code"),
            {"operation": operation.code, "premiere": premiere.lieu.origine("code")},
        )


def check_thematiques_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """The code of a thématique stands once in the sheet Campagne."""
    for premiere, thematique in pair_with_first([(thematique.code, thematique) for thematique in dossier.thematiques]):
        yield Anomalie(
            "thematique_en_double",
            Gravite.BLOQUANTE,
            thematique.lieu.origine("code"),
            {"thematique": thematique.code, "premiere": premiere.lieu.origine("code")},
        )


def check_budgets_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """A budget code stands once in the sheet Budget: its lines would be charged to each row."""
    for premier, budget in pair_with_first([(budget.code, budget) for budget in dossier.budget]):
        yield Anomalie(
            "budget_en_double",
            Gravite.BLOQUANTE,
            budget.lieu.origine("code"),
            {"code": budget.code, "premiere": premier.lieu.origine("code")},
        )


def check_structures_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """A name stands once in the register, whatever its case, spaces, accents or signs."""
    cles = [(simplify_nom(structure.nom), structure) for structure in dossier.structures]
    for premiere, structure in pair_with_first(cles):
        yield Anomalie(
            "structure_en_double",
            Gravite.BLOQUANTE,
            structure.lieu.origine("nom"),
            {"structure": structure.nom, "premiere": premiere.lieu.origine("nom")},
        )


def check_variantes_partagees(dossier: Dossier) -> Iterable[Anomalie]:
    """A variant leads to one structure: shared by two, it would give the line of one to the other."""
    graphies: dict[str, list[Structure]] = {}
    for structure in dossier.structures:
        for graphie in dict.fromkeys((structure.nom, *structure.variantes)):
            graphies.setdefault(graphie, []).append(structure)
    for structure in dossier.structures:
        for variante in structure.variantes:
            autre = next((autre for autre in graphies[variante] if autre.nom != structure.nom), None)
            if autre:
                yield Anomalie(
                    "variante_partagee",
                    Gravite.BLOQUANTE,
                    structure.lieu.origine("variantes"),
                    {"variante": variante, "structure": structure.nom, "autre": autre.nom},
                )


class _Paiement(NamedTuple):
    """What a line pays, read once for all the comparisons it enters."""

    ligne: Ligne
    periode: Periode
    territoires: frozenset[str]
    chiffres: tuple[Decimal | None, ...]


def _pair_par_territoire(lignes: Iterable[Ligne]) -> Iterator[tuple[_Paiement, Iterator[_Paiement]]]:
    """Yield each line that has a period with those before it that have one of its territoires, or none as it has none.

    Of lines repeated as they are, the first stands for all.
    """
    vus: dict[str, list[_Paiement]] = {}
    repetes: set[tuple[object, ...]] = set()
    for ligne in lignes:
        periode = ligne.periode
        if not periode:
            continue
        paiement = _Paiement(ligne, periode, simplify_territoires(ligne.territoire), _get_chiffres(ligne))
        noms = sorted(paiement.territoires) or [""]
        yield paiement, merge(*(vus.setdefault(nom, []) for nom in noms), key=lambda autre: autre.ligne.lieu.rang)
        if paiement[1:] not in repetes:
            repetes.add(paiement[1:])
            for nom in noms:
                vus[nom].append(paiement)


def _is_chevauche(paiement: _Paiement, autre: _Paiement) -> bool:
    """Tell whether two lines pay the same days; not of a line repeated as it is (check_lignes_en_double)."""
    if paiement.periode.debut > autre.periode.fin or autre.periode.debut > paiement.periode.fin:
        return False
    return paiement.chiffres != autre.chiffres or paiement.territoires != autre.territoires


def _get_chiffres(ligne: Ligne) -> tuple[Decimal | None, ...]:
    return ligne.quantite, ligne.quantite_simple, ligne.montant


def _get_montant(ligne: Ligne) -> Euros | str:
    return "vide" if ligne.montant is None else Euros(ligne.montant)
