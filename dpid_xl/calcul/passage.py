"""What goes from « Demandes » to the vote: each demand that a known commission retained becomes a line of Annexe 5, once.

The figures that a line is made with are fixed on the demand: quantities, dates and amount, on the day of the passage. The barème or the
proposal may change after: neither the line nor what was fixed moves. Refused and postponed demands stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.calcul.demandes import (
    CHIFFRES_PROPOSES,
    FIXES,
    Cle,
    compute_propose,
    find_manque,
    identify,
    is_inversee,
    list_negatifs,
    list_ouvertes,
    make_ligne,
    read_commissions,
)
from dpid_xl.calcul.totaux import list_territoires
from dpid_xl.classes import dataclass
from dpid_xl.modele import Demande, Dossier, Ligne
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom
from dpid_xl.periodes import format_date
from dpid_xl.refus import BLOQUE, Refus
from dpid_xl.schema import DEMANDES


class CommissionInconnue(Refus):
    """A commission that the sheet Campagne does not know, or that retained nothing."""

    code = BLOQUE


@dataclass(frozen=True, slots=True)
class Passee:
    """A demand as it is once passed, with what was fixed, and the line that it made."""

    demande: Demande
    ligne: Ligne


@dataclass(frozen=True, slots=True)
class Retenue:
    """A demand that is retained, why it stays (empty: it goes), and the line of Annexe 5 that is already there for it."""

    demande: Demande
    raison: str
    ligne: Ligne | None


@dataclass(frozen=True, slots=True)
class Passage:
    """What goes to the vote, in the order of the sheet, and what is retained and does not, with the reason."""

    passees: Sequence[Passee]
    laissees: Sequence[tuple[Demande, str]]
    a_saisir: Sequence[date] = ()  # the commissions, other than the campaign's own vote, whose decided amount nobody typed yet

    @property
    def montant(self) -> Decimal:
        """Euros of the lines."""
        return sum((passee.ligne.montant or ZERO for passee in self.passees), ZERO)

    @property
    def refus(self) -> Sequence[str]:
        """Why each demand that is retained does not go, cell first."""
        return [
            f"{demande.lieu.origine('structure')} : « {demande.structure} » ({demande.operation}) reste, {raison}."
            for demande, raison in self.laissees
        ]

    @property
    def commissions(self) -> Mapping[date, int]:
        """How many lines each commission makes, the earliest first."""
        jours = sorted(passee.demande.commission for passee in self.passees if passee.demande.commission)
        return {jour: jours.count(jour) for jour in dict.fromkeys(jours)}


def plan_passage(dossier: Dossier, jour: date, commission: date | None = None, anomalies: Iterable[Anomalie] = ()) -> Passage:
    """Tell which demands go to the vote on a day, of all known commissions or of one; raises CommissionInconnue.

    ``anomalies`` are those of the reading: a demand one of whose cells could not be read does not go.
    """
    illisibles = _find_illisibles(anomalies)
    commissions = read_commissions(dossier)
    if commission and commission not in commissions:
        connues = ", ".join(map(format_date, sorted(commissions))) or "aucune"
        raise CommissionInconnue(
            f"La feuille Campagne ne connaît pas de commission du {format_date(commission)} (connues : {connues}) : corrigez la date, ou "
            "ajoutez-la au tableau des délibérations."
        )
    triees = tuple(sort_retenues(dossier, commission, illisibles))
    territoires = {fold_nom(nom): nom for nom in reversed(list_territoires(dossier))}
    passage = Passage(
        tuple(_pass(dossier, triee.demande, jour, territoires) for triee in triees if not triee.raison),
        tuple((triee.demande, triee.raison) for triee in triees if triee.raison),
    )
    dites = {d.jour for d in dossier.deliberations if d.decide is not None} | {dossier.campagne.deliberation_date}
    return replace(passage, a_saisir=tuple(tenue for tenue in passage.commissions if tenue not in dites))


def sort_retenues(
    dossier: Dossier, commission: date | None = None, illisibles: Mapping[int, str] = MappingProxyType({})
) -> Iterator[Retenue]:
    """Tell of each demand that is retained, of all commissions or of one, whether it goes to the vote: before its commission sits too.

    ``illisibles`` says, by row, what could not be read.
    """
    retenues = [d for d in list_ouvertes(dossier) if d.retenue and (not commission or d.commission == commission)]
    commissions = read_commissions(dossier)
    prises: dict[Cle, Ligne | Demande] = {identify(dossier, ligne): ligne for ligne in dossier.lignes} if retenues else {}
    for demande in retenues:
        raison = illisibles.get(demande.lieu.rang) or _find_raison(dossier, demande, commissions)
        cle = identify(dossier, demande)
        premiere = None if raison else prises.get(cle)
        if premiere:
            raison = _write_deja(premiere)
        if not raison:
            prises[cle] = demande
        yield Retenue(demande, raison, premiere if isinstance(premiere, Ligne) else None)


def apply_passage(dossier: Dossier, passage: Passage) -> Dossier:
    """Return the campaign once its demands are passed: their lines after all others."""
    fixees = {passee.demande.lieu: passee.demande for passee in passage.passees}
    return replace(
        dossier,
        lignes=(*dossier.lignes, *(passee.ligne for passee in passage.passees)),
        demandes=tuple(fixees.get(demande.lieu, demande) for demande in dossier.demandes),
    )


def _pass(dossier: Dossier, demande: Demande, jour: date, territoires: Mapping[str, str]) -> Passee:
    """Make the line of a demand; its territoire is written as the campaign writes it: its totals go by that name."""
    montant = compute_propose(dossier, demande)
    fixes = {fixee: getattr(demande, champ) for champ, fixee in FIXES.items()}
    territoire = territoires.get(fold_nom(demande.territoire), demande.territoire)
    structure = dossier.name_structure(demande.structure)
    ligne = replace(make_ligne(dossier, demande), structure=structure, territoire=territoire, montant=montant)
    return Passee(replace(demande, au_vote_le=jour, montant_fixe=montant, **fixes), ligne)


def _find_illisibles(anomalies: Iterable[Anomalie]) -> Mapping[int, str]:
    """Return why each row that could not be read is left; no control of the demands blocks, so that what does is of the reading."""
    bloquantes = (anomalie.origine for anomalie in anomalies if anomalie.gravite is Gravite.BLOQUANTE)
    siennes = (origine for origine in bloquantes if origine.feuille == DEMANDES.feuille and origine.cellule)
    return {origine.place[0]: f"la cellule {origine.cellule} ne peut pas être lue" for origine in siennes}


def _find_raison(dossier: Dossier, demande: Demande, commissions: Mapping[date, str]) -> str:
    if desordre := _find_desordre(demande, commissions):
        return desordre
    if dossier.find_structure(demande.structure) is None:
        return "sa structure n'est pas au registre"
    if demande.operation not in dossier.operation_par_code:
        return "son opération n'est pas dans la feuille Opérations"
    if is_inversee(demande):
        return "ses dates sont inversées"
    if negatif := next(list_negatifs(demande, CHIFFRES_PROPOSES), None):
        return f"« {DEMANDES.entete(negatif)} » est négatif"
    manque = find_manque(dossier, demande)
    return f"il lui manque {manque.dit}" if manque else ""


def _find_desordre(demande: Demande, commissions: Mapping[date, str]) -> str:
    """Say what is wrong with the day of the commission; empty: nothing."""
    if demande.commission is None:
        return "le jour de sa commission manque"
    tenue = format_date(demande.commission)
    if demande.commission not in commissions:
        return f"Campagne ne connaît pas la commission du {tenue}"
    if demande.recue_le and demande.commission < demande.recue_le:
        return f"sa commission du {tenue} est antérieure à sa réception ({format_date(demande.recue_le)})"
    return ""


def _write_deja(premiere: Ligne | Demande) -> str:
    autre = isinstance(premiere, Demande)
    ou = "une autre demande retenue" if autre else f"la ligne {premiere.lieu.rang} de l'annexe 5"
    return f"{ou} a déjà sa structure, son opération, son territoire et sa description"
