"""What a function of cells needs besides a direct call of the package: several steps, a sentence, a sum over a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache

from dpid_xl.bareme import Bareme, Tarif
from dpid_xl.calcul.echeancier import Parts, compute_parts, read_taux_des_parts
from dpid_xl.calcul.montant import compute_centimes, compute_montant, write_calcul
from dpid_xl.calcul.totaux import Axe
from dpid_xl.cellules import Cellule, read_montant
from dpid_xl.modele import Mode
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.noms import simplify_nom
from dpid_xl.refus import Refus
from udfs.cellules import (
    ERREUR,
    ErreurCellule,
    read,
    read_colonne,
    read_euros,
    read_mois,
    read_nombre,
    read_texte,
    require_positif,
    require_texte,
)
from udfs.tableaux import LigneLue, load_registre, read_registre

SANS_VALEUR = "(non précisé)"

_FAUTE = object()  # a cell of a column that could not be read
_CODE_OPERATION = re.compile(r"T\d+-\d\d", re.ASCII)
_AXES = {"operation": Axe.OPERATION, "thematique": Axe.THEMATIQUE, "territoire": Axe.TERRITOIRE, "structure": Axe.STRUCTURE}


def compute_ligne(bareme: Bareme, operation: Cellule, quantite: Cellule, mois: Cellule, quantite_simple: Cellule) -> float:
    """Compute the amount of a line by the rates of its operation."""
    tarifs = bareme.require_tarifs(require_texte(operation, "opération").upper())
    nombres = (read_nombre(quantite, "quantité"), read_mois(mois, "mois"), read_nombre(quantite_simple, "quantité simple"))
    return compute_centimes(tarifs, *nombres) / 100


def compute_colonne(
    bareme: Bareme, operations: Cellule, quantites: Cellule, mois: Cellule, quantites_simples: Cellule
) -> list[list[Cellule]]:
    """Compute the amounts of lines; a row without an operation nor a quantity stays empty, a faulty one holds ERREUR."""
    codes = read_colonne(operations, "opérations")
    colonnes = [
        _convert_each(codes, lambda cellule: read_texte(cellule, "").upper()),
        _convert_each(_repeat(read_colonne(quantites, "quantités"), len(codes), "quantités"), lambda cellule: read_nombre(cellule, "")),
        _convert_each(_repeat(read_colonne(mois, "mois"), len(codes), "mois"), lambda cellule: read_mois(cellule, "")),
        _convert_each(
            _repeat(read_colonne(quantites_simples, "quantités simples"), len(codes), "quantités simples"),
            lambda cellule: read_nombre(cellule, ""),
        ),
    ]
    require_tarifs = cache(bareme.require_tarifs)  # a column of ten thousand rows has some twenty codes
    return [[_compute_rangee(require_tarifs, *rangee)] for rangee in zip(*colonnes, strict=True)]


def compute_tarifs(
    bareme: Bareme, tarifs: Mapping[str, Cellule], quantite: Cellule, mois: Cellule, quantite_simple: Cellule = None
) -> float:
    """Compute an amount by rates of a barème, each replaced by the one given beside its code, if any."""
    choisis = [_override(bareme.get_tarif(code), valeur) for code, valeur in tarifs.items()]
    nombres = (read_nombre(quantite, "quantité"), read_mois(mois, "mois"), read_nombre(quantite_simple, "quantité simple"))
    return compute_centimes(choisis, *nombres) / 100


def explain_montant(bareme: Bareme, operation: Cellule, quantite: Cellule, mois: Cellule, quantite_simple: Cellule) -> str:
    """Write the computation of an amount; an operation without a rate is said so."""
    code = require_texte(operation, "opération").upper()
    _check_code(code)
    tarifs = bareme.find_tarifs(code)
    if not tarifs:
        return _explain_sans_tarif(code)
    nombres = (read_nombre(quantite, "quantité"), read_mois(mois, "mois"), read_nombre(quantite_simple, "quantité simple"))
    return write_calcul(tarifs, tarifs[0].unite_comptee, *nombres)


def check_montant(bareme: Bareme, operation: Cellule, quantite: Cellule, mois: Cellule, montant: Cellule, quantite_simple: Cellule) -> str:
    """Return nothing when the amount follows the rates, or when there is none to follow; else the sentence that says why not."""
    code = require_texte(operation, "opération").upper()
    _check_code(code)
    retenu = require_positif(read(read_montant, montant, "montant"), "montant")
    tarifs = bareme.find_tarifs(code)
    if not tarifs:
        return "" if code in load_operations_arretees() else _explain_sans_tarif(code)
    nombres = (read_nombre(quantite, "quantité"), read_mois(mois, "mois"), read_nombre(quantite_simple, "quantité simple"))
    if retenu * 100 == compute_centimes(bareme.require_tarifs(code), *nombres):
        return ""
    calcule = compute_montant(tarifs, *nombres)
    calcul = write_calcul(tarifs, tarifs[0].unite_comptee, *nombres)
    return (
        f"Le montant retenu est de {format_montant(retenu)} ; le barème donne {calcul}, "
        f"soit un écart de {format_montant(retenu - calcule)}."
    )


@cache
def load_operations_arretees() -> frozenset[str]:
    """Return the operations of the packaged campaigns whose amounts are decided line by line."""
    from dpid_xl.campagnes import list_campagnes, load_campagne  # here: most formulas do not need it

    dossiers = map(load_campagne, list_campagnes())
    return frozenset(operation.code for dossier in dossiers for operation in dossier.operations if operation.mode is Mode.ARRETE)


def _explain_sans_tarif(code: str) -> str:
    if code in load_operations_arretees():
        return f"Aucun tarif pour l'opération {code} : son montant est arrêté ligne à ligne."
    return f"Aucun tarif au barème pour l'opération {code} : vérifiez son code, ou son montant est arrêté ligne à ligne."


@lru_cache(maxsize=4096)
def get_parts(bareme: Bareme, montant: Decimal) -> Parts:
    """Split the amount of a référent solidarité by the shares of a barème."""
    return compute_parts(montant, read_taux_des_parts(bareme))


def sum_lignes(lignes: Sequence[LigneLue], criteres: Mapping[str, str]) -> Decimal:
    """Add up the lines that meet every criterion given; case, accents, spaces and signs do not count."""
    cherches = {axe: simplify_nom(critere) for axe, critere in criteres.items() if critere}
    retenues = (ligne for ligne in lignes if all(simplify_nom(getattr(ligne, axe)) == cle for axe, cle in cherches.items()))
    return sum((ligne.montant for ligne in retenues if ligne.montant is not None), ZERO)


def group_par_axe(lignes: Sequence[LigneLue], axe: str) -> list[list[str | float]]:
    """Return name, number of lines and amount of each group along an axis, in the order of the lines."""
    champ = simplify_nom(axe)
    if champ not in _AXES:
        raise ErreurCellule(f"« {axe} » n'est pas un axe (attendu : {', '.join(_AXES.values())})")
    noms: dict[str, str] = {}
    groupes: dict[str, list[LigneLue]] = {}
    for ligne in lignes:
        nom = getattr(ligne, champ) or SANS_VALEUR
        cle = simplify_nom(nom)
        noms.setdefault(cle, nom)
        groupes.setdefault(cle, []).append(ligne)
    return [[noms[cle], float(len(groupe)), float(sum_lignes(groupe, {}))] for cle, groupe in groupes.items()]


def find_structure(nom: str, registre: Cellule) -> str:
    """Return the official name of a body; raises ErreurCellule when the register has none, or two, for that spelling."""
    index = load_registre() if registre is None else read_registre(registre)
    trouves = index.get(nom) or index.get(simplify_nom(nom), ())
    if len(trouves) != 1:
        raise ErreurCellule(f"« {nom} » désigne plusieurs structures" if trouves else f"« {nom} » n'est pas au registre")
    return trouves[0]


def _compute_rangee(
    require_tarifs: Callable[[str], Sequence[Tarif]], operation: Cellule, quantite: Cellule, mois: Cellule, quantite_simple: Cellule
) -> Cellule:
    if operation == "" and quantite is None:
        return ""
    if operation is _FAUTE or quantite is _FAUTE or mois is _FAUTE or quantite_simple is _FAUTE:
        return ERREUR
    try:
        return compute_centimes(require_tarifs(operation), quantite, mois, quantite_simple) / 100
    except Refus:
        return ERREUR


def _convert_each(cellules: list[Cellule], convert: Callable[[Cellule], Cellule]) -> list[Cellule]:
    # Each distinct cell once; its class is in the key because 1.0 and VRAI are equal in Python.
    connues: dict[tuple[type, Cellule], Cellule] = {}
    converties: list[Cellule] = []
    for cellule in cellules:
        cle = (cellule.__class__, cellule)
        if cle not in connues:
            try:
                connues[cle] = convert(cellule)
            except Refus:
                connues[cle] = _FAUTE
        converties.append(connues[cle])
    return converties


def _repeat(cellules: list[Cellule], hauteur: int, nom: str) -> list[Cellule]:
    if len(cellules) == 1:
        return cellules * hauteur
    if len(cellules) != hauteur:
        raise ErreurCellule(f"{nom} : {len(cellules)} lignes, alors que les opérations en ont {hauteur}")
    return cellules


def _override(tarif: Tarif, valeur: Cellule) -> Tarif:
    lue = None if valeur is None else read_euros(valeur, "tarif")
    return tarif if lue is None else replace(tarif, valeur=require_positif(lue, "tarif"))


def _check_code(code: str) -> None:
    if not _CODE_OPERATION.fullmatch(code):
        raise ErreurCellule(f"« {code} » n'est pas un code d'opération (attendu : T1-01)")
