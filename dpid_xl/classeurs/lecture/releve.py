"""What reading a workbook gathers as it goes: its findings, in the order in which they were met."""

from __future__ import annotations

from dataclasses import field

from dpid_xl.anomalies import Anomalie, Fait, Gravite
from dpid_xl.classes import dataclass
from dpid_xl.lieu import Origine


@dataclass(slots=True)
class Releve:
    """The findings of one reading."""

    anomalies: list[Anomalie] = field(default_factory=list)

    def add(self, code: str, gravite: Gravite, origine: Origine, **faits: Fait) -> None:
        """Note a finding."""
        self.anomalies.append(Anomalie(code, gravite, origine, faits))
