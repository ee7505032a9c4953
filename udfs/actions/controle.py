"""Contrôler: the anomalies on the sheet « Contrôles », what the conventions lack on « À compléter », each with a link.

The cells concerned take their colour from that sheet by themselves: see ``dpid_xl.classeurs.gabarit.signalement``.
"""

from __future__ import annotations

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classeurs.gabarit.manques import CHAMP_DES_COMPLETES, RANG_DE_L_ETAT, make_manques, write_etat
from dpid_xl.classeurs.gabarit.suivi import count_lignes, make_constats
from dpid_xl.controles import Groupe, group_anomalies, summarize
from dpid_xl.examen import Examen
from dpid_xl.periodes import format_date
from dpid_xl.reperes import get_column_letter
from dpid_xl.schema import CONTROLES, MANQUES
from dpid_xl.typographie import compose_typographie
from udfs.actions.exercices import list_rangees_proposees
from udfs.actions.plan import Action, Contexte, Ecriture, Liens, Montrer, Plan
from udfs.actions.tables import fill_table
from udfs.actions.vue import Vue


def plan_controler(contexte: Contexte) -> Plan:
    """Fill « Contrôles », « À compléter » and « Propositions »; « Accueil » counts, and the cells concerned colour, by themselves."""
    vue, examen = contexte.vue, contexte.examine()
    anomalies, reserves = examen.anomalies, write_reserves(examen)
    place = vue.get_place(CONTROLES.nom)
    colonne = get_column_letter(vue.find_colonne(CONTROLES, "cellule"))
    # An older workbook colours the cell of each row, and no other: there every finding has its own.
    plies = "cellules" in vue.read_champs(CONTROLES)
    constats = make_constats(group_anomalies(anomalies) if plies else [Groupe((anomalie,)) for anomalie in anomalies], vue.feuilles)
    dernier = place.haut + max(len(constats), place.bas - place.haut, 1)
    resume = summarize(anomalies)
    bilan = compose_typographie(f"Contrôle du {format_date(contexte.quand.date())} : {resume}{reserves and f'. {reserves}'}")
    actions: list[Action] = [
        Liens(place.feuille, f"{colonne}{place.haut + 1}:{colonne}{dernier}"),
        *fill_table(vue, CONTROLES, constats),
        Ecriture(place.feuille, place.haut - 1, place.gauche, ((bilan,),)),
        *_list_vues(vue, examen),
        *_list_manques(vue, examen),
        *list_rangees_proposees(vue, examen.dossier),
        Montrer(place.feuille, f"A{place.haut - 1}"),
    ]
    return Plan(tuple(actions), f"{resume}, avec réserve" if reserves else resume, reserves)


def write_reserves(examen: Examen) -> str:
    """Write what of the workbook was not controlled, for the officer; empty when all of it was."""
    return " ".join(reserve.phrase for reserve in examen.reserves)


def _list_vues(vue: Vue, examen: Examen) -> list[Action]:
    """Say beside the sentence of the control on how many lines and which amount it was: Accueil tells by them whether it still holds."""
    place, lignes = vue.get_place(CONTROLES.nom), examen.dossier.lignes
    vues = {"regle": count_lignes(examen.dossier), "source": float(sum_montants(lignes))}
    return [Ecriture(place.feuille, place.haut - 1, vue.find_colonne(CONTROLES, champ), ((valeur,),)) for champ, valeur in vues.items()]


def _list_manques(vue: Vue, examen: Examen) -> list[Action]:
    """Fill « À compléter »; a workbook older than this sheet has none."""
    if MANQUES.nom not in vue.tables:
        return []
    place, manques = vue.get_place(MANQUES.nom), examen.list_manques()
    etat = Ecriture(place.feuille, RANG_DE_L_ETAT, place.gauche, ((write_etat(manques),),))
    completes = ((manques.complets if manques else None,),)
    compte = Ecriture(place.feuille, RANG_DE_L_ETAT, vue.find_colonne(MANQUES, CHAMP_DES_COMPLETES), completes)
    return [*fill_table(vue, MANQUES, make_manques(manques)), etat, compte]
