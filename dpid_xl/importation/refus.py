"""Why a file is not read at all: one French sentence, nothing written."""

from __future__ import annotations

from dpid_xl.refus import Refus

CLASSEUR_MAITRE = (
    "« {nom} » est un classeur maître, pas un tableau à importer : « dpid-xl controler » le lit ; "
    "pour en tirer un tableau, « dpid-xl exporter »."
)
MACROS = "« {nom} » contient des macros, qu'un tableau n'a pas : enregistrez-le dans Excel comme « Classeur Excel (.xlsx) »."


class SourceIllisible(Refus):
    """A file in which no table can be read."""


class ChoixNecessaire(SourceIllisible):
    """A file with several readings: the officer chooses."""
