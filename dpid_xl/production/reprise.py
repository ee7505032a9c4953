"""What a manifest keeps of the earlier one: the documents of a selection stand beside those that were not made again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from dpid_xl.production.liasse import LIASSES
from dpid_xl.production.manifeste import SELECTION

ORIGINE = ("date", "version", "classeur", "classeurs")  # what an entry kept from an earlier production says of it


def complete_manifeste(nouveau: Mapping[str, Any], ancien: Mapping[str, Any], intacts: Collection[str]) -> dict[str, Any]:
    """Add to the manifest of a selection what an earlier one says of other documents; ``intacts`` are the files still as it describes them.

    An entry that is kept says from which workbook and day it comes. A file of a document that has changed since is not kept, nor what
    gathers it with others.
    """
    liste = next((liasse.nom for liasse in LIASSES if liasse.nom in nouveau), "")
    if SELECTION not in nouveau or ancien.get("campagne") != nouveau["campagne"] or liste not in ancien:
        return dict(nouveau)
    faits = {_get_cle(entree): _get_etat(entree) for entree in nouveau[liste]}
    perimes = {entree["fichiers"] for entree in ancien[liste] if faits.get(_get_cle(entree), _get_etat(entree)) != _get_etat(entree)}
    refaits = {fichier["fichier"] for fichier in nouveau["fichiers"]}
    tenus = {entree["fichiers"] for entree in ancien[liste]} - perimes
    fichiers = [
        fichier
        for fichier in ancien["fichiers"]
        if fichier["fichier"] in intacts and fichier["fichier"] not in refaits and (_get_tige(fichier) in tenus or not perimes)
    ]
    origine = {cle: ancien[cle] for cle in ORIGINE if cle in ancien}
    entrees = [origine | entree for entree in _list_tenues(ancien, liste, fichiers) if _get_cle(entree) not in faits]
    documents = sorted([*nouveau[liste], *entrees], key=lambda entree: str(entree["fichiers"]))
    total = {"total": str(sum(Decimal(entree["montant"]) for entree in documents))} if "total" in nouveau else {}
    return {**nouveau, **total, liste: documents, "fichiers": [*nouveau["fichiers"], *fichiers]}


def list_conserves(manifeste: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the structures of the entries that a manifest keeps from an earlier production."""
    return tuple(entree["structure"] for liasse in LIASSES for entree in manifeste.get(liasse.nom, ()) if "date" in entree)


def _list_tenues(ancien: Mapping[str, Any], liste: str, fichiers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    # A document stands as long as one of its files does; one without files of its own, as the sheet that it is in.
    citees, gardees = (set(map(_get_tige, suite)) for suite in (ancien["fichiers"], fichiers))
    return [entree for entree in ancien[liste] if entree["fichiers"] in gardees or (entree["fichiers"] not in citees and gardees)]


def _get_cle(entree: Mapping[str, Any]) -> tuple[Any, Any]:
    return entree["structure"], entree.get("numero")


def _get_etat(entree: Mapping[str, Any]) -> tuple[Any, Any]:
    return entree["fichiers"], entree["empreinte"]


def _get_tige(fichier: Mapping[str, Any]) -> str:
    return PurePosixPath(fichier["fichier"]).stem
