"""The demands of a campaign: the line that each would make, its amount, what is known of the body beside it.

>>> from dpid_xl.campagnes import load_campagne
>>> read_commissions(load_campagne("2022_phase2"))
{datetime.date(2022, 9, 27): '2022-375'}
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne, is_sans_periode
from dpid_xl.classes import dataclass
from dpid_xl.modele import ATTRIBUE, Demande, Dossier, Ligne
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom
from dpid_xl.schema import DEMANDES

Cle = tuple[str, str, str, str]  # structure of the register, operation, territoire, description: what a line is known by
# What the passage to the vote fixes beside the amount, by what it is fixed from.
FIXES = {"quantite": "quantite_fixee", "quantite_simple": "quantite_simple_fixee", "debut": "debut_fixe", "fin": "fin_fixee"}
CHIFFRES_PROPOSES = ("quantite", "quantite_simple", "montant_arrete")  # the figures that the line is made of
PROPOSE = "proposé"  # statut of the line that a demand makes: the assembly is to vote it

SANS_MONTANT = "un montant supérieur à zéro"


@dataclass(frozen=True, slots=True)
class Manque:
    """What a demand that is retained lacks to become a line: the field, and how it is said."""

    champ: str
    dit: str


@dataclass(frozen=True, slots=True)
class Avant:
    """What the last campaign that is remembered granted a body for an operation, in euros; None: not said.

    ``lignes`` is how many lines it had; ``realise`` counts the units of the operation.
    """

    lignes: int = 0
    accorde: Decimal | None = None
    realise: Decimal | None = None
    acquis: Decimal | None = None
    realises: int = 0
    acquis_dits: int = 0


def make_ligne(dossier: Dossier, demande: Demande) -> Ligne:
    """Return the line of Annexe 5 that a demand makes of what is proposed; its amount is None when nothing gives one."""
    operation = dossier.operation_par_code.get(demande.operation)
    return Ligne(
        operation=demande.operation,
        territoire=demande.territoire,
        structure=demande.structure,
        description=demande.description,
        unite=operation.unite if operation else "",
        quantite=demande.quantite,
        quantite_simple=demande.quantite_simple,
        debut=demande.debut,
        fin=demande.fin,
        montant=None,
        justification=demande.justification,
        numero_convention="",
        statut=PROPOSE,
        lieu=demande.lieu,
    )


def compute_calcule(dossier: Dossier, demande: Demande) -> Decimal | None:
    """Return the amount of what is proposed by the barème; None when there is nothing to compute, or not yet. Raises CalculImpossible."""
    if demande.quantite is None and demande.quantite_simple is None:
        return None
    return compute_montant_ligne(dossier, make_ligne(dossier, demande))


def compute_propose(dossier: Dossier, demande: Demande) -> Decimal | None:
    """Return the amount proposed, in euros: the one typed, else the one of the barème; None when neither gives one."""
    if demande.montant_arrete is not None:
        return demande.montant_arrete
    try:
        return compute_calcule(dossier, demande)
    except CalculImpossible:
        return None


def read_commissions(dossier: Dossier) -> Mapping[date, str]:
    """Return the number (empty: not known) of each deliberation that decides demands, by its day; that of the campaign comes first."""
    numeros: dict[date, str] = {}
    campagne = dossier.campagne
    if campagne.deliberation_date:
        numeros[campagne.deliberation_date] = campagne.deliberation_numero
    propres = {d.jour: d.numero for d in dossier.deliberations if d.role == ATTRIBUE and d.jour}  # the last one, as LOOKUP finds it
    return {**propres, **numeros}


def get_cle(dossier: Dossier, demande: Demande) -> tuple[str, str]:
    """Return what two demands for the same thing share: the structure of the register, case aside, and the operation."""
    return dossier.name_structure(demande.structure).casefold(), demande.operation


def group_avant(dossier: Dossier) -> Mapping[tuple[str, str], Avant]:
    """Return what the last campaign gave, by structure (case aside) and operation."""
    groupes: dict[tuple[str, str], Avant] = {}
    for ligne in dossier.anterieurs:
        if ligne.annee is None or ligne.annee != dossier.derniere_annee:
            continue
        cle = (ligne.structure.casefold(), ligne.operation)
        avant = groupes.get(cle, Avant())
        groupes[cle] = Avant(
            avant.lignes + 1,
            (avant.accorde or ZERO) + (ligne.montant or ZERO),
            _add(avant.realise, ligne.realise),
            _add(avant.acquis, ligne.acquis),
            avant.realises + (ligne.realise is not None),
            avant.acquis_dits + (ligne.acquis is not None),
        )
    return groupes


def list_ouvertes(dossier: Dossier) -> Iterator[Demande]:
    """Yield what may still become a line: neither passed, nor refused."""
    return (demande for demande in dossier.demandes if demande.au_vote_le is None and not demande.refusee)


def list_negatifs(demande: Demande, champs: Iterable[str]) -> Iterator[str]:
    """Yield which of these figures of a demand are negative."""
    return (champ for champ in champs if (nombre := getattr(demande, champ)) is not None and nombre < ZERO)


def is_inversee(demande: Demande) -> bool:
    """Tell whether a demand ends before it starts."""
    return demande.debut is not None and demande.fin is not None and demande.fin < demande.debut


def find_manque(dossier: Dossier, demande: Demande) -> Manque | None:
    """Return what a demand lacks to become a line with its amount; None when it lacks nothing."""
    tarifs = dossier.bareme.find_tarifs(demande.operation)
    if tarifs and demande.quantite is None and demande.quantite_simple is None:
        return Manque("quantite", f"« {DEMANDES.entete('quantite')} »")
    if demande.montant_arrete is not None:
        return None if demande.montant_arrete else Manque("montant_arrete", SANS_MONTANT)
    try:
        calcule = compute_calcule(dossier, demande)
    except CalculImpossible as erreur:
        if is_inversee(demande):
            return Manque("fin", "une fin qui suive son début")
        return Manque("debut" if is_sans_periode(tarifs, make_ligne(dossier, demande)) else "quantite", f"son montant ({erreur})")
    if calcule is None:
        return Manque("montant_arrete", f"« {DEMANDES.entete('montant_arrete')} »")
    return None if calcule else Manque("quantite", SANS_MONTANT)


def sum_par_budget(dossier: Dossier) -> tuple[Mapping[str, Decimal], Mapping[str, Decimal]]:
    """Return, by budget code, the euros that are retained and not in Annexe 5 yet, and those that are only proposed."""
    retenues: dict[str, Decimal] = {}
    proposees: dict[str, Decimal] = {}
    for demande in dossier.demandes:
        operation = dossier.operation_par_code.get(demande.operation)
        if operation is None or demande.au_vote_le or not (demande.retenue or demande.decision is None):
            continue
        sommes = retenues if demande.retenue else proposees
        sommes[operation.budget] = sommes.get(operation.budget, ZERO) + (compute_propose(dossier, demande) or ZERO)
    return retenues, proposees


def group_passees(dossier: Dossier) -> Mapping[Cle, tuple[Demande, ...]]:
    """Return the demands that were passed to the vote and are still retained, by what their lines are known by."""
    groupes: dict[Cle, list[Demande]] = {}
    for demande in dossier.demandes:
        if demande.au_vote_le and demande.retenue:
            groupes.setdefault(identify(dossier, demande), []).append(demande)
    return {cle: tuple(demandes) for cle, demandes in groupes.items()}


def group_lignes_fixees(dossier: Dossier, cles: Collection[Cle]) -> Mapping[Cle, tuple[Ligne, ...]]:
    """Return the lines of Annexe 5 that are known by one of these keys."""
    groupes: dict[Cle, list[Ligne]] = {}
    for ligne in dossier.lignes if cles else ():
        if (cle := identify(dossier, ligne)) in cles:
            groupes.setdefault(cle, []).append(ligne)
    return {cle: tuple(lignes) for cle, lignes in groupes.items()}


def identify(dossier: Dossier, rangee: Demande | Ligne) -> Cle:
    """Return what a line is known by, and the demand that made it."""
    nom = dossier.name_structure(rangee.structure).casefold()
    return nom, rangee.operation, fold_nom(rangee.territoire), fold_nom(rangee.description)


def _add(somme: Decimal | None, valeur: Decimal | None) -> Decimal | None:
    return somme if valeur is None else (somme or ZERO) + valeur
