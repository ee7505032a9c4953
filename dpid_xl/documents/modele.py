"""The packaged texts: the models of the documents, block by block, and the sentences of the fiches.

That of the convention is only where the sheet « Modèle convention » starts from: the officer changes it there.
Content: annexes 6 (convention type) and 7 (avenant) of the deliberation, in our own words.

>>> blocs = load_blocs(MODELE_CONVENTION)
>>> [bloc.texte for bloc in blocs if bloc.code == "art4-titre"]
['Article\xa04\xa0: Coût «de_l_operation»']
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from dpid_xl.documents.document import RUBRIQUE
from dpid_xl.lieu import Lieu
from dpid_xl.modele import BlocModele
from dpid_xl.strict import build_record, load_toml, read_tables

FICHE = "fiche-"  # then the key of a row of the fiche, in the code of its block
MODELE_CONVENTION, MODELE_AVENANT, MODELE_COURRIERS = "modele.toml", "avenant.toml", "courriers.toml"


_FACULTATIFS = frozenset({"si", "texte_vote", "vote_en"})


@cache
def load_blocs(fichier: str) -> tuple[BlocModele, ...]:
    """Read the packaged blocks of a model, in the order of the document; raises DonneesInvalides naming the block."""
    tables = read_tables(load_toml(resources.files(__package__) / fichier), "bloc", fichier)
    return tuple(
        build_record(BlocModele, table, f"{fichier}, bloc {rang}", facultatifs=_FACULTATIFS, lieu=Lieu(fichier, rang))
        for rang, table in enumerate(tables, 1)
    )


@cache
def load_rubriques() -> dict[str, str]:
    """Return the label of each row of a fiche, by its key, in the order of the fiche."""
    blocs = (bloc for bloc in load_blocs(MODELE_CONVENTION) if bloc.style == RUBRIQUE)
    return {bloc.code.removeprefix(FICHE): bloc.texte for bloc in blocs}


@cache
def load_phrases() -> dict[str, Any]:
    """Read the sentences that the program writes in the fiches."""
    phrases: dict[str, Any] = load_toml(resources.files(__package__) / "phrases.toml")["fiche"]
    return phrases
