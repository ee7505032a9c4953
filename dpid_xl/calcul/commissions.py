"""Which deliberation decided a line: that of the campaign, or of the commission that retained the demand it was made of.

>>> from dpid_xl.campagnes import load_campagne
>>> dossier = load_campagne("2022_phase2")
>>> list_actes(dossier, dossier.lignes)
(Acte(numero='2022-375', jour=datetime.date(2022, 9, 27)),)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dpid_xl.calcul.demandes import identify, read_commissions
from dpid_xl.modele import Dossier, Ligne


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
