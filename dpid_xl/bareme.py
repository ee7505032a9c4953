"""Dated figures of the deliberation and of the law, each with its unit and source: the barème.

The only copy of every rate, ceiling, share and threshold is ``bareme.toml`` beside this file; the sheet « Barème » of a
workbook is generated from it, and a control compares the two.

>>> from datetime import date
>>> bareme = load_bareme()
>>> get_valeur(bareme, "AVANCE", date(2022, 9, 27))
Decimal('0.60')
>>> [tarif.code for tarif in find_tarifs(bareme, "T3-02", date(2022, 10, 1))]
['MESURE_ASL_RENFORCEE', 'MESURE_ASL_SIMPLE']
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from dpid_xl.modele import Lieu, Tarif
from dpid_xl.refus import Refus
from dpid_xl.strict import DonneesInvalides, build_record, load_toml, read_tables

__all__ = ["ParametreAbsent", "find_tarifs", "get_tarif", "get_valeur", "load_bareme"]

FICHIER = "bareme.toml"
_FACULTATIFS = frozenset({"operation", "assiette", "prorata", "valable_au", "justification"})


class ParametreAbsent(Refus):
    """No figure of that code applies on the day asked for."""


@cache
def load_bareme() -> tuple[Tarif, ...]:
    """Read the packaged barème; an unknown key, a missing one or overlapping dates raise DonneesInvalides."""
    racine = resources.files(__package__)
    tables = read_tables(load_toml(racine / FICHIER), "tarif", FICHIER)
    bareme = tuple(
        build_record(Tarif, table, f"{FICHIER}, tarif {rang}", facultatifs=_FACULTATIFS, lieu=Lieu(FICHIER, rang))
        for rang, table in enumerate(tables, 1)
    )
    _check_dates(bareme)
    return bareme


def find_tarifs(bareme: Iterable[Tarif], operation: str, jour: date) -> tuple[Tarif, ...]:
    """Return the unit rates of an operation on a day, in the barème's order; empty when amounts are decided line by line."""
    return tuple(tarif for tarif in bareme if operation and tarif.operation == operation and tarif.is_valable(jour))


def get_tarif(bareme: Iterable[Tarif], code: str, jour: date) -> Tarif:
    """Return the figure ``code`` that applies on a day; raises ParametreAbsent when there is none."""
    for tarif in bareme:
        if tarif.code == code and tarif.is_valable(jour):
            return tarif
    raise ParametreAbsent(f"le barème n'a pas de valeur « {code} » au {jour:%d/%m/%Y}")


def get_valeur(bareme: Iterable[Tarif], code: str, jour: date) -> Decimal:
    """Return the value of the figure ``code`` on a day (its unit is on the record)."""
    return get_tarif(bareme, code, jour).valeur


def _check_dates(bareme: tuple[Tarif, ...]) -> None:
    vus: dict[str, Tarif] = {}
    for tarif in sorted(bareme, key=lambda tarif: (tarif.code, tarif.valable_du)):
        precedent = vus.get(tarif.code)
        if precedent and (precedent.valable_au is None or precedent.valable_au >= tarif.valable_du):
            raise DonneesInvalides(f"{FICHIER} : deux valeurs de « {tarif.code} » s'appliquent le même jour")
        vus[tarif.code] = tarif
