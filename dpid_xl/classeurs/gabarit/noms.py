"""Defined names: lists of choices and the named cells of the campaign."""

from __future__ import annotations

from dpid_xl.anomalies import Gravite
from dpid_xl.cellules import DERNIER_JOUR, JOUR_ZERO
from dpid_xl.classeurs.gabarit.atelier import NOM_ENTETE, Atelier
from dpid_xl.classeurs.gabarit.formules import write_reference
from dpid_xl.documents.provenance import D_AVANT
from dpid_xl.modele import OrigineTexte
from dpid_xl.schema import (
    ANNEXE5,
    BUDGET,
    CONTROLES,
    DELIBERATIONS,
    LISTE_BUDGET,
    LISTE_DELIBERATIONS,
    LISTE_OPERATIONS,
    LISTE_SCENARIOS,
    LISTE_STRUCTURES,
    LISTE_TERRITOIRES,
    LISTE_THEMATIQUES,
    MODELE,
    OPERATIONS,
    RANGS_DES_REGLAGES,
    SCENARIOS,
    STRUCTURES,
    TERRITOIRES,
    THEMATIQUES,
)

CELLULE_ENTETE = "$A$2"
SEUIL_CONVENTION = "Seuil_convention"
SANS_JOUR = (DERNIER_JOUR - JOUR_ZERO).days  # followed by a campaign that has no day: the rates that nothing closes
PREMIER_EXERCICE = "Premier_exercice"  # that anything is of
STRUCTURES_DES_LIGNES = "Structures_des_lignes"  # by their name in the register, line by line
VOTE_A_CONFIRMER = "Vote_en"  # what is added to the vote of an earlier campaign: « en 2022, à confirmer »; else nothing
TEXTES_MODIFIES = "Textes_modifies"  # how many blocks of the convention are no longer what was voted
# What the last control saw, beside its sentence, and how many conventions it found complete: Accueil tells by them whether it still holds.
CONTROLE_LIGNES, CONTROLE_MONTANT, CONVENTIONS_COMPLETES = "Controle_lignes", "Controle_montant", "Conventions_completes"
ANOMALIES_BLOQUANTES = "Anomalies_bloquantes"
CONTROLE_TENU = "Controle_tenu"  # the lines and their amount are still those of the last control
MOIS_DE_LA_SITUATION = "Mois_de_la_situation"  # first day of the month against which payments are due
JOUR_DU_BAREME = "Jour_du_bareme"  # the day whose rates the campaign follows

LISTES = {
    LISTE_OPERATIONS: (OPERATIONS, "code"),
    LISTE_STRUCTURES: (STRUCTURES, "nom"),
    LISTE_THEMATIQUES: (THEMATIQUES, "code"),
    LISTE_BUDGET: (BUDGET, "code"),
    LISTE_TERRITOIRES: (TERRITOIRES, "territoire"),
    LISTE_DELIBERATIONS: (DELIBERATIONS, "numero"),
    LISTE_SCENARIOS: (SCENARIOS, "nom"),
}


def define_listes(atelier: Atelier) -> None:
    """Define every name of the workbook. A validation list cannot name a table column itself, but can name a name that does."""
    classeur = atelier.classeur
    for nom, (table, champ) in LISTES.items():
        classeur.define_name(nom, f"={write_reference(table, champ)}")
    classeur.define_name(NOM_ENTETE, f"=Accueil!{CELLULE_ENTETE}")
    classeur.define_name(STRUCTURES_DES_LIGNES, f"={write_reference(ANNEXE5, 'structure_registre')}")
    vote_en = write_reference(MODELE, "vote_en")
    avant, apres = D_AVANT.split("{annee}")
    classeur.define_name(VOTE_A_CONFIRMER, f'=IF(COUNT({vote_en})=0,"","{avant}"&MIN({vote_en})&"{apres}")')
    classeur.define_name(TEXTES_MODIFIES, f'=COUNTIFS({write_reference(MODELE, "origine")},"{OrigineTexte.MODIFIE}")')
    classeur.define_name(SEUIL_CONVENTION, '=INDEX(tblBareme[Valeur],MATCH("SEUIL_CONVENTION",tblBareme[Code],0))')
    classeur.define_name(
        JOUR_DU_BAREME, f"=IF(N(Campagne_deliberation_date),Campagne_deliberation_date,IF(N(Campagne_debut),Campagne_debut,{SANS_JOUR}))"
    )
    jour = "Campagne_situation_au"
    classeur.define_name(MOIS_DE_LA_SITUATION, f"=DATE(YEAR({jour}),MONTH({jour}),1)")
    classeur.define_name(ANOMALIES_BLOQUANTES, f'=COUNTIFS({write_reference(CONTROLES, "gravite")},"{Gravite.BLOQUANTE}")')
    retenu, lignes = (write_reference(ANNEXE5, champ) for champ in ("montant", "structure"))
    classeur.define_name(CONTROLE_TENU, f"=AND({CONTROLE_LIGNES}=COUNTA({lignes}),ROUND({CONTROLE_MONTANT}-SUM({retenu}),2)=0)")
    classeur.define_name(PREMIER_EXERCICE, "=MIN(tblEcheancier[Exercice],tblExercices[Exercice])")  # 0: nothing is of any exercice
    for reglage, rang in RANGS_DES_REGLAGES.items():
        classeur.define_name(reglage.nom, f"=Campagne!$B${rang}")
