"""What an officer writes in « Signature », for tests: rows on the packaged campaign."""

from dataclasses import fields
from datetime import date

from dpid_xl.lieu import Lieu
from dpid_xl.modele import Signature


def make_signature(structure: str, avenant_a: str = "", avenant: int | None = None, **jours: date) -> Signature:
    """A row of « Signature »: a day that is not given is not known."""
    vides = {champ.name: "" if champ.type == "str" else None for champ in fields(Signature)} | {"lieu": Lieu("Signature", 7)}
    return Signature(**vides | {"structure": structure, "avenant_a": avenant_a, "avenant": avenant} | jours)
