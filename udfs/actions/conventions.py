"""Générer, supprimer: the convention sheets inside the workbook; what the officer edited by hand is never lost silently."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from dpid_xl.chaine import Examen, select_conventions
from dpid_xl.classeurs.gabarit.formules import write_lien
from dpid_xl.classeurs.gabarit.suivi import make_conventions
from dpid_xl.classeurs.schema import ANNEXE5, CONVENTIONS, STRUCTURES
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.feuilles import hash_valeurs, render
from udfs.actions.phrases import count_accorde
from udfs.actions.plan import Action, Contexte, Insertion, Liens, Montrer, Plan, Question, Retrait, protect_texte
from udfs.actions.tables import fill_table
from udfs.actions.vue import Vue

A_GENERER, COMPLETE, PROJET, RETOUCHEE, ORPHELINE = "à générer", "générée", "projet", "retouchée", "plus financée"
BLOQUE = "Aucun document n'est écrit tant qu'il reste une anomalie bloquante : lancez « Contrôler », corrigez le classeur puis recommencez."
NOMS_CITES = 5  # of the sheets that are kept
SELECTIONS = {ANNEXE5.feuille: ANNEXE5.nom, STRUCTURES.feuille: STRUCTURES.nom, CONVENTIONS.feuille: CONVENTIONS.nom}


@dataclass(frozen=True, slots=True)
class Presentes:
    """The convention sheets that stand in the workbook, by structure: those left as made, those edited by hand."""

    intactes: Mapping[str, str]
    retouchees: Mapping[str, str]


def plan_generer(contexte: Contexte) -> Plan | Question:
    """Write the sheets of all the conventions."""
    return _plan(contexte, ())


def plan_generer_selection(contexte: Contexte) -> Plan | Question:
    """Write the sheets of the structures whose rows are selected."""
    return _plan(contexte, list_structures_selectionnees(contexte.vue))


def plan_supprimer(contexte: Contexte) -> Plan | Question:
    """Take the sheets out again; those edited by hand stay."""
    presentes = find_presentes(contexte.vue)
    gardees = _tell_gardees(presentes.retouchees.values())
    if not presentes.intactes:
        raise MacroRefusee(f"Il n'y a pas de feuille de convention à retirer. {gardees}".rstrip())
    if not contexte.confirme:
        return Question(f"Retirer du classeur {count_accorde(len(presentes.intactes), 'feuille')} de convention ? {gardees}".rstrip())
    rangees = []
    for rangee in _list_connues(contexte.vue).values():
        retiree = rangee["Structure"] in presentes.intactes
        rangees.append(_clean(rangee) | ({"Feuille": None, "Empreinte": None, "État": A_GENERER} if retiree else {}))
    actions: list[Action] = [*_write_rangees(contexte.vue, rangees), *map(Retrait, presentes.intactes.values())]
    resultat = f"{count_accorde(len(presentes.intactes), 'convention', 'retirée')} du classeur. {gardees}".rstrip()
    return Plan(tuple(actions), resultat, resultat)


def list_structures_selectionnees(vue: Vue) -> list[str]:
    """Return the structures of the selected rows, as they are written there; raises MacroRefusee when there is none."""
    table = SELECTIONS.get(vue.selection.feuille) if vue.selection else None
    noms: list[str] = []
    if table and vue.selection and table in vue.tables:
        place = vue.tables[table]
        colonne = vue.find_colonne(table, "Structure")
        haut, bas = max(vue.selection.haut, place.haut + 1), min(vue.selection.bas, place.bas)
        if haut <= bas:
            noms = [str(valeur) for (valeur,) in vue.read(place.feuille, haut, colonne, bas, colonne) if valeur]
    if not noms:
        raise MacroRefusee("Aucune structure n'est sélectionnée : sélectionnez des lignes d'Annexe 5, de Structures ou de Conventions.")
    return list(dict.fromkeys(noms))


def find_presentes(vue: Vue) -> Presentes:
    """Tell which convention sheets stand in the workbook, and which of them were edited since they were made."""
    intactes: dict[str, str] = {}
    retouchees: dict[str, str] = {}
    reelles = {feuille.casefold(): feuille for feuille in vue.feuilles}
    for structure, rangee in _list_connues(vue).items():
        feuille = reelles.get(str(rangee.get("Feuille") or "").casefold())
        if feuille:
            intacte = hash_valeurs(vue.read_feuille(feuille)) == str(rangee.get("Empreinte") or "")
            (intactes if intacte else retouchees)[structure] = feuille
    return Presentes(intactes, retouchees)


def get_examen_sain(contexte: Contexte) -> Examen:
    """Read the workbook; raises MacroRefusee when an anomaly forbids producing documents."""
    examen = contexte.examine()
    if examen.bloque:
        raise MacroRefusee(BLOQUE)
    return examen


def _plan(contexte: Contexte, structures: Collection[str]) -> Plan | Question:
    vue, examen = contexte.vue, get_examen_sain(contexte)
    voulues = {convention.structure.nom for convention in select_conventions(examen, tuple(structures))}
    if not voulues:
        raise MacroRefusee("Aucune de ces structures n'a de montant retenu : il n'y a pas de convention à écrire.")
    presentes = find_presentes(vue)
    remplacees = {nom: feuille for nom, feuille in presentes.intactes.items() if nom in voulues}
    gardees = {nom: feuille for nom, feuille in presentes.retouchees.items() if nom in voulues}
    mention = _tell_gardees(gardees.values())
    if remplacees and not contexte.confirme:
        return Question(f"Remplacer {count_accorde(len(remplacees), 'convention', 'générée')} ? {mention}".rstrip())
    conventions = select_conventions(examen)  # all: a sheet keeps its name whatever is selected
    rendu = render(conventions, examen.dossier.campagne.nom, contexte.quand.date(), voulues)
    # A sheet of that name that is nobody's generation is the officer's own work too.
    prises = {feuille.casefold() for feuille in vue.feuilles} - {feuille.casefold() for feuille in remplacees.values()}
    occupees = {nom: feuille for nom, feuille in rendu.feuilles.items() if nom in voulues - set(gardees) and feuille.casefold() in prises}
    gardees |= occupees
    inserees = {nom: feuille for nom, feuille in rendu.feuilles.items() if nom in voulues and nom not in gardees}
    etats = {convention.structure.nom: PROJET if convention.projet else COMPLETE for convention in conventions}
    connues = _list_connues(vue)
    rangees: list[dict[str, Any]] = []
    for base in make_conventions(examen.dossier):
        nom = str(base["Structure"])
        ancienne = connues.pop(nom, {})
        rangee = {**_clean(ancienne), **base, "Montant": CONVENTIONS.colonne("Montant").formule}
        if nom in inserees:
            rangee |= {"Feuille": inserees[nom], "État": etats[nom], "Empreinte": rendu.empreintes[nom]}
        elif nom in gardees:
            rangee |= {"Feuille": gardees[nom], "État": RETOUCHEE, "Empreinte": ancienne.get("Empreinte")}
        elif ancienne.get("Feuille"):
            rangee |= {"État": ancienne.get("État")}
        rangees.append(_protect(rangee))
    rangees += [_clean(rangee) | {"État": ORPHELINE} for rangee in connues.values() if rangee.get("Feuille")]
    actions: list[Action] = [
        *_write_rangees(vue, rangees),
        *map(Retrait, (feuille for nom, feuille in remplacees.items() if nom in inserees)),
    ]
    if inserees:
        actions.append(Insertion(rendu.contenu, tuple(inserees.values())))
    actions.append(Montrer(CONVENTIONS.feuille, "A1"))
    resultat = f"{count_accorde(len(inserees), 'convention', 'écrite')} à la fin du classeur. {_tell_gardees(gardees.values())}".rstrip()
    return Plan(tuple(actions), resultat, resultat)


def _write_rangees(vue: Vue, rangees: list[dict[str, Any]]) -> list[Action]:
    place = vue.get_place(CONVENTIONS.nom)
    lettre = get_column_letter(vue.find_colonne(CONVENTIONS.nom, "Feuille"))
    dernier = place.haut + max(len(rangees), place.bas - place.haut)
    liees = [
        rangee | {"Feuille": write_lien(str(rangee["Feuille"]), "A1", str(rangee["Feuille"]))} if rangee.get("Feuille") else rangee
        for rangee in rangees
    ]
    return [Liens(place.feuille, f"{lettre}{place.haut + 1}:{lettre}{dernier}"), *fill_table(vue, CONVENTIONS.nom, liees)]


def _list_connues(vue: Vue) -> dict[str, dict[str, Any]]:
    return {str(rangee["Structure"]): rangee for rangee in vue.read_rangees(CONVENTIONS.nom) if rangee.get("Structure")}


def _clean(rangee: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as it is written back: its amount is a formula again, its texts stay texts."""
    return _protect({**rangee, "Montant": CONVENTIONS.colonne("Montant").formule}) if rangee else {}


def _protect(rangee: Mapping[str, Any]) -> dict[str, Any]:
    textes = ("Structure", "Opérations", "Fichiers", "État")
    return {
        entete: protect_texte(valeur.removeprefix("'")) if entete in textes and isinstance(valeur, str) else valeur
        for entete, valeur in rangee.items()
    }


def _tell_gardees(feuilles: Collection[str]) -> str:
    if not feuilles:
        return ""
    noms = sorted(feuilles)
    cites = ", ".join(f"« {nom} »" for nom in noms[:NOMS_CITES]) + ("…" if len(noms) > NOMS_CITES else "")
    return (
        f"{count_accorde(len(noms), 'feuille', 'retouchée')} à la main, et gardée{'s' if len(noms) > 1 else ''} : {cites}. "
        "Pour les générer à nouveau, renommez ou retirez ces feuilles."
    )
