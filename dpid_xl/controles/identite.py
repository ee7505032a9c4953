"""Who and what a line speaks of: structures, operations, thématiques and budget codes must be known, and known once.

Source: « règle de gestion ».
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.controles.noms import are_ressemblants, find_proche, simplify_nom
from dpid_xl.controles.selection import VIDE, cite_noms, count_de
from dpid_xl.modele import Dossier, Structure


def check_structures_connues(dossier: Dossier) -> Iterable[Anomalie]:
    """The structure of a line is a name of the register, or one of its variants."""
    for ligne in dossier.lignes:
        if dossier.find_structure(ligne.structure) is None:
            graphie = find_proche(ligne.structure, dossier.structure_par_nom)
            yield Anomalie(
                "structure_inconnue",
                Gravite.BLOQUANTE,
                ligne.lieu.origine("Structure"),
                {
                    "structure": ligne.structure or VIDE,
                    "proche": f"« {dossier.structure_par_nom[graphie].nom} »" if graphie else "aucun",
                },
            )


def check_variantes(dossier: Dossier) -> Iterable[Anomalie]:
    """A structure printed under another name than its own is shown; case, spaces, accents and signs do not count."""
    for ligne in dossier.lignes:
        structure = dossier.find_structure(ligne.structure)
        if structure and simplify_nom(structure.nom) != simplify_nom(ligne.structure):
            yield Anomalie(
                "structure_variante",
                Gravite.INFORMATION,
                ligne.lieu.origine("Structure"),
                {"imprime": ligne.structure, "nom": structure.nom},
            )


def check_noms_ressemblants(dossier: Dossier) -> Iterable[Anomalie]:
    """Two names of the register that can be taken for one another are declared distinct (« À distinguer de »)."""
    for structure, autre in combinations(dossier.structures, 2):
        if simplify_nom(structure.nom) == simplify_nom(autre.nom) or are_declarees_distinctes(structure, autre):
            continue  # the same name twice is said by check_structures_en_double
        if are_ressemblants(structure.nom, autre.nom):
            yield Anomalie(
                "structures_ressemblantes",
                Gravite.AVERTISSEMENT,
                autre.lieu.origine("Structure"),
                {"structure": autre.nom, "autre": structure.nom},
            )


def check_noms_distingues(dossier: Dossier) -> Iterable[Anomalie]:
    """Two names declared distinct stay apart and are shown once, for the officer who knows better."""
    for structure, autre in combinations(dossier.structures, 2):
        if are_declarees_distinctes(structure, autre):
            yield Anomalie(
                "structures_distinguees",
                Gravite.INFORMATION,
                autre.lieu.origine("À distinguer de"),
                {"structure": autre.nom, "autre": structure.nom},
            )


def check_structures_sans_ligne(dossier: Dossier) -> Iterable[Anomalie]:
    """The bodies of the register that no line names are counted once: a line may have been removed, or given to another body.

    Nothing is said of an empty Annexe 5, whose register waits for it.
    """
    nommees = {structure.nom for ligne in dossier.lignes if (structure := dossier.find_structure(ligne.structure))}
    structures = [structure for structure in dossier.structures if structure.nom not in nommees]
    if dossier.lignes and structures:
        faits = {"structures": count_de(len(structures), "structure"), "noms": cite_noms([structure.nom for structure in structures])}
        yield Anomalie("structures_sans_ligne", Gravite.INFORMATION, structures[0].lieu.origine("Structure"), faits)


def check_operations_connues(dossier: Dossier) -> Iterable[Anomalie]:
    """The operation of a line stands in the sheet Opérations."""
    for ligne in dossier.lignes:
        if ligne.operation not in dossier.operation_par_code:
            yield Anomalie("operation_inconnue", Gravite.BLOQUANTE, ligne.lieu.origine("Opération"), {"operation": ligne.operation or VIDE})


def check_thematiques_connues(dossier: Dossier) -> Iterable[Anomalie]:
    """The thématique of an operation stands in the sheet Campagne."""
    connues = {thematique.code for thematique in dossier.thematiques}
    for operation in dossier.operations:
        if operation.thematique not in connues:
            yield Anomalie(
                "thematique_inconnue",
                Gravite.BLOQUANTE,
                operation.lieu.origine("Thématique"),
                {"operation": operation.code, "thematique": operation.thematique or VIDE},
            )


def check_budgets_connus(dossier: Dossier) -> Iterable[Anomalie]:
    """The budget code of an operation stands in the sheet Budget (article 8)."""
    connus = {budget.code for budget in dossier.budget}
    for operation in dossier.operations:
        if operation.budget not in connus:
            yield Anomalie(
                "budget_inconnu",
                Gravite.BLOQUANTE,
                operation.lieu.origine("Code budget"),
                {"operation": operation.code, "budget": operation.budget or VIDE},
            )


def are_declarees_distinctes(structure: Structure, autre: Structure) -> bool:
    """Tell whether one of two bodies names the other under « À distinguer de »."""
    return autre.nom in structure.a_distinguer or structure.nom in autre.a_distinguer
