"""After the signature: what each operation has earned its structure, what remains to be paid, and the dates that fall due.

Sources: annexe 6 articles 5 (solde in proportion of the results) and 6-2 (accounts within six months of the year's end), annexe 7
(three parts for the référent solidarité), décret n° 2017-779 (publication within three months of the signature).

>>> from dpid_xl.campagnes import load_campagne
>>> resultats = compute_resultats(load_campagne("2022_phase2"))
>>> len(resultats), resultats[0].montant, resultats[0].prevu, resultats[0].solde
(136, Decimal('6400.00'), Decimal('80.00'), None)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.echeancier import Parts, compute_parts, compute_versements, get_taux_avance
from dpid_xl.calcul.montant import get_jour_de_reference
from dpid_xl.calcul.realisation import compute_realisation, compute_solde_realise
from dpid_xl.calcul.totaux import Axe, get_cle, sum_montants
from dpid_xl.modele import Dossier, Ligne, Suivi
from dpid_xl.montants import ZERO
from dpid_xl.parametres import get_valeur
from dpid_xl.periodes import add_mois

UN = Decimal(1)
DERNIER_MOIS, DERNIER_JOUR = 12, 31  # of the year that accounts are about


@dataclass(frozen=True, slots=True)
class Resultat:
    """One operation of a structure: amounts in euros, quantities in the unit of its lines; None: not known yet.

    ``solde`` is what is still to be paid, negative when the body pays back (titre de recettes).
    """

    structure: str
    operation: str
    lignes: tuple[Ligne, ...]
    suivi: Suivi | None
    montant: Decimal
    avance: Decimal
    prevu: Decimal
    acquis: Decimal | None
    solde: Decimal | None


@dataclass(frozen=True, slots=True)
class Dates:
    """What falls due for a line: publication of the essential data, bilan, financial report; None: not known yet."""

    publication: date | None
    bilan: date | None
    compte_rendu: date | None


def compute_resultats(dossier: Dossier) -> tuple[Resultat, ...]:
    """Return the result of every financed operation of every structure, in the order of Annexe 5.

    Raises ParametreAbsent when the barème lacks a share.
    """
    suivis = {(get_structure(dossier, suivi), suivi.operation): suivi for suivi in reversed(dossier.suivis)}
    return tuple(_compute_resultat(dossier, cle, lignes, suivis.get(cle)) for cle, lignes in group_financees(dossier).items())


def group_financees(dossier: Dossier) -> Mapping[tuple[str, str], tuple[Ligne, ...]]:
    """Group the financed lines by structure and operation, in the order of Annexe 5."""
    groupes: dict[tuple[str, str], list[Ligne]] = {}
    for ligne in dossier.lignes:
        if ligne.montant:
            groupes.setdefault((get_cle(dossier, ligne, Axe.STRUCTURE), ligne.operation), []).append(ligne)
    return {cle: tuple(lignes) for cle, lignes in groupes.items()}


def find_signatures(dossier: Dossier) -> dict[str, date]:
    """Return the day each convention was signed, by structure: the first one that its rows tell."""
    return {get_structure(dossier, suivi): suivi.signature for suivi in reversed(dossier.suivis) if suivi.signature}


def get_structure(dossier: Dossier, suivi: Suivi) -> str:
    """Return the name of the register for a row."""
    structure = dossier.find_structure(suivi.structure)
    return structure.nom if structure else suivi.structure


def compute_prevu(lignes: Sequence[Ligne]) -> Decimal:
    """Return the quantity that lines plan: mesures renforcées and simples together, 1 for each lump sum."""
    return sum(((ligne.quantite or ZERO) + (ligne.quantite_simple or ZERO) or UN for ligne in lignes), ZERO)


def compute_dates(dossier: Dossier, ligne: Ligne, signature: date | None) -> Dates:
    """Return what falls due for a line, given the day its convention was signed; raises ParametreAbsent."""
    jour = get_jour_de_reference(dossier)
    bilan = dossier.campagne.bilan_au_plus_tard
    exercice = date(ligne.fin.year, DERNIER_MOIS, DERNIER_JOUR) if ligne.fin else None
    return Dates(
        add_mois(signature, int(get_valeur(dossier.bareme, "DELAI_PUBLICATION", jour))) if signature else None,
        bilan if bilan and not (ligne.fin and ligne.fin > bilan) else None,  # said of what is over by then
        add_mois(exercice, int(get_valeur(dossier.bareme, "DELAI_COMPTE_RENDU", jour))) if exercice else None,
    )


def _compute_resultat(dossier: Dossier, cle: tuple[str, str], lignes: tuple[Ligne, ...], suivi: Suivi | None) -> Resultat:
    taux = get_taux_avance(dossier)
    montant, prevu = sum_montants(lignes), compute_prevu(lignes)
    avance = sum((compute_versements(ligne.montant or ZERO, taux).avance for ligne in lignes), ZERO)
    acquis = _compute_acquis(dossier, montant, prevu, suivi) if suivi and suivi.realise is not None and prevu > ZERO else None
    solde = acquis - (suivi.versement or ZERO) if suivi and acquis is not None else None
    return Resultat(*cle, lignes, suivi, montant, avance, prevu, acquis, solde)


def _compute_acquis(dossier: Dossier, montant: Decimal, prevu: Decimal, suivi: Suivi) -> Decimal | None:
    # Without notes all of the amount goes with the quantity; with both, in three parts; with one, nothing can be said yet.
    notes = [note for note in (suivi.note_partenariat, suivi.note_parcours) if note is not None]
    jour = get_jour_de_reference(dossier)
    if len(notes) == 1:
        return None
    parts = Parts(montant, ZERO, ZERO)
    if notes:
        parts = compute_parts(montant, *(get_valeur(dossier.bareme, code, jour) for code in ("PART_PARTENARIAT", "PART_PARCOURS")))
    realisation = compute_realisation(prevu, suivi.realise or ZERO)
    return compute_solde_realise(parts, ZERO, realisation, *(notes or (ZERO, ZERO)))
