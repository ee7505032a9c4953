"""Exporter: files in the folder of exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from dpid_xl import chaine
from dpid_xl.francais import write_quantite
from dpid_xl.production.choix import find_noms, select_par_avenant
from dpid_xl.production.engagees import leave_engagees
from dpid_xl.production.phrases import summarize_par_avenant
from dpid_xl.production.production import Production
from dpid_xl.rendus.noms import make_slug
from udfs.actions.controle import write_reserves
from udfs.actions.conventions import (
    SANS_CONVENTION,
    SANS_MONTANT,
    cite,
    join,
    list_structures_selectionnees,
    note_fichiers,
    require_sain,
)
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Contexte, Fichiers, Plan

LONGUEUR_DU_NOM = 60


def plan_exporter_tableau(nom: str, extension: str, contexte: Contexte) -> Plan:
    """Plan one of the tables of ``dpid_xl.rendus.tableaux.exports``."""
    examen = contexte.examine()
    require_sain(examen)
    return _plan_fichier(lambda: (nom + extension, chaine.export_tableau(examen, nom, extension, contexte.quand.date())))


def plan_exporter_scdl(contexte: Contexte) -> Plan:
    """Plan the open data, and beside them what the other conventions that must be published lack."""
    examen = contexte.examine()
    require_sain(examen)
    donnees, attentes, phrase = chaine.export_scdl(examen)
    fichiers = [("subventions.csv", donnees), ("subventions_a_completer.csv", attentes)]
    return Plan((), phrase, f"{phrase} (« subventions_a_completer.csv »).", Fichiers(lambda: fichiers, len(fichiers), seuls=True))


def plan_exporter_rapport(contexte: Contexte, extension: str = ".pdf") -> Plan:
    """Plan the state of the controls (``.pdf`` or ``.json``), which no anomaly forbids."""
    examen = contexte.examine()

    def render() -> tuple[str, bytes]:
        return chaine.RAPPORT + extension, chaine.render_rapport(examen, extension, contexte.quand.date(), contexte.utilisateur)

    return _plan_fichier(render, write_reserves(examen))


def plan_exporter_historique(contexte: Contexte) -> Plan:
    """Plan the history of the structures whose rows are selected, a page each, which no anomaly forbids: it tells what is there."""
    examen, jour = contexte.examine(), contexte.quand.date()
    noms = sorted(find_noms(examen.dossier, list_structures_selectionnees(contexte.vue)))
    fichiers = [(f"historique_{make_slug(nom, LONGUEUR_DU_NOM)}.pdf", nom) for nom in noms]
    portee = f"{write_quantite(len(noms), 'historique')} ({cite(noms)}) : "
    pages = Fichiers(
        lambda: ((fichier, chaine.render_historique(examen, nom, jour)) for fichier, nom in fichiers), len(fichiers), portee, seuls=True
    )
    return Plan((), f"{portee}{write_quantite(len(fichiers), 'fichier')}", fichiers=pages)


def plan_exporter_conventions(format_: str, contexte: Contexte, *, selection: bool = False, word_unique: bool = False) -> Plan:
    """Plan the files of all the conventions, or of the structures whose rows are selected, in a folder of their own.

    ``word_unique``: beside the Word files, all of them in one.
    """
    examen = contexte.examine()
    require_sain(examen)
    structures = list_structures_selectionnees(contexte.vue) if selection else []
    dossier = f"selection_{contexte.quand:%Y-%m-%d_%H%M%S}/" if selection else ""
    try:
        production = chaine.produce_conventions(examen, [format_], contexte.quand.date(), structures)
    except chaine.RienAEcrire as rien:
        par_avenant = summarize_par_avenant(select_par_avenant(examen.dossier, structures))
        raise MacroRefusee(join(SANS_MONTANT if selection else SANS_CONVENTION, par_avenant)) from rien
    # In a folder of their own, named as all of them; each format has its own manifest: the Word files of a folder keep theirs.
    production = replace(production, selection=False, word_unique=word_unique, manifeste=f"manifeste_{format_}.json")
    noms, nombre = [convention.structure.nom for convention in production.conventions], production.nombre
    chemins = {nom: f"{dossier}{format_}/{fichier}.{format_}" for nom, fichier in zip(noms, production.noms, strict=True)}
    portee = (
        f"{write_quantite(len(noms), 'convention')} de la sélection ({cite(noms)})"
        if selection
        else f"Toutes les conventions ({len(noms)})"
    )
    fichiers = Fichiers(
        lambda: ((dossier + nom, contenu) for nom, contenu in production.render()),
        nombre,
        f"{portee} : ",
        choose=None if selection else partial(_leave_engagees, production),
    )
    notes = note_fichiers(contexte.vue, chemins) if contexte.sur_disque else []
    return Plan(tuple(notes), f"{portee}, {write_quantite(nombre, 'fichier')}", fichiers=fichiers)


def _leave_engagees(production: Production, dossier: Path) -> Fichiers:
    """Give the files for a folder: not those of the conventions sent or signed that stand there."""
    restante = leave_engagees(production, dossier)
    dits = " ".join(restante.phrases[len(production.phrases) :])
    return Fichiers(restante.render if restante.documents else tuple, restante.nombre, dit=dits)


def plan_exporter_avenants(contexte: Contexte) -> Plan:
    """Plan the avenants of the sheet « Avenants » and the drafts that the lines « avenant » call for, in Word, in a folder of their own."""
    examen = contexte.examine()
    require_sain(examen)
    production = chaine.produce_ajouts(examen, ["docx"], contexte.quand.date())
    dossier = f"avenants_{contexte.quand:%Y-%m-%d_%H%M%S}/"
    avenants = cite([avenant.structure.nom for avenant in production.documents])
    portee = f"{write_quantite(len(production.documents), 'projet')} d'avenant ({avenants}), à compléter : "
    fichiers = Fichiers(lambda: ((dossier + nom, contenu) for nom, contenu in production.render()), production.nombre, portee)
    return Plan((), f"{portee}{write_quantite(production.nombre, 'fichier')}", fichiers=fichiers)


def plan_liasse(production: Production, dossier: str) -> Plan:
    """Plan the documents of a kind, with their manifest and their bordereau, in a folder of their own."""
    portee = " ".join(production.phrases)
    fichiers = Fichiers(lambda: ((dossier + nom, contenu) for nom, contenu in production.render()), production.nombre, f"{portee} ")
    return Plan((), f"{portee} {write_quantite(production.nombre, 'fichier')}", fichiers=fichiers)


def plan_exporter_guide(_: Contexte) -> Plan:
    """Plan the officer's guide, which asks nothing of the workbook: it may be what is wrong."""
    return _plan_fichier(lambda: (chaine.GUIDE, chaine.load_guide()))


def _plan_fichier(render: Callable[[], tuple[str, bytes]], message: str = "") -> Plan:
    return Plan((), write_quantite(1, "fichier"), message, Fichiers(lambda: [render()], 1, seuls=True))
