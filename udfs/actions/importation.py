"""Importer un tableau: somebody's table, that the officer chooses, into a new workbook beside the exports; the open one does not change."""

from __future__ import annotations

from dpid_xl import chaine
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.francais import write_quantite
from dpid_xl.importation.journal import Etat
from dpid_xl.montants import format_montant
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
    lignes = recu.dossier.lignes
    lecture = f"{write_quantite(len(lignes), 'ligne')}, {format_montant(sum_montants(lignes))}"
    restes = recu.journal.write_comptes(Etat.REFUSE, Etat.DEVINE, Etat.ECARTE)
    return Plan(
        (),
        f"« {fichier.name} » : {lecture}, {restes}",
        f"« {fichier.name} » lu : {lecture} ; {restes}. Ouvrez « {nom} » : sa feuille Import dit tout ce qui n'est pas repris tel quel.",
        Fichiers(lambda: [(nom, contenu)], 1, seuls=True),
    )
