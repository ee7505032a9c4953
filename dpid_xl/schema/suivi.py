"""Advances and balances of the lines, and what became of them after the signature."""

from __future__ import annotations

from dpid_xl.modele import FORFAIT, PAR_AVENANT
from dpid_xl.schema.colonnes import LISTE_OPERATIONS, LISTE_STRUCTURES, Colonne, Nature, Table, calculee

_N = Nature

# The name of the line may be any spelling of the register: it is looked for between « | » among names and variants.
# Rows are ready for lines to come (the sheet is protected); they say nothing beyond the lines of Annexe 5.
# The column is named: LibreOffice takes the bare name of a table with its headers.
_A_VENIR = '[@Ligne]>ROWS(tblAnnexe5[Structure]),""'
_SANS_TAUX = '[@[Taux d\'avance]]="",""'  # so it is too on the rows of the lines to come
_SANS_MONTANT = 'N([@Montant])=0,""'
_DEUX_QUANTITES = "N(INDEX(tblAnnexe5[Quantité],[@Ligne]))+N(INDEX(tblAnnexe5[Quantité simple],[@Ligne]))"
# A line that does not say its quantity plans nothing that is known, but for a lump sum, by its own unit or else that of its operation.
_UNITE = "INDEX(tblAnnexe5[Unité],[@Ligne])"
_UNITE_OPERATION = 'INDEX(tblOperations[Unité],MATCH([@Opération],tblOperations[Code],0))&""'
_EN_FORFAIT = f'IF({_UNITE}="",IFERROR({_UNITE_OPERATION},""),{_UNITE})="{FORFAIT}"'
_QUANTITE = f'IF({_DEUX_QUANTITES}>0,{_DEUX_QUANTITES},IF({_EN_FORFAIT},1,""))'
# What an avenant adds to an earlier convention was signed on its own day.
_SIGNATURE = "SUMPRODUCT(MAX((tblSuivi[Structure]=[@Structure])*(tblSuivi[Avenant à]=[@[Avenant à]])*tblSuivi[Signée le]))"
_PUBLICATION = f'IF({_SIGNATURE}=0,"",EDATE({_SIGNATURE},INDEX(tblBareme[Valeur],MATCH("DELAI_PUBLICATION",tblBareme[Code],0))))'
_NUMERO = "INDEX(tblAnnexe5[N° convention],[@Ligne])"
_FIN = "N(INDEX(tblAnnexe5[Fin],[@Ligne]))"
_LIMITE = "N(INDEX(tblOperations[Bilan au plus tard],MATCH([@Opération],tblOperations[Code],0)))"
_BILAN = f'IF(IFERROR({_LIMITE},0)<MAX(1,{_FIN}),"",{_LIMITE})'
_DEBUT = "N(INDEX(tblAnnexe5[Début],[@Ligne]))"
_EXERCICE = f"YEAR(IF({_DEBUT}=0,{_FIN},{_DEBUT}))"
_COMPTE_RENDU = f'IF({_FIN}=0,"",EDATE(DATE({_EXERCICE},12,31),INDEX(tblBareme[Valeur],MATCH("DELAI_COMPTE_RENDU",tblBareme[Code],0))))'
ECHEANCIER = Table(
    "tblEcheancier",
    "Échéancier",
    "A6",
    (
        calculee("Ligne", "ligne", _N.ENTIER, 7, "Rang de la ligne dans l'annexe 5."),
        calculee(
            "Structure",
            "structure",
            _N.TEXTE,
            52,
            "Nom au registre ; celui de la ligne s'il n'y est pas.",
            f"=IF({_A_VENIR},"
            'IF(INDEX(tblAnnexe5[Structure],[@Ligne])="","",'
            'IFERROR(LOOKUP(2,1/FIND(" | "&TRIM(INDEX(tblAnnexe5[Structure],[@Ligne]))&" | ",'
            '" | "&tblStructures[Structure]&" | "&tblStructures[Variantes]&" | "),tblStructures[Structure]),'
            "INDEX(tblAnnexe5[Structure],[@Ligne]))))",
        ),
        calculee("Opération", "operation", _N.IDENTIFIANT, 11, formule=f'=IF({_A_VENIR},INDEX(tblAnnexe5[Opération],[@Ligne])&"")'),
        calculee("Montant", "montant", _N.MONTANT, 16, formule=f"=IF({_A_VENIR},INDEX(tblAnnexe5[Montant retenu],[@Ligne]))"),
        calculee(
            "Taux d'avance",
            "taux_d_avance",
            _N.TAUX,
            10,
            "Celui de la feuille Opérations ; vide : à compléter au Barème.",
            f"=IF({_A_VENIR},IFERROR(INDEX(tblOperations[Taux d''avance],MATCH([@Opération],tblOperations[Code],0)),\"\"))",
        ),
        calculee("Avance", "avance", _N.MONTANT, 16, formule=f"=IF({_SANS_TAUX},ROUND([@Montant]*[@[Taux d'avance]],2))"),
        calculee("Solde", "solde", _N.MONTANT, 16, formule=f"=IF({_SANS_TAUX},ROUND([@Montant]-[@Avance],2))"),
        calculee(
            "Quantité",
            "quantite",
            _N.NOMBRE,
            9,
            "Mesures renforcées et simples ensemble ; 1 pour un forfait ; vide : à compléter dans Annexe 5.",
            f"=IF({_SANS_MONTANT},{_QUANTITE})",
            (f"=IF({_SANS_MONTANT},IF({_DEUX_QUANTITES}=0,1,{_DEUX_QUANTITES}))",),
        ),
        calculee(
            "Publication",
            "publication",
            _N.DATE,
            12,
            "Des données essentielles, comptée de la signature (feuille Suivi).",
            f"=IF({_SANS_MONTANT},{_PUBLICATION})",
        ),
        calculee("Bilan", "bilan", _N.DATE, 12, "Remis par l'organisme.", f"=IF({_SANS_MONTANT},{_BILAN})"),
        calculee(
            "Compte rendu",
            "compte_rendu",
            _N.DATE,
            12,
            "Comptes et pièces de l'article 6-2 du premier exercice ; puis une fois par an jusqu'à la fin.",
            f"=IF({_SANS_MONTANT},{_COMPTE_RENDU})",
        ),
        calculee(
            "Avenant à",
            "avenant_a",
            _N.IDENTIFIANT,
            15,
            "Convention antérieure à laquelle la ligne s'ajoute par avenant ; vide : convention de la campagne.",
            f'=IF({_A_VENIR},IF(INDEX(tblAnnexe5[Statut],[@Ligne])<>"{PAR_AVENANT}","",IF(LEFT({_NUMERO},1)="n","","n° ")&{_NUMERO}))',
        ),
        calculee("Territoire", "territoire", _N.TEXTE, 22, formule=f'=IF({_A_VENIR},INDEX(tblAnnexe5[Territoire],[@Ligne])&"")'),
        calculee("Description", "description", _N.TEXTE, 40, formule=f'=IF({_A_VENIR},INDEX(tblAnnexe5[Description],[@Ligne])&"")'),
        calculee(
            "Réparti",
            "reparti",
            _N.MONTANT,
            16,
            "Ce que la feuille Exercices dit de la ligne, tous exercices ensemble.",
            f"=IF({_A_VENIR},ROUND(SUMIFS(tblExercices[Montant],tblExercices[Ligne],[@Ligne]),2))",
        ),
        calculee(
            "Exercice",
            "exercice",
            _N.ANNEE,
            10,
            "Si les dates de la ligne tiennent dans une année civile : son montant est de cet exercice.",
            f'=IF({_A_VENIR},IF(([@Réparti]=0)*(N(INDEX(tblAnnexe5[Mois],[@Ligne]))>0)*(YEAR({_DEBUT})=YEAR({_FIN})),YEAR({_FIN}),""))',
        ),
        calculee(
            "Non réparti",
            "non_reparti",
            _N.MONTANT,
            16,
            "Ce que rien n'attribue encore à un exercice.",
            f'=IF({_A_VENIR},IF([@Exercice]="",ROUND([@Montant]-[@Réparti],2),0))',
        ),
    ),
)

