"""What the source leaves unsaid of an operation, and what it says of those who vote: told for information, nothing is deduced."""

from __future__ import annotations

from collections.abc import Iterable

from dpid_xl.anomalies import Anomalie, Faits, Gravite
from dpid_xl.modele import Dossier
from dpid_xl.noms import fold_nom


def check_silences(dossier: Dossier) -> Iterable[Anomalie]:
    """What the deliberation does not say of an operation is known to who prepares its conventions."""
    for operation in dossier.operations:
        if operation.silences:
            faits: Faits = {
                "operation": operation.code,
                "silences": " ; ".join(silence.strip().removesuffix(".") for silence in operation.silences),
            }
            yield Anomalie("silence_de_la_source", Gravite.INFORMATION, operation.lieu.origine("silences"), faits)


def check_elus_interesses(dossier: Dossier) -> Iterable[Anomalie]:
    """Whoever signs, or in whose name conventions are signed, may be among the elected members listed as interested."""
    interesses = {fold_nom(nom) for nom in dossier.campagne.elus_interesses}
    for nom in dict.fromkeys((dossier.campagne.president, dossier.campagne.signataire)):
        if nom and fold_nom(nom) in interesses:
            yield Anomalie("elu_interesse", Gravite.INFORMATION, dossier.reglages.origine("elus_interesses"), {"nom": nom})
