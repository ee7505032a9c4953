"""What the scenarios give, by formulas: one row per line of Annexe 5, then per demand, one per group; « Simuler » lays the rows out.

A line that a scenario changes is computed again by the barème, then by the percentage of its operation, then cut if its budget line is
exceeded. Each step has its column.
"""

from __future__ import annotations

from dpid_xl.modele import Ajustement, Levier, SortDemande
from dpid_xl.schema.colonnes import Colonne, Nature, Table, calculee
from dpid_xl.schema.natif import PRECISION, PRORATA, UNITE
from dpid_xl.schema.scenarios import CE_RANG, LIGNE, METHODES, NOMBRE, RANGS, Sorte

_N = Nature
TOTAL, AXE_DES_ENVELOPPES = "Total", "Budget"
SANS_BUDGET, SANS_TERRITOIRE = "sans ligne budgétaire", "sans territoire"
STATUTS_A_VOTER = ("", "proposé")  # of a line that nobody voted yet
SANS_PRIORITE = 9999  # what comes after all that has a priority
PAR_PRIORITE = 100_000  # rows that a priority is ahead of the next one
# A product of binary numbers may fall short of the cent that it makes: what is so near is taken for reached.
PRES = 7  # decimals of a cent
PRESQUE = f"0.{'0' * (PRES - 1)}1"  # as every program writes it
_DESIGNEES, _PRIORITE = METHODES[Ajustement.DESIGNEES], METHODES[Ajustement.PRIORITE]


def _read_texte(entete: str, demande: str = "") -> str:
    """Write what the line, or the demand, has in a column of texts."""
    autre = f"INDEX(tblDemandes[{demande or entete}],[@Dépôt])"
    return f'=IF([@Rang]="","",IF([@Dépôt]="",INDEX(tblAnnexe5[{entete}],[@Rang]),{autre})&"")'


def _read_nombre(entete: str, autre: str) -> str:
    """Write what the line has in a column of numbers, nothing of an empty cell; ``autre`` is that of a demand."""
    ligne = f"INDEX(tblAnnexe5[{entete}],[@Rang])"
    return f'=IF([@Rang]="","",IF([@Dépôt]="",IF({ligne}="","",{ligne}),{autre}))'


def _read_demande(propose: str, demande: str) -> str:
    """Write what a demand proposes, or asks for as long as nothing is proposed."""
    lus = (f"INDEX(tblDemandes[{entete}],[@Dépôt])" for entete in (propose, demande))
    proposee, demandee = (f'IF({lu}="","",{lu})' for lu in lus)
    return f'=IF([@Dépôt]="","",IF([@Proposée]=1,{proposee},{demandee}))'


def _sum_tarifs(assiette: str) -> str:
    criteres = f'tblBareme[Opération],[@Opération],tblBareme[Assiette],"{assiette}"'
    return f"=IFERROR(SUMIFS(tblBareme[Tarif fixe],{criteres})+SUMIFS(tblBareme[Tarif annuel],{criteres})*N([@Mois])/12,0)"


