"""What is paid and what is planned to be, one row each; the pieces that were received, one row per structure."""

from __future__ import annotations

from dpid_xl.modele import NATURES_DE_VERSEMENT, SANS_OBJET, TITRE
from dpid_xl.schema.colonnes import JUSTIFICATION, LISTE_OPERATIONS, LISTE_STRUCTURES, LISTE_TERRITOIRES, Colonne, Nature, Table, calculee
from dpid_xl.schema.designation import AIDE_DESCRIPTION, AIDE_TERRITOIRE, NOMBRE_DESIGNE, RANG_DESIGNE

_N = Nature

# A titre de recettes is typed as it is written, positive: its nature makes it count for less.
_ANCIEN_COMPTE = f'ROUND(IF(TRIM([@Nature])="{TITRE}",-1,1)*N([@Montant]),2)'
# Nothing as long as the row does not say whose it is, and for which operation.
_NON_DESIGNE = 'OR(TRIM([@Structure])="",TRIM([@Opération])="")'
_COMPTE = f'ROUND(IF({_NON_DESIGNE},0,IF(TRIM([@Nature])="{TITRE}",-1,1))*N([@Montant]),2)'
VERSEMENTS = Table(
    "tblVersements",
    "Versements",
    "A10",
    (
        Colonne("Structure", "structure", _N.TEXTE, 30, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 9, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne(
            "Territoire",
            "territoire",
            _N.TEXTE,
            15,
            AIDE_TERRITOIRE,
            liste=LISTE_TERRITOIRES,
        ),
        Colonne(
            "Description",
            "description",
            _N.TEXTE,
            16,
            AIDE_DESCRIPTION,
        ),
        Colonne(
            "Nature",
            "nature",
            _N.TEXTE,
            13,
            "Un titre de recettes se tape en positif : sa nature le retranche du versé.",
            liste=NATURES_DE_VERSEMENT,
        ),
        Colonne("Prévu le", "prevu_le", _N.DATE, 10, "Jour où vous comptez payer ; rien n'est proposé."),
        Colonne("Versé le", "verse_le", _N.DATE, 10, "Jour du paiement ; vide : il n'est que prévu, et le versé ne le compte pas."),
        Colonne("Exercice", "exercice", _N.ANNEE, 8.5, "Année civile qui le porte : 2022."),
        Colonne("Montant", "montant", _N.MONTANT, 14, "Toujours positif, au centime.", obligatoire=True),
        Colonne("Engagement", "engagement", _N.IDENTIFIANT, 12, "Son numéro dans le logiciel financier."),
        Colonne("Mandat", "mandat", _N.IDENTIFIANT, 12, "Numéro du mandat, ou du titre de recettes."),
        Colonne("Remarque", "remarque", _N.TEXTE, 22),
        JUSTIFICATION,
        # What these rest on.
        calculee(
            "Lignes",
            "lignes",
            _N.ENTIER,
            8,
            "Lignes de l'annexe 5 que désigne la rangée : une, pour que le reste de la ligne soit connu.",
            NOMBRE_DESIGNE,
        ),
        calculee("Ligne", "ligne", _N.ENTIER, 7, "Son rang dans l'annexe 5.", RANG_DESIGNE),
        calculee(
            "Versé",
            "verse",
            _N.MONTANT,
            14,
            "Compté comme versé.",
            f'=IF(TRIM([@[Versé le]])="",0,{_COMPTE})',
            (f'=IF(TRIM([@[Versé le]])="",0,{_ANCIEN_COMPTE})', f"=IF(N([@[Versé le]])>0,{_ANCIEN_COMPTE},0)"),
        ),
        calculee(
            "Prévu",
            "prevu",
            _N.MONTANT,
            14,
            "Prévu et pas encore versé.",
            f'=IF(AND(TRIM([@[Versé le]])="",TRIM([@[Prévu le]])<>""),{_COMPTE},0)',
            (
                f'=IF(AND(TRIM([@[Versé le]])="",TRIM([@[Prévu le]])<>""),{_ANCIEN_COMPTE},0)',
                f"=IF(AND(N([@[Versé le]])=0,N([@[Prévu le]])>0),{_ANCIEN_COMPTE},0)",
            ),
        ),
    ),
    depuis=3,
)

DATES_DES_VERSEMENTS = (VERSEMENTS.colonne("prevu_le"), VERSEMENTS.colonne("verse_le"))  # that its sums by month rest on
NATURE_A_DIRE = "nature ?"  # of a structure that may have to sign the contrat d'engagement républicain, or not
_PREMIERE, _DERNIERE = "Bilan", "CER"
_RECUES = f"tblPieces[[#This Row],[{_PREMIERE}]:[{_DERNIERE}]]"
_ENTETES = f"tblPieces[[#Headers],[{_PREMIERE}]:[{_DERNIERE}]]"
_MANQUE = f'=IF({{reglage}}="","",SUMPRODUCT(ISNUMBER(SEARCH({_ENTETES},{{reglage}}))*({_RECUES}="")))'
_FICHE = "MATCH([@Structure],tblStructures[Structure],0)"
_NATURE = f"INDEX(tblStructures[Nature],{_FICHE})"
_DU_REGISTRE = "SUMIFS(tblStructures[CER signé le],tblStructures[Structure],[@Structure])"
_PIECE = "Reçu le ; vide : pas reçu."
PIECES = Table(
    "tblPieces",
    "Pièces",
    "A6",
    (
        Colonne("Structure", "structure", _N.TEXTE, 32, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 9, "Vide : pour toutes les opérations de la structure.", liste=LISTE_OPERATIONS),
        Colonne("Exercice", "exercice", _N.ANNEE, 8.5, "Année dont les pièces rendent compte ; vide : toutes."),
        Colonne("Bilan", "bilan", _N.DATE, 10, f"Bilan de l'opération (article 6-2). {_PIECE}"),
        Colonne("Rapport d'activité", "rapport_activite", _N.DATE, 10.5, _PIECE),
        Colonne("Comptes annuels", "comptes_annuels", _N.DATE, 10.5, f"Bilan, compte de résultat, annexe, soldes de gestion. {_PIECE}"),
        Colonne("Rapport du commissaire", "rapport_commissaire", _N.DATE, 13.5, f"Commissaire aux comptes : général et spécial. {_PIECE}"),
        Colonne("Missions des salariés", "missions_salaries", _N.DATE, 10.5, _PIECE),
        Colonne("Balance générale", "balance_generale", _N.DATE, 10.5, f"Au format Excel. {_PIECE}"),
        Colonne("RIB", "rib", _N.DATE, 10, f"Article 5. {_PIECE}"),
        calculee(
            "CER",
            "cer",
            _N.DATE,
            11,
            f"Jour inscrit dans Structures ; « {SANS_OBJET} » : ni association ni fondation.",
            f'=IF([@Nature]="",IF([@Structure]="","","{NATURE_A_DIRE}"),'
            f'IF(OR(LEFT([@Nature],11)="association",LEFT([@Nature],9)="fondation"),[@[CER au registre]],"{SANS_OBJET}"))',
        ),
        Colonne("Remarque", "remarque", _N.TEXTE, 20),
        calculee("Nature", "nature", _N.TEXTE, 14, "De la structure, d'après le registre.", f'=IFERROR({_NATURE}&"","")'),
        calculee("CER au registre", "cer_au_registre", _N.DATE, 11, "Vide : il n'y est pas.", f'=IF({_DU_REGISTRE}=0,"",{_DU_REGISTRE})'),
        calculee(
            "Manque pour l'avance",
            "manque_avance",
            _N.ENTIER,
            10.5,
            "Pièces que Campagne dit attendues avant une avance, et qui manquent.",
            _MANQUE.format(reglage="Campagne_pieces_avance"),
        ),
        calculee(
            "Manque pour le solde",
            "manque_solde",
            _N.ENTIER,
            10.5,
            "De même, avant un solde ou une régularisation.",
            _MANQUE.format(reglage="Campagne_pieces_solde"),
        ),
        calculee(
            "Attribué",
            "attribue",
            _N.MONTANT,
            14,
            "Montant de ses lignes.",
            "=SUMIFS(tblEcheancier[Montant],tblEcheancier[Structure],[@Structure])",
        ),
        calculee("Versé", "verse", _N.MONTANT, 14, "D'après Suivi.", "=ROUND(SUMIFS(tblSuivi[Versé],tblSuivi[Structure],[@Structure]),2)"),
        calculee("Reste à verser", "reste", _N.MONTANT, 14, "Pour toute la structure.", "=ROUND([@Attribué]-[@Versé],2)"),
    ),
    depuis=3,
    en_attente=("structure",),
)
# The pieces that may hold a payment back, by the field that says when each was received; the CER stands in the register.
PIECES_ATTENDUES = {
    champ: PIECES.entete(champ)
    for champ in (
        *("bilan", "rapport_activite", "comptes_annuels", "rapport_commissaire", "missions_salaries", "balance_generale", "rib"),
        "cer",
    )
}
