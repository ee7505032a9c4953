"""Scenarios: what each may change and how it is made to fit; what each changes. Both are typed by the officer.

A formula knows a hypothesis by its landmark: scenario, lever, target (« 1|5|T1-01 »). One that is not understood has none, and counts for
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from dpid_xl.modele import Ajustement, Base, Levier
from dpid_xl.schema.colonnes import LISTE_SCENARIOS, LISTE_STRUCTURES, LISTE_TERRITOIRES, Colonne, Nature, Table, calculee

_N = Nature


class Sorte(StrEnum):
    """What a scenario may change, line by line."""

    VOTEE = "votée"
    A_VOTER = "à voter"
    DEMANDE = "demande"
    HORS = ""  # a demand that is not to be decided any more: nothing counts it


class Etat(StrEnum):
    """Whether a hypothesis is understood."""

    SCENARIO = "scénario ?"
    LEVIER = "hypothèse ?"
    CIBLE = "cible ?"
    VALEUR = "valeur ?"
    DOUBLE = "en double"
    OUI = "oui"


LIGNE = "ligne"  # what a designation says of what is no demand
NOMBRE = 3  # scenarios that stand side by side
LIGNES = (Sorte.A_VOTER, Sorte.VOTEE)
MOBILES: Mapping[Base, tuple[Sorte, ...]] = {Base.DEMANDES: (Sorte.DEMANDE,), Base.A_VOTER: (Sorte.A_VOTER,), Base.TOUTES: LIGNES}
COMPTEES: Mapping[Base, tuple[Sorte, ...]] = {Base.DEMANDES: (Sorte.DEMANDE, *LIGNES), Base.A_VOTER: LIGNES, Base.TOUTES: LIGNES}
RANGS = {levier: rang for rang, levier in enumerate(Levier, 1)}
METHODES = {ajustement: rang for rang, ajustement in enumerate(Ajustement, 1)}
TIENT, DEPASSE, A_DIRE, A_REVOIR, A_REFAIRE = "tient", "dépasse", "à dire", "à revoir", "« Simuler »"
CE_RANG = "ROW()-ROW({table}[[#Headers],[{entete}]])"


def write_sortes(*sortes: Sorte) -> str:
    """Write sorts as a formula looks for one.

    >>> write_sortes(Sorte.A_VOTER, Sorte.VOTEE)
    '|à voter|votée|'
    """
    return "|" + "|".join(sortes) + "|"


_LEVIERS = "{" + ",".join(f'"{levier}"' for levier in Levier) + "}"
_METHODES = "{" + ",".join(f'"{ajustement}"' for ajustement in Ajustement) + "}"
_EFFETS = f"tblEffets[[Scénario 1]:[Solde {NOMBRE}]]"  # the first row is that of the total
_DU_TOTAL = f"INDEX({_EFFETS},1,3*[@N°]-{{retrait}})"
SCENARIOS = Table(
    "tblScenarios",
    "Scénarios",
    "A6",
    (
        calculee(
            "N°", "numero", _N.ENTIER, 5, "Les trois premiers sont calculés.", "=" + CE_RANG.format(table="tblScenarios", entete="N°")
        ),
        Colonne("Scénario", "nom", _N.TEXTE, 26, "Son nom, repris dans Hypothèses.", obligatoire=True, depuis=4),
        Colonne(
            "Ce qu'il change",
            "base",
            _N.TEXTE,
            17,
            "Les demandes, les lignes que personne n'a votées, ou toutes (pour voir : un vote ne se récrit pas). Le reste compte tel quel.",
            liste=tuple(Base),
            obligatoire=True,
            depuis=4,
        ),
        Colonne(
            "Ajustement",
            "ajustement",
            _N.TEXTE,
            19,
            "Ligne budgétaire dépassée : tout réduire au même taux, ou les opérations désignées, ou servir par priorité. Vide : rien.",
            liste=tuple(Ajustement),
            depuis=4,
        ),
        calculee(
            "Montant",
            "montant",
            _N.MONTANT,
            13,
            "De tout ce que le scénario compte.",
            f'=IF([@Mobiles]="","",{_DU_TOTAL.format(retrait=2)})',
        ),
        calculee(
            "Écart", "ecart", _N.MONTANT, 13, "Avec les mêmes lignes, aujourd'hui.", f'=IF([@Mobiles]="","",{_DU_TOTAL.format(retrait=1)})'
        ),
        calculee(
            "Dépassement",
            "depassement",
            _N.MONTANT,
            13,
            "Ce qui manque sur les lignes budgétaires dépassées.",
            f'=IF([@Mobiles]="","",ROUND(-SUMIF(INDEX({_EFFETS},0,3*[@N°]),"<0"),2))',
        ),
        calculee(
            "État",
            "etat",
            _N.TEXTE,
            13,
            f"« {TIENT} », « {DEPASSE} », ou ce qui reste à dire ; {A_REFAIRE} : des lignes ou des groupes n'y sont pas encore.",
            f'=IF([@Scénario]="","",IF([@Mobiles]="","{A_DIRE}",IF([@Complet]=0,"{A_REFAIRE}",IF(COUNTIFS(tblHypotheses[Scénario],[@Scénario])'
            f'>COUNTIFS(tblHypotheses[N°],[@N°],tblHypotheses[Comprise],"{Etat.OUI}"),"{A_REVOIR}",IF([@Dépassement]>0,"{DEPASSE}","{TIENT}")))))',
        ),
        Colonne("Pourquoi", "remarque", _N.TEXTE, 34, "Ce que vous voulez retenir du scénario.", depuis=4),
        calculee(
            "Mobiles",
            "mobiles",
            _N.TEXTE,
            13,
            "Ce qu'il peut changer.",
            f'=IF(OR([@Scénario]="",[@N°]>{NOMBRE}),"",IF([@[Ce qu\'il change]]="{Base.DEMANDES}","{write_sortes(Sorte.DEMANDE)}",'
            f'IF([@[Ce qu\'il change]]="{Base.A_VOTER}","{write_sortes(Sorte.A_VOTER)}",'
            f'IF([@[Ce qu\'il change]]="{Base.TOUTES}","{write_sortes(*LIGNES)}",""))))',
        ),
        calculee(
            "Comptées",
            "comptees",
            _N.TEXTE,
            13,
            "Ce qu'il compte, changé ou non.",
            f'=IF([@Mobiles]="","",IF([@Mobiles]="{write_sortes(Sorte.DEMANDE)}","{write_sortes(*COMPTEES[Base.DEMANDES])}","{write_sortes(*LIGNES)}"))',
        ),
        calculee(
            "Complet",
            "complet",
            _N.ENTIER,
            13,
            "1 : toutes les lignes sont simulées, et chaque groupe a sa rangée.",
            f'=IF([@Mobiles]="",0,1*AND(ROWS(tblSimulation[Rang])>=ROWS(tblAnnexe5[Structure])+ROWS(tblDemandes[Structure]),[@Montant]<>"",'
            f"ROUND(SUM(INDEX({_EFFETS},0,3*[@N°]-2))-5*N([@Montant]),2)=0))",
        ),
        calculee(
            "Méthode", "methode", _N.ENTIER, 13, "Rang de l'ajustement ; 0 : aucun.", f"=IFERROR(MATCH([@Ajustement],{_METHODES},0),0)"
        ),
    ),
    depuis=4,
)

# The lines that a row may be about, in the base of its scenario.
_DESIGNEES_PAR = (
    '(tblSimulation[Désignation]=[@Visée])*(([@Territoire]="")+(tblSimulation[Territoire]=[@Territoire])>0)'
    '*(([@Description]="")+(tblSimulation[Description]=[@Description])>0)'
)
_TARIFS = 'IF([@Sorte]=1,COUNTIFS(tblBareme[Code],[@Cible],tblBareme[{entete}],">-1"),0)'  # a number, neither a text nor an error
_TARIF = "MATCH([@Cible],tblBareme[Code],0)"
_MIN, _MAX = "1*([@Sorte]=6)", "IF([@Sorte]=5,2,IF([@Sorte]=6,999,1000000000000))"
HYPOTHESES = Table(
    "tblHypotheses",
    "Hypothèses",
    "A6",
    (
        Colonne("Scénario", "scenario", _N.TEXTE, 28, "Un des trois premiers.", liste=LISTE_SCENARIOS, obligatoire=True, depuis=4),
        Colonne("Hypothèse", "levier", _N.TEXTE, 27, "Ce qui change.", liste=tuple(Levier), obligatoire=True, depuis=4),
        Colonne(
            "Cible",
            "cible",
            _N.IDENTIFIANT,
            33,
            "Code du tarif (Barème), de la ligne budgétaire (Budget), ou de l'opération ; pour une quantité, l'opération de la ligne.",
            depuis=4,
        ),
        Colonne(
            "Structure",
            "structure",
            _N.TEXTE,
            28,
            "Pour une quantité : celle de la ligne, nom au registre.",
            liste=LISTE_STRUCTURES,
            depuis=4,
        ),
        Colonne(
            "Territoire",
            "territoire",
            _N.TEXTE,
            15,
            "Celui de la ligne, seulement si la structure en a plusieurs dans l'opération.",
            liste=LISTE_TERRITOIRES,
            depuis=4,
        ),
        Colonne("Description", "description", _N.TEXTE, 16, "Celle de la ligne, seulement si le territoire ne suffit pas.", depuis=4),
        Colonne(
            "Nouvelle valeur",
            "valeur",
            _N.VALEUR,
            12,
            "Tarif, quantité, enveloppe, rang (1 : servie d'abord), ou pourcentage gardé : 90 % enlève un dixième, 110 % l'ajoute.",
            depuis=4,
        ),
        calculee(
            "Aujourd'hui",
            "actuelle",
            _N.NOMBRE,
            12,
            "Ce que le scénario remplace.",
            '=IF([@Trouvées]<>1,"",IF([@Sorte]=1,[@Tarif],IF([@Sorte]=2,INDEX(tblSimulation[Quantité],[@Ligne]),'
            "IF([@Sorte]=3,INDEX(tblSimulation[Quantité simple],[@Ligne]),"
            'IF([@Sorte]=4,SUMIFS(tblBudget[Disponible],tblBudget[Code],[@Cible]),"")))))',
        ),
        calculee(
            "Comprise",
            "comprise",
            _N.TEXTE,
            11,
            f"« {Etat.OUI} », ou ce qui l'empêche de compter.",
            f'=IF([@Scénario]&[@Hypothèse]="","",IF([@N°]="","{Etat.SCENARIO}",IF([@Sorte]="","{Etat.LEVIER}",IF([@Trouvées]<>1,"{Etat.CIBLE}",'
            f'IF([@Mesurée]=0,"{Etat.VALEUR}",IF([@Première]=0,"{Etat.DOUBLE}","{Etat.OUI}"))))))',
        ),
        Colonne("Remarque", "remarque", _N.TEXTE, 22, depuis=4),
        # What these rest on.
        calculee(
            "N°",
            "numero",
            _N.ENTIER,
            6,
            "Celui du scénario.",
            f'=IF([@Scénario]="","",IFERROR(IF(MATCH([@Scénario],tblScenarios[Scénario],0)>{NOMBRE},"",MATCH([@Scénario],tblScenarios[Scénario],0)),""))',
        ),
        calculee("Sorte", "sorte", _N.ENTIER, 6, "Rang de l'hypothèse dans la liste.", f'=IFERROR(MATCH([@Hypothèse],{_LEVIERS},0),"")'),
        calculee(
            "Visée",
            "visee",
            _N.TEXTE,
            30,
            "La ligne cherchée.",
            f'=IF(OR([@N°]="",[@Structure]=""),"",[@Cible]&"|"&[@Structure]&"|"&IF(INDEX(tblScenarios[Mobiles],[@N°])="{write_sortes(Sorte.DEMANDE)}","{Sorte.DEMANDE}","{LIGNE}"))',
        ),
        calculee("Lignes", "lignes", _N.ENTIER, 7, "Lignes que la rangée désigne.", f'=IF([@Visée]="",0,SUMPRODUCT({_DESIGNEES_PAR}))'),
        calculee(
            "Ligne", "ligne", _N.ENTIER, 7, "Son rang dans Lignes simulées.", f'=IF([@Lignes]<>1,"",MATCH(1,INDEX({_DESIGNEES_PAR},0),0))'
        ),
        calculee("Fixes", "fixes", _N.ENTIER, 7, "Tarifs en vigueur de ce code, fixes.", "=" + _TARIFS.format(entete="Tarif fixe")),
        calculee("Annuels", "annuels", _N.ENTIER, 8, "De même, annuels.", "=" + _TARIFS.format(entete="Tarif annuel")),
        calculee(
            "Trouvées",
            "trouvees",
            _N.ENTIER,
            8,
            "Cibles qui répondent : il en faut une.",
            '=IF(OR([@N°]="",[@Sorte]=""),0,IF([@Sorte]=1,[@Fixes]+[@Annuels],IF([@Sorte]<4,[@Lignes],'
            "IF([@Sorte]=4,COUNTIF(tblBudget[Code],[@Cible]),COUNTIF(tblOperations[Code],[@Cible])))))",
        ),
        calculee(
            "Mesurée",
            "mesuree",
            _N.ENTIER,
            8,
            "1 : la valeur est de celles que l'hypothèse admet.",
            f'=IF([@Sorte]="",0,IF([@Sorte]=7,1,IF(COUNT([@[Nouvelle valeur]])=0,0,'
            f"1*AND([@[Nouvelle valeur]]>={_MIN},[@[Nouvelle valeur]]<={_MAX}))))",
        ),
        calculee(
            "Clé",
            "cle",
            _N.TEXTE,
            20,
            "Ce que deux hypothèses ne peuvent pas partager.",
            '=IF([@Trouvées]<>1,"",[@N°]&"|"&[@Sorte]&"|"&IF(OR([@Sorte]=2,[@Sorte]=3),[@Ligne],UPPER([@Cible])))',
        ),
        calculee(
            "Première",
            "premiere",
            _N.ENTIER,
            8,
            "1 : aucune rangée au-dessus ne dit la même chose.",
            f'=IF([@Clé]="",0,1*(MATCH([@Clé],tblHypotheses[Clé],0)={CE_RANG.format(table="tblHypotheses", entete="Clé")}))',
        ),
        calculee(
            "Tarif",
            "tarif",
            _N.NOMBRE,
            9,
            "Celui du barème.",
            '=IF(OR([@Sorte]<>1,[@Trouvées]<>1),"",SUMIFS(tblBareme[Tarif fixe],tblBareme[Code],[@Cible])'
            "+SUMIFS(tblBareme[Tarif annuel],tblBareme[Code],[@Cible]))",
        ),
        calculee(
            "Écart fixe",
            "ecart_fixe",
            _N.NOMBRE,
            9,
            "Ce que l'hypothèse ajoute à un tarif fixe.",
            f'=IF(OR([@Sorte]<>1,[@Comprise]<>"{Etat.OUI}"),0,([@[Nouvelle valeur]]-[@Tarif])*([@Annuels]=0))',
        ),
        calculee(
            "Écart annuel",
            "ecart_annuel",
            _N.NOMBRE,
            9,
            "De même, à un tarif annuel.",
            f'=IF(OR([@Sorte]<>1,[@Comprise]<>"{Etat.OUI}"),0,([@[Nouvelle valeur]]-[@Tarif])*([@Annuels]>0))',
        ),
        calculee(
            "Repère",
            "repere",
            _N.TEXTE,
            24,
            "Scénario, hypothèse et cible ; vide : elle ne compte pas.",
            f'=IF([@Comprise]<>"{Etat.OUI}","",IF([@Sorte]=1,[@N°]&"|1|"&INDEX(tblBareme[Opération],{_TARIF})&"|"&INDEX(tblBareme[Assiette],{_TARIF}),[@Clé]))',
        ),
    ),
    depuis=4,
)
