"""Exporter: files in the folder of exports. A new export is one more row of this table.

>>> sorted(EXPORTS)[:4]
['exporter_calendrier', 'exporter_echeancier', 'exporter_lignes_csv', 'exporter_lignes_xlsx']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from dpid_xl import chaine
from dpid_xl.chaine import Examen
from udfs.actions.conventions import get_examen_sain, list_structures_selectionnees
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.phrases import count_accorde
from udfs.actions.plan import Contexte, Fichiers, Plan
from udfs.actions.vue import Vue

Produits = Iterable[tuple[str, bytes]]
DOSSIER = "conventions"


@dataclass(frozen=True, slots=True)
class Export:
    """An export: what makes its files, how many there are, whether a blocking anomaly forbids it."""

    produire: Callable[[Examen, tuple[str, ...], date], Produits]
    count: Callable[[Examen, tuple[str, ...]], int]
    malgre_blocage: bool = False
    selection: bool = False  # of structures, when rows are selected on purpose


def _render_conventions(format_: str, examen: Examen, structures: tuple[str, ...], jour: date) -> Produits:
    return chaine.render_conventions(examen, chaine.select_conventions(examen, structures), [format_], jour)


def _count_conventions(format_: str, examen: Examen, structures: tuple[str, ...]) -> int:
    return chaine.count_fichiers(chaine.select_conventions(examen, structures), [format_])


def _render_tableau(nom: str, extension: str, examen: Examen, _structures: tuple[str, ...], jour: date) -> Produits:
    yield nom + extension, chaine.EXPORTS[nom][extension](examen.dossier, jour)


def _render_rapport(examen: Examen, _structures: tuple[str, ...], jour: date) -> Produits:
    yield f"{chaine.RAPPORT}.pdf", chaine.render_rapport(examen, ".pdf", jour)


def _count_un(_examen: Examen, _structures: tuple[str, ...]) -> int:
    return 1


EXPORTS: Mapping[str, Export] = {
    "exporter_pdf": Export(partial(_render_conventions, "pdf"), partial(_count_conventions, "pdf"), selection=True),
    "exporter_word": Export(partial(_render_conventions, "docx"), partial(_count_conventions, "docx"), selection=True),
    "exporter_lignes_csv": Export(partial(_render_tableau, "lignes", ".csv"), _count_un),
    "exporter_lignes_xlsx": Export(partial(_render_tableau, "lignes", ".xlsx"), _count_un),
    "exporter_echeancier": Export(partial(_render_tableau, "echeancier", ".xlsx"), _count_un),
    "exporter_calendrier": Export(partial(_render_tableau, "calendrier", ".ics"), _count_un),
    "exporter_rapport": Export(_render_rapport, _count_un, malgre_blocage=True),
}


def plan_exporter(nom: str, contexte: Contexte) -> Plan:
    """Plan an export: of the structures selected when two rows or more are, else of all."""
    export = EXPORTS[nom]
    examen = contexte.examine() if export.malgre_blocage else get_examen_sain(contexte)
    structures = _find_structures(contexte.vue) if export.selection else ()
    nombre = export.count(examen, structures)
    if export.selection and not nombre:
        raise MacroRefusee("Aucune des structures sélectionnées n'a de montant retenu : il n'y a pas de convention à écrire.")
    fichiers = Fichiers(lambda: export.produire(examen, structures, contexte.quand.date()), nombre)
    return Plan((fichiers,), count_accorde(nombre, "fichier"))


def _find_structures(vue: Vue) -> tuple[str, ...]:
    # One cell is always selected: it asks for nothing.
    if vue.selection is None or vue.selection.haut == vue.selection.bas:
        return ()
    try:
        return tuple(list_structures_selectionnees(vue))
    except MacroRefusee:
        return ()
