"""The functions of cells, one to three lines each: convert cells, call the package, return.

Their texts stand in ``udfs.registre``; :func:`udfs.enregistrement.udf` binds the two and gives them to the host.

>>> dpid_montant("T1-01", 80.0, 6.0), dpid_expliquer("T1-01", 80.0, 6.0)
(6400.0, '80 places × 160\xa0€ × 6/12 = 6\u202f400,00\xa0€')
"""
# ruff: noqa: D103 (the registry's French text becomes the docstring of each function)

from __future__ import annotations

from datetime import datetime

from dpid_xl.calcul.echeancier import compute_versements
from dpid_xl.calcul.plafonds import compute_charges_indirectes, compute_diagnostics, compute_places_max, is_convention_requise
from dpid_xl.calcul.realisation import compute_montant_prorata, compute_realisation, compute_solde_realise, plan_versements
from dpid_xl.identifiants import is_iban, is_rna, is_siret
from dpid_xl.montants import ZERO, round_montant, write_en_lettres
from dpid_xl.periodes import Periode, count_mois
from udfs.calculs import (
    check_montant,
    compute_colonne,
    compute_ligne,
    compute_tarifs,
    explain_montant,
    find_structure,
    get_parts,
    group_lignes,
    sum_lignes,
)
from udfs.cellules import (
    Cellule,
    read_date,
    read_nombre,
    read_part,
    read_texte,
    require,
    require_date,
    require_montant,
    require_nombre,
    require_texte,
    write_date,
    write_nombre,
)
from udfs.enregistrement import udf
from udfs.tableaux import read_bareme, read_lignes

__all__ = [
    "dpid_avance",
    "dpid_charges_indirectes",
    "dpid_controle",
    "dpid_convention_requise",
    "dpid_diagnostics",
    "dpid_echeancier",
    "dpid_en_lettres",
    "dpid_expliquer",
    "dpid_iban_valide",
    "dpid_mesures",
    "dpid_mois",
    "dpid_montant",
    "dpid_montants",
    "dpid_part_qualitative",
    "dpid_part_quantitative",
    "dpid_places",
    "dpid_places_max",
    "dpid_postes",
    "dpid_prorata",
    "dpid_repartition",
    "dpid_rna_valide",
    "dpid_siret_valide",
    "dpid_solde",
    "dpid_solde_realise",
    "dpid_structure",
    "dpid_tarif",
    "dpid_total",
]


@udf
def dpid_montant(
    operation: Cellule,
    quantite: Cellule,
    mois: Cellule = None,
    quantite_simple: Cellule = None,
    bareme: Cellule = None,
    jour: Cellule = None,
) -> float:
    return compute_ligne(read_bareme(bareme, jour), operation, quantite, mois, quantite_simple)


@udf
def dpid_montants(
    operations: Cellule, quantites: Cellule, mois: Cellule, quantites_simples: Cellule, bareme: Cellule = None, jour: Cellule = None
) -> list[list[Cellule]]:
    return compute_colonne(read_bareme(bareme, jour), operations, quantites, mois, quantites_simples)


@udf
def dpid_places(places: Cellule, mois: Cellule = None, tarif: Cellule = None, bareme: Cellule = None, jour: Cellule = None) -> float:
    return compute_tarifs(read_bareme(bareme, jour), {"PLACE_REFERENT_SOLIDARITE": tarif}, places, mois)


@udf
def dpid_mesures(
    renforcees: Cellule,
    simples: Cellule = None,
    tarif_renforcee: Cellule = None,
    tarif_simple: Cellule = None,
    bareme: Cellule = None,
    jour: Cellule = None,
) -> float:
    tarifs = {"MESURE_ASL_RENFORCEE": tarif_renforcee, "MESURE_ASL_SIMPLE": tarif_simple}
    return compute_tarifs(read_bareme(bareme, jour), tarifs, renforcees, None, simples)


@udf
def dpid_postes(etp: Cellule, mois: Cellule = None, tarif: Cellule = None, bareme: Cellule = None, jour: Cellule = None) -> float:
    return compute_tarifs(read_bareme(bareme, jour), {"POSTE_COORDONNATEUR_ASE": tarif}, etp, mois)


@udf
def dpid_tarif(operation: Cellule, jour: Cellule = None, bareme: Cellule = None) -> float:
    return write_nombre(read_bareme(bareme, jour).get_unitaire(require_texte(operation, "opération").upper()).valeur)


@udf
def dpid_mois(debut: Cellule, fin: Cellule) -> float:
    return write_nombre(count_mois(require_date(debut, "début"), require_date(fin, "fin")))


@udf
def dpid_prorata(montant: Cellule, debut: Cellule, fin: Cellule, jusqu_au: Cellule = None) -> float:
    periode = Periode(require_date(debut, "début"), require_date(fin, "fin"))
    return write_nombre(compute_montant_prorata(require_montant(montant, "montant"), periode, read_date(jusqu_au, "jusqu_au")))


@udf
def dpid_places_max(etp: Cellule, bareme: Cellule = None, jour: Cellule = None) -> float:
    return float(compute_places_max(require_nombre(etp, "etp"), read_bareme(bareme, jour).get_valeur("PLACES_PAR_ETP")))


