"""What the program writes of a workbook: findings, conventions, journal; and the sums that the workbook checks by itself."""

from __future__ import annotations

from dpid_xl.modele import PAR_AVENANT
from dpid_xl.schema.colonnes import Nature, Table, calculee, memoire
from dpid_xl.schema.natif import write_critere
from dpid_xl.schema.registres import CREDITS
from dpid_xl.schema.totaux import AUTRES

_N = Nature

# One formula per column: given one per row, Excel ends with the first of them everywhere. Where they lead stands in texts beside them.
ABSENTE = "absente"  # of a sheet that the workbook does not have, where its cell would be
_VERS = 'HYPERLINK("#\'"&SUBSTITUTE([@Feuille],"\'","\'\'")&"\'!"&'
_ALLER = f'=IF(OR([@Feuille]="",[@Cellule]="{ABSENTE}"),"",{_VERS}IF([@Cellule]="","A1",[@Cellule]),"aller"))'
_OUVRIR = f'=IF([@Feuille]="","",{_VERS}"A1","ouvrir"))'
CONTROLES = Table(
    "tblControles",
    "Contrôles",
    "A14",
    (
        calculee("Gravité", "gravite", _N.TEXTE, 13),
        calculee("Feuille", "feuille", _N.TEXTE, 15),
        calculee("Cellule", "cellule", _N.IDENTIFIANT, 15),
        calculee("Lien", "lien", _N.LIEN, 11, formule=_ALLER),
        calculee("Message", "message", _N.TEXTE, 62),
        calculee("Règle", "regle", _N.TEXTE, 34),
        calculee("Source", "source", _N.TEXTE, 23.8),
        calculee("Code", "code", _N.IDENTIFIANT, 26, "Nom de la règle dans le programme ; il n'est pas imprimé."),
        calculee("Constats", "constats", _N.ENTIER, 10, "Constats que dit cette rangée : semblables, ou conséquences du premier."),
        calculee("Cellules", "cellules", _N.TEXTE, 30, "Toutes les cellules concernées, qui en prennent la couleur."),
    ),
)

IMPORT = Table(
    "tblImport",
    "Import",
    "A6",
    (
        calculee("État", "etat", _N.TEXTE, 9, "lu, deviné, refusé ou écarté."),
        calculee("Feuille d'origine", "feuille", _N.TEXTE, 17),
        calculee("Cellule d'origine", "cellule", _N.IDENTIFIANT, 10, "Vide : le fichier ; un nombre seul : toute la rangée."),
        calculee("Colonne", "colonne", _N.TEXTE, 18, "Celle du classeur."),
        calculee("Ce qu'on y lit", "valeur", _N.TEXTE, 32),
        calculee("Ce que c'est devenu", "lu", _N.TEXTE, 30),
        calculee("Pourquoi", "message", _N.TEXTE, 57.5),
    ),
)

MANQUES = Table(
    "tblManques",
    "À compléter",
    "A6",
    (
        calculee("Feuille", "feuille", _N.TEXTE, 14),
        calculee("Pour", "sujet", _N.TEXTE, 31, "Réglage, opération, structure ou ligne."),
        calculee("Ce qui manque", "manque", _N.TEXTE, 54),
        calculee("Documents en attente", "documents", _N.ENTIER, 12.4, "Conventions, avenants et courriers qui attendent cette rangée."),
        calculee("Cellule", "cellule", _N.IDENTIFIANT, 8.5, "La première à remplir."),
        calculee(
            "Lien",
            "lien",
            _N.LIEN,
            8,
            formule=_ALLER,
            anciennes=('=IF([@Feuille]="","",HYPERLINK("#\'"&[@Feuille]&"\'!"&IF([@Cellule]="","A1",[@Cellule]),"aller"))',),
        ),
    ),
)

_LEURS_MONTANTS = "tblAnnexe5[Montant retenu],tblAnnexe5[Structure (registre)],[@Structure]"
CONVENTIONS = Table(
    "tblConventions",
    "Conventions",
    "A6",
    (
        calculee("Structure", "structure", _N.TEXTE, 44),
        calculee("Opérations", "operations", _N.TEXTE, 26),
        calculee(
            "Montant",
            "montant",
            _N.MONTANT,
            13.5,
            "Sans ce qui s'ajoute par avenant à une convention antérieure.",
            f"=ROUND(SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Structure (registre)],{write_critere('[@Structure]')},"
            f'tblAnnexe5[Statut],"<>{PAR_AVENANT}"),2)',
            (
                f'=ROUND(SUMIFS({_LEURS_MONTANTS})-SUMIFS({_LEURS_MONTANTS},tblAnnexe5[Statut],"{PAR_AVENANT}"),2)',
                (
                    "=ROUND(SUMIFS(tblEcheancier[Montant],tblEcheancier[Structure],[@Structure])"
                    '-SUMIFS(tblEcheancier[Montant],tblEcheancier[Structure],[@Structure],tblEcheancier[Avenant à],"n*"),2)'
                ),
            ),
        ),
        calculee("Du", "du", _N.DATE, 9.4),
        calculee("Au", "au", _N.DATE, 9.4),
        memoire("Feuille", "feuille", _N.TEXTE, 26),
        memoire("Fichiers", "fichiers", _N.TEXTE, 32),
        memoire("État", "etat", _N.TEXTE, 12),
        memoire("Empreinte", "empreinte", _N.IDENTIFIANT, 20),
        calculee("Lien", "lien", _N.LIEN, 10, formule=_OUVRIR),
    ),
)

