"""What our PDF files promise and veraPDF does not look at, each rule with the clause that it comes from.

« maison » is ours: beyond PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1). The standards themselves are veraPDF's: ``tests/oracles``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.pdf.lecture import Fichier

Controle = Callable[[Fichier], Iterable[object]]


@dataclass(frozen=True)
class Regle:
    """A rule: where it is written, what it says, what finds the breaches of it."""

    clause: str
    phrase: str
    controle: Controle


@dataclass(frozen=True)
class Ecart:
    """A breach of a rule."""

    regle: str
    clause: str
    fait: str


REGLES: dict[str, Regle] = {}


def regle(clause: str) -> Callable[[Controle], Controle]:
    """Enter a function among the rules: its name is the rule's, its docstring what the rule says."""

    def enter(controle: Controle) -> Controle:
        REGLES[controle.__name__] = Regle(clause, controle.__doc__ or "", controle)
        return controle

    return enter
