"""What a control finds: a code, a gravity, a place and the facts; the French sentence is looked up by code.

>>> from dpid_xl.lieu import Origine
>>> a = Anomalie("ligne_a_zero", Gravite.INFORMATION, Origine("Annexe 5", "M7"), {"structure": "CCAS d'Arras"})
>>> a.origine.cellule
'M7'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dpid_xl.lieu import Origine


class Gravite(StrEnum):
    """From the one that stops the chain to the one that only informs."""

    BLOQUANTE = "bloquante"
    AVERTISSEMENT = "avertissement"
    INFORMATION = "information"


ORDRE_DES_GRAVITES = tuple(Gravite)


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One finding. ``faits`` holds display-ready texts: the words of the sentence and the figures behind it.

    ``justification`` is what an officer wrote to accept it as an exception; empty: it is still to be dealt with.
    """

    code: str
    gravite: Gravite
    origine: Origine
    faits: Mapping[str, str] = field(default_factory=dict)
    justification: str = ""
