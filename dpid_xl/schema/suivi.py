"""Advances and balances of the lines, and what became of them after the signature."""

from __future__ import annotations

from functools import reduce

from dpid_xl.bareme import Assiette
from dpid_xl.modele import FORFAIT, PAR_AVENANT, SANS_OBJECTIF
from dpid_xl.schema.colonnes import LISTE_OPERATIONS, LISTE_STRUCTURES, Colonne, Nature, Table, calculee
from dpid_xl.schema.natif import PRECISION, PYTHON_REPOND

_N = Nature

# The name of the line may be any spelling of the register: it is looked for between « | » among names and variants.
# Rows are ready for lines to come (the sheet is protected); they say nothing beyond the lines of Annexe 5.
# The column is named: LibreOffice takes the bare name of a table with its headers.
_ANCIEN_A_VENIR = '[@Ligne]>ROWS(tblAnnexe5[Structure]),""'
# After the lines of Annexe 5 come those that avenants add: « Ajout » is their row in « Avenants », 0 for a line that was voted.
_A_VENIR = '[@Ajout]="",""'
_SANS_TAUX = '[@[Taux d\'avance]]="",""'  # so it is too on the rows of the lines to come
_SANS_SIGNE = 'N([@[Montant signé]])=0,""'
_SANS_MONTANT = 'N([@Montant])=0,""'
_ANCIENNES_QUANTITES = "N(INDEX(tblAnnexe5[Quantité],[@Ligne]))+N(INDEX(tblAnnexe5[Quantité simple],[@Ligne]))"
# A line that does not say its quantity plans nothing that is known, but for a lump sum, by its own unit or else that of its operation.
CHIFFRE, NON_DIT = "chiffré", "à compléter"  # what the objective of a line is, besides « sans objectif chiffré »
_UNITE = "INDEX(tblAnnexe5[Unité],[@Ligne])"
_UNITE_OPERATION = 'INDEX(tblOperations[Unité],MATCH([@Opération],tblOperations[Code],0))&""'
_EN_FORFAIT = f'IF({_UNITE}="",IFERROR({_UNITE_OPERATION},""),{_UNITE})="{FORFAIT}"'
_ANCIEN_OBJECTIF = f'IF(OR({_ANCIENNES_QUANTITES}>0,[@Unité]="{FORFAIT}"),"{CHIFFRE}","{NON_DIT}")'
_OBJECTIF = f'IF(OR([@Quantités]>0,[@Unité]="{FORFAIT}"),"{CHIFFRE}","{NON_DIT}")'
_ANCIEN_SANS = f'INDEX(tblAnnexe5[Objectif],[@Ligne])="{SANS_OBJECTIF}"'
_SANS = f'IFERROR(INDEX(tblAnnexe5[Objectif],[@Ligne]),"")="{SANS_OBJECTIF}"'
_NOM_IMPRIME = "TRIM(INDEX(tblAnnexe5[Structure],[@Ligne]))"
_AU_REGISTRE = (
    'IFERROR(LOOKUP(2,1/FIND(" | "&{nom}&" | "," | "&tblStructures[Structure]&" | "&tblStructures[Variantes]&" | "),'
    "tblStructures[Structure]),{sinon})"
)
_ANCIEN_NOM = _AU_REGISTRE.format(nom=_NOM_IMPRIME, sinon="INDEX(tblAnnexe5[Structure],[@Ligne])")
# What an avenant adds to an earlier convention was signed on its own day.
_MEME_CONVENTION = "(tblSuivi[Structure]=[@Structure])*(tblSuivi[Avenant à]=[@[Avenant à]])"
_MEME_ACTE = "(tblSignatures[Structure]=[@Structure])*(tblSignatures[Acte]=[@[Avenant à]])"
_SUIVIE_LE = f'IFERROR(LOOKUP(2,1/({_MEME_CONVENTION}*(tblSuivi[Signée le]>0)),tblSuivi[Signée le]),"")'
_DELAI = 'INDEX(tblBareme[Valeur],MATCH("{code}",tblBareme[Code],0))'
_SIGNATURE = f"SUMPRODUCT(MAX({_MEME_CONVENTION}*tblSuivi[Signée le]))"
_ANCIENNE_PUBLICATION = f'IF({_SIGNATURE}=0,"",EDATE({_SIGNATURE},{_DELAI.format(code="DELAI_PUBLICATION")}))'
_NUMERO = "INDEX(tblAnnexe5[N° convention],[@Ligne])"
_ANCIENNE_FIN = "N(INDEX(tblAnnexe5[Fin],[@Ligne]))"
_FIN = "N([@Fin])"
_LIMITE = "N(INDEX(tblOperations[Bilan au plus tard],MATCH([@Opération],tblOperations[Code],0)))"
_BILAN = 'IF(IFERROR({limite},0)<MAX(1,{fin}),"",{limite})'
_ANCIEN_DEBUT = "N(INDEX(tblAnnexe5[Début],[@Ligne]))"
_ANCIEN_EXERCICE = f"YEAR(IF({_ANCIEN_DEBUT}=0,{_ANCIENNE_FIN},{_ANCIEN_DEBUT}))"
_EXERCICE = "YEAR(IF(N([@Début])=0,[@Fin],[@Début]))"
_COMPTE_RENDU = f"EDATE(DATE({{exercice}},12,31),{_DELAI.format(code='DELAI_COMPTE_RENDU')})"
_VERSE_SUIVI = "SUMIFS(tblSuivi[Versé],tblSuivi[Structure],[@Structure],tblSuivi[Opération],[@Opération])"
_VERSE_LIGNES = "SUMIFS(tblEcheancier[Versé],tblEcheancier[Structure],[@Structure],tblEcheancier[Opération],[@Opération])"