_NON_VOTEE = "OR(" + ",".join(f'INDEX(tblAnnexe5[Statut],[@Rang])="{statut}"' for statut in STATUTS_A_VOTER) + ")"
_CALCUL = "INDEX(tblOperations[Calcul],MATCH([@Opération],tblOperations[Code],0))"
_BUDGET = "INDEX(tblOperations[Code budget],MATCH([@Opération],tblOperations[Code],0))"
_MOIS = "INDEX(tblDemandes[Mois],[@Dépôt])"
_RANGS = "ROWS(tblAnnexe5[Structure])"
_CE_RANG = CE_RANG.format(table="tblSimulation", entete="Rang")
_ECARTEES = ",".join(f'INDEX(tblDemandes[Décision],[@Dépôt])="{sort}"' for sort in (SortDemande.REFUSEE, SortDemande.AJOURNEE))
_DE_LA_LIGNE = (
    calculee(
        "Rang",
        "rang",
        _N.ENTIER,
        6,
        "De la ligne dans l'annexe 5, puis des demandes ; vide tant qu'aucun scénario n'a de nom.",
        f'=IF(OR(COUNTA(tblScenarios[Scénario])=0,{_CE_RANG}>{_RANGS}+ROWS(tblDemandes[Structure])),"",{_CE_RANG})',
    ),
    calculee(
        "Sorte",
        "sorte",
        _N.TEXTE,
        8,
        "Votée, à voter (statut vide ou « proposé »), demande ; vide : passée au vote, refusée, ajournée.",
        f'=IF([@Rang]="","",IF([@Dépôt]<>"",IF([@Retirée]=1,"","{Sorte.DEMANDE}"),IF(INDEX(tblAnnexe5[Structure],[@Rang])="","",'
        f'IF({_NON_VOTEE},"{Sorte.A_VOTER}","{Sorte.VOTEE}"))))',
    ),
    # These four are what tblEffets adds up by: side by side, under the name of its axes.
    calculee(
        AXE_DES_ENVELOPPES,
        "budget",
        _N.TEXTE,
        13,
        formule=f'=IF([@Sorte]="","",IFERROR(IF({_BUDGET}="","{SANS_BUDGET}",{_BUDGET}&""),"{SANS_BUDGET}"))',
    ),
    calculee("Opération", "operation", _N.IDENTIFIANT, 9, formule=_read_texte("Opération")),
    calculee(
        "Territoire",
        "territoire",
        _N.TEXTE,
        16,
        formule=f'=IF([@Sorte]="","",IF([@[Territoire dit]]="","{SANS_TERRITOIRE}",[@[Territoire dit]]))',
    ),
    calculee("Structure", "structure", _N.TEXTE, 29, "Nom au registre.", _read_texte("Structure (registre)")),
    calculee("Description", "description", _N.TEXTE, 24, formule=_read_texte("Description")),
    calculee("Quantité", "quantite", _N.NOMBRE, 9, formule=_read_nombre("Quantité", "[@Demandée]")),
    calculee("Quantité simple", "quantite_simple", _N.NOMBRE, 10.2, formule=_read_nombre("Quantité simple", "[@[Simple demandée]]")),
    calculee(
        "Montant",
        "montant",
        _N.MONTANT,
        13,
        "Retenu ; d'une demande : proposé, ou demandé tant que rien n'est proposé.",
        '=IF([@Rang]="",0,IF([@Dépôt]="",N(INDEX(tblAnnexe5[Montant retenu],[@Rang])),'
        "N(INDEX(tblDemandes[Montant demandé],[@Dépôt]))*([@Proposée]=0)"
        "+N(INDEX(tblDemandes[Montant proposé],[@Dépôt]))*([@Proposée]=1)))",
    ),
)
_APPUIS = (
    calculee(
        "Dépôt",
        "demande",
        _N.ENTIER,
        8,
        "Rang de la demande dans Demandes ; vide : une ligne.",
        f'=IF(N([@Rang])<={_RANGS},"",[@Rang]-{_RANGS})',
    ),
    calculee(
        "Retirée",
        "retiree",
        _N.ENTIER,
        8,
        "1 : elle n'est plus à décider, ou la rangée est vide.",
        f'=IF([@Dépôt]="",0,1*OR(INDEX(tblDemandes[Structure],[@Dépôt])="",N(INDEX(tblDemandes[Au vote le],[@Dépôt]))>0,{_ECARTEES}))',
    ),
    calculee(
        "Proposée",
        "proposee",
        _N.ENTIER,
        10,
        "1 : quelque chose est proposé.",
        '=IF([@Dépôt]="",0,1*(COUNT(INDEX(tblDemandes[Quantité proposée],[@Dépôt]),INDEX(tblDemandes[Simple proposée],[@Dépôt]),'
        "INDEX(tblDemandes[Montant arrêté],[@Dépôt]))>0))",
    ),
    calculee("Demandée", "demandee", _N.NOMBRE, 11, "Sa quantité.", _read_demande("Quantité proposée", "Quantité demandée")),
    calculee(
        "Simple demandée", "simple_demandee", _N.NOMBRE, 12.5, "Sa quantité simple.", _read_demande("Simple proposée", "Simple demandée")
    ),
    calculee("Territoire dit", "territoire_dit", _N.TEXTE, 16, "Tel qu'il est tapé.", _read_texte("Territoire")),
    calculee("Mois", "mois", _N.NOMBRE, 7, formule=_read_nombre("Mois", f'IF({_MOIS}="","",{_MOIS})')),
    calculee(
        "Priorité",
        "priorite",
        _N.ENTIER,
        8,
        "D'une demande.",
        '=IF([@Dépôt]="","",IF(INDEX(tblDemandes[Priorité],[@Dépôt])="","",INDEX(tblDemandes[Priorité],[@Dépôt])))',
    ),
    calculee(
        "Désignation",
        "designation",
        _N.TEXTE,
        30,
        "Ce que cherche une hypothèse sur une quantité.",
        f'=IF([@Sorte]="","",[@Opération]&"|"&[@Structure]&"|"&IF([@Sorte]="{Sorte.DEMANDE}",[@Sorte],"{LIGNE}"))',
    ),
    calculee(
        "Calcul",
        "calculable",
        _N.ENTIER,
        9,
        "1 : le barème donne son montant.",
        f'=IFERROR(OR({_CALCUL}="{UNITE}",AND({_CALCUL}="{PRORATA}",N([@Mois])>0))*(MIN([@Quantité],[@[Quantité simple]])>=0),0)',
    ),
    calculee("Prix", "prix", _N.MONTANT, 12, "D'une unité, pour la durée de la ligne, au barème.", _sum_tarifs("quantité")),
    calculee("Prix simple", "prix_simple", _N.MONTANT, 12, "D'une mesure simple.", _sum_tarifs("quantité simple")),
    calculee("Forfait", "forfait", _N.MONTANT, 12, "Dû une fois, dès que la quantité n'est pas nulle.", _sum_tarifs("forfait")),
    calculee(
        "Place",
        "place",
        _N.ENTIER,
        7,
        "Rang de sa ligne budgétaire dans les effets ; vide : elle n'a pas d'enveloppe.",
        '=IF([@Sorte]="","",IFERROR(MATCH([@Budget],tblEffets[Code budget],0),""))',
    ),
)


