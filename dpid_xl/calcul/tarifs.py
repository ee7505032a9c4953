"""Which figure of a barème applies: on a day, or the last one known when no day is given.

A workbook's barème may hold several dated values of one code; a formula without a date wants the current one, even if its
validity was closed and nothing has replaced it yet.

>>> from dpid_xl.bareme import load_bareme
>>> [tarif.code for tarif in find_tarifs_operation(load_bareme(), "T3-02")]
['MESURE_ASL_RENFORCEE', 'MESURE_ASL_SIMPLE']
>>> get_tarif_code(load_bareme(), "AVANCE").valeur
Decimal('0.60')
>>> get_unite(find_tarifs_operation(load_bareme(), "T1-01")[0])
'place'
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dpid_xl.bareme import ParametreAbsent, find_tarifs, get_tarif
from dpid_xl.modele import Assiette, Tarif
from dpid_xl.refus import Refus


class TarifEnDouble(Refus):
    """Two values of one code apply on the same day: adding both would be wrong, choosing one a guess."""


def find_tarifs_operation(bareme: Iterable[Tarif], operation: str, jour: date | None = None) -> tuple[Tarif, ...]:
    """Return the unit rates of an operation, in the barème's order; empty when its amounts are decided line by line.

    Raises TarifEnDouble when a code has two values on that day.
    """
    tarifs = tuple(tarif for tarif in bareme if tarif.operation == operation)
    if not tarifs:
        return ()
    trouves = find_tarifs(tarifs, operation, jour or max(tarif.valable_du for tarif in tarifs))
    for rang, tarif in enumerate(trouves):
        if tarif.code in {autre.code for autre in trouves[:rang]}:
            raise TarifEnDouble(f"le barème donne deux valeurs de « {tarif.code} » pour le même jour")
    return trouves


def get_tarif_code(bareme: Iterable[Tarif], code: str, jour: date | None = None) -> Tarif:
    """Return the figure of a code; raises ParametreAbsent when there is none."""
    tarifs = tuple(tarif for tarif in bareme if tarif.code == code)
    if not tarifs:
        raise ParametreAbsent(f"le barème n'a pas de code « {code} »")
    return get_tarif(tarifs, code, jour or max(tarif.valable_du for tarif in tarifs))


def get_tarif_unitaire(bareme: Iterable[Tarif], operation_ou_code: str, jour: date | None = None) -> Tarif:
    """Return the rate of an operation (of its quantity when it has several), or the figure of a code; raises ParametreAbsent."""
    bareme = tuple(bareme)
    tarifs = find_tarifs_operation(bareme, operation_ou_code, jour)
    for tarif in tarifs:
        if tarif.assiette is not Assiette.QUANTITE_SIMPLE:
            return tarif
    if tarifs:
        return tarifs[0]
    if any(tarif.operation == operation_ou_code for tarif in bareme):
        raise ParametreAbsent(f"le barème n'a pas de tarif pour « {operation_ou_code} » au {jour:%d/%m/%Y}")
    return get_tarif_code(bareme, operation_ou_code, jour)


def get_unite(tarif: Tarif) -> str:
    """Return what a unit rate is the price of, from its unit (« €/place/an » is the price of a place)."""
    return tarif.unite.split("/")[1] if "/" in tarif.unite else ""
