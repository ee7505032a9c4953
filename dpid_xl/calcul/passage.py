"""What goes from « Demandes » to the vote: each demand that a known commission retained becomes a line of Annexe 5, once.

The figures that a line is made with are fixed on the demand: quantities, dates and amount, on the day of the passage. The barème or the
proposal may change after: neither the line nor what was fixed moves. Refused and postponed demands stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.calcul.demandes import (
    FIXES,
    compute_propose,
    find_manque,
    identify,
    list_ouvertes,
    make_ligne,
    read_commissions,
)
from dpid_xl.modele import Demande, Dossier, Ligne
from dpid_xl.montants import ZERO
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
class Passage:
    """What goes to the vote, in the order of the sheet, and what is retained and does not, with the reason."""

    passees: Sequence[Passee]
    laissees: Sequence[tuple[Demande, str]]

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
    prises = {identify(dossier, ligne): ligne for ligne in dossier.lignes}
    passees: list[Passee] = []
    laissees: list[tuple[Demande, str]] = []
    for demande in list_ouvertes(dossier):
        if not demande.retenue or (commission and demande.commission != commission):
            continue
        raison = illisibles.get(demande.lieu.rang) or _find_raison(dossier, demande, commissions)
        cle = identify(dossier, demande)
        if not raison and cle in prises:
            raison = _write_deja(prises[cle])
        if raison:
            laissees.append((demande, raison))
            continue
        passee = _pass(dossier, demande, jour)
        passees.append(passee)
        prises[cle] = passee.ligne
    return Passage(tuple(passees), tuple(laissees))


def apply_passage(dossier: Dossier, passage: Passage) -> Dossier:
    """Return the campaign once its demands are passed: their lines after all others."""
    fixees = {passee.demande.lieu: passee.demande for passee in passage.passees}
    return replace(
        dossier,
        lignes=(*dossier.lignes, *(passee.ligne for passee in passage.passees)),
        demandes=tuple(fixees.get(demande.lieu, demande) for demande in dossier.demandes),
    )


def _pass(dossier: Dossier, demande: Demande, jour: date) -> Passee:
    montant = compute_propose(dossier, demande)
    fixes = {fixee: getattr(demande, champ) for champ, fixee in FIXES.items()}
    ligne = replace(make_ligne(dossier, demande), structure=dossier.name_structure(demande.structure), montant=montant)
    return Passee(replace(demande, au_vote_le=jour, montant_fixe=montant, **fixes), ligne)


def _find_illisibles(anomalies: Iterable[Anomalie]) -> Mapping[int, str]:
    """Return why each row that could not be read is left; no control of the demands blocks, so that what does is of the reading."""
    bloquantes = (anomalie.origine for anomalie in anomalies if anomalie.gravite is Gravite.BLOQUANTE)
    siennes = (origine for origine in bloquantes if origine.feuille == DEMANDES.feuille and origine.cellule)
    return {origine.place[0]: f"la cellule {origine.cellule} ne peut pas être lue" for origine in siennes}


def _find_raison(dossier: Dossier, demande: Demande, commissions: Mapping[date, str]) -> str:
    if demande.commission is None:
        return "le jour de sa commission manque"
    if demande.commission not in commissions:
        return f"Campagne ne connaît pas la commission du {format_date(demande.commission)}"
    if dossier.find_structure(demande.structure) is None:
        return "sa structure n'est pas au registre"
    if demande.operation not in dossier.operation_par_code:
        return "son opération n'est pas dans la feuille Opérations"
    if demande.debut and demande.fin and demande.fin < demande.debut:
        return "ses dates sont inversées"
    manque = find_manque(dossier, demande)
    return f"il lui manque {manque.dit}" if manque else ""


def _write_deja(ligne: Ligne) -> str:
    ou = "une autre demande retenue" if ligne.lieu.feuille == DEMANDES.feuille else f"la ligne {ligne.lieu.rang} de l'annexe 5"
    return f"{ou} a déjà sa structure, son opération, son territoire et sa description"
