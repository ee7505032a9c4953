"""Ceilings and thresholds: places and diagnostics of an ETP, indirect costs, grants that need a convention.

Sources: annexe 7 (250 places per ETP), annexe 1 operation 3 (diagnostics), annexe 2 (indirect costs), loi n° 2000-321
article 10 (convention above a yearly total); the figures stand in the barème and are arguments here.

>>> compute_places_max(Decimal("1.5"), Decimal(250)), compute_charges_indirectes(Decimal(10000), Decimal(2000), Decimal("0.20"))
(375, Decimal('1600.00'))
>>> is_convention_requise("Association loi 1901", Decimal("23000.01"), Decimal(23000))
True
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from dpid_xl.calcul.montant import CalculImpossible
from dpid_xl.montants import round_montant
from dpid_xl.noms import fold_nom
from dpid_xl.refus import Refus

# First words of the nature of a body, without accents. A PLIE may be an association or a public body: it is in neither list.
NATURES_PRIVEES = (
    *("association", "fondation", "fonds de dotation", "mission locale", "centre social", "geiq", "mutuelle", "cooperative", "comite"),
    *("regie de quartier", "groupement d'employeurs", "entreprise", "societe", "sarl", "sas", "sa", "scic", "scop", "eurl", "union"),
    *("federation", "syndicat professionnel", "congregation", "organisme prive", "prive"),
)
NATURES_PUBLIQUES = (
    *("commune", "mairie", "ville", "ccas", "cias", "centre communal", "centre intercommunal", "departement", "region", "etat"),
    *("communaute", "metropole", "epci", "syndicat intercommunal", "syndicat mixte", "pole metropolitain", "gip"),
    *("groupement d'interet public", "etablissement public", "chambre", "office public", "centre hospitalier", "hopital"),
    *("universite", "lycee", "college", "greta", "organisme public", "public"),
)


class NatureInconnue(Refus):
    """A nature that does not say whether the body is public or private."""


def compute_places_max(etp: Decimal, places_par_etp: Decimal) -> int:
    """Return the whole places that a number of ETP may follow at most."""
    return int((etp * places_par_etp).to_integral_value(rounding=ROUND_FLOOR))


def compute_diagnostics(etp: Decimal, diagnostics_par_etp: Decimal) -> Decimal:
    """Return the diagnostics expected of a number of ETP, not rounded."""
    return etp * diagnostics_par_etp


def compute_charges_indirectes(directes: Decimal, prestations: Decimal, part: Decimal) -> Decimal:
    """Return the indirect costs admitted; raises CalculImpossible when external services exceed the direct costs that hold them."""
    if prestations > directes:
        raise CalculImpossible("les prestations externes dépassent les charges directes")
    return round_montant((directes - prestations) * part)


def is_convention_requise(nature: str, total: Decimal, seuil: Decimal) -> bool:
    """Tell whether the law wants a convention: a private body whose grants of the year exceed the threshold."""
    return is_privee(nature) and total > seuil


def is_privee(nature: str) -> bool:
    """Tell a private body from a public one by its nature; raises NatureInconnue when it cannot be told."""
    simple = fold_nom(nature)
    for natures, privee in ((NATURES_PUBLIQUES, False), (NATURES_PRIVEES, True)):
        if any(simple == debut or simple.startswith(f"{debut} ") for debut in natures):
            return privee
    raise NatureInconnue(f"la nature « {nature} » ne dit pas si l'organisme est public ou privé")
