"""Importer un tableau: somebody's table, that the officer chooses, into a new workbook beside the exports; the open one does not change."""

from __future__ import annotations

from pathlib import PurePath

from dpid_xl import chaine
from dpid_xl.rendus.tableaux.remise import render_remise
from udfs.actions.erreurs import MacroRefusee
from udfs.actions.macros_du_classeur import require_extension
from udfs.actions.plan import Contexte, Fichiers, Plan

TITRE = "Le tableau à importer (annexe 5, liste de subventions, registre)"
EXTENSIONS = (".xlsx", ".xls", ".ods", ".csv", ".txt")
PAR_LA_COMMANDE = (
    "Cet hôte ne peut pas écrire un classeur à macros : enregistrez celui-ci, puis tapez "
    "« dpid-xl importer TABLEAU -o NOUVEAU.xlsm --base CLASSEUR » sur un poste."
)


def plan_importer(contexte: Contexte) -> Plan | None:
    """Ask for the file, read it with the operations, barème and register of the open workbook; None when no file is chosen."""
    extension = require_extension(PAR_LA_COMMANDE)
    fichier = contexte.choose_fichier(TITRE, EXTENSIONS)
    if fichier is None:
        return None
    base = contexte.examine().dossier
    contenu, recu, _ = chaine.import_tableau(fichier, contexte.quand.date(), base, extension=extension)
    nom = f"importe_{fichier.stem}.xlsm"
    lecture = recu.write_lecture()
    return Plan(
        (),
        f"« {fichier.name} » : {lecture}",
        f"« {fichier.name} » lu : {lecture}. Ouvrez « {nom} » : sa feuille Import dit tout ce qui n'est pas repris tel quel.",
        Fichiers(lambda: [(nom, contenu)], 1, seuls=True),
    )


TITRE_DES_DEMANDES = "La liste de demandes à ajouter à la feuille Demandes"
DEMANDES_PAR_LA_COMMANDE = (
    "Cet hôte ne donne pas le classeur entier : enregistrez-le, puis tapez "
    "« dpid-xl importer DEMANDES -o NOUVEAU.xlsm --base CLASSEUR --demandes » sur un poste."
)


def plan_importer_demandes(contexte: Contexte) -> Plan | None:
    """Ask for a list of demands, and write beside the open workbook one where they are; None when no file is chosen."""
    copie = contexte.copy()
    extension = require_extension(DEMANDES_PAR_LA_COMMANDE)
    if copie.reserve:
        raise MacroRefusee(DEMANDES_PAR_LA_COMMANDE)
    fichier = contexte.choose_fichier(TITRE_DES_DEMANDES, EXTENSIONS)
    if fichier is None:
        return None
    contenu, recu, constats = chaine.import_demandes(fichier, copie.chemin, contexte.quand.date(), extension=extension)
    nom = f"{PurePath(contexte.vue.nom).stem}_demandes_{contexte.quand:%Y-%m-%d_%H%M%S}"
    lecture = recu.write_lecture()
    return Plan(
        (),
        f"« {fichier.name} » : {lecture}",
        f"« {fichier.name} » lu : {lecture}. Ouvrez « {nom}.xlsm » : sa feuille Import dit tout ce qui n'est pas repris tel quel.",
        Fichiers(lambda: [(f"{nom}.xlsm", contenu), (f"{nom}.csv", render_remise(constats))], 2, seuls=True, a_cote=True),
    )
