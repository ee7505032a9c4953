"""Conventions that left the office: where a folder holds their files already, they are not made anew, whatever changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dpid_xl.calcul.signature import list_engagees
from dpid_xl.production.depot import read_manifeste
from dpid_xl.production.liasse import LES_CONVENTIONS
from dpid_xl.production.lots import LotImpossible
from dpid_xl.production.phrases import tell_engagees, tell_engagees_changees
from dpid_xl.production.production import Production
from dpid_xl.rendus.pdf import compute_empreinte
from dpid_xl.version import __version__

LOT_ENGAGE = (
    "Le dossier « {dossier} » porte une convention déjà envoyée ou signée, « {nom} », que ce lot referait : faites-le dans un dossier vide."
)


def leave_engagees(production: Production, dossier: Path) -> Production:
    """Take out of a production the conventions sent or signed whose files stand in the folder: what is left is a selection.

    The folder's manifest keeps what it says of them, their hash first. What reads otherwise today is told: it takes an avenant. A
    production of which nothing is left has no manifest, so nothing is written. A lot has all its documents: made again as it was, it
    changes none of them, and else it raises LotImpossible.
    """
    if production.liasse is not LES_CONVENTIONS or not production.manifeste:
        return production
    engagees = list_engagees(production.dossier)
    presentes = _list_presentes(dossier, production.manifeste) if engagees else {}
    gardes = {d.structure.nom: d for d in production.conventions if d.structure.nom in engagees and d.structure.nom in presentes}
    if not gardes:
        return production
    changees = [nom for nom, document in gardes.items() if presentes[nom]["empreinte"] != compute_empreinte(document)]
    if production.lot:
        if changees or not _is_refaite(production, read_manifeste(dossier / production.manifeste)):
            raise LotImpossible(LOT_ENGAGE.format(dossier=dossier, nom=next(iter(gardes))))
        return production
    restants = tuple(document for document in production.documents if document.structure.nom not in gardes)
    dits = filter(None, (tell_engagees(list(gardes)), tell_engagees_changees(changees)))
    return replace(
        production,
        documents=restants,
        selection=True,
        manifeste=production.manifeste if restants else "",
        phrases=(*production.phrases, *dits),
    )


def _is_refaite(production: Production, manifeste: Mapping[str, Any]) -> bool:
    """Tell whether a production would be made as the folder's manifest says that it was, its texts aside."""
    return manifeste.get("date") == production.jour.isoformat() and manifeste.get("version") == __version__


def _list_presentes(dossier: Path, manifeste: str) -> Mapping[str, Mapping[str, Any]]:
    """Return, by structure, the entries of a folder's manifest whose files, all or some, are there."""
    dit = read_manifeste(dossier / manifeste)
    tiges = {chemin: chemin.stem for fichier in dit.get("fichiers", ()) for chemin in (dossier / fichier["fichier"],)}
    la = {tige for chemin, tige in tiges.items() if chemin.is_file()}
    # One without files of its own stands in the workbook that gathers them.
    absentes = set(tiges.values()) - la if la else None
    return {
        entree["structure"]: entree
        for entree in dit.get(LES_CONVENTIONS.nom, ())
        if entree["fichiers"] in la or (absentes is not None and entree["fichiers"] not in absentes)
    }