# Of a scenario that is not computed nothing is shown: zero would be an amount.
_SANS = 'INDEX(tblScenarios[Mobiles],{n})="",""'


def _count(reperes: str) -> str:
    return f"COUNTIF(tblHypotheses[Repère],{reperes})"


def _take(numero: int, levier: Levier, cible: str) -> tuple[str, str]:
    """Write whether a hypothesis is there, and its value."""
    repere = f'"{numero}|{RANGS[levier]}|"&{cible}'
    return _count(repere), f"SUMIFS(tblHypotheses[Nouvelle valeur],tblHypotheses[Repère],{repere})"


def _change_prix(numero: int, entete: str, assiette: str) -> str:
    repere = f'tblHypotheses[Repère],"{numero}|1|"&[@Opération]&"|{assiette}"'
    return f"=[@[{entete}]]+SUMIFS(tblHypotheses[Écart fixe],{repere})+SUMIFS(tblHypotheses[Écart annuel],{repere})*N([@Mois])/12"


def _make_colonnes(numero: int) -> tuple[tuple[Colonne, ...], tuple[Colonne, ...]]:
    """Return the columns of a scenario: those that are read, then what they rest on."""
    n = numero
    la_quantite, quantite = _take(n, Levier.QUANTITE, "[@Rang]")
    la_simple, simple = _take(n, Levier.QUANTITE_SIMPLE, "[@Rang]")
    la_priorite, priorite = _take(n, Levier.PRIORITE, "[@Opération]")
    le_pourcentage, pourcentage = _take(n, Levier.POURCENTAGE, "[@Opération]")
    la_reduite, _reduite = _take(n, Levier.REDUITE, "[@Opération]")
    tarifs = _count(f'"{n}|1|"&[@Opération]&"|*"')
    methode, sans = f"INDEX(tblScenarios[Méthode],{n})", _SANS.format(n=n)
    part, reductible, centimes, coupe = (f"INDEX(tblEffets[{champ} {n}],[@Place])" for champ in ("Part", "Réductible", "Centimes", "Coupe"))
    memes = "tblSimulation[Budget],[@Budget]"
    dites = f'([@[Quantité {n}]]<>"")*([@Prix]+[@Forfait]>0)+([@[Simple {n}]]<>"")*([@[Prix simple]]>0)'
    lues = (
        calculee(
            f"Quantité {n}",
            f"quantite_{n}",
            _N.NOMBRE,
            9,
            f"Du scénario {n}.",
            f"=IF({sans},IF({la_quantite}=0,[@Quantité],{quantite}))",
        ),
        calculee(
            f"Montant {n}",
            f"montant_{n}",
            _N.MONTANT,
            13,
            "Après l'ajustement.",
            f'=IF({sans},IF([@[Cumul {n}]]="",[@[Avant {n}]],'
            f"ROUND(IF([@[Coupe {n}]]={_PRIORITE},MAX(0,MIN([@[Avant {n}]],{part}-[@[Cumul {n}]])),"
            f"[@[Plancher {n}]]+([@[Cumul {n}]]<={centimes})/100),2)))",
        ),
        calculee(
            f"Écart {n}",
            f"ecart_{n}",
            _N.MONTANT,
            12,
            "Avec le montant d'aujourd'hui.",
            f"=IF({sans},IF([@[Rôle {n}]]=0,0,ROUND([@[Montant {n}]]-[@Montant],2)))",
        ),
    )
    appuis = (
        calculee(
            f"Rôle {n}",
            f"role_{n}",
            _N.ENTIER,
            7,
            "2 : le scénario peut la changer ; 1 : elle compte telle quelle ; 0 : elle ne compte pas.",
            f'=IF([@Sorte]="",0,IF(ISNUMBER(FIND("|"&[@Sorte]&"|",INDEX(tblScenarios[Mobiles],{n}))),2,'
            f'1*ISNUMBER(FIND("|"&[@Sorte]&"|",INDEX(tblScenarios[Comptées],{n})))))',
        ),
        calculee(f"Simple {n}", f"simple_{n}", _N.NOMBRE, 9, "Quantité simple.", f"=IF({la_simple}=0,[@[Quantité simple]],{simple})"),
        calculee(f"Prix {n}", f"prix_{n}", _N.MONTANT, 12, "Au tarif du scénario.", _change_prix(n, "Prix", "quantité")),
        calculee(f"Prix simple {n}", f"prix_simple_{n}", _N.MONTANT, 12, "De même.", _change_prix(n, "Prix simple", "quantité simple")),
        calculee(f"Forfait {n}", f"forfait_{n}", _N.MONTANT, 12, "De même.", _change_prix(n, "Forfait", "forfait")),
        calculee(
            f"Touchée {n}",
            f"touchee_{n}",
            _N.ENTIER,
            10,
            "1 : le scénario refait son calcul.",
            f"=1*([@Calcul]*({tarifs}+{la_quantite}+{la_simple})*({dites})>0)",
        ),
        calculee(
            f"Calculé {n}",
            f"calcule_{n}",
            _N.NOMBRE,
            13,
            "Par le barème si le scénario y change quelque chose, sinon le montant d'aujourd'hui.",
            f"=IF([@[Touchée {n}]]=0,[@Montant],ROUND(ROUND(N([@[Quantité {n}]])*[@[Prix {n}]]+N([@[Simple {n}]])*[@[Prix simple {n}]]"
            f"+(N([@[Quantité {n}]])>0)*[@[Forfait {n}]],{PRECISION}),2))",
        ),
        calculee(
            f"Avant {n}",
            f"avant_{n}",
            _N.NOMBRE,
            13,
            "Avant l'ajustement.",
            f"=IF([@[Rôle {n}]]=2,"
            f"ROUND(ROUND([@[Calculé {n}]]*IF({le_pourcentage}=0,1,{pourcentage}),{PRECISION}),2),[@[Rôle {n}]]*[@Montant])",
        ),
        calculee(
            f"Priorité {n}",
            f"priorite_{n}",
            _N.ENTIER,
            8,
            "Celle de l'opération dans le scénario, sinon de la demande.",
            f"=IF({la_priorite}=0,IF(N([@Priorité])=0,{SANS_PRIORITE},[@Priorité]),{priorite})",
        ),
        calculee(
            f"Ordre {n}",
            f"ordre_{n}",
            _N.ENTIER,
            9,
            "Vide : l'ajustement n'y touche pas.",
            f'=IF(OR([@[Rôle {n}]]<>2,[@[Avant {n}]]<=0,{methode}=0),"",IF({methode}={_DESIGNEES},IF({la_reduite}=0,"",[@Rang]),'
            f"[@Rang]+({methode}={_PRIORITE})*{PAR_PRIORITE}*[@[Priorité {n}]]))",
        ),
        calculee(
            f"Coupe {n}",
            f"coupe_{n}",
            _N.ENTIER,
            7,
            "Rang de l'ajustement, si sa ligne budgétaire est dépassée ; 0 : elle est gardée entière.",
            f'=IF(OR([@Place]="",[@[Ordre {n}]]=""),0,{coupe})',
        ),
        calculee(
            f"Cumul {n}",
            f"cumul_{n}",
            _N.NOMBRE,
            10,
            "Sa place parmi celles qui sont réduites ; par priorité, ce qui est servi avant elle.",
            f'=IF([@[Coupe {n}]]=0,"",IF([@[Coupe {n}]]={_PRIORITE},'
            f'ROUND(SUMIFS(tblSimulation[Avant {n}],{memes},tblSimulation[Ordre {n}],"<"&[@[Ordre {n}]]),2),'
            f'COUNTIFS({memes},tblSimulation[Ordre {n}],"<="&[@[Ordre {n}]])))',
        ),
        calculee(
            f"Plancher {n}",
            f"plancher_{n}",
            _N.NOMBRE,
            12,
            "Sa part de l'enveloppe, au centime inférieur ; les centimes qui restent vont aux premières, un à chacune.",
            f'=IF(OR([@[Coupe {n}]]=0,[@[Coupe {n}]]={_PRIORITE}),"",'
            f"MIN(INT(ROUND(100*[@[Avant {n}]],0)*{part}/{reductible}+{PRESQUE}),ROUND(100*[@[Avant {n}]],0)-1)/100)",
        ),
    )
    return lues, appuis


