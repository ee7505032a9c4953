"""Accepted exceptions: the cell Justification of a row accepts the warnings of that row, and only those.

They stay listed, with the reason that was written. What blocks is never accepted; what reading the workbook found neither, since
it is about the sheet and not about the campaign.

>>> read_justification("Reliquat 2021"), read_justification(" . ")
('Reliquat 2021', '')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Protocol

from dpid_xl.anomalies import Anomalie, Compte, Faits, Gravite
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier

_MOT = re.compile(r"[^\W\d_]{2,}")
_RANG = re.compile(r"[A-Z]*(\d*)")


class Justifiable(Protocol):
    """A row that has a cell Justification."""

    @property
    def justification(self) -> str:
        """What is written there; empty: nothing."""

    @property
    def lieu(self) -> Lieu:
        """Place of the row."""


def read_justification(texte: str) -> str:
    """Return a justification; empty when it has not a word: a point or a number says nothing."""
    return texte if _MOT.search(texte) else ""


def check_justifications(dossier: Dossier) -> Iterable[Anomalie]:
    """A justification says why in words, or it accepts nothing."""
    for rangee in _list_rangees(dossier):
        if rangee.justification and not read_justification(rangee.justification):
            origine = rangee.lieu.origine("justification")
            yield Anomalie("justification_vide", Gravite.INFORMATION, origine, _cite(rangee))


def accept(dossier: Dossier, constats: Iterable[Anomalie]) -> Iterator[Anomalie]:
    """Yield findings, each warning with the justification of its row; then what a justification accepts at once, to be looked at."""
    rangees = {(rangee.lieu.feuille, rangee.lieu.rang): rangee for rangee in _list_rangees(dossier)}
    acceptes: dict[tuple[str, int], list[Anomalie]] = {}
    for constat in constats:
        if constat.gravite is not Gravite.AVERTISSEMENT:
            yield constat
            continue
        place = (constat.origine.feuille, _get_rang(constat))
        rangee = rangees.get(place)
        justification = read_justification(rangee.justification) if rangee and rangee.justification else ""
        if not justification:
            yield constat
            continue
        acceptes.setdefault(place, []).append(constat)
        yield constat if constat.justification else replace(constat, justification=justification)
    yield from _report_multiples(rangees, acceptes)


def _report_multiples(
    rangees: Mapping[tuple[str, int], Justifiable], acceptes: Mapping[tuple[str, int], list[Anomalie]]
) -> Iterator[Anomalie]:
    for place, constats in acceptes.items():
        if len(constats) > 1:
            faits = _cite(rangees[place]) | {
                "nombre": Compte(len(constats), "avertissement"),
                "avertissements": tuple(dict.fromkeys(constat.origine.cellule for constat in constats)),
            }
            yield Anomalie("justification_multiple", Gravite.INFORMATION, rangees[place].lieu.origine("justification"), faits)


def _list_rangees(dossier: Dossier) -> Iterator[Justifiable]:
    registres = (dossier.operations, dossier.structures, dossier.tarifs, dossier.budget)
    return chain(dossier.lignes, *registres, dossier.exercices, dossier.avenants, dossier.signatures, dossier.versements, dossier.demandes)


def _cite(rangee: Justifiable) -> Faits:
    return {"justification": " ".join(rangee.justification.split())}


def _get_rang(constat: Anomalie) -> int:
    trouve = _RANG.match(constat.origine.cellule)
    return int(trouve[1] or 0) if trouve else 0
