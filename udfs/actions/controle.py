"""Contrôler: the anomalies on the sheet « Contrôles », each with a link.

The cells concerned take their colour from that sheet by themselves: see ``dpid_xl.classeurs.gabarit.signalement``.
"""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from dpid_xl.anomalies import Anomalie
from dpid_xl.classeurs.gabarit.formules import write_lien
from dpid_xl.classeurs.schema import CONTROLES
from dpid_xl.controles import summarize, write_constat
from dpid_xl.periodes import format_date
from udfs.actions.plan import Action, Contexte, Ecriture, Liens, Montrer, Plan, protect_texte
from udfs.actions.tables import fill_table
from udfs.actions.vue import Vue


def plan_controler(contexte: Contexte) -> Plan:
    """Fill « Contrôles »; « Accueil » counts by itself, and the cells concerned colour by themselves."""
    vue, anomalies = contexte.vue, contexte.examine().anomalies
    place = vue.get_place(CONTROLES.nom)
    colonne = get_column_letter(vue.find_colonne(CONTROLES.nom, "Cellule"))
    dernier = place.haut + max(len(anomalies), place.bas - place.haut, 1)
    resume = summarize(anomalies)
    bilan = f"Contrôle du {format_date(contexte.quand.date())} : {resume}"
    actions: list[Action] = [
        Liens(place.feuille, f"{colonne}{place.haut + 1}:{colonne}{dernier}"),
        *fill_table(vue, CONTROLES.nom, [_make_rangee(vue, anomalie) for anomalie in anomalies]),
        Ecriture(place.feuille, place.haut - 1, place.gauche, ((bilan,),)),
        Montrer(place.feuille, f"A{place.haut - 1}"),
    ]
    return Plan(tuple(actions), resume)


def _make_rangee(vue: Vue, anomalie: Anomalie) -> dict[str, str]:
    feuille, cellule = anomalie.origine.feuille, anomalie.origine.cellule
    lien = write_lien(feuille, cellule, cellule or "feuille") if feuille in vue.feuilles else cellule
    return {
        "Gravité": anomalie.gravite.value,
        "Code": anomalie.code,
        "Feuille": protect_texte(feuille),
        "Cellule": lien,
        "Message": protect_texte(write_constat(anomalie)),
    }
