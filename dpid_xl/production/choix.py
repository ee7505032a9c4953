"""The structures that somebody asks for, by any of their spellings: what of a campaign, or of a comparison, is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.documents.avenants.comparaison import ChangementStructure, Comparaison
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.document import Convention
from dpid_xl.modele import Dossier, Ligne, Structure
from dpid_xl.noms import find_proche, fold_nom
from dpid_xl.refus import Refus


class StructureInconnue(Refus):
    """A structure that is asked for and is not in the register."""


def find_noms(dossier: Dossier, structures: Sequence[str]) -> set[str]:
    """Return the names that the register gives to structures; raises StructureInconnue with a proposal."""
    return {_get_structure(nom, dossier).nom for nom in structures}


def find_refusees(dossier: Dossier, structures: Sequence[str]) -> set[str]:
    """Return the names of structures one of whose demands may be refused: the register need not know who demands.

    Raises StructureInconnue.
    """
    hors = {fold_nom(d.structure): d.structure for d in dossier.demandes if d.refusee and not dossier.find_structure(d.structure)}
    return {hors.get(fold_nom(nom)) or _get_structure(nom, dossier).nom for nom in structures}


def select_conventions(dossier: Dossier, structures: Sequence[str] = ()) -> tuple[Convention, ...]:
    """Compose the conventions of a campaign, all or those of the named structures; raises StructureInconnue."""
    return compose_conventions(dossier, find_noms(dossier, structures))


def select_par_avenant(dossier: Dossier, structures: Sequence[str] = ()) -> tuple[Ligne, ...]:
    """Return the lines that go to an earlier convention, all or those of the named structures; raises StructureInconnue."""
    choisies = find_noms(dossier, structures)
    lignes = list_par_avenant(dossier)
    return tuple(ligne for ligne in lignes if not structures or get_cle(dossier, ligne, Axe.STRUCTURE) in choisies)


def restrict_comparaison(comparaison: Comparaison, avant: Dossier, apres: Dossier, structures: Sequence[str]) -> Comparaison:
    """Keep of a comparison of two dossiers what is of the named structures, in either register; raises StructureInconnue."""
    if not structures:
        return comparaison
    for nom in structures:
        _get_structure(nom, apres, avant)
    choisies = {dossier.find_structure(nom) for dossier in (apres, avant) for nom in structures} - {None}
    changements = (changement for changement in comparaison.changements if choisies & _list_structures(avant, changement))
    orphelines = (orpheline for orpheline in comparaison.orphelines if apres.find_structure(orpheline.ligne.structure) in choisies)
    return replace(comparaison, changements=tuple(changements), orphelines=tuple(orphelines))


def _list_structures(avant: Dossier, changement: ChangementStructure) -> set[Structure | None]:
    return {changement.structure, *(avant.find_structure(ligne.structure) for ligne in changement.avant)}


def _get_structure(nom: str, dossier: Dossier, *autres: Dossier) -> Structure:
    # One that left the register is still found in a former one.
    structure = next(filter(None, (registre.find_structure(nom) for registre in (dossier, *autres))), None)
    if structure is None:
        proche = find_proche(nom, [structure.nom for structure in dossier.structures])
        conseil = f"vouliez-vous dire « {proche} » ?" if proche else "la feuille Structures donne la liste."
        raise StructureInconnue(f"La structure « {nom} » n'est pas au registre ; {conseil}")
    return structure
