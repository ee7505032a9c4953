"""What the native amounts of Annexe 5 are made of, as the formulas of the workbook give it: rates of the day, prices, product.

A cell that a formula cannot compute holds the error that it shows, by the name that every file gives it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from dpid_xl.bareme import Assiette, Tarif
from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne
from dpid_xl.cellules import DERNIER_JOUR
from dpid_xl.modele import Dossier, Ligne, Mode, Operation
from dpid_xl.periodes import MOIS_PAR_AN
from dpid_xl.schema.natif import ARRETE, INVERSEES, PRORATA, SANS_DATES, UNITE

Valeur = str | float | None

ERREUR, INCONNUE = "#VALUE!", "#N/A"
ERREURS = frozenset({ERREUR, INCONNUE})
_PRIX = {"prix": Assiette.QUANTITE, "prix_simple": Assiette.QUANTITE_SIMPLE, "forfait": Assiette.FORFAIT}


def make_tarif(dossier: Dossier, tarif: Tarif) -> Mapping[str, Valeur]:
    """Return the computed cells of a row of the barème."""
    valable = tarif.is_valable(_get_jour(dossier))
    valeur = _get_valeur(dossier, tarif) if valable and tarif.operation and not tarif.est_avance else ""
    return {
        "en_vigueur": "oui" if valable else "non",
        "tarif_fixe": "" if tarif.prorata else valeur,
        "tarif_annuel": valeur if tarif.prorata else "",
    }


def write_calcul_operation(dossier: Dossier, operation: Operation) -> str:
    """Say how the amounts of an operation are computed on the day of the deliberation."""
    tarifs = _list_tarifs(dossier, operation.code)
    annuels, fixes = (_sum([tarif for tarif in tarifs if tarif.prorata is annuel], dossier) for annuel in (True, False))
    if ERREUR in (annuels, fixes):
        return ERREUR
    sans_tarif = ARRETE if operation.mode is Mode.ARRETE else INCONNUE
    return PRORATA if annuels else UNITE if fixes else sans_tarif


def make_natif(dossier: Dossier, ligne: Ligne) -> dict[str, Valeur]:
    """Return the cells of a line from which its native amount is computed, and that amount."""
    operation = dossier.operation_par_code.get(ligne.operation)
    calcul = write_calcul_operation(dossier, operation) if operation else INCONNUE if ligne.operation else ""
    prix = {champ: _compute_prix(dossier, ligne, assiette) for champ, assiette in _PRIX.items()}
    produit = _compute_produit(ligne, prix)
    return {
        "calcul": calcul,
        **{champ: valeur if isinstance(valeur, str) else float(valeur) for champ, valeur in prix.items()},
        "produit": produit if isinstance(produit, str) else float(produit),
        "montant_natif": _compute_montant(dossier, ligne, calcul, produit),
        "recoupement": "",
    }


def write_mois(ligne: Ligne) -> Valeur:
    """Return what the column of months shows."""
    if ligne.debut is None or ligne.fin is None:
        return ""
    return INVERSEES if ligne.mois is None else float(ligne.mois)


def _get_jour(dossier: Dossier) -> date:
    return dossier.bareme.jour or DERNIER_JOUR


def _list_tarifs(dossier: Dossier, code: str) -> list[Tarif]:
    jour = _get_jour(dossier)
    return [tarif for tarif in dossier.tarifs if tarif.operation == code and code and not tarif.est_avance and tarif.is_valable(jour)]


def _get_valeur(dossier: Dossier, tarif: Tarif) -> str | float:
    """Return a rate; an error when its code has two values on the day."""
    jour = _get_jour(dossier)
    codes = Counter(autre.code for autre in dossier.tarifs if autre.is_valable(jour))
    return ERREUR if codes[tarif.code] > 1 else float(tarif.valeur)


def _sum(tarifs: list[Tarif], dossier: Dossier, mois: Fraction = Fraction(MOIS_PAR_AN)) -> str | Fraction:
    if any(_get_valeur(dossier, tarif) == ERREUR for tarif in tarifs):
        return ERREUR
    return sum((Fraction(tarif.valeur) * (mois / MOIS_PAR_AN if tarif.prorata else 1) for tarif in tarifs), Fraction(0))


def _compute_prix(dossier: Dossier, ligne: Ligne, assiette: Assiette) -> str | Fraction:
    tarifs = [tarif for tarif in _list_tarifs(dossier, ligne.operation) if tarif.assiette is assiette]
    return _sum(tarifs, dossier, ligne.mois or Fraction(0))


def _compute_produit(ligne: Ligne, prix: Mapping[str, str | Fraction]) -> str | Fraction:
    quantite, simple = (Fraction(nombre or 0) for nombre in (ligne.quantite, ligne.quantite_simple))
    inversee = ligne.periode is None and ligne.debut is not None and ligne.fin is not None
    if min(quantite, simple) < 0 or inversee or ERREUR in prix.values():
        return ERREUR
    facteurs = (quantite, simple, Fraction(int(quantite > 0)))
    return sum((Fraction(valeur) * facteur for valeur, facteur in zip(prix.values(), facteurs, strict=True)), Fraction(0))


def _compute_montant(dossier: Dossier, ligne: Ligne, calcul: str, produit: str | Fraction) -> Valeur:
    if calcul in ("", ARRETE, *ERREURS):
        return calcul
    if calcul == PRORATA and (ligne.debut is None or ligne.fin is None):
        return SANS_DATES
    if produit == ERREUR:
        return ERREUR
    try:
        montant = compute_montant_ligne(dossier, ligne)
    except CalculImpossible:
        return ERREUR
    return ERREUR if montant is None else float(montant)
