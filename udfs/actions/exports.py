"""Exporter: files in the folder of exports. A new export is one more row of this table.

>>> sorted(EXPORTS)[:3]
['exporter_calendrier', 'exporter_echeancier', 'exporter_lignes_csv']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from dpid_xl import chaine
from dpid_xl.examen import Examen
from dpid_xl.francais import write_quantite
from udfs.actions.controle import write_reserves
from udfs.actions.conventions import (
    SANS_CONVENTION,
    SANS_MONTANT,
    cite,
    get_examen_sain,
    join,
    list_structures_selectionnees,
    note_fichiers,
    tell_par_avenant,
)
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Contexte, Fichiers, Plan

Produits = Iterable[tuple[str, bytes]]
DOSSIER = "conventions"


@dataclass(frozen=True, slots=True)
class Export:
    """An export of one file: its name and what makes it, whether a blocking anomaly forbids it."""

    nom: str
    produire: Callable[[Examen, Contexte], bytes]
    malgre_blocage: bool = False


def _make_tableau(nom: str, extension: str) -> Export:
    return Export(nom + extension, lambda examen, contexte: chaine.export_tableau(examen, nom, extension, contexte.quand.date()))


def _render_rapport(examen: Examen, contexte: Contexte) -> bytes:
    return chaine.render_rapport(examen, ".pdf", contexte.quand.date(), contexte.utilisateur)


EXPORTS: Mapping[str, Export] = {
    "exporter_lignes_csv": _make_tableau("lignes", ".csv"),
    "exporter_lignes_xlsx": _make_tableau("lignes", ".xlsx"),
    "exporter_echeancier": _make_tableau("echeancier", ".xlsx"),
    "exporter_calendrier": _make_tableau("calendrier", ".ics"),
    "exporter_rapport": Export(f"{chaine.RAPPORT}.pdf", _render_rapport, malgre_blocage=True),
}


def plan_exporter(nom: str, contexte: Contexte) -> Plan:
    """Plan an export of one file."""
    export = EXPORTS[nom]
    examen = contexte.examine() if export.malgre_blocage else get_examen_sain(contexte)
    fichiers = Fichiers(lambda: [(export.nom, export.produire(examen, contexte))], 1)
    return Plan((fichiers,), write_quantite(1, "fichier"), write_reserves(examen) if export.malgre_blocage else "")


def plan_exporter_conventions(format_: str, contexte: Contexte, *, selection: bool = False) -> Plan:
    """Plan the files of all the conventions, or of the structures whose rows are selected, in a folder of their own."""
    examen = get_examen_sain(contexte)
    structures = tuple(list_structures_selectionnees(contexte.vue)) if selection else ()
    dossier = f"selection_{contexte.quand:%Y-%m-%d_%H%M%S}/" if selection else ""
    try:
        production = chaine.produce_conventions(examen, [format_], contexte.quand.date(), structures)
    except chaine.RienAEcrire as rien:
        raise MacroRefusee(join(SANS_MONTANT if selection else SANS_CONVENTION, tell_par_avenant(examen, structures))) from rien
    # In a folder of their own, named as all of them; each format has its own manifest: the Word files of a folder keep theirs.
    production = replace(production, selection=False, manifeste=f"manifeste_{format_}.json")
    noms, nombre = [convention.structure.nom for convention in production.conventions], production.nombre
    chemins = {nom: f"{dossier}{format_}/{fichier}.{format_}" for nom, fichier in zip(noms, production.noms, strict=True)}

    def produire() -> Produits:
        for nom, contenu in production.render():
            yield dossier + nom, contenu

    portee = (
        f"{write_quantite(len(noms), 'convention')} de la sélection ({cite(noms)})"
        if selection
        else f"Toutes les conventions ({len(noms)})"
    )
    notes = note_fichiers(contexte.vue, chemins) if contexte.sur_disque else []
    return Plan((Fichiers(produire, nombre, f"{portee} : "), *notes), f"{portee}, {write_quantite(nombre, 'fichier')}")
