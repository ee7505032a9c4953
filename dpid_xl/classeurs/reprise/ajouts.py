"""Cells that are filled in what is taken over of a workbook, as if somebody had typed them in their rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dpid_xl.cellules import JOUR_ZERO
from dpid_xl.classeurs.lecture.cellules import write_brut
from dpid_xl.classeurs.reprise.modele import RangeeReprise, Reprise, Saisie, TableReprise
from dpid_xl.schema import Table

Cellules = Mapping[tuple[str, ...], Mapping[str, Any]]  # values by column, by what tells their row from the others


def fill_saisies(reprise: Reprise, table: Table, champs: tuple[str, ...], cellules: Cellules, fold: Callable[[str], str]) -> Reprise:
    """Fill cells of the rows of a table that are there, known by the ``champs``, whose texts ``fold`` brings to one writing.

    A row that is not there is left to the builder, which makes it of the records.
    """
    ancienne = reprise.tables.get(table.nom)
    if ancienne is None:
        return reprise
    attendues = {tuple(map(fold, cle)): valeurs for cle, valeurs in cellules.items()}
    rangees = [_fill(ancienne, rangee, attendues.pop(_read_cle(rangee, champs, fold), {})) for rangee in ancienne.rangees]
    return replace(reprise, tables={**reprise.tables, table.nom: replace(ancienne, rangees=rangees)})


def _read_cle(rangee: RangeeReprise, champs: tuple[str, ...], fold: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(fold(write_brut(rangee.cellules[champ].brut)) if champ in rangee.cellules else "" for champ in champs)


def _fill(ancienne: TableReprise, rangee: RangeeReprise, valeurs: Mapping[str, Any]) -> RangeeReprise:
    connues = {champ: valeur for champ, valeur in valeurs.items() if champ in ancienne.colonnes}
    if not connues:
        return rangee
    saisies = {champ: Saisie(_to_brut(valeur)) for champ, valeur in connues.items()}
    return replace(rangee, cellules={**rangee.cellules, **saisies})


def _to_brut(valeur: Any) -> str | float:
    if isinstance(valeur, date):
        return float((valeur - JOUR_ZERO).days)
    return valeur if isinstance(valeur, str) else float(valeur)
