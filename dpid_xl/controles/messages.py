"""The sentences of the controls, as ``messages.toml`` holds them: one record by code; facts become French words here only.

>>> load_messages()["ligne_a_zero"].gravites
(<Gravite.AVERTISSEMENT: 'avertissement'>,)
>>> from decimal import Decimal
>>> from dpid_xl.anomalies import Compte, Euros
>>> fill("{lignes} pour {montant}", {"lignes": Compte(2, "ligne"), "montant": Euros(Decimal("6400"))})
'2 lignes pour 6\u202f400,00\xa0€'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources

from dpid_xl.anomalies import Fait, Gravite
from dpid_xl.classes import dataclass
from dpid_xl.periodes import format_date
from dpid_xl.strict import build_record, parse_toml

FICHIER = "messages.toml"
_TABLE = re.compile(r"^\[(\w+)\]$", re.MULTILINE)
LONGUEUR_CITEE = 1000  # of a fact in a sentence, in characters
FACULTATIFS = frozenset({"message", "non_verifiable", "ensemble", "membre", "suite"})


@dataclass(frozen=True, slots=True)
class Message:
    """What is said of a code: the sentence with its {faits}, how grave it can be, the rule in general and where it comes from.

    ``ensemble`` says at once what several findings say, ``membre`` each of them within it, ``suite`` names one that follows from another.
    ``non_verifiable`` says why a campaign may not let the rule be checked; a rule that no data of the workbook lets one check
    has no sentence and no gravity.
    """

    message: str
    gravites: tuple[Gravite, ...]
    regle: str
    source: str
    non_verifiable: str
    ensemble: str
    membre: str
    suite: str


class Messages(Mapping[str, Message]):
    """The tables of ``messages.toml`` by code, each read when it is asked for: a workbook has use of ten in three hundred."""

    def __init__(self, texte: str) -> None:
        morceaux = iter(_TABLE.split(texte)[1:])
        self._tables = dict(zip(morceaux, morceaux, strict=True))
        self._lus: dict[str, Message] = {}

    def __getitem__(self, code: str) -> Message:
        if code not in self._lus:
            table = parse_toml(self._tables[code], FICHIER)
            self._lus[code] = build_record(Message, table, f"{FICHIER}, {code}", facultatifs=FACULTATIFS)
        return self._lus[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


@cache
def load_messages() -> Mapping[str, Message]:
    """Open ``messages.toml``; a message with an unknown or missing key raises DonneesInvalides where it is asked for."""
    return Messages((resources.files(__package__) / FICHIER).read_text(encoding="utf-8"))


def fill(phrase: str, faits: Mapping[str, Fait]) -> str:
    """Write a sentence with its facts; raises KeyError when one of them is missing."""
    return phrase.format_map({nom: write_fait(fait) for nom, fait in faits.items()})


def write_fait(fait: Fait) -> str:
    """Write a fact as a French reader sees it in a sentence.

    >>> write_fait(date(2022, 9, 1)), write_fait(("T2-01", "T2-02")), write_fait(2)
    ('01/09/2022', 'T2-01, T2-02', '2')
    """
    if isinstance(fait, date):
        return format_date(fait)
    texte = ", ".join(fait) if isinstance(fait, tuple) else str(fait)
    return texte if len(texte) <= LONGUEUR_CITEE else f"{texte[: LONGUEUR_CITEE - 1]}…"  # the cell that is named holds the rest
