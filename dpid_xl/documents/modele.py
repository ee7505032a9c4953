"""The convention model: its blocks as package data, before the officer changes them in the sheet « Modèle convention ».

Content: annexe 6 of the deliberation (convention type), in our own words.

>>> blocs = load_modele()
>>> [bloc.texte for bloc in blocs if bloc.code == "art4-titre"]
['Article\xa04\xa0: Coût «de_l_operation»']
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from dpid_xl.modele import BlocModele, Lieu
from dpid_xl.strict import build_record, load_toml, read_tables


def load_modele() -> tuple[BlocModele, ...]:
    """Read the packaged blocks of the convention, in the order of the document."""
    return _load_blocs("modele.toml")


def load_modele_avenant() -> tuple[BlocModele, ...]:
    """Read the packaged blocks of the avenant; « si » is there a change, that repeats the block or leaves it out."""
    return _load_blocs("avenant.toml")


@cache
def _load_blocs(fichier: str) -> tuple[BlocModele, ...]:
    tables = read_tables(load_toml(resources.files(__package__) / fichier), "bloc", fichier)
    return tuple(
        build_record(BlocModele, table, f"{fichier}, bloc {rang}", facultatifs=frozenset({"si"}), lieu=Lieu(fichier, rang))
        for rang, table in enumerate(tables, 1)
    )


@cache
def load_phrases() -> dict[str, Any]:
    """Read the sentences that the program writes in the fiches."""
    phrases: dict[str, Any] = load_toml(resources.files(__package__) / "phrases.toml")["fiche"]
    return phrases
