"""Générer, supprimer: the convention sheets inside the workbook; what the officer edited by hand is never lost silently."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from dpid_xl.calcul.signature import list_engagees
from dpid_xl.classeurs.gabarit.suivi import A_GENERER, RANG_DU_SOUS_TITRE, make_conventions, write_sous_titre
from dpid_xl.documents.document import Convention
from dpid_xl.examen import Examen
from dpid_xl.francais import accorde, write_quantite
from dpid_xl.modele import Dossier
from dpid_xl.production.choix import select_conventions, select_par_avenant
from dpid_xl.production.phrases import summarize_par_avenant, tell_engagees
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import ANNEXE5, CONVENTIONS, FEUILLES, STRUCTURES, SUIVI
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.feuilles import Rendu, hash_valeurs, list_thematiques, render
from udfs.actions.plan import (
    Action,
    Contexte,
    Ecriture,
    FeuilleAPlacer,
    Insertion,
    Liens,
    Montrer,
    Plan,
    Question,
    Retrait,
    Source,
    protect_texte,
)
from udfs.actions.tables import fill_table
from udfs.actions.vue import Vue

COMPLETE, PROJET, RETOUCHEE, ORPHELINE = "générée", "projet", "retouchée", "plus financée"
SANS_MONTANT = "Aucune des structures sélectionnées n'a de convention à écrire."
SANS_CONVENTION = "Aucune structure n'a encore de convention à écrire : saisissez les montants retenus dans l'Annexe 5."
NOMS_CITES = 5  # of the sheets that are told
SELECTIONS = {
    table.feuille: (table, champ)
    for table, champ in ((ANNEXE5, "structure"), (STRUCTURES, "nom"), (CONVENTIONS, "structure"), (SUIVI, "structure"))
}


@dataclass(frozen=True, slots=True)
class Presentes:
    """The convention sheets that stand in the workbook, by structure: those left as made, those edited by hand."""

    intactes: Mapping[str, str]
    retouchees: Mapping[str, str]


def plan_generer(contexte: Contexte, *, selection: bool = False) -> Plan | Question:
    """Write the sheets of all the conventions, or of the structures whose rows are selected."""
    structures = list_structures_selectionnees(contexte.vue) if selection else []
    examen = contexte.examine()
    require_sain(examen)
    par_avenant = summarize_par_avenant(select_par_avenant(examen.dossier, structures))
    conventions = {convention.structure.nom: convention for convention in select_conventions(examen.dossier, structures)}
    if not conventions:
        raise MacroRefusee(join(SANS_MONTANT if selection else SANS_CONVENTION, par_avenant))
    presentes = find_presentes(contexte.vue)
    engagees = [nom for nom in list_engagees(examen.dossier) if nom in conventions and nom in presentes.intactes]
    conventions = {nom: convention for nom, convention in conventions.items() if nom not in engagees}
    if not conventions:
        raise MacroRefusee(tell_engagees(engagees))
    remplacees = {nom: feuille for nom, feuille in presentes.intactes.items() if nom in conventions}
    retouchees = [feuille for nom, feuille in presentes.retouchees.items() if nom in conventions]
    orphelines = _tell_orphelines(presentes, list_thematiques(examen.dossier))

    def generate() -> Plan:
        actions, inserees, gardees = _generate(contexte, examen, conventions, presentes, remplacees)
        portee = "de la sélection " if selection else ""
        ecrites = f"{write_quantite(len(inserees), 'convention')} {portee}{accorde(len(inserees), 'écrite')} à la fin du classeur."
        resultat = join(ecrites, par_avenant, tell_engagees(engagees), _tell_gardees(gardees.values()), orphelines)
        return Plan(tuple(actions), resultat, resultat)

    if not remplacees:
        return generate()
    question = f"Remplacer {write_quantite(len(remplacees), 'convention', 'générée')} ?"
    return Question(join(question, tell_engagees(engagees), _tell_gardees(retouchees), orphelines), generate)


def plan_supprimer(contexte: Contexte) -> Question:
    """Take the sheets out again; those edited by hand stay."""
    presentes = find_presentes(contexte.vue)
    gardees = _tell_gardees(presentes.retouchees.values())
    if not presentes.intactes:
        raise MacroRefusee(f"Il n'y a pas de feuille de convention à retirer. {gardees}".rstrip())
    question = f"Retirer du classeur {write_quantite(len(presentes.intactes), 'feuille')} de convention ? {gardees}".rstrip()
    resultat = f"{write_quantite(len(presentes.intactes), 'convention', 'retirée')} du classeur. {gardees}".rstrip()
    return Question(question, lambda: Plan(tuple(_remove_feuilles(contexte.vue, presentes.intactes)), resultat, resultat))


def list_structures_selectionnees(vue: Vue) -> list[str]:
    """Return the structures of the selected rows, as they are written there; raises MacroRefusee when there is none."""
    table, champ = SELECTIONS.get(vue.selection.feuille, (None, "")) if vue.selection else (None, "")
    noms: list[str] = []
    if vue.selection and table and table.nom in vue.tables:
        place = vue.tables[table.nom]
        rangees = vue.read_rangees(table)
        noms = [str(nom) for rang in vue.selection.list_rangs(place) if (nom := rangees[rang - place.haut - 1].get(champ))]
    if not noms:
        raise MacroRefusee("Aucune structure n'est sélectionnée : sélectionnez des lignes d'Annexe 5, Structures, Conventions ou Suivi.")
    return list(dict.fromkeys(noms))


def find_presentes(vue: Vue) -> Presentes:
    """Tell which convention sheets stand in the workbook, and which of them were edited since they were made."""
    reelles = {feuille.casefold(): feuille for feuille in vue.feuilles}
    connues = _list_connues(vue)
    indiquees = {nom: feuille for nom, rangee in connues.items() if (feuille := reelles.get(str(rangee.get("feuille") or "").casefold()))}
    if len(set(indiquees.values())) < len(indiquees):
        indiquees = _find_par_empreinte(vue, connues, indiquees)
    intactes: dict[str, str] = {}
    retouchees: dict[str, str] = {}
    for structure, feuille in indiquees.items():
        intacte = hash_valeurs(vue.read_feuille(feuille)) == str(connues[structure].get("empreinte") or "")
        (intactes if intacte else retouchees)[structure] = feuille
    return Presentes(intactes, retouchees)


def _find_par_empreinte(vue: Vue, connues: Mapping[str, Mapping[str, Any]], indiquees: Mapping[str, str]) -> dict[str, str]:
    """Return the sheet of each structure in an index that gives one sheet to several, as Excel made of the links of older versions.

    Each sheet says by its hash whose it is; one that was edited is then nobody's, and kept as the officer's own work.
    """
    siennes = {feuille.nom for feuille in FEUILLES}
    par_empreinte = {hash_valeurs(vue.read_feuille(feuille)): feuille for feuille in vue.feuilles if feuille not in siennes}
    return {nom: feuille for nom in indiquees if (feuille := par_empreinte.get(str(connues[nom].get("empreinte") or "")))}


def require_sain(examen: Examen) -> None:
    """Raise Bloque when an anomaly forbids producing documents."""
    examen.require_sain("Aucun document n'est écrit", conseil="lancez « Contrôler », corrigez le classeur puis recommencez")


def _generate(
    contexte: Contexte, examen: Examen, conventions: Mapping[str, Convention], presentes: Presentes, remplacees: Mapping[str, str]
) -> tuple[list[Action], dict[str, str], dict[str, str]]:
    """Return the actions that put the sheets in, those sheets and those that are kept, both by structure."""
    vue, jour = contexte.vue, contexte.quand.date()
    rendu = render(examen, conventions, jour)
    # A sheet of that name that is nobody's generation is the officer's own work too.
    prises = {feuille.casefold() for feuille in vue.feuilles} - {feuille.casefold() for feuille in remplacees.values()}
    gardees = {nom: feuille for nom, feuille in presentes.retouchees.items() if nom in conventions}
    gardees |= {nom: feuille for nom, feuille in rendu.feuilles.items() if nom not in gardees and feuille.casefold() in prises}
    inserees = {nom: feuille for nom, feuille in rendu.feuilles.items() if nom not in gardees}
    faites: dict[str, dict[str, Any]] = {nom: {"feuille": feuille, "etat": RETOUCHEE} for nom, feuille in gardees.items()}
    for nom, feuille in inserees.items():
        etat = PROJET if conventions[nom].projet else COMPLETE
        faites[nom] = {"feuille": feuille, "etat": etat, "empreinte": rendu.empreintes[nom]}
    retirees = {nom: feuille for nom, feuille in remplacees.items() if nom in inserees}
    # The index says what is there at each step: a sheet that cannot be put in leaves it true.
    actions: list[Action] = [*_remove_feuilles(vue, retirees)] if retirees else []
    if inserees:
        restees = [feuille for feuille in vue.feuilles if feuille not in retirees.values()]
        actions.append(Insertion(_cut_places(place_feuilles(restees, rendu.ordre, inserees.values()), rendu)))
    place = vue.get_place(CONVENTIONS.nom)
    actions += [
        *_write_rangees(vue, _make_rangees(examen.dossier, _list_connues(vue), faites)),
        Ecriture(place.feuille, RANG_DU_SOUS_TITRE, 1, ((write_sous_titre(jour, "jour de la dernière génération"),),)),
        Montrer(CONVENTIONS.feuille, "A1"),
    ]
    return actions, inserees, gardees


def _make_rangees(
    dossier: Dossier, connues: Mapping[str, Mapping[str, Any]], faites: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows of the index: one per convention, with what was just done, then the sheets that have no convention any more."""
    restantes = dict(connues)
    rangees = []
    for base in make_conventions(dossier):
        nom = str(base["structure"])
        ancienne = restantes.pop(nom, {})
        etat = {"etat": ancienne.get("etat")} if ancienne.get("feuille") else {}
        rangees.append({**ancienne, **base, **faites.get(nom, etat)})
    return [*rangees, *({**rangee, "etat": ORPHELINE} for rangee in restantes.values() if rangee.get("feuille"))]


