"""What fits an envelope: amounts cut at one rate, or served one after the other; what is kept is never more than what there was.

Equal cut: each amount is multiplied by part / total and rounded down to the cent; the cents that are left go one each to the first
amounts, so that the parts add up to the envelope exactly. In order: each is served whole while something is left, the one where the
envelope runs out takes the rest, those after it nothing.

>>> reduce_egal([Decimal("100.00"), Decimal("100.00"), Decimal("100.00")], Decimal("200.00"))
(Decimal('66.67'), Decimal('66.67'), Decimal('66.66'))
>>> serve([Decimal("100.00"), Decimal("100.00"), Decimal("100.00")], Decimal("150.00"))
(Decimal('100.00'), Decimal('50.00'), Decimal('0.00'))
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dpid_xl.montants import ZERO
from dpid_xl.schema.simulation import PRES


def reduce_egal(montants: Sequence[Decimal], part: Decimal) -> tuple[Decimal, ...]:
    """Cut amounts above zero, in euros, at one rate, so that they add up to ``part``; as they are when it is not less than their sum."""
    if part >= sum(montants, ZERO):
        return tuple(montants)
    planchers = list_planchers(montants, part)
    centimes = count_centimes(planchers, part)
    return tuple(plancher + Decimal(rang < centimes).scaleb(-2) for rang, plancher in enumerate(planchers))


def list_planchers(montants: Sequence[Decimal], part: Decimal) -> tuple[Decimal, ...]:
    """Return each amount × part / sum, rounded down to the cent, as the formulas of the workbook do.

    What falls short of a cent by less than ten to the minus :data:`PRES` is taken for it, but for the last cent of an amount, which no
    share reaches: none goes beyond its amount once a cent is added, nor all of them beyond the envelope. ``part`` is less than the sum.
    """
    total = _to_centimes(sum(montants, ZERO))
    retenus = _to_centimes(part) * 10**PRES
    centimes = map(_to_centimes, montants)
    return tuple(Decimal(min((avant * retenus + total) // (total * 10**PRES), avant - 1)).scaleb(-2) for avant in centimes)


def count_centimes(planchers: Sequence[Decimal], part: Decimal) -> int:
    """Return how many cents are left once each has its share rounded down: fewer than there are shares."""
    return _to_centimes(part - sum(planchers, ZERO))


def serve(montants: Sequence[Decimal], part: Decimal) -> tuple[Decimal, ...]:
    """Serve amounts, in euros, in this order, while something is left of ``part``."""
    servis, reste = [], part
    for montant in montants:
        servis.append(max(ZERO, min(montant, reste)))
        reste -= servis[-1]
    return tuple(servis)


def _to_centimes(montant: Decimal) -> int:
    return int(montant.scaleb(2).to_integral_value())
