"""Charger le texte voté: the convention type that was voted, from a file that the officer chooses, into the blocks of the workbook."""

from __future__ import annotations

from dpid_xl import chaine
from dpid_xl.documents.texte_vote import Statut, TexteVote
from dpid_xl.francais import accorde, write_quantite
from dpid_xl.modele import BlocModele
from dpid_xl.rendus.tableaux.texte_vote import render_rapport_du_texte
from dpid_xl.schema import MODELE
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.plan import Ajustement, Contexte, Fichiers, Montrer, Plan, Question, Valeur
from udfs.actions.tables import fill_table
from udfs.actions.vue import Vue

TITRE = "La convention type votée, ou la délibération"
EXTENSIONS = (".docx", ".odt", ".txt")
RAPPORT = "texte_vote.csv"
SANS_COLONNE = (
    "Ce classeur est d'avant la colonne « {entete} » de la feuille {feuille} : chargez le texte voté par la commande "
    "« dpid-xl texte-vote », qui l'y ajoute dans une copie."
)


def plan_texte_vote(contexte: Contexte) -> Question | None:
    """Ask for the file, then whether its blocks replace those of the workbook; None when no file is chosen."""
    vue = contexte.vue
    if "texte_vote" not in vue.read_champs(MODELE):
        raise MacroRefusee(SANS_COLONNE.format(entete=MODELE.entete("texte_vote"), feuille=MODELE.feuille))
    fichier = contexte.choose_fichier(TITRE, EXTENSIONS)
    if fichier is None:
        return None
    vote = chaine.read_vote(fichier)
    retenus = [len(vote.select(statut)) for statut in (Statut.PROPOSE, Statut.INCOMPRIS, Statut.NON_REPRIS)]
    lecture = "{} à relire, {} non compris, {} non repris".format(*retenus)
    return Question(
        f"Remplacer les {_count_blocs(vue)} blocs de la feuille {MODELE.feuille} par les {len(vote.blocs)} lus dans « {fichier.name} » "
        f"({lecture}) ? Les conventions suivront ce texte ; celles déjà écrites ne changent pas.",
        lambda: _load(vue, vote, fichier.name, lecture),
    )


def _load(vue: Vue, vote: TexteVote, nom: str, lecture: str) -> Plan:
    place = vue.get_place(MODELE.nom)
    actions = (
        *fill_table(vue, MODELE, [_make_rangee(bloc) for bloc in vote.blocs]),
        Ajustement(place.feuille, f"{place.haut + 1}:{place.haut + len(vote.blocs)}"),
        Montrer(place.feuille, f"A{place.haut + 1}"),
    )
    blocs = f"{write_quantite(len(vote.blocs), 'bloc')} {accorde(len(vote.blocs), 'chargé')} de « {nom} »"
    return Plan(
        actions,
        f"{blocs} : {lecture}",
        f"{blocs} : {lecture}. Chaque paragraphe du texte est dans « {RAPPORT} » : relisez ce qui est proposé.",
        Fichiers(lambda: [(RAPPORT, render_rapport_du_texte(vote.rapport))], 1, seuls=True),
    )


def _make_rangee(bloc: BlocModele) -> dict[str, Valeur]:
    return {colonne.champ: str(getattr(bloc, colonne.champ) or "") or None for colonne in MODELE.colonnes if not colonne.formule}


def _count_blocs(vue: Vue) -> int:
    return sum(1 for rangee in vue.read_rangees(MODELE) if rangee.get("code"))
