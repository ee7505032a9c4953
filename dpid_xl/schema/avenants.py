"""What changes after the vote: one row per avenant and line; the voted figures stay where they are.

A row says what the line becomes; formulas say what it was. An avenant counts once a deliberation of « Campagne » decides it, on its day: of
the avenants to one line, the last one that says a figure is right.
"""

from __future__ import annotations

from dpid_xl.modele import DECIDE, Effet
from dpid_xl.schema.colonnes import (
    JUSTIFICATION,
    LISTE_DELIBERATIONS,
    LISTE_OPERATIONS,
    LISTE_STRUCTURES,
    LISTE_TERRITOIRES,
    Colonne,
    Nature,
    Table,
    calculee,
)
from dpid_xl.schema.designation import AIDE_DESCRIPTION, AIDE_TERRITOIRE, NOMBRE_DESIGNE, RANG_DESIGNE

_N = Nature

_VOTEES = "ROWS(tblAnnexe5[Structure])"
_DECIDE = (
    f'(tblDeliberations[Numéro]=[@[Décision n°]])*(tblDeliberations[Rôle]="{DECIDE}")*(tblDeliberations[Date]>0)),tblDeliberations[Date])'
)
# The avenants after this one to the same line that are decided and say the same figure.
_SUIVANTS = (
    'COUNTIFS(tblAvenants[Ligne],[@Ligne],tblAvenants[Avenant n°],">"&[@[Avenant n°]],tblAvenants[{champ}],"<>",tblAvenants[{etat}],">0")'
)
# Signed by both, says « Signature », or the list of « Suivi »: « n° 1 du 12/10/2022 » or « n° 1 », not « n° 12 » nor « n° 01 ».
_SIGNE = (
    "(tblSignatures[Structure]=[@Structure])*(tblSignatures[Avenant n°]=[@[Avenant n°]])"
    '*(tblSignatures[Avenant à]="")*(tblSignatures[Signée le]>0)'
)
# Counted, not looked for: Calc takes for an error, in the rows after the first, a SUMPRODUCT over what « Suivi » computes.
_DIT_SIGNE = "+".join(
    f'COUNTIFS(tblSuivi[Structure],[@Structure],tblSuivi[Avenants lus],"*|n°"&[@[Avenant n°]]&"{suite}*")' for suite in ("|", "du")
)


def _read_vote(entete: str) -> str:
    """Write the figure that Annexe 5 has for the line; zero for a line that an avenant adds."""
    return f'=IF([@Ligne]="","",IF([@Ligne]>{_VOTEES},0,N(INDEX(tblAnnexe5[{entete}],[@Ligne]))))'


def _read_jour(entete: str) -> str:
    jour = f"INDEX(tblAnnexe5[{entete}],[@Ligne])"
    return f'=IF([@Ligne]="","",IFERROR(IF({jour}=0,"",{jour}),""))'


def _count(champ: str, vote: str, etat: str = "Décidé le") -> str:
    """Write what the sheets that follow the avenants add to the vote: nothing of one that is not decided, or that a later one replaces."""
    suivants = _SUIVANTS.format(champ=champ, etat=etat)
    return f"=IF(COUNT([@Ligne],[@[{champ}]],[@[{etat}]])<3,0,({suivants}=0)*([@[{champ}]]-{vote}))"


