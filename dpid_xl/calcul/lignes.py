"""The lines of a campaign as plain rows: the columns of Annexe 5, and the structure's name in the register.

Everything computed is computed again here: a stale cell of the workbook never gets out.

>>> from dpid_xl.campagnes import load_campagne
>>> rangees = list(list_rangees(load_campagne("2022_phase2")))
>>> len(rangees), rangees[0][:2]
(143, ('T1', 'T1-01'))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.schema import ANNEXE5
from dpid_xl.schema.annexe5 import AUXILIAIRES

Valeur: TypeAlias = str | Decimal | date | None

COLONNES = tuple(colonne for colonne in ANNEXE5.colonnes if colonne.champ not in AUXILIAIRES)

_DECIMALES_DES_MOIS = Decimal("0.0001")


def list_rangees(dossier: Dossier) -> Iterator[tuple[Valeur, ...]]:
    """Yield the values of every line, in the order of COLONNES: euros, months, dates; a cell that cannot be computed is None."""
    for ligne in dossier.lignes:
        calcules = {entete: compute(dossier, ligne) for entete, compute in _CALCULS.items()}
        yield tuple(getattr(ligne, colonne.champ) if colonne.saisie else calcules[colonne.champ] for colonne in COLONNES)


def _find_thematique(dossier: Dossier, ligne: Ligne) -> str:
    operation = dossier.operation_par_code.get(ligne.operation)
    return operation.thematique if operation else ""


def _compute_mois(_dossier: Dossier, ligne: Ligne) -> Decimal | None:
    if ligne.periode is None:
        return None
    mois = ligne.periode.mois
    return (Decimal(mois.numerator) / mois.denominator).quantize(_DECIMALES_DES_MOIS)


def _compute_montant(dossier: Dossier, ligne: Ligne) -> Decimal | None:
    try:
        return compute_montant_ligne(dossier, ligne)
    except CalculImpossible:
        return None


def _compute_ecart(dossier: Dossier, ligne: Ligne) -> Decimal | None:
    calcule = _compute_montant(dossier, ligne)
    return None if calcule is None or ligne.montant is None else ligne.montant - calcule


def _find_nom(dossier: Dossier, ligne: Ligne) -> str:
    structure = dossier.find_structure(ligne.structure)
    return structure.nom if structure else ""


_CALCULS: Mapping[str, Callable[[Dossier, Ligne], Valeur]] = {
    "thematique": _find_thematique,
    "mois": _compute_mois,
    "montant_calcule": _compute_montant,
    "ecart": _compute_ecart,
    "structure_registre": _find_nom,
}
