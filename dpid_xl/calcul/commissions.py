"""Which deliberation decided a line: that of the campaign, or of the commission that retained the demand it was made of.

The figures that the workbook knows as decided are those of the campaign's own vote. What another commission decides adds to them: the
amounts that the passage fixed on its demands, as long as Campagne knows a deliberation of that day. Two of one day are one commission.

>>> from dpid_xl.campagnes import load_campagne
>>> dossier = load_campagne("2022_phase2")
>>> list_actes(dossier, dossier.lignes)
(Acte(numero='2022-375', jour=datetime.date(2022, 9, 27)),)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.demandes import identify, read_commissions
from dpid_xl.classes import dataclass
from dpid_xl.modele import ATTRIBUE, Deliberation, Demande, Dossier, Ligne
from dpid_xl.montants import ZERO


@dataclass(frozen=True, slots=True)
class Acte:
    """A deliberation: its number (empty: not known) and its day."""

    numero: str
    jour: date | None


def list_actes(dossier: Dossier, lignes: Iterable[Ligne]) -> tuple[Acte, ...]:
    """Return the deliberations that decided lines, the oldest first; that of the campaign where no demand says another."""
    campagne = Acte(dossier.campagne.deliberation_numero, dossier.campagne.deliberation_date)
    if not dossier.passees_par_cle:
        return (campagne,)
    numeros = read_commissions(dossier)
    jours = {find_commission(dossier, ligne) for ligne in lignes}
    actes = [campagne if jour in (None, campagne.jour) else Acte(numeros.get(jour, ""), jour) for jour in jours]
    return tuple(sorted(dict.fromkeys(actes), key=lambda acte: acte.jour or date.min)) or (campagne,)


def find_commission(dossier: Dossier, ligne: Ligne) -> date | None:
    """Return the day of the commission whose passage made a line; None: the line was not made of a demand."""
    passees = dossier.passees_par_cle.get((dossier.name_structure(ligne.structure).casefold(), ligne.operation), ())
    cle = identify(dossier, ligne) if passees else None
    return next((demande.commission for demande in passees if identify(dossier, demande) == cle), None)


def group_autres_deliberations(dossier: Dossier) -> Mapping[date, Sequence[Deliberation]]:
    """Return the deliberations that decide demands, by day, but those of the campaign's own vote: a day that is not here adds nothing."""
    jours: dict[date, list[Deliberation]] = {}
    for deliberation in dossier.deliberations:
        if deliberation.role == ATTRIBUE and deliberation.jour and deliberation.jour != dossier.campagne.deliberation_date:
            jours.setdefault(deliberation.jour, []).append(deliberation)
    return jours


def list_autres(dossier: Dossier, demandes: Iterable[Demande] | None = None) -> Sequence[Demande]:
    """Return the demands, of all or of these, that went to the vote of another commission than the campaign's own."""
    jours = group_autres_deliberations(dossier)
    return [
        demande for demande in (dossier.demandes if demandes is None else demandes) if demande.au_vote_le and demande.commission in jours
    ]


def list_lignes_du_vote(dossier: Dossier) -> Sequence[Ligne]:
    """Return the lines that the campaign's own deliberation decided: all but those that another commission did."""
    if not list_autres(dossier):
        return dossier.lignes
    jours = group_autres_deliberations(dossier)
    return [ligne for ligne in dossier.lignes if find_commission(dossier, ligne) not in jours]


def sum_fixes(demandes: Iterable[Demande]) -> Decimal:
    """Add up the amounts that the passage fixed, in euros."""
    return sum((demande.montant_fixe or ZERO for demande in demandes), ZERO)


def sum_autres(dossier: Dossier) -> Mapping[str, Decimal]:
    """Return the euros that other commissions than the campaign's own decided, by code of operation."""
    sommes: dict[str, Decimal] = {}
    for demande in list_autres(dossier):
        sommes[demande.operation] = sommes.get(demande.operation, ZERO) + (demande.montant_fixe or ZERO)
    return sommes


def list_autres_commissions(dossier: Dossier) -> Sequence[tuple[date, Sequence[Deliberation], Sequence[Demande]]]:
    """Return the other commissions than the campaign's own vote: day, deliberations of that day, demands that it passed to the vote."""
    autres = list_autres(dossier)
    return [
        (jour, deliberations, [demande for demande in autres if demande.commission == jour])
        for jour, deliberations in group_autres_deliberations(dossier).items()
    ]