AVENANTS = Table(
    "tblAvenants",
    "Avenants",
    "A6",
    (
        Colonne(
            "Avenant n°",
            "rang",
            _N.ENTIER,
            10.2,
            "1 pour le premier avenant à cette convention, puis 2… Toutes les rangées d'un avenant ont le même.",
            obligatoire=True,
        ),
        Colonne("Structure", "structure", _N.TEXTE, 20, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 9.3, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne(
            "Territoire",
            "territoire",
            _N.TEXTE,
            11,
            AIDE_TERRITOIRE,
            liste=LISTE_TERRITOIRES,
        ),
        Colonne(
            "Description",
            "description",
            _N.TEXTE,
            12,
            AIDE_DESCRIPTION,
        ),
        Colonne(
            "Effet",
            "effet",
            _N.TEXTE,
            10.5,
            "Une ligne de l'annexe 5 qui change, une de plus dans la convention, ou une convention établie hors de ce classeur.",
            liste=tuple(Effet),
            obligatoire=True,
        ),
        Colonne("Quantité nouvelle", "quantite", _N.NOMBRE, 10.8, "Ce que la quantité devient, en tout ; vide : elle ne change pas."),
        Colonne(
            "Montant nouveau",
            "montant",
            _N.MONTANT,
            11.5,
            "Ce que le montant devient, en tout ; 0 : l'opération est retirée.",
            obligatoire=True,
        ),
        calculee(
            "Montant avant",
            "montant_avant",
            _N.MONTANT,
            11.5,
            "Voté, ou tel que l'avenant précédent l'a laissé.",
            '=IF([@Ligne]="","",IF([@[Avenant précédent]]=0,[@Voté],'
            "SUMIFS(tblAvenants[Montant nouveau],tblAvenants[Ligne],[@Ligne],tblAvenants[Avenant n°],[@[Avenant précédent]])))",
        ),
        calculee(
            "En plus ou en moins",
            "ecart",
            _N.MONTANT,
            11.5,
            "Montant nouveau moins montant avant.",
            '=IF(OR([@Ligne]="",[@[Montant nouveau]]=""),"",ROUND([@[Montant nouveau]]-[@[Montant avant]],2))',
        ),
        Colonne("Début nouveau", "debut", _N.DATE, 10.8, "Vide : il ne change pas."),
        Colonne("Fin nouvelle", "fin", _N.DATE, 10.8, "Vide : elle ne change pas."),
        Colonne(
            "Décision n°",
            "deliberation",
            _N.IDENTIFIANT,
            11.5,
            "Numéro de celle qui décide l'avenant, au tableau des délibérations de Campagne ; sans elle ni sa date, rien n'est compté.",
            liste=LISTE_DELIBERATIONS,
        ),
        calculee(
            "Décidé le",
            "decide_le",
            _N.DATE,
            9.4,
            "Jour de la délibération ; vide : l'avenant n'est pas compté.",
            f'=IF([@[Décision n°]]="","",IFERROR(LOOKUP(2,1/({_DECIDE},""))',
        ),
        Colonne("Simple nouvelle", "quantite_simple", _N.NOMBRE, 10.8, "Mesures simples, de même."),
        Colonne("Objet", "objet", _N.TEXTE, 18, "Pour le service : il n'est pas imprimé dans l'avenant."),
        Colonne(
            "N° convention", "numero_convention", _N.IDENTIFIANT, 13, "D'une convention d'ailleurs ; sinon il est déjà dans l'annexe 5."
        ),
        Colonne(
            "Convention du", "convention_du", _N.DATE, 13.4, "D'une convention d'ailleurs : jour de sa signature ; sinon il est dans Suivi."
        ),
        JUSTIFICATION,
        # What the figures rest on, and what the other sheets add to the vote.
        calculee("Voté", "montant_vote", _N.MONTANT, 12, "Celui de l'annexe 5 ; 0 pour une ligne ajoutée.", _read_vote("Montant retenu")),
        calculee("Nombre voté", "quantite_votee", _N.NOMBRE, 10.8, "Celle de l'annexe 5.", _read_vote("Quantité")),
        calculee("Simple votée", "quantite_simple_votee", _N.NOMBRE, 9.5, "De même.", _read_vote("Quantité simple")),
        calculee("Début voté", "debut_vote", _N.DATE, 9.4, "Celui de l'annexe 5.", _read_jour("Début")),
        calculee("Fin votée", "fin_votee", _N.DATE, 9.4, "Celle de l'annexe 5.", _read_jour("Fin")),
        calculee(
            "Lignes",
            "lignes",
            _N.ENTIER,
            8,
            "Lignes que désigne la rangée : il en faut une.",
            NOMBRE_DESIGNE,
        ),
        calculee("Trouvée", "trouvee", _N.ENTIER, 9, "Son rang dans l'échéancier.", RANG_DESIGNE),
        calculee(
            "Ajout",
            "ajout",
            _N.ENTIER,
            8,
            "Rang de la ligne ajoutée, une fois décidée.",
            f'=IF(OR([@Effet]<>"{Effet.AJOUTE}",[@[Décidé le]]=""),"",SUMPRODUCT((tblAvenants[Effet]="{Effet.AJOUTE}")'
            '*(tblAvenants[Décidé le]<>"")*(ROW(tblAvenants[Effet])<=ROW())))',
        ),
        calculee(
            "Ligne",
            "ligne",
            _N.ENTIER,
            8,
            "Rang dans l'échéancier : celles de l'annexe 5, puis celles que les avenants ajoutent.",
            f'=IF([@Effet]="{Effet.MODIFIE}",[@Trouvée],IF([@Ajout]="","",{_VOTEES}+[@Ajout]))',
        ),
        calculee(
            "Avenant précédent",
            "precedent",
            _N.ENTIER,
            12,
            "Le dernier d'avant qui dit un montant pour cette ligne ; 0 : aucun.",
            '=IF([@Ligne]="","",SUMPRODUCT(MAX((tblAvenants[Ligne]=[@Ligne])*(tblAvenants[Avenant n°]<[@[Avenant n°]])'
            '*(tblAvenants[Montant nouveau]<>"")*tblAvenants[Avenant n°])))',
        ),
        calculee(
            "Montant compté",
            "montant_compte",
            _N.MONTANT,
            12,
            "Ce que l'avenant ajoute au vote, une fois décidé.",
            _count("Montant nouveau", "[@Voté]"),
        ),
        calculee(
            "Territoire compté",
            "territoire_compte",
            _N.TEXTE,
            14,
            "Celui de la ligne, où Totaux le compte.",
            '=IF([@Ligne]="","",INDEX(tblEcheancier[Territoire],[@Ligne])&"")',
        ),
        calculee("Quantité comptée", "quantite_comptee", _N.NOMBRE, 11, "De même.", _count("Quantité nouvelle", "[@[Nombre voté]]")),
        calculee("Simple comptée", "simple_comptee", _N.NOMBRE, 11, "De même.", _count("Simple nouvelle", "[@[Simple votée]]")),
        calculee("Jours au début", "debut_compte", _N.NOMBRE, 10, "De même, en jours.", _count("Début nouveau", "N([@[Début voté]])")),
        calculee("Jours à la fin", "fin_comptee", _N.NOMBRE, 10, "De même, en jours.", _count("Fin nouvelle", "N([@[Fin votée]])")),
        # What is due follows what is signed.
        calculee(
            "Signé dans Suivi",
            "signe_au_suivi",
            _N.ENTIER,
            9,
            "Combien de fois Suivi dit l'avenant signé.",
            f'=IF([@[Avenant n°]]="",0,{_DIT_SIGNE})',
        ),
        calculee(
            "Est signé",
            "signe",
            _N.ENTIER,
            8,
            "1 : décidé, et signé d'après Signature ou Suivi ; vide : rien n'en est dû.",
            f'=IF([@[Décidé le]]="","",IF([@[Signé dans Suivi]]+SUMPRODUCT({_SIGNE})>0,1,""))',
        ),
        calculee(
            "Montant signé",
            "montant_signe",
            _N.MONTANT,
            12,
            "Ce que l'avenant ajoute au vote, une fois signé.",
            _count("Montant nouveau", "[@Voté]", "Est signé"),
        ),
        calculee(
            "Quantité signée",
            "quantite_signee",
            _N.NOMBRE,
            11,
            "De même.",
            _count("Quantité nouvelle", "[@[Nombre voté]]", "Est signé"),
        ),
        calculee("Simple signée", "simple_signee", _N.NOMBRE, 11, "De même.", _count("Simple nouvelle", "[@[Simple votée]]", "Est signé")),
    ),
    depuis=3,
)
