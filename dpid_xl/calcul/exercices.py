"""The amount of a line by exercice (civil year): what the officer typed, the only year that its dates lie in, or nothing.

Source: annexe 6 of the deliberation 2022-375, article 5 and fiche model: the avance is a share of the *annual* forecast, the solde is
*annual*. How a line that straddles two years is split is said nowhere: only the officer may say it, and until then nothing is known
of its exercices, avance and solde included. Where no rate of avance is known neither is the avance of an exercice.

>>> from dpid_xl.campagnes import load_campagne
>>> repartitions = compute_repartitions(load_campagne("2022_phase2"))
>>> repartitions[0].etat.value, repartitions[0].parts
('un seul exercice', (PartExercice(exercice=2022, montant=Decimal('6400.00'), avance=Decimal('3840.00'), solde=Decimal('2560.00')),))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dpid_xl.calcul.designation import find_lignes
from dpid_xl.calcul.echeancier import compute_versements
from dpid_xl.calcul.paragraphes import select_paragraphes
from dpid_xl.calcul.totaux import Axe, group_lignes
from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier, Ligne, PartAnnuelle
from dpid_xl.montants import ZERO, split_montant, sum_connues
from dpid_xl.periodes import count_mois

PRORATA_ACCEPTE = "prorata accepté"  # the source of a part that was proposed


class Etat(StrEnum):
    """What is known of the exercices of a line."""

    UN_SEUL = "un seul exercice"  # its dates lie in one civil year, and nobody says otherwise
    REPARTIE = "répartie"  # the parts that were typed make its amount
    A_REPARTIR = "à répartir"  # it straddles civil years, or what was typed does not make its amount
    SANS_DATES = "sans dates"  # nothing was typed, and the years are not known


@dataclass(frozen=True, slots=True)
class PartExercice:
    """What a line is worth for one exercice, in euros; avance and solde make its amount, None: the rate is not known."""

    exercice: int
    montant: Decimal
    avance: Decimal | None
    solde: Decimal | None


@dataclass(frozen=True, slots=True)
class Repartition:
    """The exercices of a line: its parts, one per year in their order, which make its amount; none as long as they are not known.

    ``saisies`` is what was typed of it, whether it makes the amount or not.
    """

    ligne: Ligne
    etat: Etat
    parts: tuple[PartExercice, ...]
    saisies: tuple[PartAnnuelle, ...] = ()

    @property
    def reparti(self) -> Decimal:
        """What was typed, all exercices together, in euros."""
        return sum((part.montant for part in self.saisies), ZERO)

    @property
    def connue(self) -> bool:
        """Tell whether the amount of each exercice is known."""
        return self.etat in (Etat.UN_SEUL, Etat.REPARTIE)

    @property
    def non_reparti(self) -> Decimal:
        """What no exercice has yet, in euros."""
        return ZERO if self.connue else (self.ligne.montant or ZERO) - self.reparti


@dataclass(frozen=True, slots=True)
class Proposition:
    """A part that nobody typed: what it would be once accepted (``part``), and the months of the year that it is in proportion of."""

    ligne: Ligne
    part: PartAnnuelle
    mois: Fraction


@dataclass(frozen=True, slots=True)
class Credits:
    """What lines need exercice by exercice (crédits de paiement), in their order, and what is not split yet, in euros."""

    par_exercice: Mapping[int, Decimal]
    non_reparti: Decimal

    @property
    def total(self) -> Decimal:
        """The two together: the amount of the lines."""
        return sum(self.par_exercice.values(), self.non_reparti)


def compute_repartitions(dossier: Dossier, lignes: Iterable[Ligne] | None = None) -> tuple[Repartition, ...]:
    """Return the exercices of lines of the dossier, in their order; of all of them when none are named."""
    return tuple(_repartir(dossier, ligne) for ligne in (dossier.lignes if lignes is None else lignes))


def propose_parts(dossier: Dossier, repartition: Repartition) -> tuple[Proposition, ...]:
    """Split the amount of a line in proportion of its months in each civil year: a proposal, that nobody has accepted yet.

    None for what is known or begun, without dates, where the source itself says something of the split, or where nothing tells the line
    from another one. The last part is the difference, so that all make the amount.
    """
    ligne = repartition.ligne
    operation, structure = dossier.operation_par_code.get(ligne.operation), dossier.find_structure(ligne.structure)
    dit = select_paragraphes(dossier, structure, operation.partage if operation else ())
    reperes = _find_reperes(dossier, ligne)
    if repartition.saisies or repartition.connue or ligne.periode is None or not ligne.financee or dit or reperes is None:
        return ()
    annees = range(ligne.periode.debut.year, ligne.periode.fin.year + 1)
    mois = [count_mois(max(ligne.periode.debut, date(annee, 1, 1)), min(ligne.periode.fin, date(annee, 12, 31))) for annee in annees]
    montants = split_montant(ligne.montant or ZERO, [nombre / ligne.periode.mois for nombre in mois])
    nom = dossier.name_structure(ligne.structure)
    return tuple(
        Proposition(ligne, PartAnnuelle(nom, ligne.operation, *reperes, annee, montant, PRORATA_ACCEPTE, ligne.lieu), nombre)
        for annee, montant, nombre in zip(annees, montants, mois, strict=True)
    )


def list_propositions(dossier: Dossier) -> tuple[Proposition, ...]:
    """Return the parts that may be proposed, line by line in the order of Annexe 5, then year by year."""
    return tuple(proposition for repartition in compute_repartitions(dossier) for proposition in propose_parts(dossier, repartition))


def find_premier_exercice(dossier: Dossier) -> int | None:
    """Return the first exercice that a line or a part is of; None when there is none."""
    uniques = (repartition.parts[0].exercice for repartition in compute_repartitions(dossier) if repartition.etat is Etat.UN_SEUL)
    return min((*uniques, *(part.exercice for part in dossier.exercices)), default=None)


def attach_parts(dossier: Dossier) -> Iterator[tuple[PartAnnuelle, tuple[Ligne, ...]]]:
    """Yield each part that was typed with the lines that it may be about: exactly one, or it is about none."""
    return ((part, find_lignes(dossier, part)) for part in dossier.exercices)


def compute_credits(repartitions: Iterable[Repartition]) -> Credits:
    """Add up the parts of lines exercice by exercice, and what is not split."""
    par_exercice: dict[int, Decimal] = {}
    non_reparti = ZERO
    for repartition in repartitions:
        for part in repartition.parts:
            par_exercice[part.exercice] = par_exercice.get(part.exercice, ZERO) + part.montant
        if not repartition.connue:
            non_reparti += repartition.ligne.montant or ZERO  # what does not make the amount is not counted
    return Credits(dict(sorted(par_exercice.items())), non_reparti)


def sum_exercices(dossier: Dossier, lignes: Iterable[Ligne]) -> tuple[PartExercice, ...]:
    """Add up lines exercice by exercice, in their order; nothing as long as those of one of them are not known."""
    repartitions = compute_repartitions(dossier, lignes)
    if not all(repartition.connue for repartition in repartitions):
        return ()
    parts = [part for repartition in repartitions for part in repartition.parts]
    return tuple(
        PartExercice(
            exercice,
            sum((part.montant for part in siennes), ZERO),
            sum_connues(part.avance for part in siennes),
            sum_connues(part.solde for part in siennes),
        )
        for exercice in sorted({part.exercice for part in parts})
        if (siennes := [part for part in parts if part.exercice == exercice])
    )


def compute_credits_par_budget(dossier: Dossier) -> Mapping[str, Credits]:
    """Return the crédits de paiement of each budget code that lines are charged to, in the order of Annexe 5."""
    return {code: compute_credits(compute_repartitions(dossier, lignes)) for code, lignes in group_lignes(dossier, Axe.BUDGET).items()}


def list_a_repartir(repartitions: Iterable[Repartition]) -> tuple[Repartition, ...]:
    """Keep the financed lines that straddle civil years and are not split."""
    return tuple(repartition for repartition in repartitions if repartition.etat is Etat.A_REPARTIR and repartition.ligne.financee)


def _find_reperes(dossier: Dossier, ligne: Ligne) -> tuple[str, str] | None:
    """Return the territoire and the description that tell a line from the others of its structure and operation; None: nothing does."""
    nom = dossier.name_structure(ligne.structure)
    for reperes in (("", ""), (ligne.territoire, ""), (ligne.territoire, ligne.description)):
        if len(find_lignes(dossier, PartAnnuelle(nom, ligne.operation, *reperes, 0, ZERO, "", ligne.lieu))) == 1:
            return reperes
    return None


def _repartir(dossier: Dossier, ligne: Ligne) -> Repartition:
    siennes = dossier.exercices_par_cle.get((dossier.name_structure(ligne.structure).casefold(), ligne.operation), ())
    saisies = tuple(part for part in siennes if find_lignes(dossier, part) == (ligne,))
    montants: dict[int, Decimal] = {}
    for part in saisies:
        montants[part.exercice] = montants.get(part.exercice, ZERO) + part.montant
    if saisies and sum(montants.values(), ZERO) == ligne.montant:
        return Repartition(ligne, Etat.REPARTIE, _pay(dossier, ligne, montants), saisies)
    periode = ligne.periode
    if periode is None:
        return Repartition(ligne, Etat.A_REPARTIR if saisies else Etat.SANS_DATES, (), saisies)
    debut, fin = periode.debut.year, periode.fin.year
    if saisies or debut != fin:
        return Repartition(ligne, Etat.A_REPARTIR, (), saisies)
    return Repartition(ligne, Etat.UN_SEUL, _pay(dossier, ligne, {debut: ligne.montant or ZERO}))


def _pay(dossier: Dossier, ligne: Ligne, montants: Mapping[int, Decimal]) -> tuple[PartExercice, ...]:
    """Give each exercice its avance and its solde.

    The avance of an exercice is what its part adds to the avance of all parts so far: so the avances of all make that of the line, and
    none is further than a cent from the rate.
    """
    taux = dossier.bareme.find_avance(ligne.operation)
    parts, cumul, avances = [], ZERO, ZERO
    for exercice, montant in sorted(montants.items()):
        cumul += montant
        avance = None if taux is None else compute_versements(cumul, taux).avance - avances
        avances += avance or ZERO
        parts.append(PartExercice(exercice, montant, avance, None if avance is None else montant - avance))
    return tuple(parts)