JOURNAL = Table(
    "tblJournal",
    "Journal",
    "A6",
    (
        memoire("Date", "date", _N.TEXTE, 15),
        memoire("Utilisateur", "utilisateur", _N.TEXTE, 14),
        memoire("Action", "action", _N.TEXTE, 20),
        memoire("Résultat", "resultat", _N.TEXTE, 32),
        memoire("Objet", "objet", _N.TEXTE, 28, "Ce qui n'est plus comme la dernière action l'avait vu ; vide : l'action elle-même."),
        memoire("Avant", "avant", _N.TEXTE, 30, "Vide : rien n'en était connu."),
        memoire("Après", "apres", _N.TEXTE, 34, "Vide : il n'y est plus."),
        # What tells two states of the workbook apart is read on screen: the page holds no more.
        memoire("Empreinte du classeur", "empreinte_du_classeur", _N.IDENTIFIANT, 28),
        memoire("Version du barème", "version_du_bareme", _N.IDENTIFIANT, 20),
        memoire("Mémoire", "memoire", _N.IDENTIFIANT, 12, "D'un état de départ : chaque objet et son état, relus ensuite."),
    ),
)

SOMME_RETENUE = "SUM(tblAnnexe5[Montant retenu])"
SOMME_EN_COURS = f"{SOMME_RETENUE}+SUM(tblAvenants[Montant compté])"  # what avenants made of it so far
SOMME_DES_ARTICLES = "SUM(tblThematiques[Montant décidé])"
SOMME_DECIDEE = f"{SOMME_DES_ARTICLES}+SUM(tblDemandes[Autre commission])"  # what the articles vote, and what other commissions added
# What goes by avenant to earlier conventions, in euros.
SOMME_PAR_AVENANT = f'SUMIFS(tblAnnexe5[Montant retenu],tblAnnexe5[Statut],"{PAR_AVENANT}")'
_OPERATIONS = f'SUMIFS(tblTotaux[Montant],tblTotaux[Code],"*-*")+SUMIFS(tblTotaux[Montant],tblTotaux[Code],"{AUTRES}")'
# Where the rate of the avance is not known, nothing is split.
_AVEC_ET_SANS_AVANCE = (
    "SUM(tblEcheancier[Avance])+SUM(tblEcheancier[Solde])"
    "+SUM(tblEcheancier[Montant])-SUMIFS(tblEcheancier[Montant],tblEcheancier[Taux d''avance],\">=0\")"
)
# What the sheet « Contrôles » compares at any time: label ({rangs}: lines that the échéancier can hold), first sum, second sum.
_CREDITS = ",".join(f"tblBudget[{entete}]" for _champ, entete, _exercice in CREDITS)
VERIFICATIONS = (
    ("Annexe 5 = montants votés par les articles et par les autres commissions", SOMME_RETENUE, SOMME_DECIDEE),
    ("Opérations de la feuille Totaux = annexe 5", _OPERATIONS, SOMME_RETENUE),
    ("Thématiques de la feuille Totaux = annexe 5", f"SUM(tblTotaux[Montant])-({_OPERATIONS})", SOMME_RETENUE),
    ("Propositions de la feuille Budget = annexe 5", "SUM(tblBudget[Proposition])", SOMME_RETENUE),
    ("Montants de l'échéancier (sur ses {rangs} lignes) = annexe 5 et avenants", "SUM(tblEcheancier[Montant])", SOMME_EN_COURS),
    (
        "Avances, soldes et montants sans taux d'avance de l'échéancier (sur ses {rangs} lignes) = annexe 5 et avenants",
        _AVEC_ET_SANS_AVANCE,
        SOMME_EN_COURS,
    ),
    (
        "Montants de la feuille Conventions et lignes « avenant » = annexe 5",
        f"SUM(tblConventions[Montant])+{SOMME_PAR_AVENANT}",
        SOMME_RETENUE,
    ),
    (
        "Crédits par exercice et montants non répartis de la feuille Budget = propositions et avenants",
        f"SUM({_CREDITS},tblBudget[Non réparti])",
        "SUM(tblBudget[Proposition],tblBudget[Avenants])",
    ),
)
