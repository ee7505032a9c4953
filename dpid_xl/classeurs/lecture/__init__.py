"""The one reader of workbooks: what people typed, cell by cell, as a :class:`~dpid_xl.modele.Dossier`.

Inputs only: computed columns are never read, so a stale or broken formula cannot change an amount. The file is never written.
From the outside in: ``paquet_recu`` (bytes), ``ouverture`` (cells), ``entetes`` (tables and columns), ``rangees`` (rows),
``cellules`` (values), ``enregistrements`` and ``reglages`` (records). Then what the officer sees on the sheets is looked over:
``calculs`` (computed columns), ``sommes`` (totals), ``structure`` (hidden amounts, copies, links), ``macros``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dpid_xl.anomalies import Anomalie
from dpid_xl.classeurs.lecture.calculs import list_calculees, report_calculees
from dpid_xl.classeurs.lecture.enregistrements import read_dossier
from dpid_xl.classeurs.lecture.macros import report_macros
from dpid_xl.classeurs.lecture.ouverture import Classeur, open_classeur
from dpid_xl.classeurs.lecture.paquet_recu import ClasseurIllisible
from dpid_xl.classeurs.lecture.reglages import read_campagne
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.classeurs.lecture.sommes import report_sommes
from dpid_xl.classeurs.lecture.structure import report_structure
from dpid_xl.modele import Dossier

__all__ = ["ClasseurIllisible", "Lecture", "read_classeur"]


@dataclass(frozen=True, slots=True)
class Lecture:
    """What was read of a workbook, what reading it found, and the SHA-256 of its bytes."""

    dossier: Dossier
    anomalies: tuple[Anomalie, ...]
    empreinte: str


def read_classeur(chemin: Path, modules: Mapping[str, str] | None = None) -> Lecture:
    """Read a workbook; raises ClasseurIllisible with one French sentence when it cannot be read at all.

    ``modules`` are the VBA modules that it should carry, source texts by name; without them its macros are not looked at.
    """
    classeur, octets = open_classeur(chemin)
    releve = Releve()
    dossier = read_dossier(classeur, read_campagne(classeur, releve), releve)
    _look_over(classeur, dossier, releve)
    if modules is not None:
        report_macros(classeur, modules, releve)
    return Lecture(dossier, tuple(releve.anomalies), hashlib.sha256(octets).hexdigest())


def _look_over(classeur: Classeur, dossier: Dossier, releve: Releve) -> None:
    calculees = list_calculees(classeur)
    if calculees:
        report_calculees(classeur, calculees, releve)
        report_sommes(classeur, releve)
    report_structure(classeur, dossier, releve)