def _read(entete: str) -> str:
    """Write what Annexe 5 says of the line, or the row of « Avenants » that adds it."""
    return f"IF([@Ajout]=0,INDEX(tblAnnexe5[{entete}],[@Ligne]),INDEX(tblAvenants[{entete}],[@Ajout]))"


def _add(entete: str, compte: str) -> str:
    """Write a figure of the line in course: what was voted, and what the avenants that are decided change."""
    return f"IFERROR(N(INDEX(tblAnnexe5[{entete}],[@Ligne])),0)+SUMIFS(tblAvenants[{compte}],tblAvenants[Ligne],[@Ligne])"


ECHEANCIER = Table(
    "tblEcheancier",
    "Échéancier",
    "A6",
    (
        calculee("Ligne", "ligne", _N.ENTIER, 6, "Rang de la ligne dans l'annexe 5."),
        calculee(
            "Structure",
            "structure",
            _N.TEXTE,
            42.2,
            "Nom au registre ; celui de la ligne s'il n'y est pas.",
            f'=IF([@[Nom imprimé]]="","",{_AU_REGISTRE.format(nom="[@[Nom imprimé]]", sinon="[@[Nom imprimé]]")})',
            (f'=IF({_ANCIEN_A_VENIR},IF(INDEX(tblAnnexe5[Structure],[@Ligne])="","",{_ANCIEN_NOM}))',),
        ),
        calculee(
            "Opération",
            "operation",
            _N.IDENTIFIANT,
            9,
            formule=f'=IF({_A_VENIR},{_read("Opération")}&"")',
            anciennes=(f'=IF({_ANCIEN_A_VENIR},INDEX(tblAnnexe5[Opération],[@Ligne])&"")',),
        ),
        calculee(
            "Montant",
            "montant",
            _N.MONTANT,
            13,
            "Voté, et ce que les avenants décidés y changent.",
            f"=IF({_A_VENIR},ROUND({_add('Montant retenu', 'Montant compté')},2))",
            (f"=IF({_ANCIEN_A_VENIR},INDEX(tblAnnexe5[Montant retenu],[@Ligne]))",),
        ),
        calculee(
            "Taux d'avance",
            "taux_d_avance",
            _N.TAUX,
            10.4,
            "Celui de la feuille Opérations ; vide : à compléter au Barème.",
            f"=IF({_A_VENIR},IFERROR(INDEX(tblOperations[Taux d''avance],MATCH([@Opération],tblOperations[Code],0)),\"\"))",
            (f"=IF({_ANCIEN_A_VENIR},IFERROR(INDEX(tblOperations[Taux d''avance],MATCH([@Opération],tblOperations[Code],0)),\"\"))",),
        ),
        calculee("Avance", "avance", _N.MONTANT, 13, formule=f"=IF({_SANS_TAUX},ROUND([@Montant]*[@[Taux d'avance]],2))"),
        calculee("Solde", "solde", _N.MONTANT, 13, formule=f"=IF({_SANS_TAUX},ROUND([@Montant]-[@Avance],2))"),
        calculee(
            "Quantité",
            "quantite",
            _N.NOMBRE,
            8,
            "Mesures renforcées et simples ensemble ; 1 pour un forfait ; vide : à compléter dans Annexe 5.",
            f'=IF([@Objectif]="{CHIFFRE}",IF([@Quantités]>0,[@Quantités],1),"")',
            (
                f'=IF([@Objectif]="{CHIFFRE}",IF({_ANCIENNES_QUANTITES}>0,{_ANCIENNES_QUANTITES},1),"")',
                f'=IF({_SANS_MONTANT},IF({_ANCIENNES_QUANTITES}>0,{_ANCIENNES_QUANTITES},IF({_EN_FORFAIT},1,"")))',
                f"=IF({_SANS_MONTANT},IF({_ANCIENNES_QUANTITES}=0,1,{_ANCIENNES_QUANTITES}))",
            ),
        ),
        calculee(
            "Publication",
            "publication",
            _N.DATE,
            10.5,
            "Des données essentielles, comptée de la signature (feuille Suivi).",
            f'=IF([@[Signée le]]="","",EDATE([@[Signée le]],{_DELAI.format(code="DELAI_PUBLICATION")}))',
            (f"=IF({_SANS_MONTANT},{_ANCIENNE_PUBLICATION})",),
        ),
        calculee(
            "Bilan",
            "bilan",
            _N.DATE,
            9.4,
            "Remis par l'organisme.",
            f"=IF({_SANS_MONTANT},{_BILAN.format(limite=_LIMITE, fin=_FIN)})",
            (f"=IF({_SANS_MONTANT},{_BILAN.format(limite=_LIMITE, fin=_ANCIENNE_FIN)})",),
        ),
        calculee(
            "Compte rendu",
            "compte_rendu",
            _N.DATE,
            9.4,
            "Comptes et pièces de l'article 6-2 du premier exercice ; puis une fois par an jusqu'à la fin.",
            f'=IF([@[Premier exercice]]="","",{_COMPTE_RENDU.format(exercice="[@[Premier exercice]]")})',
            (f'=IF({_SANS_MONTANT},IF({_ANCIENNE_FIN}=0,"",{_COMPTE_RENDU.format(exercice=_ANCIEN_EXERCICE)}))',),
        ),
        calculee(
            "Avenant à",
            "avenant_a",
            _N.IDENTIFIANT,
            12,
            "Convention antérieure à laquelle la ligne s'ajoute par avenant ; vide : convention de la campagne.",
            f'=IF({_A_VENIR},IF([@Ajout]>0,"",IF(INDEX(tblAnnexe5[Statut],[@Ligne])<>"{PAR_AVENANT}","",'
            f'IF(LEFT({_NUMERO},1)="n","","n° ")&{_NUMERO})))',
            (
                (
                    f'=IF({_ANCIEN_A_VENIR},IF(INDEX(tblAnnexe5[Statut],[@Ligne])<>"{PAR_AVENANT}","",'
                    f'IF(LEFT({_NUMERO},1)="n","","n° ")&{_NUMERO}))'
                ),
            ),
        ),
        *(
            calculee(
                entete,
                champ,
                _N.TEXTE,
                largeur,
                formule=f'=IF({_A_VENIR},{_read(entete)}&"")',
                anciennes=(f'=IF({_ANCIEN_A_VENIR},INDEX(tblAnnexe5[{entete}],[@Ligne])&"")',),
            )
            for entete, champ, largeur in (("Territoire", "territoire", 22), ("Description", "description", 40))
        ),
        calculee(
            "Réparti",
            "reparti",
            _N.MONTANT,
            16,
            "Ce que la feuille Exercices dit de la ligne, tous exercices ensemble.",
            f"=IF({_A_VENIR},ROUND(SUMIFS(tblExercices[Montant],tblExercices[Ligne],[@Ligne]),2))",
            (f"=IF({_ANCIEN_A_VENIR},ROUND(SUMIFS(tblExercices[Montant],tblExercices[Ligne],[@Ligne]),2))",),
        ),
        calculee(
            "Exercice",
            "exercice",
            _N.ANNEE,
            10,
            "Si les dates de la ligne tiennent dans une année civile : son montant est de cet exercice.",
            f'=IF({_A_VENIR},IF(([@Réparti]=0)*(N([@Début])>0)*({_FIN}>=N([@Début]))*(YEAR(N([@Début]))=YEAR({_FIN})),YEAR({_FIN}),""))',
            (
                (
                    f"=IF({_ANCIEN_A_VENIR},IF(([@Réparti]=0)*(N(INDEX(tblAnnexe5[Mois],[@Ligne]))>0)"
                    f'*(YEAR({_ANCIEN_DEBUT})=YEAR({_ANCIENNE_FIN})),YEAR({_ANCIENNE_FIN}),""))'
                ),
            ),
        ),
        calculee(
            "Non réparti",
            "non_reparti",
            _N.MONTANT,
            16,
            "Ce que rien n'attribue encore à un exercice.",
            f'=IF({_A_VENIR},IF([@Exercice]="",ROUND([@Montant]-[@Réparti],2),0))',
            (f'=IF({_ANCIEN_A_VENIR},IF([@Exercice]="",ROUND([@Montant]-[@Réparti],2),0))',),
        ),
        calculee(
            "Nom imprimé",
            "nom_imprime",
            _N.TEXTE,
            40,
            "Structure, telle qu'écrite dans l'annexe 5.",
            f"=IF({_A_VENIR},TRIM({_read('Structure')}))",
            (f"=IF({_ANCIEN_A_VENIR},{_NOM_IMPRIME})",),
        ),
        calculee(
            "Unité",
            "unite",
            _N.TEXTE,
            14,
            "De la ligne, sinon de son opération.",
            f'=IF({_A_VENIR},IF(IFERROR({_UNITE},"")="",IFERROR({_UNITE_OPERATION},""),{_UNITE}))',
            (f'=IF({_ANCIEN_A_VENIR},IF({_UNITE}="",IFERROR({_UNITE_OPERATION},""),{_UNITE}))',),
        ),
        calculee(
            "Objectif",
            "objectif",
            _N.TEXTE,
            22,
            f"« {CHIFFRE} » : la quantité ; « {SANS_OBJECTIF} » : écrit dans l'annexe 5 ; « {NON_DIT} » : ni l'un ni l'autre.",
            f'=IF({_SANS_MONTANT},IF({_SANS},"{SANS_OBJECTIF}",{_OBJECTIF}))',
            (f'=IF({_SANS_MONTANT},IF({_ANCIEN_SANS},"{SANS_OBJECTIF}",{_ANCIEN_OBJECTIF}))',),
        ),
        calculee(
            "Quantité simple",
            "quantite_simple",
            _N.NOMBRE,
            10,
            "Mesures simples, comprises dans Quantité.",
            f"=IF({_SANS_MONTANT},{_add('Quantité simple', 'Simple comptée')})",
            (f"=IF({_SANS_MONTANT},N(INDEX(tblAnnexe5[Quantité simple],[@Ligne])))",),
        ),
        calculee(
            "Signée le",
            "signature",
            _N.DATE,
            12,
            "Convention, ou avenant, d'après la feuille Signature, sinon Suivi.",
            f'=IF([@[Signée par les deux]]<>"",[@[Signée par les deux]],IF({_SANS_MONTANT},{_SUIVIE_LE}))',
            (f"=IF({_SANS_MONTANT},{_SUIVIE_LE})",),
        ),
        calculee(
            "Premier exercice",
            "premier_exercice",
            _N.ANNEE,
            10,
            "Année du début, sinon de la fin.",
            f'=IF({_SANS_MONTANT},IF({_FIN}=0,"",{_EXERCICE}))',
            (f'=IF({_SANS_MONTANT},IF({_ANCIENNE_FIN}=0,"",{_ANCIEN_EXERCICE}))',),
        ),
        calculee(
            "Code budget",
            "budget",
            _N.IDENTIFIANT,
            13,
            "Celui de l'opération.",
            f'=IF({_A_VENIR},IFERROR(INDEX(tblOperations[Code budget],MATCH([@Opération],tblOperations[Code],0)),""))',
            (f'=IF({_ANCIEN_A_VENIR},IFERROR(INDEX(tblOperations[Code budget],MATCH([@Opération],tblOperations[Code],0)),""))',),
        ),
        calculee(
            "Ajout",
            "ajout",
            _N.ENTIER,
            8,
            "0 : ligne de l'annexe 5 ; sinon la rangée de la feuille Avenants qui l'ajoute ; vide : rien encore.",
            '=IF([@Ligne]<=ROWS(tblAnnexe5[Structure]),0,IFERROR(MATCH([@Ligne]-ROWS(tblAnnexe5[Structure]),tblAvenants[Ajout],0),""))',
        ),
        calculee(
            "Quantités",
            "quantites",
            _N.NOMBRE,
            10,
            "Mesures renforcées et simples, telles que les avenants décidés les laissent.",
            f"=IF({_A_VENIR},ROUND({_add('Quantité', 'Quantité comptée')}+N([@[Quantité simple]]),{PRECISION}))",
        ),
        calculee(
            "Début",
            "debut",
            _N.DATE,
            10,
            "De même.",
            f'=IF({_A_VENIR},IF({_add("Début", "Jours au début")}=0,"",{_add("Début", "Jours au début")}))',
        ),
        calculee(
            "Fin",
            "fin",
            _N.DATE,
            10,
            "De même.",
            f'=IF({_A_VENIR},IF({_add("Fin", "Jours à la fin")}=0,"",{_add("Fin", "Jours à la fin")}))',
        ),
        calculee(
            "Signée par les deux",
            "signee",
            _N.DATE,
            10.5,
            "Ce que dit la feuille Signature, s'il y a lieu.",
            f'=IF({_SANS_MONTANT},IFERROR(LOOKUP(2,1/({_MEME_ACTE}*(tblSignatures[Signée le]>0)),tblSignatures[Signée le]),""))',
        ),
        calculee(
            "Versé",
            "verse",
            _N.MONTANT,
            14,
            "Ce que la feuille Versements dit de la ligne, titres de recettes déduits.",
            f"=IF({_A_VENIR},ROUND(SUMIFS(tblVersements[Versé],tblVersements[Ligne],[@Ligne]),2))",
        ),
        calculee(
            "Prévu",
            "prevu",
            _N.MONTANT,
            14,
            "Versements prévus de la ligne, pas encore faits.",
            f"=IF({_A_VENIR},ROUND(SUMIFS(tblVersements[Prévu],tblVersements[Ligne],[@Ligne]),2))",
        ),
        calculee(
            "Versé sans ligne",
            "verse_sans_ligne",
            _N.MONTANT,
            14,
            "Versé pour l'opération, d'après Suivi, sans dire pour laquelle de ses lignes.",
            f"=IF({_A_VENIR},ROUND({_VERSE_SUIVI}-{_VERSE_LIGNES},2))",
        ),
        calculee(
            "Reste à verser",
            "reste_a_verser",
            _N.MONTANT,
            14,
            "Vide : un versement de l'opération n'est d'aucune de ses lignes.",
            f'=IF({_A_VENIR},IF([@[Versé sans ligne]]=0,ROUND([@Montant]-[@Versé],2),""))',
        ),
        # What Suivi counts: the line as the avenants that are signed leave it.
        calculee(
            "Montant signé",
            "montant_signe",
            _N.MONTANT,
            13,
            "Voté, et ce que les avenants signés y changent : ce qui est dû.",
            f"=IF({_A_VENIR},ROUND({_add('Montant retenu', 'Montant signé')},2))",
        ),
        calculee(
            "Avance signée",
            "avance_signee",
            _N.MONTANT,
            13,
            "De même.",
            f"=IF({_SANS_TAUX},ROUND([@[Montant signé]]*[@[Taux d'avance]],2))",
        ),
        calculee(
            "Simple signée",
            "simple_signee",
            _N.NOMBRE,
            10,
            "De même.",
            f"=IF({_SANS_SIGNE},{_add('Quantité simple', 'Simple signée')})",
        ),
        calculee(
            "Quantités signées",
            "quantites_signees",
            _N.NOMBRE,
            11.5,
            "De même.",
            f"=IF({_A_VENIR},ROUND({_add('Quantité', 'Quantité signée')}+N([@[Simple signée]]),{PRECISION}))",
        ),
        calculee(
            "Objectif signé",
            "objectif_signe",
            _N.TEXTE,
            22,
            "De même.",
            f'=IF({_SANS_SIGNE},IF({_SANS},"{SANS_OBJECTIF}",'
            f'IF(OR([@[Quantités signées]]>0,[@Unité]="{FORFAIT}"),"{CHIFFRE}","{NON_DIT}")))',
        ),
        calculee(
            "Quantité signée",
            "quantite_signee",
            _N.NOMBRE,
            11,
            "De même.",
            f'=IF([@[Objectif signé]]="{CHIFFRE}",IF([@[Quantités signées]]>0,[@[Quantités signées]],1),"")',
        ),
    ),
)

