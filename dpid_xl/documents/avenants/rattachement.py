"""Conventions of an earlier campaign, as the lines « avenant » of a later one leave them.

Source: deliberation 2022-375, article 7 (l. 124-130) and annexe 7: 28 places voted in phase 2 add to convention n° 2022-02942.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeAlias, TypeVar

from dpid_xl.calcul.suivi import find_conventions, list_par_avenant
from dpid_xl.classes import dataclass
from dpid_xl.documents.convention import group_conventions
from dpid_xl.documents.document import Style
from dpid_xl.modele import BlocModele, Dossier, Ligne, Structure, Suivi
from dpid_xl.noms import fold_nom, fold_numero

_Conventions: TypeAlias = Mapping[str, tuple[Structure, tuple[Ligne, ...]]]  # by folded number
_E = TypeVar("_E", Ligne, Suivi)


STYLES_DE_LA_DECISION = (Style.PARTIE, Style.VISA)


class Motif(StrEnum):
    """Why a line « avenant » adds to no convention."""

    INCONNUE = "convention inconnue"
    AUTRE_TITULAIRE = "convention d'une autre structure"
    DEJA_REPORTEE = "déjà dans la convention"


_RAISONS = {
    Motif.INCONNUE: "n'est pas dans « {avant} » : donnez le classeur de cette convention, ou corrigez « N° convention »",
    Motif.AUTRE_TITULAIRE: "est celle de « {titulaire} » dans « {avant} » : corrigez « N° convention » ou « Structure »",
    Motif.DEJA_REPORTEE: "la porte déjà dans « {avant} » : son avenant n'est plus à écrire",
}


@dataclass(frozen=True, slots=True)
class Orpheline:
    """A line « avenant » that adds to no convention; ``titulaire``: the body that has its number, if any."""

    ligne: Ligne
    motif: Motif
    titulaire: str = ""


@dataclass(frozen=True, slots=True)
class Rattachement:
    """The conventions concerned, before and after, as two states of one campaign; ``orphelines`` add to none of them.

    Afterwards the articles, the follow-up and the operations that do not change are those of the earlier campaign; the decision with
    its parties and visas, the register and the operations that do change are those of the later one.
    """

    avant: Dossier
    apres: Dossier
    orphelines: tuple[Orpheline, ...]


def attach_lignes(avant: Dossier, apres: Dossier) -> Rattachement:
    """Add the lines « avenant » of a campaign to the conventions of an earlier one that bear their numbers."""
    conventions = _index_conventions(avant)
    orphelines = tuple(orpheline for ligne in list_par_avenant(apres) if (orpheline := _find_orpheline(avant, apres, conventions, ligne)))
    perdues = [orpheline.ligne for orpheline in orphelines]
    ajoutees = [ligne for ligne in list_par_avenant(apres) if ligne not in perdues]
    touchees = dict.fromkeys(fold_numero(ligne.numero_convention) for ligne in ajoutees)
    anciennes = tuple(dict.fromkeys(ligne for numero in touchees for ligne in conventions[numero][1]))
    return Rattachement(replace(avant, lignes=anciennes), _merge(avant, apres, anciennes, ajoutees), orphelines)


def write_orpheline(orpheline: Orpheline, avant: str) -> str:
    """Say in a sentence which line adds to no convention of the workbook ``avant``, why and what to do."""
    ligne, raison = orpheline.ligne, _RAISONS[orpheline.motif].format(avant=avant, titulaire=orpheline.titulaire)
    place, ajout = ligne.lieu.origine("numero_convention"), f"s'ajoute à la convention {ligne.avenant_a}, qui {raison}"
    return f"{place} : la ligne de « {ligne.structure} » ({ligne.operation}) {ajout}."


def find_suite(avant: Dossier, apres: Dossier, ancienne: Structure) -> Structure:
    """Return what a body is called now: the register of today knows the former name, or that of yesterday the new one."""
    for nom in (ancienne.nom, *ancienne.variantes):
        if structure := apres.find_structure(nom):
            return structure
    return next((structure for structure in apres.structures if avant.find_structure(structure.nom) == ancienne), ancienne)


def _index_conventions(avant: Dossier) -> _Conventions:
    index: dict[str, tuple[Structure, tuple[Ligne, ...]]] = {}
    for structure, lignes in group_conventions(avant):
        for ligne in lignes:
            if ligne.numero_convention:
                index.setdefault(fold_numero(ligne.numero_convention), (structure, lignes))
    return index


def _find_orpheline(avant: Dossier, apres: Dossier, conventions: _Conventions, ligne: Ligne) -> Orpheline | None:
    trouvee = conventions.get(fold_numero(ligne.numero_convention))
    if trouvee is None:
        return Orpheline(ligne, Motif.INCONNUE)
    titulaire, lignes = trouvee
    if apres.find_structure(ligne.structure) != find_suite(avant, apres, titulaire):
        return Orpheline(ligne, Motif.AUTRE_TITULAIRE, titulaire.nom)
    # Once signed, the avenant is reported in the workbook of its convention: it is not written twice.
    deja = _list_faits(ligne) in map(_list_faits, lignes)
    return Orpheline(ligne, Motif.DEJA_REPORTEE, titulaire.nom) if deja else None


def _list_faits(ligne: Ligne) -> tuple[Hashable, ...]:
    faits = (ligne.operation, ligne.quantite, ligne.quantite_simple, ligne.debut, ligne.fin, ligne.montant)
    return *faits, fold_nom(ligne.territoire), fold_nom(ligne.description)


def _merge(avant: Dossier, apres: Dossier, anciennes: Sequence[Ligne], ajoutees: Iterable[Ligne]) -> Dossier:
    suites = {structure: find_suite(avant, apres, structure) for structure in avant.structures}
    nouvelles = [replace(ligne, statut="") for ligne in ajoutees]  # once added, a line is one of the convention
    changees = {ligne.operation: apres.operation_par_code[ligne.operation] for ligne in nouvelles}
    codes = {budget.code for budget in apres.budget}
    return replace(
        apres,
        lignes=(*(_rename(avant, suites, ligne) for ligne in anciennes), *nouvelles),
        structures=tuple(dict.fromkeys((*apres.structures, *suites.values()))),
        operations=tuple({**avant.operation_par_code, **changees}.values()),
        budget=(*apres.budget, *(budget for budget in avant.budget if budget.code not in codes)),
        modele=_merge_modeles(avant.modele, apres.modele),
        suivis=tuple(_rename(avant, suites, suivi) for suivi, (_, avenant) in find_conventions(avant).items() if not avenant),
    )


def _merge_modeles(ancien: Sequence[BlocModele], nouveau: Sequence[BlocModele]) -> tuple[BlocModele, ...]:
    # The parties and what they consider are those of the later decision, the articles and annexes those of the convention.
    return (
        *(bloc for bloc in nouveau if bloc.style in STYLES_DE_LA_DECISION),
        *(bloc for bloc in ancien if bloc.style not in STYLES_DE_LA_DECISION),
    )


def _rename(avant: Dossier, suites: Mapping[Structure, Structure], rangee: _E) -> _E:
    structure = avant.find_structure(rangee.structure)
    return replace(rangee, structure=suites[structure].nom) if structure else rangee
