"""What the officer adds to the barème of a campaign: the rate of the avance of each operation that the deliberation leaves blank."""

from dataclasses import replace
from decimal import Decimal

from dpid_xl.bareme import AVANCE


def decide_avances(dossier, taux="0.60"):
    """The dossier, once the avance of every operation is decided."""
    livree = next(tarif for tarif in dossier.tarifs if tarif.avance_de)
    autres = (tarif for tarif in dossier.tarifs if not tarif.est_avance)
    decidees = (
        replace(livree, code=AVANCE, avance_de=operation.code, valeur=Decimal(taux), source="décision du Département")
        for operation in dossier.operations
    )
    return replace(dossier, tarifs=(*autres, *decidees))
