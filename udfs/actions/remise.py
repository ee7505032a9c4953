"""Remettre à neuf: the workbook built again as this version makes it, with all that it holds, in a new file beside it."""

from __future__ import annotations

from pathlib import PurePath

from dpid_xl import chaine
from dpid_xl.classeurs.reprise.modele import Constat, Sort
from dpid_xl.francais import write_quantite
from dpid_xl.rendus.tableaux.remise import render_remise
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.macros_du_classeur import require_extension
from udfs.actions.plan import Contexte, Fichiers, Plan

PAR_LA_COMMANDE = (
    "Cet hôte ne donne pas le classeur entier : enregistrez-le, puis tapez « dpid-xl construire --depuis ANCIEN.xlsm -o NOUVEAU.xlsm » "
    "sur un poste."
)
CITES = 3


def plan_remettre_a_neuf(contexte: Contexte) -> Plan:
    """Plan the new workbook and its report; the open one does not change."""
    copie = contexte.copy()
    extension = require_extension(PAR_LA_COMMANDE)
    if copie.reserve:
        raise MacroRefusee(PAR_LA_COMMANDE)
    contenu, constats = chaine.refit_classeur(copie.chemin, contexte.quand.date(), extension)
    nom = f"{PurePath(contexte.vue.nom).stem}_remis_a_neuf_{contexte.quand:%Y-%m-%d_%H%M%S}"
    fichiers = Fichiers(lambda: [(f"{nom}.xlsm", contenu), (f"{nom}.csv", render_remise(constats))], 2, seuls=True, a_cote=True)
    resultat = f"« {nom}.xlsm » : {_tell_perdus(constats)}"
    return Plan((), resultat, f"{resultat}. Ce classeur-ci n'a pas changé ; chaque chose est dans « {nom}.csv ».", fichiers)


def _tell_perdus(constats: tuple[Constat, ...]) -> str:
    perdus = [constat for constat in constats if constat.sort is Sort.PERDU]
    if not perdus:
        return "tout ce qui a été saisi y est"
    cites = ", ".join(f"{constat.quoi} ({constat.feuille or 'classeur'} {constat.cellule}".rstrip() + ")" for constat in perdus[:CITES])
    return f"{write_quantite(len(perdus), 'chose')} à reprendre à la main, {cites}{'…' if len(perdus) > CITES else ''}"