# One row per structure and operation; what is said of the whole convention (signature, avenants) may stand on any of its rows.
# What is earned is in proportion of the quantity; in three parts, once both notes are there, where the operation says so.
_MEMES = "tblEcheancier[Structure],[@Structure],tblEcheancier[Opération],[@Opération]"
_PREVU = f"SUMIFS(tblEcheancier[Quantité],{_MEMES})"
_TOUT_PREVU = f'SUMIFS(tblEcheancier[Montant],{_MEMES},tblEcheancier[Quantité],">0")=[@Montant]'  # each line says what it plans
_ACQUIS = (
    '=IF(OR([@Réalisé]="",{prevu}[@Montant]=0),"",'
    'IF(AND([@Partenariat]="",[@Parcours]="",'
    'IFERROR(INDEX(tblOperations[Solde en parts],MATCH([@Opération],tblOperations[Code],0)),"")<>"oui"),'
    "ROUND([@Montant]*MIN(1,[@Réalisé]/[@Prévu]),2),"
    'IF(OR([@Partenariat]="",[@Parcours]=""),"",'
    "{plus}DPID_SOLDE_REALISE([@Montant],{avance},[@Prévu],[@Réalisé],[@Partenariat],[@Parcours]{bareme}))))"
)
SUIVI = Table(
    "tblSuivi",
    "Suivi",
    "A6",
    (
        Colonne("Structure", "structure", _N.TEXTE, 40, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 11, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne(
            "Signée le",
            "signature",
            _N.DATE,
            12,
            "Date de signature de la convention ; une fois par structure suffit. Rangée d'un avenant : sa propre date.",
        ),
        Colonne("Avenants", "avenants", _N.NOMS, 26, "Avenants signés, séparés par « | » : n° 1 du 12/10/2022."),
        calculee("Montant", "montant", _N.MONTANT, 16, formule=f"=SUMIFS(tblEcheancier[Montant],{_MEMES})"),
        calculee(
            "Avance",
            "avance",
            _N.MONTANT,
            16,
            "Prévue à la signature ; vide : le Barème n'a pas de taux d'avance pour l'opération.",
            f'=IF(COUNTIFS({_MEMES},tblEcheancier[Taux d\'\'avance],">=0")=0,"",SUMIFS(tblEcheancier[Avance],{_MEMES}))',
        ),
        Colonne("Versé", "versement", _N.MONTANT, 16, "Total déjà versé à l'organisme pour cette opération ; 0 si rien ne l'est."),
        calculee(
            "Prévu",
            "prevu",
            _N.NOMBRE,
            10,
            "Quantité de l'annexe 5 ; 1 par forfait ; vide : une ligne ne la dit pas, rien n'est calculé.",
            f'=IF({_TOUT_PREVU},{_PREVU},"")',
            (f"={_PREVU}",),
        ),
        Colonne("Réalisé", "realise", _N.NOMBRE, 10, "Quantité réalisée, dans la même unité ; 1 pour un forfait mené à bien."),
        Colonne("Partenariat", "note_partenariat", _N.TAUX, 12, "Référent solidarité : part acquise de ce critère, de 0 à 100 %."),
        Colonne("Parcours", "note_parcours", _N.TAUX, 12, "Référent solidarité : part acquise de ce critère, de 0 à 100 %."),
        calculee(
            "Acquis",
            "acquis",
            _N.MONTANT,
            16,
            "Ce que les résultats donnent.",
            _ACQUIS.format(prevu='[@Prévu]="",', plus="", avance="0", bareme=",tblBareme[[#Headers],[#Data]]"),
            (
                _ACQUIS.format(prevu="", plus="", avance="0", bareme=",tblBareme[[#Headers],[#Data]]"),
                _ACQUIS.format(prevu="", plus="[@Avance]+", avance="[@Avance]", bareme=""),
            ),
        ),
        calculee(
            "Solde",
            "solde",
            _N.MONTANT,
            16,
            "Acquis moins versé ; négatif : titre de recettes à émettre. Vide tant que le versé n'est pas dit (0 si rien ne l'est).",
            '=IF(OR([@Acquis]="",[@Versé]=""),"",ROUND([@Acquis]-[@Versé],2))',
        ),
        Colonne("Observations", "observations", _N.TEXTE, 40),
        calculee(
            "Avenant à",
            "avenant_a",
            _N.IDENTIFIANT,
            15,
            "Convention antérieure que l'avenant complète ; vide : convention de la campagne.",
            "=IFERROR(LOOKUP(2,1/((tblEcheancier[Structure]=[@Structure])*(tblEcheancier[Opération]=[@Opération])"
            '*(tblEcheancier[Montant]>0)),tblEcheancier[Avenant à]),"")',
        ),
    ),
    depuis=1,
)
