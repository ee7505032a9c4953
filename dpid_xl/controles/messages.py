"""The sentences of the controls, as ``messages.toml`` holds them: one record by code.

>>> load_messages()["ligne_a_zero"].gravites
(<Gravite.AVERTISSEMENT: 'avertissement'>,)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dpid_xl.anomalies import Gravite
from dpid_xl.strict import build_record, load_toml

FACULTATIFS = frozenset({"message", "non_verifiable"})


@dataclass(frozen=True, slots=True)
class Message:
    """What is said of a code: the sentence with its {faits}, how grave it can be, the rule in general and where it comes from.

    ``non_verifiable`` says why a campaign may not let the rule be checked; a rule that no data of the workbook lets one check
    has no sentence and no gravity.
    """

    message: str
    gravites: tuple[Gravite, ...]
    regle: str
    source: str
    non_verifiable: str


@cache
def load_messages() -> Mapping[str, Message]:
    """Read ``messages.toml``; an unknown or missing key raises DonneesInvalides."""
    tables = load_toml(resources.files(__package__) / "messages.toml")
    return {code: build_record(Message, table, f"messages.toml, {code}", facultatifs=FACULTATIFS) for code, table in tables.items()}