# One row per structure and operation; what is said of the whole convention (signature, avenants) may stand on any of its rows.
# What is earned is in proportion of the quantity; in three parts, once both notes are there, where the operation says so.
_MEMES = "tblEcheancier[Structure],[@Structure],tblEcheancier[Opération],[@Opération]"
# What is told of avenants, without what a sheet or a pasted text puts between words, in small letters: « |n°1du12/10/2022|n°2| ».
_LUS = reduce('SUBSTITUTE({},"{}","")'.format, (" ", "\xa0", "\u202f", "\u2009", "avenant"), "CLEAN(LOWER([@Avenants]))")
_LEURS_VERSEMENTS = "tblVersements[Structure],[@Structure],tblVersements[Opération],[@Opération]"
_PREVU, _ANCIEN_PREVU = (f"SUMIFS(tblEcheancier[{entete}],{_MEMES})" for entete in ("Quantité signée", "Quantité"))
_TOUT_PREVU = f'SUMIFS(tblEcheancier[Montant],{_MEMES},tblEcheancier[Quantité],">0")=[@Montant]'  # each line says what it plans
_EN_PARTS = 'IFERROR(INDEX(tblOperations[Solde en parts],MATCH([@Opération],tblOperations[Code],0)),"")'
_ANCIEN_ACQUIS = (
    '=IF(OR([@Réalisé]="",{prevu}[@Montant]=0),"",'
    'IF(AND([@Partenariat]="",[@Parcours]="",'
    f'{_EN_PARTS}<>"oui"),'
    "ROUND([@Montant]*MIN(1,[@Réalisé]/[@Prévu]),2),"
    'IF(OR([@Partenariat]="",[@Parcours]=""),"",'
    "{plus}DPID_SOLDE_REALISE([@Montant],{avance},[@Prévu],[@Réalisé],[@Partenariat],[@Parcours]{bareme}))))"
)
_BAREME = "tblBareme[[#Headers],[#Data]]"
# The unit rate of an operation for one kind of mesures, on the day that the campaign follows.
_TARIF = (
    '=IFERROR(LOOKUP(2,1/((tblBareme[Opération]=[@Opération])*(tblBareme[Assiette]="{assiette}")*(tblBareme[Valable du]<=Jour_du_bareme)'
    '*(tblBareme[Valable au]+(tblBareme[Valable au]=0)*Jour_du_bareme>=Jour_du_bareme)),tblBareme[Valeur]),"")'
)
_TAUX = 'SUMIFS(tblBareme[Valeur],tblBareme[Code],"{}",tblBareme[En vigueur],"oui")'
_EN_PARTS_SANS_JOUR = (
    '=IF(OR([@[En parts]]="",COUNT([@[Prévu compté]],[@[Réalisé compté]],[@Partenariat],[@Parcours])<4),"",'
    f"DPID_SOLDE_REALISE([@Montant],0,[@[Prévu compté]],[@[Réalisé compté]],[@Partenariat],[@Parcours],{_BAREME}))"
)
_DEUX_TARIFS = "N([@[Tarif renforcée]])*N([@[Tarif simple]])>0"
COUT_DE_L_ACTION = "coût de l'action (article 4 de la convention)"  # what caps every participation
_PLAFOND = 'IFERROR(INDEX(tblOperations[Plafond de dépenses],MATCH([@Opération],tblOperations[Code],0))&"","")'
_ARRETE = 'AND(TRIM([@Motif])<>"",[@[Acquis arrêté]]>=0,[@[Acquis arrêté]]<=[@[Acquis au plus]])'
_AVANCE = f'=IF(COUNTIFS({_MEMES},tblEcheancier[Taux d\'\'avance],">=0")=0,"",SUMIFS(tblEcheancier[{{entete}}],{_MEMES}))'
_OBJECTIFS = (
    f'=IF([@[Lignes à dire]]>0,"{NON_DIT}",IF(COUNTIFS({_MEMES},tblEcheancier[{{entete}}],"{SANS_OBJECTIF}")>0,"{SANS_OBJECTIF}",""))'
)
_A_DIRE = f'=COUNTIFS({_MEMES},tblEcheancier[{{entete}}],"{NON_DIT}")'
_SIMPLES = f"=SUMIFS(tblEcheancier[{{entete}}],{_MEMES})"
SUIVI = Table(
    "tblSuivi",
    "Suivi",
    "A6",
    (
        Colonne("Structure", "structure", _N.TEXTE, 37, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 8.6, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne(
            "Signée le",
            "signature",
            _N.DATE,
            9.4,
            "Date de signature de la convention ; une fois par structure suffit. Rangée d'un avenant : sa propre date.",
        ),
        Colonne("Avenants", "avenants", _N.NOMS, 10.6, "Avenants signés, séparés par « | » : n° 1 du 12/10/2022."),
        calculee(
            "Montant",
            "montant",
            _N.MONTANT,
            12,
            "Voté, et ce que les avenants signés y changent : ce qui peut être dû.",
            f"=SUMIFS(tblEcheancier[Montant signé],{_MEMES})",
            (f"=SUMIFS(tblEcheancier[Montant],{_MEMES})",),
        ),
        calculee(
            "Avance",
            "avance",
            _N.MONTANT,
            12,
            "Prévue à la signature ; vide : le Barème n'a pas de taux d'avance pour l'opération.",
            _AVANCE.format(entete="Avance signée"),
            (_AVANCE.format(entete="Avance"),),
        ),
        calculee(
            "Versé",
            "verse",
            _N.MONTANT,
            12,
            "Somme de Versements, titres de recettes déduits ; sans rangée versée là-bas, le versé saisi.",
            f'=IF([@Versements]=0,IF([@[Versé saisi]]="","",[@[Versé saisi]]),ROUND(SUMIFS(tblVersements[Versé],{_LEURS_VERSEMENTS}),2))',
        ),
        calculee(
            "Prévu",
            "prevu",
            _N.NOMBRE,
            8,
            "Quantité de l'annexe 5, sans les mesures simples ; 1 par forfait ; vide : une ligne n'a pas de quantité, rien n'est calculé.",
            f'=IF([@Objectif]="",{_PREVU}-N([@[Prévu simple]]),"")',
            (
                f'=IF([@Objectif]="",{_ANCIEN_PREVU}-N([@[Prévu simple]]),"")',
                f'=IF({_TOUT_PREVU},{_ANCIEN_PREVU},"")',
                f"={_ANCIEN_PREVU}",
            ),
        ),
        Colonne(
            "Réalisé",
            "realise",
            _N.NOMBRE,
            8,
            "Quantité réalisée, dans l'unité du prévu ; mesures simples à part (« Réalisé simple ») ; 1 : forfait mené à bien.",
        ),
        Colonne("Partenariat", "note_partenariat", _N.TAUX, 10.5, "Référent solidarité : part acquise de ce critère, de 0 à 100 %."),
        Colonne("Parcours", "note_parcours", _N.TAUX, 9, "Référent solidarité : part acquise de ce critère, de 0 à 100 %."),
        calculee(
            "Acquis",
            "acquis",
            _N.MONTANT,
            12,
            "Ce que les résultats donnent, dans la limite du plafond ; l'acquis arrêté s'il y en a un, avec son motif.",
            '=IF([@[Acquis au plus]]="","",IF([@[Acquis arrêté]]="",IF([@Objectif]="",[@[Acquis au plus]],""),'
            f'IF({_ARRETE},[@[Acquis arrêté]],"")))',
            (
                _ANCIEN_ACQUIS.format(prevu='[@Prévu]="",', plus="", avance="0", bareme=f",{_BAREME}"),
                _ANCIEN_ACQUIS.format(prevu="", plus="", avance="0", bareme=f",{_BAREME}"),
                _ANCIEN_ACQUIS.format(prevu="", plus="[@Avance]+", avance="[@Avance]", bareme=""),
            ),
        ),
        calculee(
            "Solde",
            "solde",
            _N.MONTANT,
            12,
            "Acquis moins versé ; négatif : titre de recettes à émettre. Vide tant que le versé n'est pas dit (0 si rien ne l'est).",
            '=IF(OR([@Acquis]="",[@Versé]=""),"",ROUND([@Acquis]-[@Versé],2))',
        ),
        Colonne("Observations", "observations", _N.TEXTE, 14),
        calculee(
            "Avenant à",
            "avenant_a",
            _N.IDENTIFIANT,
            11.5,
            "Convention antérieure que l'avenant complète ; vide : convention de la campagne.",
            "=IFERROR(LOOKUP(2,1/((tblEcheancier[Structure]=[@Structure])*(tblEcheancier[Opération]=[@Opération])"
            '*(tblEcheancier[Montant]>0)),tblEcheancier[Avenant à]),"")',
        ),
        Colonne(
            "Réalisé simple",
            "realise_simple",
            _N.NOMBRE,
            9,
            "Mesures simples réalisées ; 0 s'il n'y en a pas.",
            depuis=1,
        ),
        Colonne(
            "Dépenses",
            "depenses",
            _N.MONTANT,
            12,
            "Coût réel de l'action, justifié : l'acquis ne le dépasse pas.",
            depuis=1,
        ),
        Colonne("Sorties", "sorties", _N.ENTIER, 7.5, "Sorties dynamiques constatées, là où la source les demande.", depuis=1),
        Colonne(
            "Acquis arrêté",
            "acquis_arrete",
            _N.MONTANT,
            12,
            f"« {SANS_OBJECTIF} » : l'acquis décidé, avec son motif. Ailleurs : vide, ou moins que l'acquis au plus.",
            depuis=1,
        ),
        Colonne(
            "Motif",
            "motif",
            _N.TEXTE,
            14,
            "Raison de l'acquis arrêté ; elle est imprimée dans le décompte. Sans elle, l'acquis reste vide.",
            depuis=1,
        ),
        Colonne(
            "Premier versement",
            "premier_versement",
            _N.DATE,
            12,
            "Son jour, fait ou prévu : début de la période de versement des données ouvertes. Une fois par structure suffit.",
            depuis=2,
        ),
        Colonne(
            "Dernier versement",
            "dernier_versement",
            _N.DATE,
            12,
            "De même : fin de cette période ; le même jour s'il n'y en a qu'un.",
            depuis=2,
        ),
        Colonne(
            "Versé saisi",
            "versement",
            _N.MONTANT,
            12,
            "Total déjà versé pour cette opération, si vous ne tenez pas la feuille Versements ; 0 si rien ne l'est.",
            depuis=3,
            autrefois="Versé",
        ),
        calculee(
            "Objectif",
            "objectif",
            _N.TEXTE,
            22,
            f"Vide : chiffré. « {NON_DIT} » : une ligne ne dit pas sa quantité. « {SANS_OBJECTIF} » : l'acquis s'arrête avec son motif.",
            _OBJECTIFS.format(entete="Objectif signé"),
            (_OBJECTIFS.format(entete="Objectif"),),
        ),
        calculee(
            "Lignes à dire",
            "lignes_a_dire",
            _N.ENTIER,
            9,
            "Lignes de l'annexe 5 qui ne disent ni quantité, ni « sans objectif chiffré ».",
            _A_DIRE.format(entete="Objectif signé"),
            (_A_DIRE.format(entete="Objectif"),),
        ),
        calculee(
            "Prévu simple",
            "prevu_simple",
            _N.NOMBRE,
            10,
            "Mesures simples de l'annexe 5.",
            _SIMPLES.format(entete="Simple signée"),
            (_SIMPLES.format(entete="Quantité simple"),),
        ),
        calculee(
            "Tarif renforcée",
            "tarif_renforcee",
            _N.MONTANT,
            12,
            "Du Barème : la quantité.",
            _TARIF.format(assiette=Assiette.QUANTITE.value),
        ),
        calculee(
            "Tarif simple",
            "tarif_simple",
            _N.MONTANT,
            12,
            "Du Barème, pour les opérations à deux sortes de mesures.",
            _TARIF.format(assiette=Assiette.QUANTITE_SIMPLE.value),
        ),
        calculee(
            "Prévu compté",
            "prevu_compte",
            _N.NOMBRE,
            12,
            "Prévu ; avec deux sortes de mesures, chacune à son tarif.",
            f'=IF(OR([@Prévu]="",[@Montant]=0),"",IF({_DEUX_TARIFS},[@Prévu]*[@[Tarif renforcée]]+N([@[Prévu simple]])*[@[Tarif simple]],'
            'IF(N([@[Prévu simple]])>0,"",[@Prévu])))',
        ),
        calculee(
            "Réalisé compté",
            "realise_compte",
            _N.NOMBRE,
            12,
            "Réalisé, compté comme le prévu ; vide : une des deux sortes de mesures n'est pas dite.",
            f'=IF([@Réalisé]="","",IF({_DEUX_TARIFS},IF([@[Réalisé simple]]="","",'
            "[@Réalisé]*[@[Tarif renforcée]]+[@[Réalisé simple]]*[@[Tarif simple]]),"
            'IF(N([@[Réalisé simple]])>0,"",[@Réalisé])))',
        ),
        calculee(
            "En parts",
            "en_parts",
            _N.TEXTE,
            9,
            "oui : part quantitative et deux notes.",
            f'=IF(OR([@Partenariat]<>"",[@Parcours]<>"",{_EN_PARTS}="oui"),"oui","")',
        ),
        calculee(
            "Acquis des résultats",
            "acquis_des_resultats",
            _N.MONTANT,
            16,
            f"Avant plafond ; « {SANS_OBJECTIF} » : le montant.",
            f'=IF([@Objectif]="{SANS_OBJECTIF}",[@Montant],IF(COUNT([@[Prévu compté]],[@[Réalisé compté]])<2,"",'
            'IF([@[En parts]]="",ROUND([@Montant]*MIN(1,[@[Réalisé compté]]/[@[Prévu compté]]),2),[@[Acquis en parts]])))',
        ),
        calculee(
            "Acquis en parts",
            "acquis_en_parts",
            _N.MONTANT,
            16,
            "Somme des trois parts acquises, par Python s'il répond (Accueil), sinon Acquis en parts natif.",
            f'=IF(OR(NOT({PYTHON_REPOND}),[@[Acquis en parts natif]]=""),[@[Acquis en parts natif]],'
            "DPID_SOLDE_REALISE([@Montant],0,[@[Prévu compté]],[@[Réalisé compté]],[@Partenariat],[@Parcours],"
            f"{_BAREME},Jour_du_bareme))",
            (_EN_PARTS_SANS_JOUR,),
        ),
        calculee(
            "Plafond",
            "plafond",
            _N.TEXTE,
            62,
            "Ce que l'acquis ne dépasse pas, et sa source (feuille Opérations).",
            f'=IF({_PLAFOND}="","{COUT_DE_L_ACTION}",{_PLAFOND})',
        ),
        calculee(
            "Acquis au plus",
            "acquis_au_plus",
            _N.MONTANT,
            16,
            "Acquis des résultats, dans la limite des dépenses ; vide : elles ne sont pas dites et la source en fait un plafond.",
            '=IF([@[Acquis des résultats]]="","",IF([@Dépenses]<>"",MIN([@[Acquis des résultats]],[@Dépenses]),'
            f'IF([@Plafond]="{COUT_DE_L_ACTION}",[@[Acquis des résultats]],"")))',
        ),
        calculee(
            "Part quantité",
            "part_quantitative",
            _N.MONTANT,
            14,
            "Du montant, par le taux en vigueur au Barème.",
            f'=IF([@[En parts]]="","",ROUND([@Montant]*{_TAUX.format("PART_QUANTITATIVE")},2))',
        ),
        calculee(
            "Part partenariat",
            "part_partenariat",
            _N.MONTANT,
            14,
            "De même.",
            f'=IF([@[En parts]]="","",ROUND([@Montant]*{_TAUX.format("PART_PARTENARIAT")},2))',
        ),
        calculee(
            "Part parcours",
            "part_parcours",
            _N.MONTANT,
            14,
            "Le reste ; une erreur si les trois taux du Barème ne font pas 1.",
            f'=IF([@[En parts]]="","",IF(ABS([@Montant]*(1-{_TAUX.format("PART_PARCOURS")})-[@[Part quantité]]-[@[Part partenariat]])'
            ">0.02,#VALUE!,ROUND([@Montant]-[@[Part quantité]]-[@[Part partenariat]],2)))",
        ),
        calculee(
            "Acquis en parts natif",
            "acquis_en_parts_natif",
            _N.MONTANT,
            14,
            "Le même acquis, par les seules formules du classeur.",
            '=IF(COUNT([@[Prévu compté]],[@[Réalisé compté]],[@Partenariat],[@Parcours])<4,"",'
            "ROUND([@[Part quantité]]*MIN(1,[@[Réalisé compté]]/[@[Prévu compté]]),2)"
            "+ROUND([@[Part partenariat]]*[@Partenariat],2)+ROUND([@[Part parcours]]*[@Parcours],2))",
        ),
        calculee(
            "Versements",
            "versements",
            _N.ENTIER,
            11,
            "Rangées de Versements qui ont leur jour de paiement.",
            f'=COUNTIFS({_LEURS_VERSEMENTS},tblVersements[Versé le],"<>")',
            (f'=COUNTIFS({_LEURS_VERSEMENTS},tblVersements[Versé le],">0")',),
        ),
        calculee(
            "Reste à verser",
            "reste_a_verser",
            _N.MONTANT,
            14,
            "Montant moins versé ; vide tant que le versé n'est pas dit.",
            '=IF([@Versé]="","",ROUND([@Montant]-[@Versé],2))',
        ),
        calculee(
            "Avenants lus",
            "avenants_lus",
            _N.TEXTE,
            14,
            "Ceux que la rangée dit signés, à une convention de la campagne, sans espaces.",
            f'=IF(OR([@[Avenant à]]<>"",[@Avenants]=""),"","|"&{_LUS}&"|")',
            ('=IF(OR([@[Avenant à]]<>"",[@Avenants]=""),"",SUBSTITUTE(SUBSTITUTE([@Avenants]," ",""),"\xa0","")&"|")',),
        ),
    ),
    depuis=1,
    en_attente=("structure", "operation"),
)
