"""What a workbook that receives demands takes over of the officer's own: all but the cells of the register that they complete."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields, replace

from dpid_xl.classeurs.reprise.modele import Constat, Reprise, Sort
from dpid_xl.modele import Dossier, Structure
from dpid_xl.noms import fold_titre
from dpid_xl.schema import FEUILLE_IMPORT, STRUCTURES

_CHAMPS = tuple(champ.name for champ in fields(Structure) if champ.name != "lieu")


def list_completees(avant: Dossier, apres: Dossier) -> Collection[tuple[str, int, str]]:
    """Return the cells of the register that are filled otherwise: sheet, row of the old workbook, field."""
    paires = zip(avant.structures, apres.structures, strict=False)  # the bodies that are added come after
    return {
        (STRUCTURES.feuille, une.lieu.rang, champ)
        for une, autre in paires
        for champ in _CHAMPS
        if getattr(une, champ) != getattr(autre, champ)
    }


def leave_import(reprise: Reprise) -> tuple[Reprise, Sequence[Constat]]:
    """Return what is taken over without the sheet that says how an earlier table was read: the one of this table takes its place."""
    gardees = [feuille for feuille in reprise.feuilles_en_plus if fold_titre(feuille) != fold_titre(FEUILLE_IMPORT.nom)]
    if len(gardees) == len(reprise.feuilles_en_plus):
        return reprise, ()
    raison = "lecture d'un tableau d'avant, gardée dans le classeur d'avant"
    return replace(reprise, feuilles_en_plus=gardees), (Constat(Sort.VIDE, FEUILLE_IMPORT.nom, "", "feuille", "", raison),)