_PAR_SCENARIO = tuple(_make_colonnes(numero) for numero in range(1, NOMBRE + 1))
SIMULATION = Table(
    "tblSimulation",
    "Lignes simulées",
    "A6",
    (
        *_DE_LA_LIGNE,
        *(colonne for lues, _appuis in _PAR_SCENARIO for colonne in lues),
        *_APPUIS,
        *(colonne for _lues, appuis in _PAR_SCENARIO for colonne in appuis),
    ),
    depuis=4,
)

_AXES = "tblSimulation[[Budget]:[Structure]]"


def _sum(entete: str, numero: int) -> str:
    par_groupe = f"SUMIFS(tblSimulation[{entete}],INDEX({_AXES},0,N([@Colonne])),[@Groupe])"
    somme = f'ROUND(IF([@Axe]="{TOTAL}",SUM(tblSimulation[{entete}]),{par_groupe}),2)'
    return f'=IF([@Axe]="","",IF({_SANS.format(n=numero)},{somme}))'


def _make_effets(numero: int) -> tuple[tuple[Colonne, ...], tuple[Colonne, ...]]:
    """Return what a scenario gives a group, then, of a budget line, what its cut rests on."""
    n = numero
    budget = "tblSimulation[Budget],[@Groupe]"
    lenveloppe, enveloppe = _take(n, Levier.ENVELOPPE, "UPPER([@Groupe])")
    effets = (
        calculee(f"Scénario {n}", f"scenario_{n}", _N.MONTANT, 13, f"Ce que donne le scénario {n}.", _sum(f"Montant {n}", n)),
        calculee(f"Écart {n}", f"ecart_{n}", _N.MONTANT, 13, "Avec les mêmes lignes, aujourd'hui.", _sum(f"Écart {n}", n)),
        calculee(
            f"Solde {n}",
            f"solde_{n}",
            _N.MONTANT,
            13,
            "D'une ligne budgétaire : son enveloppe, moins le scénario ; en rouge, elle est dépassée.",
            f'=IF([@[Enveloppe {n}]]="","",ROUND([@[Enveloppe {n}]]-[@[Scénario {n}]],2))',
        ),
    )
    appuis = (
        calculee(
            f"Enveloppe {n}",
            f"enveloppe_{n}",
            _N.NOMBRE,
            13,
            "Celle du scénario, sinon le disponible.",
            f'=IF(OR([@[Code budget]]="",INDEX(tblScenarios[Mobiles],{n})=""),"",IF({lenveloppe}=0,[@Disponible],ROUND({enveloppe},2)))',
        ),
        calculee(
            f"Réductible {n}",
            f"reductible_{n}",
            _N.MONTANT,
            13,
            "Ce que l'ajustement peut réduire.",
            f'=IF([@[Enveloppe {n}]]="","",ROUND(SUMIFS(tblSimulation[Avant {n}],{budget},tblSimulation[Ordre {n}],">0"),2))',
        ),
        calculee(
            f"Part {n}",
            f"part_{n}",
            _N.MONTANT,
            13,
            "Ce que l'enveloppe lui laisse.",
            f'=IF([@[Enveloppe {n}]]="","",'
            f"MAX(0,ROUND([@[Enveloppe {n}]]-SUMIFS(tblSimulation[Avant {n}],{budget})+[@[Réductible {n}]],2)))",
        ),
        calculee(
            f"Coupe {n}",
            f"coupe_{n}",
            _N.ENTIER,
            7,
            "Rang de l'ajustement, si elle est dépassée et qu'il y peut quelque chose ; 0 : rien n'est réduit.",
            f'=IF([@[Enveloppe {n}]]="",0,([@[Part {n}]]<[@[Réductible {n}]])*INDEX(tblScenarios[Méthode],{n}))',
        ),
        calculee(
            f"Centimes {n}",
            f"centimes_{n}",
            _N.ENTIER,
            11,
            "Ceux qui restent d'une réduction égale.",
            f"=IF(OR([@[Coupe {n}]]=0,[@[Coupe {n}]]={_PRIORITE}),0,"
            f"ROUND(100*([@[Part {n}]]-SUMIFS(tblSimulation[Plancher {n}],{budget})),0))",
        ),
    )
    return effets, appuis