def place_feuilles(presentes: Sequence[str], ordre: Sequence[str], inserees: Collection[str]) -> tuple[FeuilleAPlacer, ...]:
    """Put each sheet behind the one that comes before it in the full order; the first ones before those that follow, else at the end.

    >>> [place.apres for place in place_feuilles(["Journal", "B", "Notes"], ["A", "B", "C"], ["A", "C"])]
    ['Journal', 'B']
    """
    connues = {feuille.casefold() for feuille in ordre}
    premiere = next((rang for rang, feuille in enumerate(presentes) if feuille.casefold() in connues), len(presentes))
    precedente, la = presentes[premiere - 1], {feuille.casefold(): feuille for feuille in presentes}
    places = []
    for feuille in ordre:
        if feuille in inserees:
            places.append(FeuilleAPlacer(feuille, precedente))
            precedente = feuille
        elif feuille.casefold() in la:
            precedente = la[feuille.casefold()]
    return tuple(places)


def _cut_places(places: Sequence[FeuilleAPlacer], rendu: Rendu) -> tuple[Source, ...]:
    """Give to each of the workbooks written the places of its own sheets."""
    siennes = ((classeur, tuple(place for place in places if place.nom in classeur.feuilles)) for classeur in rendu.classeurs)
    return tuple(Source(classeur.contenu, places) for classeur, places in siennes if places)


