"""Who and what a line speaks of: structures, operations, thématiques and budget codes must be known, and known once.

Source: « règle de gestion ».
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from dpid_xl.anomalies import Anomalie, Compte, Faits, Gravite, Noms
from dpid_xl.controles.selection import VIDE, list_illisibles
from dpid_xl.modele import Dossier, Structure
from dpid_xl.noms import find_proches, list_ressemblants, simplify_nom
from dpid_xl.schema import CAMPAGNE

# What SUMIFS and COUNTIFS read otherwise than it is written, « * », « ? » and « ~ » aside; how many signs they look for at most.
_COMPARAISONS = ("<", "=", ">")
CRITERE_MAXIMUM = 255


def check_deliberation(dossier: Dossier) -> Iterable[Anomalie]:
    """A campaign that grants money says the number and the date of its deliberation, which every document cites."""
    if not any(ligne.financee for ligne in dossier.lignes):
        return
    for reglage in CAMPAGNE:
        if reglage.champ in ("deliberation_numero", "deliberation_date") and not getattr(dossier.campagne, reglage.champ):
            faits = {"entete": reglage.libelle}
            yield Anomalie("deliberation_absente", Gravite.AVERTISSEMENT, dossier.reglages.origine(reglage.champ), faits)


def check_structures_connues(dossier: Dossier) -> Iterable[Anomalie]:
    """The structure of a line is a name of the register, or one of its variants."""
    lignes = [ligne for ligne in dossier.lignes if dossier.find_structure(ligne.structure) is None]
    proches = find_proches((ligne.structure for ligne in lignes), dossier.structure_par_nom)
    for ligne in lignes:
        graphie = proches[ligne.structure]
        faits = {
            "structure": ligne.structure or VIDE,
            "proche": f"« {dossier.structure_par_nom[graphie].nom} »" if graphie else "aucun",
        }
        yield Anomalie("structure_inconnue", Gravite.BLOQUANTE, ligne.lieu.origine("structure"), faits)


def check_noms_a_joker(dossier: Dossier) -> Iterable[Anomalie]:
    """A name of the register is one body's for the sums of the workbook too: they take some signs for something else, and no long name."""
    connus = {structure.nom.casefold() for structure in dossier.structures}
    connus |= {versement.structure.casefold() for versement in dossier.versements} | {
        suivi.structure.casefold() for suivi in dossier.suivis
    }
    for structure in dossier.structures:
        nom, origine = structure.nom, structure.lieu.origine("nom")
        if (longueur := len(nom.encode("utf-16-le")) // 2) > CRITERE_MAXIMUM:  # Excel counts an emoji for two
            faits: Faits = {"structure": nom, "longueur": Compte(longueur, "signe"), "maximum": CRITERE_MAXIMUM}
            yield Anomalie("nom_trop_long", Gravite.BLOQUANTE, origine, faits)
        if signes := _list_signes_mal_lus(nom, connus):
            faits = {"structure": nom, "signes": " et ".join(signes), "sans": " ni ".join(signes)}
            yield Anomalie("nom_a_joker", Gravite.BLOQUANTE, origine, faits)


def _list_signes_mal_lus(nom: str, connus: Iterable[str]) -> list[str]:
    """Return the signs of a name that make a sum wrong; a joker alone does not, as long as no other name is one that it takes."""
    signes = [f"«\xa0{nom[0]}\xa0» au début"] if nom[:1] in _COMPARAISONS else []
    signes += ["«\xa0~\xa0»"] if "~" in nom else []
    jokers = [joker for joker in "*?" if joker in nom]
    if jokers:
        motif = nom.casefold().replace("[", "[[]")  # a bracket is no joker here
        if any(fnmatchcase(autre, motif) for autre in connus if autre != nom.casefold()):
            signes += [f"«\xa0{joker}\xa0»" for joker in jokers]
    return signes


def check_variantes(dossier: Dossier) -> Iterable[Anomalie]:
    """A structure printed under another name than its own is shown; case, spaces, accents and signs do not count."""
    for ligne in dossier.lignes:
        structure = dossier.find_structure(ligne.structure)
        if structure and simplify_nom(structure.nom) != simplify_nom(ligne.structure):
            yield Anomalie(
                "structure_variante",
                Gravite.INFORMATION,
                ligne.lieu.origine("structure"),
                {"imprime": ligne.structure, "nom": structure.nom},
            )


def check_noms_ressemblants(dossier: Dossier) -> Iterable[Anomalie]:
    """Two names of the register that can be taken for one another are declared distinct (« À distinguer de »).

    All the names above that a name can be taken for are said at once: as many sentences as names, not as pairs.
    """
    rangs = _group_par_nom(dossier)
    connus, premiers = list(rangs), [siens[0] for siens in rangs.values()]
    simples = [simplify_nom(nom) for nom in connus]
    ressemblants = dict(zip(connus, list_ressemblants(connus), strict=True))
    declarants: dict[str, set[int]] = {}  # by name, the bodies that declare it distinct from theirs
    for rang, structure in enumerate(dossier.structures):
        for nom in structure.a_distinguer:
            declarants.setdefault(nom, set()).add(rang)
    for rang, structure in enumerate(dossier.structures):
        autres = ressemblants[structure.nom]  # in the order of their first rows
        au_dessus = autres[: bisect_left(autres, rang, key=premiers.__getitem__)]
        simple = simplify_nom(structure.nom) if au_dessus else ""
        # A name that is the same but for its signs is said by check_structures_en_double.
        noms = [connus[autre] for autre in au_dessus if simples[autre] != simple]
        noms = [nom for nom in noms if nom not in structure.a_distinguer] if structure.a_distinguer else noms
        if structure.nom in declarants:
            siens = declarants[structure.nom]
            # The first body of each name stands above; another of the same name may not have said it.
            noms = [nom for nom in noms if rangs[nom][0] not in siens or any(autre < rang and autre not in siens for autre in rangs[nom])]
        if noms:
            faits: Faits = {"structure": structure.nom, "autres": Noms(tuple(noms))}
            yield Anomalie("structures_ressemblantes", Gravite.AVERTISSEMENT, structure.lieu.origine("nom"), faits)


def check_noms_distingues(dossier: Dossier) -> Iterable[Anomalie]:
    """Two names declared distinct stay apart and are shown once, for the officer who knows better."""
    rangs = _group_par_nom(dossier)
    paires = {
        (min(rang, autre), max(rang, autre))
        for rang, structure in enumerate(dossier.structures)
        for nom in structure.a_distinguer
        for autre in rangs.get(nom, ())
        if autre != rang
    }
    for rang, autre_rang in sorted(paires):
        structure, distinguee = dossier.structures[rang], dossier.structures[autre_rang]
        yield Anomalie(
            "structures_distinguees",
            Gravite.INFORMATION,
            distinguee.lieu.origine("a_distinguer"),
            {"structure": distinguee.nom, "autre": structure.nom},
        )


def check_structures_sans_ligne(dossier: Dossier) -> Iterable[Anomalie]:
    """The bodies of the register that no line names are counted once: a line may have been removed, or given to another body.

    Nothing is said of an empty Annexe 5, whose register waits for it.
    """
    nommees = {structure.nom for ligne in dossier.lignes if (structure := dossier.find_structure(ligne.structure))}
    structures = [structure for structure in dossier.structures if structure.nom not in nommees]
    if dossier.lignes and structures:
        faits: Faits = {"structures": Compte(len(structures), "structure"), "noms": Noms(tuple(structure.nom for structure in structures))}
        yield Anomalie("structures_sans_ligne", Gravite.INFORMATION, structures[0].lieu.origine("nom"), faits)


def check_operations_connues(dossier: Dossier) -> Iterable[Anomalie]:
    """The operation of a line stands in the sheet Opérations."""
    for ligne in dossier.lignes:
        if ligne.operation not in dossier.operation_par_code:
            yield Anomalie("operation_inconnue", Gravite.BLOQUANTE, ligne.lieu.origine("operation"), {"operation": ligne.operation or VIDE})


def check_thematiques_connues(dossier: Dossier) -> Iterable[Anomalie]:
    """The thématique of an operation stands in the sheet Campagne."""
    connues = {thematique.code for thematique in dossier.thematiques}
    for operation in dossier.operations:
        if operation.thematique not in connues:
            yield Anomalie(
                "thematique_inconnue",
                Gravite.BLOQUANTE,
                operation.lieu.origine("thematique"),
                {"operation": operation.code, "thematique": operation.thematique or VIDE},
            )


def check_budgets_connus(dossier: Dossier) -> Iterable[Anomalie]:
    """The budget code of an operation stands in the sheet Budget (article 8)."""
    connus = {budget.code for budget in dossier.budget} | list_illisibles(dossier, "Budget")
    for operation in dossier.operations:
        if operation.budget not in connus:
            yield Anomalie(
                "budget_inconnu",
                Gravite.BLOQUANTE,
                operation.lieu.origine("budget"),
                {"operation": operation.code, "budget": operation.budget or VIDE},
            )


def are_declarees_distinctes(structure: Structure, autre: Structure) -> bool:
    """Tell whether one of two bodies names the other under « À distinguer de »."""
    return autre.nom in structure.a_distinguer or structure.nom in autre.a_distinguer


def _group_par_nom(dossier: Dossier) -> Mapping[str, list[int]]:
    """Return the ranks of the bodies that have each name."""
    rangs: dict[str, list[int]] = {}
    for rang, structure in enumerate(dossier.structures):
        rangs.setdefault(structure.nom, []).append(rang)
    return rangs