_PAR_EFFET = tuple(_make_effets(numero) for numero in range(1, NOMBRE + 1))
EFFETS = Table(
    "tblEffets",
    "Simulation",
    "A6",
    (
        calculee("Axe", "axe", _N.TEXTE, 13),
        calculee("Groupe", "groupe", _N.TEXTE, 36),
        calculee(
            "Libellé",
            "libelle",
            _N.TEXTE,
            28,
            formule='=IF([@[Code budget]]="",IFERROR(INDEX(tblOperations[Intitulé court],MATCH([@Groupe],tblOperations[Code],0))&"",""),'
            'INDEX(tblBudget[Libellé],MATCH([@[Code budget]],tblBudget[Code],0))&"")',
        ),
        calculee(
            "Disponible",
            "disponible",
            _N.MONTANT,
            13,
            formule=f'=IF([@Axe]="{TOTAL}",SUM(tblBudget[Disponible]),'
            'IF([@[Code budget]]="","",SUMIFS(tblBudget[Disponible],tblBudget[Code],[@Groupe])))',
        ),
        *(colonne for effets, _appuis in _PAR_EFFET for colonne in effets),
        calculee(
            "Colonne",
            "colonne",
            _N.ENTIER,
            8,
            "Où Lignes simulées le nomme.",
            '=IFERROR(MATCH([@Axe],tblSimulation[[#Headers],[Budget]:[Structure]],0),"")',
        ),
        calculee(
            "Code budget",
            "code_budget",
            _N.TEXTE,
            13,
            "D'une ligne budgétaire qui a une enveloppe.",
            f'=IF(AND([@Axe]="{AXE_DES_ENVELOPPES}",COUNTIF(tblBudget[Code],[@Groupe])>0),[@Groupe],"")',
        ),
        *(colonne for _effets, appuis in _PAR_EFFET for colonne in appuis),
    ),
    depuis=4,
)
