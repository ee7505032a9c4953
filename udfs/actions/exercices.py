"""Accepter les propositions: the prorata of « Propositions » become parts of « Exercices », as if the officer had typed them.

What is proposed is computed again from the workbook: a line of which anything was typed has no proposal, so that nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.exercices import Proposition, list_propositions
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classeurs.gabarit.exercices import make_propositions
from dpid_xl.classeurs.gabarit.rangees import make_rangee
from dpid_xl.francais import write_quantite
from dpid_xl.modele import Dossier, Ligne
from dpid_xl.montants import format_montant
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import ANNEXE5, EXERCICES, PROPOSITIONS
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Action, Contexte, Montrer, Plan, Question
from udfs.actions.tables import append_rangees, fill_table
from udfs.actions.vue import Vue

QUESTION = (
    "Accepter le partage au prorata des mois pour {portee} ? La délibération ne dit pas ce partage : "
    "il sera compté et imprimé comme votre décision."
)
SANS_PROPOSITION = (
    "Rien à accepter : chaque ligne à cheval sur plusieurs années est répartie, ou la source dit autre chose de son partage, "
    "ou rien ne la distingue d'une autre."
)
SANS_SELECTION = "Aucune proposition n'est sélectionnée : sélectionnez des lignes de Propositions ou d'Annexe 5."


def plan_accepter(contexte: Contexte, *, selection: bool = False) -> Question:
    """Add the proposals, all of them or those of the selected lines, to « Exercices », after a yes."""
    vue, dossier = contexte.vue, contexte.examine().dossier
    en_cours = make_en_cours(dossier)
    toutes = list_propositions(en_cours)
    retenues = _list_lignes(vue, dossier, en_cours, toutes) if selection else {proposition.ligne for proposition in toutes}
    choisies = [proposition for proposition in toutes if proposition.ligne in retenues]
    if not choisies:
        raise MacroRefusee(SANS_SELECTION if selection and toutes else SANS_PROPOSITION)
    lignes = dict.fromkeys(proposition.ligne for proposition in choisies)
    portee = f"{write_quantite(len(lignes), 'ligne')}, {format_montant(sum_montants(lignes))}"
    resultat = f"prorata accepté pour {portee}"
    actions = tuple(_accept(vue, dossier, choisies))
    return Question(QUESTION.format(portee=portee), lambda: Plan(actions, resultat, f"{portee} : parts ajoutées à la feuille Exercices."))


def list_rangees_proposees(vue: Vue, dossier: Dossier) -> list[Action]:
    """Fill « Propositions » with what may be accepted now; a workbook older than this sheet has none."""
    if PROPOSITIONS.nom not in vue.tables:
        return []
    return fill_table(vue, PROPOSITIONS, make_propositions(make_en_cours(dossier)))


def _accept(vue: Vue, dossier: Dossier, choisies: Sequence[Proposition]) -> list[Action]:
    parts = tuple(proposition.part for proposition in choisies)
    completes = [make_rangee(EXERCICES, part) for part in parts]
    remplies = [champ for champ in completes[0] if any(rangee[champ] is not None for rangee in completes)]
    saisies = [colonne.champ for colonne in EXERCICES.colonnes if colonne.saisie]
    actions, rang = append_rangees(vue, EXERCICES, [{champ: rangee[champ] for champ in remplies} for rangee in completes], vides=saisies)
    cellule = f"{get_column_letter(vue.find_colonne(EXERCICES, 'montant'))}{rang}"
    acceptees = replace(dossier, exercices=(*dossier.exercices, *parts))
    return [*actions, *list_rangees_proposees(vue, acceptees), Montrer(EXERCICES.feuille, cellule)]


def _list_lignes(vue: Vue, dossier: Dossier, en_cours: Dossier, toutes: Sequence[Proposition]) -> Collection[Ligne]:
    """Return the lines whose rows are selected, in Annexe 5 or in the list of what is proposed."""
    selection = vue.selection
    if selection and selection.feuille == PROPOSITIONS.feuille:
        place, rangees = vue.get_place(PROPOSITIONS.nom), vue.read_rangees(PROPOSITIONS)
        choisies = {_identify(rangees[rang - place.haut - 1]) for rang in selection.list_rangs(place)}
        proposees = zip(toutes, make_propositions(en_cours), strict=True)
        return {proposition.ligne for proposition, rangee in proposees if _identify(rangee) in choisies}
    rangs = selection.list_rangs(vue.get_place(ANNEXE5.nom)) if selection else ()
    return {ligne for ligne in dossier.lignes if ligne.lieu.rang in rangs}


def _identify(rangee: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(rangee.get(champ) or "") for champ in ("structure", "operation", "territoire", "description"))
