"""The words of the native amounts: how an operation is computed, why a line has nothing to compute, what Python answers."""

from __future__ import annotations

from dpid_xl.bareme import Assiette

# How the amounts of an operation are computed on the day of the deliberation.
PRORATA, UNITE, ARRETE = "prorata", "unité", "arrêté"
# A word, as « arrêté », where there is nothing to compute; what is wrong is an error instead, so that no sum takes it.
SANS_DATES = "sans dates"
# What two computations of one amount are.
EGAL, DIFFERENT = "égal", "différent"
# Three cells of Accueil: whether Python is asked, which version of the functions of cells answers, and whether one does.
PYTHON_DEMANDE, PYTHON_VERSION, PYTHON_REPOND = "Python_demande", "Python_version", "Python_repond"
DEMANDE, NON_DEMANDE = "oui", "non"
LIBELLE_PYTHON = "Python répond"  # on the left of the answer; the version and the question stand on its right
PRECISION = 8  # decimals below which a binary product is noise: half a cent is one again before it is rounded up


# Months from Début to Fin, the days of a month that is begun counting for what they are of it.
MOIS = (
    '=IF(COUNT([@Début],[@Fin])<2,"",(YEAR([@Fin])-YEAR([@Début]))*12+MONTH([@Fin])-MONTH([@Début])'
    "+DAY([@Fin])/DAY(EOMONTH([@Fin],0))-(DAY([@Début])-1)/DAY(EOMONTH([@Début],0)))"
)
CALCUL = '=IF([@Opération]="","",INDEX(tblOperations[Calcul],MATCH([@Opération],tblOperations[Code],0)))'
STRUCTURE_DU_REGISTRE = (
    '=IF([@Structure]="","",IFERROR(LOOKUP(2,1/FIND(" | "&TRIM([@Structure])&" | ",'
    '" | "&tblStructures[Structure]&" | "&tblStructures[Variantes]&" | "),tblStructures[Structure]),[@Structure]))'
)


def sum_tarifs(assiette: Assiette) -> str:
    """Write the price of one unit: what is not by the year, and the months of what is."""
    criteres = f'tblBareme[Opération],[@Opération],tblBareme[Assiette],"{assiette}"'
    return f"=SUMIFS(tblBareme[Tarif fixe],{criteres})+SUMIFS(tblBareme[Tarif annuel],{criteres})*N([@Mois])/12"


def write_produit(quantite: str, simple: str) -> str:
    """Write quantities × prices, before the cents, from the references to the two quantities of a row."""
    return (
        f"=IF(OR(ISTEXT({quantite}),ISTEXT({simple}),MIN({quantite},{simple})<0,[@Mois]<=0),#VALUE!,"
        f"ROUND({quantite}*[@Prix]+{simple}*[@[Prix simple]]+({quantite}>0)*[@Forfait],{PRECISION}))"
    )


def write_montant_natif(quantite: str, simple: str) -> str:
    """Write the amount of a row by the formulas of the workbook alone, without « = »; an error when a rate misses its quantity."""
    dites = f'({quantite}<>"")*([@Prix]+[@Forfait]>0)+({simple}<>"")*([@[Prix simple]]>0)'
    return (
        f'IF(OR([@Calcul]="",[@Calcul]="{ARRETE}"),[@Calcul],IF(AND([@Calcul]="{PRORATA}",[@Mois]=""),"{SANS_DATES}",'
        f"IF({dites}=0,#VALUE!,ROUND([@Produit],2))))"
    )


def write_montant_calcule(quantite: str, simple: str) -> str:
    """Write the amount of a row by Python when it answers, else the native one."""
    return (
        f"=IF(OR(NOT({PYTHON_REPOND}),ISTEXT([@[Montant natif]])),[@[Montant natif]],"
        f"DPID_MONTANT([@Opération],{quantite},[@Mois],{simple},tblBareme[[#Headers],[#Data]],Jour_du_bareme))"
    )
