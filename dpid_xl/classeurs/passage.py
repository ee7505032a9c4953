"""What a workbook whose demands are passed to the vote takes over of the one before: all but the cells that the passage fills."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from dpid_xl.calcul.passage import Passage
from dpid_xl.classeurs.reprise.modele import Reprise, release
from dpid_xl.francais import write_quantite
from dpid_xl.montants import format_montant
from dpid_xl.periodes import format_date
from dpid_xl.schema import DELIBERATIONS, DEMANDES

_FIXEES = frozenset(colonne.champ for colonne in DEMANDES.colonnes if colonne.gardee)


def free_fixees(reprise: Reprise, rangs: Collection[int]) -> Reprise:
    """Return what is taken over, without the cells of these rows that the passage writes."""
    return release(reprise, {(DEMANDES.feuille, rang, champ) for rang in rangs for champ in _FIXEES})


def write_passage(passage: Passage) -> str:
    """Say what goes to the vote, for the journal and the officer."""
    return f"{write_quantite(len(passage.passees), 'demande', 'passée')} au vote, {format_montant(passage.montant)}"


def write_decides(passage: Passage) -> str:
    """Say of which other commissions than the campaign's own the decided amount has still to be typed; empty: of none."""
    if not passage.a_saisir:
        return ""
    jours = " et de celle du ".join(map(format_date, passage.a_saisir))
    entete = DELIBERATIONS.entete("decide")
    return f"Saisissez ce qu'a décidé la commission du {jours} : feuille {DELIBERATIONS.feuille}, colonne « {entete} » des délibérations."


def list_journal(passage: Passage, jour: date, empreinte: str) -> Sequence[Mapping[str, str]]:
    """Return the row of the journal of a workbook that was made by the command."""
    return (
        {"date": format_date(jour), "action": "Passer au vote", "resultat": write_passage(passage), "empreinte_du_classeur": empreinte},
    )
