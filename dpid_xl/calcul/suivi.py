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
from fractions import Fraction

from dpid_xl.calcul.echeancier import Parts, compute_avance, compute_parts, read_taux_des_parts
from dpid_xl.calcul.realisation import compute_realisation, compute_solde_realise
from dpid_xl.calcul.totaux import Axe, get_cle, sum_montants
from dpid_xl.modele import FORFAIT, Dossier, Ligne, Operation, Suivi
from dpid_xl.montants import ZERO, sum_connues
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
    avance: Decimal | None
    prevu: Decimal | None
    acquis: Decimal | None
    solde: Decimal | None

    @property
    def reste(self) -> Decimal | None:
        """The solde at most: the amount less the avance."""
        return None if self.avance is None else self.montant - self.avance

    @property
    def convention(self) -> tuple[str, str]:
        """Its convention: the structure and, for what an avenant adds to an earlier one, which one (an operation goes one way only)."""
        return self.structure, self.lignes[0].avenant_a

    @property
    def par_avenant(self) -> bool:
        """Tell whether an avenant adds it to an earlier convention."""
        return self.lignes[0].par_avenant


@dataclass(frozen=True, slots=True)
class Dates:
    """What falls due for a line: publication of the essential data, bilan, a financial report per year; None, or none: not known yet."""

    publication: date | None
    bilan: date | None
    comptes_rendus: tuple[date, ...]


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
        if ligne.financee:
            groupes.setdefault((get_cle(dossier, ligne, Axe.STRUCTURE), ligne.operation), []).append(ligne)
    return {cle: tuple(lignes) for cle, lignes in groupes.items()}


def list_par_avenant(dossier: Dossier) -> tuple[Ligne, ...]:
    """Return the financed lines that an avenant adds to an earlier convention, in the order of Annexe 5."""
    return tuple(ligne for ligne in dossier.lignes if ligne.par_avenant and ligne.financee)


def find_signatures(dossier: Dossier) -> dict[tuple[str, str], date]:
    """Return the day each convention was signed, the avenant itself for an earlier one: the first day that its rows tell.

    By structure and, as :attr:`Resultat.convention`, the earlier convention.
    """
    conventions = find_conventions(dossier)
    signes = [(suivi, suivi.signature) for suivi in reversed(dossier.suivis) if suivi.signature]
    return {conventions[suivi]: signature for suivi, signature in signes}


def find_avenants(dossier: Dossier) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the avenants that each convention had so far, each once, as its rows tell them; keys as in :func:`find_signatures`."""
    avenants: dict[tuple[str, str], dict[str, None]] = {}
    for suivi, convention in find_conventions(dossier).items():
        avenants.setdefault(convention, {}).update(dict.fromkeys(suivi.avenants))
    return {convention: tuple(textes) for convention, textes in avenants.items()}


def find_conventions(dossier: Dossier) -> Mapping[Suivi, tuple[str, str]]:
    """Return which convention each row is about, as :attr:`Resultat.convention`."""
    financees = group_financees(dossier)
    cles = {suivi: (get_structure(dossier, suivi), suivi.operation) for suivi in dossier.suivis}
    return {suivi: (cle[0], financees[cle][0].avenant_a if cle in financees else "") for suivi, cle in cles.items()}


def get_structure(dossier: Dossier, suivi: Suivi) -> str:
    """Return the name of the register for a row."""
    structure = dossier.find_structure(suivi.structure)
    return structure.nom if structure else suivi.structure


def is_en_parts(dossier: Dossier, code: str, suivi: Suivi | None) -> bool:
    """Tell whether the solde goes by three parts: the operation says so, or somebody gave a note."""
    operation = dossier.operation_par_code.get(code)
    notee = suivi is not None and (suivi.note_partenariat is not None or suivi.note_parcours is not None)
    return notee or (operation is not None and operation.solde_en_parts)


def compute_prevu(dossier: Dossier, lignes: Sequence[Ligne]) -> Decimal | None:
    """Return the quantity that lines plan, as :func:`compute_objectif`; None as long as one of them does not say it."""
    return sum_connues(compute_objectif(ligne, dossier.operation_par_code.get(ligne.operation)) for ligne in lignes)


def compute_objectif(ligne: Ligne, operation: Operation | None) -> Decimal | None:
    """Return the quantity that a line plans: mesures renforcées and simples together, 1 for a lump sum without any; None: not said."""
    quantite = (ligne.quantite or ZERO) + (ligne.quantite_simple or ZERO)
    if quantite > ZERO:
        return quantite
    unite = ligne.unite or (operation.unite if operation else "")
    return UN if unite == FORFAIT else None


def compute_dates(dossier: Dossier, ligne: Ligne, signature: date | None) -> Dates:
    """Return what falls due for a line, given the day its convention was signed; raises ParametreAbsent."""
    operation = dossier.operation_par_code.get(ligne.operation)
    bilan = operation.bilan_au_plus_tard if operation else None
    delai = int(dossier.bareme.get_valeur("DELAI_COMPTE_RENDU"))
    exercices = range((ligne.debut or ligne.fin).year, ligne.fin.year + 1) if ligne.fin else ()
    return Dates(
        add_mois(signature, int(dossier.bareme.get_valeur("DELAI_PUBLICATION"))) if signature else None,
        bilan if bilan and not (ligne.fin and ligne.fin > bilan) else None,  # said of what is over by then
        tuple(add_mois(date(annee, DERNIER_MOIS, DERNIER_JOUR), delai) for annee in exercices),
    )


def _compute_resultat(dossier: Dossier, cle: tuple[str, str], lignes: tuple[Ligne, ...], suivi: Suivi | None) -> Resultat:
    montant, prevu = sum_montants(lignes), compute_prevu(dossier, lignes)
    acquis = None
    if suivi and suivi.realise is not None and prevu is not None:
        acquis = _compute_acquis(dossier, montant, compute_realisation(prevu, suivi.realise), suivi)
    # What was paid is not known while the cell is empty: zero is typed.
    solde = acquis - suivi.versement if suivi and acquis is not None and suivi.versement is not None else None
    return Resultat(*cle, lignes, suivi, montant, compute_avance(dossier, lignes), prevu, acquis, solde)


def _compute_acquis(dossier: Dossier, montant: Decimal, realisation: Fraction, suivi: Suivi) -> Decimal | None:
    if not is_en_parts(dossier, suivi.operation, suivi):
        return compute_solde_realise(Parts(montant, ZERO, ZERO), ZERO, realisation, ZERO, ZERO)
    if suivi.note_partenariat is None or suivi.note_parcours is None:
        return None  # half of the amount waits for both notes
    parts = compute_parts(montant, read_taux_des_parts(dossier.bareme))
    return compute_solde_realise(parts, ZERO, realisation, suivi.note_partenariat, suivi.note_parcours)
