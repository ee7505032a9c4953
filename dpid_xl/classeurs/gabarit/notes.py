"""Notes on the decided figures: where in the deliberation each was read, in its own words."""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.styles import POLICE
from dpid_xl.francais import write_quantite
from dpid_xl.modele import Decision, Mesure
from dpid_xl.montants import format_montant
from dpid_xl.typographie import compose_typographie

ASPECT = {"author": "dpid_xl", "font_name": POLICE, "font_size": 8, "color": "#FFFFE1", "width": 190, "height": 48}


def fill_notes(atelier: Atelier, decisions: Iterable[tuple[Decision, Decision]]) -> None:
    """Write a note for each decided figure, given as it was read and as it stands in the workbook."""
    for lue, situee in decisions:
        if situee.origine.feuille in atelier.onglets:
            atelier.onglets[situee.origine.feuille].write_comment(situee.origine.cellule, _write_note(lue), ASPECT)


def _write_note(decision: Decision) -> str:
    figure = format_montant(decision.valeur) if decision.mesure is Mesure.MONTANT else write_quantite(decision.valeur, decision.unite)
    return compose_typographie(f"{figure}\nDélibération, {decision.source}" if decision.source else figure)
