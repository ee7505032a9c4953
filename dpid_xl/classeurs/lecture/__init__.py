"""The one reader of workbooks: what people typed, cell by cell, as a :class:`~dpid_xl.modele.Dossier`.

Inputs only: computed columns are never read, so a stale or broken formula cannot change an amount. The file is never written.
From the outside in: ``paquet_recu`` (bytes), ``ouverture`` (cells), ``entetes`` (tables and columns), ``rangees`` (rows),
``cellules`` (values), ``enregistrements`` and ``reglages`` (records).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from dpid_xl.anomalies import Anomalie
from dpid_xl.classeurs.lecture.enregistrements import read_dossier
from dpid_xl.classeurs.lecture.ouverture import open_classeur
from dpid_xl.classeurs.lecture.paquet_recu import ClasseurIllisible
from dpid_xl.classeurs.lecture.reglages import read_campagne
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.modele import Dossier

__all__ = ["ClasseurIllisible", "Lecture", "read_classeur"]


@dataclass(frozen=True, slots=True)
class Lecture:
    """What was read of a workbook, what reading it found, and the SHA-256 of its bytes."""

    dossier: Dossier
    anomalies: tuple[Anomalie, ...]
    empreinte: str


def read_classeur(chemin: Path) -> Lecture:
    """Read a workbook; raises ClasseurIllisible with one French sentence when it cannot be read at all."""
    classeur, octets = open_classeur(chemin)
    releve = Releve()
    dossier = read_dossier(classeur, read_campagne(classeur, releve), releve)
    return Lecture(dossier, tuple(releve.anomalies), hashlib.sha256(octets).hexdigest())
