"""What is applied for before the vote: one row per demand, what is known of the body beside it, what is proposed and decided.

« Passer au vote » makes a line of Annexe 5 of a demand that is retained, and notes on its row the figures that it was made with.
"""

from __future__ import annotations

from dpid_xl.bareme import Assiette
from dpid_xl.modele import ATTRIBUE, SortDemande
from dpid_xl.schema.colonnes import (
    JUSTIFICATION,
    LISTE_OPERATIONS,
    LISTE_STRUCTURES,
    LISTE_TERRITOIRES,
    Colonne,
    Nature,
    Table,
    calculee,
    memoire,
)
from dpid_xl.schema.natif import (
    MOIS,
    STRUCTURE_DU_REGISTRE,
    escape,
    sum_tarifs,
    write_calcul,
    write_montant_calcule,
    write_montant_natif,
    write_produit,
)

_N = Nature

# How far a demand is, when no decision says it.
A_INSTRUIRE, A_DECIDER, AU_VOTE = "à instruire", "à décider", "au vote"

_QUANTITES = ("[@[Quantité proposée]]", "[@[Simple proposée]]")
_CHERCHEE = "[@[Opération cherchée]]"
_PAR_OPERATION = f'"="&{_CHERCHEE}'
# The lines of the last campaign that « Antérieur » remembers, of the same body for the same operation.
_AVANT = (
    'tblAnterieur[Année],MAX(tblAnterieur[Année]),tblAnterieur[Structure],"="&[@[Structure cherchée]],'
    f"tblAnterieur[Opération],{_PAR_OPERATION}"
)
_MEME = 'tblDemandes[Structure (registre)],"="&[@[Structure cherchée]]'
_DELIBERATION = f'(tblDeliberations[Date]=[@Commission])*(tblDeliberations[Rôle]="{ATTRIBUE}")'

_CALCUL = f'=IF(COUNTA({",".join(_QUANTITES)})=0,"",{write_calcul(_CHERCHEE)})'


def _sum_avant(entete: str, compte: str) -> str:
    return f'=IF([@[{compte}]]=0,"",ROUND(SUMIFS(tblAnterieur[{entete}],{_AVANT}),2))'


def _count_avant(entete: str) -> str:
    return f'=IF([@Structure]="",0,COUNTIFS({_AVANT},tblAnterieur[{entete}],"<>"))'


