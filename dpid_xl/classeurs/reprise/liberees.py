"""Cells of an older workbook that the new one fills otherwise: what they held is not taken over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from dpid_xl.classeurs.reprise.modele import Reprise
from dpid_xl.schema import Table


def free_cellules(reprise: Reprise, table: Table, liberees: Mapping[int, Collection[str]]) -> Reprise:
    """Return what is taken over without these cells of a table: their fields, by row of the sheet."""
    ancienne = reprise.tables.get(table.nom)
    if ancienne is None:
        return reprise
    rangees = [
        replace(rangee, cellules={champ: saisie for champ, saisie in rangee.cellules.items() if champ not in liberees[rangee.rang]})
        if rangee.rang in liberees
        else rangee
        for rangee in ancienne.rangees
    ]
    return replace(reprise, tables={**reprise.tables, table.nom: replace(ancienne, rangees=rangees)})
