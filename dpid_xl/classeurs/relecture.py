"""A workbook as the chain takes it: read by ``lecture``, then looked over by ``audit``, in one pass over its cells.

What the officer sees on the sheets is looked over in this order: formulas typed in inputs (``saisies``), computed columns
(``calculs``), what they are computed from (``cles``), totals (``sommes``), hidden amounts, copies, links (``structure``),
``macros``; ``reserves`` says what could not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.audit.calculs import has_formules, list_calculees, report_calculees, report_valeurs_collees
from dpid_xl.classeurs.audit.cles import report_cles
from dpid_xl.classeurs.audit.macros import has_macros, report_macros
from dpid_xl.classeurs.audit.reserves import Reserve, list_reserves
from dpid_xl.classeurs.audit.saisies import report_saisies
from dpid_xl.classeurs.audit.sommes import report_sommes
from dpid_xl.classeurs.audit.structure import report_structure
from dpid_xl.classeurs.lecture.enregistrements import read_dossier
from dpid_xl.classeurs.lecture.journal import read_journal
from dpid_xl.classeurs.lecture.ouverture import Classeur, open_classeur
from dpid_xl.classeurs.lecture.reglages import locate_reglages, read_campagne
from dpid_xl.classeurs.lecture.releve import Releve
from dpid_xl.classeurs.paquet.recu import ClasseurIllisible
from dpid_xl.image import Image, ImageIllisible, load_image
from dpid_xl.modele import Dossier, Entree
from dpid_xl.octets import hash_octets
from dpid_xl.schema import ANNEXE5, BAREME, BUDGET, OPERATIONS, STRUCTURES, THEMATIQUES

TABLEAUX = (".csv", ".txt", ".tsv", ".ods", ".xls")  # what ``importer`` reads and that is no master workbook
# One of these sheets at least is in any master workbook, however old or damaged.
_PROPRES = (STRUCTURES, OPERATIONS, BAREME, BUDGET, THEMATIQUES)
_TABLEAU = "« {nom} » n'est pas le classeur maître : si c'est un tableau de subventions, « dpid-xl importer » en fait un classeur."


@dataclass(frozen=True, slots=True)
class Lecture:
    """What was read of a workbook, what reading it found, the SHA-256 of its bytes, what was not looked over, and its Journal."""

    dossier: Dossier
    anomalies: tuple[Anomalie, ...]
    empreinte: str
    reserves: tuple[Reserve, ...]
    journal: tuple[Entree, ...] = ()


def read_classeur(
    chemin: Path,
    modules: Mapping[str, str] | None = None,
    *,
    valeurs_seules: str = "",
    images: Path | None = None,
    lus: bytes | None = None,
    ouvert: Classeur | None = None,
) -> Lecture:
    """Read a workbook; raises ClasseurIllisible with one French sentence when it cannot be read at all.

    ``modules`` are the VBA modules that it should carry, source texts by name; without them its macros are not looked at.
    ``valeurs_seules`` is what is said of a copy that holds nothing but the values of a workbook. ``images``: the folder of the
    pictures that its settings name, its own when nothing is said. ``lus``: its bytes, when they were read already; ``ouvert``: what
    :func:`open_classeur` made of them, when it was asked before.
    """
    if chemin.suffix.lower() in TABLEAUX and chemin.is_file():
        raise ClasseurIllisible(_TABLEAU.format(nom=chemin.name))
    classeur, octets = (ouvert, lus) if ouvert and lus is not None else open_classeur(chemin, lus)
    if not classeur.has_table(ANNEXE5.nom, ANNEXE5.feuille) or not any(classeur.has_table(table.nom, table.feuille) for table in _PROPRES):
        raise ClasseurIllisible(_TABLEAU.format(nom=chemin.name))
    releve = Releve()
    dossier = replace(read_dossier(classeur, read_campagne(classeur, releve), releve), reglages=locate_reglages(classeur))
    dossier = replace(dossier, logo=_load_logo(dossier, images or chemin.parent, releve))
    formules = _look_over(classeur, dossier, releve, copie=bool(valeurs_seules))
    if modules is not None:
        report_macros(classeur, modules, releve)
    reserves = list_reserves(valeurs_seules, formules=formules, macros=modules is not None or not has_macros(classeur))
    return Lecture(dossier, tuple(releve.anomalies), hash_octets(octets), tuple(reserves), read_journal(classeur))


def _load_logo(dossier: Dossier, images: Path, releve: Releve) -> Image | None:
    nom = dossier.campagne.logo.strip()
    try:
        return load_image(images, nom) if nom else None
    except ImageIllisible as refus:
        releve.add("lecture_logo_illisible", Gravite.AVERTISSEMENT, dossier.reglages.origine("logo"), image=nom, raison=str(refus))
        return None


def _look_over(classeur: Classeur, dossier: Dossier, releve: Releve, *, copie: bool) -> bool:
    """Look the sheets over; tell whether there were formulas to look at, which a copy of values has not."""
    report_saisies(classeur, dossier, releve)
    calculees = list_calculees(classeur)
    formules = has_formules(classeur, calculees)
    if formules:
        report_calculees(classeur, calculees, releve)
        report_cles(classeur, dossier, releve)
        report_sommes(classeur, releve)
    elif not copie:
        report_valeurs_collees(calculees, releve)
    report_structure(classeur, dossier, releve)
    return formules