@udf
def dpid_diagnostics(etp: Cellule, bareme: Cellule = None, jour: Cellule = None) -> float:
    return write_nombre(compute_diagnostics(require_nombre(etp, "etp"), read_bareme(bareme, jour).get_valeur("DIAGNOSTICS_PAR_ETP")))


@udf
def dpid_charges_indirectes(directes: Cellule, prestations: Cellule = None, bareme: Cellule = None, jour: Cellule = None) -> float:
    externes = ZERO if read_nombre(prestations, "prestations") is None else require_nombre(prestations, "prestations")
    part = read_bareme(bareme, jour).get_valeur("CHARGES_INDIRECTES")
    return write_nombre(compute_charges_indirectes(require_nombre(directes, "directes"), externes, part))


@udf
def dpid_avance(montant: Cellule, taux: Cellule = None, bareme: Cellule = None, jour: Cellule = None) -> float:
    return write_nombre(compute_versements(require_montant(montant, "montant"), _read_taux(taux, bareme, jour)).avance)


@udf
def dpid_solde(montant: Cellule, avance: Cellule) -> float:
    return write_nombre(require_montant(montant, "montant") - require_montant(avance, "avance"))


@udf
def dpid_echeancier(
    montant: Cellule, signature: Cellule, fin: Cellule, taux: Cellule = None, bareme: Cellule = None, jour: Cellule = None
) -> list[list[str | datetime | float]]:
    jours = (require_date(signature, "signature"), require_date(fin, "fin"))
    versements = plan_versements(require_montant(montant, "montant"), *jours, _read_taux(taux, bareme, jour))
    return [[versement.libelle, write_date(versement.jour), write_nombre(versement.montant)] for versement in versements]


@udf
def dpid_part_quantitative(montant: Cellule, bareme: Cellule = None, jour: Cellule = None) -> float:
    return write_nombre(get_parts(read_bareme(bareme, jour), require_montant(montant, "montant")).quantitative)


@udf
def dpid_part_qualitative(montant: Cellule, bareme: Cellule = None, jour: Cellule = None) -> float:
    return write_nombre(get_parts(read_bareme(bareme, jour), require_montant(montant, "montant")).qualitative)


@udf
def dpid_solde_realise(
    montant: Cellule,
    avance: Cellule,
    prevu: Cellule,
    realise: Cellule,
    partenariat: Cellule,
    parcours: Cellule,
    bareme: Cellule = None,
    jour: Cellule = None,
) -> float:
    realisation = compute_realisation(require_nombre(prevu, "prévu"), require_nombre(realise, "réalisé"))
    atteints = [require(read_part(part, nom), nom) for part, nom in ((partenariat, "partenariat"), (parcours, "parcours"))]
    parts = get_parts(read_bareme(bareme, jour), require_montant(montant, "montant"))
    return write_nombre(compute_solde_realise(parts, require_montant(avance, "avance"), realisation, *atteints))


@udf
def dpid_total(
    lignes: Cellule, thematique: Cellule = None, operation: Cellule = None, territoire: Cellule = None, structure: Cellule = None
) -> float:
    criteres = {"thematique": thematique, "operation": operation, "territoire": territoire, "structure": structure}
    return write_nombre(sum_lignes(read_lignes(lignes), {axe: read_texte(critere, axe) for axe, critere in criteres.items()}))


@udf
def dpid_repartition(lignes: Cellule, axe: Cellule) -> list[list[str | float]]:
    return group_lignes(read_lignes(lignes), require_texte(axe, "axe"))


@udf
def dpid_controle(
    operation: Cellule,
    quantite: Cellule,
    mois: Cellule,
    montant: Cellule,
    quantite_simple: Cellule = None,
    bareme: Cellule = None,
    jour: Cellule = None,
) -> str:
    return check_montant(read_bareme(bareme, jour), operation, quantite, mois, montant, quantite_simple)


@udf
def dpid_expliquer(
    operation: Cellule,
    quantite: Cellule,
    mois: Cellule = None,
    quantite_simple: Cellule = None,
    bareme: Cellule = None,
    jour: Cellule = None,
) -> str:
    return explain_montant(read_bareme(bareme, jour), operation, quantite, mois, quantite_simple)


@udf
def dpid_en_lettres(montant: Cellule) -> str:
    return write_en_lettres(require(read_nombre(montant, "montant"), "montant"))


@udf
def dpid_structure(nom: Cellule, registre: Cellule = None) -> str:
    return find_structure(require_texte(nom, "nom"), registre)


@udf
def dpid_siret_valide(siret: Cellule) -> bool:
    return is_siret(read_texte(siret, "siret"))


@udf
def dpid_iban_valide(iban: Cellule) -> bool:
    return is_iban(read_texte(iban, "iban"))


@udf
def dpid_rna_valide(rna: Cellule) -> bool:
    return is_rna(read_texte(rna, "rna"))


@udf
def dpid_convention_requise(nature: Cellule, total: Cellule, bareme: Cellule = None, jour: Cellule = None) -> bool:
    montant = round_montant(require_nombre(total, "total"))
    return is_convention_requise(require_texte(nature, "nature"), montant, read_bareme(bareme, jour).get_valeur("SEUIL_CONVENTION"))


def _read_taux(taux: Cellule, bareme: Cellule, jour: Cellule) -> Cellule:
    lu = read_part(taux, "taux")
    return read_bareme(bareme, jour).get_valeur("AVANCE") if lu is None else lu
