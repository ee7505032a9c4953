"""Année suivante: the workbook of the next campaign, made of the open one, in a new file beside it."""

from __future__ import annotations

from pathlib import PurePath

from dpid_xl import chaine
from dpid_xl.campagnes.reconduction import get_annee
from dpid_xl.classeurs.reprise.modele import Constat, Sort
from dpid_xl.francais import write_quantite
from dpid_xl.rendus.tableaux.remise import render_remise
from udfs.actions.copie import Copie
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.macros_du_classeur import require_extension
from udfs.actions.plan import Contexte, Fichiers, Plan, Question

PAR_LA_COMMANDE = (
    "Cet hôte ne donne pas le classeur entier : enregistrez-le, puis tapez « dpid-xl reconduire ANCIEN.xlsm -o NOUVEAU.xlsm --annee AAAA » "
    "sur un poste."
)


def plan_reconduire(contexte: Contexte) -> Question:
    """Ask whether the workbook of the year after is wanted, then plan it and its report; the open one does not change."""
    copie = contexte.copy()
    require_extension(PAR_LA_COMMANDE)
    if copie.reserve:
        raise MacroRefusee(PAR_LA_COMMANDE)
    annee = get_annee(contexte.examine().dossier) + 1
    return Question(
        f"Écrire à côté le classeur de {annee} : registre, opérations, clauses et barème de celui-ci, sans ligne ni vote, les montants "
        "et les résultats dans Antérieur ? Celui-ci ne change pas.",
        lambda: _reconduct(contexte, copie, annee),
    )


def _reconduct(contexte: Contexte, copie: Copie, annee: int) -> Plan:
    contenu, constats = chaine.reconduct_classeur(copie.chemin, annee, contexte.quand.date(), require_extension(PAR_LA_COMMANDE))
    nom = f"{PurePath(contexte.vue.nom).stem}_{annee}_{contexte.quand:%Y-%m-%d_%H%M%S}"
    fichiers = Fichiers(lambda: [(f"{nom}.xlsm", contenu), (f"{nom}.csv", render_remise(constats))], 2, seuls=True, a_cote=True)
    resultat = f"« {nom}.xlsm » : {_tell(constats)}"
    return Plan(
        (), resultat, f"{resultat}. Chaque chose est dans « {nom}.csv » ; « Contrôler », dans le nouveau, mène aux textes.", fichiers
    )


def _tell(constats: tuple[Constat, ...]) -> str:
    revoir, perdus = (sum(constat.sort is sort for constat in constats) for sort in (Sort.A_REVOIR, Sort.PERDU))
    reprendre = f", {write_quantite(perdus, 'chose')} à reprendre à la main" if perdus else ""
    return f"{write_quantite(revoir, 'chose')} à revoir (textes qui nomment une année, dates gardées){reprendre}"