def _remove_feuilles(vue: Vue, retirees: Mapping[str, str]) -> list[Action]:
    """Take sheets out, by structure, then their place in the index, which keeps its size."""
    rangees = [
        rangee | ({"feuille": None, "empreinte": None, "etat": A_GENERER} if rangee.get("structure") in retirees else {})
        for rangee in vue.read_rangees(CONVENTIONS)
    ]
    return [*map(Retrait, retirees.values()), *_write_rangees(vue, rangees)]


def note_fichiers(vue: Vue, chemins: Mapping[str, str]) -> list[Action]:
    """Say in the index where the files of structures are; of each kind of files, the newest."""
    if CONVENTIONS.nom not in vue.tables or "fichiers" not in vue.read_champs(CONVENTIONS):
        return []
    place, colonne = vue.get_place(CONVENTIONS.nom), vue.find_colonne(CONVENTIONS, "fichiers")
    rangees = vue.read_rangees(CONVENTIONS)
    valeurs = tuple((_add_chemin(str(rangee.get("fichiers") or ""), chemins.get(str(rangee.get("structure")))),) for rangee in rangees)
    return [Ecriture(place.feuille, place.haut + 1, colonne, valeurs)]


def _add_chemin(texte: str, chemin: str | None) -> str | None:
    chemins = [*filter(None, texte.split(", ")), *filter(None, [chemin])]
    par_sorte = {PurePosixPath(un).suffix: un for un in chemins}
    return protect_texte(", ".join(sorted(par_sorte.values()))) if par_sorte else None


def _write_rangees(vue: Vue, rangees: list[dict[str, Any]]) -> list[Action]:
    place = vue.get_place(CONVENTIONS.nom)
    lettre = get_column_letter(vue.find_colonne(CONVENTIONS, "feuille"))
    dernier = place.haut + max(len(rangees), place.bas - place.haut)
    return [Liens(place.feuille, f"{lettre}{place.haut + 1}:{lettre}{dernier}"), *fill_table(vue, CONVENTIONS, rangees)]


def _list_connues(vue: Vue) -> dict[str, dict[str, Any]]:
    return {str(rangee["structure"]): rangee for rangee in vue.read_rangees(CONVENTIONS) if rangee.get("structure")}


def join(*phrases: str) -> str:
    """Write phrases one after the other, those that say nothing left out."""
    return " ".join(filter(None, phrases))


def _tell_orphelines(presentes: Presentes, financees: Collection[str]) -> str:
    phrases = []
    for feuilles, comment in (
        (presentes.intactes, "« Supprimer les conventions » {} retire"),
        (presentes.retouchees, "retirez-{} à la main"),
    ):
        perdues = [feuille for nom, feuille in feuilles.items() if nom not in financees]
        verbe, pronom = ("n'ont", "les") if len(perdues) > 1 else ("n'a", "la")
        sujet = f"{write_quantite(len(perdues), 'feuille')} {verbe} plus de structure financée"
        phrases.append(f"{sujet} : {cite(perdues)} ; {comment.format(pronom)}." if perdues else "")
    return join(*phrases)


def cite(feuilles: Collection[str]) -> str:
    """Write names, the first ones when there are many."""
    return ", ".join(f"« {nom} »" for nom in sorted(feuilles)[:NOMS_CITES]) + ("…" if len(feuilles) > NOMS_CITES else "")


def _tell_gardees(feuilles: Collection[str]) -> str:
    if not feuilles:
        return ""
    return (
        f"{write_quantite(len(feuilles), 'feuille', 'retouchée')} à la main, et {accorde(len(feuilles), 'gardée')} : {cite(feuilles)}. "
        "Pour les générer à nouveau, renommez ou retirez ces feuilles."
    )
