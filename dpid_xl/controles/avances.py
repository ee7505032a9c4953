"""The rate of the avance of each operation: known for the day of the decision, or said to be missing, never taken for granted.

Source: annexe 6 of the deliberation 2022-375, article 5, leaves the rate blank; the name of a field of annexe 7 lets one guess it for
the référent solidarité.
"""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.anomalies import Anomalie, Faits, Gravite, Nombre, Part
from dpid_xl.modele import Dossier

A_CONFIRMER = "à confirmer"  # how the source of a rate that is only a guess ends


def check_taux_absents(dossier: Dossier) -> Iterable[Anomalie]:
    """An operation that is financed has a rate of avance on the day of the decision."""
    financees = {ligne.operation for ligne in dossier.lignes if ligne.financee}
    for operation in dossier.operation_par_code.values():
        if operation.code in financees and dossier.bareme.find_avance(operation.code) is None:
            yield Anomalie(
                "taux_avance_absent", Gravite.AVERTISSEMENT, operation.lieu.origine("taux_d_avance"), {"operation": operation.code}
            )


def check_taux_a_confirmer(dossier: Dossier) -> Iterable[Anomalie]:
    """The source of a rate of avance is a decision, not a guess."""
    for tarif in dossier.bareme.valables:
        if tarif.avance_de and A_CONFIRMER in tarif.source:
            faits: Faits = {"taux": Part(tarif.valeur), "operation": tarif.avance_de}
            yield Anomalie("taux_avance_a_confirmer", Gravite.INFORMATION, tarif.lieu.origine("source"), faits)


def check_taux_anciens(dossier: Dossier) -> Iterable[Anomalie]:
    """A workbook older than the column « Avance de » gave one rate to all operations."""
    for tarif in dossier.bareme.valables:
        if tarif.est_avance and tarif.lieu.colonnes and "avance_de" not in tarif.lieu.colonnes:
            faits: Faits = {"taux": Part(tarif.valeur), "operation": tarif.avance_de or "aucune opération"}
            yield Anomalie("taux_avance_ancien", Gravite.AVERTISSEMENT, tarif.lieu.origine("valeur"), faits)


def check_taux_sans_operation(dossier: Dossier) -> Iterable[Anomalie]:
    """A rate of avance names its operation under « Avance de », and there only: « Opération » makes a unit rate of a row."""
    for tarif in dossier.tarifs:
        if not tarif.est_avance:
            continue
        if tarif.operation:
            faits = {"code": tarif.code, "operation": tarif.operation}
            yield Anomalie("taux_avance_en_tarif", Gravite.BLOQUANTE, tarif.lieu.origine("operation"), faits)
        elif not tarif.avance_de and "avance_de" in tarif.lieu.colonnes:
            yield Anomalie("taux_avance_sans_operation", Gravite.AVERTISSEMENT, tarif.lieu.origine("avance_de"), {"code": tarif.code})


def check_taux_hors_bornes(dossier: Dossier) -> Iterable[Anomalie]:
    """A rate of avance is a share: from 0 to 1."""
    for tarif in dossier.tarifs:
        if tarif.est_avance and not 0 <= tarif.valeur <= 1:
            faits: Faits = {"code": tarif.code, "taux": Nombre(tarif.valeur)}
            yield Anomalie("taux_avance_hors_bornes", Gravite.BLOQUANTE, tarif.lieu.origine("valeur"), faits)
