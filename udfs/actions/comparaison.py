"""Comparer: the open workbook beside another one, that the officer chooses; a table of what differs, in the folder of exports."""

from __future__ import annotations

from dpid_xl import chaine
from dpid_xl.examen import examine
from udfs.actions.plan import Contexte, Fichiers, Plan

TITRE = "L'autre classeur : avant, l'an passé, la phase 1"
EXTENSIONS = (".xlsm", ".xlsx")


def plan_comparer(contexte: Contexte) -> Plan | None:
    """Ask for the earlier workbook; None when no file is chosen."""
    fichier = contexte.choose_fichier(TITRE, EXTENSIONS)
    if fichier is None:
        return None
    autre, ouvert, jour = examine(fichier), contexte.examine(), contexte.quand.date()
    etats = chaine.compare_classeurs(autre, ouvert)
    nom, phrase = f"ecarts_avec_{fichier.stem}.xlsx", chaine.tell_ecarts(etats)
    comparaison = f"Comparé à « {fichier.name} » : {phrase}"
    return Plan(
        (),
        comparaison,
        f"{comparaison} (« {nom} »).",
        Fichiers(lambda: [(nom, chaine.render_ecarts(etats, autre, ouvert, jour))], 1, seuls=True),
    )