_FIXE = "Écrit par « Passer au vote », ne change plus ensuite."
DEMANDES = Table(
    "tblDemandes",
    "Demandes",
    "A6",
    (
        Colonne("Reçue le", "recue_le", _N.DATE, 9.4, "Jour où la demande est arrivée."),
        Colonne("Structure", "structure", _N.TEXTE, 30, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 9.3, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne("Territoire", "territoire", _N.TEXTE, 14, "De la ligne, si la demande est retenue.", liste=LISTE_TERRITOIRES),
        Colonne("Description", "description", _N.TEXTE, 30, "De la ligne, si la demande est retenue."),
        Colonne("Quantité demandée", "quantite_demandee", _N.NOMBRE, 11.5, "Dans l'unité de l'opération."),
        Colonne("Simple demandée", "quantite_simple_demandee", _N.NOMBRE, 11.5, "Mesures simples, de même."),
        Colonne("Montant demandé", "montant_demande", _N.MONTANT, 13, "Tel que la structure l'écrit."),
        calculee(
            "Accordé avant",
            "accorde_avant",
            _N.MONTANT,
            13,
            "De la dernière campagne d'Antérieur, à la même structure pour la même opération ; vide : rien.",
            _sum_avant("Montant accordé", "Lignes avant"),
        ),
        calculee("Réalisé avant", "realise_avant", _N.NOMBRE, 9, "De même ; vide : pas dit.", _sum_avant("Réalisé", "Réalisés avant")),
        calculee("Acquis avant", "acquis_avant", _N.MONTANT, 13, "De même ; vide : pas dit.", _sum_avant("Acquis", "Acquis connus avant")),
        calculee(
            "Autres demandes",
            "autres_demandes",
            _N.ENTIER,
            11.8,
            "De la même structure dans cette campagne.",
            f'=IF([@Structure]="","",COUNTIFS({_MEME})-1)',
        ),
        calculee(
            "Demandé ailleurs",
            "demande_ailleurs",
            _N.MONTANT,
            13,
            "Montants que ces autres demandes demandent.",
            f'=IF([@Structure]="","",ROUND(SUMIFS(tblDemandes[Montant demandé],{_MEME})-N([@[Montant demandé]]),2))',
        ),
        Colonne("Autres financeurs", "autres_financeurs", _N.TEXTE, 16),
        Colonne("Pièces reçues", "pieces_recues", _N.TEXTE, 16),
        Colonne("Instructeur", "instructeur", _N.TEXTE, 13),
        Colonne("Avis", "avis", _N.TEXTE, 18),
        Colonne("Priorité", "priorite", _N.ENTIER, 8, "1 : à servir d'abord."),
        Colonne("Début", "debut", _N.DATE, 9.4, "Premier jour de l'action."),
        Colonne("Fin", "fin", _N.DATE, 9.4, "Dernier jour de l'action, inclus."),
        Colonne("Quantité proposée", "quantite", _N.NOMBRE, 11.5, "Dans l'unité de l'opération."),
        Colonne("Simple proposée", "quantite_simple", _N.NOMBRE, 11.5, "Mesures simples, de même."),
        Colonne(
            "Montant arrêté",
            "montant_arrete",
            _N.MONTANT,
            13,
            "D'une opération sans tarif ; sinon, seulement pour proposer autre chose que le barème.",
        ),
        calculee(
            "Montant proposé",
            "montant_propose",
            _N.MONTANT,
            13,
            "Montant arrêté s'il est tapé, sinon montant calculé.",
            '=IF(COUNT([@[Montant arrêté]])=1,[@[Montant arrêté]],IF(ISNUMBER([@[Montant calculé]]),[@[Montant calculé]],""))',
        ),
        Colonne("Décision", "decision", _N.TEXTE, 10, "Vide : pas encore décidé.", liste=tuple(SortDemande)),
        Colonne("Motif", "motif", _N.PARAGRAPHES, 24, "D'un refus : imprimé tel quel dans le courrier."),
        Colonne(
            "Commission",
            "commission",
            _N.DATE,
            11,
            f"Jour qui la décide : celui de la campagne, ou d'une délibération « {ATTRIBUE} » de Campagne.",
        ),
        calculee(
            "État",
            "etat",
            _N.TEXTE,
            11,
            "Décision, passage au vote, ou ce qui est à faire.",
            f'=IF([@Structure]="","",IF(N([@[Au vote le]])>0,"{AU_VOTE}",IF([@Décision]<>"",[@Décision],'
            f'IF(ISNUMBER([@[Montant proposé]]),"{A_DECIDER}","{A_INSTRUIRE}"))))',
        ),
        JUSTIFICATION,
        # What was passed to the vote, with which figures.
        memoire("Au vote le", "au_vote_le", _N.DATE, 9.4, f"Jour du passage. {_FIXE}"),
        memoire("Quantité fixée", "quantite_fixee", _N.NOMBRE, 11, _FIXE),
        memoire("Simple fixée", "quantite_simple_fixee", _N.NOMBRE, 11, _FIXE),
        memoire("Montant fixé", "montant_fixe", _N.MONTANT, 13, _FIXE),
        memoire("Début fixé", "debut_fixe", _N.DATE, 9.4, _FIXE),
        memoire("Fin fixée", "fin_fixee", _N.DATE, 9.4, _FIXE),
        calculee(
            "Délibération n°",
            "deliberation",
            _N.IDENTIFIANT,
            13,
            "Numéro, d'après Campagne, de celle du jour écrit dans Commission.",
            '=IF([@Commission]="","",IF([@Commission]=Campagne_deliberation_date,Campagne_deliberation_numero&"",'
            f'IFERROR(LOOKUP(2,1/({_DELIBERATION}),tblDeliberations[Numéro])&"","")))',
        ),
        # What these rest on.
        calculee("Structure (registre)", "structure_registre", _N.TEXTE, 30, "Nom au registre, s'il y est.", STRUCTURE_DU_REGISTRE),
        calculee(
            "Structure cherchée",
            "structure_cherchee",
            _N.TEXTE,
            30,
            "La même, ses « * », « ? » et « ~ » pris pour ce qu'ils sont.",
            f"={escape('[@[Structure (registre)]]')}",
        ),
        calculee("Opération cherchée", "operation_cherchee", _N.TEXTE, 11.5, "De même.", f"={escape('[@Opération]')}"),
        calculee("Lignes avant", "lignes_avant", _N.ENTIER, 9, "Dans Antérieur.", _count_avant("Structure")),
        calculee("Réalisés avant", "realises_avant", _N.ENTIER, 10.5, "De même, dont le réalisé est dit.", _count_avant("Réalisé")),
        calculee("Acquis connus avant", "acquis_dits_avant", _N.ENTIER, 9, "De même, dont l'acquis est dit.", _count_avant("Acquis")),
        calculee(
            "Unité",
            "unite",
            _N.TEXTE,
            10,
            "De l'opération.",
            f'=IF([@Opération]="","",IFERROR(INDEX(tblOperations[Unité],MATCH({_CHERCHEE},tblOperations[Code],0))&"",""))',
        ),
        calculee("Mois", "mois", _N.NOMBRE, 6, "De Début à Fin inclus, comme dans l'annexe 5.", MOIS),
        calculee("Calcul", "calcul", _N.TEXTE, 9, "Comme dans l'annexe 5 ; vide tant qu'aucune quantité n'est proposée.", _CALCUL),
        calculee("Prix", "prix", _N.MONTANT, 12, "De même.", sum_tarifs(Assiette.QUANTITE, _PAR_OPERATION)),
        calculee("Prix simple", "prix_simple", _N.MONTANT, 12, "De même.", sum_tarifs(Assiette.QUANTITE_SIMPLE, _PAR_OPERATION)),
        calculee("Forfait", "forfait", _N.MONTANT, 12, "De même.", sum_tarifs(Assiette.FORFAIT, _PAR_OPERATION)),
        calculee("Produit", "produit", _N.NOMBRE, 13, "De même.", write_produit(*_QUANTITES)),
        calculee("Montant natif", "montant_natif", _N.MONTANT, 13, "De même.", f"={write_montant_natif(*_QUANTITES)}"),
        calculee(
            "Montant calculé",
            "montant_calcule",
            _N.MONTANT,
            13,
            "Montant natif, ou la réponse de Python.",
            write_montant_calcule(*_QUANTITES),
        ),
        calculee(
            "Autre commission",
            "autre_commission",
            _N.MONTANT,
            13,
            "Montant fixé, si une autre commission de Campagne que le vote l'a décidé : il s'ajoute à ce que la délibération vote.",
            "=IF(AND(N([@[Au vote le]])>0,N([@Commission])>0,[@Commission]<>Campagne_deliberation_date,"
            f'COUNTIFS(tblDeliberations[Date],[@Commission],tblDeliberations[Rôle],"{ATTRIBUE}")>0),N([@[Montant fixé]]),0)',
        ),
    ),
    depuis=4,
)
